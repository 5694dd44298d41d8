"""The people at the desk: who works here, in which roles; and the ways to invite, to change that, and to end it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from petition.accounts import actions, coordinator_invitations
from petition.accounts.actions import RoleScope
from petition.accounts.coordinator_invitations import CoordinatorInvitation, RoleAlreadyGranted
from petition.accounts.models import Coordinator, RoleGrant, RoleRemoval
from petition.core import access, languages, permissions
from petition.core.db import db, now
from petition.desk import acts, locators, refusals, role_words
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.team import PersonForm, RoleForm
from petition.desk.queries import team as queries
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint

# For how long what was taken away stands on the page of the team; on that of the person it stands for ever.
JUST_NOW = timedelta(days=1)


@blueprint.get("/team")
@access.require_permission("team.read")
def team() -> ResponseReturnValue:
    """Everybody with a role here: where, since when, with which second factors."""
    members = queries.members(current_coordinator())
    return render_template("desk/team.html", members=members, removed=queries.removed_roles(since=now() - JUST_NOW))


@blueprint.get("/team/roles")
@access.require_permission("desk.enter")
def team_roles() -> ResponseReturnValue:
    """Who may do what, in words."""
    return render_template("desk/team_roles.html", table=permissions.PERMISSIONS, words=role_words)


@blueprint.route("/team/new", methods=["GET", "POST"])
@access.require_permission("team.edit")
def new_coordinator() -> ResponseReturnValue:
    """Invites somebody by mail."""
    form = PersonForm(queries.role_places(), queries.role_languages(), sent=True)
    if not form.validate_on_submit():
        return render_template("desk/new_coordinator.html", form=form, words=role_words), _status_of_form(form)

    def invite_person() -> Outcome:
        try:
            asked = coordinator_invitations.invite_coordinator(
                _invitation_from_form(form), by=_own_account(), language=languages.current_language()
            )
        except RoleAlreadyGranted as fault:
            form.role.errors = [refusals.refusal_words(fault)]
            page = "desk/new_coordinator.html"
            raise ActRefused(lambda: (render_template(page, form=form, words=role_words), 422)) from None
        back = url_for(".coordinator", coordinator_id=asked.id)
        return Outcome(_("A mail will be sent to %(email)s.", email=asked.email), back=back)

    return acts.perform_act(invite_person, back=url_for(".team"))


@blueprint.get("/team/<id:coordinator_id>")
@access.require_permission("team.read")
def coordinator(coordinator_id: int) -> ResponseReturnValue:
    """One person: roles, and the ways to change them."""
    return _render_page(_get_coordinator(coordinator_id), _role_form(sent=False))


@blueprint.post("/team/<id:coordinator_id>/invitation")
@access.require_permission("team.edit")
def coordinator_invitation(coordinator_id: int) -> ResponseReturnValue:
    """Sends another invitation to somebody who has not come yet."""
    found = _get_managed_coordinator(coordinator_id)
    first = found.role_grants[0] if found.role_grants else abort(404)
    asked = CoordinatorInvitation(
        found.email,
        found.name or "",
        first.role,
        RoleScope(first.statement_id, first.country, first.language),
        queries.role_statement_title(first.statement_id),
    )
    return _change_account(
        found,
        lambda: coordinator_invitations.renew_invitation(
            found, asked, by=_own_account(), language=languages.current_language()
        ),
        _("We are sending another mail. The link in the earlier one no longer works."),
    )


@blueprint.post("/team/<id:coordinator_id>/roles")
@access.require_permission("team.edit")
def coordinator_roles(coordinator_id: int) -> ResponseReturnValue:
    """Gives another role."""
    found, form = _get_coordinator(coordinator_id), _role_form(sent=True)
    if not form.validate():
        return _render_page(found, form), 422
    place, role = form.where(), form.role.data
    note = queries.role_note(place.statement_id, place.country, place.language)

    def grant() -> str | None:
        if not actions.grant_role(found, role, by=_own_name(), place=place, note=note):
            raise RoleAlreadyGranted
        # The newest one is that one.
        return url_for(".coordinator_role_removal", coordinator_id=found.id, held_id=found.role_grants[-1].id)

    return _change_account(found, grant, _("The role is given and applies from now on."))


@blueprint.post("/team/<id:coordinator_id>/roles/<id:held_id>/removal")
@access.require_permission("team.edit")
def coordinator_role_removal(coordinator_id: int, held_id: int) -> ResponseReturnValue:
    """Takes a role away; all sessions of the account end at once."""
    found, held = _get_coordinator(coordinator_id), db.session.get(RoleGrant, held_id)
    if held is None or held.coordinator_id != found.id:
        abort(404)
    note = queries.role_note(held.statement_id, held.country, held.language)

    def take() -> str:
        removal = actions.revoke_role(held, by=_own_name(), note=note)
        return url_for(".team_role_return", role_removal_id=removal.id)

    return _change_account(found, take, _("The role is removed, and the sessions of this account have ended."))


@blueprint.post("/team/roles/removals/<id:role_removal_id>/undoing")
@access.require_permission("team.edit")
def team_role_return(role_removal_id: int) -> ResponseReturnValue:
    """Gives back a role that was taken away."""
    removal = db.session.get(RoleRemoval, role_removal_id) or abort(404)
    note = queries.role_note(removal.statement_id, removal.country, removal.language)

    def return_role() -> None:
        db.session.refresh(removal)
        actions.return_role(removal, by=_own_name(), note=note)

    return _change_account(_get_coordinator(removal.coordinator_id), return_role, _("The role is restored."))


@blueprint.post("/team/<id:coordinator_id>/ending")
@access.require_permission("team.edit")
def coordinator_ending(coordinator_id: int) -> ResponseReturnValue:
    """Ends somebody's access; sessions and links end at once."""
    found = _get_managed_coordinator(coordinator_id)
    undo = url_for(".coordinator_return", coordinator_id=coordinator_id)
    said = _("Access has ended, and all sessions were signed out.")
    return _change_account(found, lambda: actions.end_access(found, by=_own_name()), said, undo)


