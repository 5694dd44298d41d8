"""The title of a text: of the front matter, a heading, the subject of a letter, or the first line that may be one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from petition.statements.text import letter_head, line_layout, numbering
from petition.statements.text.line_layout import Block
from petition.statements.text.prose import plain_text

LONGEST_TITLE, SHORT_TITLE, FEWEST_WORDS = 300, 100, 4
FIRST_SENTENCE = re.compile(r".+?[.!?…。！？؟](?=\s|$)", re.DOTALL)
# Blocks on top of a letter among which the title is looked for.
MOST_ABOVE = 6


@dataclass(frozen=True)
class Title:
    """The words of a title, "" where there is none, and what the reader of the outline should know of it."""

    text: str = ""
    notes: tuple[str, ...] = ()


def choose_title(blocks: Sequence[Block], kept: str, heading: str) -> Title:
    """The title; the block that it stands in gets the role "title".

    ``kept`` is the title of the front matter, ``heading`` the words of a heading of signatories on the first line.
    """
    before = next((at for at, block in enumerate(blocks) if block.marker), len(blocks))
    opening = [block for block in blocks[:before] if not block.lines[0].is_note]
    if kept:
        if opening and _same_words(line_layout.strip_emphasis(opening[0].text), kept):
            opening[0].role = "title"
        return Title(kept)
    block = next((block for block in opening if block.heading == 1), None) or _find_block(opening)
    if block is None:
        return Title(heading) if heading else _borrow_title(opening)
    block.role = "title"
    text = line_layout.strip_emphasis(block.text)
    return Title(letter_head.find_subject(text) or text)


def _find_block(opening: Sequence[Block]) -> Block | None:
    """The block on top that is most like a title: neither date nor addressee, rather than "Open letter" alone."""
    top = opening[:MOST_ABOVE]
    subject = next((block for block in top if letter_head.find_subject(line_layout.strip_emphasis(block.text))), None)
    if subject:
        return subject
    head = next((at for at, block in enumerate(top) if not _belongs_to_head(block)), len(top))
    free = [block for block in top[head : head + 2] if _may_be_title(block)]
    if free and free[0] is top[head]:
        words = line_layout.strip_emphasis(free[0].text)
        follows = len(free) > 1 and (not free[0].heading or free[1].heading) and not _belongs_to_head(free[1])
        return free[1] if follows and letter_head.is_kicker(words) else free[0]
    # A letter that has nothing else is called by whom it is for.
    return next((block for block in top[:head] if _may_be_title(block) and not _is_date(block)), None)


def _belongs_to_head(block: Block) -> bool:
    words = line_layout.strip_emphasis(block.text)
    return not block.heading and (_is_date(block) or letter_head.is_addressee(words))


def _is_date(block: Block) -> bool:
    return line_layout.is_date_line(line_layout.strip_emphasis(block.text))


def _borrow_title(opening: Sequence[Block]) -> Title:
    """Takes the first words of the text for a title that nobody wrote; they stay in the text, too."""
    long = [each for each in opening if len(each.text.split()) >= FEWEST_WORDS and not each.is_bullet]
    bodies = (each for each in long if not _belongs_to_head(each) and not each.text.endswith((",", "،", "，")))
    block = next(bodies, long[0] if long else None)
    if block is None:
        return Title(notes=("no title was found",))
    words = plain_text(block.text)[: LONGEST_TITLE * 4]
    first = next((found[0] for found in FIRST_SENTENCE.finditer(words)), words)
    short = first if len(first) <= SHORT_TITLE else first[:SHORT_TITLE].rsplit(" ", 1)[0] + "…"
    number = block.lines[0].number
    return Title(short.strip(), (f"line {number}: no title was found, so the first words stand in for it",))


def _same_words(one: str, other: str) -> bool:
    return "".join(filter(str.isalnum, one.casefold())) == "".join(filter(str.isalnum, other.casefold()))


def _may_be_title(block: Block) -> bool:
    text = line_layout.strip_emphasis(block.text)
    if block.heading:
        return True
    if len(text) > LONGEST_TITLE or text.startswith(line_layout.KEPT_DASHES) or numbering.read_marker(text):
        return False
    return not line_layout.PAUSE.search(text) or text[-1] in "!?…؟"
