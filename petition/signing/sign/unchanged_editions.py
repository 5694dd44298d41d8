"""Looking and keeping in one statement: a form is inserted only where the edition is still all that was known of it.

Only of an edition that is frozen, which it stays: the words of any other must be held from the look to the commit
(``known_editions.HOLD``).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, exists

from petition.core.db import table_of
from petition.core.received_forms import insert_where
from petition.signing.sign.known_editions import KnownEdition
from petition.statements.dates import DATES
from petition.statements.models import Edition, Statement

_statement, _edition = table_of(Statement).c, table_of(Edition).c
_newer = table_of(Edition).alias("newer")
# Compared one by one with what ``values_of`` gives under the same names; a date may be missing on both sides.
KEEP = insert_where(
    _edition.id,
    _edition.id == bindparam("known_edition"),
    _edition.statement_id == _statement.id,
    _edition.sha256 == bindparam("known_sha256"),
    _edition.frozen_at.is_not(None),
    _statement.slug == bindparam("known_slug"),
    _statement.reservations_allowed_at.is_(None) == bindparam("known_refusing"),
    *(_statement[name].is_not_distinct_from(bindparam(f"known_{name}", type_=_statement[name].type)) for name in DATES),
    ~exists().where(_newer.c.statement_id == _edition.statement_id, _newer.c.number > _edition.number),
)


def values_of(known: KnownEdition) -> dict[str, Any]:
    """What the row has to have where nothing has changed."""
    return {
        "known_edition": known.edition_id,
        "known_sha256": known.sha256,
        "known_slug": known.slug,
        "known_refusing": not known.takes_reservations,
        **{f"known_{name}": getattr(known, name) for name in DATES},
    }
