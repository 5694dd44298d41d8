"""Lists of whom to invite: read, looked over row by row, then imported or put away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select

from petition.core import audit
from petition.core.db import db, now
from petition.invitations import list_rows, queries
from petition.invitations.actions.invite import (
    BULK,
    FindEntry,
    InvitationError,
    add_invitation,
    invitation_poster,
    lock_invitations,
)
from petition.invitations.list_rows import Problem, Row
from petition.invitations.models import Invitation, InvitationList
from petition.invitations.spreadsheet import Sheet
from petition.statements.models import Statement


def keep_list(statement: Statement, sheet: Sheet, *, by: int) -> InvitationList:
    """Keeps a list for a day, sealed, to be looked over; nobody is invited by it."""
    made = InvitationList(
        statement=statement,
        rows={"rows": [[line, values] for line, values in sheet.rows], "unknown": sheet.unknown},
        uploaded_at=now(),
        uploaded_by=by,
    )
    db.session.add(made)
    db.session.flush()
    return made


def examine_list(kept: InvitationList) -> list[Row]:
    """The rows of a list as they stand against who is invited at this moment; none once it was imported.

    A further warning, ``organisation_there``: the organisation is invited at another mailbox, or has signed.
    """
    written = [(line, values) for line, values in (kept.rows or {}).get("rows", [])]
    statement = kept.statement
    found = list_rows.examine_rows(
        written, is_invited=queries.invited_checker(statement), default_language=statement.binding_language
    )
    is_there = queries.signed_checker(statement)
    doubt = Problem("organisation", "organisation_there", {})
    return [
        replace(row, warnings=[*row.warnings, doubt]) if row.may_be_invited and is_there(row.values) else row
        for row in found
    ]


def import_list(list_id: int, chosen: Collection[int], *, by: int) -> int:
    """Invites the organisations of the chosen lines, all in one transaction; gives their number.

    Lines with a problem are left out. Raises InvitationError ``imported`` where that has been done, ``over``.
    """
    query = select(InvitationList).where(InvitationList.id == list_id).with_for_update(of=InvitationList)
    kept = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if kept.imported_at is not None or kept.rows is None:
        raise InvitationError("imported")
    statement = kept.statement
    lock_invitations(statement)
    find = queries.register_lookup()
    invited = [
        _add_row(statement, row, by, find)
        for row in examine_list(kept)
        if row.may_be_invited and row.line in set(chosen)
    ]
    if not invited:
        return 0
    db.session.flush()
    post = invitation_poster(statement, priority=BULK)
    for invitation in invited:
        post("invitation", invitation)
    # What was imported stands with the invitations; nothing is kept twice.
    kept.imported_at, kept.rows = now(), None
    note = f"{len(invited)} organisations"
    audit.append_entry("invitation.import", f"statement {statement.slug}", by=f"coordinator {by}", note=note)
    return len(invited)


def discard_list(kept: InvitationList) -> None:
    """Puts a list away before its day is over."""
    db.session.delete(kept)


def _add_row(statement: Statement, row: Row, by: int, find: FindEntry) -> Invitation:
    values = row.values
    return add_invitation(statement, values, values["email"], values["language"], by=by, find=find)
