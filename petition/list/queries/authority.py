"""The rule by which the coalition takes an organisation's signature as given, for those who read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from petition.statements.models import Statement
from petition.statements.queries import settings


@dataclass(frozen=True)
class AuthorityText:
    """The coalition's rule in paragraphs, and the language it is in."""

    language: str
    paragraphs: tuple[str, ...]


def authority_rule(statement: Statement, language: str) -> AuthorityText | None:
    """The rule in the language asked for, else in the binding one; None where the coalition gave none."""
    texts = settings.authority_rules(statement)
    for tag in (language, statement.binding_language):
        paragraphs = tuple(part for part in re.split(r"\n\s*\n", texts.get(tag, "").strip()) if part)
        if paragraphs:
            return AuthorityText(tag, paragraphs)
    return None
