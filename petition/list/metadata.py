"""What a statement's page tells search engines and link previews.

Sources: Open Graph protocol, schema.org, RFC 6596 (canonical), hreflang (RFC 8288).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from petition.statements.queries.public_statements import ShownStatement

LONGEST = 200  # characters of a description


@dataclass(frozen=True)
class Metadata:
    """The address that counts, a description, the other languages, and the statement as JSON-LD."""

    canonical: str
    description: str
    alternates: list[tuple[str, str]]
    jsonld: Markup


def page_metadata(shown: ShownStatement, site: str, url: Callable[[str, str], str]) -> Metadata:
    """The metadata of a statement's page; ``url`` gives the address for a slug and a language."""
    slug = shown.statement.slug
    canonical = url(slug, shown.text.language)
    blocks = shown.text.rendered["opening"] or [shown.text.rendered["title"]]
    description = shorten_text(html.unescape(re.sub(r"<[^<>]+>", "", " ".join(blocks))))
    alternates = [(tag, url(slug, tag)) for tag in shown.languages]
    alternates.append(("x-default", f"{site}/{slug}"))
    return Metadata(canonical, description, alternates, _jsonld(shown, canonical, description))


def shorten_text(text: str) -> str:
    """The first words of a text, as many as fit, with an ellipsis where it goes on."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def _jsonld(shown: ShownStatement, canonical: str, description: str) -> Markup:
    published = shown.statement.published_at
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": shown.text.title,
        "description": description,
        "url": canonical,
        "inLanguage": shown.text.language,
        "datePublished": published.isoformat() if published else None,
        "version": shown.edition.number,
        "isAccessibleForFree": True,
    }
    return htmlsafe_json_dumps(described)
