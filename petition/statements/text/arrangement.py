"""The blocks of a text put in their places: title, opening, demands, closing, signatories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from petition.statements.text import line_layout
from petition.statements.text.blocks import BlockReader
from petition.statements.text.choices import Choices, Use, read_choices
from petition.statements.text.cleaning.clean_text import CleanText, clean_text
from petition.statements.text.demand_tree import DemandTree, Draft
from petition.statements.text.demands.taking import TakenDemands, take_demands
from petition.statements.text.line_layout import Block, SourceLine
from petition.statements.text.links import find_dead_links, note_of
from petition.statements.text.overview import block_overview, line_roles, number_groups
from petition.statements.text.roll import signatory_list, trailing
from petition.statements.text.roll.headings import heading_words
from petition.statements.text.roll.section import HEADING_ROLE
from petition.statements.text.roll.signatory_list import SignatoryList
from petition.statements.text.roll.vocabulary import is_farewell
from petition.statements.text.titles import choose_title
from petition.statements.text.tree import Position, TextBlock

FEWEST_BEFORE, LONGEST_LABEL = 2, 80
UNPLACED = "unplaced, kept as a paragraph"


@dataclass
class Arrangement:
    """A text on its way to becoming a position."""

    clean: CleanText
    lines: Sequence[SourceLine]
    roll: SignatoryList
    blocks: list[Block]
    notes: list[str]
    demands: TakenDemands = field(default_factory=lambda: TakenDemands(DemandTree([])))
    title: str = ""
    opening: list[Block] = field(default_factory=list)
    closing: list[Block] = field(default_factory=list)


def arrange_text(
    text: str, choices: Choices | None = None, *, every_number: bool = False
) -> tuple[Position, DemandTree]:
    """The position in a normalised text, and the tree of its demands for who asks about duplicates.

    Without ``choices`` those that are kept in the text count.
    """
    clean = clean_text(text)
    lines = line_layout.source_lines(clean)
    choices = read_choices(text) if choices is None else choices
    uses: dict[int, Use] = {}
    if choices:
        plain = _arrange(clean, lines, {}, every_number=every_number)
        uses = _spread_choices(choices, block_overview(clean, _roles(plain), {}, number_groups(plain.blocks)))
    found = _arrange(clean, lines, uses, every_number=every_number)
    position = _position(found)
    roles = _roles(found)
    placed = line_roles(clean, found.lines, roles)
    dead_links = find_dead_links(placed, [demand.number for demand in position.walk()])
    return replace(
        position,
        notes=(*position.notes, *map(note_of, dead_links)),
        line_roles=placed,
        blocks=block_overview(clean, roles, uses, number_groups(found.blocks)),
    ), found.demands.tree


def _arrange(
    clean: CleanText, lines: Sequence[SourceLine], uses: Mapping[int, Use], *, every_number: bool
) -> Arrangement:
    held = {number for number, use in uses.items() if use != "signatories"}
    searched = [replace(line, is_note=True) if line.number in held else line for line in lines]
    chosen = [line for line in lines if uses.get(line.number) == "signatories"]
    unchosen = [line for line in searched if uses.get(line.number) != "signatories"]
    roll = signatory_list.find_headed_lists(unchosen, clean.title)
    signatory_list.add_listed(roll, clean.signatories)
    if chosen:
        signatory_list.add_chosen(roll, chosen)
    reader = BlockReader(lines, roll.roles.keys(), every_number=every_number)
    found = Arrangement(clean, lines, roll, reader.read(), list(clean.notes))
    found.demands = take_demands(found.blocks, reader.lists, dict(uses), every_number=every_number)
    title = choose_title(found.blocks, clean.title, _heading_on_top(found))
    found.title = title.text
    found.notes += title.notes
    _distribute_blocks(found, searches=not uses)
    return found


def _spread_choices(choices: Choices, blocks: Sequence[TextBlock]) -> dict[int, Use]:
    uses: dict[int, Use] = {}
    for block in blocks:
        said = next((choices[at] for at in range(block.first, block.last + 1) if at in choices), None)
        if said:
            uses.update(dict.fromkeys(range(block.first, block.last + 1), said))
    return uses


def _heading_on_top(found: Arrangement) -> str:
    """The words of a heading of signatories that is the first line of all."""
    first = next((line for line in found.lines if not line.is_separator), None)
    return heading_words(first.text) if first and found.roll.roles.get(first.number) == HEADING_ROLE else ""


def _distribute_blocks(found: Arrangement, *, searches: bool) -> None:
    drafts = found.demands.drafts
    notes = [block for block in found.blocks if block.lines[0].is_note]
    rest = [block for block in found.blocks if block.role != "title" and not block.lines[0].is_note]
    at = [number for number, block in enumerate(rest) if block.marker]
    first, last = (at[0], at[-1]) if at else (len(rest), len(rest))
    found.opening = rest[:first]
    current: Draft | None = None
    for block in rest[first:last]:
        current = drafts.get(id(block), current) if block.marker else current
        if current and not block.marker:
            _attach_block(block, current)
            if block.heading or _is_label(block):
                number = block.lines[0].number
                found.notes.append(f"line {number}: a heading between demands was kept as a paragraph")
    if at:
        end = drafts[id(rest[last])]
        for block in rest[last + 1 :]:
            block.after_roll = end.line < found.roll.first_line < block.lines[0].number
        tail = _count_belonging(rest, last, end, drafts)
        for block in rest[last + 1 : last + 1 + tail]:
            _attach_block(block, end)
        found.closing = rest[last + 1 + tail :]
    elif found.roll.first_line:
        behind = [block for block in rest if block.lines[0].number > found.roll.first_line]
        # A list on top of a letter has the whole letter below it.
        if len(behind) < len(rest):
            found.opening = rest[: len(rest) - len(behind)]
            found.closing = behind
    if searches:
        _find_signatories(found)
    found.closing += notes


def _is_label(block: Block) -> bool:
    """Whether a short paragraph is bold all through, as who cannot make a heading writes one."""
    words = block.text.rstrip(" :：")
    bold = words[:2] in ("**", "__") and words[-2:] == words[:2] and words.count(words[:2]) == 2
    return bold and len(words) <= LONGEST_LABEL and not line_layout.SENTENCE_END.search(words)


def _attach_block(block: Block, draft: Draft) -> None:
    draft.paragraphs.append(block)
    block.role = f"paragraph of demand {draft.number}"


def _count_belonging(rest: Sequence[Block], last: int, end: Draft, drafts: Mapping[int, Draft]) -> int:
    """How many blocks behind the last demand still belong to it."""
    behind = rest[last + 1 :]
    tail = _count_indented(behind, end, drafts)
    items = [at for at, block in enumerate(rest) if block.marker]
    paragraphs = [after - before - 1 for before, after in pairwise(items)]
    marker = end.block.marker if end.block else None
    is_empty = marker is not None and marker.delimiter == ":" and not marker.rest
    if tail or (not is_empty and (len(paragraphs) < FEWEST_BEFORE or not min(paragraphs))):
        return tail
    # All demands before have paragraphs of their own, so the last one has them too.
    most = max(paragraphs, default=1) if rest[last].heading else min(paragraphs, default=1)
    stops = (at for at, block in enumerate(behind) if block.heading or block.after_roll or _is_farewell(block))
    # "Article 2" on a line of its own has its words below it.
    return min(max(most, is_empty), next(stops, len(behind)))


def _is_farewell(block: Block) -> bool:
    return is_farewell(line_layout.strip_emphasis(block.text))


def _count_indented(blocks: Sequence[Block], last: Draft, drafts: Mapping[int, Draft]) -> int:
    # Behind the last demand only what is set in, or is its own bulleted list, still belongs to it.
    base = min(draft.block.indent for draft in drafts.values() if draft.block and draft.block.marker)
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
    has_demands = bool(found.demands.tree.roots)
    region = found.closing if has_demands else _blocks_after_first_sentence(found.opening)
    trailing.add_trailing_names(found.roll, region)
    named = [block.lines[0].number for block in region if block.role == signatory_list.ROLE]
    starts = tuple(f"line {number}: a numbered list" for number in named)
    found.demands.notes = [note for note in found.demands.notes if not note.startswith(starts)]
    taken = (signatory_list.ROLE, HEADING_ROLE)
    found.closing = [block for block in found.closing if block.role not in taken]
    found.opening = [block for block in found.opening if block.role not in taken]


def _blocks_after_first_sentence(blocks: list[Block]) -> list[Block]:
    ends = (at for at, block in enumerate(blocks, 1) if line_layout.SENTENCE_END.search(block.text))
    return blocks[next(ends, len(blocks)) :]


def _position(found: Arrangement) -> Position:
    introduction = _introduction(found)
    opening = [block.text for block in found.opening if block.role != "introduction"]
    for block in found.closing:
        if block.after_roll:
            number = block.lines[0].number
            found.notes.append(f"line {number}: text below the signatories was kept in the closing")
    roots = found.demands.tree.roots
    return Position(
        title=found.title,
        opening=tuple(opening),
        introduction=introduction,
        demands=tuple(draft.to_demand() for draft in roots),
        closing=tuple(block.text for block in found.closing),
        signatories=tuple(found.roll.signatories),
        notes=(*found.notes, *found.demands.notes, *found.demands.tree.notes, *found.roll.notes),
        date=found.clean.date,
    )


def _introduction(found: Arrangement) -> str | None:
    if not found.opening or not found.demands.tree.roots:
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


def _roles(found: Arrangement) -> dict[int, str]:
    """What each line was taken for, by its number."""
    roles = dict(found.roll.roles)
    for block in found.opening:
        block.role = block.role or "opening"
    for block in found.closing:
        block.role = UNPLACED if block.after_roll else block.role or "closing"
    for draft in found.demands.drafts.values():
        if draft.block and draft.block.marker:
            draft.block.role = f"demand {draft.number}"
    for block in found.blocks:
        for line in block.lines:
            roles.setdefault(line.number, block.role)
    return roles
