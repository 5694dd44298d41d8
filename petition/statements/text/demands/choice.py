"""Which list of a text are its demands: the one behind the sentence that asks, not the first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from petition.statements.text import line_layout
from petition.statements.text.demands.asking import (
    asks,
    gives_reasons,
    heads_demands,
    heads_notes,
    last_sentence,
    only_obliges,
    tells_support,
)
from petition.statements.text.line_layout import Block
from petition.statements.text.roll.headings import match_heading

SURE = 40
WHOLE_PAPER, LONG_ITEM, FEWEST_OF_PAPER = 6, 90, 4
REFERENCE = re.compile(
    r"(?i)https?://|www\.|\bdoi\b|\bp(?:p|ages?|\.)?\.? \d|\bibid\b|(?:^|\W)(?:19|20)\d\d(?:\W|$).*(?:vol|p)\."
)
LONGEST_LOOK = 300
ADDRESSES = ("http:", "https:", "www.", "[http", "<http")
LABELS = (":", "①", "、")


@dataclass
class ListOfItems:
    """A list that may be the demands: its number, the indices of its blocks, and how much speaks for it.

    ``kind`` is "numbers", "bullets" or "words" ("First, …"). ``reason`` says why in plain words.
    ``is_weak`` where what leads to it says only what must be.
    """

    number: int
    blocks: list[int]
    kind: str
    score: int = 0
    reason: str = ""
    top: list[int] = field(default_factory=list)
    is_weak: bool = False


def weigh_lists(lists: Sequence[ListOfItems], blocks: Sequence[Block]) -> None:
    """Gives each list its score and the reason for it; below zero a list cannot be the demands."""
    free = [block for block in blocks if block.role != "title"]
    total = sum(len(block.text) for block in free) or 1
    for each in lists:
        each.score, each.reason = _score_place(each, blocks)
        items = [blocks[at].text for at in each.top or each.blocks]
        if each.score < 0:
            continue
        if sum(item.lower().startswith(ADDRESSES) for item in items) * 2 > len(items):
            each.score, each.reason = -1, "its items are addresses"
            continue
        asking = sum(asks(item) for item in items) * 2 >= len(items)
        if (
            sum(bool(REFERENCE.search(item[:LONGEST_LOOK])) for item in items) * 10 > len(items) * 6
            and each.score < SURE
        ):
            each.score, each.reason = -1, "its items are references"
        elif asking and each.kind != "bullets":
            each.score += 20
            each.reason = each.reason or "its items ask for something"
        elif each.score < SURE and _is_paper(items, total):
            each.score, each.reason = -1, "the paragraphs of the whole paper are numbered"


def _is_paper(items: Sequence[str], total: int) -> bool:
    length = sum(map(len, items))
    long = sum(len(item) > LONG_ITEM for item in items)
    return len(items) >= FEWEST_OF_PAPER and length * 10 > total * WHOLE_PAPER and long * 10 >= len(items) * 6


def _score_place(each: ListOfItems, blocks: Sequence[Block]) -> tuple[int, str]:
    before = each.blocks[0] - 1
    above = [blocks[at] for at in range(before, max(before - 12, -1), -1)]
    near = [block for block in above[:2] if block.role != "title"]
    section = next((block for block in above if _is_heading(block)), None)
    if section is not None and heads_notes(section.text) and section in above[:6]:
        return -1, f"it stands below “{line_layout.strip_emphasis(section.text)}”"
    lead = line_layout.strip_emphasis(near[0].text) if near and not near[0].is_bullet else ""
    if gives_reasons(lead, [blocks[at].text for at in each.top or each.blocks]):
        return -1, "it gives reasons"
    if lead and _heads_roll(near[0], lead):
        return -1, "it stands below a heading of signatories"
    each.is_weak = bool(lead) and only_obliges(lead)
    label = blocks[each.blocks[0]].marker
    score, reason = _score_paragraphs(near)
    if section is not None and heads_demands(section.text) and (section in above[:3] or score < SURE):
        score, reason = max(score, 90 if section in above[:1] else 60), reason or "it stands below a heading of demands"
    if label is not None and label.delimiter in LABELS and each.kind == "numbers" and label.rest is not None:
        score += 25 if label.delimiter == ":" else 5
        reason = reason or "its items are numbered with words"
    return score, reason


def _heads_roll(block: Block, words: str) -> bool:
    first = block.lines[0]
    # What a backslash protects is no heading of signatories.
    is_protected = first.literal or "\\" in first.text
    heads = not is_protected and match_heading(block.text) is not None
    return heads or (words[-1] in ":：" and tells_support(last_sentence(words)))


def _is_heading(block: Block) -> bool:
    text = block.text
    bold = text[:2] == "**" and text.rstrip(" :")[-2:] == "**" and len(text) < 120
    alone = len(text) <= 60 and len(block.lines) == 1 and not line_layout.SENTENCE_END.search(text) and not block.marker
    return bool(block.heading) or bold or (alone and not block.is_bullet)


def _score_paragraphs(near: Sequence[Block]) -> tuple[int, str]:
    if not near:
        return 0, ""
    text = line_layout.strip_emphasis(near[0].text)
    if near[0].is_bullet or near[0].list_number:
        return 0, ""
    introduces = text.rstrip("*_ ").endswith((":", "："))
    sentence = last_sentence(text)
    if asks(sentence):
        return (100 if introduces else 70), "it stands behind the sentence that asks"
    if asks(text) and (introduces or len(text) < line_layout.UNWRAPPED * 3):
        return 50, "it stands behind a paragraph that asks"
    further = near[1] if len(near) > 1 else None
    is_text = further is not None and not further.is_bullet and not further.list_number
    is_near = introduces or len(text) < line_layout.UNWRAPPED * 2
    if further and is_text and is_near and asks(last_sentence(line_layout.strip_emphasis(further.text))):
        return 45, "it stands shortly behind the sentence that asks"
    return 0, ""


def choose_lists(lists: Sequence[ListOfItems], *, only: bool = True) -> list[ListOfItems]:
    """The list that is the demands, [] where none is; several where bullets behind several asking sentences are.

    ``only``: whether a list that nothing speaks for may be the demands for being the only one.
    """
    best = max((each.score for each in lists), default=-1)
    if best >= SURE:
        strong = [each for each in lists if each.score >= max(SURE, best - 30)]
        firm = [each for each in strong if not each.is_weak]
        strong = firm or strong
        best = max(each.score for each in strong)
        if all(each.kind == "bullets" for each in strong):
            return list(strong)
        numbers = [each for each in lists if each.score == best and each.kind != "bullets"] or [
            each for each in strong if each.kind != "bullets"
        ]
        most = max(len(each.top or each.blocks) for each in numbers)
        return [[each for each in numbers if len(each.top or each.blocks) == most][-1]]
    alone = [each for each in lists if each.kind == "numbers" and each.score >= 0]
    if len(alone) == 1 and only:
        alone[0].reason = alone[0].reason or "it is the only numbered list"
        return alone
    return []


def tell_choice(lists: Sequence[ListOfItems], taken: Sequence[ListOfItems], blocks: Sequence[Block]) -> list[str]:
    """What the reader of the outline should know of the lists: which was taken and why, and which stayed text."""
    notes = []
    numbered = [each for each in lists if each.kind == "numbers"]
    for each in taken:
        if each.kind == "bullets":
            notes.append(
                f"line {_line(each, blocks)}: bullets are the demands and were numbered, because {each.reason}"
            )
        elif len(numbered) > 1 or each.kind == "words":
            notes.append(
                f"line {_line(each, blocks)}: this list is the demands, because {each.reason or 'a person said so'}"
            )
    kept = {id(each) for each in taken}
    for each in lists:
        if id(each) not in kept and each.kind == "numbers":
            why = f", because {each.reason}" if each.score < 0 and each.reason else ""
            notes.append(f"line {_line(each, blocks)}: a numbered list stayed text{why}")
    return notes


def _line(each: ListOfItems, blocks: Sequence[Block]) -> int:
    return blocks[each.blocks[0]].lines[0].number
