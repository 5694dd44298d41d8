"""Pages of accounts: the invitation, the demo's sign-in link, one's own account."""

from __future__ import annotations

from collections.abc import Sequence

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
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_login import current_user
from flask_security.utils import hash_password, login_user, logout_user
from flask_wtf.csrf import CSRFError

from petition.accounts import actions, demo, passwords, queries, reauthentication, security, sign_in
from petition.accounts.forms import EmptyForm, InvitationForm, NameForm, NoticesForm, ReauthenticationForm
from petition.accounts.models import INVITATION, SIGN_IN, Coordinator, CoordinatorLink
from petition.core import access, form_answers, languages, limits
from petition.core.db import db, now, require_writing

blueprint = Blueprint("accounts", __name__, url_prefix="/desk")

ROLE_NAMES = {
    "owner": _("owner"),
    "coordinator": _("coordinator"),
    "moderator": _("moderator"),
    "translator": _("translator"),
    "auditor": _("auditor"),
}
PROBLEMS: dict[type[Exception], tuple[int, str, str]] = {
    queries.UnknownLink: (
        404,
        _("This link is not complete"),
        _("A part of it is missing, or it never existed. Copy the whole link into the address bar of your browser."),
    ),
    queries.UsedLink: (
        410,
        _("This link has been used"),
        _("It works once. If you used it yourself, sign in; if not, tell the person who sent it to you."),
    ),
    queries.ExpiredLink: (
        410,
        _("This link has expired"),
        _("Ask the person who sent it for a new one."),
    ),
    CSRFError: (
        400,
        _("This page was open for too long"),
        _("For security reasons, the form was not accepted. Open the page again and send it again."),
    ),
}


def init_app(app: Flask) -> None:
    """Brings in sessions, Flask-Security and the pages of accounts.

    Comes after the database, the languages and ``CSRFProtect``.
    """
    known = security.init_app(app)
    app.register_blueprint(blueprint)
    sign_in.init_app(app, known)
    # After the guard and the check against forged posts: only who may do something is asked again.
    app.before_request(require_reauthentication)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@access.allow_anybody
@form_answers.run_read_first
def invitation(token: str) -> ResponseReturnValue:
    """Sets the password of a new account; the second factor follows."""
    link = _usable_link(token, INVITATION)
    if isinstance(link, Response):
        return link
    form = InvitationForm()
    if form.validate_on_submit() and form_answers.reuse_result(
        "judged", lambda: _is_good_password(form, link.coordinator)
    ):
        hashed = form_answers.reuse_result("hashed", lambda: hash_password(form.password.data))
        require_writing()
        try:
            coordinator = actions.accept_invitation(link, hashed, languages.current_language())
        except actions.LinkUsed:
            db.session.rollback()
            return _link_problem_page(queries.UsedLink)
        db.session.commit()
        logout_user()
        plugins = current_app.extensions["security"].two_factor_plugins
        answer: ResponseReturnValue = plugins.tf_enter(coordinator, False, "invitation", next_loc=None)
        return answer
    return render_template("accounts/invitation.html", form=form, coordinator=link.coordinator)


@blueprint.route("/enter/<token>", methods=["GET", "POST"])
@access.allow_anybody
def enter(token: str) -> ResponseReturnValue:
    """Signs in at once, in the demo: there, nobody has an authenticator app at hand."""
    if not current_app.config["SETTINGS"].demo:
        abort(404)
    access.require_local_client()
    link = _usable_link(token, SIGN_IN)
    if isinstance(link, Response):
        return link
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            actions.use_up_link(link)
        except actions.LinkUsed:
            db.session.rollback()
            return _link_problem_page(queries.UsedLink)
        login_user(link.coordinator, authn_via=["link"])
        db.session.commit()
        return redirect(current_app.config["SECURITY_POST_LOGIN_VIEW"], 303)
    return render_template("accounts/enter.html", form=form, coordinator=link.coordinator)


@blueprint.get("/account")
@access.require_permission("desk.enter")
def account() -> str:
    """Who I am here, and what I can change about it."""
    return _account_page()


def _account_page(name_form: NameForm | None = None, notices_form: NoticesForm | None = None) -> str:
    roles = [ROLE_NAMES[role.name] for role in current_user.roles]
    chosen = {"notices": current_user.notices, "language": current_user.language or languages.current_language()}
    return render_template(
        "accounts/account.html",
        form=EmptyForm(),
        name_form=name_form or NameForm(formdata=None, data={"name": current_user.name}),
        notices_form=notices_form or NoticesForm(formdata=None, data=chosen),
        coordinator=current_user,
        roles=roles,
    )


@blueprint.post("/account/name")
@access.require_permission("desk.enter")
def own_name() -> ResponseReturnValue:
    """Says how the others at the desk know me."""
    form = NameForm()
    if not form.validate():
        return _account_page(form), 422
    actions.set_display_name(current_user._get_current_object(), form.name.data or "", by=current_user.actor)
    db.session.commit()
    flash(str(_("Your name is saved.")), "success")
    return redirect(url_for(".account"), 303)


