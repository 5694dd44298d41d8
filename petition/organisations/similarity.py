"""Likely duplicates: which entries of the register may be one organisation, ranked, each with its reasons.

It finds candidates by name in any script, acronym and domain; people decide. Names are compared word
by word. A word weighs by how rare it is in the register (inverse document frequency), and words such as
"human rights" or "таварыства" weigh little everywhere.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from heapq import nlargest
from itertools import takewhile
from typing import Literal

from petition.core.addresses import is_free_mail
from petition.core.text import trigrams
from petition.organisations.name_keys import (
    SMALL_ROOTS,
    NameKeys,
    acronym_keys,
    find_acronyms,
    is_generic,
    name_keys,
    name_words,
    word_root,
)

ReasonWord = Literal["same_name", "same_acronym", "same_domain", "similar_name", "name_contains", "acronym_of_name"]
Similarities = dict[str, dict[str, float]]

# Hosts where everybody may have a page: such a website says nothing about an organisation.
_EVERYBODYS = (
    "facebook.com fb.com instagram.com t.me telegram.me youtube.com youtu.be twitter.com x.com tiktok.com linkedin.com"
    " vk.com ok.ru wordpress.com blogspot.com livejournal.com tumblr.com medium.com substack.com patreon.com"
    " google.com goo.gl notion.site notion.so wixsite.com weebly.com jimdo.com tilda.ws github.io github.com"
    " linktr.ee taplink.cc bit.ly wikipedia.org mastodon.social threads.net bsky.app"
)
SHARED = frozenset(_EVERYBODYS.split())
WORTH: dict[ReasonWord, float] = {"same_domain": 0.6, "same_acronym": 0.3, "acronym_of_name": 0.25}
CANDIDATES = 60  # entries compared in one look-up, at most
WIDESPREAD = 300  # a word in more entries than this brings in no candidate by itself
SAME_WORD = 0.5  # share of common trigrams from which two words may be one
SIMILAR = 0.65  # from which two names are similar
SIMILAR_IF_GENERIC = 0.8  # the same where all that they share is words such as "human rights"
SURE = 0.7  # likeness from which a distinctive word counts as found in the other name
DISTINCTIVE, GENERIC, SMALL = 0.4, 0.15, 0.02  # weights of words, of 1


@dataclass(frozen=True)
class ComparableOrganisation:
    """An organisation with what it is compared by: every name it has, acronym, registrable domain."""

    id: int
    names: tuple[str, ...]
    acronym: str | None = None
    domain: str | None = None


@dataclass(frozen=True)
class Reason:
    """Why two entries may be one organisation; ``value`` is what is shown of the other entry."""

    word: ReasonWord
    value: str


@dataclass(frozen=True)
class LikelyDuplicate:
    """An entry that may be the same organisation: the higher the rank, from 0 on, the likelier."""

    id: int
    rank: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _IndexedEntry:
    names: tuple[NameKeys, ...]
    acronyms: dict[str, str]
    initials: frozenset[str]
    domain: str | None

    @classmethod
    def from_comparable(cls, one: ComparableOrganisation) -> _IndexedEntry:
        every = {name.sound: name for written in reversed(one.names) if (name := name_keys(written)).roots}
        names = tuple(reversed(every.values()))
        inside = [short for name in names for short in find_acronyms(name.written)]
        given = ([one.acronym] if one.acronym else []) + inside
        acronyms = {key: short for short in reversed(given) for key in acronym_keys(short)}
        made = frozenset(key for name in names for key in name.initials)
        domain = (one.domain or "").lower() or None
        return cls(names, acronyms, made, domain if is_telling_domain(domain) else None)

    @property
    def roots(self) -> set[str]:
        return {key for name in self.names for key in name.roots}


def is_telling_domain(domain: str | None) -> bool:
    """Whether a website's domain says who runs it: not where everybody may have a mailbox or a page."""
    return domain is not None and domain not in SHARED and not is_free_mail(domain)


