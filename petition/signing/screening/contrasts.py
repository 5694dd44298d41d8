"""In what a group of signatures differs from all others: pure, from a few dozen of each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from petition.core import addresses
from petition.core.text import sound_key

# Nobody reads a mail and presses its link in less; mail programs that open links press no button.
QUICK_SECONDS = 6
# From here on until some days later it is what people need.
HUMAN_SECONDS = range(15, 7 * 24 * 3600)
# From fewer nothing is concluded; names nearly alike are few by nature.
SMALLEST, FEWEST_ALIKE, COMPARED = 10, 5, 20
IN_ORDER, PAIRS = 0.85, 20
EVEN, UNEVEN, GAPS = 0.35, 0.7, 15
STRONG = frozenset({"fast", "quick", "order", "origin", "proof"})
KINSHIP = frozenset({"sudden", "network", "domain", "address", "even"})
# What is expected among others before any is seen, as if of so many.
EXPECTED = {
    "fast": 0.04,
    "quick": 0.02,
    "proof": 0.1,
    "network": 0.05,
    "domain": 0.02,
    "free_mail": 0.3,
    "address": 0.4,
}
AS_OF = 10


@dataclass(frozen=True)
class Arrival:
    """How one signature came: when it was confirmed, how fast, from which network and mail domain, in which name.

    ``seconds`` is how long the form was open, ``confirm_seconds`` how long until the mailed link was pressed; None: not
    known, or no longer. ``networks`` are hashes of the day and the day before; ``local`` is the part before the @.
    """

    at: datetime
    local: str
    domain: str
    name: str
    networks: frozenset[bytes] = frozenset()
    seconds: int | None = None
    confirm_seconds: int | None = None
    proof_missing: bool = False
    is_disposable: bool = False

    @cached_property
    def resembles(self) -> bool:
        """Whether the address has something of the name."""
        return resembles_name(self.local, self.name)

    @cached_property
    def form(self) -> str:
        """In which form the name is written (``name_form``)."""
        return name_form(self.name)

    @cached_property
    def orders(self) -> tuple[str, str]:
        """The name as it is put in alphabetical order, by its first word and by its last."""
        return _fold_case(self.name), _last_word_first(self.name)


@dataclass(frozen=True)
class Contrast:
    """A trait of a signature that its group has and others have not, in percent of both."""

    trait: str
    points: int
    share: int
    elsewhere: int


def name_form(name: str) -> str:
    """In which form a name is written: "Xx Xx", "XX xx", "Xx, X."."""
    words = name.split()[:6]
    return " ".join(_word_form(word) for word in words)


def resembles_name(local: str, name: str) -> bool:
    """Whether the part of an address before the @ has something of a name: the beginning of one of its words."""
    if name.isascii():
        written, words = local.lower(), name.lower().split()
    else:
        written, words = sound_key(local).replace(" ", ""), sound_key(name).split()
    return any(word[:4] in written for word in words if len(word) > 2)


def is_fast(one: Arrival, fastest: int | None) -> bool:
    """Whether the form was open for less than a person needs."""
    return fastest is not None and one.seconds is not None and one.seconds < fastest


def is_quick(one: Arrival) -> bool:
    """Whether the mailed link was pressed sooner than a person can."""
    return one.confirm_seconds is not None and one.confirm_seconds < QUICK_SECONDS


def is_human_time(one: Arrival) -> bool:
    """Whether it was confirmed within the time in which people read their mail."""
    return one.confirm_seconds is not None and one.confirm_seconds in HUMAN_SECONDS


def has_different_names(members: Sequence[Arrival]) -> bool:
    """Whether names are written in different forms, as people write theirs."""
    shapes = Counter(one.form for one in members)
    return len(members) >= SMALLEST and len(shapes) >= 3 and max(shapes.values()) <= 0.95 * len(members)


def has_different_providers(members: Sequence[Arrival]) -> bool:
    """Whether the mail addresses are with different providers, and not most with one."""
    domains = Counter(one.domain for one in members)
    return len(members) >= SMALLEST and len(domains) >= 4 and max(domains.values()) <= 0.6 * len(members)


def find_contrasts(
    one: Arrival,
    signal: str,
    members: Sequence[Arrival],
    others: Sequence[Arrival],
    fastest: int | None,
    rhythm: Contrast | None,
) -> Iterator[Contrast]:
    """The traits of one signature by which its group stands out; ``rhythm`` is the group's (``find_rhythm``)."""
    if len(members) < (FEWEST_ALIKE if signal == "likeness" else SMALLEST):
        return
    if is_fast(one, fastest) and signal != "fast":
        known = ([row for row in rows if row.seconds is not None] for rows in (members, others))
        yield from _mark("fast", (8, 4), *known, has=lambda row: is_fast(row, fastest))
    if is_quick(one) and len(others) >= COMPARED:
        known = ([row for row in rows if row.confirm_seconds is not None] for rows in (members, others))
        yield from _mark("quick", (7, 3), *known, has=is_quick)
    if one.proof_missing:
        yield from _mark("proof", (2, 1), members, others, has=lambda row: row.proof_missing)
    yield from _kinship(one, signal, members, others)
    if rhythm is not None:
        yield rhythm
    yield from _order(one, members)


