"""Pages of accounts: the invitation, the demo's sign-in link, one's own account."""

from __future__ import annotations

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_security.utils import hash_password, login_user, logout_user
from flask_wtf.csrf import CSRFError

from petition.accounts import actions, passwords, queries, security, sign_in
from petition.accounts.forms import EmptyForm, InvitationForm
from petition.accounts.models import INVITATION, SIGN_IN, Coordinator, CoordinatorLink
from petition.core import access
from petition.core.db import db, now

blueprint = Blueprint("accounts", __name__, url_prefix="/desk")

ROLE_NAMES = {
    "owner": _("owner"),
    "coordinator": _("coordinator"),
    "moderator": _("moderator"),
    "translator": _("translator"),
    "auditor": _("auditor"),
}
PROBLEMS: dict[type[Exception], tuple[int, str, str]] = {
    queries.NoSuchLink: (
        404,
        _("This link is not complete"),
        _("A part of it is missing, or it never existed. Copy the whole link into the address bar of your browser."),
    ),
    queries.SpentLink: (
        410,
        _("This link has been used"),
        _("It works once. If it was you who used it, sign in; if not, tell whoever gave it to you."),
    ),
    queries.ExpiredLink: (
        410,
        _("This link has expired"),
        _("Ask whoever gave it to you for a new one."),
    ),
    CSRFError: (
        400,
        _("This page was open for too long"),
        _("To be safe, what you sent was not accepted. Open the page again and send it once more."),
    ),
}


def init_app(app: Flask) -> None:
    """Brings in sessions, Flask-Security and the pages of accounts.

    Comes after the database, the languages and ``CSRFProtect``.
    """
    sign_in.init_app(app, security.init_app(app))
    app.register_blueprint(blueprint)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@access.anybody
def invitation(token: str) -> ResponseReturnValue:
    """Sets the password of a new account; the second factor follows."""
    link = _link(token, INVITATION)
    if isinstance(link, Response):
        return link
    form = InvitationForm()
    if form.validate_on_submit() and _will_do(form, link.coordinator):
        try:
            coordinator = actions.accept_invitation(link, hash_password(form.password.data))
        except actions.AlreadyUsed:
            db.session.rollback()
            return _problem(queries.SpentLink)
        db.session.commit()
        logout_user()
        plugins = current_app.extensions["security"].two_factor_plugins
        answer: ResponseReturnValue = plugins.tf_enter(coordinator, False, "invitation", next_loc=None)
        return answer
    return render_template("accounts/invitation.html", form=form, coordinator=link.coordinator)


@blueprint.route("/enter/<token>", methods=["GET", "POST"])
@access.anybody
def enter(token: str) -> ResponseReturnValue:
    """Signs in at once, in the demo: there, nobody has an authenticator app at hand."""
    if not current_app.config["SETTINGS"].demo:
        abort(404)
    access.only_here()
    link = _link(token, SIGN_IN)
    if isinstance(link, Response):
        return link
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            actions.spend(link)
        except actions.AlreadyUsed:
            db.session.rollback()
            return _problem(queries.SpentLink)
        login_user(link.coordinator, authn_via=["link"])
        db.session.commit()
        return redirect(current_app.config["SECURITY_POST_LOGIN_VIEW"], 303)
    return render_template("accounts/enter.html", form=form, coordinator=link.coordinator)


@blueprint.get("/account")
@access.roles(*access.ROLES)
def account() -> str:
    """Who I am here, and what I can change about it."""
    roles = [ROLE_NAMES[role.name] for role in current_user.roles]
    return render_template("accounts/account.html", form=EmptyForm(), coordinator=current_user, roles=roles)


@blueprint.post("/sessions/end")
@access.roles(*access.ROLES)
def sessions_end() -> ResponseReturnValue:
    """Signs out everywhere, here too."""
    actions.sign_out_everywhere(current_user._get_current_object())
    db.session.commit()
    logout_user()
    flash(str(_("You are signed out everywhere.")), "info")
    return redirect(url_for("security.login"), 303)


@blueprint.app_errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Response:
    """A form of a session that has ended meanwhile, or a forged one."""
    return _problem(CSRFError)


def _link(token: str, purpose: str) -> CoordinatorLink | Response:
    """The usable link, or the page that says what is wrong with this one."""
    try:
        return queries.link(token, purpose, at=now())
    except (queries.NoSuchLink, queries.SpentLink, queries.ExpiredLink) as fault:
        return _problem(type(fault))


def _problem(fault: type[Exception]) -> Response:
    code, title, text = PROBLEMS[fault]
    way_on = (url_for("security.login"), _("Sign in"))
    page = render_template("errors/error.html", code=code, title=title, text=text, way_on=way_on)
    return make_response(page, code)


def _will_do(form: InvitationForm, coordinator: Coordinator) -> bool:
    password = passwords.normalised(form.password.data or "")
    faults = passwords.faults(password, security.personal(coordinator))
    form.password.data, form.password.errors = password, faults
    return not faults
