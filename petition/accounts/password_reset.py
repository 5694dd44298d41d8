"""A forgotten password: the page takes an address and looks nothing up; the worker sees whose it is, and mails."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from flask_security.recoverable import send_reset_password_instructions

from petition.accounts import queries
from petition.core import languages, received_forms


def receive_request(address: str) -> None:
    """Keeps the wish for a link; the worker acts on it."""
    received_forms.keep_form("forgotten-password", {"address": address, "language": languages.current_language()})


@received_forms.action_for("forgotten-password")
def mail_reset_link(content: received_forms.FormContent) -> None:
    """Mails the link with which a password is chosen anew, where the address is that of an account.

    Who never accepted the invitation has no password to forget; the link would outlive the invitation's week.
    """
    coordinator = queries.find_by_email(content["address"])
    if coordinator is None or not coordinator.active or not coordinator.password:
        return
    # Flask-Security writes the mail as if for a request.
    site = current_app.config["PUBLIC_URL"]
    with current_app.test_request_context(base_url=site), force_locale(content["language"]):
        send_reset_password_instructions(coordinator)  # type: ignore[no-untyped-call]
