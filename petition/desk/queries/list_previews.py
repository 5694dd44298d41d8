"""What the desk shows of an uploaded list: its columns, and its rows, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from petition.core.db import db
from petition.desk import invitation_words
from petition.invitations import sheet
from petition.invitations.actions.list_corrections import FIELDS
from petition.invitations.actions.lists import examine_list, is_ticked
from petition.invitations.list_rows import Problem, Row
from petition.invitations.models import InvitationList

PAGE = 500
# By what rows can be picked out.
# Notes that tell what the register has; all others say what was not taken as it was written.
OF_REGISTER = frozenset({"in_register", "like_register"})
# What cannot be written anew on the page: it was read, and the note says how.
READ = frozenset({"several_addresses", "several_countries", "contact_taken_off", *OF_REGISTER})
SAMPLES = 8  # languages of which the mail is shown
KINDS: dict[str, Callable[[Row], bool]] = {
    "faulty": lambda row: bool(row.problems),
    "doubtful": lambda row: bool(row.warnings) and not row.problems,
    "noted": lambda row: any(one.word not in OF_REGISTER for one in row.notes) and not row.problems,
    "known": lambda row: any(one.word in OF_REGISTER for one in row.notes) and not row.problems,
    "right": lambda row: not (row.problems or row.warnings),
}


@dataclass(frozen=True)
class ExplainedRow:
    """A row of a list with what is said beside each field, and whether it is ticked."""

    row: Row
    is_ticked: bool
    faults: dict[str, list[str]]
    warnings: dict[str, list[str]]
    notes: dict[str, list[str]]
    fixes: dict[str, str]


@dataclass(frozen=True)
class SameFault:
    """The same words for a field that were not understood in several rows."""

    field: str
    written: str
    fault: str
    number: int


@dataclass(frozen=True)
class ListColumn:
    """A column: its place from 0, its heading, a few of its cells, the field that it is or nothing."""

    place: int
    heading: str
    sample: list[str]
    field: str


@dataclass(frozen=True)
class ListPreview:
    """A list before it is imported: how many rows there are of each kind, one page of them, and its columns.

    ``missing`` are the fields without which nobody can be invited and that no column is; ``samples`` has the values of
    one row that is to be invited for each language, the first of each.
    """

    total: int
    counts: dict[str, int]
    ticked: int
    rows: list[ExplainedRow]
    last_page: int
    columns: list[ListColumn]
    missing: list[str]
    same_faults: list[SameFault]
    samples: list[dict[str, str]]

    @property
    def missing_words(self) -> list[str]:
        """What is missing, as people call it."""
        return [invitation_words.field_words()[field] for field in self.missing]

    @property
    def has_fixes(self) -> bool:
        """Whether a row of this page has a field to correct something in."""
        return bool(self.same_faults) or any(one.fixes for one in self.rows)

    @property
    def faulty(self) -> list[ExplainedRow]:
        """The rows to mend, of this page."""
        return [one for one in self.rows if one.row.problems]

    @property
    def doubtful(self) -> list[ExplainedRow]:
        """The rows worth a look, of this page."""
        return [one for one in self.rows if one.row.warnings and not one.row.problems]

    @property
    def right(self) -> list[ExplainedRow]:
        """The rows that are right, of this page."""
        return [one for one in self.rows if not (one.row.problems or one.row.warnings)]

    @property
    def shown_lines(self) -> str:
        """The numbers of the lines that have a box on this page, between spaces."""
        return " ".join(str(one.row.line) for one in self.rows if one.row.may_be_invited)

    @property
    def unused_columns(self) -> list[ListColumn]:
        """The columns with a heading that are no field."""
        return [one for one in self.columns if one.heading and not one.field]


def preview_list(kept: InvitationList, kind: str | None, page: int) -> ListPreview:
    """A list as it stands at this moment: a page of its rows, all of them or those of a kind, as the file has them."""
    shown = sheet.from_json(kept.rows)
    examined = [] if shown.missing else examine_list(kept)
    rows = rows_of_kind(examined, kind)
    return ListPreview(
        total=len(shown.cells),
        counts={name: sum(map(fits, examined)) for name, fits in KINDS.items()},
        ticked=sum(is_ticked(kept, row) for row in examined),
        rows=[_explain_row(kept, row) for row in rows[(page - 1) * PAGE : page * PAGE]],
        last_page=max(1, -(-len(rows) // PAGE)),
        columns=[
            ListColumn(at, heading, shown.sample(at), shown.fields.get(at, ""))
            for at, heading in enumerate(shown.headings)
            if heading or shown.sample(at)
        ],
        missing=shown.missing,
        same_faults=_same_faults(examined),
        samples=_samples(kept, examined),
    )


def rows_of_kind(rows: Sequence[Row], kind: str | None) -> list[Row]:
    """Those of a kind; all of them for None."""
    return [row for row in rows if kind is None or KINDS[kind](row)]


def sample_rows(kept: InvitationList) -> list[dict[str, str]]:
    """The values of one row that is to be invited for each language, the first of each."""
    is_readable = kept.rows is not None and not sheet.from_json(kept.rows).missing
    return _samples(kept, examine_list(kept) if is_readable else [])


def _samples(kept: InvitationList, rows: Sequence[Row]) -> list[dict[str, str]]:
    by_language: dict[str, dict[str, str]] = {}
    for row in rows:
        if is_ticked(kept, row):
            by_language.setdefault(row.values["language"], row.values)
    return list(by_language.values())[:SAMPLES]


def other_sheets(kept: InvitationList) -> list[tuple[int, str, int]]:
    """The other lists of the same file that still have rows: id, name of the sheet, number of rows."""
    found = []
    for number, name in (kept.rows or {}).get("others", ()):
        other = db.session.get(InvitationList, number)
        if other is not None and other.rows is not None:
            found.append((other.id, str(name), len(sheet.from_json(other.rows).cells)))
    return found


def _fixable(row: Row) -> dict[str, str]:
    """What stands in the fields of a row that can be written anew, as it was written."""
    noted = {one.field: str(one.values.get("written", "")) for one in row.notes if one.word not in READ}
    return noted | {one.field: row.values.get(one.field, "") for one in row.problems if one.field in FIELDS}


def _same_faults(rows: Sequence[Row]) -> list[SameFault]:
    """What more than one row has in the same words, the most frequent first."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for row in rows:
        for one in row.notes:
            if one.word not in READ and one.values.get("written"):
                found.setdefault((one.field, str(one.values["written"])), []).append(one)
    several = [
        SameFault(field, written, invitation_words.problem_words(faults[0]), len(faults))
        for (field, written), faults in found.items()
        if len(faults) > 1
    ]
    return sorted(several, key=lambda one: -one.number)


def _explain_row(kept: InvitationList, row: Row) -> ExplainedRow:
    faults, warnings, notes = map(_group_by_field, (row.problems, row.warnings, row.notes))
    if kept.imported_at is not None and not (row.problems or row.warnings) and not is_ticked(kept, row):
        notes.setdefault("organisation", []).append(invitation_words.unticked_words())
    return ExplainedRow(row, is_ticked(kept, row), faults, warnings, notes, _fixable(row))


def _group_by_field(problems: Sequence[Problem]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.field, []).append(invitation_words.problem_words(problem))
    return found
