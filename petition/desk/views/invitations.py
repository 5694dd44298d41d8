"""Invitations at the desk: one by one, or from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from petition.core import access, form_answers
from petition.core.db import db, require_writing
from petition.desk import acts, invitation_words, refusals, selection
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.invitations import InviteForm, ListForm
from petition.desk.listing import Listing
from petition.desk.queries import invitations as queries
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.invitation_look import invitation_look, one_of_each_language
from petition.desk.scope import current_coordinator
from petition.desk.views.invitation_list import (
    list_url,
    posted_corrections,
    posted_lines,
    posted_words,
    shown_lines,
)
from petition.desk.views.last_look import require_look
from petition.desk.views.page import blueprint, number_in_address
from petition.invitations import file_types, letters, spreadsheet
from petition.invitations.actions import invite as invite_actions
from petition.invitations.actions import lists, pursue
from petition.invitations.actions.invite import InvitationError
from petition.invitations.list_rows import Row
from petition.invitations.models import Invitation, InvitationList
from petition.invitations.queries import STATES, has_text, signed_name
from petition.invitations.spreadsheet import ListFile
from petition.mail.rendering import RenderedMail
from petition.mail.samples import MailSample, rehearse_mails
from petition.statements.models import Statement


@blueprint.get("/statements/<id:statement_id>/invitations")
@access.require_permission("invitations.read")
def invitations(statement_id: int) -> ResponseReturnValue:
    """Who was invited, opened, signed, declined; and the ways to invite more."""
    if request.args.get("state", STATES[0]) not in STATES:
        abort(404)
    return _render_page(_get_statement(statement_id))


@blueprint.post("/statements/<id:statement_id>/invitations")
@access.require_permission("invitations.edit")
def invite(statement_id: int) -> ResponseReturnValue:
    """Invites one organisation; first shows the mail, or mails it to the coordinator, where that is asked for."""
    statement = _get_statement(statement_id)
    form = InviteForm(statement_queries.statement_languages(statement), sent=True)
    if not form.validate():
        return _render_page(statement, invite_form=form), 422
    step = request.form.get("step")
    if step in ("preview", "sample") and not has_text(statement):
        form.email.errors = [refusals.refusal_words(InvitationError("no_text"))]
        return _render_page(statement, invite_form=form), 422
    if step == "preview":
        return _render_page(statement, invite_form=form, letter=_preview(statement, form))
    deed = _mail_sample if step == "sample" else _send_invitation
    return acts.perform_act(partial(deed, form=form), (Statement, statement_id), back=_table_url(statement_id))


def _send_invitation(held: Statement, form: InviteForm) -> Outcome:
    try:
        made = invite_actions.invite_organisation(
            held,
            form.details(),
            form.email.data or "",
            form.language.data,
            by=current_coordinator(),
            wording=form.wording(),
        )
    except InvitationError as fault:
        form.email.errors = [refusals.refusal_words(fault)]
        raise ActRefused(lambda: (_render_page(held, invite_form=form), 422)) from None
    said = _("Invited: %(name)s", name=form.organisation.data)
    return Outcome(said, url_for(".invitation_revocation", invitation_id=made.id))


def _mail_sample(held: Statement, form: InviteForm) -> Outcome:
    pursue.mail_sample(held, form.details(), form.language.data, form.wording(), to=current_user.email)
    said = _("A sample goes to %(address)s. Nobody was invited.", address=current_user.email)
    return Outcome(answer=lambda: _render_page(held, invite_form=form, letter=_preview(held, form), said=said))


def _preview(statement: Statement, form: InviteForm) -> RenderedMail:
    return letters.preview_invitation(statement, form.details(), form.language.data, form.wording())


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
        found = form_answers.reuse_result("sheets", lambda: _read_list(form))
    except file_types.SpreadsheetError as fault:
        field = form.pasted if form.file.data is None else form.file
        field.errors = [invitation_words.unreadable_file_words(fault)]
        return _render_page(statement, list_form=form), 422
    require_writing()

    def keep(held: Statement) -> Outcome:
        kept = lists.keep_lists(held, found, by=current_coordinator())
        return Outcome(back=url_for(".invitation_list", list_id=kept[0].id))

    return acts.perform_act(keep, (Statement, statement_id), back=_table_url(statement_id))


def _read_list(form: ListForm) -> ListFile:
    if form.file.data is not None:
        return spreadsheet.read_list_file(form.file.data, form.file.filename)
    return spreadsheet.read_list_file((form.pasted.data or "").encode())


@blueprint.post("/invitation-lists/<id:list_id>/import")
@access.require_permission("invitations.edit")
@form_answers.run_read_first
def list_import(list_id: int) -> ResponseReturnValue:
    """Invites the organisations that were ticked; what was corrected at the same time is to be looked at first."""
    kept = db.session.get(InvitationList, list_id) or abort(404)
    statement_id, here = kept.statement_id, list_url(list_id)
    if kept.rows and (posted_corrections() or posted_words()):
        return acts.redirect_with_reason(
            _("Nobody was invited: save the corrections first, and look at the rows again."), here
        )
    chosen = form_answers.reuse_result(
        "rows", lambda: lists.choose_rows(kept, posted_lines("row"), shown_lines()) if kept.rows else []
    )
    if kept.rows and not chosen:
        return acts.redirect_with_reason(_("Nobody was invited: select at least one row."), here)
    require_writing()

    def import_chosen(held: InvitationList) -> Outcome:
        if held.rows:
            # So that whoever goes back finds the ticks as they were.
            lists.keep_ticks(held, shown_lines() or (), posted_lines("row"))
            try:
                if (shown := _require_look(held, chosen)) is not None:
                    return shown
            except ActRefused as fault:
                return Outcome(answer=fault.answer)
        batches = lists.import_rows(list_id, chosen, by=current_coordinator())
        invited = [next(batches)]

        return Outcome(
            answer=lambda: _tell_invited(statement_id, list_id, sum(invited)), rounds=map(invited.append, batches)
        )

    return acts.perform_act(import_chosen, (InvitationList, list_id), back=_table_url(statement_id))


def _tell_invited(statement_id: int, list_id: int, number: int) -> ResponseReturnValue:
    """Says how many of a list were invited, and leads to the rows that are left, or to the table."""
    left = lists.count_rows(list_id)
    flash(ngettext("%(num)s organisation is invited.", "%(num)s organisations are invited.", number), "success")
    if not left:
        return redirect(_table_url(statement_id), 303)
    flash(
        ngettext(
            "%(num)s row was not invited. It stays here until you invite or dismiss it.",
            "%(num)s rows were not invited. They stay here until you invite or dismiss them.",
            left,
        ),
        "info",
    )
    return redirect(url_for(".invitation_list", list_id=list_id), 303)


def _require_look(held: InvitationList, chosen: Sequence[Row]) -> Outcome | None:
    """Shows whom the list invites, with the mail in each language, before it is done."""

    def rehearse() -> list[MailSample]:
        some = one_of_each_language(chosen)
        return rehearse_mails(lambda: next(lists.import_rows(held.id, some, by=current_coordinator())))

    look = invitation_look(held.statement, chosen, lists.count_rows(held.id) - len(chosen))
    here = url_for(".list_import", list_id=held.id)
    return require_look(held.statement, look, here, url_for(".invitation_list", list_id=held.id), rehearse)


@blueprint.post("/invitation-lists/<id:list_id>/discarding")
@access.require_permission("invitations.edit")
def list_discarding(list_id: int) -> ResponseReturnValue:
    """Deletes a list, or the rows that are left of it; nobody is invited by them."""
    found = db.session.get_one(InvitationList, list_id)
    back = _table_url(found.statement_id)
    said = _("The rows are dismissed.") if found.imported_at else _("The list is deleted. Nobody was invited from it.")
    return acts.perform_act(lists.discard_list, (InvitationList, list_id), back=back, said=said)


@blueprint.post("/invitations/<id:invitation_id>/revocation")
@access.require_permission("invitations.edit")
def invitation_revocation(invitation_id: int) -> ResponseReturnValue:
    """Takes an invitation back."""
    return _change_invitation(
        invitation_id, invite_actions.revoke_invitation, _("Withdrawn: %(name)s"), ".invitation_renewal"
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

    back = selection.origin_url(_table_url(statement_id, state if state in STATES else None))
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
        letter=context.get("letter"),
        said=context.get("said"),
        states=invitation_words.state_words(),
        answer_words=invitation_words.answer_words(),
        signed_name=signed_name,
        invite_form=context.get("invite_form")
        or InviteForm(statement_queries.statement_languages(statement), sent=False),
        list_form=context.get("list_form") or ListForm(sent=False),
    )
