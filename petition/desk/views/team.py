"""The people at the desk: who works here, in which roles; and the ways to invite, to change that, and to end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from petition.accounts import actions, asking_in
from petition.accounts.actions import Place
from petition.accounts.asking_in import AlreadyHeld, Asked
from petition.accounts.models import Coordinator, RoleHeld
from petition.accounts.queries import called
from petition.core import access, languages, permissions
from petition.core.db import db
from petition.core.reach import Lies
from petition.desk import acts, locators, refusals, role_words
from petition.desk.acts import Done, NotDone
from petition.desk.forms.team import PersonForm, RoleForm
from petition.desk.queries import team as queries
from petition.desk.views.page import blueprint, me

# In the session: a role that was just taken away, so that it can be given back.
TAKEN = "taken"


@blueprint.get("/team")
@access.may("team.read")
def team() -> ResponseReturnValue:
    """Everybody with a role here: where, since when, with which second factors."""
    return render_template("desk/team.html", members=queries.members(me()), taken=_taken())


@blueprint.get("/team/roles")
@access.may("desk.enter")
def team_roles() -> ResponseReturnValue:
    """Who may do what, in words."""
    return render_template("desk/team_roles.html", table=permissions.PERMISSIONS, words=role_words)


@blueprint.route("/team/new", methods=["GET", "POST"])
@access.may("team.edit")
def new_coordinator() -> ResponseReturnValue:
    """Invites somebody by mail."""
    form = PersonForm(queries.places(), queries.tags(), sent=True)
    if not form.validate_on_submit():
        return render_template("desk/new_coordinator.html", form=form, words=role_words), _status(form)

    def ask_in() -> Done:
        try:
            asked = asking_in.ask_in(_asked(form), by=_myself(), language=languages.current())
        except AlreadyHeld as fault:
            form.role.errors = [refusals.words(fault)]
            page = "desk/new_coordinator.html"
            raise NotDone(lambda: (render_template(page, form=form, words=role_words), 422)) from None
        back = url_for(".coordinator", coordinator_id=asked.id)
        return Done(_("A mail goes to %(email)s.", email=asked.email), back=back)

    return acts.act(ask_in, back=url_for(".team"))


@blueprint.get("/team/<id:coordinator_id>")
@access.may("team.read")
def coordinator(coordinator_id: int) -> ResponseReturnValue:
    """One person: roles, and the ways to change them."""
    return _page(_found(coordinator_id), _role_form(sent=False))


@blueprint.post("/team/<id:coordinator_id>/invitation")
@access.may("team.edit")
def coordinator_invitation(coordinator_id: int) -> ResponseReturnValue:
    """Sends another invitation to somebody who has not come yet."""
    found = _managed(coordinator_id)
    first = found.held[0] if found.held else abort(404)
    asked = Asked(found.email, found.name or "", first.role, title=queries.title(first.statement_id))
    return _change(
        found,
        lambda: asking_in.ask_in_again(found, asked, by=_myself(), language=languages.current()),
        _("Another mail is on its way. The link of the one before no longer works."),
    )


@blueprint.post("/team/<id:coordinator_id>/roles")
@access.may("team.edit")
def coordinator_roles(coordinator_id: int) -> ResponseReturnValue:
    """Gives another role."""
    found, form = _found(coordinator_id), _role_form(sent=True)
    if not form.validate():
        return _page(found, form), 422
    place, role = form.where(), form.role.data
    note = queries.note(place.statement_id, place.country, place.language)

    return _change(
        found,
        lambda: actions.grant(found, role, by=_by(), place=place, note=note),
        _("The role is given; it holds from now on."),
    )


@blueprint.post("/team/<id:coordinator_id>/roles/<id:held_id>/removal")
@access.may("team.edit")
def coordinator_role_removal(coordinator_id: int, held_id: int) -> ResponseReturnValue:
    """Takes a role away; all sessions of the account end at once."""
    found, held = _found(coordinator_id), db.session.get(RoleHeld, held_id)
    if held is None or held.coordinator_id != found.id:
        abort(404)
    place = held.statement_id, held.country, held.language
    what = [found.id, held.role, *place]

    def take() -> None:
        actions.revoke(held, by=_by(), note=queries.note(*place))
        session[TAKEN] = what

    return _change(found, take, _("The role is taken away, and the sessions of this account have ended."))


@blueprint.post("/team/roles/giving-back")
@access.may("team.edit")
def team_giving_back() -> ResponseReturnValue:
    """Gives back the role that was taken away last in this session."""
    coordinator_id, role, statement_id, country, language = session.get(TAKEN) or abort(404)
    if role not in permissions.ROLES or not access.reaches("team.edit", Lies(statement_id)):
        abort(404)
    found, place = _found(coordinator_id), Place(statement_id, country, language)

    def give_back() -> None:
        actions.grant(found, role, by=_by(), place=place, note=queries.note(statement_id, country, language))
        session.pop(TAKEN, None)

    return _change(found, give_back, _("The role is given back."))


@blueprint.post("/team/<id:coordinator_id>/ending")
@access.may("team.edit")
def coordinator_ending(coordinator_id: int) -> ResponseReturnValue:
    """Ends somebody's access; sessions and links end at once."""
    found = _managed(coordinator_id)
    undo = url_for(".coordinator_return", coordinator_id=coordinator_id)
    said = _("Access has ended, and so have all sessions.")
    return _change(found, lambda: actions.end_access(found, by=_by()), said, undo)


