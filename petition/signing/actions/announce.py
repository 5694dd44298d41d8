"""Telling the signatories that an edition changed the substance: the first at once, all others by the worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale
from sqlalchemy import ColumnElement, Select, func, select, update

from petition.core import languages
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.signing import links, silence
from petition.signing.models import Announcement, Endorsement, in_state
from petition.signing.state import STANDING
from petition.statements import differences, places
from petition.statements import queries as statements
from petition.statements.models import Edition
from petition.statements.queries import changes

AT_ONCE, LATER = 200, 500
# Behind confirmations, which somebody is waiting for.
PRIORITY = 5
LONGEST_TOLD = 4000  # characters; what is beyond stands on the page of the changes


def announce(edition: Edition, by: int, *, at_once: int = AT_ONCE) -> Announcement:
    """Begins to tell everybody who signed an earlier edition; what was still being told before ends.

    The first ``at_once`` mails go into the outbox now. The issuing of the edition is on the audit log already,
    with who did it (``by``).
    """
    at, statement = now(), edition.statement
    _supersede(edition, at)
    ends_at = silence.end_of_silence(statement, at)
    announcement = Announcement(edition_id=edition.id, begun_at=at, silence_ends_at=ends_at, reached_id=0)
    announcement.edition = edition
    db.session.add(announcement)
    db.session.flush()
    _tell(announcement, at_once)
    return announcement


def announce_due(most: int = LATER) -> int:
    """Tells up to ``most`` further ones of every announcement that goes on; gives the number of mails.

    Any number of workers may run at once: each takes announcements that no other holds.
    """
    # Nobody signs or returns after so long, and the mails that say who was told are not kept much longer.
    fresh = Announcement.begun_at > now() - timedelta(days=links.MINE_DAYS)
    going_on = select(Announcement).where(Announcement.ended_at.is_(None), fresh).order_by(Announcement.edition_id)
    held = db.session.scalars(going_on.with_for_update(skip_locked=True)).all()
    return sum(_tell(announcement, most) for announcement in held)


def _supersede(edition: Edition, at: datetime) -> None:
    older = select(Edition.id).where(Edition.statement_id == edition.statement_id, Edition.number < edition.number)
    earlier = update(Announcement).where(Announcement.edition_id.in_(older))
    ended = earlier.values(
        told_at=func.coalesce(Announcement.told_at, at), ended_at=func.coalesce(Announcement.ended_at, at)
    )
    db.session.execute(ended)


def left_behind(edition: Edition) -> list[ColumnElement[bool]]:
    """Conditions on endorsements that stand under an earlier edition and could be carried over."""
    older = select(Edition.id).where(Edition.statement_id == edition.statement_id, Edition.number < edition.number)
    return [
        Endorsement.statement_id == edition.statement_id,
        Endorsement.edition_id.in_(older),
        in_state(*STANDING),
    ]


def _tell(announcement: Announcement, most: int) -> int:
    statement = announcement.edition.statement
    if statement.is_delivered:
        announcement.told_at = announcement.told_at or now()
        return 0
    query = select(Endorsement).where(*left_behind(announcement.edition), Endorsement.address.is_not(None))
    found = list(db.session.scalars(_next(announcement, query).order_by(Endorsement.id).limit(most)))
    telling = Telling(announcement)
    for endorsement in found:
        telling.post(endorsement)
    if announcement.told_at is None:
        announcement.reached_id = max((each.id for each in found), default=announcement.reached_id)
        announcement.told_at = None if len(found) == most else now()
    db.session.flush()
    return len(found)


def _next(announcement: Announcement, query: Select[Endorsement]) -> Select[Endorsement]:
    """Who comes next; once all were told, those who stand under the old words again, or only now.

    They confirmed them afterwards, had withdrawn, or had been rejected.
    """
    if announcement.told_at is None:
        return query.where(Endorsement.id > announcement.reached_id)
    return query.where(~silence.was_told(announcement))


@dataclass
class Telling:
    """What the mails of one announcement say; put together once for each edition signed and each language."""

    announcement: Announcement
    _kept: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)

    def post(self, endorsement: Endorsement) -> None:
        """Puts the mail to one signatory into the outbox."""
        key = (endorsement.edition_id, endorsement.language)
        if key not in self._kept:
            self._kept[key] = self._content(endorsement)
        assert endorsement.address is not None
        details = endorsement.details or {}
        mail.post(
            "edition-changed",
            to=endorsement.address,
            language=endorsement.language,
            content={**self._kept[key], "organisation": details.get("organisation") or ""},
            edition_id=self.announcement.edition_id,
            link=links.carry(endorsement.id, endorsement.statement.destroy_on),
            priority=PRIORITY,
        )

    def _content(self, endorsement: Endorsement) -> dict[str, Any]:
        edition, language = self.announcement.edition, endorsement.language
        found = changes.between(endorsement.edition, edition, language)
        told, is_cut = _bounded(differences.told(found.changes))
        path = f"/editions/{edition.number}/changes?since={endorsement.edition.number}"
        here = places.address(edition.statement.slug, statements.text_in(edition, language).language)
        return {
            # Under an embargo nobody but the signatories reads it yet.
            "changes_url": f"{here}{path}" if edition.statement.is_public else "",
            "edition": edition.number,
            "signed_edition": endorsement.edition.number,
            "told": told,
            "told_language": found.language,
            "is_cut": is_cut,
            "silence_until": self._silence_until(language),
        }

    def _silence_until(self, language: str) -> str:
        """When silence carries over, in words of the reader's language; empty where it never does."""
        statement = self.announcement.edition.statement
        ends_at = silence.end_of_silence(statement, now())
        if self.announcement.silence_ends_at is None or ends_at is None:
            return ""
        base = languages.base(language)
        with force_locale(base if base in languages.INTERFACE else languages.DEFAULT):
            return languages.moment_in(max(ends_at, self.announcement.silence_ends_at), statement.zone)


def _bounded(told: str) -> tuple[str, bool]:
    if len(told) <= LONGEST_TOLD:
        return told, False
    kept: list[str] = []
    for paragraph in told.split("\n\n"):
        if sum(map(len, kept)) + len(paragraph) > LONGEST_TOLD:
            break
        kept.append(paragraph)
    return "\n\n".join(kept), True
