"""What the desk shows of invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from petition.core import access
from petition.core.db import db
from petition.desk import scope
from petition.invitations import queries, sheet
from petition.invitations.models import Invitation, InvitationList
from petition.invitations.queries import InvitationRow
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement

# With what stands above it, a page is no longer than three screens of a phone.
PAGE = 32
EXPORTED = (
    "organisation", "organisation_latin", "acronym", "country", "website", "representative", "role", "email",
    "language", "state", "invited_on", "works_until", "reminded_on", "opened_on", "declined_on", "signed_on", "note",
)  # fmt: skip


@dataclass(frozen=True)
class OpenList:
    """An uploaded list with rows of whom nobody was invited yet; ``is_rest``: others of it were."""

    id: int
    name: str
    uploaded_at: datetime
    rows: int
    is_rest: bool


@dataclass(frozen=True)
class InvitationTable:
    """The invitations of a statement: one page of those in a state, and how many there are in each."""

    rows: list[InvitationRow]
    counts: dict[str, int]
    total: int
    found: int
    next_page: int | None
    reminder: datetime | None
    plans_reminders: bool
    lists: list[OpenList]
    answers: dict[int, Endorsement]


def invitation_table(statement: Statement, state: str | None, page: int) -> InvitationTable:
    """The invitations in a state (all of them for None) that whoever asks reaches, a page of them."""
    standing = rows_in_state(statement, None)
    rows = [row for row in standing if state in (None, row.state)]
    first = (page - 1) * PAGE
    shown = rows[first : first + PAGE]
    return InvitationTable(
        rows=shown,
        counts=queries.count_by_state(standing),
        total=len(standing),
        found=len(rows),
        next_page=page + 1 if len(rows) > first + PAGE else None,
        reminder=queries.next_reminder(statement),
        plans_reminders=bool(queries.reminder_times(statement)),
        lists=open_lists(statement) if access.has_permission("invitations.edit", statement.id) else [],
        answers=queries.endorsements_of(row.invitation for row in shown if row.state == "signed"),
    )


def rows_in_state(statement: Statement, state: str | None) -> list[InvitationRow]:
    """The invitations in a state, all of them for None, that whoever asks reaches."""
    standing = queries.invitation_rows(statement, scope.rows_condition(Invitation, "invitations.read"))
    return [row for row in standing if state in (None, row.state)]


def open_lists(statement: Statement) -> list[OpenList]:
    """The lists with rows that are neither invited nor dismissed, oldest first."""
    query = select(InvitationList).where(InvitationList.statement_id == statement.id, InvitationList.rows.is_not(None))
    found = []
    for kept in db.session.scalars(query.order_by(InvitationList.id)):
        shown = sheet.from_json(kept.rows)
        number = len(shown.cells if shown.missing else shown.rows)
        found.append(OpenList(kept.id, shown.name, kept.uploaded_at, number, kept.imported_at is not None))
    return found


def exported_cells(row: InvitationRow) -> list[str]:
    """One invitation under the names of EXPORTED; days in UTC (ISO 8601)."""
    one, details = row.invitation, row.invitation.details or {}
    signed = one.endorsement.confirmed_at if row.state == "signed" and one.endorsement else None
    reminded = one.reminded_again_at or one.reminded_at
    days = (one.invited_at, one.expires_at, reminded, one.opened_at, one.declined_at, signed)
    told = [str(details.get(name) or "") for name in EXPORTED[:7]]
    return [
        *told,
        one.address or "",
        one.language,
        row.state,
        *(day.astimezone(UTC).date().isoformat() if day else "" for day in days),
        str(details.get("note") or ""),
    ]
