"""The mail about a rejection before it goes: its words, in which language, and what is amiss with them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from petition.core import languages
from petition.core.db import db
from petition.desk.queries import individuals
from petition.desk.queries.decided import name_of
from petition.mail import letters
from petition.mail.letters import Letter
from petition.mail.models import OutgoingMail
from petition.signing import actions as signing
from petition.signing import links
from petition.signing import queries as reasons
from petition.signing.models import Endorsement, Reason

# Stands where the mail will have a link that is made only for it.
LINK = "/mine/…"
MARK = 16  # hexadecimal digits


@dataclass(frozen=True)
class Chosen:
    """What is to be said: a reason kept as data, words of one's own, or both."""

    reason: Reason | None = None
    own: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether there is neither."""
        return self.reason is None and not self.own


@dataclass(frozen=True)
class Preview:
    """A mail as it will go; without ``letter`` there is nobody to mail.

    ``instead``: the language that the reason is in, where it has no text in that of the signatory. ``mail_instead``
    the same of the mail around it.
    """

    endorsement_id: int
    organisation: str
    representative: str
    language: str
    words: str
    letter: Letter | None
    instead: str | None
    mail_instead: str | None
    mark: str


def chosen(kind: str, reason_id: int | None, own: str) -> Chosen:
    """What a form says; a reason that is no longer offered, or not for this kind, is none."""
    reason = db.session.get(Reason, reason_id) if reason_id is not None else None
    if reason is not None and (reason.kind != kind or reason.retired_at is not None):
        reason = None
    return Chosen(reason, own)


def words_for(endorsement: Endorsement, said: Chosen) -> str:
    """The reason as this signatory will read it."""
    kept = _kept(endorsement, said.reason)
    return "\n\n".join(part for part in (kept.text if kept else "", said.own) if part)


def preview(endorsement: Endorsement, said: Chosen) -> Preview:
    """The mail that will go to this signatory."""
    kept, words = _kept(endorsement, said.reason), words_for(endorsement, said)
    content = _content(endorsement, words)
    letter = _letter(endorsement, content) if endorsement.address is not None else None
    return Preview(
        endorsement_id=endorsement.id,
        organisation=_name(endorsement),
        representative=(endorsement.details or {}).get("representative") or "",
        language=endorsement.language,
        words=words,
        letter=letter,
        instead=None if kept is None or kept.is_wanted else kept.language,
        mail_instead=_other(letter, endorsement.language),
        mark=_mark(endorsement, content),
    )


def _name(endorsement: Endorsement) -> str:
    return name_of(endorsement) if endorsement.kind == "organisation" else individuals.name_of(endorsement)


def _content(endorsement: Endorsement, words: str) -> dict[str, Any]:
    """What the mail will say; a name that is not shown in full stands there as coordinators may see it."""
    content = letters.content_of(_mail(endorsement, signing.told(endorsement, reason=words)))
    if endorsement.kind == "individual" and endorsement.visibility != "full":
        content["name"] = _name(endorsement)
    return content


def _kept(endorsement: Endorsement, reason: Reason | None) -> reasons.Said | None:
    if reason is None:
        return None
    return reasons.said(reason, endorsement.language, endorsement.statement.binding_language)


def _letter(endorsement: Endorsement, content: dict[str, Any]) -> Letter:
    expires_at = links.mine(endorsement.id, endorsement.statement.destroy_on).expires_at
    linked = {**content, "link_path": LINK, "link_expires_at": expires_at.isoformat()}
    return letters.write(_mail(endorsement, linked))


def _mail(endorsement: Endorsement, content: dict[str, Any]) -> OutgoingMail:
    return OutgoingMail(
        kind=f"{endorsement.kind}-rejected",
        language=endorsement.language,
        edition_id=endorsement.edition_id,
        content=content,
    )


def _other(letter: Letter | None, language: str) -> str | None:
    return letter.language if letter is not None and letter.language != languages.base(language) else None


def _mark(endorsement: Endorsement, content: dict[str, Any]) -> str:
    """Tells apart what was shown from what would go by now."""
    shown = json.dumps([endorsement.id, endorsement.language, content], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:MARK]
