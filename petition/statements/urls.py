"""Where a statement stands: its public address, and the same page in its other languages."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from sqlalchemy.orm import joinedload

from petition.core.db import db
from petition.statements.models import Edition
from petition.statements.queries.public_statements import ShownStatement, text_in_language


def public_address(slug: str, language: str) -> str:
    """The public address of a statement in a language, complete; mails need it where there is no request."""
    return f"{current_app.config['PUBLIC_URL']}/{language}/{slug}"


def describe_edition(edition_id: int, language: str) -> dict[str, str]:
    """What mails say of an edition: its title in this language, else in the binding one, and its address.

    Raises LookupError where there is none.
    """
    edition = db.session.get_one(Edition, edition_id, options=[joinedload(Edition.statement)])
    text = text_in_language(edition, language)
    return {"statement_title": text.title, "statement_url": public_address(edition.statement.slug, text.language)}


def language_links(shown: ShownStatement, endpoint: str, **query: Any) -> list[dict[str, Any]]:
    """A link to one page about a statement in each of its languages: ``language``, ``url``, ``current``."""
    slug = shown.statement.slug
    return [
        {"language": tag, "url": url_for(endpoint, lang=tag, slug=slug, **query), "current": tag == shown.asked}
        for tag in shown.languages
    ]
