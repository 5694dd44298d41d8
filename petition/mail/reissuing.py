"""Other links for mails that wait, where those that they have were ended."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from petition.core import tokens
from petition.core.db import db
from petition.mail.models import OutgoingMail
from petition.mail.queries import is_unsettled


def reissue_links(purposes: tuple[str, ...], subject: int, *, to: str, at: datetime) -> None:
    """Gives mails with a link to one thing another link, and ``to`` as their recipient, where nobody has begun to send
    them: as if they were written ``at`` this moment. The links that they had lead nowhere.

    Without a relay mails are read before they are sent, and stay as they are.
    """
    if current_app.config["SETTINGS"].relay is None:
        return
    about = OutgoingMail.link_purpose.in_(purposes), OutgoingMail.link_subject == subject
    unread = is_unsettled(), OutgoingMail.claimed_by.is_(None), OutgoingMail.content.is_not(None)
    waiting = select(OutgoingMail).where(*about, *unread)
    for row in db.session.scalars(waiting.order_by(OutgoingMail.id).with_for_update(skip_locked=True)):
        token, content = tokens.make_token(), row.content or {}
        row.content = content | {"link_path": content["link_path"].rpartition("/")[0] + f"/{token}"}
        row.link_hash, row.recipient, row.created_at = tokens.hash_token(token), to, at
    db.session.flush()
