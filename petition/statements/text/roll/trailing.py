"""Names at the end of a text that stand below no heading: below a farewell, or as a list of their own."""

from __future__ import annotations

from collections.abc import Sequence

from petition.statements.text import line_layout
from petition.statements.text.demands.asking import asks, heads_notes
from petition.statements.text.line_layout import Block, SourceLine
from petition.statements.text.roll import headings, tables
from petition.statements.text.roll.names import clean_name, take_country
from petition.statements.text.roll.people import looks_personal, person_sign
from petition.statements.text.roll.person_words import ORGANISATION, ROLE
from petition.statements.text.roll.rows import LONGEST_NAME, Row, is_after, is_name, is_placeholder, is_row, take_others
from petition.statements.text.roll.section import HEADING_ROLE
from petition.statements.text.roll.signatory_list import ROLE as SIGNATORY
from petition.statements.text.roll.signatory_list import SignatoryList
from petition.statements.text.roll.vocabulary import SIGNED, is_farewell

FEWEST, MOST_WORDS = 2, 12
FEWEST_BULLETS = 3


def add_trailing_names(roll: SignatoryList, blocks: Sequence[Block]) -> None:
    """Takes in the names at the end of these blocks; a block that names signatories gets their role."""
    farewell = next((at for at in range(len(blocks) - 1, -1, -1) if _is_farewell(blocks[at])), None)
    behind = blocks[farewell + 1 :] if farewell is not None else []
    while behind and _counts_signatories(behind[0]):
        behind = behind[1:]
    names = _farewell_names(behind) or _lists_of_names(blocks)
    rows = _rows_of_blocks(names)
    if not names:
        names = _lone_names(blocks)
        rows = [row for block in names for row in _rows_of_name(block)]
    if not names or not _may_introduce(blocks, names[0], rows):
        return
    before = len(roll.signatories)
    roll.add_rows(rows)
    if len(roll.signatories) > before:
        roll.first_line = names[0].lines[0].number
        for block in names:
            block.role = block.role or SIGNATORY
        _take_heading(blocks, names[0])


def _is_farewell(block: Block) -> bool:
    return is_farewell(line_layout.strip_emphasis(block.text))


def _may_introduce(blocks: Sequence[Block], first: Block, rows: Sequence[Row]) -> bool:
    """Whether the line above may stand above signatories; "The facts:" only where what is below looks like names."""
    at = next(at for at, block in enumerate(blocks) if block is first)
    words = blocks[at - 1].text.rstrip("*_ ") if at else ""
    if is_after(words):
        return False
    says_so = SIGNED.search(words) is not None and not headings.CLAIMS.search(words)
    if not words.endswith((":", "：")) or says_so:
        return True
    signs = sum(bool(row.cells) or _looks_named(row.text[:LONGEST_NAME]) for row in rows)
    return signs * 2 >= len(rows)


def _looks_named(text: str) -> bool:
    name, country = take_country(clean_name(text))
    return bool(country or person_sign(name.split(",")[0]) or ORGANISATION.search(name))


def _take_heading(blocks: Sequence[Block], first: Block) -> None:
    """Takes the line directly above the names that introduces them."""
    at = next(at for at, block in enumerate(blocks) if block is first)
    above = blocks[at - 1] if at else None
    if above is None or above.role or above.marker or above.is_bullet or _is_farewell(above):
        return
    words = above.text.rstrip("*_ ")
    introduces = words.endswith((":", "：")) and len(words.split()) <= MOST_WORDS and not asks(words)
    if introduces or headings.match_group(words):
        above.role = HEADING_ROLE


def _counts_signatories(block: Block) -> bool:
    """Whether a line between a farewell and the names says how many signed, or who comes first."""
    return len(block.text.split()) <= MOST_WORDS and SIGNED.search(block.text) is not None


def _rows_of_blocks(blocks: Sequence[Block]) -> list[Row]:
    """The rows of blocks of names; a line such as "Organisations" above a part says which sign below."""
    rows: list[Row] = []
    group = ""
    for at, block in enumerate(blocks):
        below = len(block.lines) > 1 or at + 1 < len(blocks)
        if below and headings.match_group(block.lines[0].text):
            group = headings.kind_of_group(block.lines[0].text)
            if len(block.lines) == 1:
                block.role = HEADING_ROLE
                continue
            made = _rows_of(block)[1:]
            made[0].starts_run = True
        else:
            made = _rows_of(block)
        for row in made:
            row.group = group
        rows += made
    return rows


def _rows_of(block: Block) -> list[Row]:
    rows = []
    for line in block.lines:
        text = block.text if len(block.lines) == 1 else line.text
        if is_placeholder(text):
            continue
        cells = _read_gap(line)
        rows.append(
            Row(cells.get("name", text), [line], starts_run=line.after_blank, is_item=block.is_bullet, cells=cells)
        )
    return rows


def _read_gap(line: SourceLine) -> dict[str, str]:
    """The name and the role of somebody with a wide gap between them, in any order; {} where there is none."""
    cells = [cell for cell in tables.cells_of(line) if cell] if "|" not in line.text else []
    if len(cells) != 2:
        return {}
    works = [ROLE.search(cell) is not None for cell in cells]
    name, role = cells if works[1] else cells[::-1]
    return {"name": name, "role": role} if sum(works) == 1 and looks_personal(name) else {}


def _rows_of_name(block: Block) -> list[Row]:
    """One row of a block whose lines are one name, or a row for each line that is one."""
    each_named = len(block.lines) > 1 and all(is_name(line.text) for line in block.lines)
    return _rows_of(block) if each_named else [Row(block.text, block.lines)]


def _farewell_names(blocks: Sequence[Block]) -> list[Block]:
    """The blocks below a farewell that name somebody, up to the first that does not."""
    found: list[Block] = []
    for block in blocks:
        lines = [line.text for line in block.lines if not is_placeholder(line.text)]
        fits = all(is_row(text) and not is_after(text) for text in lines) and not block.marker
        if (
            not fits
            or heads_notes(block.text)
            or not (all(is_name(text, listed=True) for text in lines) or block.is_bullet)
        ):
            break
        found.append(block)
    return found


def _lists_of_names(blocks: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    for at, block in enumerate(blocks):
        goes_on = bool(found) and found[-1] is blocks[at - 1] and not block.lines[0].after_blank
        if _is_list(block, at == len(blocks) - 1 or goes_on):
            found.append(block)
    return found or _bulleted_names(blocks)


def _is_list(block: Block, is_last: bool) -> bool:
    if len(block.lines) < FEWEST or block.heading or block.marker:
        return False
    first, last = block.lines[0].text, block.lines[-1].text
    emphasised = first[0] in "*_" and last[-1] == first[0]
    if any(line.text.startswith("|") for line in block.lines):
        return False
    grouped = headings.match_group(block.lines[0].text)
    lines = [line.text for line in block.lines[grouped:] if not is_placeholder(line.text)]
    if len(lines) + grouped < FEWEST:
        return False
    separated = sum(line.endswith((";", ",")) for line in lines[:-1]) > 0
    lines = [line.rstrip(";,") if separated else line for line in lines]
    lines[-1] = lines[-1].removesuffix(".") if separated else lines[-1]
    return (emphasised or is_last or len(block.lines) > FEWEST) and all(is_name(line, listed=grouped) for line in lines)


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
    if (
        block.marker
        or name.startswith(("**", "\\", "|"))
        or is_after(name)
        or heads_notes(name)
        or _counts_signatories(block)
    ):
        return False
    return is_name(name) and bool(take_others(name)[0])
