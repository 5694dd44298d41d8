"""Where a statement stands: its public address, and the same page in its other languages."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from petition.statements.queries import Shown


def address(slug: str, language: str) -> str:
    """The public address of a statement in a language, complete."""
    path = url_for("signatories.statement", lang=language, slug=slug)
    return str(current_app.config["PUBLIC_URL"]) + path


def in_languages(shown: Shown, endpoint: str, **query: Any) -> list[dict[str, Any]]:
    """A link to one page about a statement in each of its languages: ``language``, ``url``, ``current``."""
    slug = shown.statement.slug
    return [
        {"language": tag, "url": url_for(endpoint, lang=tag, slug=slug, **query), "current": tag == shown.asked}
        for tag in shown.languages
    ]
