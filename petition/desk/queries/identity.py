"""What the page about who is behind the site or a statement shows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from petition.core import languages
from petition.core.db import db
from petition.desk.queries import statements as statement_queries
from petition.identity.accents import Accent, make_accent
from petition.identity.models import SITE, IdentityText
from petition.identity.queries import Identity, find_logo, identity_of
from petition.statements.models import Statement


@dataclass(frozen=True)
class LanguageTab:
    """A language in which something can be said, and whether the name is written in it."""

    tag: str
    is_written: bool


@dataclass(frozen=True)
class IdentityPage:
    """What is shown around the form: the languages, what readers see by now, the colours, the own logo."""

    language: str
    tabs: list[LanguageTab]
    shown: Identity
    inherited: Identity | None
    accent: Accent | None
    has_own_logo: bool
    has_interface: bool


def identity_page(statement: Statement | None, asked: str | None) -> IdentityPage:
    """The page in the language asked for, where something can be said in it; else in the first one."""
    tabs = _language_tabs(statement)
    language = next((one.tag for one in tabs if one.tag == asked), tabs[0].tag)
    shown = identity_of(statement, language)
    return IdentityPage(
        language=language,
        tabs=tabs,
        shown=shown,
        inherited=identity_of(None, language) if statement is not None else None,
        accent=make_accent(shown.accent) if shown.accent else None,
        has_own_logo=find_logo(statement.id if statement else None) is not None,
        has_interface=languages.base_language(language) in languages.INTERFACE,
    )


def _language_tabs(statement: Statement | None) -> list[LanguageTab]:
    rows = select(IdentityText).where(IdentityText.identity_id == (statement.id if statement else SITE))
    written = {text.language for text in db.session.scalars(rows.order_by(IdentityText.language))}
    spoken = statement_queries.statement_languages(statement) if statement else list(languages.INTERFACE)
    return [LanguageTab(tag, tag in written) for tag in dict.fromkeys([*spoken, *sorted(written)])]
