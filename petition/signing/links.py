"""The links that signatories get by mail: until when they work, and what they open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from petition.core import tokens
from petition.core.db import db, now
from petition.mail.links import Link
from petition.mail.models import OutgoingMail
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence
from petition.signing.models.own_link import OwnLink
from petition.signing.state import WAITING, WITHDRAWN

CONFIRM, MINE, CARRY, SECOND, ADDRESS = "confirm", "mine", "carry", "second", "address"
# Those that name an endorsement; a link for a second person names its evidence, one for a new address that.
OF_ENDORSEMENT = (CONFIRM, MINE, CARRY)
# Those that can be revoked.
OF_OWNER = (MINE, CARRY)
CONFIRM_DAYS = 7
SECOND_DAYS = 14
MINE_DAYS = 365
# Of those that come several in one mail.
LISTED_HOURS = 48
# To confirm a new address; and so long after it was sent a link opens also what harms where it was stolen.
ADDRESS_HOURS, FRESH_HOURS = 24, 1


def confirmation_link(endorsement_id: int) -> Link:
    """The link that confirms an endorsement."""
    return Link(CONFIRM, endorsement_id, "/confirm/", now() + timedelta(days=CONFIRM_DAYS))


def own_link(endorsement_id: int, destroy_on: date) -> Link:
    """The link to the signatory's own endorsement; it works for a year, never past the destruction."""
    end = datetime.combine(destroy_on, time(), tzinfo=now().tzinfo)
    return Link(MINE, endorsement_id, "/mine/", min(now() + timedelta(days=MINE_DAYS), end))


def make_listed_link(endorsement_id: int, destroy_on: date, mail_uid: str, at: datetime) -> tuple[str, datetime]:
    """One of several links in one mail, each to an own endorsement: its path, and until when it works."""
    token, own = tokens.make_token(), own_link(endorsement_id, destroy_on)
    link = OwnLink(token_hash=tokens.hash_token(token), endorsement_id=endorsement_id, mail_uid=mail_uid, made_at=at)
    link.expires_at = min(at + timedelta(hours=LISTED_HOURS), own.expires_at)
    db.session.add(link)
    return own.path + token, link.expires_at


def carry_link(endorsement_id: int, destroy_on: date) -> Link:
    """The link that shows what an edition changed, and carries the signature over."""
    return Link(CARRY, endorsement_id, "/carry/", own_link(endorsement_id, destroy_on).expires_at)


def second_person_link(evidence_id: int) -> Link:
    """The link by which a second person of the organisation confirms."""
    return Link(SECOND, evidence_id, "/second/", now() + timedelta(days=SECOND_DAYS))


def address_link(change_id: int) -> Link:
    """The link by which a new address confirms that mails may come there."""
    return Link(ADDRESS, change_id, "/mine/address/", now() + timedelta(hours=ADDRESS_HOURS))


@dataclass(frozen=True)
class OpenedLink:
    """What a mailed link opened: its endorsement, or the problem that stood in the way.

    ``sent_at`` is when it was sent, or, until that is known, written.
    ``problem`` is None, ``mangled``, ``expired``, ``own_expired``, ``revoked``, ``used``, ``closed`` or ``gone``.
    """

    problem: str | None
    endorsement: Endorsement | None = None
    mail: OutgoingMail | None = None
    sent_at: datetime | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether whoever uses it has the mailbox at this time, as far as can be known."""
        is_late = self.sent_at is None or self.sent_at <= now() - timedelta(hours=FRESH_HOURS)
        return self.problem is None and not is_late


def open_confirmation(token: str) -> OpenedLink:
    """What stands behind a confirmation link."""
    opened = _open_link(token, CONFIRM)
    if opened.endorsement is None:
        return opened
    if opened.endorsement.state != WAITING or (opened.mail and opened.mail.link_used_at):
        return OpenedLink("used", opened.endorsement, opened.mail)
    if opened.problem is None and not opened.endorsement.takes_signature:
        return OpenedLink("closed", opened.endorsement, opened.mail)
    return opened


def open_own(token: str) -> OpenedLink:
    """What stands behind the link to one's own endorsement; it may be used again and again."""
    opened = _open_link(token, MINE)
    if opened.problem == "mangled" and tokens.is_well_formed(token):
        opened = _open_listed_link(token)
    return replace(opened, problem="own_expired") if opened.problem == "expired" else opened