class DuplicateIndex:
    """The register, indexed once so that a look-up compares a few entries and not all of them."""

    def __init__(self, entries: Iterable[ComparableOrganisation]) -> None:
        self._entries = {one.id: _IndexedEntry.from_comparable(one) for one in entries}
        self._having: dict[tuple[str, str], list[int]] = defaultdict(list)  # (kind of key, key): ids
        self._with_root: dict[str, list[int]] = defaultdict(list)
        for number, entry in self._entries.items():
            for key in set(_index_keys(entry)):
                self._having[key].append(number)
            for word in entry.roots:
                self._with_root[word].append(number)
        self._weights: dict[str, float] = {}
        self._pieces = {key: trigrams(key) for key in self._with_root}
        self._with_piece: dict[str, list[str]] = defaultdict(list)
        for word, pieces in self._pieces.items():
            for piece in pieces:
                self._with_piece[piece].append(word)

    def updated_with(self, changed: Iterable[ComparableOrganisation], gone: Iterable[int]) -> DuplicateIndex:
        """The register with these entries put in or replaced and those taken out; this one stays as it is."""
        made = copy(self)
        made._entries, made._having, made._with_root = dict(self._entries), self._having.copy(), self._with_root.copy()
        made._pieces, made._with_piece, made._weights = dict(self._pieces), self._with_piece.copy(), {}
        new = {one.id: _IndexedEntry.from_comparable(one) for one in changed}
        for number in {*new, *gone} & made._entries.keys():
            made._remove_keys(number, made._entries.pop(number))
        for number, entry in new.items():
            made._entries[number] = entry
            made._key(number, entry)
        return made

    def _key(self, number: int, entry: _IndexedEntry) -> None:
        """Lists are replaced and never changed: an earlier register looks into them too."""
        for key in set(_index_keys(entry)):
            self._having[key] = sorted([*self._having.get(key, ()), number])
        for word in entry.roots:
            self._with_root[word] = sorted([*self._with_root.get(word, ()), number])
            if word not in self._pieces:
                self._pieces[word] = trigrams(word)
                for piece in self._pieces[word]:
                    self._with_piece[piece] = [*self._with_piece.get(piece, ()), word]

    def _remove_keys(self, number: int, entry: _IndexedEntry) -> None:
        for key in set(_index_keys(entry)):
            self._having[key] = [other for other in self._having[key] if other != number]
        for word in entry.roots:
            self._with_root[word] = [other for other in self._with_root[word] if other != number]

    def find_duplicates(self, one: ComparableOrganisation, *, most: int = 5) -> list[LikelyDuplicate]:
        """The entries that may be this organisation, likeliest first; never the entry of the same id."""
        entry = _IndexedEntry.from_comparable(one)
        alike = self._alike(entry)
        found = []
        for number in self._candidates(one.id, entry, alike):
            ranked = self._compare(entry, self._entries[number], alike)
            if ranked:
                rank = round(sum(worth for worth, _reason in ranked), 4)
                found.append(LikelyDuplicate(number, rank, tuple(reason for _worth, reason in ranked)))
        return sorted(found, key=lambda likely: (-likely.rank, likely.id))[:most]

    def candidates(self, one: ComparableOrganisation) -> list[int]:
        """The ids of the entries that a look-up of ``one`` compares: 60 at most."""
        entry = _IndexedEntry.from_comparable(one)
        return self._candidates(one.id, entry, self._alike(entry))

    def weight(self, key: str) -> float:
        """How telling a root is, from 0 to 1: log((n + 50) / entries with it) / log(n + 50), less if generic."""
        if key not in self._weights:
            self._weights[key] = self._compute_weight(key)
        return self._weights[key]

    def _compute_weight(self, key: str) -> float:
        if key in SMALL_ROOTS:
            return SMALL
        rare = 1 - math.log(max(len(self._with_root.get(key, ())), 1)) / math.log(len(self._entries) + 50)
        return min(rare, GENERIC) if is_generic(key) else rare

    def _alike(self, entry: _IndexedEntry) -> Similarities:
        return {key: self._words_like(key) for key in entry.roots}

    def _words_like(self, key: str) -> dict[str, float]:
        """The roots in the register that may be this word, each with its likeness; short ones only if equal."""
        found = {key: 1.0} if self._with_root.get(key) else {}
        if len(key) < 4 or key in SMALL_ROOTS:
            return found
        pieces = trigrams(key)
        common = Counter(other for piece in pieces for other in self._with_piece.get(piece, ()))
        for other, count in common.items():
            if count >= 3 and len(other) >= 4:
                share = count / (len(pieces) + len(self._pieces[other]) - count)
                share = max(share, _common_prefix_ratio(key, other))
                if share >= SAME_WORD:
                    found[other] = math.sqrt(share)
        return found

    def _candidates(self, own: int, entry: _IndexedEntry, alike: Similarities) -> list[int]:
        """By what they share, the strongest first; a widespread word adds to candidates but brings in none."""
        score: dict[int, float] = defaultdict(float)
        for key in set(_index_keys(entry, asked=True)):
            for number in self._having.get(key, ())[:CANDIDATES]:
                score[number] += 3.0 if key[0] in ("sound", "domain") else 1.0
        shared = [(other, like * self.weight(key)) for key in alike for other, like in alike[key].items()]
        for other, strength in sorted(shared, key=lambda pair: len(self._with_root[pair[0]])):
            ids = self._with_root[other]
            for number in ids if len(ids) <= WIDESPREAD else score.keys() & ids:
                score[number] += strength
        score.pop(own, None)
        return nlargest(CANDIDATES, score, key=lambda number: (score[number], -number))

    def _compare(self, one: _IndexedEntry, other: _IndexedEntry, alike: Similarities) -> list[tuple[float, Reason]]:
        """The reasons that hold between two entries with what each adds to the rank, strongest first."""
        found: list[tuple[float, Reason]] = []
        by_name = max(
            (
                reason
                for mine in one.names
                for theirs in other.names
                if (reason := self._compare_names(mine, theirs, alike))
            ),
            key=lambda pair: pair[0],
            default=None,
        )
        if by_name:
            found.append(by_name)
        if one.domain and one.domain == other.domain:
            found.append((WORTH["same_domain"], Reason("same_domain", one.domain)))
        if same := sorted(one.acronyms.keys() & other.acronyms.keys()):
            found.append((WORTH["same_acronym"], Reason("same_acronym", other.acronyms[same[0]])))
        elif same := sorted(one.acronyms.keys() & other.initials):
            found.append((WORTH["acronym_of_name"], Reason("acronym_of_name", one.acronyms[same[0]])))
        elif same := sorted(other.acronyms.keys() & one.initials):
            found.append((WORTH["acronym_of_name"], Reason("acronym_of_name", other.acronyms[same[0]])))
        return sorted(found, key=lambda pair: -pair[0])

    def _compare_names(self, mine: NameKeys, theirs: NameKeys, alike: Similarities) -> tuple[float, Reason] | None:
        if mine.sound == theirs.sound:
            return 1.0, Reason("same_name", theirs.written)
        here = {key: max([alike[key].get(other, 0.0) for other in theirs.roots]) for key in mine.roots}
        if not any(here.values()):
            return None
        there = {key: max([alike[other].get(key, 0.0) for other in mine.roots]) for key in theirs.roots}
        weights = {key: self.weight(key) for key in (*mine.roots, *theirs.roots)}
        found = sum(weights[key] * like for side in (here, there) for key, like in side.items())
        whole = sum(weights[key] for side in (here, there) for key in side)
        telling = any(like and weights[key] >= DISTINCTIVE for key, like in here.items())
        if found / whole >= (SIMILAR if telling else SIMILAR_IF_GENERIC):
            return 0.9 * found / whole, Reason("similar_name", theirs.written)
        if _contains_distinctive_words(here, weights) or _contains_distinctive_words(there, weights):
            shared = {key for key, like in there.items() if like >= SURE and weights[key] >= DISTINCTIVE}
            return 0.3 + 0.4 * found / whole, Reason("name_contains", _words_with_roots(theirs.written, shared))
        return None


