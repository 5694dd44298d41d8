"""A forgotten password: the page answers alike for every address, and the worker looks up whose it is."""

from __future__ import annotations

from flask import current_app, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from flask_security.recoverable import send_reset_password_instructions

from petition.accounts import queries
from petition.accounts.forms import ForgottenPasswordForm
from petition.core import languages, posted, received
from petition.core.db import db, require_writing
from petition.mail.wake import wake


@posted.reads_first
def forgotten_password() -> ResponseReturnValue:
    """Takes the address of an account, in place of Flask-Security's view: that one takes longer for some."""
    form = ForgottenPasswordForm(email=getattr(current_user, "email", None))
    if request.method == "POST" and form.validate():
        require_writing()
        received.keep("forgotten-password", {"address": form.email.data, "language": languages.current()})
        db.session.commit()
        wake()
        flash(_("If there is an account with this address, a mail with the link is on its way."), "info")
    status = 422 if form.errors else 200
    return render_template("security/forgot_password.html", forgot_password_form=form), status


@received.acts_on("forgotten-password")
def mail_reset_link(content: received.Content) -> None:
    """Mails the link with which a password is chosen anew, where the address is that of an account.

    Who never accepted the invitation has no password to forget; the link would outlive the invitation's week.
    """
    coordinator = queries.by_email(content["address"])
    if coordinator is None or not coordinator.active or not coordinator.password:
        return
    # Flask-Security writes the mail as if for a request.
    site = current_app.config["PUBLIC_URL"]
    with current_app.test_request_context(base_url=site), force_locale(content["language"]):
        send_reset_password_instructions(coordinator)  # type: ignore[no-untyped-call]
