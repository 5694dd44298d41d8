"""The words of a rejection, and the mail about it before it goes."""

from __future__ import annotations

from dataclasses import dataclass

from petition.core.db import db
from petition.desk.queries.letters import LetterPreview, preview_letter
from petition.signing.decide import queries as reason_queries
from petition.signing.decide.queries import ReasonWording
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.reasons import Reason


@dataclass(frozen=True)
class RejectionWords:
    """What is to be said: a reason kept as data, words of one's own, or both."""

    reason: Reason | None = None
    own: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether there is neither."""
        return self.reason is None and not self.own


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


def preview_mail(endorsement: Endorsement, said: RejectionWords) -> LetterPreview:
    """The mail that will go to this signatory."""
    kept, words = _kept_wording(endorsement, said.reason), reason_for_signatory(endorsement, said)
    instead = None if kept is None or kept.is_wanted else kept.language
    return preview_letter(endorsement, f"{endorsement.kind}-rejected", words=words, instead=instead, reason=words)


def _kept_wording(endorsement: Endorsement, reason: Reason | None) -> ReasonWording | None:
    if reason is None:
        return None
    return reason_queries.reason_wording(reason, endorsement.language, endorsement.statement.binding_language)