def _common_prefix_ratio(one: str, other: str) -> float:
    """How much of the longer word both begin with; 0 below three fifths or five letters. Endings decline."""
    if one[:5] != other[:5]:
        return 0.0
    same = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    share = same / max(len(one), len(other))
    return share if share >= 0.6 else 0.0


def _contains_distinctive_words(likes: dict[str, float], weights: dict[str, float]) -> bool:
    """Whether every distinctive word of a name, and there is one, was found in the other."""
    telling = [like for key, like in likes.items() if weights[key] >= DISTINCTIVE]
    return bool(telling) and min(telling) >= SURE


def _words_with_roots(name: str, roots: set[str]) -> str:
    """The words of a name that have these roots, as they are written there."""
    shown = [
        part.strip("«»„“”\"'().,;:") for part in name.split() if roots & {word_root(word) for word in name_words(part)}
    ]
    return " ".join(shown) or name


def _index_keys(entry: _IndexedEntry, *, asked: bool = False) -> Iterable[tuple[str, str]]:
    """The keys under which an entry stands; ``asked``: those under which to look for its likes.

    What was given as an acronym is looked for among the initials of names too, and the other way round;
    initials alone are no reason to think of another name with the same ones.
    """
    yield from (("sound", name.sound) for name in entry.names)
    if entry.domain:
        yield "domain", entry.domain
    yield from (("acronym", key) for key in entry.acronyms)
    across = (entry.initials, "acronym"), (frozenset(entry.acronyms), "initials")
    if asked:
        yield from ((kind, key) for keys, kind in across for key in keys)
    else:
        yield from (("initials", key) for key in entry.initials)
