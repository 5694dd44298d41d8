"""The blocks of a text put in their places: title, opening, demands, closing, signatories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from petition.statements.text import line_layout, numbering, signatory_parser
from petition.statements.text.demand_tree import DemandTree, Draft, SeenNumber
from petition.statements.text.line_layout import Block, SourceLine
from petition.statements.text.tree import Line, Position

LONGEST_TITLE = 300
UNPLACED = "unplaced, kept as a paragraph"


@dataclass
class Arrangement:
    """A text on its way to becoming a position."""

    lines: Sequence[SourceLine]
    roll: signatory_parser.SignatoryList
    tree: DemandTree
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: str = ""
    opening: list[Block] = field(default_factory=list)
    closing: list[Block] = field(default_factory=list)


def arrange_text(text: str) -> tuple[Position, DemandTree]:
    """The position in a normalised text, and the tree of its demands for who asks about duplicates."""
    lines = line_layout.source_lines(text)
    found = signatory_parser.find_headed_list(lines)
    free = [line for line in lines if line.number not in found.roles]
    markers = [numbering.read_marker(_strip_heading_marks(line)) for line in free if not line.literal]
    arrangement = Arrangement(lines, found, DemandTree(marker for marker in markers if marker))
    _collect_blocks(arrangement)
    _choose_title(arrangement)
    _distribute_blocks(arrangement)
    return _position(arrangement), arrangement.tree


def _strip_heading_marks(line: SourceLine) -> str:
    heading = None if line.literal else line_layout.HEADING.fullmatch(line.text)
    return heading[2] if heading else line.text


def _collect_blocks(found: Arrangement) -> None:
    current: Block | None = None
    previous: SourceLine | None = None
    for line in found.lines:
        if line.number in found.roll.roles:
            current = None
        elif line.is_separator:
            _underline(line, previous, found.blocks)
            current = None
        else:
            block = _begin_block(line, previous, current, found)
            if block is None and current is not None:
                current.append(line)
            else:
                current = block or Block([line], line.text)
                found.blocks.append(current)
            current = None if current.heading else current
        previous = line


def _underline(line: SourceLine, previous: SourceLine | None, blocks: list[Block]) -> None:
    if line.after_blank or previous is None or not blocks or blocks[-1].marker:
        return
    beneath = blocks[-1].lines[-1] is previous and line_layout.UNDERLINE.fullmatch(line.text)
    if beneath and (line.text[0] == "=" or len(blocks) == 1):
        blocks[-1].heading = blocks[-1].heading or (1 if line.text[0] == "=" else 2)


def _begin_block(
    line: SourceLine, previous: SourceLine | None, current: Block | None, found: Arrangement
) -> Block | None:
    heading = None if line.literal else line_layout.HEADING.fullmatch(line.text)
    level, text = (len(heading[1]), heading[2]) if heading else (0, line.text)
    words = line_layout.unescape(text) if heading else text
    literal = line.literal or words != text
    marker = None if literal else numbering.read_marker(text)
    if marker:
        wrapped = not heading and line_layout.looks_wrapped(line, previous)
        draft = found.tree.place(SeenNumber(marker, line.number, line.indent, wrapped))
        if draft:
            draft.block = Block([line], marker.rest, level, marker)
            return draft.block
    if heading:
        return Block([line], words, level)
    dashed = None if literal else line_layout.with_dash_bullet(text)
    if dashed:
        return Block([line], dashed)
    if current is None or previous is None or line.after_blank:
        return Block([line], text)
    is_first = len(found.blocks) == 1 and len(current.lines) == 1 and not current.marker
    return Block([line], text) if line_layout.begins_paragraph(line, previous, current.indent, is_first) else None


def _choose_title(found: Arrangement) -> None:
    before = next((at for at, block in enumerate(found.blocks) if block.marker), len(found.blocks))
    opening = found.blocks[:before]
    main = next((block for block in opening if block.heading == 1), None)
    first = opening[1:2] if len(opening) > 1 and line_layout.is_date_line(opening[0].text) else opening[:1]
    block = main or next((each for each in [*first, *opening[:1]] if _may_be_title(each)), None)
    if block is None:
        found.notes.append("no title was found")
        return
    block.role = "title"
    found.title = line_layout.strip_emphasis(block.text)


def _may_be_title(block: Block) -> bool:
    text = line_layout.strip_emphasis(block.text)
    if block.heading:
        return True
    if len(text) > LONGEST_TITLE or text.startswith(line_layout.KEPT_DASHES):
        return False
    return not line_layout.PAUSE.search(text) or text[-1] in "!?…؟"


def _distribute_blocks(found: Arrangement) -> None:
    drafts = {id(draft.block): draft for draft in _all_drafts(found.tree.roots)}
    rest = [block for block in found.blocks if block.role != "title"]
    at = [number for number, block in enumerate(rest) if block.marker]
    first, last = (at[0], at[-1]) if at else (len(rest), len(rest))
    found.opening = rest[:first]
    current: Draft | None = None
    for block in rest[first:last]:
        current = drafts.get(id(block), current)
        if current and not block.marker:
            _attach_block(block, current)
            if block.heading:
                number = block.lines[0].number
                found.notes.append(f"line {number}: a heading between demands was kept as a paragraph")
    if at:
        end = drafts[id(rest[last])]
        for block in rest[last + 1 :]:
            block.after_roll = end.line < found.roll.first_line < block.lines[0].number
        tail = _count_indented(rest[last + 1 :], end, drafts)
        for block in rest[last + 1 : last + 1 + tail]:
            _attach_block(block, end)
        found.closing = rest[last + 1 + tail :]
    _find_signatories(found)


def _all_drafts(drafts: Sequence[Draft]) -> list[Draft]:
    return [each for draft in drafts for each in (draft, *_all_drafts(draft.children))]


def _attach_block(block: Block, draft: Draft) -> None:
    draft.paragraphs.append(block)
    block.role = f"paragraph of demand {draft.number}"


def _count_indented(blocks: Sequence[Block], last: Draft, drafts: dict[int, Draft]) -> int:
    # Behind the last demand only what is set in, or is its own bulleted list, still belongs to it.
    base = min(draft.indent for draft in drafts.values())
    introduces = last.block is not None and last.block.text.endswith((":", "："))
    for at, block in enumerate(blocks):
        bulleted = block.text.startswith(line_layout.KEPT_DASHES)
        listed = bulleted and (introduces or not block.lines[0].after_blank)
        if block.heading or block.after_roll or not (block.indent >= base + 2 or listed):
            return at
    return len(blocks)


def _find_signatories(found: Arrangement) -> None:
    if found.roll.signatories:
        return
    region = found.closing if found.tree.roots else _blocks_after_first_sentence(found.opening)
    for block, entries in signatory_parser.find_trailing_names(region):
        for entry in entries:
            found.roll.add(block.text if len(entries) == 1 else entry[0].text, entry)
        block.role = signatory_parser.ROLE
    found.closing = [block for block in found.closing if block.role != signatory_parser.ROLE]
    found.opening = [block for block in found.opening if block.role != signatory_parser.ROLE]


def _blocks_after_first_sentence(blocks: list[Block]) -> list[Block]:
    ends = (at for at, block in enumerate(blocks, 1) if line_layout.SENTENCE_END.search(block.text))
    return blocks[next(ends, len(blocks)) :]


def _position(found: Arrangement) -> Position:
    introduction = _introduction(found)
    opening = [block.text for block in found.opening if block.role != "introduction"]
    for block in found.closing:
        if block.after_roll:
            block.role = UNPLACED
            number = block.lines[0].number
            found.notes.append(f"line {number}: text below the signatories was kept in the closing")
    return Position(
        title=found.title,
        opening=tuple(opening),
        introduction=introduction,
        demands=tuple(draft.to_demand() for draft in found.tree.roots),
        closing=tuple(block.text for block in found.closing),
        signatories=tuple(found.roll.signatories),
        notes=(*found.notes, *found.tree.notes, *found.roll.notes),
        line_roles=_line_roles(found),
    )


def _introduction(found: Arrangement) -> str | None:
    if not found.opening or not found.tree.roots:
        return None
    block = found.opening[-1]
    text = line_layout.strip_emphasis(block.text)
    introduces = text.endswith((":", "：")) or not (
        line_layout.SENTENCE_END.search(text) or line_layout.is_date_line(text)
    )
    if not introduces or text.startswith(line_layout.KEPT_DASHES):
        return None
    block.role = "introduction"
    return block.text


def _line_roles(found: Arrangement) -> tuple[Line, ...]:
    roles = dict(found.roll.roles)
    for block in found.opening:
        block.role = block.role or "opening"
    for block in found.closing:
        block.role = block.role or "closing"
    for draft in _all_drafts(found.tree.roots):
        if draft.block:
            draft.block.role = f"demand {draft.number}"
    for block in found.blocks:
        for line in block.lines:
            roles.setdefault(line.number, block.role)
    return tuple(Line(line.number, roles.get(line.number, "separator"), line.text) for line in found.lines)