def _mark(
    trait: str,
    points: tuple[int, int],
    members: Sequence[Arrival],
    others: Sequence[Arrival],
    *,
    has: Callable[[Arrival], bool],
) -> Iterator[Contrast]:
    """A trait that almost all of the group have and hardly any of the others: most points; else fewer, or none."""
    share, elsewhere = _shares(members, others, has, EXPECTED[trait])
    if share >= 0.8 and share >= 8 * elsewhere:
        yield _contrast(trait, points[0], share, elsewhere)
    elif share >= 0.5 and share >= 4 * elsewhere:
        yield _contrast(trait, points[1], share, elsewhere)


def _kinship(one: Arrival, signal: str, members: Sequence[Arrival], others: Sequence[Arrival]) -> Iterator[Contrast]:
    """What colleagues and neighbours have in common, too: a network, a domain, a way of making addresses."""
    if one.networks and signal != "network":
        known = [row for row in members if row.networks]
        share, elsewhere = _shares(
            known, others, lambda row: not row.networks.isdisjoint(one.networks), EXPECTED["network"]
        )
        if len(known) >= FEWEST_ALIKE and share >= 0.5 and share >= 5 * elsewhere:
            # Nearly one name many times, and from one network: that is one person.
            is_one = signal == "likeness"
            yield _contrast("origin" if is_one else "network", 8 if is_one else 2, share, elsewhere)
    if signal != "domain":
        expected = EXPECTED["free_mail" if addresses.is_free_mail(one.domain) else "domain"]
        share, elsewhere = _shares(members, others, lambda row: row.domain == one.domain, expected)
        if share >= 0.5 and share >= 5 * elsewhere:
            yield _contrast("domain", 2, share, elsewhere)
    if not one.resembles and len(others) >= COMPARED:
        share, elsewhere = _shares(members, others, lambda row: not row.resembles, EXPECTED["address"])
        if share >= 0.9 and share >= 1.8 * elsewhere:
            yield _contrast("address", 2, share, elsewhere)


def find_rhythm(members: Sequence[Arrival], others: Sequence[Arrival]) -> Contrast | None:
    """The even intervals in which a group came, where the others came as people do; the same for all of its members."""
    group, rest = _variation(members), _variation(others)
    if group is not None and rest is not None and group < EVEN and rest > UNEVEN:
        return Contrast("even", 2, round(100 * group), round(100 * rest))
    return None


def _order(one: Arrival, members: Sequence[Arrival]) -> Iterator[Contrast]:
    """Names that come in the order of the alphabet, by the first word or by the last, and this one in its place there.

    Of names in no order half of the pairs ascend, give or take the root of a twelfth of their number.
    """
    rows = sorted(members, key=lambda row: row.at)
    for by in (0, 1):
        names = [row.orders[by] for row in rows]
        pairs = [(a, b) for a, b in pairwise(names) if a != b]
        share = sum(a < b for a, b in pairs) / len(pairs) if len(pairs) >= PAIRS else 0
        before = [name for name, row in zip(names, rows, strict=True) if row.at < one.at][-1:]
        if share >= IN_ORDER and before and 0 <= ord(one.orders[by][:1] or "\0") - ord(before[0][:1] or "\0") <= 1:
            yield _contrast("order", 8, share, 0.5)
            return


def _fold_case(name: str) -> str:
    return name.casefold()


def _last_word_first(name: str) -> str:
    return " ".join(reversed(name.casefold().split()))


def _shares(
    members: Sequence[Arrival], others: Sequence[Arrival], has: Callable[[Arrival], bool], expected: float
) -> tuple[float, float]:
    share = sum(map(has, members)) / len(members) if members else 0.0
    return share, (sum(map(has, others)) + expected * AS_OF) / (len(others) + AS_OF)


def _contrast(trait: str, points: int, share: float, elsewhere: float) -> Contrast:
    return Contrast(trait, points, round(100 * share), round(100 * elsewhere))


def _variation(rows: Sequence[Arrival]) -> float | None:
    """How much the time between two differs, as a part of its mean: about 1 where people come by themselves."""
    times = sorted(row.at.timestamp() for row in rows)
    gaps = [later - before for before, later in pairwise(times)]
    mean = sum(gaps) / len(gaps) if len(gaps) >= GAPS else 0.0
    return math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) / mean if mean > 0 else None


def _word_form(word: str) -> str:
    """A word as x and X, with what is no letter beside it: "Xx", "XX", "x.", "Xx,"."""
    mark = word[-1] if word[-1] in ".," else ""
    bare = word[:-1] if mark else word
    if bare.isdigit():
        return "9"
    form = "X" if len(bare) == 1 and bare.isupper() else "XX" if bare.isupper() else "xx" if bare.islower() else "Xx"
    return form + mark
