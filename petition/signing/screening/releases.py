"""Letting a group through in one act: a mail domain, a network, or a name that many share; and taking that back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, update

from petition.core import audit
from petition.core.db import db, now
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import GROUPED, NotedGroup, Release, SigningTrace, Suspicion
from petition.signing.publication import publish_endorsement
from petition.signing.screening.queries import active_release, thresholds_of
from petition.signing.screening.signals import DECISIVE
from petition.signing.screening.traces import TRACES_KEPT
from petition.signing.verdicts import DecisionError
from petition.statements.models import Statement

AT_ONCE = 500
# Whoever lets a mail domain through has seen what sort of mailboxes there are.
LIFTS = {
    "domain": ("domain", "disposable"),
    "network": ("network",),
    "likeness": ("likeness",),
    "mailbox": ("mailbox",),
}


def release_group(statement: Statement, signal: str, key: bytes, *, by: int, told: str | None = None) -> Release:
    """Lets a group through, now and from here on; those in quarantine for it alone are out of it.

    The first 500 at once, the others by ``continue_release``. ``told`` says for the record what was let through.
    Done again it brings out who came in between. Raises DecisionError where nobody was suspected for this, and no such
    group was noted.
    """
    at = now()
    if signal not in GROUPED or not _is_known(statement.id, signal, key):
        raise DecisionError("changed")
    found = active_release(statement.id, signal, [key], at)
    if found is None:
        found = _create_release(statement.id, signal, key, by)
        audit.append_entry("quarantine.release", f"release {found.id}", by=f"coordinator {by}", note=told)
    for before in _same_network(found):
        _create_release(statement.id, signal, before, by, renews=found)
    found.done_at = None
    continue_release(found.id)
    return found


def undo_release(release_id: int, *, by: int) -> Release:
    """Takes a release back, with all its renewals: those that it let out of quarantine are in it again."""
    found = _lock_release(release_id)
    if found is None or found.undone_at is not None:
        raise DecisionError("changed")
    family = or_(Release.id == found.id, Release.renews_id == found.id)
    undone = {"undone_at": now(), "undone_by": by, "done_at": None}
    db.session.execute(update(Release).where(family, Release.undone_at.is_(None)).values(undone))
    audit.append_entry("quarantine.undo-release", f"release {found.id}", by=f"coordinator {by}")
    continue_release(found.id)
    return found


def continue_release(release_id: int, at_most: int = AT_ONCE) -> int:
    """Brings a release, or its undoing, to the next suspicions; gives their number. Several may do so at once."""
    found = _lock_release(release_id)
    if found is None or found.done_at is not None:
        return 0
    query = select(Suspicion).where(*_pending_suspicions(found)).order_by(Suspicion.id).limit(at_most)
    suspicions = list(db.session.scalars(query))
    held = _lock_endorsements([one.endorsement_id for one in suspicions])
    for suspicion in suspicions:
        suspicion.release_id = found.id if found.undone_at is None else None
    db.session.flush()
    if found.undone_at is None:
        _end_quarantine(held, found.statement_id)
    else:
        _restore_quarantine(held, suspicions)
    if suspicions:
        found.reached_id = suspicions[-1].id
    if len(suspicions) < at_most:
        found.done_at = now()
    db.session.flush()
    return len(suspicions)


def unfinished_releases() -> list[int]:
    """The releases, by id, that have still to be brought to somebody, or taken back from somebody."""
    return list(db.session.scalars(select(Release.id).where(Release.done_at.is_(None)).order_by(Release.id)))


def _create_release(statement_id: int, signal: str, key: bytes, by: int, renews: Release | None = None) -> Release:
    made = Release(
        statement_id=statement_id,
        signal=signal,
        key=key,
        released_at=now(),
        released_by=by,
        expires_at=now() + TRACES_KEPT if signal == "network" else None,
        renews_id=renews.id if renews else None,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _is_known(statement_id: int, signal: str, key: bytes) -> bool:
    """Whether somebody is suspected for a group, or the group was noted."""
    here = Suspicion.statement_id == statement_id, Suspicion.signal.in_(LIFTS[signal]), Suspicion.key == key
    noted = NotedGroup.statement_id == statement_id, NotedGroup.signal == signal, NotedGroup.key == key
    queries = (select(Suspicion.id).where(*here), select(NotedGroup.points).where(*noted))
    return any(db.session.scalar(query.limit(1)) is not None for query in queries)


def _same_network(found: Release) -> list[bytes]:
    """The hash of the same network on the day before, where somebody came from it on both days."""
    if found.signal != "network":
        return []
    query = select(SigningTrace.network_before).where(
        SigningTrace.statement_id == found.statement_id,
        SigningTrace.network == found.key,
        SigningTrace.network_before.is_not(None),
    )
    keys: Sequence[bytes | None] = db.session.scalars(query.limit(1)).all()
    return [key for key in keys if key and active_release(found.statement_id, "network", [key], now()) is None]


def _lock_release(release_id: int) -> Release | None:
    query = select(Release).where(Release.id == release_id).with_for_update(of=Release)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _pending_suspicions(found: Release) -> tuple[ColumnElement[bool], ...]:
    if found.undone_at is not None:
        return (Suspicion.release_id == found.id,)
    return (
        Suspicion.statement_id == found.statement_id,
        # What was seen in the group goes with it: that all of them were fast, or came from one network.
        or_(Suspicion.signal.in_(LIFTS[found.signal]), Suspicion.group_signal.in_(LIFTS[found.signal])),
        Suspicion.key == found.key,
        Suspicion.release_id.is_(None),
    )


def _lock_endorsements(endorsement_ids: list[int]) -> dict[int, Endorsement]:
    query = select(Endorsement).where(Endorsement.id.in_(endorsement_ids)).order_by(Endorsement.id)
    held = query.with_for_update(of=Endorsement).execution_options(populate_existing=True)
    return {one.id: one for one in db.session.scalars(held)}


def _end_quarantine(held: dict[int, Endorsement], statement_id: int) -> None:
    """Those against whom not enough else stands are out of quarantine; counts follow by themselves."""
    suspected, hold_at = _points_left(held), thresholds_of(statement_id).hold_at
    for endorsement in held.values():
        left = suspected.get(endorsement.id, [])
        stands = None in left or (any(one > 0 for one in left if one) and sum(one or 0 for one in left) >= hold_at)
        if not stands and endorsement.quarantined_at is not None:
            with db.session.no_autoflush:
                endorsement.quarantined_at = None
                publish_endorsement(endorsement)


def _points_left(held: dict[int, Endorsement]) -> dict[int, list[int | None]]:
    """The points that still stand against each; None is enough by itself, as what is decisive is."""
    query = select(Suspicion.endorsement_id, Suspicion.signal, Suspicion.points).where(
        Suspicion.endorsement_id.in_(held), Suspicion.release_id.is_(None)
    )
    found: dict[int, list[int | None]] = {}
    for number, signal, points in db.session.execute(query):
        found.setdefault(number, []).append(None if signal in DECISIVE else points)
    return found


def _restore_quarantine(held: dict[int, Endorsement], suspicions: list[Suspicion]) -> None:
    for suspicion in suspicions:
        endorsement = held.get(suspicion.endorsement_id)
        if endorsement is not None and endorsement.quarantined_at is None:
            with db.session.no_autoflush:
                endorsement.quarantined_at = suspicion.noted_at
                publish_endorsement(endorsement)
