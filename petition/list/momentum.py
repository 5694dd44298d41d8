"""How statements grow, counted by the worker: no page looks through a week of signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from petition.core import crypto
from petition.core.countries import country_codes
from petition.core.db import db, now
from petition.list.queries.signatories import listed_condition, listed_countries
from petition.signing.keys import has_key
from petition.signing.models.endorsement import KINDS, Endorsement, counting_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.momentum import Momentum
from petition.statements.models import Statement
from petition.statements.queries.public_statements import published_statements

DAYS, DAY = 7, timedelta(days=1)


def read_momentum() -> list[dict[str, Any]]:
    """Counts each statement that is open for signing, in one snapshot, however many joined in these days."""
    at = now()
    return [
        _momentum_of(statement_id, at) for statement_id in [one.id for one in published_statements() if one.is_open]
    ]


def count_momentum(counted: Iterable[dict[str, Any]]) -> Iterator[int]:
    """Writes down what was counted, a statement at a time; the caller may commit after each."""
    for row in counted:
        if db.session.get(Statement, row["statement_id"]) is not None:
            db.session.merge(Momentum(**row))
            db.session.flush()
            yield 1


def _momentum_of(statement_id: int, at: datetime) -> dict[str, Any]:
    joined = {kind: _joined_between(statement_id, kind, at - DAYS * DAY, at) for kind in KINDS}
    return {
        "statement_id": statement_id,
        "counted_at": at,
        "organisations_joined": joined["organisation"],
        "individuals_joined": joined["individual"],
        "countries": len(_shown_countries(statement_id)),
    }


def _joined_between(statement_id: int, kind: str, since: datetime, until: datetime) -> int:
    those = (
        Endorsement.statement_id == statement_id,
        Endorsement.kind == kind,
        Endorsement.confirmed_at >= since,
        Endorsement.confirmed_at < until,
        Endorsement.founding_at.is_(None),
        counting_condition(),
    )
    return db.session.scalar(select(func.count()).where(*those).select_from(Endorsement)) or 0


def _shown_countries(statement_id: int) -> set[str]:
    """The countries of the list: of organisations, which are few, and of individuals, looked for one by one."""
    of_organisations = set(listed_countries(statement_id, "organisation")) - {"--"}
    return of_organisations | {code for code in country_codes() if _has_listed_individual(statement_id, code)}


def _has_listed_individual(statement_id: int, code: str) -> bool:
    of_country = has_key(statement_id, "country", *crypto.lookup_hashes(code, "country"))
    listed = select(Endorsement.id).join(EndorsementKey, EndorsementKey.endorsement_id == Endorsement.id)
    found = listed.where(*of_country, *listed_condition(statement_id, "individual"))
    return db.session.scalar(found.limit(1)) is not None
