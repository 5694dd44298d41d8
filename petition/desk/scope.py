"""What of a list the coordinator who asks may see: lists show nothing that the pages behind them would not."""

from __future__ import annotations

from sqlalchemy import ColumnElement, true

from petition.core import access
from petition.core.access import Lies
from petition.signing.models import Endorsement
from petition.signing.queries import within
from petition.statements.models import Statement


def endorsements(permission: str = "endorsements.read") -> ColumnElement[bool]:
    """The condition on endorsements."""
    return within(access.holding(permission))


def statements(permission: str) -> ColumnElement[bool]:
    """The condition on statements."""
    reached = access.statements_of(permission)
    return true() if reached is None else Statement.id.in_(reached)


def may_decide(endorsement: Endorsement) -> bool:
    """Whether whoever asks may decide about this endorsement."""
    return reaches("endorsements.decide", endorsement)


def reaches(permission: str, endorsement: Endorsement) -> bool:
    """Whether whoever asks has a permission for this endorsement."""
    lies = Lies(endorsement.statement_id, endorsement.language, endorsement.country_key, is_of_somebody=True)
    return access.reaches(permission, lies)
