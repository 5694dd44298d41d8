"""Two texts compared word by word, in time that is bounded however long and alike they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate, groupby, pairwise
from typing import Literal

import regex

from petition.statements.text.words import is_word, split_words

Kind = Literal["same", "added", "removed"]

# Steps of comparing; about a second. What is left when they are used up is shown as a whole.
MOST_STEPS = 4_000_000
# What a comparison costs before its first step.
EACH = 250
# In letters; beyond it, stretches of equally many paragraphs or sentences are not compared across these.
LONG = 4_000
# Of the shorter side; with fewer words in common, the old and the new sentences read better each as a whole.
LEAST_COMMON = 0.25
LINES = regex.compile(r"[^\n]*\n|[^\n]+")
STOP = "[.!?;…؟؛۔।։]"
# Possessive and only at the first stop of a run, so that a page of full stops takes no longer than other pages.
SENTENCES = regex.compile(
    rf"(?s).*?(?:(?<!{STOP}){STOP}++[\p{{Pe}}\p{{Pf}}\"'*_]*+(?:\s++|$)|[。！？；]++\p{{Pe}}*+|$)"
)


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, came, or went."""

    kind: Kind
    text: str


@dataclass
class ComparisonBudget:
    """How many steps may still be spent on comparing; several comparisons can share one."""

    steps: int = MOST_STEPS


class BoundedMatcher(SequenceMatcher[tuple[str, str]]):
    """A matcher that stops looking for what is alike once the allowance is spent."""

    def __init__(
        self, old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]], allowance: ComparisonBudget
    ) -> None:
        super().__init__(None, old, new, autojunk=False)
        self.allowance = allowance
        counts = Counter(new)
        self.steps = [0, *accumulate(1 + counts[token] for token in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """As difflib's; nothing where the search would cost more than is left."""
        cost = self.steps[-1 if ahi is None else ahi] - self.steps[alo]
        if cost > self.allowance.steps:
            return Match(alo, blo, 0)
        self.allowance.steps -= cost
        return super().find_longest_match(alo, ahi, blo, bhi)


def compare_texts(old: str, new: str, allowance: ComparisonBudget | None = None) -> list[Piece]:
    """What stayed, came and went; same and removed joined are ``old``, same and added are ``new``.

    Lines are compared first, then the sentences of changed lines, then the words of changed
    sentences. Spaces and punctuation between two changes count as part of the change.
    """
    allowance = allowance or ComparisonBudget()
    found: list[Piece] = []
    for lines in _split_stretches(old, new, LINES, allowance):
        for sentences in _split_stretches(*lines, SENTENCES, allowance):
            found += _compare_words(*sentences, allowance)
    return _merge_small_pieces(found)


def _split_stretches(
    old: str, new: str, pattern: regex.Pattern[str], allowance: ComparisonBudget
) -> Iterable[tuple[str, str]]:
    """Stretches of the two as ``_align_stretches``; long ones of equally many parts are taken part by part."""
    allowance.steps -= EACH
    if old == new or allowance.steps <= 0:
        yield old, new
        return
    for one, other in _align_stretches(pattern.findall(old), pattern.findall(new), allowance):
        before, after = pattern.findall(one), pattern.findall(other)
        if one != other and len(one) > LONG and len(before) == len(after):
            yield from zip(before, after, strict=True)
        else:
            yield one, other


def _compare_words(old: str, new: str, allowance: ComparisonBudget) -> list[Piece]:
    if old == new or allowance.steps <= 0:
        return _replaced_pair(old, new)
    before, after = split_words(old), split_words(new)
    pairs = list(_align_stretches(before, after, allowance))
    common = sum(is_word(token) for one, other in pairs if one == other for token in split_words(one))
    fewest = min(sum(map(is_word, before)), sum(map(is_word, after)))
    if common < LEAST_COMMON * fewest:
        pairs = [(old, new)]
    return [piece for pair in pairs for piece in _replaced_pair(*pair)]


def _replaced_pair(old: str, new: str) -> list[Piece]:
    return [Piece("same", old)] if old == new else [Piece("removed", old), Piece("added", new)]


def _align_stretches(old: list[str], new: list[str], allowance: ComparisonBudget) -> Iterable[tuple[str, str]]:
    """Stretches of the two, in order, that are equal or stand in for each other."""
    start, end = _common_ends(old, new)
    yield "".join(old[:start]), "".join(new[:start])
    middle = (_token_keys(old[start : len(old) - end]), _token_keys(new[start : len(new) - end]))
    if all(middle):
        for _tag, a, b, c, d in BoundedMatcher(*middle, allowance).get_opcodes():
            yield "".join(old[start + a : start + b]), "".join(new[start + c : start + d])
    else:
        yield "".join(old[start : len(old) - end]), "".join(new[start : len(new) - end])
    yield "".join(old[len(old) - end :]), "".join(new[len(new) - end :])


def _common_ends(old: list[str], new: list[str]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    end = next((at for at in range(shorter - start) if old[-1 - at] != new[-1 - at]), shorter - start)
    return start, end


def _token_keys(tokens: list[str]) -> list[tuple[str, str]]:
    # A space is like another only behind the same word: otherwise every space would be compared with every other.
    return [("", token) if is_word(token) else (before, token) for before, token in pairwise(["", *tokens])]


def _merge_small_pieces(found: list[Piece]) -> list[Piece]:
    pieces = [piece for piece in found if piece.text]
    last = len(pieces) - 1
    joined: list[Piece] = []
    for at, piece in enumerate(pieces):
        between = 0 < at < last and pieces[at - 1].kind != "same" != pieces[at + 1].kind
        if (
            piece.kind == "same"
            and between
            and not any(map(is_word, split_words(piece.text)))
            and "\n" not in piece.text
        ):
            joined += [Piece("removed", piece.text), Piece("added", piece.text)]
        else:
            joined.append(piece)
    runs = [list(run) for _is_same, run in groupby(joined, lambda each: each.kind == "same")]
    parted = [piece for run in runs for piece in (run if run[0].kind == "same" else _removed_then_added(run))]
    return [Piece(kind, "".join(piece.text for piece in run)) for kind, run in groupby(parted, lambda each: each.kind)]


def _removed_then_added(pieces: list[Piece]) -> list[Piece]:
    """All that went, then all that came; what they begin and end with in common stays."""
    removed = split_words("".join(piece.text for piece in pieces if piece.kind == "removed"))
    added = split_words("".join(piece.text for piece in pieces if piece.kind == "added"))
    start, end = _common_ends(removed, added)
    parts = [
        Piece("same", "".join(removed[:start])),
        Piece("removed", "".join(removed[start : len(removed) - end])),
        Piece("added", "".join(added[start : len(added) - end])),
        Piece("same", "".join(removed[len(removed) - end :])),
    ]
    return [piece for piece in parts if piece.text]
