"""What coordinators do with removal rules, and what the worker does after them, a batch a transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, literal, select, update

from petition.accounts.models import JointAct
from petition.core import audit
from petition.core.db import db, now
from petition.removals import queries
from petition.removals.criteria import FORGOTTEN, Criteria
from petition.removals.models import Removal, RemovalMatch
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.publication import publish_endorsement
from petition.signing.state import STANDING
from petition.statements.models import Statement

BATCH = 500
# As many ids as a statement takes on both databases.
CHUNK = 5000
SHOWN = ("shown_name", "shown_key", "shown_beside", "shown_comment", "shown_country")
# How long a network can be told apart, and a rule waits that nobody begins.
KEPT = timedelta(hours=48)
# A worker that was away for so long makes up for it.
LOOK_BACK = timedelta(days=60)


class RemovalError(Exception):
    """The rule is not in a state for this; its text is a word for the page to explain."""


def create_rule(statement: Statement, criteria: Criteria, why: str, matching: list[int], *, by: int) -> Removal:
    """Keeps a rule with those that it matches (``queries.matching_ids``), counted; nothing is removed by it yet.

    Raises RemovalError for criteria that would match everybody.
    """
    if criteria.is_empty:
        raise RemovalError("empty")
    removal = Removal(
        statement_id=statement.id,
        criteria=criteria.to_json(),
        why=why,
        made_at=now(),
        made_by=by,
        matched=0,
        counted=0,
        listed=queries.count_listed(statement.id),
    )
    db.session.add(removal)
    db.session.flush()
    for at in range(0, len(matching), CHUNK):
        # Whoever erased meanwhile is no longer there to be matched.
        there = select(literal(removal.id), Endorsement.id).where(Endorsement.id.in_(matching[at : at + CHUNK]))
        db.session.execute(insert(RemovalMatch).from_select(["removal_id", "endorsement_id"], there))
    removal.matched, removal.counted = queries.count_matched(removal.id)
    _record_act("make", removal, by, f"{removal.counted}/{removal.listed}, {removal.matched}: {why}")
    return removal


def start_rule(removal: Removal, *, by: int, agreed_by: int | None = None) -> None:
    """Has a rule remove what it matched; the worker does it. ``agreed_by`` is the second person, where it takes one.

    Raises RemovalError.
    """
    _expect_state(removal, "drafted")
    if removal.matched == 0:
        raise RemovalError("nobody")
    if queries.needs_second_person(removal) and agreed_by in (None, by):
        raise RemovalError("second-person")
    removal.begun_at, removal.begun_by, removal.agreed_by = now(), by, agreed_by
    _record_act("begin", removal, by, str(removal.matched))


def discard_rule(removal: Removal, *, by: int) -> None:
    """Throws away a rule that has not begun."""
    _expect_state(removal, "drafted")
    _record_act("drop", removal, by)
    _discard(removal)


def stop_rule(removal: Removal, *, by: int) -> None:
    """Stops a rule on its way; what it has removed stays removed."""
    _expect_state(removal, "running")
    removal.stopped_at, removal.stopped_by = now(), by
    _record_act("stop", removal, by, f"{removal.removed}/{removal.matched}")


def resume_rule(removal: Removal, *, by: int) -> None:
    """Has a rule that was stopped go on from there."""
    _expect_state(removal, "stopped")
    removal.stopped_at = removal.stopped_by = None
    _record_act("go-on", removal, by, f"{removal.removed}/{removal.matched}")


def undo_rule(removal: Removal, *, by: int) -> None:
    """Has everything restored that a rule removed, and ends the rule; the worker does it."""
    _expect_state(removal, "running", "stopped", "done")
    removal.undone_at, removal.undone_by = now(), by
    _forget_matches(removal, RemovalMatch.endorsement_id > removal.reached_id)
    _record_act("undo", removal, by, str(removal.removed))


def lock_removal(removal_id: int) -> Removal | None:
    """The rule, held until the transaction ends; waits for the batch that is on its way. None: it is not there."""
    return db.session.scalars(_lock_query(removal_id).with_for_update()).one_or_none()


def run_batch(removal_id: int, most: int = BATCH) -> int:
    """Removes or restores the next batch of a rule; gives how many were looked at, 0 at the end of it.

    Any number of workers may do so at once: one of them is at a rule, and the others pass it by.
    """
    removal = db.session.scalars(_lock_query(removal_id).with_for_update(skip_locked=True)).one_or_none()
    if removal is None:
        return 0
    if removal.state == "running":
        return _remove_batch(removal, most)
    return _restore_batch(removal, most) if removal.state == "undoing" else 0


def forget_expired_rules(today: date, *, dry_run: bool = False) -> int:
    """Forgets what may be kept no longer; gives the number of rules.

    Rules that nobody began within two days are thrown away. Of the others the network goes at that time, and all that
    they say on the day on which the statement's data is destroyed, or once everybody whom they removed has erased.
    """
    before = now() - KEPT
    stale = select(Removal).where(Removal.begun_at.is_(None), Removal.dropped_at.is_(None), Removal.made_at <= before)
    drafts = list(db.session.scalars(stale))
    with_network = [removal for removal in _rules_made_between(before - LOOK_BACK, before) if _tells_network(removal)]
    spent = [removal for removal in _finished_rules(today) if removal.criteria or removal.why]
    if not dry_run:
        for removal in drafts:
            _discard(removal)
        for removal in with_network:
            removal.criteria = {**removal.criteria, "network": FORGOTTEN}
        for removal in spent:
            _forget_words(removal)
    return len({removal.id for removal in (*drafts, *with_network, *spent)})


def _remove_batch(removal: Removal, most: int) -> int:
    next_ones = select(RemovalMatch.endorsement_id).where(
        RemovalMatch.removal_id == removal.id, RemovalMatch.endorsement_id > removal.reached_id
    )
    ids = list(db.session.scalars(next_ones.order_by(RemovalMatch.endorsement_id).limit(most)))
    if not ids:
        # In a transaction of its own, which holds nobody's endorsement: the audit log has one writer at a time.
        removal.ended_at = now()
        _record_act("end", removal, removal.begun_by, f"{removal.removed}/{removal.matched}")
        return 0
    # Locked in the order of ids; whoever withdrew or was taken off the list meanwhile is left alone.
    still = select(Endorsement.id).where(Endorsement.id.in_(ids), state_condition(*STANDING))
    taken = list(db.session.scalars(still.order_by(Endorsement.id).with_for_update()))
    off: dict[str, Any] = dict.fromkeys(SHOWN) | {"removed_at": now(), "removal_id": removal.id}
    unsynchronised = {"synchronize_session": False}
    db.session.execute(
        update(Endorsement).where(Endorsement.id.in_(taken)).values(off), execution_options=unsynchronised
    )
    _forget_matches(removal, RemovalMatch.endorsement_id.in_(set(ids) - set(taken)))
    removal.reached_id, removal.removed = ids[-1], removal.removed + len(taken)
    return len(ids)


def _restore_batch(removal: Removal, most: int) -> int:
    query = select(Endorsement).join(RemovalMatch, RemovalMatch.endorsement_id == Endorsement.id)
    query = query.where(RemovalMatch.removal_id == removal.id).order_by(Endorsement.id).limit(most)
    found = list(db.session.scalars(query.with_for_update(of=Endorsement).execution_options(populate_existing=True)))
    if not found:
        removal.restored_at = now()
        _record_act("restore", removal, removal.undone_by, f"{removal.restored}/{removal.removed}")
        return 0
    for endorsement in found:
        endorsement.removed_at = endorsement.removal_id = None
        publish_endorsement(endorsement)
    _forget_matches(removal, RemovalMatch.endorsement_id.in_([one.id for one in found]))
    removal.restored += len(found)
    return len(found)


def _lock_query(removal_id: int) -> Select[Removal]:
    return select(Removal).where(Removal.id == removal_id).execution_options(populate_existing=True)


def _expect_state(removal: Removal, *states: str) -> None:
    if removal.state not in states:
        raise RemovalError("changed")


def _discard(removal: Removal) -> None:
    removal.dropped_at = now()
    _forget_matches(removal)


def _forget_matches(removal: Removal, *which: ColumnElement[bool]) -> None:
    gone = delete(RemovalMatch).where(RemovalMatch.removal_id == removal.id, *which)
    db.session.execute(gone, execution_options={"synchronize_session": False})


def _record_act(deed: str, removal: Removal, by: int | None, note: str | None = None) -> None:
    audit.append_entry(f"removal.{deed}", f"removal {removal.id}", by=f"coordinator {by}", note=note)


def _rules_made_between(since: datetime, until: datetime) -> list[Removal]:
    return list(db.session.scalars(select(Removal).where(Removal.made_at > since, Removal.made_at <= until)))


def _tells_network(removal: Removal) -> bool:
    return removal.criteria.get("network") not in (None, FORGOTTEN)


def _finished_rules(today: date) -> list[Removal]:
    """Rules about nobody any more: the statement's day has come, or those whom they removed have all erased."""
    due = select(Removal).join(Removal.statement).where(Statement.destroy_on <= today)
    left = select(RemovalMatch.endorsement_id).where(RemovalMatch.removal_id == Removal.id)
    deserted = select(Removal).where(
        Removal.ended_at.is_not(None), Removal.undone_at.is_(None), Removal.removed > 0, ~left.exists()
    )
    return [*db.session.scalars(due), *db.session.scalars(deserted)]


def _forget_words(removal: Removal) -> None:
    """What it was about, and what was written of it; that it was, and its numbers, stay."""
    removal.criteria, removal.why = {}, ""
    entries = select(audit.AuditEntry.number).where(audit.AuditEntry.object == f"removal {removal.id}")
    db.session.execute(delete(audit.AuditNote).where(audit.AuditNote.entry_number.in_(entries)))
    db.session.execute(delete(JointAct).where(JointAct.object == f"removal {removal.id}"))
