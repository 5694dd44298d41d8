"""Reasons for rejecting, as they are offered and as a signatory reads them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from petition.core import languages
from petition.core.db import db
from petition.signing.models.reasons import Reason
from petition.statements.models import Translation


@dataclass(frozen=True)
class ReasonWording:
    """The public text of a reason, and its language; ``is_wanted``: that is the language asked for."""

    text: str
    language: str
    is_wanted: bool


def offered_reasons(kind: str, *, retired: bool = False) -> list[Reason]:
    """The reasons for rejecting endorsements of a kind, in the order they were made; or those no longer offered."""
    query = select(Reason).where(Reason.kind == kind).order_by(Reason.id).options(selectinload(Reason.texts))
    ended = Reason.retired_at.is_not(None) if retired else Reason.retired_at.is_(None)
    return list(db.session.scalars(query.where(ended)))


def reason_wording(reason: Reason, language: str, binding: str) -> ReasonWording | None:
    """What a signatory reads in ``language``, else in the statement's binding one, in English, or in any."""
    texts = {one.language: one.text for one in reason.texts}
    same = (language, languages.base_language(language))
    for tag in (*same, binding, languages.DEFAULT, *sorted(texts)):
        if tag in texts:
            return ReasonWording(texts[tag], tag, tag in same)
    return None


def needed_languages() -> list[str]:
    """The languages in which a reason may be needed: those of the interface, then those of any statement's texts."""
    written = db.session.scalars(select(Translation.language).distinct())
    return list(dict.fromkeys([*languages.INTERFACE, *sorted(written)]))