def _open_listed_link(token: str) -> OpenedLink:
    link = db.session.get(OwnLink, tokens.hash_token(token))
    if link is None:
        return OpenedLink("mangled")
    endorsement = db.session.get(Endorsement, link.endorsement_id) if link.endorsement_id is not None else None
    if endorsement is None:
        return OpenedLink("gone")
    if link.expires_at <= now():
        return OpenedLink("expired", endorsement)
    is_revoked = _is_revoked(endorsement, link.made_at)
    sent_at = db.session.scalar(select(OutgoingMail.sent_at).where(OutgoingMail.uid == link.mail_uid))
    return OpenedLink("revoked" if is_revoked else None, endorsement, sent_at=sent_at or link.made_at)


def _is_revoked(endorsement: Endorsement, written_at: datetime) -> bool:
    return endorsement.links_revoked_at is not None and written_at < endorsement.links_revoked_at


@dataclass(frozen=True)
class OpenedAddressLink:
    """What a link for a new address opened; ``problem`` is None, ``mangled``, ``address_expired`` or ``not_needed``."""

    problem: str | None
    change: AddressChange | None = None


def open_address(token: str) -> OpenedAddressLink:
    """What stands behind the link of a new address."""
    mail = _mail_of_link(token, ADDRESS)
    if mail is None:
        return OpenedAddressLink("mangled")
    if mail.link_expires_at is None or mail.link_expires_at <= now():
        return OpenedAddressLink("address_expired")
    change = db.session.get(AddressChange, mail.link_subject)
    endorsement = db.session.get(Endorsement, change.endorsement_id) if change is not None else None
    if change is None or endorsement is None or _is_revoked(endorsement, change.asked_at):
        return OpenedAddressLink("not_needed")
    return OpenedAddressLink(None, change)


@dataclass(frozen=True)
class OpenedSecondPersonLink:
    """What a link for a second person opened; ``problem`` as of ``OpenedLink``, but for the endorsement vouched for."""

    problem: str | None
    evidence: Evidence | None = None


def open_second(token: str) -> OpenedSecondPersonLink:
    """What stands behind the link of a second person; it may be used again."""
    mail = _mail_of_link(token, SECOND)
    if mail is None:
        return OpenedSecondPersonLink("mangled")
    evidence = db.session.get(Evidence, mail.link_subject)
    if evidence is None:
        return OpenedSecondPersonLink("gone")
    if mail.link_expires_at is None or mail.link_expires_at <= now():
        return OpenedSecondPersonLink("asked_long_ago", evidence)
    return OpenedSecondPersonLink("gone" if evidence.endorsement.state == WITHDRAWN else None, evidence)


def _mail_of_link(token: str, purpose: str) -> OutgoingMail | None:
    if not tokens.is_well_formed(token):
        return None
    return db.session.scalar(
        select(OutgoingMail).where(
            OutgoingMail.link_hash == tokens.hash_token(token), OutgoingMail.link_purpose == purpose
        )
    )


def open_carry(token: str) -> OpenedLink:
    """What stands behind the link that carries a signature over; it may be opened again and again."""
    opened = _open_link(token, CARRY)
    is_gone = opened.endorsement is None and opened.mail is not None
    return OpenedLink("gone", mail=opened.mail) if is_gone else opened


def _open_link(token: str, purpose: str) -> OpenedLink:
    mail = _mail_of_link(token, purpose)
    if mail is None:
        return OpenedLink("mangled")
    endorsement = db.session.get(Endorsement, mail.link_subject)
    if endorsement is None:
        # What was confirmed is not deleted for want of that.
        is_erased = purpose == MINE or mail.link_used_at is not None
        return OpenedLink("gone" if is_erased else "expired", mail=mail)
    if mail.link_expires_at is None or mail.link_expires_at <= now():
        return OpenedLink("expired", endorsement, mail)
    # By when it was written: no clock but that of whoever ended the links has a say, and no restore.
    is_revoked = purpose in OF_OWNER and _is_revoked(endorsement, mail.created_at)
    return OpenedLink("revoked" if is_revoked else None, endorsement, mail, mail.sent_at or mail.created_at)
