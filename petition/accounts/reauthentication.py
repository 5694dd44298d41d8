"""The second factor once more, before something that matters: in case somebody else sits there now.

A permission that says so (``core.permissions``) is asked for anew, unless that was done in this session within
the last ten minutes.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from flask import current_app, request
from flask import session as cookie
from flask_babel import gettext as _

from petition.accounts.forms import ReauthenticationForm
from petition.accounts.models import Coordinator
from petition.core import access

FRESH_SECONDS = 600
CARRIED_FIELDS = "again"
# The fields of the page that asks; all others belong to what was sent.
OWN_FIELDS = ("again", "again_code", "csrf_token")
DESK = "/desk/"


def is_required() -> bool:
    """Whether the requested page asks for the second factor once more."""
    permission = access.permission_of(request.endpoint)
    return permission is not None and permission.needs_reauthentication and not is_recent()


def is_recent() -> bool:
    """Whether it was given again in this session a short while ago."""
    return 0 <= time.time() - float(cookie.get(CARRIED_FIELDS, 0)) < FRESH_SECONDS


def record_reauthentication() -> None:
    """Notes in the session that it was given."""
    cookie[CARRIED_FIELDS] = time.time()


def is_reauthentication_form() -> bool:
    """Whether what was sent comes from the page that asks."""
    return request.method == "POST" and "again" in request.form


def has_no_second_factor(coordinator: Coordinator) -> bool:
    """Whether a button is enough: in the demo, for an account without any second factor."""
    return bool(current_app.config["SETTINGS"].demo) and not _has_second_factor(coordinator)


def reauthentication_fault(coordinator: Coordinator, form: ReauthenticationForm) -> str | None:
    """Why what was given is not the second factor; None where it is. A code that was right is used up."""
    if has_no_second_factor(coordinator):
        return None
    typed = "".join((form.again_code.data or "").split())
    if not typed:
        return str(_("Enter the code that the app shows, or a recovery code."))
    if _is_right_code(coordinator, typed):
        return None
    return str(_("This code is not correct, or was used before. Wait for the next one, and enter that."))


def carried_fields() -> list[tuple[str, str]]:
    """The fields that were sent and wait behind the page that asks, each with its value."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in OWN_FIELDS]


def return_address(given: str) -> str:
    """Where to go on: a page of the desk, whatever the address says."""
    try:
        parts = urlsplit(given)
    except ValueError:
        return f"{DESK}start"
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(DESK) and "\\" not in given
    return given if is_ours else f"{DESK}start"


def _is_right_code(coordinator: Coordinator, typed: str) -> bool:
    security = current_app.extensions["security"]
    if typed.isdigit() and coordinator.tf_totp_secret is not None:
        seconds = current_app.config["SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY"]
        return bool(security.totp_factory.verify_totp(typed, coordinator.tf_totp_secret, coordinator, window=seconds))
    codes = security._mf_recovery_codes_util
    return bool(codes.check_recovery_code(coordinator, typed) and codes.delete_recovery_code(coordinator, typed))


def _has_second_factor(coordinator: Coordinator) -> bool:
    return bool(coordinator.has_second_factor or coordinator.recovery_codes_left or coordinator.webauthn)
