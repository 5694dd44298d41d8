"""Deciding about endorsements: one, or up to fifty in one act; of organisations and of individuals in the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from petition.accounts.queries import called
from petition.core import access
from petition.core.db import db
from petition.core.text import number
from petition.desk import acts, selection
from petition.desk.acts import Done, NotDone
from petition.desk.decision_words import describe_decision
from petition.desk.queries import decided, rejecting
from petition.desk.refusals import Refused
from petition.desk.selection import Selection
from petition.desk.views.page import blueprint, me, words
from petition.signing import actions
from petition.signing import queries as signing
from petition.signing.models import Decision, Endorsement
from petition.signing.state import UNDECIDED

Deed = Callable[[Endorsement], Decision]
NAMED = 3


@blueprint.post("/endorsements/<id:endorsement_id>/approval")
@blueprint.post("/decisions/approval")
@access.may("endorsements.decide")
def approval(endorsement_id: int | None = None) -> ResponseReturnValue:
    """Lets organisations onto the list, and individuals out of quarantine."""
    return _decide(endorsement_id, lambda _chosen: _approve)


@blueprint.post("/endorsements/<id:endorsement_id>/hold")
@blueprint.post("/decisions/hold")
@access.may("endorsements.decide")
def hold(endorsement_id: int | None = None) -> ResponseReturnValue:
    """Puts organisations aside, with a note for the colleagues; asks for the note first."""

    def with_note(chosen: Selection) -> Deed:
        note = words("note")
        if not note:
            raise NotDone(lambda: _note_page(chosen))
        return lambda one: actions.hold(one, note, by=me())

    return _decide(endorsement_id, with_note)


@blueprint.post("/endorsements/<id:endorsement_id>/hiding")
@blueprint.post("/decisions/hiding")
@access.may("endorsements.decide")
def hiding(endorsement_id: int | None = None) -> ResponseReturnValue:
    """Hides the names of individuals, with a reason for the record."""

    def with_reason(_chosen: Selection) -> Deed:
        reason = words("reason")
        if not reason:
            raise Refused(_("Choose a reason, or write one in a few words; then decide again."))
        return lambda one: actions.hide(one, reason, by=me())

    return _decide(endorsement_id, with_reason)


@blueprint.post("/endorsements/<id:endorsement_id>/rejection")
@blueprint.post("/decisions/rejection")
@access.may("endorsements.decide")
def rejection(endorsement_id: int | None = None) -> ResponseReturnValue:
    """Keeps endorsements off the list, and sends what was shown; first asks for words, then shows the mails."""

    def with_words(chosen: Selection) -> Deed:
        said, previews = _previews(chosen)
        seen = set(request.form.getlist("seen"))
        if not seen & {one.mark for one in previews}:
            raise NotDone(lambda: _rejection_page(chosen))

        def reject(one: Endorsement) -> Decision:
            if rejecting.preview(one, said).mark not in seen:
                raise actions.CannotDecide("changed")
            return _reject(one, said)

        return reject

    return _decide(endorsement_id, with_words)


@blueprint.post("/decisions/<id:decision_id>/undoing")
@blueprint.post("/decisions/bulks/<id:bulk_number>/undoing")
@access.may("endorsements.decide")
def undo(decision_id: int | None = None, bulk_number: int | None = None) -> ResponseReturnValue:
    """Takes back one decision, or all that were made in one act, as far as nothing was decided after it."""
    if bulk_number is not None:
        stand = decided.bulk(bulk_number) or abort(404)
        rows = [(Endorsement, number) for number in sorted(one.endorsement_id for one in stand)]
        return acts.act(lambda *_held: _undo_all(bulk_number), *rows, back=_back(stand[0].endorsement))
    decision = db.session.get(Decision, decision_id) or abort(404)

    def take_back(one: Endorsement) -> str:
        acts.ask_where_open(one.id)
        actions.undo(decision, by=me())
        return _taken_back(1)

    back = _back(decision.endorsement)
    return acts.act(take_back, (Endorsement, decision.endorsement_id), back=back)


def _decide(endorsement_id: int | None, prepare: Callable[[Selection], Deed]) -> ResponseReturnValue:
    """Decides about what the form says; ``prepare`` gives the deed, once it has all the words that this wants."""

    def decide() -> Done:
        chosen = selection.read(endorsement_id)
        decisions, left_out = acts.decide(chosen, lambda: prepare(chosen))
        if not decisions and len(left_out) == 1:
            raise actions.CannotDecide("changed")
        return _done(decisions, left_out)

    one = db.session.get(Endorsement, endorsement_id) if endorsement_id is not None else None
    return acts.act(decide, back=_back(one))


def _done(decisions: Sequence[Decision], left_out: Sequence[int]) -> Done:
    if not decisions:
        return Done(left_out=_left_out(left_out))
    first, names = decisions[0], [decided.name_of(one.endorsement) for one in decisions[:NAMED]]
    one_by_one = url_for(".undo", decision_id=first.id)
    return Done(
        describe_decision(first.endorsement.kind, first.verdict, names, len(decisions)),
        one_by_one if len(decisions) == 1 else url_for(".undo", bulk_number=first.bulk_number),
        _left_out(left_out),
    )


def _undo_all(bulk_number: int) -> Done:
    came = actions.undo_all(bulk_number, by=me())
    return Done(_taken_back(len(came.decisions)) if came.decisions else "", left_out=_left_out(came.left_out))


def _taken_back(number: int) -> str:
    return str(ngettext("%(num)s decision is taken back.", "%(num)s decisions are taken back.", number))


def _left_out(ids: Sequence[int]) -> str:
    """Whom an act on several left out, by name, and who has them open where that is why; "" for nobody."""
    if not ids:
        return ""
    there = {one.id: one for one in db.session.scalars(select(Endorsement).where(Endorsement.id.in_(ids)))}
    opened = signing.attended(list(there), by_others_than=me())
    names = []
    for one in ids:
        name = decided.name_of(there[one]) if one in there else _("one that was erased")
        other = opened.get(one)
        names.append(_("%(name)s (open with %(who)s)", name=name, who=called(other.coordinator_id)) if other else name)
    told = _("Left out, because somebody decided or changed them meanwhile: %(names)s.", names=", ".join(names))
    return str(told)


def _approve(one: Endorsement) -> Decision:
    if one.kind == "individual":
        return actions.let_through(one, by=me())
    return actions.approve(one, by=me())


def _reject(one: Endorsement, said: rejecting.Chosen) -> Decision:
    reject = actions.turn_down if one.kind == "individual" else actions.reject
    text, reason_id = rejecting.words_for(one, said), said.reason.id if said.reason else None
    return reject(one, text, by=me(), reason_id=reason_id)


def _previews(chosen: Selection) -> tuple[rejecting.Chosen, list[rejecting.Preview]]:
    """What is to be said, and the mails about those who can be rejected; none where nothing is to be said."""
    found = [one for one in chosen.endorsements() if one.kind == "individual" or one.state == UNDECIDED]
    if not found:
        raise actions.CannotDecide("changed")
    said = rejecting.chosen(found[0].kind, number(request.form.get("reason_id", "")), words("reason"))
    return said, [] if said.says_nothing else [rejecting.preview(one, said) for one in found]


def _rejection_page(chosen: Selection) -> ResponseReturnValue:
    """The words to choose; once there are some, the mails as they will go, one of each language. Nothing is decided."""
    said, previews = _previews(chosen)
    groups: dict[object, list[rejecting.Preview]] = {}
    for one in previews:
        groups.setdefault((one.language, one.instead, one.letter is None), []).append(one)
    was_asked, is_another = "reason" in request.form or "reason_id" in request.form, any(request.form.getlist("seen"))
    is_faulty = said.says_nothing and was_asked
    endorsements = chosen.endorsements()
    page = render_template(
        "desk/rejection.html",
        **_carried(chosen, endorsements),
        kind=endorsements[0].kind,
        first=endorsements[0],
        reasons=signing.reasons(endorsements[0].kind),
        said=said,
        previews=previews,
        groups=list(groups.values()),
        is_faulty=is_faulty,
        is_another=is_another and bool(previews),
    )
    return page, 422 if is_faulty else 409 if is_another and previews else 200


def _note_page(chosen: Selection) -> ResponseReturnValue:
    is_faulty = "note" in request.form
    page = render_template("desk/hold.html", **_carried(chosen, chosen.endorsements()), is_faulty=is_faulty)
    return page, 422 if is_faulty else 200


def _carried(chosen: Selection, endorsements: Sequence[Endorsement]) -> dict[str, object]:
    """What every page on the way to a decision shows and carries along."""
    back = _back(endorsements[0] if endorsements else None)
    sent = [("back", back), ("shown", chosen.token), *(("row", value) for value in chosen.values)]
    return {
        "names": [decided.name_of(one) for one in endorsements],
        "sent": [*sent, *([("anyway", "yes")] if "anyway" in request.form else [])],
        "back": back,
    }


def _back(endorsement: Endorsement | None) -> str:
    return selection.back_url(selection.HOME[endorsement.kind if endorsement else "organisation"])
