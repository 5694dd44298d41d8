"""Who is behind the page that is being made, looked up once in a request."""

from __future__ import annotations

from flask import g, has_request_context, request
from sqlalchemy.exc import SQLAlchemyError

from petition.core import languages
from petition.identity.queries import NOBODY, Identity, identity_of
from petition.statements.models import Statement


def page_identity(statement: object = None) -> Identity:
    """Who is behind a page, about a statement where it is about one; nobody is named where the database is away."""
    about = statement if isinstance(statement, Statement) else None
    language = _reader_language()
    kept: dict[tuple[int, str], Identity] = g.setdefault("identities", {})
    key = (about.id if about else 0, language)
    if key not in kept:
        try:
            kept[key] = identity_of(about, language)
        except SQLAlchemyError:
            # An error page, perhaps about this very thing: it says what it can.
            return NOBODY
    return kept[key]


def _reader_language() -> str:
    """The language of the address, in which the interface need not speak; else the interface's."""
    asked = (request.view_args or {}).get("lang") if has_request_context() else None
    return str(asked) if asked else languages.current_language()
