"""What the desk shows of invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from petition.desk import scope
from petition.invitations import queries
from petition.invitations.models import Invitation
from petition.invitations.queries import InvitationRow
from petition.statements.models import Statement

PAGE = 200


@dataclass(frozen=True)
class InvitationTable:
    """The invitations of a statement: one page of those in a state, and how many there are in each."""

    rows: list[InvitationRow]
    counts: dict[str, int]
    total: int
    next_page: int | None
    reminder: datetime | None
    plans_reminders: bool


def invitation_table(statement: Statement, state: str | None, page: int) -> InvitationTable:
    """The invitations in a state (all of them for None) that whoever asks reaches, a page of them."""
    standing = queries.invitation_rows(statement, scope.rows_condition(Invitation, "invitations.read"))
    rows = [row for row in standing if state in (None, row.state)]
    first = (page - 1) * PAGE
    return InvitationTable(
        rows=rows[first : first + PAGE],
        counts=queries.count_by_state(standing),
        total=len(standing),
        next_page=page + 1 if len(rows) > first + PAGE else None,
        reminder=queries.next_reminder(statement),
        plans_reminders=bool(queries.reminder_times(statement)),
    )
