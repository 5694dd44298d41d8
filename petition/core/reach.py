"""What a role reaches, said once for all of the desk: of one thing, and of the rows of a table in the database's words.

A row lies in a statement. A row about a signatory, or about somebody invited to be one, has a ``language`` and a
``country_key`` besides, and a role that is limited to one of these reaches no other rows. Which country a row without
one is of nobody knows: only roles without that limit reach it. Whatever list, count or export shows such rows takes
them through ``rows_in_reach``; what tells of a whole statement at once is for those who reach all of it (see
``reaches_whole_statement``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, false, or_, true

from petition.core import crypto


class GrantedRole(Protocol):
    """A role as somebody holds it: where, and for a moderator perhaps only for one country or language."""

    role: Any
    statement_id: Any
    country: Any
    language: Any


@dataclass(frozen=True)
class Scope:
    """Where something lies: in which statement, and what is about a signatory also in which language and country.

    ``country_key`` is the keyed hash of the country (purpose "country").
    """

    statement_id: int | None
    language: str | None = None
    country_key: bytes | None = None
    is_of_somebody: bool = False


def scope_of(row: Any) -> Scope:
    """Where a row of a table lies."""
    if not is_of_somebody(type(row)):
        return Scope(row.statement_id)
    return Scope(row.statement_id, row.language, row.country_key, is_of_somebody=True)


def is_of_somebody(model: type[Any]) -> bool:
    """Whether the rows of a table are about signatories, or about who was invited to be one."""
    return hasattr(model, "country_key")


def role_covers(held: GrantedRole, lies: Scope) -> bool:
    """Whether a role, as it is held, reaches something. A limit to a country or language is one of signatories."""
    if held.statement_id is not None and held.statement_id != lies.statement_id:
        return False
    if not lies.is_of_somebody:
        return True
    if held.language is not None and held.language != lies.language:
        return False
    return held.country is None or lies.country_key in crypto.lookup_hashes(held.country, "country")


def rows_in_reach(model: Any, held: Iterable[GrantedRole]) -> ColumnElement[bool]:
    """The condition on the rows of a table that at least one of these roles reaches them; with no role, none."""
    return or_(false(), *(_reach_condition(model, one) for one in held))


def reaches_whole_statement(held: Iterable[GrantedRole], statement_id: int | None) -> bool:
    """Whether these roles reach every signatory of a statement: who does not must not read numbers of all of them."""
    return any(one.statement_id in (None, statement_id) and not _is_limited(one) for one in held)


def roles_over_whole_statements(held: Iterable[GrantedRole]) -> list[GrantedRole]:
    """Those of the roles that reach every signatory where they hold."""
    return [one for one in held if not _is_limited(one)]


def _is_limited(held: GrantedRole) -> bool:
    return not (held.country is None and held.language is None)


def _reach_condition(model: Any, held: GrantedRole) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if held.statement_id is not None:
        conditions.append(model.statement_id == held.statement_id)
    if held.country is not None and is_of_somebody(model):
        # Under every key that is in use, while keys are being changed. What has none is false, not unknown.
        conditions += [
            model.country_key.is_not(None),
            model.country_key.in_(crypto.lookup_hashes(held.country, "country")),
        ]
    if held.language is not None and is_of_somebody(model):
        conditions.append(model.language == held.language)
    return and_(true(), *conditions)
