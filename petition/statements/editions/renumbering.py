"""Which demand of a new edition is which of the old one: proposed, and as a coordinator chose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from petition.core.text import fold_text, trigram_similarity, trigrams
from petition.statements.text.prose import plain_text
from petition.statements.text.tree import Demand, Position

Kind = Literal["same", "split", "merged", "new"]

ALIKE = 0.5
"""From this likeness on two demands are taken for one wherever they stand."""

# Enough where the number stayed too, more than any two demands of one text have by chance.
ALIKE_IN_PLACE = 0.25
# The share of a demand's trigrams found in another that speaks for its having been taken up there.
CONTAINED = 0.85
# A demand of fewer trigrams, two or three words, is found in any longer one.
FEWEST = 12
# With more pairs left to compare than this (about a second) only demands of one number are compared.
MOST_PAIRS = 60_000


class RenumberingError(ValueError):
    """A chosen mapping names a demand that is not there; ``number`` is its number."""

    def __init__(self, number: str) -> None:
        super().__init__(f"there is no demand {number}")
        self.number = number


@dataclass(frozen=True)
class Proposal:
    """Where a demand seems to come from: old numbers, and how alike the words are, from 0 to 1."""

    origins: tuple[str, ...]
    kind: Kind
    likeness: float


def propose_origins(old: Position, new: Position) -> dict[str, Proposal]:
    """A proposal for every number of the new text, in its order.

    Equal words count first, then likeness; where it leaves a choice, the number and then the order. A
    demand left over whose words are found in another's is taken for split off or merged into it.
    Only a demand's own words count, not those of the demands below it.
    """
    before, after = _words_keys(old), _words_keys(new)
    pairs = _pairs_of_equal_words(before, after)
    pairs |= _pairs_of_similar_words(before, after, pairs)
    origins = _complete_origins(before, after, pairs)
    by_kind = mapping_kinds(list(before), origins)
    return {
        number: Proposal(found, by_kind[number], _likeness([before[each] for each in found], after[number]))
        for number, found in origins.items()
    }


def validate_mapping(
    old_numbers: Sequence[str], new_numbers: Sequence[str], chosen: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    """The mapping as chosen, with every new number in order, origins once each in the old order.

    Raises RenumberingError for a number that is in neither text.
    """
    for number in chosen:
        if number not in new_numbers:
            raise RenumberingError(number)
    places = {number: place for place, number in enumerate(old_numbers)}
    for number in (each for origins in chosen.values() for each in origins):
        if number not in places:
            raise RenumberingError(number)
    return {number: tuple(sorted(set(chosen.get(number, ())), key=places.__getitem__)) for number in new_numbers}


def mapping_kinds(old_numbers: Sequence[str], chosen: Mapping[str, Sequence[str]]) -> dict[str, Kind]:
    """What a mapping makes of each new demand; only "same" keeps the key of its one origin.

    "merged" has several origins, "split" shares its one with another demand, "new" has none. Raises
    RenumberingError for an origin that is not there.
    """
    validate_mapping(old_numbers, list(chosen), chosen)
    uses = Counter(number for origins in chosen.values() for number in set(origins))
    return {number: _kind(set(origins), uses) for number, origins in chosen.items()}


def unused_numbers(old_numbers: Sequence[str], chosen: Mapping[str, Sequence[str]]) -> list[str]:
    """The old numbers that a mapping drops, in order."""
    used = {number for origins in chosen.values() for number in origins}
    return [number for number in old_numbers if number not in used]


def _kind(origins: set[str], uses: Mapping[str, int]) -> Kind:
    if len(origins) > 1:
        return "merged"
    if not origins:
        return "new"
    return "same" if uses[next(iter(origins))] == 1 else "split"


def _words_keys(position: Position) -> dict[str, str]:
    return {demand.number: _words_key(demand) for demand in position.walk()}


def _words_key(demand: Demand) -> str:
    return fold_text(" ".join(plain_text(block) for block in (demand.text, *demand.paragraphs)))


def _pairs_of_equal_words(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """New numbers with the old number of the same words, those that kept their number first."""
    pairs = {number: number for number, key in after.items() if key and before.get(number) == key}
    waiting: dict[str, list[str]] = {}
    for number, key in before.items():
        if number not in pairs:
            waiting.setdefault(key, []).append(number)
    for number, key in after.items():
        if number not in pairs and key and waiting.get(key):
            pairs[number] = waiting[key].pop(0)
    return pairs


def _pairs_of_similar_words(
    before: Mapping[str, str], after: Mapping[str, str], pairs: Mapping[str, str]
) -> dict[str, str]:
    """New numbers with the old number of the most alike words, among those that have no pair yet."""
    taken = set(pairs.values())
    left = [(number, trigrams(key)) for number, key in before.items() if number not in taken]
    waiting = [(number, trigrams(key)) for number, key in after.items() if number not in pairs]
    few = len(left) * len(waiting) <= MOST_PAIRS
    candidates = [
        (-trigram_similarity(one, other), old != new, abs(at - to), at, to)
        for at, (old, one) in enumerate(left)
        for to, (new, other) in enumerate(waiting)
        if few or old == new
    ]
    found: dict[str, str] = {}
    for unlike, moved, _apart, at, to in sorted(candidates):
        old, new = left[at][0], waiting[to][0]
        if -unlike >= (ALIKE if moved else ALIKE_IN_PLACE) and new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


def _complete_origins(
    before: Mapping[str, str], after: Mapping[str, str], pairs: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """The origins of every new demand: its pair, what was merged into it, or what it was split off from."""
    chosen = {number: [pairs[number]] if number in pairs else [] for number in after}
    olds, news = ({number: trigrams(key) for number, key in keys.items()} for keys in (before, after))
    left = unused_numbers(list(before), chosen)
    waiting = [number for number, origins in chosen.items() if not origins]
    if len(left) * len(news) + len(waiting) * len(olds) <= MOST_PAIRS:
        holders = [(_containing_demand(olds[number], news), number) for number in left]
        sources = [(number, _containing_demand(news[number], olds)) for number in waiting]
        for new, old in (*holders, *sources):
            if new is not None and old is not None:
                chosen[new].append(old)
    return validate_mapping(list(before), list(after), chosen)


def _containing_demand(part: frozenset[str], others: Mapping[str, frozenset[str]]) -> str | None:
    """The first of those that hold the most of a demand, where that is nearly all of it."""
    if len(part) < FEWEST:
        return None
    shares = {number: len(part & other) / len(part) for number, other in others.items()}
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= CONTAINED else None


def _likeness(origins: Sequence[str], key: str) -> float:
    return trigram_similarity(trigrams(" ".join(origins)), trigrams(key))
