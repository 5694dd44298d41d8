"""What pages show of statements."""

from petition.statements.queries.published import (
    Shown,
    by_slug,
    current_edition,
    is_as_read,
    languages,
    listed,
    published,
    shown,
    shown_of,
    text_in,
    titles,
)

__all__ = [
    "Shown",
    "by_slug",
    "current_edition",
    "is_as_read",
    "languages",
    "listed",
    "published",
    "shown",
    "shown_of",
    "text_in",
    "titles",
]
