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
from petition.signing import links
from petition.signing.carry import silence
from petition.signing.keys import EDITION, edition_key
from petition.signing.models.carry_over import Announcement
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.state import STANDING
from petition.statements import urls
from petition.statements.editions import differences as editions_differences
from petition.statements.models import Edition
from petition.statements.queries import differences, public_statements

AT_ONCE, LATER = 200, 500
LONGEST_TOLD = 4000  # characters; what is beyond stands on the page of the changes


def start_announcement(edition: Edition, by: int, *, at_once: int = AT_ONCE) -> Announcement:
    """Begins to tell everybody who signed an earlier edition; what was still being told before ends.

    The first ``at_once`` mails go into the outbox now. The issuing of the edition is on the audit log already,
    with who did it (``by``).
    """
    at, statement = now(), edition.statement
    _end_earlier_announcements(edition, at)
    ends_at = silence.silence_deadline(statement, at)
    announcement = Announcement(edition_id=edition.id, begun_at=at, silence_ends_at=ends_at, reached_id=0)
    announcement.edition = edition
    db.session.add(announcement)
    db.session.flush()
    _mail_next(announcement, at_once)
    return announcement


def mail_one_of_each_language(edition: Edition, by: int) -> None:
    """Begins to tell, with one mail in each language: for whoever looks at the mails beforehand, and takes all back."""
    telling = AnnouncementMailer(start_announcement(edition, by, at_once=0))
    reached = [*earlier_edition_conditions(edition), Endorsement.address.is_not(None)]
    firsts = select(func.min(Endorsement.id)).where(*reached).group_by(Endorsement.language)
    for endorsement in db.session.scalars(select(Endorsement).where(Endorsement.id.in_(firsts))):
        telling.post(endorsement)


def continue_announcements(most: int = LATER) -> int:
    """Tells up to ``most`` further ones of every announcement that goes on; gives the number of mails.

    Any number of workers may run at once: each takes announcements that no other holds.
    """
    # Nobody signs or returns after so long, and the mails that say who was told are not kept much longer.
    fresh = Announcement.begun_at > now() - timedelta(days=links.MINE_DAYS)
    going_on = select(Announcement).where(Announcement.ended_at.is_(None), fresh).order_by(Announcement.edition_id)
    held = db.session.scalars(going_on.with_for_update(skip_locked=True)).all()
    return sum(_mail_next(announcement, most) for announcement in held)


def _end_earlier_announcements(edition: Edition, at: datetime) -> None:
    older = select(Edition.id).where(Edition.statement_id == edition.statement_id, Edition.number < edition.number)
    earlier = update(Announcement).where(Announcement.edition_id.in_(older))
    ended = earlier.values(
        told_at=func.coalesce(Announcement.told_at, at), ended_at=func.coalesce(Announcement.ended_at, at)
    )
    db.session.execute(ended)


def earlier_edition_conditions(edition: Edition) -> list[ColumnElement[bool]]:
    """Conditions on endorsements that stand under an earlier edition and could be carried over."""
    older = select(Edition.id).where(Edition.statement_id == edition.statement_id, Edition.number < edition.number)
    return [
        Endorsement.statement_id == edition.statement_id,
        Endorsement.edition_id.in_(older),
        state_condition(*STANDING),
    ]


def _mail_next(announcement: Announcement, most: int) -> int:
    statement = announcement.edition.statement
    if statement.is_delivered:
        announcement.told_at = announcement.told_at or now()
        return 0
    query = select(Endorsement).where(
        *earlier_edition_conditions(announcement.edition), Endorsement.address.is_not(None)
    )
    found = list(db.session.scalars(_next_endorsements(announcement, query).order_by(Endorsement.id).limit(most)))
    telling = AnnouncementMailer(announcement)
    for endorsement in found:
        telling.post(endorsement)
    if announcement.told_at is None:
        announcement.reached_id = max((each.id for each in found), default=announcement.reached_id)
        announcement.told_at = None if len(found) == most else now()
    db.session.flush()
    return len(found)


def _next_endorsements(announcement: Announcement, query: Select[Endorsement]) -> Select[Endorsement]:
    """Who comes next; once all were told, those who stand under the old words again, or only now.

    They confirmed them afterwards, had withdrawn, or had been rejected.
    """
    if announcement.told_at is None:
        return query.where(Endorsement.id > announcement.reached_id)
    return query.where(earlier_edition_key_condition(announcement.edition), ~silence.was_told_condition(announcement))


def earlier_edition_key_condition(edition: Edition) -> ColumnElement[bool]:
    """The condition that a confirmed endorsement stands under an earlier edition, along the keys of those editions."""
    older = select(Edition.id).where(Edition.statement_id == edition.statement_id, Edition.number < edition.number)
    keys = [edition_key(one) for one in db.session.scalars(older)]
    behind = EndorsementKey.statement_id == edition.statement_id, EndorsementKey.signal == EDITION
    return Endorsement.id.in_(select(EndorsementKey.endorsement_id).where(*behind, EndorsementKey.key.in_(keys)))


@dataclass
class AnnouncementMailer:
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
        mail.post_mail(
            "edition-changed",
            to=endorsement.address,
            language=endorsement.language,
            content={**self._kept[key], "organisation": details.get("organisation") or ""},
            edition_id=self.announcement.edition_id,
            link=links.carry_link(endorsement.id, endorsement.statement.destroy_on),
            priority=mail.BULK,
        )

    def _content(self, endorsement: Endorsement) -> dict[str, Any]:
        edition, language = self.announcement.edition, endorsement.language
        found = differences.differences_between(endorsement.edition, edition, language)
        told, is_cut = _shorten_changes(editions_differences.describe_changes(found.changes))
        path = f"/editions/{edition.number}/changes?since={endorsement.edition.number}"
        here = urls.public_address(
            edition.statement.slug, public_statements.text_in_language(edition, language).language
        )
        return {
            # Under an embargo nobody but the signatories reads it yet.
            "changes_url": f"{here}{path}" if edition.statement.is_public else "",
            "edition": edition.number,
            "signed_edition": endorsement.edition.number,
            "told": told,
            "told_language": found.language,
            "is_cut": is_cut,
            "silence_until": self._silence_deadline(language),
        }

    def _silence_deadline(self, language: str) -> str:
        """When silence carries over, in words of the reader's language; empty where it never does."""
        statement = self.announcement.edition.statement
        ends_at = silence.silence_deadline(statement, now())
        if self.announcement.silence_ends_at is None or ends_at is None:
            return ""
        with force_locale(languages.spoken_language(language)):
            return languages.format_moment_in_zone(max(ends_at, self.announcement.silence_ends_at), statement.zone)


def _shorten_changes(told: str) -> tuple[str, bool]:
    if len(told) <= LONGEST_TOLD:
        return told, False
    kept: list[str] = []
    for paragraph in told.split("\n\n"):
        if sum(map(len, kept)) + len(paragraph) > LONGEST_TOLD:
            break
        kept.append(paragraph)
    return "\n\n".join(kept), True