@blueprint.post("/account/mails")
@access.require_permission("desk.enter")
def own_notices() -> ResponseReturnValue:
    """Says how often I am told by mail what waits for me."""
    form = NoticesForm()
    if not form.validate():
        return _account_page(notices_form=form), 422
    actions.set_notices(
        current_user._get_current_object(), form.notices.data, form.language.data, by=current_user.actor
    )
    db.session.commit()
    flash(str(_("Saved.")), "success")
    return redirect(url_for(".account", _anchor="mails"), 303)


@blueprint.post("/sessions/end")
@access.require_permission("desk.enter")
def sessions_end() -> ResponseReturnValue:
    """Signs out everywhere, here too."""
    coordinator = current_user._get_current_object()
    actions.end_all_sessions(coordinator)
    next_page = demo.page_after_sign_out(coordinator)
    db.session.commit()
    logout_user()
    flash(str(_("You are signed out everywhere.")), "info")
    return redirect(next_page, 303)


@blueprint.route("/again", methods=["GET", "POST"], endpoint="reauthentication")
@access.require_permission("desk.enter")
def reauthentication_() -> ResponseReturnValue:
    """Asks for the second factor once more, and leads back to what was asked for."""
    back, form = reauthentication.return_address(request.args.get("next", "")), ReauthenticationForm()
    if reauthentication.is_reauthentication_form():
        refusal = _check_second_factor(form)
        if refusal is None:
            return redirect(back, 303)
        return refusal
    is_done = reauthentication.is_recent() and "next" not in request.args
    return _reauthentication_page(form, url_for(".reauthentication", next=back), is_done=is_done)


def require_reauthentication() -> ResponseReturnValue | None:
    """Runs before every request: what asks for the second factor once more waits until that is given.

    A page to be shown is come back to. What was sent stays in the page that asks, and is done once the code is right.
    """
    if not reauthentication.is_required():
        return None
    if request.method != "POST":
        return redirect(url_for("accounts.reauthentication", next=request.full_path.rstrip("?")), 302)
    form = ReauthenticationForm()
    if reauthentication.is_reauthentication_form():
        return _check_second_factor(form, reauthentication.carried_fields())
    return _reauthentication_page(form, request.full_path.rstrip("?"), reauthentication.carried_fields())


def _check_second_factor(
    form: ReauthenticationForm, carried: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue | None:
    """Tries what was given: None where it is right, else the page with what is wrong with it."""
    here, coordinator = request.full_path.rstrip("?"), current_user._get_current_object()
    wait = max(
        limits.count_try(rules, "accounts.reauthentication", who)
        for rules, who in sign_in.reauthentication_limits(coordinator)
    )
    if wait:
        minutes = -(-wait // 60)
        form.again_code.errors = [
            ngettext("Too many attempts. Wait %(num)d minute.", "Too many attempts. Wait %(num)d minutes.", minutes)
        ]
        return _reauthentication_page(form, here, carried, 429)
    fault = reauthentication.reauthentication_fault(coordinator, form)
    # A code that was right is used up, whatever becomes of what it was given for.
    db.session.commit()
    if fault is None:
        reauthentication.record_reauthentication()
        return None
    form.again_code.errors = [fault]
    return _reauthentication_page(form, here, carried, 422)


def _reauthentication_page(
    form: ReauthenticationForm,
    action: str,
    carried: Sequence[tuple[str, str]] = (),
    status: int = 200,
    *,
    is_done: bool = False,
) -> ResponseReturnValue:
    form.again_code.data = ""
    page = render_template(
        "accounts/reauthentication.html",
        form=form,
        action=action,
        carried=carried,
        needs_none=reauthentication.has_no_second_factor(current_user),
        has_passkey=bool(current_user.webauthn),
        is_done=is_done,
    )
    return page, status


@blueprint.app_errorhandler(CSRFError)
def render_page_too_old(error: CSRFError) -> Response:
    """A form of a session that has ended meanwhile, or a forged one."""
    return _link_problem_page(CSRFError)


def _usable_link(token: str, purpose: str) -> CoordinatorLink | Response:
    """The usable link, or the page that says what is wrong with this one."""
    try:
        return queries.usable_link(token, purpose, at=now())
    except (queries.UnknownLink, queries.UsedLink, queries.ExpiredLink) as fault:
        return _link_problem_page(type(fault))


def _link_problem_page(fault: type[Exception]) -> Response:
    code, title, text = PROBLEMS[fault]
    way_on = (url_for("security.login"), _("Sign in"))
    page = render_template("errors/error.html", code=code, title=title, text=text, way_on=way_on)
    return make_response(page, code)


def _is_good_password(form: InvitationForm, coordinator: Coordinator) -> bool:
    password = passwords.normalise_password(form.password.data or "")
    faults = passwords.password_faults(password, security.guessable_words(coordinator))
    form.password.data, form.password.errors = password, faults
    return not faults
