"""Flask-Security, set up our way: what it may do, where it keeps it, whom it asks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_login import current_user
from flask_security.core import Security, UserMixin
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.mail_util import EmailValidateException, MailUtil
from flask_security.password_util import PasswordUtil
from flask_security.utils import get_message

from petition.accounts import factors, forms, passkeys, passwords, queries
from petition.accounts.models import Coordinator, Passkey, Role
from petition.accounts.second_factor import Authenticator, RecoveryCodes
from petition.config import Settings
from petition.core import addresses, crypto, languages
from petition.core.db import db
from petition.core.forms import add_limits
from petition.mail import actions as mail

NAME = "Undersigned"
IDLE_END = timedelta(minutes=30)
FRESH = timedelta(minutes=15)
RESET_LINK_LASTS = timedelta(hours=2)
RECOVERY_CODES = 10
TRANSLATIONS = Path(__file__).parent / "translations"


def init_app(app: Flask) -> Security:
    """Sets up sessions and Flask-Security; CSRF protection has been set up before."""
    app.config.update(session_settings(app.config["SETTINGS"]))
    app.config.update(flask_security_settings())
    # By this an authenticator app, which takes no colon, and a passkey name the site.
    host = (urlsplit(app.config["SETTINGS"].public_url).hostname or NAME).replace(":", "-")
    app.config.update(SECURITY_TOTP_ISSUER=host, SECURITY_WAN_RP_NAME=host)
    with app.app_context():
        # It seals the secret only on its way from the QR code to the first code, in the session.
        app.config["SECURITY_TOTP_SECRETS"] = {"1": crypto.keyed_hash("authenticator", "session")}
    security = Security(
        app,
        CoordinatorDatastore(db, Coordinator, Role, Passkey),
        login_form=forms.SignInForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.OtherPasswordForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_setup_form=forms.SetUpForm,
        two_factor_rescue_form=forms.NoRescueForm,
        mf_recovery_form=forms.RecoveryCodeForm,
        wan_register_form=forms.PasskeyForm,
        wan_register_response_form=forms.NewPasskeyForm,
        wan_signin_response_form=forms.PasskeyAnswerForm,
        mail_util_cls=OutboxMailUtil,
        password_util_cls=PasswordRules,
        totp_cls=Authenticator,
        mf_recovery_codes_util_cls=RecoveryCodes,
        webauthn_util_cls=passkeys.RelyingParty,
    )
    for known in security.forms.values():
        if known.cls is not None:
            known.cls = add_limits(known.cls)
    security.want_json(lambda request: False)
    keep_public_pages_free_of_sessions(app, security)
    passkeys.init_app(app, security)
    return security


def session_settings(settings: Settings) -> dict[str, Any]:
    """The desk's one cookie: signed, out of reach of scripts and of the public pages."""
    return {
        "SESSION_COOKIE_NAME": "desk",
        "SESSION_COOKIE_PATH": "/desk",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_REFRESH_EACH_REQUEST": True,
        "PERMANENT_SESSION_LIFETIME": IDLE_END,
        # Flask-Login would tie a session to the client's address, which is neither kept nor constant.
        "SESSION_PROTECTION": None,
    }


def flask_security_settings() -> dict[str, Any]:
    """What Flask-Security reads from the application's settings."""
    return {
        f"SECURITY_{name}": value
        for part in (PLACES, TEMPLATES, PASSWORDS, SECOND_FACTOR, passkeys.SETTINGS, ABILITIES)
        for name, value in part.items()
    }


