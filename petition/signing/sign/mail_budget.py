"""The budget of mails from a statement to one address (promise 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from petition.core import crypto
from petition.core.addresses import Address
from petition.core.db import db
from petition.mail import actions as mail
from petition.mail.links import Link
from petition.mail.models import OutgoingMail
from petition.signing.models.endorsement import Endorsement

MAILS_AN_HOUR = 3
MAILS_WHILE_UNCONFIRMED = 5


@dataclass(frozen=True)
class Correspondent:
    """A mailbox as one statement writes to it; its keyed hashes are made once."""

    statement_id: int
    address: Address

    @cached_property
    def keys(self) -> list[bytes]:
        """Under which the mails of the statement to it are counted; the first is the one to store."""
        return crypto.lookup_hashes(self.address.mailbox, f"mail {self.statement_id}")

    @cached_property
    def address_keys(self) -> list[bytes]:
        """Under which its endorsements are found; the first is the one to store."""
        return crypto.lookup_hashes(self.address.canonical, "address")


@dataclass(frozen=True)
class MailBudget:
    """The mail that a statement has sent to one address so far, and whether it has signed."""

    last_hour: int
    total: int
    confirmed: bool

    @property
    def may_be_mailed(self) -> bool:
        """Whether one more mail stays within the budget."""
        return self.last_hour < MAILS_AN_HOUR and (self.confirmed or self.total < MAILS_WHILE_UNCONFIRMED)


def count_mails(correspondent: Correspondent, at: datetime) -> MailBudget:
    """Counts the mails that went to this address for this statement."""
    recent = func.count().filter(OutgoingMail.created_at > at - timedelta(hours=1))
    confirmed = select(Endorsement.id).where(
        Endorsement.address_key.in_(correspondent.address_keys),
        Endorsement.statement_id == correspondent.statement_id,
        Endorsement.confirmed_at.is_not(None),
    )
    counted = select(recent, func.count(), confirmed.exists()).select_from(OutgoingMail)
    found = db.session.execute(counted.where(OutgoingMail.correspondent.in_(correspondent.keys))).one()
    return MailBudget(*found)


def mail_within_budget(
    kind: str,
    correspondent: Correspondent,
    *,
    language: str,
    edition_id: int,
    link: Link,
    content: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Posts one mail that counts against the budget of its address."""
    mail.post_mail(
        kind,
        to=correspondent.address.text,
        language=language,
        content=content or {},
        edition_id=edition_id,
        link=link,
        correspondent=correspondent.keys[0],
        at=at,
    )
