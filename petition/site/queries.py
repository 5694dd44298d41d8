"""What the sitemap and the privacy page list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from petition.core import languages
from petition.identity.queries import find_settings
from petition.statements.models import Statement
from petition.statements.queries import public_statements


@dataclass(frozen=True)
class SitemapPage:
    """A page in one language, when it was changed last, and the same in the other languages, by language."""

    path: str
    changed_at: datetime | None = None
    others: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StatementDates:
    """What the privacy page says of a statement: its title and language, and the days on which data goes."""

    statement: Statement
    title: str
    language: str


def sitemap_pages() -> list[SitemapPage]:
    """Every page that search engines may show: statements with their lists, and the pages of the site."""
    statements = public_statements.published_statements()
    pages = [page for statement in statements for page in _statement_pages(statement)]
    site = find_settings(None)
    of_the_site = [("{lang}/", None), ("{lang}/privacy", site), ("{lang}/imprint", site)]
    for shape, settings in of_the_site:
        paths = {tag: "/" + shape.format(lang=tag) for tag in languages.INTERFACE}
        pages += _language_pages(paths, settings.changed_at if settings else None)
    return pages


def statement_dates(language: str) -> list[StatementDates]:
    """The published statements, as the privacy page names them."""
    listed = public_statements.published_statements()
    texts = public_statements.heading_texts(listed, language)
    return [StatementDates(one, texts[one.id].title, texts[one.id].language) for one in listed]


def _statement_pages(statement: Statement) -> list[SitemapPage]:
    edition = public_statements.current_edition(statement)
    tags = public_statements.edition_languages(edition)
    settings = find_settings(statement.id)
    moments = [edition.created_at, statement.published_at, settings.changed_at if settings else None]
    changed_at = max(moment for moment in moments if moment is not None)
    text = {tag: f"/{tag}/{statement.slug}" for tag in tags}
    names = {tag: f"{path}/signatories" for tag, path in text.items()}
    return [*_language_pages(text, changed_at), *_language_pages(names, None)]


def _language_pages(paths: dict[str, str], changed_at: datetime | None) -> list[SitemapPage]:
    return [SitemapPage(path, changed_at, paths if len(paths) > 1 else {}) for path in paths.values()]