PLACES: dict[str, Any] = {
    "URL_PREFIX": "/desk",
    "LOGIN_URL": "/login",
    "LOGOUT_URL": "/logout",
    "VERIFY_URL": "/verify",
    "CHANGE_URL": "/password",
    "RESET_URL": "/password/forgotten",
    "TWO_FACTOR_SETUP_URL": "/authenticator",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
    "TWO_FACTOR_RESCUE_URL": "/rescue",
    "TWO_FACTOR_SELECT_URL": "/second-factor",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/recovery",
    "POST_LOGIN_VIEW": "/desk/start",
    "POST_LOGOUT_VIEW": "security.login",
    "POST_RESET_VIEW": "security.login",
    "POST_CHANGE_VIEW": "accounts.account",
    "POST_VERIFY_VIEW": "accounts.account",
    "TWO_FACTOR_POST_SETUP_VIEW": "accounts.account",
    "TWO_FACTOR_ERROR_VIEW": "security.login",
    "STATIC_FOLDER": None,
}
TEMPLATES: dict[str, Any] = {
    "LOGIN_USER_TEMPLATE": "security/login.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "security/two_factor_token_validation.html",
    "EMAIL_HTML": False,
    "I18N_DIRNAME": ["builtin", str(TRANSLATIONS)],
    # The application's own headers say it for every page.
    "CACHE_CONTROL": None,
}
PASSWORDS: dict[str, Any] = {
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__memory_cost": 65536,  # KiB
        "argon2__time_cost": 3,
        "argon2__parallelism": 1,
    },
    # The column encrypts the hash under keys that can be rotated, which a pepper in it could not be.
    "PASSWORD_SINGLE_HASH": True,
    "PASSWORD_NORMALIZE_FORM": "NFKC",
    "PASSWORD_LENGTH_MIN": passwords.SHORTEST,
    # Of the password hash inside a reset link: it tells no more than that the password has changed.
    "HASHING_SCHEMES": ["hex_sha256"],
    "RESET_PASSWORD_WITHIN": RESET_LINK_LASTS,
}
SECOND_FACTOR: dict[str, Any] = {
    "TWO_FACTOR": True,
    "TWO_FACTOR_REQUIRED": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_IMPLEMENTATIONS": {"code": "petition.accounts.passkeys.SecondFactor"},
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds a clock may be wrong (RFC 6238, 5.2)
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
}
ABILITIES: dict[str, Any] = {
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "RETURN_GENERIC_RESPONSES": True,
    "API_ENABLED_METHODS": ["session"],
    "FRESHNESS": FRESH,
    "FRESHNESS_GRACE_PERIOD": timedelta(0),
    "JOIN_USER_ROLES": False,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
}


class CoordinatorDatastore(SQLAlchemyUserDatastore):
    """Where Flask-Security finds coordinators: by the keyed hash of their address."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> UserMixin | None:
        """The account with this address, or with this value in one other column."""
        if "email" in kwargs:
            return queries.find_by_email(kwargs["email"])
        return super().find_user(**kwargs)

    def tf_set(
        self, user: UserMixin, primary_method: str, totp_secret: str | None = None, phone: str | None = None
    ) -> None:
        """Keeps a second factor that has proven itself."""
        authenticator: Authenticator = current_app.extensions["security"].totp_factory
        secret = authenticator.stored_secret(totp_secret) if totp_secret else None
        super().tf_set(user, primary_method, secret, phone)
        if isinstance(user, Coordinator):
            factors.record_app_setup(user)

    def find_webauthn(self, credential_id: bytes) -> Passkey | None:
        """The passkey that a device calls by this id, among those of whoever asks: nobody's opens another account."""
        return passkeys.find_passkey(credential_id)

    def create_webauthn(self, user: Any, name: str, **told: Any) -> None:  # type: ignore[override]
        """Keeps a passkey that has proven itself, and of what its device told as much as is needed."""
        kept = {key: told[key] for key in ("credential_id", "public_key", "sign_count", "transports")}
        factors.add_passkey(user, name, **kept)


class OutboxMailUtil(MailUtil):
    """Mails about accounts go the way of all mail: a row first, in the same transaction."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None, html: Any, **kwargs: Any
    ) -> None:
        """Puts the mail into the outbox."""
        content = {"subject": str(subject), "text": body or ""}
        mail.post_mail("account-notice", to=str(recipient), language=languages.current_language(), content=content)

    def normalize(self, email: str) -> str:
        """The address as it should be written to."""
        try:
            return addresses.validate_address(email)
        except addresses.NotAnAddress:
            raise EmailValidateException(get_message("INVALID_EMAIL_ADDRESS")[0]) from None

    def validate(self, email: str) -> str:
        """The same: nobody is asked over the network while a page is made."""
        return self.normalize(email)


class PasswordRules(PasswordUtil):
    """Our rules for passwords in the place of Flask-Security's."""

    def normalize(self, password: str) -> str:
        """The form that is hashed."""
        return passwords.normalise_password(password)

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """What is wrong with a password, or None; and its normalised form."""
        normal = self.normalize(password)
        user = kwargs.get("user") or current_user
        return passwords.password_faults(normal, guessable_words(user)) or None, normal


def guessable_words(user: Any) -> list[str]:
    """What somebody who knows this coordinator would guess first."""
    email = str(getattr(user, "email", "") or "")
    local, _, domain = email.partition("@")
    return [part for part in (NAME, email, local, domain, *domain.split(".")) if len(part) > 2]


def keep_public_pages_free_of_sessions(app: Flask, security: Security) -> None:
    """Stops what Flask-Login and Flask-Principal do on every request, which is to open the session.

    A page whose answer says "Vary: Cookie" no shared cache will hold. What remains is ``current_user``,
    loaded where it is asked for. There is no remember-me cookie and no access by token.
    """
    manager: Any = security.login_manager
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
    processors = app.template_context_processors[None]
    processors[:] = [one for one in processors if one.__module__ != "flask_login.utils"]
    app.jinja_env.globals["current_user"] = current_user
    security.principal.identity_loaders.clear()
    manager.request_loader(lambda request: None)
