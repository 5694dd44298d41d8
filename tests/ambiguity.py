"""Whether a regular expression can take more than linear time: an analysis of its tree, without running it.

A backtracking engine walks every way in which an automaton can read what it has read so far. That number is bounded
unless there are two states p and q and a word w with p -w-> p, p -w-> q and q -w-> q (Weber and Seidl, "On the degree
of ambiguity of finite automata", 1991; condition IDA), or a loop with two ways round. States are the places of the
pattern at which a character is read (Glushkov). A search begins anew at every character, which is one more loop in
front. Where the rest of the pattern needs nothing after q, the first way succeeds and no other is tried. Assertions
may always hold and always fail; counted repeats stand for three copies at most. So it errs on the side of "yes".
"""

from __future__ import annotations

import re
import re._constants as op
import re._parser as parser
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

COPIES = 3
SAMPLES = "aZzé я5٣_ \n\t-.,:;/@#*=+!()[]<>\"'|中\u0301\u200b"
CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
# What the ``regex`` module knows besides, in classes of the same shape.
PROPERTIES = {
    r"\p{L}": "A-Za-zéя中", r"\p{M}": "\u0300-\u036f", r"\p{N}": r"\d", r"\p{Nd}": r"\d", r"\p{Sc}": "€$", r"\p{Sm}": "+<=>",
    r"\p{Pe}": r")\]", r"\p{Pf}": "”»",
}  # fmt: skip


@dataclass
class Part:
    """A part of a pattern: where reading it begins and ends, and whether it may read nothing."""

    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    empty: bool = True
    # After which of ``last`` nothing can fail any more, and whether reading nothing cannot fail.
    sure: set[int] = field(default_factory=set)
    sure_empty: bool = True


class Automaton:
    """The places of a pattern, what each reads, and which may follow which, how many ways."""

    def __init__(self, pattern: str, flags: int = 0, *, searches: bool = True, whole: bool = False) -> None:
        tree = parser.parse(_plain(pattern), flags)
        self.fold = bool(tree.state.flags & re.IGNORECASE)
        self.dotall = bool(tree.state.flags & re.DOTALL)
        self.letters = sorted({*SAMPLES, *(chr(code) for code in _codes(tree))})
        self.reads: list[set[str]] = []
        self.follow: Counter[tuple[int, int]] = Counter()
        anchored = bool(tree) and tree[0] == (op.AT, op.AT_BEGINNING) and not tree.state.flags & re.MULTILINE
        part = self._sequence(tree)
        self.sure = set() if whole else part.sure
        if searches and not anchored:
            self._restart(part)

    def is_superlinear(self) -> bool:
        """Whether some text may take more than time in proportion to it."""
        after: dict[int, set[int]] = {place: set() for place in range(len(self.reads))}
        for one, other in self.follow:
            after[one].add(other)
        reach = {place: _reachable(place, after) for place in after}
        loops = [place for place in after if place in reach[place]]
        twice = any(ways > 1 and one in reach[other] for (one, other), ways in self.follow.items())
        if twice or not loops:
            return twice
        back = {place: _steps_back(place, after, reach) for place in loops}
        number = {letter: 1 << at for at, letter in enumerate(self.letters)}
        reads = [sum(number[letter] for letter in letters) for letters in self.reads]
        return any(
            _meets(p, q, back[p], back[q], reads)
            for p in loops
            for q in loops
            if p != q and q in reach[p] and q not in self.sure
        )

    def _restart(self, part: Part) -> None:
        place = self._place(set(self.letters))
        for first in (place, *part.first):
            self.follow[place, first] += 1

    def _place(self, letters: set[str]) -> int:
        self.reads.append(letters)
        return len(self.reads) - 1

    def _sequence(self, nodes: Any) -> Part:
        whole = Part()
        for kind, what in nodes:
            whole = self._join(whole, self._part(kind, what))
        return whole

    def _join(self, one: Part, two: Part) -> Part:
        for a in one.last:
            for b in two.first:
                self.follow[a, b] += 1
        return Part(
            one.first + two.first if one.empty else one.first,
            two.last + one.last if two.empty else two.last,
            one.empty and two.empty,
            two.sure | one.sure if two.sure_empty else two.sure,
            one.sure_empty and two.sure_empty,
        )

    def _part(self, kind: Any, what: Any) -> Part:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeat(*what)
        if kind is op.SUBPATTERN:
            return self._sequence(what[3])
        if kind is op.ATOMIC_GROUP:
            return self._sequence(what)
        if kind is op.BRANCH:
            return self._either([self._sequence(one) for one in what[1]])
        if kind is op.AT:
            return Part(sure_empty=False)
        if kind in (op.ASSERT, op.ASSERT_NOT):
            ahead = self._sequence(what[1]) if what[0] > 0 else Part()
            return Part(ahead.first, sure_empty=False)
        place = self._place({letter for letter in self.letters if self._fits(kind, what, letter)})
        return Part(Counter([place]), Counter([place]), False, {place}, False)

    def _repeat(self, least: int, most: int, body: Any) -> Part:
        whole = Part()
        endless = most is op.MAXREPEAT
        copies = min(COPIES, max(least, 1) if endless else most)
        for copy in range(copies):
            one = self._sequence(body)
            if endless and copy == copies - 1:
                for a in one.last:
                    for b in one.first:
                        self.follow[a, b] += 1
            if copy >= least:
                one.empty = one.sure_empty = True
            whole = self._join(whole, one)
        return whole

    def _either(self, parts: list[Part]) -> Part:
        whole = Part(empty=any(one.empty for one in parts), sure_empty=any(one.sure_empty for one in parts))
        for one in parts:
            whole.first, whole.last = whole.first + one.first, whole.last + one.last
            whole.sure |= one.sure
        return whole

    def _fits(self, kind: Any, what: Any, letter: str) -> bool:
        if kind is op.ANY:
            return self.dotall or letter != "\n"
        return any(
            self._is(kind, what, one) for one in ({letter, letter.lower(), letter.upper()} if self.fold else {letter})
        )

    def _is(self, kind: Any, what: Any, letter: str) -> bool:
        if kind is op.LITERAL:
            return letter == chr(what)
        if kind is op.NOT_LITERAL:
            return letter != chr(what)
        if kind is op.CATEGORY:
            return _is_of(what, letter)
        if kind is op.RANGE:
            return len(letter) == 1 and what[0] <= ord(letter) <= what[1]
        if kind is op.IN:
            negated = what[0][0] is op.NEGATE
            return negated != any(self._is(*one, letter) for one in what if one[0] is not op.NEGATE)
        # What was captured before: anything.
        return True


