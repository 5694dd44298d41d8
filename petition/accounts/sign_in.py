"""Around Flask-Security's pages: how often one may try, what a session holds, which pages are closed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from flask_security.core import Security
from flask_security.signals import user_authenticated

from petition.accounts import actions, demo, password_reset
from petition.accounts.forms import ForgottenPasswordForm
from petition.accounts.models import Coordinator
from petition.core import access, addresses, crypto, form_answers, limits
from petition.core import db as database
from petition.core.db import db, require_writing
from petition.mail.wakeup import wake_worker

ABSOLUTE_END = timedelta(hours=12)
KEPT_AT_SIGN_IN = ("_user_id", "_fresh", "fs_paa")

NETWORK_TRIES = "20 per 15 minutes"
ACCOUNT_TRIES = "10 per 15 minutes"
CODE_TRIES = "5 per 15 minutes"
MAIL_TRIES = "3 per hour"

WHO_MAY_SEE = {
    "security.login": access.ANYBODY,
    "security.logout": access.ANYBODY,
    "security.forgot_password": access.ANYBODY,
    "security.reset_password": access.ANYBODY,
    # Between password and second factor nobody is signed in yet; these ask the session who it is.
    "security.two_factor_setup": access.ANYBODY,
    "security.two_factor_token_validation": access.ANYBODY,
    "security.mf_recovery": access.ANYBODY,
    "security.two_factor_setup_validate": access.SIGNED_IN,
    "security.mf_recovery_codes": access.SIGNED_IN,
    "security.verify": access.SIGNED_IN,
    "security.change_password": access.SIGNED_IN,
    # Closed, see below.
    "security.two_factor_rescue": access.ANYBODY,
    "security.tf_select": access.ANYBODY,
}
# There is one kind of second factor and one way without it, so nothing to select and nobody to write to.
CLOSED = ("security.two_factor_rescue", "security.tf_select")

View = Callable[..., Any]
Tries = Callable[[], list[tuple[str, str]]]


def init_app(app: Flask, security: Security) -> None:
    """Puts our limits around Flask-Security's views and our rules into its sessions."""
    access.allow_endpoints(app, WHO_MAY_SEE)
    for endpoint in CLOSED:
        app.view_functions[endpoint] = refuse_endpoint
    wrap_endpoint(app, "security.login", run_read_only)
    wrap_endpoint(app, "security.logout", end_sessions_after)
    app.view_functions["security.forgot_password"] = forgotten_password
    wrap_endpoint(app, "security.two_factor_token_validation", redirect_to_recovery_codes)
    for endpoint, tries in LIMITS.items():
        wrap_endpoint(app, endpoint, limit_tries(endpoint, tries))
    user_authenticated.connect(begin_session, app)
    manager: Any = security.login_manager
    manager.user_loader(refuse_expired_sessions(manager._user_callback))


def wrap_endpoint(app: Flask, endpoint: str, wrapping: Callable[[View], View]) -> None:
    """Wraps the view of an endpoint."""
    view = app.view_functions[endpoint]
    app.view_functions[endpoint] = wraps(view)(wrapping(view))


def begin_session(sender: Flask, user: Coordinator, **extra: Any) -> None:
    """Starts a session from nothing but who signed in and when; what the cookie held before is gone."""
    kept = {key: cookie[key] for key in KEPT_AT_SIGN_IN if key in cookie}
    cookie.clear()
    cookie.update(kept, began=time.time())
    cookie.permanent = True
    g.pop(current_app.config["WTF_CSRF_FIELD_NAME"], None)
    actions.record_sign_in(user)


def refuse_expired_sessions(load: Callable[[str], Any]) -> Callable[[str], Any]:
    """Loads nobody from a session that began too long ago, however busy it was."""

    def load_in_time(user_id: str) -> Any:
        over = cookie.get("began", 0) + ABSOLUTE_END.total_seconds() <= time.time()
        return None if over else load(user_id)

    return load_in_time


def limit_tries(scope: str, tries: Tries) -> Callable[[View], View]:
    """Counts each POST for everybody in ``tries`` and refuses it when one of them is over the limit."""

    def wrap(view: View) -> View:
        def count_first(**values: Any) -> Any:
            if request.method == "POST":
                wait = max(limits.count_try(rules, scope, who) for rules, who in tries())
                if wait:
                    return render_too_many_tries(wait)
            return view(**values)

        return count_first

    return wrap


