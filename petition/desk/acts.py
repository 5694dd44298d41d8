"""The one ceremony of the desk: every route that changes something goes through it.

The rows are held in the order of their ids, and asked for each is whether it is still there and within reach; the
deed is done, and puts itself on record; that is committed, what was erased is scrubbed from the database's log, the
worker is woken. What was done is said, with the way to take it back, and one is led back. A refusal changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from petition.accounts.queries import coordinator_name
from petition.core import access
from petition.core.db import Base, db, truncate_wal
from petition.desk import locators, refusals, selection, selection_token
from petition.desk.queries import decisions
from petition.desk.scope import current_coordinator
from petition.desk.selection import Selection
from petition.mail.wakeup import wake_worker
from petition.signing.decide import attendance, bulk
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.queries import EndorsementGone
from petition.signing.screening.queries import OpenBy

Row = TypeVar("Row", bound=Base)
Answer = Callable[[], ResponseReturnValue]
Decide = Callable[[Endorsement], Decision]


@dataclass(frozen=True)
class Outcome:
    """What came of a deed, in words; ``undo`` is the address that takes it back, ``left_out`` says what was not done.

    ``back`` leads elsewhere than back. ``answer`` gives out a page or a file instead, once all is kept. ``rounds`` is
    what follows from it, a step at a time, each with a commit of its own.
    """

    said: str = ""
    undo: str | None = None
    left_out: str = ""
    notes: Sequence[str] = ()
    back: str | None = None
    answer: Answer | None = None
    rounds: Iterable[object] = ()


class ActRefused(Exception):
    """Nothing shall be changed; ``answer`` makes the page that says why, or asks for what is missing."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def perform_act(
    deed: Callable[..., object], *rows: tuple[type[Base], int], back: str, said: str = "", undo: str | None = None
) -> ResponseReturnValue:
    """Does one deed to these rows, which it is given held, and leads back.

    What it gives is said where that is an ``Outcome`` or words; else ``said``. A refusal that it raises, one of
    ``refusals.KNOWN``, is told in words.
    """
    try:
        came = deed(*(lock_row(model, row_id) for model, row_id in rows))
    except ActRefused as fault:
        db.session.rollback()
        return fault.answer()
    except refusals.KNOWN as fault:
        db.session.rollback()
        return redirect_with_reason(refusals.refusal_words(fault), back)
    if isinstance(came, Outcome):
        return _commit_and_redirect(came, back)
    return _commit_and_redirect(Outcome(came if isinstance(came, str) else said, undo), back)


def redirect_with_reason(words: str, back: str) -> ResponseReturnValue:
    """Leads back with the reason why nothing was done."""
    flash(words, "fault")
    return redirect(back, 303)


def lock_row(model: type[Row], row_id: int) -> Row:
    """A row, held until the transaction ends, as it stands by now.

    Raises EndorsementGone where somebody erased it a moment ago; what is out of reach by now is answered with 404.
    """
    # Those who sign a statement meanwhile only ask that it stays there, and are not held up.
    key: Any = model.__mapper__.primary_key[0]
    query = select(model).where(key == row_id).with_for_update(of=model, key_share=True)
    held = db.session.scalar(query.execution_options(populate_existing=True))
    if held is None:
        raise EndorsementGone
    check_reach(held)
    return held


def check_reach(row: Base) -> None:
    """Answers 404 where a row lies, as it stands by now, beyond what this route is open for to whoever asks."""
    if not _can_reach(row):
        abort(404)


def decide_endorsements(chosen: Selection, prepare: Callable[[], Decide]) -> tuple[list[Decision], list[int]]:
    """Decides about endorsements in one act: those about which was decided, and the ids of those left out.

    ``prepare`` gives the deed. Left out is what was erased, decided or changed since it was shown, and what somebody
    else has open; of one alone that is told first. Raises InvalidSelection where one is out of reach by now.
    """
    if len(chosen.ids) == 1:
        check_not_open_by_other(chosen.ids[0])

    marks: dict[int, str] = {}

    def is_as_shown(one: Endorsement) -> bool:
        if not _can_reach(one):
            raise selection_token.InvalidSelection
        if not marks:
            # All at once, now that all are held and before anything is decided.
            marks.update(selection.endorsement_marks(chosen.ids))
        return chosen.marks[one.id] == marks.get(one.id) and _open_by_other(one.id) is None

    came = bulk.decide_all(chosen.ids, prepare(), is_as_shown)
    return came.decisions, came.left_out


def check_not_open_by_other(endorsement_id: int) -> None:
    """Raises ActRefused where somebody else has it open and came first, with the page that asks whether to go on."""
    other = _open_by_other(endorsement_id)
    if other is None:
        return
    endorsement = db.session.get(Endorsement, endorsement_id) or abort(404)
    page = render_template(
        "desk/_held.html",
        name=decisions.name_of(endorsement),
        who=coordinator_name(other.coordinator_id),
        since=other.since,
        sent=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
        back=selection.origin_url(selection.HOME[endorsement.kind]),
    )
    raise ActRefused(lambda: (page, 409))


def commit_presence() -> None:
    """Keeps who has what open: no deed, so there is nothing to scrub, to send or to say."""
    db.session.commit()


def _can_reach(row: Base) -> bool:
    # What lies in no statement is of the whole site, and the guard has asked for that.
    places = locators.scopes_of(row)
    return not places or any(access.admits(place) for place in places)


def _open_by_other(endorsement_id: int) -> OpenBy | None:
    """Who else has an endorsement open and came first; None too where it shall be decided anyway."""
    return None if "anyway" in request.form else attendance.attendance_of_others(endorsement_id, current_coordinator())


def _commit_and_redirect(done: Outcome, back: str) -> ResponseReturnValue:
    db.session.commit()
    for _round in done.rounds:
        db.session.commit()
    truncate_wal()
    wake_worker()
    if done.answer is not None:
        return done.answer()
    if done.said:
        flash(done.said, "success")
    if done.undo:
        # Of the remark before it.
        flash(done.undo, "undo")
    for note in done.notes:
        flash(note, "info")
    if done.left_out:
        flash(done.left_out, "fault")
    return redirect(done.back or back, 303)
