"""A mail to a signatory before it goes: its words, in which language, and a mark of what was shown of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from petition.core import languages
from petition.desk.queries.decisions import name_of
from petition.mail import rendering
from petition.mail.models import OutgoingMail
from petition.mail.rendering import RenderedMail
from petition.signing import links, mails
from petition.signing.models.endorsement import Endorsement

# Stands where the mail will have a link that is made only for it.
LINK = "/mine/…"
MARK = 16  # hexadecimal digits


@dataclass(frozen=True)
class LetterPreview:
    """A mail as it will go; ``words``: the reason in it. It is written only where it is shown.

    ``instead``: the language that the reason is in, where it has no text in that of the signatory.
    """

    endorsement: Endorsement = field(repr=False)
    kind: str
    content: dict[str, Any] = field(repr=False)
    words: str = ""
    instead: str | None = None

    @property
    def organisation(self) -> str:
        """Whom the mail is about, as the desk may name them."""
        return name_of(self.endorsement)

    @property
    def representative(self) -> str:
        """Who signed for an organisation."""
        return (self.endorsement.details or {}).get("representative") or ""

    @property
    def language(self) -> str:
        """The language of the signatory."""
        return self.endorsement.language

    @property
    def is_mailed(self) -> bool:
        """Whether there is an address to mail to."""
        return self.endorsement.address is not None

    @cached_property
    def letter(self) -> RenderedMail | None:
        """The mail, written; None where there is nobody to mail."""
        if not self.is_mailed:
            return None
        expires_at = links.own_link(self.endorsement.id, self.endorsement.statement.destroy_on).expires_at
        linked = {**self.content, "link_path": LINK, "link_expires_at": expires_at.isoformat()}
        return rendering.render_mail(_make_mail(self.endorsement, self.kind, linked))

    @property
    def fallback_language(self) -> str | None:
        """The language of the mail, where mails are not written in that of the signatory."""
        letter = self.letter
        return letter.language if letter and letter.language != languages.base_language(self.language) else None

    @property
    def mark(self) -> str:
        """Tells apart what was shown from what would go by now."""
        shown = json.dumps([self.endorsement.id, self.kind, self.language, self.content], sort_keys=True)
        return hashlib.sha256(shown.encode()).hexdigest()[:MARK]


def preview_letter(
    endorsement: Endorsement, kind: str, *, words: str = "", instead: str | None = None, **content: Any
) -> LetterPreview:
    """The mail of a kind that would go to this signatory; a name not shown in full is as coordinators may see it."""
    told = mails.mail_content(endorsement, **content)
    told = rendering.content_of(_make_mail(endorsement, kind, told))
    if endorsement.kind == "individual" and endorsement.visibility != "full":
        told["name"] = name_of(endorsement)
    return LetterPreview(endorsement, kind, told, words, instead)


def _make_mail(endorsement: Endorsement, kind: str, content: dict[str, Any]) -> OutgoingMail:
    return OutgoingMail(
        kind=kind, language=endorsement.language, edition_id=endorsement.edition_id, content=dict(content)
    )
