"""Mails for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from petition.core.db import db, now
from petition.mail import actions
from petition.mail.links import Link
from petition.mail.models import OutgoingMail

STATEMENT = {
    "statement_title": "Free them all",
    "statement_url": "http://127.0.0.1:5000/en/free-them-all",
}
CONTENT = {
    "confirm-individual": {"name": "Ales Novik", "visibility": "full", "shown_as": "Ales Novik"},
    "confirm-organisation": {"organisation": "Our House", "representative": "Ales Novik", "role": "chair"},
    "already-signed": {},
    "confirmed-individual": {"name": "Ales Novik", "visibility": "initials", "shown_as": "A. N."},
    "confirmed-organisation": {"organisation": "Our House", "representative": "Ales Novik", "role": "chair"},
    "organisation-approved": {"organisation": "Our House"},
    "organisation-double": {"organisation": "Our House"},
    "individual-rejected": {"name": "Ales Novik", "reason": "Nobody lives there."},
    "name-hidden": {},
    "decision-undone": {
        "signer": "organisation",
        "verdict": "approve",
        "is_listed": False,
        "organisation": "Our House",
        "reason": "The board did not agree.",
    },
    "reservation-approved": {"organisation": "Our House", "demand": "2.1", "reservation": "Amnesty first."},
    "reservation-rejected": {
        "organisation": "Our House",
        "demand": "2.1",
        "reservation": "Amnesty first.",
        "reason": "That is another demand.",
    },
    "reservation-undone": {"organisation": "Our House", "verdict": "approve", "reservation": "Amnesty first."},
    "change-undone": {"organisation": "Our House", "verdict": "approve"},
    "organisation-rejected": {"organisation": "Our House", "reason": "The website is somebody else's."},
    "own-link": {},
    "link-renewed": {},
    "address-confirm": {},
    "address-changed": {},
    "my-signatures": {
        "links": [
            {
                "statement_title": title,
                "organisation": organisation,
                "is_withdrawn": organisation is None,
                "path": "/mine/abc",
                "expires_at": "2026-03-02T12:00:00+00:00",
            }
            for title, organisation in (("Free them all", "Our House"), ("Open the courts", None))
        ]
    },
    "sign-again": {},
    "confirmed-organisation-invited": {"organisation": "Our House"},
    "second-person": {
        "name": "Volha Novik",
        "organisation": "Our House",
        "representative": "Ales Novik",
        "role": "chair",
    },
    "change-wanted": {"organisation": "Our House", "note": "The website is gone.\nWhich one is right?"},
    "change-approved": {"organisation": "Our House"},
    "change-rejected": {"organisation": "Our House", "reason": "That is another name."},
    "invitation": {
        "organisation": "Our House",
        "representative": "Ales Novik",
        "due": "",
        "public": "yes",
        "salutation": "Dear colleagues,",
        "covering_note": "We met in Vilnius.\nPlease read 2.3.",
        "sender": "Volha",
        "sample": "yes",
    },
    "invitation-edition": {"organisation": "Our House", "representative": "", "due": "", "public": ""},
    "coordinator-invitation": {"name": "Ales Novik", "inviter": "Volha", "role": "moderator", "is_new": True},
    "mail-test": {},
    "mail-sample": {
        "subject": "Please sign",
        "text": "Good day\n\nPlease sign.",
        "markup": "<p>Good day</p>\n<p>Please sign.</p>",
    },
    "coordinator-notice": {
        "lines": [
            {"word": word, "number": number, "title": "Free them all", "time": "noon", "path": "/desk/queue"}
            for word in ("organisations", "joint", "quarantine", "mails", "opening", "closing")
            for number in (1, 2)
        ],
        "number": 18,
        "is_daily": "yes",
        "account_path": "/desk/account#mails",
    },
}
# What leads to no link of its own.
# With no link of its own, or with several.
WITHOUT_LINK = ("account-notice", "mail-test", "mail-sample", "coordinator-notice", "my-signatures", "address-changed")
EVERY_KIND = (*CONTENT, "account-notice")


def put(
    to: str = "ales@reader.example",
    *,
    kind: str = "confirm-individual",
    language: str = "en",
    priority: int = 0,
    at: datetime | None = None,
    lasts: timedelta | None = timedelta(days=7),
    delay: timedelta = timedelta(0),
    **content: Any,
) -> int:
    """A committed row of the outbox; gives its id."""
    at = at or now()
    if kind == "account-notice":
        lasts, words = None, {"subject": "Your password was changed", "text": "If it was you, all is well."}
    else:
        lasts = None if kind in WITHOUT_LINK else lasts
        words = STATEMENT | CONTENT.get(kind, {})
    link = Link("confirm", 1, "/confirm/", at + lasts) if lasts is not None else None
    actions.post_mail(
        kind, to=to, language=language, content=words | content, link=link, priority=priority, at=at, delay=delay
    )
    db.session.commit()
    newest = select(OutgoingMail.id).order_by(OutgoingMail.id.desc()).limit(1)
    mail_id = db.session.scalars(newest).one()
    db.session.commit()
    return mail_id


def row(mail_id: int) -> OutgoingMail:
    """The row as it is now, read afresh."""
    mail = db.session.get_one(OutgoingMail, mail_id, populate_existing=True)
    db.session.commit()
    return mail
