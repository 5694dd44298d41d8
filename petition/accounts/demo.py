"""The demo's way in: an account without a password is entered by a link, so signing out leads to another one."""

from __future__ import annotations

from flask import current_app, request, url_for

from petition.accounts import actions
from petition.accounts.models import Coordinator
from petition.config.values import is_loopback


def page_after_sign_out(coordinator: Coordinator) -> str:
    """Where signing out leads: to the sign-in page, or in the demo to a new link for an account without a password.

    The caller commits. Only a browser that was signed in, on the machine itself, is given the link.
    """
    is_demo = current_app.config["SETTINGS"].demo and is_loopback(request.remote_addr or "")
    if not is_demo or coordinator.password is not None or not coordinator.active:
        return url_for("security.login")
    return url_for("accounts.enter", token=actions.make_demo_link(coordinator, by=coordinator.actor))
