"""Passkeys as a second factor: a key pair on a device, which answers for this site alone (WebAuthn, W3C).

Why they never open the desk without the password: ``docs/decisions/0011-passkeys.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security.core import Security, UserMixin
from flask_security.decorators import auth_required
from flask_security.twofactor import CodeTfPlugin
from flask_security.utils import do_flash, get_message
from flask_security.webauthn_util import WebauthnUtil
from sqlalchemy import select
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from petition.accounts import factors, reauthentication, sign_in
from petition.accounts.forms import CHALLENGE, EmptyForm
from petition.accounts.models import Coordinator, Passkey
from petition.core import access, text
from petition.core.db import db

LASTS = timedelta(minutes=2)
SETTINGS: dict[str, Any] = {
    "WEBAUTHN": True,
    "WAN_ALLOW_AS_FIRST_FACTOR": False,
    "WAN_ALLOW_AS_MULTI_FACTOR": False,
    "WAN_ALLOW_AS_VERIFY": ["secondary"],
    "WAN_ALLOW_USER_HINTS": False,
    "WAN_REGISTER_WITHIN": LASTS,
    "WAN_SIGNIN_WITHIN": LASTS,
    "WAN_REGISTER_TIMEOUT": LASTS // timedelta(milliseconds=1),
    "WAN_SIGNIN_TIMEOUT": LASTS // timedelta(milliseconds=1),
    "WAN_REGISTER_URL": "/passkeys/new",
    "WAN_SIGNIN_URL": "/passkey",
    "WAN_VERIFY_URL": "/passkeys/again",
    "WAN_DELETE_URL": "/passkeys/removal",
    "WAN_REGISTER_TEMPLATE": "security/passkey_new.html",
    "WAN_SIGNIN_TEMPLATE": "security/passkey.html",
    "WAN_VERIFY_TEMPLATE": "security/passkey_again.html",
    "WAN_POST_REGISTER_VIEW": "accounts.account",
}
WHO_MAY_SEE = {
    # Between password and second factor nobody is signed in yet; these ask the session who it is.
    "security.wan_signin": access.ANYBODY,
    "security.wan_signin_response": access.ANYBODY,
    "security.wan_register": access.SIGNED_IN,
    "security.wan_register_response": access.SIGNED_IN,
    "security.wan_verify": access.SIGNED_IN,
    "security.wan_verify_response": access.SIGNED_IN,
    # Closed: it would take the last second factor away.
    "security.wan_delete": access.SIGNED_IN,
}

blueprint = Blueprint("passkeys", __name__, url_prefix="/desk")
require_recent_sign_in = auth_required(
    "session",
    within=lambda: current_app.config["SECURITY_FRESHNESS"],
    grace=lambda: current_app.config["SECURITY_FRESHNESS_GRACE_PERIOD"],
)


class RelyingParty(WebauthnUtil):
    """What this site asks of devices, and at which address."""

    def generate_challenge(self, nbytes: int | None = None) -> str:
        """A challenge that this browser alone can answer, and once."""
        cookie[CHALLENGE] = super().generate_challenge(nbytes)
        return str(cookie[CHALLENGE])

    def origin(self) -> str:
        """Where the browser must say it is: behind a proxy our own scheme and port are others."""
        return str(current_app.config["PUBLIC_URL"])

    def authenticator_selection(self, user: UserMixin, usage: str) -> AuthenticatorSelectionCriteria:
        """Any device, and best one that keeps no list: a security key that is taken away then names no site."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        )

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """The name of a passkey as it is kept; the form has judged it."""
        return None, text.clean_line(value)


class SecondFactor(CodeTfPlugin):
    """The second step of signing in: the passkey where there is one, and from its page a way to the code."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        """One at most, so that nobody has to select before."""
        return [("webauthn", "webauthn")] if user.webauthn else list(super().get_setup_methods(user))

    def tf_login(self, user: Any, json_payload: dict[str, Any], next_loc: str | None) -> Any:
        """Leads to the page of the step, once the password was right."""
        if not user.webauthn or (user.has_second_factor and unusable_reason()):
            return super().tf_login(user, json_payload, next_loc)
        cookie["tf_state"] = "ready"
        return redirect(url_for("security.wan_signin", next=next_loc))


def init_app(app: Flask, security: Security) -> None:
    """Puts our rules around Flask-Security's pages for passkeys, and adds those on which one is removed."""
    access.allow_endpoints(app, WHO_MAY_SEE)
    app.register_blueprint(blueprint)
    app.view_functions["security.wan_delete"] = sign_in.refuse_endpoint
    for endpoint, wrappings in WRAPPERS.items():
        for wrapping in wrappings:
            sign_in.wrap_endpoint(app, endpoint, wrapping)
    for step in ("wan_signin", "wan_register", "wan_verify"):
        for endpoint, tries in ((step, sign_in.password_limits), (f"{step}_response", sign_in.code_limits)):
            sign_in.wrap_endpoint(app, f"security.{endpoint}", sign_in.limit_tries(f"security.{endpoint}", tries))
    security.wan_signin_context_processor(second_step_context)
    security.tf_token_validation_context_processor(second_step_context)
    app.jinja_env.globals["passkeys_unusable"] = unusable_reason


