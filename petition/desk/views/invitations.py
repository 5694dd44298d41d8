"""Invitations at the desk: one by one, or from a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import access, posted
from petition.core.db import db, require_writing
from petition.desk import acts, invitation_words, refusals
from petition.desk.acts import Done, NotDone
from petition.desk.forms.invitations import InviteForm, ListForm
from petition.desk.listing import Listing
from petition.desk.queries import invitations as queries
from petition.desk.queries import statements as about
from petition.desk.views.page import blueprint, me, number
from petition.invitations import actions, spreadsheet
from petition.invitations.actions import CannotInvite
from petition.invitations.models import Invitation, InvitationList
from petition.invitations.queries import STATES
from petition.statements.models import Statement


@blueprint.get("/statements/<id:statement_id>/invitations")
@access.may("invitations.read")
def invitations(statement_id: int) -> ResponseReturnValue:
    """Who was invited, opened, signed, said no; and the ways to invite more."""
    if request.args.get("state", STATES[0]) not in STATES:
        abort(404)
    return _page(_statement(statement_id))


@blueprint.post("/statements/<id:statement_id>/invitations")
@access.may("invitations.edit")
def invite(statement_id: int) -> ResponseReturnValue:
    """Invites one organisation."""
    statement = _statement(statement_id)
    form = InviteForm(about.languages(statement), sent=True)
    if not form.validate():
        return _page(statement, invite_form=form), 422

    def send(held: Statement) -> Done:
        try:
            made = actions.invite(held, form.details(), form.email.data or "", form.language.data, by=me())
        except CannotInvite as fault:
            form.email.errors = [refusals.words(fault)]
            raise NotDone(lambda: (_page(held, invite_form=form), 422)) from None
        said = _("Invited: %(name)s", name=form.organisation.data)
        return Done(said, url_for(".invitation_revocation", invitation_id=made.id))

    return acts.act(send, (Statement, statement_id), back=_invitations(statement_id))


@blueprint.post("/statements/<id:statement_id>/invitation-lists")
@access.may("invitations.edit")
@access.takes_files(spreadsheet.MOST_BYTES)
@posted.reads_first
def list_upload(statement_id: int) -> ResponseReturnValue:
    """Reads a list; nobody is invited by it."""
    statement, form = _statement(statement_id), posted.form_once(lambda: ListForm(sent=True))
    if not form.validate():
        return _page(statement, list_form=form), 422
    try:
        sheet = posted.once("sheet", lambda: spreadsheet.read(form.file.data or b"", form.file.filename))
    except spreadsheet.SpreadsheetError as fault:
        form.file.errors = [invitation_words.unreadable(fault)]
        return _page(statement, list_form=form), 422
    require_writing()

    def keep(held: Statement) -> Done:
        kept = actions.upload(held, sheet, by=me())
        db.session.flush()
        return Done(back=url_for(".invitation_list", list_id=kept.id))

    return acts.act(keep, (Statement, statement_id), back=_invitations(statement_id))


@blueprint.get("/invitation-lists/<id:list_id>")
@access.may("invitations.edit")
def invitation_list(list_id: int) -> ResponseReturnValue:
    """A list, row by row, with every problem beside its cell; the coordinator chooses whom to invite."""
    kept = db.session.get(InvitationList, list_id) or abort(404)
    title, language = about.title(kept.statement)
    return render_template(
        "desk/invitation_list.html",
        kept=kept,
        statement=kept.statement,
        title=title,
        title_language=language,
        preview=queries.preview(kept),
        shown_open=queries.SHOWN_OPEN,
        fields=invitation_words.fields(),
    )


@blueprint.post("/invitation-lists/<id:list_id>/import")
@access.may("invitations.edit")
def list_import(list_id: int) -> ResponseReturnValue:
    """Invites the organisations that were ticked."""
    statement_id = db.session.get_one(InvitationList, list_id).statement_id
    lines = {int(line) for line in request.form.getlist("row") if line.isascii() and line.isdigit() and len(line) < 10}

    def import_rows(_kept: InvitationList) -> str:
        invited = actions.import_list(list_id, lines, by=me())
        if not invited:
            raise NotDone(lambda: acts.refuse(_("Nobody was invited: tick at least one row."), here))
        return str(ngettext("%(num)s organisation is invited.", "%(num)s organisations are invited.", invited))

    here = url_for(".invitation_list", list_id=list_id)
    return acts.act(import_rows, (InvitationList, list_id), back=_invitations(statement_id))


@blueprint.post("/invitation-lists/<id:list_id>/discarding")
@access.may("invitations.edit")
def list_discarding(list_id: int) -> ResponseReturnValue:
    """Puts a list away without inviting anybody."""
    back = _invitations(db.session.get_one(InvitationList, list_id).statement_id)
    said = _("The list is deleted. Nobody was invited by it.")
    return acts.act(actions.discard, (InvitationList, list_id), back=back, said=said)


@blueprint.post("/invitations/<id:invitation_id>/revocation")
@access.may("invitations.edit")
def invitation_revocation(invitation_id: int) -> ResponseReturnValue:
    """Takes an invitation back."""
    return _change(invitation_id, actions.revoke, _("Revoked: %(name)s"), ".invitation_renewal")


@blueprint.post("/invitations/<id:invitation_id>/renewal")
@access.may("invitations.edit")
def invitation_renewal(invitation_id: int) -> ResponseReturnValue:
    """Invites anew after an invitation was revoked or expired."""
    return _change(invitation_id, actions.invite_again, _("Invited again: %(name)s"), ".invitation_revocation")


def _change(invitation_id: int, deed: Callable[..., object], said: str, undo: str) -> ResponseReturnValue:
    """Does one thing to an invitation, and leads back to the table."""
    state = request.form.get("state")
    statement_id = db.session.get_one(Invitation, invitation_id).statement_id

    def change(held: Invitation) -> Done:
        name = (held.details or {}).get("organisation") or ""
        deed(held, by=me())
        return Done(said % {"name": name}, url_for(undo, invitation_id=invitation_id))

    back = _invitations(statement_id, state if state in STATES else None)
    return acts.act(change, (Invitation, invitation_id), back=back)


def _invitations(statement_id: int, state: str | None = None) -> str:
    return url_for(".invitations", statement_id=statement_id, state=state)


def _statement(statement_id: int) -> Statement:
    return db.session.get(Statement, statement_id) or abort(404)


def _page(statement: Statement, **context: Any) -> str:
    """The table; of its forms the one that was sent comes along, the other is fresh."""
    state, page = request.args.get("state"), max(number("page") or 1, 1)
    title, language = about.title(statement)
    table = queries.table(statement, state, page)
    place = {"statement_id": statement.id}
    return render_template(
        "desk/invitations.html",
        statement=statement,
        title=title,
        title_language=language,
        table=table,
        listing=Listing("desk.invitations", table.rows, table.next_page, {"state": state}, place, key="page"),
        state=state,
        states=invitation_words.states(),
        invite_form=context.get("invite_form") or InviteForm(about.languages(statement), sent=False),
        list_form=context.get("list_form") or ListForm(sent=False),
    )
