"""What this process knows of the editions that are being signed, so that a form is judged without any question.

What is known refuses nobody: whatever is not as it should be by it is looked up (``sign.views``). And it lets nobody
in: the transaction in which a form is kept reads the same columns anew, in one statement, and where anything is another
it is as if nothing had been known. So a copy may be of any age, and no clock and no message has to drop it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Select, bindparam, select

from petition.core import languages
from petition.core.db import table_of
from petition.statements.dates import DATES, CopiedDates
from petition.statements.models import Edition, Statement

MOST = 256
_statement, _edition = table_of(Statement).c, table_of(Edition).c


@dataclass(frozen=True)
class KnownEdition(CopiedDates):
    """The newest edition of a statement, as whoever signs it in one language needs it.

    The interface speaks this language: so the consent that is asked for is its own. ``is_frozen`` never goes back.
    """

    statement_id: int
    edition_id: int
    sha256: str
    slug: str
    language: str
    takes_reservations: bool
    is_frozen: bool = field(compare=False)

    def has_words(self, sha256: str | None) -> bool:
        """Whether it has the words that somebody read, told by their digest; where nobody told, it is taken for so."""
        return sha256 is None or sha256 == self.sha256


def _query() -> Select[Any]:
    joined = table_of(Edition).join(table_of(Statement), _statement.id == _edition.statement_id)
    columns = (
        _statement.id, _edition.id, _edition.sha256, _statement.reservations_allowed_at,
        *(_statement[name] for name in DATES), _edition.frozen_at,
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(joined)
        .where(_statement.slug == bindparam("slug"))
        .order_by(_edition.number.desc())
        .limit(1)
    )


LOOK = _query()
# Before the first signature the words may still be edited; after it nobody has to wait for anybody.
HOLD = LOOK.with_for_update(read=True, key_share=True, of=table_of(Edition))


def read_edition(connection: Connection, slug: str, language: str, *, hold: bool = False) -> KnownEdition | None:
    """What is so now; ``hold`` keeps the edition's words as they are until the transaction ends."""
    row = connection.execute(HOLD if hold else LOOK, {"slug": slug}).first()
    if row is None:
        return None
    statement_id, edition_id, sha256, reservations, *rest, frozen_at = row
    dates = dict(zip(DATES, rest, strict=True))
    return KnownEdition(
        statement_id, edition_id, sha256, slug, language, reservations is not None,
        **dates, is_frozen=frozen_at is not None,
    )  # fmt: skip


def find_known(connection: Connection | None, slug: str, language: str) -> KnownEdition | None:
    """What is known, or else what ``connection`` gives; only of a language that the interface speaks."""
    known = _copies().get((slug, language))
    if known is None and connection is not None and language in languages.INTERFACE:
        known = read_edition(connection, slug, language)
        if known is not None:
            keep_known(known)
    return known


def keep_known(known: KnownEdition) -> None:
    """Keeps what was found, and of all no more than ``MOST``."""
    kept = _copies()
    kept[known.slug, known.language] = known
    while len(kept) > MOST:
        kept.popitem(last=False)


def forget_known(slug: str, language: str) -> None:
    """Keeps it no longer."""
    _copies().pop((slug, language), None)


def _copies() -> OrderedDict[tuple[str, str], KnownEdition]:
    kept: OrderedDict[tuple[str, str], KnownEdition] = current_app.extensions.setdefault(
        "known_editions", OrderedDict()
    )
    return kept
