"""What the desk shows of invitations and of lists of whom to invite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from petition.desk import invitation_words, scope
from petition.invitations import queries
from petition.invitations.actions import examined
from petition.invitations.models import Invitation, InvitationList
from petition.invitations.queries import Invited
from petition.invitations.rows import Problem, Row
from petition.statements.models import Statement

PAGE = 200
# So many right rows are shown without being asked for.
SHOWN_OPEN = 100


@dataclass(frozen=True)
class Table:
    """The invitations of a statement: one page of those in a state, and how many there are in each."""

    rows: list[Invited]
    counts: dict[str, int]
    total: int
    next_page: int | None
    reminder: datetime | None
    plans_reminders: bool


@dataclass(frozen=True)
class Told:
    """A row of a list with what is said beside each field."""

    row: Row
    faults: dict[str, list[str]]
    warnings: dict[str, list[str]]


@dataclass(frozen=True)
class Preview:
    """A list before it is imported: rows to mend, rows worth a look, rows that are right."""

    faulty: list[Told]
    doubtful: list[Told]
    right: list[Told]
    unknown: list[str]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.faulty) + len(self.doubtful) + len(self.right)


def table(statement: Statement, state: str | None, page: int) -> Table:
    """The invitations in a state (all of them for None) that whoever asks reaches, a page of them."""
    standing = queries.standing(statement, scope.rows(Invitation, "invitations.read"))
    rows = [row for row in standing if state in (None, row.state)]
    first = (page - 1) * PAGE
    return Table(
        rows=rows[first : first + PAGE],
        counts=queries.counted(standing),
        total=len(standing),
        next_page=page + 1 if len(rows) > first + PAGE else None,
        reminder=queries.next_reminder(statement),
        plans_reminders=bool(queries.reminders(statement)),
    )


def preview(kept: InvitationList) -> Preview:
    """A list, row by row, as it stands at this moment."""
    told = [_told(row) for row in examined(kept)]
    return Preview(
        faulty=[one for one in told if one.row.problems],
        doubtful=[one for one in told if one.row.warnings and not one.row.problems],
        right=[one for one in told if not (one.row.problems or one.row.warnings)],
        unknown=list((kept.rows or {}).get("unknown", [])),
    )


def _told(row: Row) -> Told:
    return Told(row, _by_field(row.problems), _by_field(row.warnings))


def _by_field(problems: Sequence[Problem]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.field, []).append(invitation_words.told(problem))
    return found
