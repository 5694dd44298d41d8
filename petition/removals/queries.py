"""Whom a removal rule matches, and how rules stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from petition.core import crypto
from petition.core.db import db, now
from petition.removals.criteria import Criteria, comparable_name, pattern_regex
from petition.removals.models import Removal, RemovalMatch
from petition.signing.keys import has_key
from petition.signing.models.endorsement import Endorsement, counting_condition, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import SigningTrace, Suspicion
from petition.signing.screening import queries as screening_queries
from petition.signing.state import QUARANTINED, STANDING
from petition.signing.tallying import DESTROYED, read_tally

CHUNK = 1000
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PublicRemoval:
    """What the public is told of a rule: the day, how many it removed, how many of those were restored and when."""

    on: date
    removed: int
    restored: int
    restored_on: date | None

    def to_json(self) -> dict[str, Any]:
        """As ``counts.json`` has it."""
        return {"on": self.on.isoformat(), "removed": self.removed, "restored": self.restored}


def matching_ids(statement_id: int, criteria: Criteria) -> list[int]:
    """The endorsements that a rule would remove at this moment, by id, in their order.

    Confirmed ones of individuals that nobody has withdrawn or taken off the list, those in quarantine among them.
    """
    query = (
        select(Endorsement.id)
        .where(*_counting_condition(statement_id), *_conditions(statement_id, criteria))
        .order_by(Endorsement.id)
    )
    return list(db.session.scalars(query)) if not criteria.name else sorted(_ids_with_name(query, criteria.name))


def count_listed(statement_id: int) -> int:
    """How many individuals count at this moment."""
    return sum(
        number
        for (_edition, kind, name), number in read_tally(statement_id).items()
        if kind == "individual" and name != DESTROYED
    )


def count_matched(removal_id: int) -> tuple[int, int]:
    """How many endorsements a rule has matched that are still there, and how many of them count."""
    query = select(func.count(), func.count().filter(counting_condition())).select_from(RemovalMatch)
    query = query.join(Endorsement, Endorsement.id == RemovalMatch.endorsement_id)
    found, counted = db.session.execute(query.where(RemovalMatch.removal_id == removal_id)).one()
    return found, counted


def share_limit(statement_id: int) -> int:
    """The part of the list, in percent, over which a rule needs a second person."""
    return screening_queries.thresholds_of(statement_id).largest_share


def needs_second_person(removal: Removal) -> bool:
    """Whether a rule would take more of the list than one coordinator may, with what was taken since yesterday.

    Otherwise one person could take the whole list in slices.
    """
    slices = select(func.coalesce(func.sum(Removal.counted), 0)).where(
        Removal.statement_id == removal.statement_id,
        Removal.id != removal.id,
        Removal.begun_at > now() - ONE_DAY,
        Removal.agreed_by.is_(None),
        Removal.undone_at.is_(None),
    )
    taken = (db.session.scalar(slices) or 0) if removal.counted else 0
    return (taken + removal.counted) * 100 > share_limit(removal.statement_id) * (taken + removal.listed)


def unfinished_rules() -> list[int]:
    """The rules, by id, of which something is still to be removed or restored."""
    removing = and_(Removal.begun_at.is_not(None), Removal.ended_at.is_(None), Removal.stopped_at.is_(None))
    restoring = and_(Removal.undone_at.is_not(None), Removal.restored_at.is_(None))
    query = select(Removal.id).where(or_(and_(removing, Removal.undone_at.is_(None)), restoring))
    return list(db.session.scalars(query.order_by(Removal.id)))


def rules_of_statement(statement_id: int, *, before: int | None, limit: int) -> list[Removal]:
    """The rules of a statement, the newest first, from below an id."""
    query = select(Removal).where(Removal.statement_id == statement_id)
    if before is not None:
        query = query.where(Removal.id < before)
    return list(db.session.scalars(query.order_by(Removal.id.desc()).limit(limit)))


def public_removals(statement_id: int) -> tuple[PublicRemoval, ...]:
    """What rules have removed from a statement's list, for everybody: without names, and without the rules."""
    query = select(Removal).where(
        Removal.statement_id == statement_id, Removal.begun_at.is_not(None), Removal.removed > 0
    )
    return tuple(
        PublicRemoval(
            on=removal.begun_at.date(),
            removed=removal.removed,
            restored=removal.restored,
            restored_on=removal.restored_at.date() if removal.restored_at is not None else None,
        )
        for removal in db.session.scalars(query.order_by(Removal.begun_at, Removal.id))
        if removal.begun_at is not None
    )


