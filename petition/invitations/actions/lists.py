"""Lists of whom to invite: read, looked over row by row, then imported or deleted; who is left out stays there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import and_, select

from petition.core import audit
from petition.core.addresses import canonical_address
from petition.core.db import db, now
from petition.invitations import list_rows, queries, sheet
from petition.invitations.actions import list_corrections
from petition.invitations.actions.invite import (
    BULK,
    FindEntry,
    InvitationError,
    add_invitation,
    invitation_poster,
    lock_invitations,
)
from petition.invitations.cell_values import ADDRESS
from petition.invitations.contained_names import ContainedNames
from petition.invitations.list_rows import Problem, Row
from petition.invitations.models import Invitation, InvitationList
from petition.invitations.sheet import Sheet
from petition.invitations.spreadsheet import ListFile
from petition.invitations.standing import KnownFacts, known_checker
from petition.invitations.wording import Wording
from petition.signing.models.endorsement import Endorsement
from petition.signing.own.erasure import run_before_erasure
from petition.statements.models import Statement

# Rows a transaction: about half a second.
BATCH = 500


def keep_lists(statement: Statement, found: ListFile, *, by: int) -> list[InvitationList]:
    """Keeps each list of a file; each names the others and the sheets that are no list."""
    made = [keep_list(statement, one, by=by) for one in found.sheets]
    for one in made:
        others = [(other.id, sheet.name) for other, sheet in zip(made, found.sheets, strict=True) if other is not one]
        one.rows = {**(one.rows or {}), "others": others, "omitted": found.omitted}
    return made


def keep_list(statement: Statement, found: Sheet, *, by: int) -> InvitationList:
    """Keeps a list for a day, sealed, to be looked over; nobody is invited by it.

    Where somebody chose the columns of a list with the same headings, these are taken.
    """
    remembered = _find_layout(found.layout)
    shown = found.assign_fields(remembered) if remembered else found
    made = InvitationList(statement=statement, rows=shown.to_json(), uploaded_at=now(), uploaded_by=by)
    db.session.add(made)
    db.session.flush()
    return made


def assign_fields(kept: InvitationList, fields: Mapping[int, str]) -> None:
    """Says what the columns of a list are, and remembers it for the next one; raises InvitationError ``imported``."""
    if kept.rows is None:
        raise InvitationError("imported")
    shown = sheet.from_json(kept.rows).assign_fields(fields)
    kept.rows = {**kept.rows, **shown.to_json(), "ticks": {}}
    if shown.layout is None:
        return
    for older in db.session.scalars(select(InvitationList).where(InvitationList.layout.is_not(None))):
        if older is not kept and (older.layout or {}).get("headings") == shown.layout:
            older.layout = None
    kept.layout = {"headings": shown.layout, "fields": list(fields.items())}


def keep_ticks(kept: InvitationList, shown: Collection[int], ticked: Collection[int]) -> None:
    """Remembers of the rows that a page showed which were ticked; raises InvitationError ``imported``."""
    if kept.rows is None:
        raise InvitationError("imported")
    ticks = dict(kept.rows.get("ticks", {})) | {str(line): line in ticked for line in shown}
    kept.rows = {**kept.rows, "ticks": ticks}


def is_ticked(kept: InvitationList, row: Row) -> bool:
    """Whether a row is to be invited: as somebody said, else where nothing about it is worth a look."""
    said = (kept.rows or {}).get("ticks", {}).get(str(row.line))
    return row.may_be_invited and (said if said is not None else not row.warnings)


def examine_list(kept: InvitationList) -> list[Row]:
    """The rows of a list, as they were corrected, as they stand against who is invited at this moment, who has signed
    and the register (``standing.known_checker``); none once all were imported.
    """
    statement, rows = kept.statement, list_corrections.corrected_rows(kept)
    found = list_rows.examine_rows(
        rows,
        is_invited=queries.invited_checker(statement),
        default_language=(kept.rows or {}).get("language") or statement.binding_language,
    )
    if not found:
        return []
    look, names = known_checker(statement), {row.line: _names_of(row) for row in found}
    inside = ContainedNames(names.items())
    return [_with_known(row, look, inside, names) if row.may_be_invited else row for row in found]


def _with_known(
    row: Row,
    look: Callable[[Mapping[str, str]], KnownFacts],
    inside: ContainedNames[int],
    names: Mapping[int, list[str]],
) -> Row:
    """A row with what is known of its organisation, and the row above that may be the same one."""
    known, warned = look(row.values), {problem.values.get("line") for problem in row.warnings}
    above = [line for line in inside.find(_names_of(row)) if line < row.line and line not in warned][:1]
    own = {name.casefold() for name in names[row.line] if name}
    is_same = any(own & {name.casefold() for name in names[line]} for line in above)
    word = "name_above" if is_same else "name_contains"
    likes = [Problem("organisation", word, {"line": line}) for line in above]
    return replace(row, warnings=[*row.warnings, *known.warnings, *likes], notes=[*row.notes, *known.notes])


def _names_of(row: Row) -> list[str]:
    return [row.values.get("organisation") or "", row.values.get("organisation_latin") or ""]


def choose_rows(kept: InvitationList, chosen: Collection[int], shown: Collection[int] | None = None) -> list[Row]:
    """The rows of a list to invite: those of the chosen lines that have no problem.

    Where a page showed only some of the lines (``shown``), of the others those that are ticked (``is_ticked``).
    """
    lines, on_page = set(chosen), None if shown is None else set(shown)

    def is_chosen(row: Row) -> bool:
        is_elsewhere = on_page is not None and row.line not in on_page
        return is_ticked(kept, row) if is_elsewhere else row.may_be_invited and row.line in lines

    return [row for row in examine_list(kept) if is_chosen(row)]


def import_rows(list_id: int, chosen: Sequence[Row], *, by: int) -> Iterator[int]:
    """Invites the organisations of these rows, a few hundred a transaction, so that nobody waits for long meanwhile.

    Gives the number of each batch, before it is committed; whoever was invited meanwhile is left out, and stays in the
    list as all others do who were not invited. What ends in between, and where the statement takes nobody any more, is
    taken up by importing the list again. Raises InvitationError ``imported`` where nobody is left in it, ``over``.
    """
    find = queries.register_lookup()
    for first in range(0, max(len(chosen), 1), BATCH):
        try:
            kept = _lock_list(list_id)
            statement = kept.statement
            lock_invitations(statement)
        except InvitationError:
            if first:
                return
            raise
        is_taken = queries.invited_checker(statement)
        there = {line for line, _cells in sheet.from_json(kept.rows).cells}
        rows = [row for row in chosen[first : first + BATCH] if row.line in there and not is_taken(row.values["email"])]
        wording = Wording.from_json((kept.rows or {}).get("wording"))
        invited = [_add_row(statement, row, wording, by, find) for row in rows]
        db.session.flush()
        post = invitation_poster(statement, priority=BULK)
        for invitation in invited:
            post("invitation", invitation)
        if invited:
            note = f"{len(invited)} organisations"
            audit.append_entry("invitation.import", f"statement {statement.slug}", by=f"coordinator {by}", note=note)
            kept.imported_at = now()
        # What was imported stands with the invitations; nothing is kept twice.
        list_corrections.remove_lines(kept, {row.line for row in rows})
        yield len(invited)


def count_rows(list_id: int) -> int:
    """How many rows of a list nobody was invited by."""
    kept = db.session.get(InvitationList, list_id)
    return len(sheet.from_json(kept.rows).rows) if kept is not None else 0


def _lock_list(list_id: int) -> InvitationList:
    query = select(InvitationList).where(InvitationList.id == list_id).with_for_update(of=InvitationList)
    kept = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if kept is None or kept.rows is None:
        raise InvitationError("imported")
    return kept


def discard_list(kept: InvitationList) -> None:
    """Puts a list away before its day is over; what its columns were chosen to be is still remembered."""
    if kept.layout is None:
        db.session.delete(kept)
    else:
        kept.rows = None


def _find_layout(headings: str | None) -> dict[int, str] | None:
    """What the columns of lists with such headings were last chosen to be."""
    chosen = select(InvitationList.layout).where(InvitationList.layout.is_not(None)).order_by(InvitationList.id.desc())
    found = (layout for layout in db.session.scalars(chosen) if layout and headings)
    return next((dict(layout["fields"]) for layout in found if layout["headings"] == headings), None)


def _add_row(statement: Statement, row: Row, wording: Wording, by: int, find: FindEntry) -> Invitation:
    values = row.values
    return add_invitation(statement, values, values["email"], values["language"], by=by, find=find, wording=wording)


@run_before_erasure
def forget_rows(ids: Collection[int]) -> None:
    """Takes the mailboxes of these endorsements off the lists of whom to invite."""
    is_open = InvitationList.rows.is_not(None), InvitationList.statement_id == Endorsement.statement_id
    signed = select(InvitationList, Endorsement.address).join(Endorsement, and_(*is_open))
    found = db.session.execute(signed.where(Endorsement.id.in_(ids), Endorsement.kind == "organisation"))
    for kept, address in found.all():
        if address is not None and kept.rows is not None:
            mailbox = canonical_address(address)
            rows = list_corrections.corrected_rows(kept)
            lines = {line for line, values in rows if mailbox in _find_mailboxes(values.get("email", ""))}
            list_corrections.remove_lines(kept, lines)
    db.session.flush()


def _find_mailboxes(text: str) -> set[str]:
    return {canonical_address(one) for one in ADDRESS.findall(text)}
