"""The links that signatories get by mail: until when they work, and what they open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from petition.core import tokens
from petition.core.db import db, now
from petition.mail.links import Link
from petition.mail.models import OutgoingMail
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence
from petition.signing.state import WAITING, WITHDRAWN

CONFIRM, MINE, CARRY, SECOND = "confirm", "mine", "carry", "second"
# Those that name an endorsement; a link for a second person names its evidence.
OF_ENDORSEMENT = (CONFIRM, MINE, CARRY)
CONFIRM_DAYS = 7
SECOND_DAYS = 14
MINE_DAYS = 365


def confirmation_link(endorsement_id: int) -> Link:
    """The link that confirms an endorsement."""
    return Link(CONFIRM, endorsement_id, "/confirm/", now() + timedelta(days=CONFIRM_DAYS))


def own_link(endorsement_id: int, destroy_on: date) -> Link:
    """The link to the signatory's own endorsement; it works for a year, never past the destruction."""
    end = datetime.combine(destroy_on, time(), tzinfo=now().tzinfo)
    return Link(MINE, endorsement_id, "/mine/", min(now() + timedelta(days=MINE_DAYS), end))


def carry_link(endorsement_id: int, destroy_on: date) -> Link:
    """The link that shows what an edition changed, and carries the signature over."""
    return Link(CARRY, endorsement_id, "/carry/", own_link(endorsement_id, destroy_on).expires_at)


def second_person_link(evidence_id: int) -> Link:
    """The link by which a second person of the organisation confirms."""
    return Link(SECOND, evidence_id, "/second/", now() + timedelta(days=SECOND_DAYS))


@dataclass(frozen=True)
class OpenedLink:
    """What a mailed link opened: its endorsement, or the problem that stood in the way.

    ``problem`` is None, ``mangled``, ``expired``, ``own_expired``, ``used``, ``closed`` or ``gone``.
    """

    problem: str | None
    endorsement: Endorsement | None = None
    mail: OutgoingMail | None = None


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
    return replace(opened, problem="own_expired") if opened.problem == "expired" else opened


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
    return OpenedLink(None, endorsement, mail)
