"""What changed from one edition to the next: place by place, word by word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from petition.statements.editions.word_differences import ComparisonBudget, Piece, compare_texts
from petition.statements.text.prose import addressed_text, plain_text
from petition.statements.text.tree import Demand, Position
from petition.statements.text.words import is_word, split_words

Place = Literal["title", "opening", "introduction", "demand", "closing"]

AROUND = 12
"""How many words a mail shows before and after each change."""

ADDRESS = regex.compile(r"\]\(\s*<?([^\s)>]+)")
NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """A part of the text that changed, moved, came or went.

    ``key`` is that of the new demand where it was told; ``old_number`` has all old numbers of a merged
    demand, by commas; a number is None outside demands and where there was or is no demand.
    """

    key: str | None
    old_number: str | None
    new_number: str | None
    place: Place
    pieces: list[Piece]

    @property
    def is_moved_only(self) -> bool:
        """Whether nothing but the number changed."""
        return all(piece.kind == "same" for piece in self.pieces)


def compare_positions(
    old: Position,
    new: Position,
    pairs: Mapping[str, tuple[str, ...]],
    keys: Mapping[str, str] | None = None,
) -> list[Change]:
    """The changes in the order of the new text; dropped demands stand where they stood.

    ``pairs`` says for each new number which old ones it comes from, ``keys`` which key it has. Markup
    is left out of the texts, but where the address of a link changed addresses stand after the words of their links.
    """
    allowance = ComparisonBudget()
    changes = [_compare_part("title", [old.title], [new.title], allowance)]
    changes.append(_compare_part("opening", old.opening, new.opening, allowance))
    changes.append(_compare_part("introduction", [old.introduction or ""], [new.introduction or ""], allowance))
    changes += _compare_demands(old, new, pairs, keys or {}, allowance)
    changes.append(_compare_part("closing", old.closing, new.closing, allowance))
    return [change for change in changes if not change.is_moved_only or change.old_number != change.new_number]


def _compare_part(place: Place, old: Sequence[str], new: Sequence[str], allowance: ComparisonBudget) -> Change:
    return Change(None, None, None, place, _compare_words(old, new, allowance))


def _compare_words(old: Sequence[str], new: Sequence[str], allowance: ComparisonBudget) -> list[Piece]:
    addresses = [ADDRESS.findall(" ".join(blocks)) for blocks in (old, new)]
    before, after = (_joined_words(blocks, addresses[0] != addresses[1]) for blocks in (old, new))
    return compare_texts(before, after, allowance)


def _joined_words(blocks: Sequence[str], with_addresses: bool) -> str:
    read = addressed_text if with_addresses else plain_text
    return "\n".join(read(block) for block in blocks if block)


def _compare_demands(
    old: Position,
    new: Position,
    pairs: Mapping[str, tuple[str, ...]],
    keys: Mapping[str, str],
    allowance: ComparisonBudget,
) -> Iterator[Change]:
    before = {demand.number: demand for demand in old.walk()}
    used = {number for numbers in pairs.values() for number in numbers}
    dropped = [number for number in before if number not in used]
    places = {number: place for place, number in enumerate(before)}
    for demand in new.walk():
        origins = [number for number in pairs.get(demand.number, ()) if number in before]
        reached = min((places[number] for number in origins), default=0)
        while dropped and places[dropped[0]] < reached:
            yield _dropped_change(before[dropped.pop(0)], allowance)
        came_from = [block for number in origins for block in _demand_blocks(before[number])]
        pieces = _compare_words(came_from, _demand_blocks(demand), allowance)
        yield Change(keys.get(demand.number), ", ".join(origins) or None, demand.number, "demand", pieces)
    yield from (_dropped_change(before[number], allowance) for number in dropped)


def _dropped_change(demand: Demand, allowance: ComparisonBudget) -> Change:
    return Change(None, demand.number, None, "demand", _compare_words(_demand_blocks(demand), [], allowance))


def _demand_blocks(demand: Demand) -> list[str]:
    return [demand.text, *demand.paragraphs]


def describe_changes(changes: Sequence[Change]) -> str:
    """The changes for a mail, a paragraph each: "2.4 → 2.5: … by [-two-] [+three+] months …".

    Only the words around what changed are shown.
    """
    return "\n\n".join(_describe_change(change) for change in changes)


def _describe_change(change: Change) -> str:
    pieces = change.pieces
    texts = [_mark_pieces(pieces, at) for at in range(len(pieces))]
    text = "".join(texts).strip()
    if change.place != "demand":
        return text
    head = f"{change.old_number or NOTHING} → {change.new_number or NOTHING}"
    if change.old_number == change.new_number:
        head = f"{change.new_number}"
    # Without the isolate an Arabic or Hebrew text would turn the old number and the new one round.
    head = f"\u2066{head}\u2069" if _is_right_to_left(text) else head
    return f"{head}: {text}"


def _mark_pieces(pieces: Sequence[Piece], at: int) -> str:
    piece = pieces[at]
    if piece.kind == "same":
        return _shorten_context(piece.text, is_first=at == 0, is_last=at == len(pieces) - 1)
    if piece.kind == "removed":
        parted = " " if pieces[at + 1 : at + 2] and pieces[at + 1].kind == "added" else ""
        return f"[-{piece.text}-]{parted}"
    return f"[+{piece.text}+]"


def _shorten_context(text: str, *, is_first: bool, is_last: bool) -> str:
    tokens = split_words(text)
    at = [place for place, token in enumerate(tokens) if is_word(token)]
    if is_first and is_last:
        return text if len(at) <= AROUND else f"{''.join(tokens[: at[AROUND]]).rstrip()} …"
    if len(at) <= (AROUND if is_first or is_last else 2 * AROUND):
        return text
    head = "" if is_first else "".join(tokens[: at[AROUND]]).rstrip() + " "
    tail = "" if is_last else " " + "".join(tokens[at[-AROUND] :])
    return f"{head}…{tail}"


def _is_right_to_left(text: str) -> bool:
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((each for each in directions if each in ("L", "R", "AL")), "L") != "L"
