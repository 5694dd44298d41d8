"""The mail about a rejection before it goes: its words, in which language, and what is amiss with them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from petition.core import languages
from petition.core.db import db
from petition.desk.queries.decisions import name_of
from petition.mail import rendering
from petition.mail.models import OutgoingMail
from petition.mail.rendering import RenderedMail
from petition.signing import links, mails
from petition.signing.decide import queries as reason_queries
from petition.signing.decide.queries import ReasonWording
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.reasons import Reason

# Stands where the mail will have a link that is made only for it.
LINK = "/mine/…"
MARK = 16  # hexadecimal digits


@dataclass(frozen=True)
class RejectionWords:
    """What is to be said: a reason kept as data, words of one's own, or both."""

    reason: Reason | None = None
    own: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether there is neither."""
        return self.reason is None and not self.own


@dataclass(frozen=True)
class MailPreview:
    """A mail as it will go; without ``letter`` there is nobody to mail.

    ``instead``: the language that the reason is in, where it has no text in that of the signatory. ``mail_instead``
    the same of the mail around it.
    """

    endorsement_id: int
    organisation: str
    representative: str
    language: str
    words: str
    letter: RenderedMail | None
    instead: str | None
    mail_instead: str | None
    mark: str


def rejection_words(kind: str, reason_id: int | None, own: str) -> RejectionWords:
    """What a form says; a reason that is no longer offered, or not for this kind, is none."""
    reason = db.session.get(Reason, reason_id) if reason_id is not None else None
    if reason is not None and (reason.kind != kind or reason.retired_at is not None):
        reason = None
    return RejectionWords(reason, own)


def reason_for_signatory(endorsement: Endorsement, said: RejectionWords) -> str:
    """The reason as this signatory will read it."""
    kept = _kept_wording(endorsement, said.reason)
    return "\n\n".join(part for part in (kept.text if kept else "", said.own) if part)


def preview_mail(endorsement: Endorsement, said: RejectionWords) -> MailPreview:
    """The mail that will go to this signatory."""
    kept, words = _kept_wording(endorsement, said.reason), reason_for_signatory(endorsement, said)
    content = _mail_content(endorsement, words)
    letter = _render_letter(endorsement, content) if endorsement.address is not None else None
    return MailPreview(
        endorsement_id=endorsement.id,
        organisation=name_of(endorsement),
        representative=(endorsement.details or {}).get("representative") or "",
        language=endorsement.language,
        words=words,
        letter=letter,
        instead=None if kept is None or kept.is_wanted else kept.language,
        mail_instead=_other_words(letter, endorsement.language),
        mark=_preview_mark(endorsement, content),
    )


def _mail_content(endorsement: Endorsement, words: str) -> dict[str, Any]:
    """What the mail will say; a name that is not shown in full stands there as coordinators may see it."""
    content = rendering.content_of(_mail(endorsement, mails.mail_content(endorsement, reason=words)))
    if endorsement.kind == "individual" and endorsement.visibility != "full":
        content["name"] = name_of(endorsement)
    return content


def _kept_wording(endorsement: Endorsement, reason: Reason | None) -> ReasonWording | None:
    if reason is None:
        return None
    return reason_queries.reason_wording(reason, endorsement.language, endorsement.statement.binding_language)


def _render_letter(endorsement: Endorsement, content: dict[str, Any]) -> RenderedMail:
    expires_at = links.own_link(endorsement.id, endorsement.statement.destroy_on).expires_at
    linked = {**content, "link_path": LINK, "link_expires_at": expires_at.isoformat()}
    return rendering.render_mail(_mail(endorsement, linked))


def _mail(endorsement: Endorsement, content: dict[str, Any]) -> OutgoingMail:
    return OutgoingMail(
        kind=f"{endorsement.kind}-rejected",
        language=endorsement.language,
        edition_id=endorsement.edition_id,
        content=content,
    )


def _other_words(letter: RenderedMail | None, language: str) -> str | None:
    return letter.language if letter is not None and letter.language != languages.base_language(language) else None


def _preview_mark(endorsement: Endorsement, content: dict[str, Any]) -> str:
    """Tells apart what was shown from what would go by now."""
    shown = json.dumps([endorsement.id, endorsement.language, content], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:MARK]
