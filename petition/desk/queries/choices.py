"""What a list can be narrowed down to: statements, languages, countries."""

from __future__ import annotations

from sqlalchemy import select

from petition.core import languages
from petition.core.db import db
from petition.desk import scope
from petition.desk.queries.statements import statement_title
from petition.statements.models import Statement


def statement_choices(permission: str = "endorsements.read") -> list[tuple[int, str]]:
    """The statements that the coordinator reaches, by id and title, the newest first."""
    query = select(Statement).where(scope.statements_condition(permission)).order_by(Statement.id.desc())
    return [(one.id, statement_title(one)[0]) for one in db.session.scalars(query)]


def language_choices(tags: list[str]) -> list[tuple[str, str]]:
    """Languages by tag and by what they call themselves."""
    return [(tag, languages.language_name(tag)) for tag in tags]
