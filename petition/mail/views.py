"""The demo inbox: mails that would have gone out. It exists in the demo only."""

from __future__ import annotations

import time

from flask import Blueprint, abort, render_template

from petition.core import access, received_forms
from petition.core.db import db
from petition.mail import queries, rendering
from petition.mail.models import OutgoingMail

blueprint = Blueprint("mail", __name__)
blueprint.before_request(access.require_local_client)
LONGEST_WAIT, LOOK = 3.0, 0.05  # seconds


@blueprint.get("/demo/inbox")
@access.allow_anybody
def inbox() -> str:
    """All mails, newest first; also of forms that were sent a moment ago."""
    wait_for_forms()
    mails = [(mail, _render_or_none(mail)) for mail in queries.inbox()]
    return render_template("mail/inbox.html", mails=mails)


@blueprint.get("/demo/inbox/<id:mail_id>")
@access.allow_anybody
def message(mail_id: int) -> str:
    """One mail in full."""
    mail = queries.inbox_mail(mail_id) or abort(404)
    letter = _render_or_none(mail) or abort(404)
    return render_template("mail/message.html", mail=mail, letter=letter)


def wait_for_forms() -> None:
    """Waits until the forms that are there have been acted on, for three seconds at most."""
    deadline = time.monotonic() + LONGEST_WAIT
    while received_forms.has_due_forms() and time.monotonic() < deadline:
        # To see what others wrote it takes a new transaction.
        db.session.rollback()
        time.sleep(LOOK)


def _render_or_none(mail: OutgoingMail) -> rendering.RenderedMail | None:
    try:
        return rendering.render_mail(mail)
    except rendering.RenderingError:
        # One mail that cannot be written must not hide the others.
        return None
