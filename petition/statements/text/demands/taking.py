"""The chosen list made a tree of demands, and all other lists text again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from petition.statements.text import line_layout
from petition.statements.text.choices import Use
from petition.statements.text.demand_tree import DemandTree, Draft, SeenNumber
from petition.statements.text.demands.asking import asks, last_sentence
from petition.statements.text.demands.choice import ListOfItems, choose_lists, tell_choice, weigh_lists
from petition.statements.text.line_layout import Block
from petition.statements.text.numbering import Marker

BOLD_SENTENCE = re.compile(r"\*\*[^*]{3,200}[.!]\*\* ?\S|\*\*[^*]{3,200}\*\*[.:!]? [^\W\d_]")


@dataclass
class NumberedLists:
    """The trees of the numbered lists of a text, by number counted from 1, as its lines were placed in them."""

    trees: dict[int, DemandTree] = field(default_factory=dict)
    drafts: dict[int, Draft] = field(default_factory=dict)

    def keep(self, block: Block, draft: Draft) -> None:
        """Remembers which draft a block begins."""
        draft.block = block
        self.drafts[id(block)] = draft


@dataclass
class TakenDemands:
    """The tree of the demands, empty where there are none, with the draft of each block and the notes."""

    tree: DemandTree
    drafts: dict[int, Draft] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def take_demands(
    blocks: list[Block], numbered: NumberedLists, uses: dict[int, Use], *, every_number: bool
) -> TakenDemands:
    """Decides which list is the demands; the blocks of the others become text with their numbers.

    ``uses`` is what a person said of lines; ``every_number`` takes all numbers, as texts were read before lists were
    told apart.
    """
    lists = _find_lists(blocks)
    weigh_lists(lists, blocks)
    chosen = _chosen_by_person(lists, blocks, uses)
    free = [each for each in lists if not _is_used(each, blocks, uses, "text")]
    if every_number:
        taken = [each for each in lists if each.kind == "numbers"]
    elif chosen or any(use == "demands" for use in uses.values()):
        taken = chosen
    else:
        taken = choose_lists(free, only=len(free) == len(lists)) or _find_inner_list(free, blocks, numbered)
    singles = [at for at, block in enumerate(blocks) if _is_single_choice(block, uses) and not _contains(at, taken)]
    notes = [] if every_number else tell_choice(lists, taken, blocks)
    _make_text(blocks, taken, lists)
    if len(taken) == 1 and any(taken[0] is each for each in lists) and taken[0].kind != "bullets" and not singles:
        tree = numbered.trees[taken[0].number]
        return TakenDemands(tree, numbered.drafts, notes)
    return _renumber(blocks, taken, singles, numbered, notes)


def _find_inner_list(
    lists: Sequence[ListOfItems], blocks: Sequence[Block], numbered: NumberedLists
) -> list[ListOfItems]:
    """The list inside a paragraph that asks, of a paper whose paragraphs are all numbered."""
    for each in lists:
        for at in each.blocks if each.score < 0 and each.kind == "numbers" else ():
            draft = numbered.drafts.get(id(blocks[at]))
            introduces = blocks[at].text.endswith((":", "："))
            if draft and introduces and len(draft.children) > 1 and asks(last_sentence(blocks[at].text)):
                below = {id(child.block) for child in _descendants(draft)}
                inner = [place for place in each.blocks if id(blocks[place]) in below]
                return [ListOfItems(each.number, inner, "numbers", each.score, "it stands in the paragraph that asks")]
    return []


def _descendants(draft: Draft) -> list[Draft]:
    return [each for child in draft.children for each in (child, *_descendants(child))]


def _contains(at: int, lists: Sequence[ListOfItems]) -> bool:
    return any(at in each.blocks for each in lists)


def _find_lists(blocks: Sequence[Block]) -> list[ListOfItems]:
    found: dict[int, ListOfItems] = {}
    for at, block in enumerate(blocks):
        if block.list_number and block.marker:
            kind = "words" if block.marker.delimiter == "ordinal" else "numbers"
            each = found.setdefault(block.list_number, ListOfItems(block.list_number, [], kind))
            each.blocks.append(at)
            if not block.heading or not each.top or blocks[each.top[0]].heading:
                is_top = block.indent <= blocks[each.blocks[0]].indent + 1
                each.top += [at] if is_top else []
    numbers = [each for each in found.values() if len(each.blocks) > 1 or _stands_alone(each, blocks)]
    spans = [(each.blocks[0], each.blocks[-1]) for each in numbers]
    unnumbered = [*_bullet_lists(blocks), *_bold_lists(blocks)]
    bullets = [each for each in unnumbered if not any(a < each.blocks[0] < b for a, b in spans)]
    return sorted([*numbers, *bullets], key=lambda each: each.blocks[0])


def _stands_alone(each: ListOfItems, blocks: Sequence[Block]) -> bool:
    """Whether a number without a second one is a list: not where words or a heading number it."""
    marker = blocks[each.blocks[0]].marker
    return marker is not None and marker.delimiter not in ("ordinal", ":", "、") and not blocks[each.blocks[0]].heading


def _bullet_lists(blocks: Sequence[Block]) -> list[ListOfItems]:
    lists: list[ListOfItems] = []
    current: ListOfItems | None = None
    for at, block in enumerate(blocks):
        if block.is_bullet:
            if current is None:
                current = ListOfItems(-1 - at, [], "bullets")
                lists.append(current)
            current.blocks.append(at)
            if block.indent <= blocks[current.blocks[0]].indent + 1:
                current.top.append(at)
        elif not (current and block.indent >= blocks[current.blocks[0]].indent + 2 and not block.heading):
            current = None
    return [each for each in lists if len(each.top) > 1]


def _bold_lists(blocks: Sequence[Block]) -> list[ListOfItems]:
    """Paragraphs one behind the other that each begin with a sentence in bold."""
    lists: list[ListOfItems] = []
    previous = -2
    for at, block in enumerate(blocks):
        if block.marker or block.heading or block.is_bullet or not BOLD_SENTENCE.match(block.text):
            continue
        if at != previous + 1:
            lists.append(ListOfItems(-1 - at, [], "bullets"))
        lists[-1].blocks.append(at)
        lists[-1].top.append(at)
        previous = at
    return [each for each in lists if len(each.top) > 1]


def _chosen_by_person(lists: Sequence[ListOfItems], blocks: Sequence[Block], uses: dict[int, Use]) -> list[ListOfItems]:
    return [each for each in lists if _is_used(each, blocks, uses, "demands")]


def _is_used(each: ListOfItems, blocks: Sequence[Block], uses: dict[int, Use], use: Use) -> bool:
    return bool(uses) and any(uses.get(line.number) == use for at in each.blocks for line in blocks[at].lines)


def _is_single_choice(block: Block, uses: dict[int, Use]) -> bool:
    return bool(uses) and any(uses.get(line.number) == "demands" for line in block.lines) and block.role != "title"


def _make_text(blocks: Sequence[Block], taken: Sequence[ListOfItems], lists: Sequence[ListOfItems]) -> None:
    kept = {at for each in taken for at in each.blocks}
    for at, block in enumerate(blocks):
        if block.marker and at not in kept:
            block.marker, block.list_number = None, 0
            block.first = block.printed or block.first


def _renumber(
    blocks: list[Block], taken: Sequence[ListOfItems], singles: Sequence[int], numbered: NumberedLists, notes: list[str]
) -> TakenDemands:
    """A tree counted by us: of bullets, or of several lists together."""
    items = sorted({at for each in taken for at in each.blocks} | set(singles))
    keeps = (
        bool(taken) and not singles and all(each.kind != "bullets" for each in taken) and _numbers_differ(blocks, items)
    )
    made = TakenDemands(DemandTree([]), notes=notes)
    if keeps:
        markers = [block.marker for block in (blocks[at] for at in items) if block.marker]
        made.tree = DemandTree(markers)
    stack: list[tuple[int, int]] = []
    for at in items:
        block = blocks[at]
        if not keeps:
            block.marker = _next_marker(block, stack)
        assert block.marker is not None
        draft = made.tree.place(SeenNumber(block.marker, block.lines[0].number, block.indent if keeps else 0, False))
        if draft is None:
            block.marker = None
            continue
        block.first = block.first if block.list_number else _without_bullet(block.first)
        draft.block = block
        made.drafts[id(block)] = draft
    return made


def _numbers_differ(blocks: Sequence[Block], items: Sequence[int]) -> bool:
    printed = [block.marker.path for block in (blocks[at] for at in items) if block.marker]
    return len(set(printed)) == len(printed)


def _next_marker(block: Block, stack: list[tuple[int, int]]) -> Marker:
    """The next number in a list that is counted by us; what is set in further is counted below."""
    while stack and stack[-1][0] > block.indent + 1:
        stack.pop()
    if stack and abs(stack[-1][0] - block.indent) <= 1:
        stack[-1] = (stack[-1][0], stack[-1][1] + 1)
    else:
        stack.append((block.indent, 1))
    path = tuple(str(count) for _, count in stack)
    return Marker(path, ".", True, _without_bullet(block.first))


def _without_bullet(text: str) -> str:
    return text[2:] if text.startswith(line_layout.KEPT_DASHES) else text