def sign_in_candidate() -> Coordinator | None:
    """Who is signed in, or half-way there: the password was right."""
    if current_user.is_authenticated:
        return current_user._get_current_object()  # type: ignore[no-any-return]
    waiting = cookie.get("tf_user_id")
    if not waiting:
        return None
    return db.session.scalar(select(Coordinator).where(Coordinator.fs_uniquifier == waiting))


def find_passkey(credential_id: bytes) -> Passkey | None:
    """The passkey that a device calls by this id, among those of whoever asks: nobody's opens another account."""
    coordinator = sign_in_candidate()
    mine = coordinator.webauthn if coordinator is not None else []
    return next((one for one in mine if one.credential_id == credential_id), None)


def unusable_reason() -> str:
    """Why no passkey can be used at the address under which this page was opened; empty where it can."""
    public, opened = urlsplit(current_app.config["PUBLIC_URL"]), request.host.rsplit(":", 1)[0]
    try:
        ip_address(public.hostname or "")
    except ValueError:
        elsewhere = _("Passkeys work only where this site is opened as %(url)s.", url=public.geturl())
        return "" if opened == public.hostname else elsewhere
    return str(
        _("Passkeys are tied to a domain name. This site was opened by its IP address, so they do not work here.")
    )


def second_step_context() -> dict[str, Any]:
    """What the pages of the second step show besides."""
    return {"coordinator": sign_in_candidate()}


def require_password_first(view: sign_in.View) -> sign_in.View:
    """Sends back to the password whoever has not come from there."""

    def wrapper(**values: Any) -> Any:
        if current_user.is_authenticated:
            return redirect(current_app.config["SECURITY_POST_LOGIN_VIEW"])
        if cookie.get("tf_state") == "ready" and sign_in_candidate():
            return view(**values)
        do_flash(*get_message("TWO_FACTOR_PERMISSION_DENIED"))
        return redirect(url_for("security.login"))

    return wrapper


def require_app(view: sign_in.View) -> sign_in.View:
    """Leads to the passkey whoever has no app that would show a code."""

    def with_app(**values: Any) -> Any:
        coordinator = sign_in_candidate() if cookie.get("tf_state") == "ready" else None
        if coordinator is not None and not coordinator.has_second_factor:
            return redirect(url_for("security.wan_signin", next=request.args.get("next")))
        return view(**values)

    return with_app


def require_usable_passkeys(view: sign_in.View) -> sign_in.View:
    """Closes the making of passkeys that could not be used afterwards."""

    def usable(**values: Any) -> Any:
        return abort(404) if unusable_reason() else view(**values)

    return usable


def records_reauthentication(view: sign_in.View) -> sign_in.View:
    """Notes that the second factor was given again. The password still counts from when it was."""

    def noting(**values: Any) -> Any:
        given = cookie.pop("fs_paa", 0)
        answer = view(**values)
        if "fs_paa" in cookie:
            reauthentication.record_reauthentication()
        cookie["fs_paa"] = given
        return answer

    return noting


@blueprint.route("/passkeys/<id:passkey_id>/removal", methods=["GET", "POST"])
@access.require_permission("desk.enter")
@require_recent_sign_in
def removal(passkey_id: int) -> ResponseReturnValue:
    """Takes one of one's own passkeys away."""
    passkey = next((one for one in current_user.webauthn if one.id == passkey_id), None) or abort(404)
    return _confirm_removal(
        _("Remove the passkey “%(name)s”", name=passkey.name), lambda: factors.remove_passkey(passkey)
    )


@blueprint.route("/authenticator/removal", methods=["GET", "POST"])
@access.require_permission("desk.enter")
@require_recent_sign_in
def app_removal() -> ResponseReturnValue:
    """Forgets one's authenticator app, where passkeys have taken its place."""
    if not current_user.has_second_factor:
        abort(404)
    return _confirm_removal(_("Remove the authenticator app"), lambda: factors.remove_app(current_user))


def _confirm_removal(title: str, deed: Callable[[], None]) -> ResponseReturnValue:
    """Asks, and removes; the last second factor stays."""
    form = EmptyForm()
    if not form.validate_on_submit():
        return render_template("security/removal.html", form=form, title=title)
    try:
        deed()
    except factors.LastSecondFactor:
        flash(_("This is your only second factor. Set up another one first."), "error")
    else:
        flash(_("Removed. It no longer opens your account."), "success")
    return redirect(url_for("accounts.account"), 303)


WRAPPERS: dict[str, tuple[Callable[[sign_in.View], sign_in.View], ...]] = {
    "security.wan_signin": (require_password_first,),
    "security.wan_signin_response": (require_password_first, sign_in.redirect_to_recovery_codes),
    "security.wan_register": (require_usable_passkeys,),
    "security.wan_register_response": (require_usable_passkeys,),
    "security.wan_verify_response": (records_reauthentication,),
    "security.two_factor_token_validation": (require_app,),
    "passkeys.removal": (sign_in.commit_after,),
    "passkeys.app_removal": (sign_in.commit_after,),
}
