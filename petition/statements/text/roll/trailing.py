"""Names at the end of a text that stand below no heading: below a farewell, or as a list of their own."""

from __future__ import annotations

from collections.abc import Sequence

from petition.statements.text import line_layout
from petition.statements.text.line_layout import Block
from petition.statements.text.roll.people import person_sign
from petition.statements.text.roll.person_words import ORGANISATION, ROLE
from petition.statements.text.roll.rows import Row, is_after, is_name, is_row, take_others
from petition.statements.text.roll.signatory_list import ROLE as SIGNATORY
from petition.statements.text.roll.signatory_list import SignatoryList
from petition.statements.text.roll.vocabulary import is_farewell

FEWEST = 2
FEWEST_BULLETS = 3


def add_trailing_names(roll: SignatoryList, blocks: Sequence[Block]) -> None:
    """Takes in the names at the end of these blocks; a block that names signatories gets their role."""
    farewell = next((at for at in range(len(blocks) - 1, -1, -1) if _is_farewell(blocks[at])), None)
    behind = blocks[farewell + 1 :] if farewell is not None else []
    names = _farewell_names(behind) or _lists_of_names(blocks)
    rows = [row for block in names for row in _rows_of(block)]
    if not names:
        names = _lone_names(blocks)
        rows = [row for block in names for row in _rows_of_name(block)]
    if not names:
        return
    before = len(roll.signatories)
    roll.add_rows(rows)
    if len(roll.signatories) > before:
        roll.first_line = names[0].lines[0].number
        for block in names:
            block.role = SIGNATORY


def _is_farewell(block: Block) -> bool:
    return is_farewell(line_layout.strip_emphasis(block.text))


def _rows_of(block: Block) -> list[Row]:
    rows = []
    for at, line in enumerate(block.lines):
        text = block.text if len(block.lines) == 1 else line.text
        rows.append(Row(text, [line], starts_run=at == 0, is_item=block.is_bullet))
    return rows


def _rows_of_name(block: Block) -> list[Row]:
    """One row of a block whose lines are one name, or a row for each line that is one."""
    each_named = len(block.lines) > 1 and all(is_name(line.text) for line in block.lines)
    return _rows_of(block) if each_named else [Row(block.text, block.lines)]


def _farewell_names(blocks: Sequence[Block]) -> list[Block]:
    """The blocks below a farewell that name somebody, up to the first that does not."""
    found: list[Block] = []
    for block in blocks:
        lines = [line.text for line in block.lines]
        fits = all(is_row(text) and not is_after(text) for text in lines) and not block.marker
        if not fits or not (all(is_name(text, listed=True) for text in lines) or block.is_bullet):
            break
        found.append(block)
    return found


def _lists_of_names(blocks: Sequence[Block]) -> list[Block]:
    found = [block for at, block in enumerate(blocks) if _is_list(block, at == len(blocks) - 1)]
    return found or _bulleted_names(blocks)


def _is_list(block: Block, is_last: bool) -> bool:
    if len(block.lines) < FEWEST or block.heading or block.marker:
        return False
    first, last = block.lines[0].text, block.lines[-1].text
    emphasised = first[0] in "*_" and last[-1] == first[0]
    lines = [line.text for line in block.lines]
    separated = sum(line.endswith((";", ",")) for line in lines[:-1]) > 0
    lines = [line.rstrip(";,") if separated else line for line in lines]
    lines[-1] = lines[-1].removesuffix(".") if separated else lines[-1]
    return (emphasised or is_last or len(block.lines) > FEWEST) and all(map(is_name, lines))


def _bulleted_names(blocks: Sequence[Block]) -> list[Block]:
    """A bulleted list at the very end whose items are evidently names."""
    run: list[Block] = []
    for block in reversed(blocks):
        if not block.is_bullet:
            break
        run.append(block)
    names = [block.text.removeprefix("- ") for block in run]
    signs = sum(
        bool(person_sign(name.split(",")[0]) or ORGANISATION.search(name)) and not ROLE.match(name) for name in names
    )
    fits = len(run) >= FEWEST_BULLETS and all(is_name(name) for name in names) and signs * 10 >= len(run) * 8
    return run[::-1] if fits else []


def _lone_names(blocks: Sequence[Block]) -> list[Block]:
    run = list(blocks)
    while run and line_layout.is_date_line(run[-1].text):
        run.pop()
    names: list[Block] = []
    while run and _is_lone_name(run[-1]):
        names.append(run.pop())
    enough = len(names) >= (1 if run and _is_farewell(run[-1]) else FEWEST)
    return names[::-1] if enough else []


def _is_lone_name(block: Block) -> bool:
    name = block.text
    name = name[2:] if name.startswith(line_layout.KEPT_DASHES) else name
    if block.marker or name.startswith("**") or is_after(name):
        return False
    return is_name(name) and bool(take_others(name)[0])
