"""Doing again, in a database out of a backup, what people had asked for since it was made.

Only what shows less is done again: who had withdrawn is off the list. Who had come back since, or showed more, is as
the backup has it. The signatory's own link serves for the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from petition.accounts.models import Coordinator, RoleGrant
from petition.backups.log_lines import LoggedAct, find_subjects
from petition.backups.models import ErasureEntry
from petition.core.crypto import current_key_ring
from petition.core.db import Base, db, now
from petition.invitations.models import Invitation
from petition.signing.keys import update_keys
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import actions as own
from petition.signing.own.changes import forbid_logo
from petition.signing.own.erasure import erase_endorsements
from petition.signing.own.link_ending import end_links
from petition.signing.publication import publish_endorsement
from petition.signing.state import COUNTED

# What each act is about: of the acts about the same thing the last one holds.
ABOUT = {
    **dict.fromkeys(("withdrawn", "renewed"), "withdrawal"),
    **dict.fromkeys(("hidden", "shown"), "hiding"),
    **dict.fromkeys(("full", "initials", "withheld"), "visibility"),
    **dict.fromkeys(("updates", "no-updates"), "updates"),
    **dict.fromkeys(("logo", "no-logo"), "logo"),
    **dict.fromkeys(("kept-off", "let-on"), "list"),
    **dict.fromkeys(("declined", "undeclined"), "answer"),
    **dict.fromkeys(("revoked", "unrevoked"), "revoking"),
    **dict.fromkeys(("ended", "let-in"), "access"),
    "links-revoked": "links",
    "erased": "erasure",
}
# In the order in which they are done: what is erased has nothing left to be hidden.
ORDER = (
    "erased", "withdrawn", "kept-off", "withheld", "initials", "hidden", "no-updates", "no-logo", "links-revoked"
)  # fmt: skip
SHOWS = ("full", "initials", "withheld")
BATCH, MARGIN = 500, timedelta(days=1)
Outcomes = dict[tuple[str, int], dict[str, str]]


def reapply_acts(acts: Iterable[LoggedAct], made_at: datetime) -> Counter[str]:
    """Does again what was logged since the backup of a moment; gives how many rows were changed by what.

    Acts about people who signed later than the backup change nothing, for they are not there. The caller commits.
    """
    since = find_later_acts(acts, made_at)
    outcomes = find_outcomes(since)
    done: Counter[str] = Counter()
    for kind in ORDER:
        ids = [one for (subject, one), last in outcomes.items() if subject == "endorsement" and kind in last.values()]
        for begin in range(0, len(ids), BATCH):
            done[kind] += _change_endorsements(kind, sorted(ids)[begin : begin + BATCH])
            db.session.flush()
            db.session.expunge_all()
    for (subject, one), last in outcomes.items():
        for kind in set(last.values()) & OTHERS.get(subject, {}).keys():
            done[f"{subject}-{kind}"] += OTHERS[subject][kind](one)
    db.session.flush()
    return +done


def find_later_acts(acts: Iterable[LoggedAct], made_at: datetime) -> list[LoggedAct]:
    """The acts that the backup does not have yet: its own log says which those are.

    In the order of their numbers, which is that of time; a clock that was set back says another one.
    """
    rows = db.session.execute(select(ErasureEntry.id, ErasureEntry.at))
    contained = {(row.id, row.at) for row in rows}
    last, since = max((number for number, _ in contained), default=0), made_at - MARGIN
    later = [act for act in acts if (act.number > last or act.at >= since) and (act.number, act.at) not in contained]
    return sorted(later, key=lambda act: act.number)


def find_outcomes(acts: Sequence[LoggedAct]) -> Outcomes:
    """What holds in the end of each row: the last act about each thing. What erases is never taken back."""
    found = find_subjects(acts, current_key_ring(), _ids_of)
    outcomes: Outcomes = {}
    for act in acts:
        one = found.get((act.subject, act.key_id, act.digest))
        if one is not None and act.kind in ABOUT:
            outcomes.setdefault((act.subject, one), {})[ABOUT[act.kind]] = act.kind
    return outcomes


def _ids_of(subject: str) -> Iterable[int]:
    table = Base.metadata.tables.get(subject)
    return db.session.scalars(select(table.c.id).execution_options(yield_per=5000)) if table is not None else ()


def _change_endorsements(kind: str, ids: list[int]) -> int:
    if kind == "erased":
        there = list(db.session.scalars(select(Endorsement.id).where(Endorsement.id.in_(ids))))
        erase_endorsements(there)
        return len(there)
    rows = db.session.scalars(select(Endorsement).where(Endorsement.id.in_(ids)).order_by(Endorsement.id)).all()
    return sum(CHANGES[kind](row) for row in rows)


def _withdraw(row: Endorsement) -> bool:
    if row.confirmed_at is None or row.withdrawn_at is not None:
        return False
    own.withdraw_signature(row)
    update_keys(row)
    return True


def _show_less(visibility: str) -> Callable[[Endorsement], bool]:
    def act(row: Endorsement) -> bool:
        if SHOWS.index(row.visibility) >= SHOWS.index(visibility):
            return False
        # Not as the signatory's own choice, which would also lift a coordinator's hiding.
        row.visibility = visibility
        publish_endorsement(row)
        update_keys(row)
        return True

    return act


def _hide(row: Endorsement) -> bool:
    if row.hidden_at is not None or row.confirmed_at is None:
        return False
    row.hidden_at = now()
    publish_endorsement(row)
    return True


def _return_to_coordinators(row: Endorsement) -> bool:
    """Back to the coordinators, who decide again: into the quarantine, or the queue of organisations."""
    if row.state not in COUNTED:
        return False
    row.approved_at = row.approved_by = None
    if row.kind == "individual":
        row.quarantined_at = row.quarantined_at or now()
    publish_endorsement(row)
    return True


def _end_updates(row: Endorsement) -> bool:
    had, row.updates_wanted_at = row.updates_wanted_at is not None, None
    return had


def _forbid_logo(row: Endorsement) -> bool:
    had = row.logo_permitted_at is not None
    forbid_logo(row)
    return had


def _revoke_links(row: Endorsement) -> bool:
    end_links(row)
    return True


CHANGES: dict[str, Callable[[Endorsement], bool]] = {
    "withdrawn": _withdraw,
    "kept-off": _return_to_coordinators,
    "withheld": _show_less("withheld"),
    "initials": _show_less("initials"),
    "hidden": _hide,
    "no-updates": _end_updates,
    "no-logo": _forbid_logo,
    "links-revoked": _revoke_links,
}


def _set_moment(model: Any, column: str) -> Callable[[int], bool]:
    def act(row_id: int) -> bool:
        row = db.session.get(model, row_id)
        if row is None or getattr(row, column) is not None:
            return False
        setattr(row, column, now())
        return True

    return act


def _delete_row(model: Any) -> Callable[[int], bool]:
    def act(row_id: int) -> bool:
        return bool(db.session.execute(delete(model).where(model.id == row_id).returning(model.id)).all())

    return act


OTHERS: dict[str, dict[str, Callable[[int], bool]]] = {
    "invitation": {
        "declined": _set_moment(Invitation, "declined_at"),
        "revoked": _set_moment(Invitation, "revoked_at"),
        "erased": _delete_row(Invitation),
    },
    "coordinator": {"ended": _set_moment(Coordinator, "ended_at")},
    "role_held": {"erased": _delete_row(RoleGrant)},
}
