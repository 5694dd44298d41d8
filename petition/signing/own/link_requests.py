"""Asking for the links to all that an address has signed, and taking back links that somebody else may have."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from petition.core import received_forms
from petition.core.addresses import Address, parse, restore
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.signing import links
from petition.signing.models.endorsement import Endorsement
from petition.signing.own.link_ending import end_links
from petition.signing.sign.mail_budget import MAILS_AN_HOUR, Correspondent, count_mails, mail_within_budget
from petition.statements.models import Edition, Statement
from petition.statements.queries import public_statements

# What mails about all statements together count against.
ALL_STATEMENTS = 0
# The newest: no mailbox signs more than a few.
MOST_LISTED = 50


def receive_links_request(address: Address, language: str) -> None:
    """Keeps the wish for the links to all that an address has signed; the worker looks up what that is."""
    content = {"address": asdict(address), "language": language}
    received_forms.keep_form("my-signatures", content, mailbox=address.mailbox)


@received_forms.action_for("my-signatures")
def mail_all_links(content: received_forms.FormContent) -> None:
    """Mails one list of links, to all that an address has signed; whoever has not signed gets nothing."""
    at, language = now(), str(content["language"])
    correspondent = Correspondent(ALL_STATEMENTS, restore(content["address"]))
    signed = (
        select(Endorsement)
        .join(Endorsement.edition)
        .join(Edition.statement)
        .where(Endorsement.address_key.in_(correspondent.address_keys), Endorsement.confirmed_at.is_not(None))
        .where(Statement.destroy_on > at.date())
        .order_by(Endorsement.id.desc())
    )
    # To where they were signed from, never to what was typed: two spellings may be two people's.
    by_address: dict[str, list[Endorsement]] = {}
    for one in db.session.scalars(signed.limit(MOST_LISTED)):
        by_address.setdefault(one.address or "", []).append(one)
    for address, found in by_address.items():
        if not address or count_mails(correspondent, at).last_hour >= MAILS_AN_HOUR:
            return
        uid = mail.make_uid()
        mail.post_mail(
            "my-signatures",
            to=address,
            language=language,
            content={"links": [_describe(one, language, uid, at) for one in found]},
            correspondent=correspondent.keys[0],
            at=at,
            uid=uid,
        )


def _describe(endorsement: Endorsement, language: str, uid: str, at: datetime) -> dict[str, Any]:
    path, expires_at = links.make_listed_link(endorsement.id, endorsement.statement.destroy_on, uid, at)
    details = endorsement.details or {}
    return {
        "statement_title": public_statements.text_in_language(endorsement.edition, language).title,
        "organisation": details.get("organisation") if endorsement.kind == "organisation" else None,
        "is_withdrawn": endorsement.withdrawn_at is not None,
        "path": path,
        "expires_at": expires_at.isoformat(),
    }


def mail_fresh_link(endorsement: Endorsement) -> bool:
    """Mails another link, with which its owner shows to have the mailbox; gives whether it goes out."""
    return _mail_link(endorsement, "own-link", now())


def revoke_links(endorsement: Endorsement) -> bool:
    """Ends all links to an endorsement that were sent so far, and mails its owner another one.

    Gives whether that mail goes out: within an hour only so many do to one address.
    """
    return _mail_link(endorsement, "link-renewed", end_links(endorsement))


def _mail_link(endorsement: Endorsement, kind: str, at: datetime) -> bool:
    if endorsement.address is None:
        return False
    correspondent = Correspondent(endorsement.statement_id, parse(endorsement.address))
    if not count_mails(correspondent, at).may_be_mailed:
        return False
    mail_within_budget(
        kind,
        correspondent,
        language=endorsement.language,
        edition_id=endorsement.edition_id,
        link=links.own_link(endorsement.id, endorsement.statement.destroy_on),
        at=at,
    )
    return True