@blueprint.post("/team/<id:coordinator_id>/return")
@access.require_permission("team.edit")
def coordinator_return(coordinator_id: int) -> ResponseReturnValue:
    """Lets somebody in again whose access had ended, with the roles of before."""
    found = _get_managed_coordinator(coordinator_id)
    said = _("Access is restored, with the same roles.")
    return _change_account(found, lambda: actions.restore_access(found, by=_own_name()), said)


@blueprint.post("/team/<id:coordinator_id>/second-factor/reset")
@access.require_permission("team.edit")
def coordinator_second_factor_reset(coordinator_id: int) -> ResponseReturnValue:
    """Forgets somebody's second factors; at the next sign-in a new one is set up."""
    found = _get_managed_coordinator(coordinator_id)
    told = _("The second factor was removed. At the next sign-in a new one is set up.")
    return _change_account(found, lambda: actions.reset_second_factor(found, by=_own_name()), told)


def _change_account(
    found: Coordinator, deed: Callable[[], str | None], said: str, undo: str | None = None
) -> ResponseReturnValue:
    """Does one thing to an account, and leads back to it, or to the team where it lies out of reach now.

    A deed may give the address that takes it back. The deeds hold what they change by themselves: all owners of the
    site, in one order.
    """
    here = url_for(".coordinator", coordinator_id=found.id)

    def change() -> Outcome:
        undoing = deed() or undo
        is_here = any(access.can_reach("team.read", place) for place in locators.scopes_of(found))
        return Outcome(said, undoing, back=here if is_here else url_for(".team"))

    return acts.perform_act(change, back=here)


def _get_coordinator(coordinator_id: int) -> Coordinator:
    return db.session.get(Coordinator, coordinator_id) or abort(404)


def _get_managed_coordinator(coordinator_id: int) -> Coordinator:
    """An account all of whose roles this coordinator manages."""
    found = _get_coordinator(coordinator_id)
    return found if queries.manages_all_roles(found) else abort(404)


def _own_account() -> Coordinator:
    found: Coordinator = current_user._get_current_object()
    return found


def _own_name() -> str:
    return str(current_user.actor)


def _invitation_from_form(form: PersonForm) -> CoordinatorInvitation:
    place: RoleScope = form.where()
    return CoordinatorInvitation(
        email=form.email.data or "",
        name=form.name.data or "",
        role=form.role.data,
        place=place,
        title=queries.role_statement_title(place.statement_id),
        note=queries.role_note(place.statement_id, place.country, place.language),
    )


def _role_form(*, sent: bool) -> RoleForm:
    return RoleForm(queries.role_places(), queries.role_languages(), sent=sent)


def _status_of_form(form: PersonForm) -> int:
    return 422 if form.is_submitted() else 200


def _render_page(found: Coordinator, form: RoleForm) -> str:
    return render_template(
        "desk/coordinator.html",
        one=queries.member_view(found, current_coordinator()),
        form=form,
        words=role_words,
        removed=queries.removed_roles(of=found),
    )
