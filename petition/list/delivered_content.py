"""The content of a delivered list in the canonical form of which its digest is made; see docs/delivery.md."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from petition.list.export import signatory_record
from petition.list.queries.signatories import Signatory

FORM = 1
# Made once: a million lines are encoded while nobody else can write.
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def content_lines(
    slug: str,
    at: datetime,
    editions: Iterable[tuple[int, str]],
    signatories: Iterable[Signatory],
    counts: dict[str, Any],
) -> Iterator[str]:
    """The lines of the content: what it is of, each signatory as in the JSON export, and the counts.

    ``editions`` are numbers with the SHA-256 of their words.
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    yield _line({"form": FORM, "statement": slug, "delivered_at": moment, "editions": [list(one) for one in editions]})
    for signatory in signatories:
        record = signatory_record(signatory)
        # Nobody is late in the list that is delivered.
        del record["late"]
        yield _line(record)
    yield _line(counts)


def digest_of_content(lines: Iterable[str]) -> str:
    """The SHA-256, in hex, of the lines in UTF-8, each with a line feed at its end."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def _line(value: dict[str, Any]) -> str:
    return ENCODER.encode(value) + "\n"
