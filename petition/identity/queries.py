"""Who is behind a page: what the statement says of itself, and for what it does not say, the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from petition.core import languages
from petition.core.db import db
from petition.identity.models import OF_A_STATEMENT, OF_THE_SITE, SITE, IdentityLogo, IdentitySettings, IdentityText
from petition.statements.models import Statement

SHORT = 16  # hex digits of a logo's hash in its address
Found = TypeVar("Found")


@dataclass(frozen=True)
class Words:
    """A text and the language that it is written in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ShownLogo:
    """A logo to be shown: whose it is, the start of its hash, and its size on the page in CSS pixels."""

    identity_id: int
    sha: str
    width: int
    height: int


@dataclass(frozen=True)
class Identity:
    """Who is behind a page, in the language of its reader where it was written in it; None where nothing was said.

    ``accent`` is the colour as it was chosen (``accents`` makes it readable); ``contact`` a mail address.
    """

    name: Words | None = None
    addressee: Words | None = None
    coordinated_by: Words | None = None
    contact: str | None = None
    accent: str | None = None
    logo: ShownLogo | None = None
    imprint: Words | None = None
    privacy: Words | None = None
    privacy_closing: Words | None = None
    authority: Words | None = None


NOBODY = Identity()
# What is to be said before signing opens, in the order of the list.
REQUIRED = ("name", "addressee", "coordinated_by", "contact", "imprint", "authority")


def identity_of(statement: Statement | None, language: str) -> Identity:
    """Who is behind a statement, or behind the site where none is given; one query.

    A text is taken in the language asked for, else in the statement's binding language or that of the interface, else
    in any. A statement's own comes before the site's, in whichever language.
    """
    rows = _read_rows(statement.id if statement else None)
    places = {SITE: [language, languages.DEFAULT]}
    if statement is not None:
        places[statement.id] = [language, statement.binding_language]

    def words(field: str) -> Words | None:
        asked = (
            [SITE] if field in OF_THE_SITE else [one for one in places if one != SITE or field not in OF_A_STATEMENT]
        )
        found = (
            _best_text([row.text for row in rows if row.id == one], field, places[one]) for one in sorted(asked)[::-1]
        )
        return _first(found, lambda given: given is not None)

    own_first = sorted(rows, key=lambda row: -row.id)
    return Identity(
        name=words("name"),
        addressee=words("addressee"),
        coordinated_by=words("coordinated_by"),
        contact=_first((row.settings.contact for row in own_first), bool),
        accent=_first((row.settings.accent for row in own_first), bool),
        logo=_first((_shown_logo(row.logo) for row in own_first), lambda given: given is not None),
        imprint=words("imprint"),
        privacy=words("privacy"),
        privacy_closing=words("privacy_closing"),
        authority=words("authority"),
    )


def missing_parts(statement: Statement) -> list[str]:
    """What readers have to be told before a statement opens, and are not told in any language, by its field."""
    who = identity_of(statement, statement.binding_language)
    return [part for part in REQUIRED if not getattr(who, part)]


def find_settings(statement_id: int | None) -> IdentitySettings | None:
    """What was set for a statement, or for the site."""
    return db.session.get(IdentitySettings, statement_id or SITE)


def find_logo(statement_id: int | None) -> IdentityLogo | None:
    """The logo that a statement, or the site, has of its own."""
    return db.session.get(IdentityLogo, statement_id or SITE)


def served_logo(identity_id: int, sha: str) -> IdentityLogo | None:
    """A logo by the start of its hash, which nobody guesses before it is shown to them."""
    if len(sha) != SHORT:
        return None
    query = select(IdentityLogo).where(
        IdentityLogo.identity_id == identity_id, IdentityLogo.sha256.startswith(sha, autoescape=True)
    )
    return db.session.scalar(query)


def consent_text(statement: Statement, language: str) -> str | None:
    """What the coordinators wrote for those who sign in this language to agree to; None where it is the usual text."""
    query = select(IdentityText.consent).where(
        IdentityText.identity_id == statement.id, IdentityText.language == language
    )
    return db.session.scalar(query) or None


@dataclass(frozen=True)
class _Row:
    """One language of what was set in one place."""

    id: int
    settings: IdentitySettings
    text: IdentityText | None
    logo: IdentityLogo | None


def _read_rows(statement_id: int | None) -> list[_Row]:
    query = (
        select(IdentitySettings, IdentityText, IdentityLogo)
        .outerjoin(IdentityText, IdentityText.identity_id == IdentitySettings.id)
        .outerjoin(IdentityLogo, IdentityLogo.identity_id == IdentitySettings.id)
        .where(IdentitySettings.id.in_({SITE, statement_id or SITE}))
        .order_by(IdentitySettings.id, IdentityText.language)
    )
    return [_Row(settings.id, settings, text, logo) for settings, text, logo in db.session.execute(query)]


def _best_text(texts: list[IdentityText | None], field: str, preferred: list[str]) -> Words | None:
    written = {text.language: words for text in texts if text is not None and (words := getattr(text, field))}
    for language in [*preferred, *(languages.base_language(one) for one in preferred), *written]:
        if language in written:
            return Words(written[language], language)
    return None


def _shown_logo(logo: IdentityLogo | None) -> ShownLogo | None:
    if logo is None:
        return None
    return ShownLogo(logo.identity_id, logo.sha256[:SHORT], max(1, logo.width // 2), max(1, logo.height // 2))


def _first(found: Iterable[Found | None], wanted: Callable[[Found | None], object]) -> Found | None:
    return next((one for one in found if wanted(one)), None)
