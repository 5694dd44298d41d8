"""The groups of signatures counted in memory, as ``screening.group_queries`` counts them in the database.

A test compares the two; a crowd of 100,000 goes through the same ``score`` in a minute and not in an hour.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain

from honest_crowds import DAY, Visit

from petition.core import addresses
from petition.core.addresses import Address
from petition.signing.keys import name_skeleton
from petition.signing.screening import contrasts
from petition.signing.screening.contrasts import Arrival
from petition.signing.screening.group_queries import (
    MEMBERS,
    MOST,
    MOST_OF_FLOW,
    MOST_USUAL,
    NEAR,
    NEAR_FAST,
    OTHERS,
    make_arrival,
)
from petition.signing.screening.noted_groups import is_worth_a_look
from petition.signing.screening.score import Group, GroupCounts, Reason, is_held, is_remarkable, score
from petition.signing.screening.signals import Thresholds, is_disposable

START = datetime(2026, 3, 2, tzinfo=UTC)
Key = tuple[str, str]


def network_keys(visit: Visit) -> tuple[bytes, bytes]:
    """The network under the salt of the day on which the form was sent, and under that of the day before."""
    day = int((visit.at - visit.confirm_seconds) // DAY)
    return f"{visit.network} {day}".encode().ljust(32, b"."), f"{visit.network} {day - 1}".encode().ljust(32, b".")


def address_of(written: str) -> Address:
    """An address without the checks that a form makes: these are all well written."""
    local, _at, domain = written.rpartition("@")
    return Address(written, f"{local.split('+')[0] if domain in addresses.PROVIDERS else local}@{domain}")


@dataclass
class CountedStatement:
    """All that have confirmed so far, in their order; ``held`` and ``noted`` as the database would have them."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    arrivals: list[Arrival] = field(default_factory=list)
    groups: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    times: list[datetime] = field(default_factory=list)
    noted: dict[Key, int] = field(default_factory=dict)
    domains: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def confirm(self, visit: Visit) -> tuple[bool, list[Reason]]:
        """Confirms one more; gives whether it is held, and what counts."""
        at = START + timedelta(seconds=visit.at)
        today, before = network_keys(visit)
        facts = ({"name": visit.name}, at - timedelta(seconds=visit.confirm_seconds), at, today, before)
        address = address_of(visit.address)
        domain, is_thrown_away = self._domain(address)
        missing = at if visit.proof_missing else None
        one = make_arrival(visit.address, *facts, visit.seconds, missing, is_thrown_away=is_thrown_away)
        keys = self._keys(visit, address, domain, is_thrown_away)
        groups = [(key, group) for key in keys if (group := self.group(key, at)) is not None]
        if contrasts.is_fast(one, self.thresholds.fastest_seconds):
            groups.append((("fast", ""), self._fast_group()))
        reasons = score(one, [group for _key, group in groups], self.thresholds)
        for key, group in groups:
            points = sum(reason.points for reason in reasons if reason.group == key[0])
            if is_remarkable(group.counts, self.thresholds) and is_worth_a_look(group, points, self.thresholds):
                self._note(key, points, before)
        self._add(one, [(key[0], today.decode()) if key[0] == "network" else key for key in keys])
        return is_held(reasons, self.thresholds), reasons

    def group(self, key: Key, at: datetime) -> Group | None:
        """A group as it is at a moment; None under its floor."""
        free = key[0] == "domain" and addresses.is_free_mail(key[1])
        floor, since = self.thresholds.floor(key[0], free), at - timedelta(hours=self.thresholds.within_hours)
        members = self._members(key)
        if floor is None or len(members) < floor or self.times[members[-floor]] <= since:
            return None
        flow = len(self.times) - bisect_left(self.times, self.times[members[-floor]])
        old = bisect_left(self.times, since)
        usual_from = max(0, old - MOST_USUAL)
        usual = bisect_left(members, old) - bisect_left(members, usual_from)
        recent = min(len(members) - bisect_left(members, old), MOST)
        noted = any(one in self.noted for one in self._aliases(key))
        flow = min(flow, MOST_OF_FLOW)
        counts = GroupCounts(key[0], recent, floor, flow, usual, old - usual_from, free, noted)
        return self.compare(key, counts) if is_remarkable(counts, self.thresholds) else Group(counts)

    def compare(self, key: Key, counts: GroupCounts) -> Group:
        """The newest members, and others."""
        members = self._members(key)
        newest, size = members[-MEMBERS:], len(self.arrivals)
        oldest = bisect_left(self.times, self.times[newest[0]])
        near = [*range(size - 1, max(-1, size - 1 - NEAR), -1), *range(oldest - 1, max(-1, oldest - 1 - OTHERS), -1)]
        inside = set(members[bisect_left(members, min(near, default=0)) :])
        others = [one for one in dict.fromkeys(near) if one not in inside][:OTHERS]
        return Group(counts, self._read(reversed(newest)), self._read(others))

    def both_days(self, key: Key) -> list[int]:
        """Whom a rule for a group would find: of a network those of the day and of the day after."""
        if key[0] == "fast":
            return [
                at for at, one in enumerate(self.arrivals) if contrasts.is_fast(one, self.thresholds.fastest_seconds)
            ]
        if key[0] != "network":
            return self.groups[key]
        place, day = key[1].rstrip(".").rsplit(" ", 1)
        return sorted([*self.groups[key], *self.groups.get(("network", f"{place} {int(day) + 1}".ljust(32, ".")), [])])

    def noted_group(self, key: Key) -> Group:
        """A group as the desk looks at it."""
        if key[0] == "fast":
            return self._fast_group()
        members = self._members(key)
        counts = self.group(key, self.times[members[-1]] + timedelta(seconds=1))
        return counts or self.compare(key, GroupCounts(key[0], MOST, 1, 1, is_noted=True))

    def _fast_group(self) -> Group:
        newest = self._read(range(len(self.arrivals) - 1, max(-1, len(self.arrivals) - 1 - NEAR_FAST), -1))
        members = tuple(one for one in newest if contrasts.is_fast(one, self.thresholds.fastest_seconds))
        others = tuple(one for one in newest if not contrasts.is_fast(one, self.thresholds.fastest_seconds))
        return Group(GroupCounts("fast", len(members), len(members), len(newest)), members, others)

    def _read(self, numbers: Sequence[int] | object) -> tuple[Arrival, ...]:
        return tuple(self.arrivals[one] for one in numbers)  # type: ignore[attr-defined]

    def _members(self, key: Key) -> list[int]:
        """The members of a group, the oldest first; of a network those of its two days."""
        found = [self.groups.get(one, []) for one in self._aliases(key)]
        return found[0] if len(found) == 1 else [*found[1], *found[0]] if _follow(found) else sorted(chain(*found))

    def _aliases(self, key: Key) -> list[Key]:
        if key[0] != "network":
            return [key]
        place, day = key[1].rstrip(".").rsplit(" ", 1)
        return [key, ("network", f"{place} {int(day) - 1}".ljust(32, "."))]

    def _keys(self, visit: Visit, address: Address, domain: str, is_thrown_away: bool) -> list[Key]:
        likeness = name_skeleton(visit.name)
        found = [("likeness", likeness)] if likeness else []
        found.append(("domain", domain))
        if address.mailbox != address.canonical:
            found.append(("mailbox", address.mailbox))
        if is_thrown_away:
            found.append(("disposable", "disposable"))
        return [*found, ("network", network_keys(visit)[0].decode())]

    def _domain(self, address: Address) -> tuple[str, bool]:
        if address.domain not in self.domains:
            self.domains[address.domain] = address.registrable_domain, is_disposable(address)
        return self.domains[address.domain]

    def _note(self, key: Key, points: int, _before: bytes) -> None:
        known = next((one for one in self._aliases(key) if one in self.noted), key)
        self.noted[known] = max(self.noted.get(known, points), points)

    def _add(self, one: Arrival, keys: list[Key]) -> None:
        for key in keys:
            self.groups[key].append(len(self.arrivals))
        self.arrivals.append(one)
        self.times.append(one.at)


def _follow(found: list[list[int]]) -> bool:
    """Whether the days of a network follow on one another without overlapping."""
    return not found[0] or not found[1] or found[1][-1] < found[0][0]
