"""What the desk shows of an uploaded list: its columns, and its rows, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from petition.desk import invitation_words
from petition.invitations import sheet
from petition.invitations.actions.lists import examine_list, is_ticked
from petition.invitations.list_rows import Problem, Row
from petition.invitations.models import InvitationList

PAGE = 500
# By what rows can be picked out.
KINDS: dict[str, Callable[[Row], bool]] = {
    "faulty": lambda row: bool(row.problems),
    "doubtful": lambda row: bool(row.warnings) and not row.problems,
    "noted": lambda row: bool(row.notes) and not row.problems,
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

    ``missing`` are the fields without which nobody can be invited and that no column is.
    """

    total: int
    counts: dict[str, int]
    ticked: int
    rows: list[ExplainedRow]
    last_page: int
    columns: list[ListColumn]
    missing: list[str]

    @property
    def missing_words(self) -> list[str]:
        """What is missing, as people call it."""
        return [invitation_words.field_words()[field] for field in self.missing]

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
    rows = [row for row in examined if kind is None or KINDS[kind](row)]
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
    )


def _explain_row(kept: InvitationList, row: Row) -> ExplainedRow:
    told = [_group_by_field(problems) for problems in (row.problems, row.warnings, row.notes)]
    return ExplainedRow(row, is_ticked(kept, row), *told)


def _group_by_field(problems: Sequence[Problem]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.field, []).append(invitation_words.problem_words(problem))
    return found
