"""What may be corrected as a typing mistake, without asking the signatories again."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

import regex

from petition.statements.editions.differences import ADDRESS, Place
from petition.statements.editions.word_differences import ComparisonBudget, Kind, Piece, compare_texts
from petition.statements.text.tree import Demand, Position
from petition.statements.text.words import is_word, split_words

Reason = Literal["structure", "words", "too_different", "number"]

LETTERS = regex.compile(r"\p{L}\p{M}*")
DIGIT = regex.compile(r"\p{N}|\p{Sc}|\p{Sm}|[%‰]")
SHORT = 4
"""From this many letters on a word may differ by two edits, below it by one."""

# Words that turn a demand round; a typing mistake never brings one in or takes one out. "N't" is seen by its end.
NEGATIONS = frozenset({
    "no", "not", "nor", "none", "never", "cannot", "without", "не", "ні", "ня", "ни", "нет", "нету", "няма", "нема",
    "без", "бяз", "ne", "nie", "nicht", "kein", "keine", "keinen", "nein", "pas", "non", "sans", "sin", "bez", "não",
    "nunca", "ikke", "inte", "ingen", "ei", "nem", "nu", "fără", "لا", "لن", "لم", "ما", "ليس", "غير", "بدون", "לא",
    "אין", "בלי",
})  # fmt: skip
ABBREVIATED = regex.compile(r"n['’ʼ‘]t$")


@dataclass(frozen=True)
class SubstanceChange:
    """Why a correction is more than a typing mistake: where, and which words were to become which.

    ``number`` is that of the demand in the old text, in the new one where it is only there, and None
    outside demands. ``reason``: "structure" (a demand came, went or moved; no words), "words" (words came
    or went), "number" (figures changed), "too_different" (a word became another word).
    """

    place: Place
    number: str | None
    old: str
    new: str
    reason: Reason


def find_substance_changes(old: Position, new: Position) -> list[SubstanceChange]:
    """All reasons why the change is one of substance; none for a mere typing mistake.

    The demands keep their numbers and places; title, paragraphs and demands keep the count and order
    of their words, words in link addresses among them. A word may differ by two edits (a letter put
    in, left out, replaced, or swapped with the next), by one where it has fewer than four letters, and
    a single letter only by its marks. Case, markup and punctuation are free. Figures and signs that
    are read aloud stay as they are; no negation comes or goes, nor two letters before a whole word
    ("lawful", "unlawful"). The signatories printed below the text are not compared.
    """
    found = list(_structure_changes(old, new))
    if found:
        return found
    parts: list[tuple[Place, str | None, Sequence[str], Sequence[str]]] = [
        ("title", None, [old.title], [new.title]),
        ("opening", None, old.opening, new.opening),
        ("introduction", None, [old.introduction or ""], [new.introduction or ""]),
    ]
    for before, after in zip(old.walk(), new.walk(), strict=True):
        parts.append(("demand", before.number, _blocks(before), _blocks(after)))
    parts.append(("closing", None, old.closing, new.closing))
    allowance = ComparisonBudget()
    return [fault for part in parts for fault in _changes_of_text(*part, allowance)]


def _structure_changes(old: Position, new: Position) -> Iterator[SubstanceChange]:
    for one, other in zip_longest(_branch_depths(old.demands), _branch_depths(new.demands)):
        if one != other:
            number = (one or other or ("", 0))[0]
            yield SubstanceChange("demand", number, "", "", "structure")
            return


def _branch_depths(demands: Iterable[Demand], depth: int = 0) -> Iterator[tuple[str, int]]:
    for demand in demands:
        yield demand.number, depth
        yield from _branch_depths(demand.demands, depth + 1)


def _blocks(demand: Demand) -> Sequence[str]:
    return [demand.text, *demand.paragraphs]


def _changes_of_text(
    place: Place, number: str | None, old: Sequence[str], new: Sequence[str], allowance: ComparisonBudget
) -> Iterator[SubstanceChange]:
    before, after = (
        [word for block in blocks for word in split_words(block) if is_word(word)] for blocks in (old, new)
    )
    led, leads = (ADDRESS.findall(" ".join(blocks)) for blocks in (old, new))
    if len(before) != len(after):
        pieces = compare_texts(" ".join(before), " ".join(after), allowance)
        yield SubstanceChange(
            place, number, _pieces_of_kind(pieces, "removed"), _pieces_of_kind(pieces, "added"), "words"
        )
    elif led != leads:
        yield SubstanceChange(place, number, " ".join(led), " ".join(leads), "too_different")
    else:
        for one, other in zip(before, after, strict=True):
            reason = _reason(one, other)
            if reason:
                yield SubstanceChange(place, number, one, other, reason)


def _pieces_of_kind(pieces: Sequence[Piece], kind: Kind) -> str:
    return " … ".join(piece.text.strip() for piece in pieces if piece.kind == kind)


def _reason(old: str, new: str) -> Reason | None:
    one, other = (_letters(word) for word in (old, new))
    if DIGIT.search(old) or DIGIT.search(new):
        return None if old.casefold() == new.casefold() else "number"
    if one == other:
        return None
    if _is_negation(old) or _is_negation(new) or not _is_mistyped(one, other):
        return "too_different"
    return None


def _letters(word: str) -> list[str]:
    return [found[0] for found in LETTERS.finditer(unicodedata.normalize("NFC", word.casefold()))]


def _is_negation(word: str) -> bool:
    small = unicodedata.normalize("NFC", word.casefold())
    return small in NEGATIONS or ABBREVIATED.search(small) is not None


def _is_mistyped(old: list[str], new: list[str]) -> bool:
    shorter, longer = sorted((old, new), key=len)
    if len(longer) == 1:
        return _letters_without_marks(old) == _letters_without_marks(new)
    if len(longer) - len(shorter) == 2 and longer[2:] == shorter:
        return False
    return _is_within_edits(old, new, 2 if len(shorter) >= SHORT else 1)


def _letters_without_marks(letters: list[str]) -> str:
    return unicodedata.normalize("NFD", "".join(letters))[:1]


def _is_within_edits(old: list[str], new: list[str], edits: int) -> bool:
    """Whether so many edits make one word the other (Damerau 1964, no letter edited twice)."""
    at = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    old, new = old[at:], new[at:]
    if abs(len(old) - len(new)) > edits:
        return False
    if not (old or new) or edits == 0:
        return old == new
    steps = [(old[1:], new), (old, new[1:]), (old[1:], new[1:])]
    if len(new) > 1 and old[:2] == new[1::-1]:
        steps.append((old[2:], new[2:]))
    return any(_is_within_edits(*step, edits - 1) for step in steps)
