"""What is in quarantine: first what many of them have in common, then one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, select

from petition.accounts.queries import coordinator_name
from petition.core.db import db, now
from petition.desk import counting, scope
from petition.desk.counting import COUNTED_AT_MOST, count_each, count_rows
from petition.desk.queries.decisions import name_of
from petition.signing.keys import has_key
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import SIGNALS, Release, SigningTrace, Suspicion
from petition.signing.screening.signals import GROUP_OF
from petition.signing.screening.traces import TRACES_KEPT

# Groups are looked for among the newest in quarantine; numbers over a thousand are not counted out.
LOOKED_AT, MOST, GROUPS, ASKED = 1_000, COUNTED_AT_MOST, 10, 25
IN_QUARANTINE = state_condition("quarantined")


@dataclass(frozen=True)
class QuarantineGroup:
    """Those in quarantine who have something in common; numbers go up to ``MOST`` + 1, which means more than that."""

    signal: str
    key: str
    name: str
    quarantined: int
    listed: int
    first_at: datetime
    last_at: datetime
    domain: str | None


@dataclass(frozen=True)
class ReleasedGroup:
    """A group that was let through, which can be taken back; ``is_under_way``: the worker is still at it."""

    id: int
    name: str
    at: datetime
    by: str
    is_under_way: bool


def count_quarantined(statement_id: int) -> int:
    """How many are in quarantine; up to ``MOST`` + 1."""
    waiting = select(Endorsement.id).where(Endorsement.statement_id == statement_id, IN_QUARANTINE)
    return count_rows(waiting)


def has_quarantined(statement_id: int) -> bool:
    """Whether somebody is in quarantine whom whoever asks reaches."""
    waiting = select(Endorsement.id).where(
        Endorsement.statement_id == statement_id, IN_QUARANTINE, scope.endorsements_condition()
    )
    return db.session.scalar(waiting.limit(1)) is not None


def quarantine_groups(statement_id: int, without: Collection[tuple[str, str]] = ()) -> list[QuarantineGroup]:
    """What at least two of those in quarantine have in common, the largest groups first; ``without`` those that are
    shown already, by signal and key in hex.
    """
    newest = (
        select(Endorsement.id)
        .where(Endorsement.statement_id == statement_id, IN_QUARANTINE)
        .order_by(Endorsement.confirmed_at.desc(), Endorsement.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    query = select(Suspicion.signal, Suspicion.key).join(newest, newest.c.id == Suspicion.endorsement_id)
    stands = query.where(Suspicion.release_id.is_(None), Suspicion.key.is_not(None), Suspicion.signal.in_(GROUP_OF))
    seen = Counter((GROUP_OF[signal], bytes(key)) for signal, key in db.session.execute(stands) if key)
    largest = [group for group, found in seen.most_common(GROUPS) if found > 1]
    further = [(signal, key) for signal, key in largest if (signal, key.hex()) not in without]
    return [found for signal, key in further if (found := _make_group(statement_id, signal, key)) is not None]


def name_of_group(statement_id: int, signal: str, key: bytes) -> str:
    """What a group is called, by one of those in it."""
    first = (
        select(Suspicion.endorsement_id).where(*_suspicion_conditions(statement_id, signal, key)).order_by(Suspicion.id)
    )
    ids = list(db.session.scalars(first.limit(ASKED)))
    if not ids:
        # Nobody of a group that was only noted is in quarantine.
        ids = list(db.session.scalars(_members_query(statement_id, signal, key).limit(ASKED)))
    query = (
        select(Endorsement).where(Endorsement.id.in_(ids)).order_by(Endorsement.visibility != "full", Endorsement.id)
    )
    one = db.session.scalars(query.limit(1)).first()
    return _group_name(signal, one) if one is not None else ""


def released_groups(statement_id: int, limit: int = 5) -> list[ReleasedGroup]:
    """The newest groups that were let through and stay so."""
    query = select(Release).where(
        Release.statement_id == statement_id, Release.renews_id.is_(None), Release.undone_at.is_(None)
    )
    return [
        ReleasedGroup(
            one.id,
            name_of_group(statement_id, one.signal, one.key) if one.key else str(_("one network, no longer known")),
            one.released_at,
            coordinator_name(one.released_by),
            one.done_at is None,
        )
        for one in db.session.scalars(query.order_by(Release.id.desc()).limit(limit))
    ]


def count_by_signal(statement_id: int) -> dict[str, int]:
    """How many each signal has put into quarantine within 48 hours, among the newest thousand."""
    # With a sum SQLite goes along the newest, and does not put all of a statement into order first.
    mine = Suspicion.statement_id + 0 == statement_id, Suspicion.noted_at > now() - TRACES_KEPT
    # What a group has in common, and what counts for people, is no signal of its own.
    newest = select(Suspicion.signal).where(*mine, Suspicion.signal.in_(SIGNALS))
    newest = newest.order_by(Suspicion.id.desc()).limit(LOOKED_AT)
    return dict(Counter(db.session.scalars(newest)))


def _make_group(statement_id: int, signal: str, key: bytes) -> QuarantineGroup | None:
    times = select(Suspicion.noted_at).where(*_suspicion_conditions(statement_id, signal, key)).limit(1)
    ends = [times.order_by(by).scalar_subquery() for by in (Suspicion.id, Suspicion.id.desc())]
    first_at, last_at = tuple(db.session.execute(select(*ends)).one())
    if first_at is None or last_at is None:
        return None
    name = name_of_group(statement_id, signal, key)
    quarantined, listed = count_each(
        [quarantined_query(statement_id, signal, key), _group_members(statement_id, signal, key)]
    )
    return QuarantineGroup(
        signal=signal,
        key=key.hex(),
        name=name,
        quarantined=quarantined,
        listed=listed,
        first_at=first_at,
        last_at=last_at,
        domain=name if signal == "domain" else None,
    )


def quarantined_query(statement_id: int, signal: str, key: bytes) -> Select[Any]:
    """Those in quarantine whom a group brought there, each once; not all of more than ``MOST``."""
    stands = *_suspicion_conditions(statement_id, signal, key), Suspicion.release_id.is_(None), IN_QUARANTINE
    noted = select(Suspicion.endorsement_id).join(Endorsement, Endorsement.id == Suspicion.endorsement_id)
    # Stopped before each is taken once, for which PostgreSQL would read all: one may stand there for each signal.
    signals = [one for one, group in GROUP_OF.items() if group == signal]
    rows = noted.where(*stands).limit((counting.COUNTED_AT_MOST + 1) * len(signals)).subquery()
    return select(rows.c.endorsement_id).distinct()


def _members_query(statement_id: int, signal: str, key: bytes) -> Select[Any]:
    """The ids of a group's members, the oldest first."""
    query: Select[*tuple[Any, ...]]
    if signal == "network":
        query = select(Endorsement.id).join(SigningTrace, SigningTrace.endorsement_id == Endorsement.id)
        query = query.where(SigningTrace.statement_id == statement_id, SigningTrace.network == key)
        query = query.order_by(SigningTrace.confirmed_at)
    else:
        query = select(Endorsement.id).join(EndorsementKey, EndorsementKey.endorsement_id == Endorsement.id)
        query = query.where(*has_key(statement_id, signal, key)).order_by(EndorsementKey.confirmed_at)
    return query


def _group_members(statement_id: int, signal: str, key: bytes) -> Select[*tuple[Any, ...]]:
    # The oldest of them: whoever came before anything was suspicious.
    query = _members_query(statement_id, signal, key)
    oldest = query.add_columns(Endorsement.state).limit(LOOKED_AT * 2).subquery()
    return select(oldest.c.id).where(oldest.c.state == "listed")


def _suspicion_conditions(statement_id: int, signal: str, key: bytes) -> tuple[ColumnElement[bool], ...]:
    signals = [one for one, group in GROUP_OF.items() if group == signal]
    return Suspicion.statement_id == statement_id, Suspicion.signal.in_(signals), Suspicion.key == key


def _group_name(signal: str, one: Endorsement) -> str:
    if signal == "domain":
        return one.mailbox.registrable_domain if one.mailbox else "–"
    return str(_("one network")) if signal == "network" else _("one mailbox") if signal == "mailbox" else name_of(one)
