"""Deciding about endorsements: one, or up to fifty in one act; of organisations and of individuals in the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from petition.accounts.queries import coordinator_name
from petition.core import access
from petition.core.db import db
from petition.core.text import parse_id
from petition.desk import acts, selection
from petition.desk.acts import ActRefused, Outcome
from petition.desk.decision_words import describe_decision
from petition.desk.delivered_list import confirm_change
from petition.desk.queries import answers, rejections
from petition.desk.queries import decisions as decisions_queries
from petition.desk.queries.letters import LetterPreview, preview_letter
from petition.desk.queries.reservations import waiting_reservation_notes
from petition.desk.refusals import Refusal
from petition.desk.scope import current_coordinator
from petition.desk.selection import Selection
from petition.desk.views.letters import LetterPage, require_seen_letter
from petition.desk.views.page import blueprint, typed_words
from petition.signing.decide import actions as decisions_actions
from petition.signing.decide import bulk
from petition.signing.decide import queries as reason_queries
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.screening import queries as screening_queries
from petition.signing.state import UNDECIDED
from petition.signing.verdicts import DecisionError

Decide = Callable[[Endorsement], Decision]
NAMED = 3


@blueprint.post("/endorsements/<id:endorsement_id>/approval")
@blueprint.post("/decisions/approval")
@access.require_permission("endorsements.decide")
def approval(endorsement_id: int | None = None) -> ResponseReturnValue:
    """Lets organisations onto the list, and individuals out of quarantine.

    Who signed otherwise than invited only where somebody ticked that this was checked.
    """

    def leave_out_unchecked(chosen: Selection) -> tuple[Selection, str]:
        seen = {parse_id(one) for one in request.form.getlist("checked")}
        unchecked = answers.unchecked_answers(chosen.endorsements(), seen)
        if unchecked and len(chosen.ids) == 1:
            raise Refusal(answers.ask_check_words(next(iter(unchecked.values()))))
        return chosen.drop_ids(unchecked), answers.left_unchecked_words(list(unchecked.values()))

    def to_list(chosen: Selection) -> Decide:
        confirm_change(chosen.endorsements(), "approve")
        return _approve

    return _decide_selected(endorsement_id, to_list, leave_out_unchecked)


@blueprint.post("/endorsements/<id:endorsement_id>/hold")
@blueprint.post("/decisions/hold")
@access.require_permission("endorsements.decide")
def hold(endorsement_id: int | None = None) -> ResponseReturnValue:
    """Puts organisations aside, with a note for the colleagues; asks for the note first."""

    def with_note(chosen: Selection) -> Decide:
        note = typed_words("note")
        if not note:
            raise ActRefused(lambda: _note_page(chosen))
        return lambda one: decisions_actions.put_on_hold(one, note, by=current_coordinator())

    return _decide_selected(endorsement_id, with_note)


@blueprint.post("/endorsements/<id:endorsement_id>/hiding")
@blueprint.post("/decisions/hiding")
@access.require_permission("endorsements.decide")
def hiding(endorsement_id: int | None = None) -> ResponseReturnValue:
    """Hides the names of individuals, with a reason for the record."""

    def with_reason(chosen: Selection) -> Decide:
        reason = typed_words("reason")
        if not reason:
            raise Refusal(_("Choose a reason, or write one in a few words; then decide again."))
        confirm_change(chosen.endorsements(), "hide")
        return lambda one: decisions_actions.hide_name(one, reason, by=current_coordinator())

    return _decide_selected(endorsement_id, with_reason)


@blueprint.post("/endorsements/<id:endorsement_id>/rejection")
@blueprint.post("/decisions/rejection")
@access.require_permission("endorsements.decide")
def rejection(endorsement_id: int | None = None) -> ResponseReturnValue:
    """Keeps endorsements off the list, and sends what was shown; first asks for words, then shows the mails."""

    def with_words(chosen: Selection) -> Decide:
        said, previews = _previews(chosen)
        seen = set(request.form.getlist("seen"))
        if not seen & {one.mark for one in previews}:
            raise ActRefused(lambda: _rejection_page(chosen, said, previews))
        confirm_change(chosen.endorsements(), "reject")

        def reject(one: Endorsement) -> Decision:
            if rejections.preview_mail(one, said).mark not in seen:
                raise DecisionError("changed")
            return _reject(one, said)

        return reject

    return _decide_selected(endorsement_id, with_words)


@blueprint.post("/decisions/<id:decision_id>/undoing")
@blueprint.post("/decisions/bulks/<id:bulk_number>/undoing")
@access.require_permission("endorsements.decide")
def undo(decision_id: int | None = None, bulk_number: int | None = None) -> ResponseReturnValue:
    """Takes back one decision, or all that were made in one act, as far as nothing was decided after it."""
    if bulk_number is not None:
        stand = decisions_queries.decisions_of_bulk(bulk_number) or abort(404)
        rows = [(Endorsement, number) for number in sorted(one.endorsement_id for one in stand)]
        return acts.perform_act(
            lambda *held: _undo_bulk(bulk_number, held, stand[0].verdict), *rows, back=_origin_url(stand[0].endorsement)
        )
    decision = db.session.get(Decision, decision_id) or abort(404)

    def undo_decisions(one: Endorsement) -> str:
        acts.check_not_open_by_other(one.id)
        reason = _reason_of_undoing(decision, back)
        confirm_change([one], decision.verdict, undoing=True)
        decisions_actions.undo_decision(decision, by=current_coordinator(), reason=reason)
        return _undo_message(1)

    back = _origin_url(decision.endorsement)
    return acts.perform_act(undo_decisions, (Endorsement, decision.endorsement_id), back=back)


def _decide_selected(
    endorsement_id: int | None,
    prepare: Callable[[Selection], Decide],
    narrow: Callable[[Selection], tuple[Selection, str]] = lambda chosen: (chosen, ""),
) -> ResponseReturnValue:
    """Decides about what the form says; ``prepare`` gives the deed, once it has all the words that this wants.

    ``narrow`` leaves out what may not be decided like this, and says so.
    """

    def decide() -> Outcome:
        chosen, omitted = narrow(selection.read_selection(endorsement_id))
        if not chosen.ids:
            return Outcome(left_out=omitted)
        decisions, left_out = acts.decide_endorsements(chosen, lambda: prepare(chosen))
        if not decisions and len(left_out) == 1:
            raise DecisionError("changed")
        return _outcome_of(decisions, left_out, omitted)

    one = db.session.get(Endorsement, endorsement_id) if endorsement_id is not None else None
    return acts.perform_act(decide, back=_origin_url(one))


def _outcome_of(decisions: Sequence[Decision], left_out: Sequence[int], omitted: str) -> Outcome:
    skipped = " ".join(filter(None, (omitted, _skipped_names(left_out))))
    if not decisions:
        return Outcome(left_out=skipped)
    first, names = decisions[0], [decisions_queries.name_of(one.endorsement) for one in decisions[:NAMED]]
    one_by_one = url_for(".undo", decision_id=first.id)
    return Outcome(
        describe_decision(first.endorsement.kind, first.verdict, names, len(decisions)),
        one_by_one if len(decisions) == 1 else url_for(".undo", bulk_number=first.bulk_number),
        skipped,
        notes=waiting_reservation_notes(decisions),
    )


def _undo_bulk(bulk_number: int, held: Sequence[Endorsement], verdict: str) -> Outcome:
    confirm_change(held, verdict, undoing=True)
    came = bulk.undo_all(bulk_number, by=current_coordinator())
    return Outcome(_undo_message(len(came.decisions)) if came.decisions else "", left_out=_skipped_names(came.left_out))


def _reason_of_undoing(decision: Decision, back: str) -> str:
    """The reason that the signatory reads, if one is given, where they are mailed; the mail is shown first."""
    one = decision.endorsement
    # What was undone already, or decided anew, is refused by the deed itself.
    if decision.undone_at is not None or not decisions_actions.is_undoing_told(decision):
        return ""
    page = LetterPage(
        heading=_("Undo a decision about %(name)s", name=decisions_queries.name_of(one)),
        explanation=_("The mail about the decision may have been read, so another one tells that it was undone."),
        button=_("Undo and send"),
        back=back,
        label=_("The reason, as the signatory will read it by mail (optional)"),
        needs_reason=False,
    )
    is_listed = decisions_actions.is_listed_when_undone(decision)

    def preview(reason: str) -> LetterPreview:
        content = decisions_actions.undoing_content(decision, reason, is_listed=is_listed)
        return preview_letter(one, "decision-undone", words=reason, **content)

    return require_seen_letter(page, preview)


def _undo_message(number: int) -> str:
    return str(ngettext("%(num)s decision was undone.", "%(num)s decisions were undone.", number))


def _skipped_names(ids: Sequence[int]) -> str:
    """Whom an act on several left out, by name, and who has them open where that is why; "" for nobody."""
    if not ids:
        return ""
    there = {one.id: one for one in db.session.scalars(select(Endorsement).where(Endorsement.id.in_(ids)))}
    opened = screening_queries.attendances(list(there), by_others_than=current_coordinator())
    names = []
    for one in ids:
        name = decisions_queries.name_of(there[one]) if one in there else _("an erased signature")
        other = opened.get(one)
        names.append(
            _("%(name)s (open with %(who)s)", name=name, who=coordinator_name(other.coordinator_id)) if other else name
        )
    told = _(
        "Not included, because somebody decided about them or changed them in the meantime: %(names)s.",
        names=", ".join(names),
    )
    return str(told)


def _approve(one: Endorsement) -> Decision:
    if one.kind == "individual":
        return decisions_actions.approve_individual(one, by=current_coordinator())
    return decisions_actions.approve(one, by=current_coordinator())


def _reject(one: Endorsement, said: rejections.RejectionWords) -> Decision:
    reject = decisions_actions.reject_individual if one.kind == "individual" else decisions_actions.reject
    text, reason_id = rejections.reason_for_signatory(one, said), said.reason.id if said.reason else None
    return reject(one, text, by=current_coordinator(), reason_id=reason_id)


def _previews(chosen: Selection) -> tuple[rejections.RejectionWords, list[LetterPreview]]:
    """What is to be said, and the mails about those who can be rejected; none where nothing is to be said."""
    found = [one for one in chosen.endorsements() if one.kind == "individual" or one.state == UNDECIDED]
    if not found:
        raise DecisionError("changed")
    said = rejections.rejection_words(found[0].kind, parse_id(request.form.get("reason_id", "")), typed_words("reason"))
    return said, [] if said.says_nothing else [rejections.preview_mail(one, said) for one in found]


def _rejection_page(
    chosen: Selection, said: rejections.RejectionWords, previews: list[LetterPreview]
) -> ResponseReturnValue:
    """The words to choose; once there are some, the mails as they will go, one of each language. Nothing is decided."""
    groups: dict[object, list[LetterPreview]] = {}
    for one in previews:
        groups.setdefault((one.language, one.instead, one.is_mailed), []).append(one)
    was_asked, is_another = "reason" in request.form or "reason_id" in request.form, any(request.form.getlist("seen"))
    is_faulty = said.says_nothing and was_asked
    endorsements = chosen.endorsements()
    page = render_template(
        "desk/rejection.html",
        **_carried_context(chosen, endorsements),
        kind=endorsements[0].kind,
        first=endorsements[0],
        reasons=reason_queries.offered_reasons(endorsements[0].kind),
        said=said,
        previews=previews,
        groups=list(groups.values()),
        is_faulty=is_faulty,
        is_another=is_another and bool(previews),
    )
    return page, 422 if is_faulty else 409 if is_another and previews else 200


def _note_page(chosen: Selection) -> ResponseReturnValue:
    is_faulty = "note" in request.form
    page = render_template("desk/hold.html", **_carried_context(chosen, chosen.endorsements()), is_faulty=is_faulty)
    return page, 422 if is_faulty else 200


def _carried_context(chosen: Selection, endorsements: Sequence[Endorsement]) -> dict[str, object]:
    """What every page on the way to a decision shows and carries along."""
    back = _origin_url(endorsements[0] if endorsements else None)
    sent = [("back", back), ("shown", chosen.token), *(("row", value) for value in chosen.values)]
    return {
        "names": [decisions_queries.name_of(one) for one in endorsements],
        "sent": [*sent, *([("anyway", "yes")] if "anyway" in request.form else [])],
        "back": back,
    }


def _origin_url(endorsement: Endorsement | None) -> str:
    return selection.origin_url(selection.HOME[endorsement.kind if endorsement else "organisation"])
