"""The people at the desk: who works here, in which roles; and the ways to invite, to change that, and to end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from petition.accounts import actions, coordinator_invitations
from petition.accounts.actions import RoleScope
from petition.accounts.coordinator_invitations import CoordinatorInvitation, RoleAlreadyGranted
from petition.accounts.models import Coordinator, RoleGrant
from petition.accounts.queries import coordinator_name
from petition.core import access, languages, permissions
from petition.core.db import db
from petition.core.reach import Scope
from petition.desk import acts, locators, refusals, role_words
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.team import PersonForm, RoleForm
from petition.desk.queries import team as queries
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint

# In the session: a role that was just taken away, so that it can be given back.
TAKEN = "taken"


@blueprint.get("/team")
@access.require_permission("team.read")
def team() -> ResponseReturnValue:
    """Everybody with a role here: where, since when, with which second factors."""
    return render_template("desk/team.html", members=queries.members(current_coordinator()), taken=_last_revoked_role())


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
        return Outcome(_("A mail goes to %(email)s.", email=asked.email), back=back)

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
        _("Another mail is on its way. The link of the one before no longer works."),
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

    return _change_account(
        found,
        lambda: actions.grant_role(found, role, by=_own_name(), place=place, note=note),
        _("The role is given; it holds from now on."),
    )


@blueprint.post("/team/<id:coordinator_id>/roles/<id:held_id>/removal")
@access.require_permission("team.edit")
def coordinator_role_removal(coordinator_id: int, held_id: int) -> ResponseReturnValue:
    """Takes a role away; all sessions of the account end at once."""
    found, held = _get_coordinator(coordinator_id), db.session.get(RoleGrant, held_id)
    if held is None or held.coordinator_id != found.id:
        abort(404)
    place = held.statement_id, held.country, held.language
    what = [found.id, held.role, *place]

    def take() -> None:
        actions.revoke_role(held, by=_own_name(), note=queries.role_note(*place))
        session[TAKEN] = what

    return _change_account(found, take, _("The role is taken away, and the sessions of this account have ended."))


@blueprint.post("/team/roles/giving-back")
@access.require_permission("team.edit")
def team_role_return() -> ResponseReturnValue:
    """Gives back the role that was taken away last in this session."""
    coordinator_id, role, statement_id, country, language = session.get(TAKEN) or abort(404)
    if role not in permissions.ROLES or not access.can_reach("team.edit", Scope(statement_id)):
        abort(404)
    found, place = _get_coordinator(coordinator_id), RoleScope(statement_id, country, language)

    def return_role() -> None:
        actions.grant_role(
            found, role, by=_own_name(), place=place, note=queries.role_note(statement_id, country, language)
        )
        session.pop(TAKEN, None)

    return _change_account(found, return_role, _("The role is given back."))


@blueprint.post("/team/<id:coordinator_id>/ending")
@access.require_permission("team.edit")
def coordinator_ending(coordinator_id: int) -> ResponseReturnValue:
    """Ends somebody's access; sessions and links end at once."""
    found = _get_managed_coordinator(coordinator_id)
    undo = url_for(".coordinator_return", coordinator_id=coordinator_id)
    said = _("Access has ended, and so have all sessions.")
    return _change_account(found, lambda: actions.end_access(found, by=_own_name()), said, undo)


@blueprint.post("/team/<id:coordinator_id>/return")
@access.require_permission("team.edit")
def coordinator_return(coordinator_id: int) -> ResponseReturnValue:
    """Lets somebody in again whose access had ended, with the roles of before."""
    found = _get_managed_coordinator(coordinator_id)
    said = _("Access is open again, with the same roles.")
    return _change_account(found, lambda: actions.restore_access(found, by=_own_name()), said)


@blueprint.post("/team/<id:coordinator_id>/second-factor/reset")
@access.require_permission("team.edit")
def coordinator_second_factor_reset(coordinator_id: int) -> ResponseReturnValue:
    """Forgets somebody's second factors; at the next sign-in a new one is set up."""
    found = _get_managed_coordinator(coordinator_id)
    told = _("The second factor is forgotten. At the next sign-in a new one is set up.")
    return _change_account(found, lambda: actions.reset_second_factor(found, by=_own_name()), told)


def _change_account(
    found: Coordinator, deed: Callable[[], object], said: str, undo: str | None = None
) -> ResponseReturnValue:
    """Does one thing to an account, and leads back to it, or to the team where it lies out of reach now.

    The deeds hold what they change by themselves: all owners of the site, in one order.
    """
    here = url_for(".coordinator", coordinator_id=found.id)

    def change() -> Outcome:
        deed()
        is_here = any(access.can_reach("team.read", place) for place in locators.scopes_of(found))
        return Outcome(said, undo, back=here if is_here else url_for(".team"))

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
        taken=_last_revoked_role(),
    )


def _last_revoked_role() -> dict[str, Any] | None:
    """The role that whoever looks took away last, in words, and from whom."""
    kept = session.get(TAKEN)
    return {"display_name": coordinator_name(kept[0]), **queries.role_in_words(*kept[1:])} if kept else None