@cache
def _is_of(category: Any, letter: str) -> bool:
    return re.fullmatch(CATEGORIES[category], letter) is not None


def _plain(pattern: str) -> str:
    """The pattern in the words of ``re``."""
    plain, in_class, at = "", False, 0
    while at < len(pattern):
        name = next((one for one in PROPERTIES if pattern.startswith(one, at)), None)
        piece = name or pattern[at : at + (2 if pattern[at] == "\\" else 1)]
        if piece in "[]":
            in_class = piece == "["
        at += len(piece)
        plain += piece if name is None else PROPERTIES[name] if in_class else f"[{PROPERTIES[name]}]"
    return plain


def _codes(tree: Any) -> set[int]:
    """The characters that a pattern names."""
    found: set[int] = set()
    if isinstance(tree, tuple) and tree and tree[0] in (op.LITERAL, op.NOT_LITERAL):
        return {tree[1]}
    if isinstance(tree, tuple) and tree and tree[0] is op.RANGE:
        return set(tree[1])
    if isinstance(tree, tuple | list | parser.SubPattern):
        for one in tree:
            found |= _codes(one)
    return found


def _reachable(start: int, after: dict[int, set[int]]) -> set[int]:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        for other in after[waiting.pop()] - seen:
            seen.add(other)
            waiting.append(other)
    return seen


def _steps_back(place: int, after: dict[int, set[int]], reach: dict[int, set[int]]) -> dict[int, list[int]]:
    """Of each place, what follows it from where there is a way to this one."""
    return {one: [x for x in others if place in reach[x] or x == place] for one, others in after.items()}


def _meets(p: int, q: int, to_p: dict[int, list[int]], to_q: dict[int, list[int]], reads: list[int]) -> bool:
    """Whether one word leads from p to p, from p to q and from q to q; what a place reads is bits, one a letter."""
    seen, waiting = set(), [(p, p, q)]
    while waiting:
        one, two, three = waiting.pop()
        for a in to_p[one]:
            for b in to_q[two]:
                common = reads[a] & reads[b]
                for c in to_q[three] if common else ():
                    if common & reads[c] and (a, b, c) not in seen:
                        if (a, b, c) == (p, q, q):
                            return True
                        seen.add((a, b, c))
                        waiting.append((a, b, c))
    return False