def render_too_many_tries(seconds: int) -> Response:
    """The page that says when to try again."""
    minutes = -(-seconds // 60)
    text = ngettext(
        "Please try again in %(num)d minute. This protects accounts from password guessing.",
        "Please try again in %(num)d minutes. This protects accounts from password guessing.",
        minutes,
    )
    way_on = (url_for("security.login"), _("Back"))
    page = render_template("errors/error.html", code=429, title=_("Too many attempts"), text=text, way_on=way_on)
    response = make_response(page, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def tried_account_key() -> str:
    """The account that was named, known or not, as a hash."""
    named = request.form.get("email", "")[: addresses.LONGEST + 1]
    try:
        named = addresses.canonical_address(named)
    except ValueError:
        named = named.strip().casefold()
    return crypto.keyed_hash(named, "sign-in")


def session_account_key() -> str:
    """The account behind the session: signed in, or half-way there."""
    return crypto.keyed_hash(cookie.get("_user_id") or cookie.get("tf_user_id") or limits.client_key(), "sign-in")


def sign_in_limits() -> list[tuple[str, str]]:
    """Password and address: per network and per account."""
    return [(NETWORK_TRIES, limits.client_key()), (ACCOUNT_TRIES, tried_account_key())]


def mail_limits() -> list[tuple[str, str]]:
    """Asking for a mail: per network and per account, so that nobody is flooded."""
    return [(NETWORK_TRIES, limits.client_key()), (MAIL_TRIES, tried_account_key())]


def password_limits() -> list[tuple[str, str]]:
    """Giving the password again."""
    return [(ACCOUNT_TRIES, session_account_key())]


def link_limits() -> list[tuple[str, str]]:
    """Choosing a password: the link is the account's, and to judge and to hash one takes a while."""
    return [(NETWORK_TRIES, limits.client_key())]


def code_limits() -> list[tuple[str, str]]:
    """Six digits can be guessed; five tries in a quarter of an hour make that long."""
    return [(NETWORK_TRIES, limits.client_key()), (CODE_TRIES, session_account_key())]


def reauthentication_limits(coordinator: Coordinator) -> list[tuple[str, str]]:
    """The same while signed in, whatever session it is."""
    return [(NETWORK_TRIES, limits.client_key()), (CODE_TRIES, crypto.keyed_hash(coordinator.actor, "again"))]


LIMITS: dict[str, Tries] = {
    "security.login": sign_in_limits,
    "security.forgot_password": mail_limits,
    "security.reset_password": link_limits,
    "accounts.invitation": link_limits,
    "security.verify": password_limits,
    "security.change_password": password_limits,
    "security.two_factor_token_validation": code_limits,
    "security.two_factor_setup_validate": code_limits,
    "security.mf_recovery": code_limits,
}


def run_read_only(view: View) -> View:
    """Argon2 takes a tenth of a second: it must not hold the place of a signer who waits to write."""

    def reading(**values: Any) -> Any:
        database.begin_reading()
        return view(**values)

    return reading


@form_answers.run_read_first
def forgotten_password() -> ResponseReturnValue:
    """Takes the address of an account, in place of Flask-Security's view: that one takes longer for some."""
    form = ForgottenPasswordForm(email=getattr(current_user, "email", None))
    if request.method == "POST" and form.validate():
        require_writing()
        password_reset.receive_request(form.email.data or "")
        db.session.commit()
        wake_worker()
        flash(_("If there is an account with this address, we are sending it a mail with the link."), "info")
    status = 422 if form.errors else 200
    return render_template("security/forgot_password.html", forgot_password_form=form), status


def commit_after(view: View) -> View:
    """Commits what the view has changed."""

    def committing(**values: Any) -> Any:
        answer = view(**values)
        db.session.commit()
        return answer

    return committing


def end_sessions_after(view: View) -> View:
    """Ends the account's sessions when somebody signs out: a copy of the cookie opens nothing afterwards.

    Sessions are signed cookies without a list on the server, so all of the account's end together.
    """

    def leaving(**values: Any) -> Any:
        next_page = None
        if current_user.is_authenticated:
            coordinator = current_user._get_current_object()
            actions.end_all_sessions(coordinator)
            next_page = demo.page_after_sign_out(coordinator)
            db.session.commit()
        answer = view(**values)
        cookie.clear()
        return redirect(next_page, 303) if next_page else answer

    return leaving


def redirect_to_recovery_codes(view: View) -> View:
    """Whoever has just signed in and has no recovery codes left is shown where to make some."""

    def leading(**values: Any) -> Any:
        was_signed_in = current_user.is_authenticated
        answer = view(**values)
        if was_signed_in or not current_user.is_authenticated:
            return answer
        cookie.pop("_flashes", None)
        return answer if current_user.recovery_codes_left else redirect(url_for("security.mf_recovery_codes"))

    return leading


def refuse_endpoint(**values: Any) -> Any:
    """What Flask-Security brings along and nobody needs here."""
    abort(404)
