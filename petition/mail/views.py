"""The demo inbox: mails that would have gone out. It exists in the demo only."""

from __future__ import annotations

import time

from flask import Blueprint, abort, render_template

from petition.core import access, received
from petition.core.db import db
from petition.mail import letters, queries
from petition.mail.models import OutgoingMail

blueprint = Blueprint("mail", __name__)
blueprint.before_request(access.only_here)
LONGEST_WAIT, LOOK = 3.0, 0.05  # seconds


@blueprint.get("/demo/inbox")
@access.anybody
def inbox() -> str:
    """All mails, newest first; also of forms that were sent a moment ago."""
    wait_for_forms()
    mails = [(mail, _letter(mail)) for mail in queries.inbox()]
    return render_template("mail/inbox.html", mails=mails)


@blueprint.get("/demo/inbox/<id:mail_id>")
@access.anybody
def message(mail_id: int) -> str:
    """One mail in full."""
    mail = queries.in_inbox(mail_id) or abort(404)
    letter = _letter(mail) or abort(404)
    return render_template("mail/message.html", mail=mail, letter=letter)


def wait_for_forms() -> None:
    """Waits until the forms that are there have been acted on, for three seconds at most."""
    deadline = time.monotonic() + LONGEST_WAIT
    while received.is_any_due() and time.monotonic() < deadline:
        # To see what others wrote it takes a new transaction.
        db.session.rollback()
        time.sleep(LOOK)


def _letter(mail: OutgoingMail) -> letters.Letter | None:
    try:
        return letters.write(mail)
    except letters.Unwritable:
        # One mail that cannot be written must not hide the others.
        return None