@blueprint.post("/team/<id:coordinator_id>/return")
@access.may("team.edit")
def coordinator_return(coordinator_id: int) -> ResponseReturnValue:
    """Lets somebody in again whose access had ended, with the roles of before."""
    found = _managed(coordinator_id)
    said = _("Access is open again, with the same roles.")
    return _change(found, lambda: actions.let_in_again(found, by=_by()), said)


@blueprint.post("/team/<id:coordinator_id>/second-factor/reset")
@access.may("team.edit")
def coordinator_second_factor_reset(coordinator_id: int) -> ResponseReturnValue:
    """Forgets somebody's second factors; at the next sign-in a new one is set up."""
    found = _managed(coordinator_id)
    told = _("The second factor is forgotten. At the next sign-in a new one is set up.")
    return _change(found, lambda: actions.reset_second_factor(found, by=_by()), told)


def _change(found: Coordinator, deed: Callable[[], object], said: str, undo: str | None = None) -> ResponseReturnValue:
    """Does one thing to an account, and leads back to it, or to the team where it lies out of reach now.

    The deeds hold what they change by themselves: all owners of the site, in one order.
    """
    here = url_for(".coordinator", coordinator_id=found.id)

    def change() -> Done:
        deed()
        is_here = any(access.reaches("team.read", place) for place in locators.places(found))
        return Done(said, undo, back=here if is_here else url_for(".team"))

    return acts.act(change, back=here)


def _found(coordinator_id: int) -> Coordinator:
    return db.session.get(Coordinator, coordinator_id) or abort(404)


def _managed(coordinator_id: int) -> Coordinator:
    """An account all of whose roles this coordinator manages."""
    found = _found(coordinator_id)
    return found if queries.manages(found) else abort(404)


def _myself() -> Coordinator:
    found: Coordinator = current_user._get_current_object()
    return found


def _by() -> str:
    return str(current_user.actor)


def _asked(form: PersonForm) -> Asked:
    place: Place = form.where()
    return Asked(
        email=form.email.data or "",
        name=form.name.data or "",
        role=form.role.data,
        place=place,
        title=queries.title(place.statement_id),
        note=queries.note(place.statement_id, place.country, place.language),
    )


def _role_form(*, sent: bool) -> RoleForm:
    return RoleForm(queries.places(), queries.tags(), sent=sent)


def _status(form: PersonForm) -> int:
    return 422 if form.is_submitted() else 200


def _page(found: Coordinator, form: RoleForm) -> str:
    return render_template(
        "desk/coordinator.html",
        one=queries.member(found, me()),
        form=form,
        words=role_words,
        taken=_taken(),
    )


def _taken() -> dict[str, Any] | None:
    """The role that whoever looks took away last, in words, and from whom."""
    kept = session.get(TAKEN)
    return {"called": called(kept[0]), **queries.in_words(*kept[1:])} if kept else None