def _counting_condition(statement_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Endorsement.statement_id == statement_id,
        Endorsement.kind == "individual",
        state_condition(*STANDING),
    )


def _conditions(statement_id: int, criteria: Criteria) -> list[ColumnElement[bool]]:
    """What the database can see for itself; keyed hashes stand there for what is encrypted."""
    found: list[ColumnElement[bool]] = []
    if criteria.domain:
        found.append(_hash_value(statement_id, "domain", criteria.domain))
    if criteria.country:
        found.append(_hash_value(statement_id, "country", criteria.country))
    if criteria.language:
        found.append(Endorsement.language == criteria.language)
    if criteria.since is not None:
        found.append(Endorsement.confirmed_at >= criteria.since)
    if criteria.until is not None:
        found.append(Endorsement.confirmed_at < criteria.until)
    if criteria.network:
        found.append(_from_network(statement_id, criteria.network))
    if criteria.group:
        found.append(_match_group(statement_id, criteria.group))
    if criteria.faster_than:
        traces = select(SigningTrace.endorsement_id).where(SigningTrace.statement_id == statement_id)
        found.append(Endorsement.id.in_(traces.where(SigningTrace.seconds < criteria.faster_than)))
    if criteria.signal:
        found.append(_quarantine_condition(criteria.signal))
    return found


def _hash_value(statement_id: int, signal: str, value: str) -> ColumnElement[bool]:
    keyed = select(EndorsementKey.endorsement_id)
    return Endorsement.id.in_(keyed.where(*has_key(statement_id, signal, *crypto.lookup_hashes(value, signal))))


def _from_network(statement_id: int, network: str) -> ColumnElement[bool]:
    try:
        key = bytes.fromhex(network)
    except ValueError:
        # It is kept no longer, and so matches nobody.
        return false()
    # Around midnight a network has two hashes; whoever came after it has the one of the day before beside the own.
    is_from = or_(SigningTrace.network == key, SigningTrace.network_before == key)
    traces = select(SigningTrace.endorsement_id)
    return Endorsement.id.in_(traces.where(SigningTrace.statement_id == statement_id, is_from))


def _match_group(statement_id: int, group: str) -> ColumnElement[bool]:
    signal, _colon, key = group.partition(":")
    keyed = select(EndorsementKey.endorsement_id)
    return Endorsement.id.in_(keyed.where(*has_key(statement_id, signal, bytes.fromhex(key))))


def _quarantine_condition(signal: str) -> ColumnElement[bool]:
    reason = exists().where(
        Suspicion.endorsement_id == Endorsement.id, Suspicion.signal == signal, Suspicion.release_id.is_(None)
    )
    return and_(state_condition(QUARANTINED), reason)


def _ids_with_name(query: Select[int], pattern: str) -> list[int]:
    """Those whose name is like the pattern, among names that their owners show in full.

    The name of whoever is listed stands in the clear; only of the others has it to be decrypted.
    """
    expression, chunks = pattern_regex(pattern), {"yield_per": CHUNK}
    in_full = query.where(Endorsement.visibility == "full")
    shown = in_full.add_columns(Endorsement.shown_name).where(Endorsement.shown_name.is_not(None))
    names = db.session.execute(shown.execution_options(**chunks))
    found = [one for one, name in names if expression.match(comparable_name(name or ""))]
    sealed = in_full.add_columns(Endorsement.details).where(Endorsement.shown_name.is_(None))
    written = db.session.execute(sealed.execution_options(**chunks))
    return found + [
        one for one, details in written if expression.match(comparable_name((details or {}).get("name") or ""))
    ]
