"""Deciding about several organisations in one act: exactly those that the page showed and that were ticked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import access
from petition.core.text import number
from petition.desk import scope, shown
from petition.desk.queries import decided, rejecting, waiting
from petition.desk.views import deciding, judging
from petition.desk.views.page import blueprint, me, words
from petition.desk.views.rejecting import turned_down
from petition.signing import actions
from petition.signing.models import Decision, Endorsement
from petition.signing.queries import reasons

QUEUE = "queue"


@dataclass(frozen=True)
class Ticked:
    """The rows that were ticked, by id, each with the mark of what was shown; and the signed list they stand on."""

    marks: dict[int, str]
    token: str

    @property
    def ids(self) -> list[int]:
        """The ids, in the order in which they were shown."""
        return list(self.marks)

    @property
    def values(self) -> list[str]:
        """The same as the form has it."""
        return [f"{number}.{mark}" for number, mark in self.marks.items()]


@blueprint.post("/queue/approval")
@access.may("endorsements.decide")
def bulk_approval() -> ResponseReturnValue:
    """Lets the ticked organisations onto the list."""
    ticked = _ticked()
    if ticked is None:
        return deciding.back()
    came = _decide(ticked, lambda one: actions.approve(one, by=me()))
    told = ngettext("%(num)s organisation is approved.", "%(num)s organisations are approved.", came)
    return _done(came, told)


@blueprint.post("/queue/hold")
@access.may("endorsements.decide")
def bulk_hold() -> ResponseReturnValue:
    """Puts the ticked organisations aside; asks for the note first."""
    ticked, note = _ticked(), words("note")
    if ticked is None:
        return deciding.back()
    if not note:
        is_faulty = "note" in request.form
        page = render_template("desk/bulk_hold.html", **_shared(ticked), is_faulty=is_faulty)
        return page, 422 if is_faulty else 200
    came = _decide(ticked, lambda one: actions.hold(one, note, by=me()))
    return _done(came, ngettext("%(num)s organisation is on hold.", "%(num)s organisations are on hold.", came))


@blueprint.post("/queue/rejection/words")
@access.may("endorsements.decide")
def bulk_rejection_words() -> ResponseReturnValue:
    """Choosing what to say to the ticked organisations."""
    ticked = _ticked()
    return _words_page(ticked) if ticked else deciding.back()


@blueprint.post("/queue/rejection/preview")
@access.may("endorsements.decide")
def bulk_rejection_preview() -> ResponseReturnValue:
    """The mails as they will go, one for each language; nothing is decided yet."""
    ticked, said = _ticked(), judging.said("organisation")
    if ticked is None:
        return deciding.back()
    if said.says_nothing:
        return _words_page(ticked, is_faulty=True), 422
    found = [one for one in waiting.chosen(ticked.ids) if one.state == "undecided"]
    if not found:
        flash(judging.why("changed"), "fault")
        return deciding.back()
    previews = [rejecting.preview(one, said) for one in found]
    groups: dict[object, list[rejecting.Preview]] = {}
    for one in previews:
        groups.setdefault((one.language, one.letter is None), []).append(one)
    return render_template(
        "desk/bulk_rejection_preview.html", **_shared(ticked), said=said, previews=previews, groups=[*groups.values()]
    )


@blueprint.post("/queue/rejection")
@access.may("endorsements.decide")
def bulk_rejection() -> ResponseReturnValue:
    """Keeps the ticked organisations off the list and sends what was shown."""
    ticked, said = _ticked(), judging.said("organisation")
    if ticked is None:
        return deciding.back()
    if said.says_nothing:
        return _words_page(ticked, is_faulty=True), 422
    seen = set(request.form.getlist("seen"))

    def reject(one: Endorsement) -> Decision:
        if rejecting.preview(one, said).mark not in seen:
            raise actions.CannotDecide("changed")
        return turned_down(one, said)

    came = _decide(ticked, reject)
    told = ngettext("%(num)s organisation is rejected.", "%(num)s organisations are rejected.", came)
    return _done(came, told)


@blueprint.post("/queue/bulks/<id:bulk_number>/undoing")
@access.may("endorsements.decide")
def bulk_undoing(bulk_number: int) -> ResponseReturnValue:
    """Takes back what was decided in one act."""
    stand = decided.bulk(bulk_number)
    if not stand or not scope.may_decide_all([one.endorsement_id for one in stand]):
        abort(404)
    came = actions.undo_all(bulk_number, by=me())
    deciding.say_left_out(came.left_out)
    number = len(came.decisions)
    if number:
        flash(ngettext("%(num)s decision is taken back.", "%(num)s decisions are taken back.", number), "success")
    return deciding.done()


def _ticked() -> Ticked | None:
    """What was ticked; None, and said so, where that is nothing or the page is not one that was shown lately."""
    token, marks = request.form.get("shown", ""), {}
    for value in request.form.getlist("row"):
        given, _dot, mark = value.partition(".")
        if (one := number(given)) is not None:
            marks[one] = mark
    try:
        ids = shown.chosen(token, list(marks), purpose=QUEUE)
    except shown.NotShown:
        flash(_("This page was opened long ago. Look at what is here now, and tick again."), "fault")
        return None
    if not ids:
        flash(_("Tick the organisations first; then decide about all of them at once."), "fault")
        return None
    return Ticked({number: marks[number] for number in ids}, token)


def _decide(ticked: Ticked, deed: Callable[[Endorsement], Decision]) -> int:
    """Decides about those that are as they were shown, and names the others; gives the number of the former."""

    def is_as_shown(one: Endorsement) -> bool:
        item = waiting.items([one], likes=False)[0]
        is_open = actions.held_by_others(one.id, me()) is not None and "anyway" not in request.form
        return item.mark == ticked.marks[one.id] and not is_open

    came = actions.decide_all(ticked.ids, deed, is_as_shown)
    deciding.say_left_out(came.left_out)
    return len(came.decisions)


def _done(number: int, told: str) -> ResponseReturnValue:
    if number:
        flash(told, "success")
    return deciding.done()


def _words_page(ticked: Ticked, *, is_faulty: bool = False) -> str:
    return render_template(
        "desk/bulk_rejection_words.html",
        **_shared(ticked),
        reasons=reasons("organisation"),
        said=judging.said("organisation"),
        is_faulty=is_faulty,
    )


def _shared(ticked: Ticked) -> dict[str, object]:
    """What every page on the way to a decision about several shows and carries along."""
    return {
        "ticked": ticked,
        "names": [decided.name_of(one) for one in waiting.chosen(ticked.ids)],
        "back": deciding.back_url(),
    }
