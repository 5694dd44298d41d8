"""What of a list the coordinator who asks may see: lists show nothing that the pages behind them would not.

Every query of the desk for rows that lie in a statement takes its condition from here; ``core.reach`` says what it is.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_login import current_user
from sqlalchemy import ColumnElement, select, true

from petition.core import access, reach
from petition.core.db import db
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement


def current_coordinator() -> int:
    """The coordinator who asks."""
    return int(current_user.id)


def rows_condition(model: Any, permission: str) -> ColumnElement[bool]:
    """The condition on the rows of a table that lie in statements."""
    return reach.rows_in_reach(model, access.roles_with(permission))


def endorsements_condition(permission: str = "endorsements.read") -> ColumnElement[bool]:
    """The condition on endorsements."""
    return rows_condition(Endorsement, permission)


def statements_condition(permission: str) -> ColumnElement[bool]:
    """The condition on statements."""
    reached = access.statements_of(permission)
    return true() if reached is None else Statement.id.in_(reached)


def whole_statements_condition(permission: str) -> ColumnElement[bool]:
    """The condition on statements in which whoever asks reaches every signatory."""
    held = reach.roles_over_whole_statements(access.roles_with(permission))
    everywhere = any(one.statement_id is None for one in held)
    return true() if everywhere else Statement.id.in_([one.statement_id for one in held])


def reaches_a_whole_statement(permission: str) -> bool:
    """Whether whoever asks reaches every signatory of some statement, be it one to come."""
    return bool(reach.roles_over_whole_statements(access.roles_with(permission)))


def reaches_whole_statement(permission: str, statement_id: int) -> bool:
    """Whether whoever asks reaches every signatory of a statement, and so may read numbers of all of them."""
    return reach.reaches_whole_statement(access.roles_with(permission), statement_id)


def can_decide(endorsement: Endorsement) -> bool:
    """Whether whoever asks may decide about this endorsement."""
    return can_reach("endorsements.decide", endorsement)


def can_decide_all(endorsement_ids: Collection[int]) -> bool:
    """Whether whoever asks may decide about each of these endorsements, as far as they are there."""
    query = select(endorsements_condition("endorsements.decide")).where(Endorsement.id.in_(endorsement_ids))
    return all(db.session.scalars(query))


def can_reach(permission: str, row: Any) -> bool:
    """Whether whoever asks has a permission for this row, such as an endorsement or an invitation."""
    return access.can_reach(permission, reach.scope_of(row))
