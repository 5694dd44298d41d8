"""The text of a position out of a file or a clipboard, whatever it was written with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from petition.core import charsets
from petition.core.file_reading import ReadingFailed, TooMuch, read_in_process
from petition.statements.sources.document import SourceError
from petition.statements.sources.file_kinds import file_kind
from petition.statements.text.normalisation import LARGEST

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
"""The most that a file may have."""
READER, SECONDS = "petition.statements.sources.conversion", 25


@dataclass(frozen=True)
class SourceText:
    """A text as the editor takes it, and what was left out of the file or done to it.

    A note has a ``word``, a ``count`` and ``texts``: what describes ``pictures``, the name of a guessed ``encoding``.
    """

    text: str
    notes: list[dict[str, Any]] = field(default_factory=list)


def read_source(data: bytes, name: str = "") -> SourceText:
    """The text of a file; raises SourceError.

    Text and Markdown are taken as they are, whatever their encoding; everything else is read in a process with little
    memory and time.
    """
    if len(data) > MOST_BYTES:
        raise SourceError("too_large", most=MOST_BYTES // MEGABYTE)
    is_archive = data.startswith(b"PK\x03\x04")
    found = _read_text(data) if not is_archive and file_kind(data, name) == "text" else _convert(data, name)
    if len(found.text.encode("utf-8", "replace")) > LARGEST:
        raise SourceError("too_long", most=LARGEST // 1000)
    return found


def _read_text(data: bytes) -> SourceText:
    try:
        text, guess = charsets.decode_with_encoding(data)
    except ValueError:
        raise SourceError("not_a_text", found="binary") from None
    if not text.strip():
        raise SourceError("empty")
    return SourceText(text, [{"word": "encoding", "count": 1, "texts": [guess]}] if guess else [])


def _convert(data: bytes, name: str) -> SourceText:
    try:
        answer = read_in_process(READER, data, name, SECONDS)
    except TooMuch:
        raise SourceError("too_much") from None
    except (ReadingFailed, json.JSONDecodeError):
        raise SourceError("damaged") from None
    if "refusal" in answer:
        raise SourceError(answer["refusal"], **answer["values"])
    return SourceText(answer["text"], answer["notes"])
