"""What the editor shows side by side: each part of the binding text, and its translation as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from petition.statements.editions.translation_carrying import comparable_numbers
from petition.statements.editions.translation_parts import read_blocks, split_text, write_parts
from petition.statements.editions.translation_sync import demand_numbers
from petition.statements.editions.word_differences import Piece, compare_texts
from petition.statements.models import Edition, Statement
from petition.statements.queries import binding_text, revisions, translation_parts
from petition.statements.queries.translation_parts import PartProgress
from petition.statements.text.normalisation import LARGEST
from petition.statements.text.position import parse
from petition.statements.text.tree import Position

Blocks = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class PartRow:
    """A part beside its original: what stands in its box, and what changed in the original since it was translated.

    ``theirs``: what somebody else saved of it meanwhile. ``next``: the key of the next part that is not done.
    """

    progress: PartProgress
    typed: str
    pieces: list[Piece]
    theirs: str | None = None
    next: str | None = None

    @property
    def key(self) -> str:
        """The word for the part, or the number of the demand in the binding text."""
        return self.progress.key


@dataclass(frozen=True)
class PartsDraft:
    """A translation as it stands in the boxes; ``wording`` is the whole text that would be saved on top of ``base``.

    ``faults`` says by the key of a part why it cannot be saved: "no_title", "unreadable" or "too_large".
    ``disagreement`` has the numbers of demands that the binding text has not: then there are no boxes.
    """

    edition: Edition
    base: int
    wording: str
    rows: list[PartRow]
    conflicts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    disagreement: str = ""
    is_in_edition: bool = False

    @property
    def unfinished_rows(self) -> list[PartRow]:
        """The parts that are not done."""
        return [row for row in self.rows if row.progress.state != "done"]


def open_parts(
    statement: Statement, language: str, typed: Mapping[str, str] | None = None, base: int | None = None
) -> PartsDraft:
    """The parts of the text that is worked on; with what was ``typed`` into their boxes on top of revision ``base``.

    Where somebody saved another text meanwhile, each part is as whoever changed it wants it; of those that both
    changed what was typed stands, and ``conflicts`` has what was saved.
    """
    at_work, binding = revisions.working_text(statement, language), binding_text.required_text(statement, language)
    assert binding is not None
    position = Position() if at_work.is_new else parse(at_work.wording)
    wording = "" if at_work.is_new else at_work.wording
    stands = {key: part.blocks for key, part in split_text(position, binding.numbers).items()}
    wanted, conflicts = dict(stands), dict[str, str]()
    if typed is not None:
        before = stands if base == at_work.base else _blocks_at(statement, language, base or 0, binding.numbers)
        wanted, conflicts = _merge(before, stands, {key: read_blocks(typed[key]) for key in stands if key in typed})
    text, faulty = write_parts(wording, position, binding.position, wanted)
    faults = _faults(wanted, faulty) if typed is not None else {}
    parts = translation_parts.compare_parts(
        binding, parse(text) if text else Position(), translation_parts.earlier_parts(at_work, binding), statement
    )
    rows = [_row(part, wanted, typed or {}, conflicts) for part in parts]
    return PartsDraft(
        at_work.edition,
        at_work.base,
        text,
        _chain(rows),
        conflicts,
        faults,
        _disagreement(position, binding.numbers),
        at_work.is_in_edition,
    )


def refuse_parts(draft: PartsDraft) -> PartsDraft:
    """The same, for a text that is empty or too large to be saved."""
    key = draft.rows[0].key if draft.rows else "title"
    word = "too_large" if len(draft.wording.encode()) > LARGEST else "no_title"
    return replace(draft, faults={key: word})


def _blocks_at(statement: Statement, language: str, base: int, numbers: tuple[str, ...]) -> Blocks:
    found = revisions.find_revision(statement, language, base)
    position = parse(found.wording) if found is not None else Position()
    return {key: part.blocks for key, part in split_text(position, numbers).items()}


def _merge(before: Blocks, stands: Blocks, typed: Blocks) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    wanted, conflicts = dict(stands), dict[str, str]()
    for key, mine in typed.items():
        if mine == before[key]:
            continue
        wanted[key] = mine
        if stands[key] not in (before[key], mine):
            conflicts[key] = "\n\n".join(stands[key])
    return wanted, conflicts


def _faults(wanted: Blocks, faulty: str | None) -> dict[str, str]:
    if not wanted["title"]:
        return {"title": "no_title"}
    return {faulty: "unreadable"} if faulty is not None else {}


def _row(part: PartProgress, wanted: Blocks, typed: Mapping[str, str], conflicts: Mapping[str, str]) -> PartRow:
    # As it was typed, where it was: nobody's spaces and line ends are tidied up under their hands.
    is_as_typed = part.key in typed and read_blocks(typed[part.key]) == wanted[part.key]
    shown = typed[part.key] if is_as_typed else "\n\n".join(wanted[part.key])
    pieces = compare_texts(part.was, part.binding.words) if part.was is not None else []
    return PartRow(part, shown, pieces, conflicts.get(part.key))


def _chain(rows: list[PartRow]) -> list[PartRow]:
    """Each part with the next one that is not done; behind the last one comes the first again."""
    open_keys = [(at, row.key) for at, row in enumerate(rows) if row.progress.state != "done"]

    def following(at: int) -> str | None:
        behind = [key for place, key in open_keys if place > at] + [key for place, key in open_keys if place < at]
        return behind[0] if behind else None

    return [replace(row, next=following(at)) for at, row in enumerate(rows)]


def _disagreement(position: Position, numbers: tuple[str, ...]) -> str:
    """The demands that the binding text has not, or all of them where they stand in another order."""
    own, known = comparable_numbers(demand_numbers(position)), comparable_numbers(list(numbers))
    extra = [number for key, number in own.items() if key not in known]
    is_other_order = not extra and list(own) != [key for key in known if key in own]
    return ", ".join(extra or (own.values() if is_other_order else []))
