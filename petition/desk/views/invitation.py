"""One invitation at the desk: how it stands, its mail, and what can be done about it."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from petition.accounts.queries import coordinator_name
from petition.core import access, languages
from petition.core.db import db
from petition.desk import acts, invitation_words, refusals, selection
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.invitations import AddressForm, WordingForm
from petition.desk.queries import statements as statement_queries
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint
from petition.invitations import letters, links, queries
from petition.invitations.actions import invite as invite_actions
from petition.invitations.actions import pursue
from petition.invitations.actions.invite import InvitationError
from petition.invitations.models import Invitation
from petition.invitations.wording import Wording


@blueprint.get("/invitations/<id:invitation_id>")
@access.require_permission("invitations.read")
def invitation(invitation_id: int) -> ResponseReturnValue:
    """How one invitation stands, its mail as it goes, and the ways to follow it up."""
    return _render_page(db.session.get(Invitation, invitation_id) or abort(404))


@blueprint.post("/invitations/<id:invitation_id>/resending")
@access.require_permission("invitations.edit")
def invitation_resending(invitation_id: int) -> ResponseReturnValue:
    """Shows the mail as it is worded, mails it to the coordinator first, or sends it again."""
    found = db.session.get_one(Invitation, invitation_id)
    form = WordingForm(Wording.from_json(found.wording), sent="step" in request.form)
    if "step" in request.form and not form.validate():
        return _render_page(found, wording_form=form), 422
    step, wording = request.form.get("step", "send"), form.wording()
    if step == "preview":
        return _render_page(found, wording_form=form, wording=wording)

    def resend(held: Invitation) -> Outcome:
        if step == "sample":
            to = current_user.email
            pursue.mail_sample(held.statement, held.details, held.language, wording, to=to)
            said = _("A sample goes to %(address)s. The invitation itself was not sent.", address=to)
            return Outcome(answer=lambda: _render_page(held, wording_form=form, wording=wording, said=said))
        pursue.resend_invitation(held, by=current_coordinator(), wording=wording)
        return Outcome(_("Sent again: %(name)s", name=_name_of(held)))

    return acts.perform_act(resend, (Invitation, invitation_id), back=_origin_url(found))


@blueprint.post("/invitations/<id:invitation_id>/extension")
@access.require_permission("invitations.edit")
def invitation_extension(invitation_id: int) -> ResponseReturnValue:
    """Lets the links of an invitation work for longer."""

    def extend(held: Invitation) -> str:
        until = pursue.extend_invitation(held, by=current_coordinator())
        day = languages.format_day(until)
        return str(_("%(name)s: the link works until %(day)s.", name=_name_of(held), day=day))

    found = db.session.get_one(Invitation, invitation_id)
    return acts.perform_act(extend, (Invitation, invitation_id), back=_origin_url(found))


@blueprint.post("/invitations/<id:invitation_id>/address")
@access.require_permission("invitations.edit")
def invitation_address(invitation_id: int) -> ResponseReturnValue:
    """Invites at the right mailbox in place of a wrong one."""
    found, form = db.session.get_one(Invitation, invitation_id), AddressForm(sent=True)
    if not form.validate():
        return _render_page(found, address_form=form), 422

    def correct(held: Invitation) -> Outcome:
        try:
            made = pursue.correct_address(held, form.email.data or "", by=current_coordinator())
        except InvitationError as fault:
            form.email.errors = [refusals.refusal_words(fault)]
            raise ActRefused(lambda: (_render_page(held, address_form=form), 422)) from None
        back = url_for(".invitation", invitation_id=made.id)
        return Outcome(_("Invited at the other address: %(name)s", name=_name_of(held)), back=back)

    return acts.perform_act(correct, (Invitation, invitation_id), back=_origin_url(found))


@blueprint.post("/invitations/<id:invitation_id>/link")
@access.require_permission("invitations.edit")
def invitation_link(invitation_id: int) -> ResponseReturnValue:
    """Makes a fresh link and shows it, this once: only its hash is kept."""

    def copy(held: Invitation) -> Outcome:
        token = invite_actions.copy_link(held, by=current_coordinator())
        address = f"{current_app.config['PUBLIC_URL']}{links.PATH}{token}"
        return Outcome(answer=lambda: _render_page(held, copied_link=address))

    found = db.session.get_one(Invitation, invitation_id)
    return acts.perform_act(copy, (Invitation, invitation_id), back=_origin_url(found))


def _origin_url(found: Invitation) -> str:
    return selection.origin_url(url_for(".invitation", invitation_id=found.id))


def _name_of(found: Invitation) -> str:
    return str((found.details or {}).get("organisation") or "")


def _render_page(found: Invitation, **context: Any) -> str:
    """The page; of its forms the one that was sent comes along, the other is fresh. ``wording``: as it is shown."""
    statement, kept = found.statement, Wording.from_json(found.wording)
    title, language = statement_queries.statement_title(statement)
    wording = context.pop("wording", kept)
    return render_template(
        "desk/invitation.html",
        invitation=found,
        row=queries.invitation_row(found),
        statement=statement,
        title=title,
        title_language=language,
        states=invitation_words.state_words(),
        answer_words=invitation_words.answer_words(),
        signed_name=queries.signed_name,
        letter=letters.preview_invitation(statement, found.details, found.language, wording),
        invited_by=coordinator_name(found.invited_by),
        answer=queries.endorsement_of(found),
        **{
            "wording_form": WordingForm(kept, sent=False),
            "address_form": AddressForm(sent=False),
            "copied_link": None,
            "said": None,
            **context,
        },
    )
