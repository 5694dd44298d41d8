"""What the desk shows of invitations and of lists of whom to invite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from petition.desk import invitation_words, scope
from petition.invitations import queries
from petition.invitations.actions.lists import examine_list
from petition.invitations.list_rows import Problem, Row
from petition.invitations.models import Invitation, InvitationList
from petition.invitations.queries import InvitationRow
from petition.statements.models import Statement

PAGE = 200
# So many right rows are shown without being asked for.
SHOWN_OPEN = 100


@dataclass(frozen=True)
class InvitationTable:
    """The invitations of a statement: one page of those in a state, and how many there are in each."""

    rows: list[InvitationRow]
    counts: dict[str, int]
    total: int
    next_page: int | None
    reminder: datetime | None
    plans_reminders: bool


@dataclass(frozen=True)
class ExplainedRow:
    """A row of a list with what is said beside each field."""

    row: Row
    faults: dict[str, list[str]]
    warnings: dict[str, list[str]]


@dataclass(frozen=True)
class ListPreview:
    """A list before it is imported: rows to mend, rows worth a look, rows that are right."""

    faulty: list[ExplainedRow]
    doubtful: list[ExplainedRow]
    right: list[ExplainedRow]
    unknown: list[str]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.faulty) + len(self.doubtful) + len(self.right)


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


def preview_list(kept: InvitationList) -> ListPreview:
    """A list, row by row, as it stands at this moment."""
    told = [_explain_row(row) for row in examine_list(kept)]
    return ListPreview(
        faulty=[one for one in told if one.row.problems],
        doubtful=[one for one in told if one.row.warnings and not one.row.problems],
        right=[one for one in told if not (one.row.problems or one.row.warnings)],
        unknown=list((kept.rows or {}).get("unknown", [])),
    )


def _explain_row(row: Row) -> ExplainedRow:
    return ExplainedRow(row, _group_by_field(row.problems), _group_by_field(row.warnings))


def _group_by_field(problems: Sequence[Problem]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.field, []).append(invitation_words.problem_words(problem))
    return found
