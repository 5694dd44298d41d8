"""The demo inbox: mails that would have gone out. It exists in the demo only."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from petition.core import access
from petition.mail import letters, queries
from petition.mail.models import OutgoingMail

blueprint = Blueprint("mail", __name__)
blueprint.before_request(access.only_here)


@blueprint.get("/demo/inbox")
@access.anybody
def inbox() -> str:
    """All mails, newest first."""
    mails = [(mail, _letter(mail)) for mail in queries.inbox()]
    return render_template("mail/inbox.html", mails=mails)


@blueprint.get("/demo/inbox/<id:mail_id>")
@access.anybody
def message(mail_id: int) -> str:
    """One mail in full."""
    mail = queries.in_inbox(mail_id) or abort(404)
    letter = _letter(mail) or abort(404)
    return render_template("mail/message.html", mail=mail, letter=letter)


def _letter(mail: OutgoingMail) -> letters.Letter | None:
    try:
        return letters.write(mail)
    except letters.Unwritable:
        # One mail that cannot be written must not hide the others.
        return None
