"""A new edition: what changed, where each demand went, and what it means for who signed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db, now
from petition.desk import acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.editions import WAYS, EditionForm, chosen_mapping, origin_field
from petition.desk.queries import editions as queries
from petition.desk.queries import text_faults
from petition.desk.queries.edition_look import edition_look
from petition.desk.refusals import Refusal
from petition.desk.scope import current_coordinator
from petition.desk.views.last_look import require_look
from petition.desk.views.page import blueprint, typed_words
from petition.invitations.actions.announce import tell_one_of_each_language
from petition.mail.samples import MailSample, rehearse_mails
from petition.signing.carry import actions as carry_overs
from petition.signing.carry import announcements
from petition.signing.models.carry_over import CarryOver
from petition.signing.models.endorsement import Endorsement
from petition.signing.verdicts import DecisionError
from petition.statements.actions.issue import IssueError
from petition.statements.actions.issue import issue_edition as issue
from petition.statements.models import Statement
from petition.statements.queries import public_statements
from petition.statements.queries.drafts import EditionDraft, draft_edition

MOST = 3_500_000  # bytes of a form; a text of many demands has many fields
STATUS = {"meanwhile": 409}


@blueprint.get("/statements/<id:statement_id>/editions")
@access.require_permission("editions.read")
def editions(statement_id: int) -> ResponseReturnValue:
    """All editions: who stands under each, how far the signatories have been told."""
    statement = _lock_statement(statement_id)
    current = public_statements.current_edition(statement)
    return render_template(
        "desk/editions.html",
        statement=statement,
        text=public_statements.text_in_language(current, statement.binding_language),
        rows=queries.issued_editions(statement),
        current=current,
        unreachable=queries.endorsements_without_address(current),
        carried=queries.manual_carry_overs(statement),
    )


@blueprint.route("/statements/<id:statement_id>/editions/new", methods=["GET", "POST"])
@access.require_permission("editions.issue")
@access.accept_text(MOST)
def new_edition(statement_id: int) -> ResponseReturnValue:
    """Makes what was saved in the editor the next edition, once its differences have been read."""
    statement = _lock_statement(statement_id)
    drafted, form = draft_edition(statement), EditionForm()
    if request.method == "GET":
        return _render_page(statement, drafted, form, _proposed_mapping(drafted))
    mapping = chosen_mapping(request.form, [demand.number for demand in drafted.new.walk()])
    if form.mark.data != drafted.mark:
        return _render_conflict(statement, drafted)
    is_preview = request.form.get("do") in ("preview", "edit")
    if is_preview or not form.validate():
        return _render_page(statement, drafted, form, mapping, status=200 if is_preview else 422)

    def issue_edition(held: Statement) -> Outcome:
        try:
            shown = _require_look(held, form, mapping)
            edition = (
                None if shown else issue(held, form.kind.data, mapping, current_coordinator(), seen=form.mark.data)
            )
        except IssueError as fault:
            word = fault.word
            raise ActRefused(lambda: _render_not_issued(held, form, mapping, word)) from None
        if shown is not None or edition is None:
            return shown or Outcome()
        if edition.kind == "substance":
            announcements.start_announcement(edition, current_coordinator())
        return Outcome(_("Edition %(number)s is issued.", number=edition.number))

    return acts.perform_act(
        issue_edition, (Statement, statement_id), back=url_for(".editions", statement_id=statement_id)
    )


def _require_look(held: Statement, form: EditionForm, mapping: Mapping[str, tuple[str, ...]]) -> Outcome | None:
    """Shows what issuing means, with the mails as they will go, before it is done."""
    kind, by = form.kind.data, current_coordinator()

    def rehearse() -> list[MailSample]:
        def issue_and_tell() -> None:
            edition = issue(held, kind, mapping, by, seen=form.mark.data)
            if edition.kind == "substance":
                announcements.mail_one_of_each_language(edition, by)
                tell_one_of_each_language(held)

        return rehearse_mails(issue_and_tell)

    here = url_for(".new_edition", statement_id=held.id)
    return require_look(held, edition_look(held, draft_edition(held), kind, mapping), here, here, rehearse)


def _render_not_issued(
    statement: Statement, form: EditionForm, mapping: Mapping[str, tuple[str, ...]], word: str
) -> ResponseReturnValue:
    drafted = draft_edition(statement)
    if word == "meanwhile":
        return _render_conflict(statement, drafted)
    return _render_page(statement, drafted, form, mapping, word=word)


@blueprint.post("/endorsements/<id:endorsement_id>/carrying")
@access.require_permission("editions.carry")
def carrying(endorsement_id: int) -> ResponseReturnValue:
    """Carries over an organisation that no mail can reach, on its word."""
    endorsement, note = db.session.get(Endorsement, endorsement_id) or abort(404), typed_words("note")
    if endorsement.kind != "organisation" or endorsement.address is not None:
        abort(404)
    back = url_for(".editions", statement_id=endorsement.statement_id)
    if not note:
        return acts.redirect_with_reason(_("Describe how the organisation agreed; then carry it over again."), back)

    def carry(held: Endorsement) -> None:
        newest = public_statements.current_edition(held.statement)
        carried = carry_overs.carry_over(held, newest, "coordinator", current_coordinator(), note)
        if carried is None:
            raise Refusal(_("It is already for this edition, or was withdrawn."))

    return acts.perform_act(carry, (Endorsement, endorsement_id), back=back)


@blueprint.post("/carryings/<id:carry_over_id>/undoing")
@access.require_permission("editions.carry")
def carrying_undoing(carry_over_id: int) -> ResponseReturnValue:
    """Takes back what was carried over on an organisation's word."""
    carried = db.session.get_one(CarryOver, carry_over_id)
    endorsement = db.session.get_one(Endorsement, carried.endorsement_id)

    def undo_carrying(_held: Endorsement) -> None:
        try:
            carry_overs.undo_carry_over(carried, by=current_coordinator())
        except DecisionError as fault:
            raise Refusal(_("The signature has been carried over since then, so nothing was changed.")) from fault

    back = url_for(".editions", statement_id=endorsement.statement_id)
    return acts.perform_act(undo_carrying, (Endorsement, endorsement.id), back=back)


