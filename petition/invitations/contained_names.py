"""Which names hold all words of another one: "Viasna" and "Human Rights Centre Viasna" may be one organisation."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from petition.organisations.name_keys import SMALL_WORDS, is_generic, name_words, word_root

Key = TypeVar("Key", bound=Hashable)
# A word in more names than this brings in nobody by itself.
WIDESPREAD = 300
NUMBER = "#"
SHORTEST = 3  # letters of a word that tells names apart


class ContainedNames(Generic[Key]):
    """Names by their words, so that a look-up compares few of them; "human rights" and the like alone tell nothing."""

    def __init__(self, entries: Iterable[tuple[Key, Iterable[str]]]) -> None:
        self._names = [(key, roots) for key, names in entries for name in names if (roots := _roots_of(name))]
        self._numbers = Counter(root for _key, roots in self._names for root in roots)
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        self._by_rarest: defaultdict[str, list[int]] = defaultdict(list)
        for place, (_key, roots) in enumerate(self._names):
            for root in roots:
                self._holding[root].append(place)
            if (rarest := self._rarest(roots)) is not None:
                self._by_rarest[rarest].append(place)

    def find(self, names: Iterable[str]) -> list[Key]:
        """Whose names hold all words of one of these, or stand in one of these; each once, in the order given."""
        found: set[int] = set()
        for roots in map(_roots_of, names):
            rarest = self._rarest(roots)
            around = self._holding.get(rarest, []) if rarest is not None else []
            inside = [place for root in roots for place in self._by_rarest.get(root, [])[:WIDESPREAD]]
            found |= {place for place in around[:WIDESPREAD] if _is_part(roots, self._names[place][1])}
            found |= {place for place in inside if _is_part(self._names[place][1], roots)}
        return list(dict.fromkeys(self._names[place][0] for place in sorted(found)))

    def _rarest(self, roots: frozenset[str]) -> str | None:
        """The word by which a name is looked for; None where all are such as many names have."""
        telling = [
            root for root in roots if len(root) >= SHORTEST and not is_generic(root) and not root.startswith(NUMBER)
        ]
        return min(telling, key=lambda root: (self._numbers[root], root), default=None)


def _is_part(shorter: frozenset[str], longer: frozenset[str]) -> bool:
    """Whether a name holds all words of another one; "School" and "School 2" are two."""
    return shorter <= longer and not any(root.startswith(NUMBER) for root in longer - shorter)


def _roots_of(name: str) -> frozenset[str]:
    """The words of a name by their roots, and its numbers, which have none."""
    roots = {word_root(word) for word in name_words(name) if word not in SMALL_WORDS and not word.isdigit()}
    return frozenset(roots | {NUMBER + digits for digits in re.findall(r"\d+", name)})
