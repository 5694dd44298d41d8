"""Invitations at the desk: one by one, or from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import access, form_answers
from petition.core.db import db, require_writing
from petition.desk import acts, invitation_words, refusals
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.invitations import InviteForm, ListForm
from petition.desk.listing import Listing
from petition.desk.queries import invitations as queries
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.invitation_look import invitation_look, one_of_each_language
from petition.desk.scope import current_coordinator
from petition.desk.views.invitation_list import posted_lines, shown_lines
from petition.desk.views.last_look import require_look
from petition.desk.views.page import blueprint, number_in_address
from petition.invitations import file_types, spreadsheet
from petition.invitations.actions import invite as invite_actions
from petition.invitations.actions import lists
from petition.invitations.actions.invite import InvitationError
from petition.invitations.list_rows import Row
from petition.invitations.models import Invitation, InvitationList
from petition.invitations.queries import STATES
from petition.invitations.sheet import Sheet
from petition.mail.samples import MailSample, rehearse_mails
from petition.statements.models import Statement


@blueprint.get("/statements/<id:statement_id>/invitations")
@access.require_permission("invitations.read")
def invitations(statement_id: int) -> ResponseReturnValue:
    """Who was invited, opened, signed, said no; and the ways to invite more."""
    if request.args.get("state", STATES[0]) not in STATES:
        abort(404)
    return _render_page(_get_statement(statement_id))


@blueprint.post("/statements/<id:statement_id>/invitations")
@access.require_permission("invitations.edit")
def invite(statement_id: int) -> ResponseReturnValue:
    """Invites one organisation."""
    statement = _get_statement(statement_id)
    form = InviteForm(statement_queries.statement_languages(statement), sent=True)
    if not form.validate():
        return _render_page(statement, invite_form=form), 422

    def send(held: Statement) -> Outcome:
        try:
            made = invite_actions.invite_organisation(
                held, form.details(), form.email.data or "", form.language.data, by=current_coordinator()
            )
        except InvitationError as fault:
            form.email.errors = [refusals.refusal_words(fault)]
            raise ActRefused(lambda: (_render_page(held, invite_form=form), 422)) from None
        said = _("Invited: %(name)s", name=form.organisation.data)
        return Outcome(said, url_for(".invitation_revocation", invitation_id=made.id))

    return acts.perform_act(send, (Statement, statement_id), back=_table_url(statement_id))


@blueprint.post("/statements/<id:statement_id>/invitation-lists")
@access.require_permission("invitations.edit")
@access.accept_files(spreadsheet.MOST_BYTES)
@form_answers.run_read_first
def list_upload(statement_id: int) -> ResponseReturnValue:
    """Reads a list; nobody is invited by it."""
    statement, form = _get_statement(statement_id), form_answers.reuse_form(lambda: ListForm(sent=True))
    if not form.validate():
        return _render_page(statement, list_form=form), 422
    try:
        sheet = form_answers.reuse_result("sheet", lambda: _read_list(form))
    except file_types.SpreadsheetError as fault:
        field = form.pasted if form.file.data is None else form.file
        field.errors = [invitation_words.unreadable_file_words(fault)]
        return _render_page(statement, list_form=form), 422
    require_writing()

    def keep(held: Statement) -> Outcome:
        kept = lists.keep_list(held, sheet, by=current_coordinator())
        db.session.flush()
        return Outcome(back=url_for(".invitation_list", list_id=kept.id))

    return acts.perform_act(keep, (Statement, statement_id), back=_table_url(statement_id))


def _read_list(form: ListForm) -> Sheet:
    if form.file.data is not None:
        return spreadsheet.read_sheet(form.file.data, form.file.filename)
    return spreadsheet.read_sheet((form.pasted.data or "").encode())


@blueprint.post("/invitation-lists/<id:list_id>/import")
@access.require_permission("invitations.edit")
@form_answers.run_read_first
def list_import(list_id: int) -> ResponseReturnValue:
    """Invites the organisations that were ticked."""
    kept = db.session.get(InvitationList, list_id) or abort(404)
    statement_id, here = kept.statement_id, url_for(".invitation_list", list_id=list_id)
    chosen = form_answers.reuse_result(
        "rows", lambda: lists.choose_rows(kept, posted_lines("row"), shown_lines()) if kept.rows else []
    )
    if kept.rows and not chosen:
        return acts.redirect_with_reason(_("Nobody was invited: tick at least one row."), here)
    require_writing()

    def import_chosen(held: InvitationList) -> Outcome:
        try:
            if held.rows and (shown := _require_look(held, chosen)) is not None:
                return shown
        except ActRefused as fault:
            # So that whoever goes back finds the ticks as they were.
            lists.keep_ticks(held, shown_lines() or (), posted_lines("row"))
            return Outcome(answer=fault.answer)
        batches = lists.import_rows(list_id, chosen, by=current_coordinator())
        invited = [next(batches)]

        def tell_number() -> ResponseReturnValue:
            number = sum(invited)
            flash(ngettext("%(num)s organisation is invited.", "%(num)s organisations are invited.", number), "success")
            return redirect(_table_url(statement_id), 303)

        return Outcome(answer=tell_number, rounds=map(invited.append, batches))

    return acts.perform_act(import_chosen, (InvitationList, list_id), back=_table_url(statement_id))


def _require_look(held: InvitationList, chosen: Sequence[Row]) -> Outcome | None:
    """Shows whom the list invites, with the mail in each language, before it is done."""

    def rehearse() -> list[MailSample]:
        some = one_of_each_language(chosen)
        return rehearse_mails(lambda: next(lists.import_rows(held.id, some, by=current_coordinator())))

    look = invitation_look(held.statement, chosen, lists.count_rows(held) - len(chosen))
    here = url_for(".list_import", list_id=held.id)
    return require_look(held.statement, look, here, url_for(".invitation_list", list_id=held.id), rehearse)


@blueprint.post("/invitation-lists/<id:list_id>/discarding")
@access.require_permission("invitations.edit")
def list_discarding(list_id: int) -> ResponseReturnValue:
    """Puts a list away without inviting anybody."""
    back = _table_url(db.session.get_one(InvitationList, list_id).statement_id)
    said = _("The list is deleted. Nobody was invited from it.")
    return acts.perform_act(lists.discard_list, (InvitationList, list_id), back=back, said=said)


@blueprint.post("/invitations/<id:invitation_id>/revocation")
@access.require_permission("invitations.edit")
def invitation_revocation(invitation_id: int) -> ResponseReturnValue:
    """Takes an invitation back."""
    return _change_invitation(
        invitation_id, invite_actions.revoke_invitation, _("Revoked: %(name)s"), ".invitation_renewal"
    )


@blueprint.post("/invitations/<id:invitation_id>/renewal")
@access.require_permission("invitations.edit")
def invitation_renewal(invitation_id: int) -> ResponseReturnValue:
    """Invites anew after an invitation was revoked or expired."""
    return _change_invitation(
        invitation_id, invite_actions.renew_invitation, _("Invited again: %(name)s"), ".invitation_revocation"
    )


def _change_invitation(invitation_id: int, deed: Callable[..., object], said: str, undo: str) -> ResponseReturnValue:
    """Does one thing to an invitation, and leads back to the table."""
    state = request.form.get("state")
    statement_id = db.session.get_one(Invitation, invitation_id).statement_id

    def change(held: Invitation) -> Outcome:
        name = (held.details or {}).get("organisation") or ""
        deed(held, by=current_coordinator())
        return Outcome(said % {"name": name}, url_for(undo, invitation_id=invitation_id))

    back = _table_url(statement_id, state if state in STATES else None)
    return acts.perform_act(change, (Invitation, invitation_id), back=back)


def _table_url(statement_id: int, state: str | None = None) -> str:
    return url_for(".invitations", statement_id=statement_id, state=state)


def _get_statement(statement_id: int) -> Statement:
    return db.session.get(Statement, statement_id) or abort(404)


def _render_page(statement: Statement, **context: Any) -> str:
    """The table; of its forms the one that was sent comes along, the other is fresh."""
    state, page = request.args.get("state"), max(number_in_address("page") or 1, 1)
    title, language = statement_queries.statement_title(statement)
    table = queries.invitation_table(statement, state, page)
    place = {"statement_id": statement.id}
    return render_template(
        "desk/invitations.html",
        statement=statement,
        title=title,
        title_language=language,
        table=table,
        listing=Listing("desk.invitations", table.rows, table.next_page, {"state": state}, place, key="page"),
        state=state,
        states=invitation_words.state_words(),
        invite_form=context.get("invite_form")
        or InviteForm(statement_queries.statement_languages(statement), sent=False),
        list_form=context.get("list_form") or ListForm(sent=False),
    )