def _lock_statement(statement_id: int) -> Statement:
    return db.session.get(Statement, statement_id) or abort(404)


def _proposed_mapping(drafted: EditionDraft) -> dict[str, tuple[str, ...]]:
    return {number: proposal.origins for number, proposal in drafted.proposals.items()}


def _render_conflict(statement: Statement, drafted: EditionDraft) -> ResponseReturnValue:
    """The page as if opened anew: nobody issues words that were saved only after they had read."""
    return _render_page(statement, drafted, EditionForm(formdata=None), _proposed_mapping(drafted), word="meanwhile")


def _render_page(
    statement: Statement,
    drafted: EditionDraft,
    form: EditionForm,
    mapping: Mapping[str, tuple[str, ...]],
    *,
    word: str | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    """The page, on which the form stands only where there is something to issue."""
    hindrance = _issue_obstacle(statement, drafted)
    form.mark.data, form.mark.raw_data = drafted.mark, None
    if form.kind.data is None:
        form.kind.data = "substance" if drafted.faults else None
    page = render_template(
        "desk/new_edition.html",
        statement=statement,
        text=public_statements.text_in_language(drafted.current, statement.binding_language),
        draft=drafted,
        hindrance=hindrance,
        plan=None if hindrance else queries.plan_edition(drafted, mapping),
        form=form,
        word=word,
        reach=None if hindrance else queries.announcement_reach(statement),
        faults=[] if hindrance else text_faults.link_faults(statement, drafted.wordings),
        origin_field=origin_field,
        ways=range(WAYS),
    )
    return page, status or (STATUS.get(word, 422) if word else 200)


def _issue_obstacle(statement: Statement, drafted: EditionDraft) -> str | None:
    """Why there is nothing to issue."""
    is_over = statement.closes_at is not None and statement.closes_at <= now()
    if statement.is_delivered or statement.closed_at is not None or is_over:
        return "ended"
    if not drafted.is_frozen:
        return "draft"
    if not drafted.changed_languages:
        return "nothing"
    return "unreadable" if drafted.refusals else None
