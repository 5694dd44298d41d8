"""How suspicious the signature of an individual is: points added up from numbers alone, for everybody to follow.

Nothing is suspicious by itself. A signature is seen in its groups: those with its mail domain, its network, nearly its
name. A group that brings more than its usual share is looked at more closely (``is_remarkable``), and then it counts
in what its members differ from everybody else who signs at that time (``Contrast``): a campus, a carrier or a hall
brings many, and they are as different from each other as people are. What speaks for people takes points off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from petition.signing.screening import contrasts
from petition.signing.screening.contrasts import Arrival
from petition.signing.screening.signals import Thresholds

# For belonging to a group that brings more than usual. Where people come from goes together: domain and network are
# no two things, and so all groups together give at most ``MOST_FOR_GROUPS``; the others stand for themselves.
FOR_GROUP = {"domain": 2, "network": 2, "likeness": 2, "fast": 2, "disposable": 3, "mailbox": 10}
MOST_FOR_GROUPS = 3
# One mailbox under many tags is one person; many disposable mailboxes at once are one source.
BY_ITSELF = {"mailbox", "disposable"}
FOR_FLOOD = 9
# For what is seen of one signature alone.
FOR_ONE = {"fast": 1, "quick": 1, "proof": 1, "disposable": 2}
MOST_FOR_ONE = 3
# What differs in degree happens among people, too; it never comes to more than this.
MOST_FOR_KINSHIP = 3
# The share of the flow that a group is taken to have before anything is known of it, as if so many had been seen.
# A provider of mailboxes for everybody has its third (see docs/clean-list.md for the sources).
EXPECTED = {"domain": 0.01, "free_mail": 0.3, "network": 0.03, "likeness": 0.002, "mailbox": 0.001}
EXPECTED |= {"disposable": 0.01, "fast": 0.04}
EXPECTED_AS_OF = 50
# From so many points on a group looks like one source, and up to so many like people.
LIKE_ONE_SOURCE, LIKE_PEOPLE = 5, 2
# A group whose share is so many times over what is remarkable, and a part of all, came suddenly.
SUDDEN, SUDDEN_SHARE, FOR_SUDDEN = 5.0, 0.15, 2
# Before the name of a trait that a whole group has.
SHARED = "all_"


@dataclass(frozen=True)
class GroupCounts:
    """How many of a group were confirmed within the hours that count, and what would have been expected.

    ``flow`` is how many were confirmed in all since the oldest of the group's last ``among``; ``usual`` is how many of
    the group there were among ``usual_flow`` before these hours. No number is counted further than it is needed.
    """

    signal: str
    recent: int
    among: int
    flow: int
    usual: int = 0
    usual_flow: int = 0
    is_free_mail: bool = False
    # It was remarkable before: what has gone on for long does not become usual by that.
    is_noted: bool = False

    @property
    def usual_share(self) -> float:
        """The share of the flow that the group usually has."""
        expected = EXPECTED["free_mail" if self.is_free_mail else self.signal]
        return (self.usual + expected * EXPECTED_AS_OF) / (self.usual_flow + EXPECTED_AS_OF)

    @property
    def share(self) -> float:
        """The share of the flow that it has now."""
        return self.among / max(self.flow, self.among, 1)


@dataclass(frozen=True)
class Group:
    """A group of which a signature is: its counts, the newest of its members, and of all others as many."""

    counts: GroupCounts
    members: tuple[Arrival, ...] = ()
    others: tuple[Arrival, ...] = ()

    @cached_property
    def rhythm(self) -> contrasts.Contrast | None:
        """The even intervals in which it came, where it did."""
        return contrasts.find_rhythm(self.members, self.others)


@dataclass(frozen=True)
class Reason:
    """One thing that counts for or against a signature.

    ``signal`` says what, ``points`` how much, negative for people. ``group`` is the signal of the group it was seen
    in; ``seen`` how many there are, or in how many seconds, or the percent of the group; ``most`` how many would be
    expected, or the percent of all others.
    """

    signal: str
    points: int
    group: str = ""
    seen: int | None = None
    most: int | None = None
    within_hours: int | None = None


def is_remarkable(counts: GroupCounts, thresholds: Thresholds) -> bool:
    """Whether a group brings so many that it is looked at: over its floor, and over some times its usual share."""
    floor = thresholds.floor(counts.signal, counts.is_free_mail)
    if floor is None or counts.recent < floor:
        return False
    return counts.is_noted or counts.share > min(thresholds.times_usual * counts.usual_share, 0.9)


def is_flood(counts: GroupCounts, thresholds: Thresholds) -> bool:
    """Whether a group brings far more than what is remarkable already."""
    return counts.share > SUDDEN * thresholds.times_usual * counts.usual_share


def score(one: Arrival, groups: Sequence[Group], thresholds: Thresholds) -> list[Reason]:
    """What counts for and against a signature, the weightiest first; nothing, for almost all of them."""
    remarkable = [group for group in groups if is_remarkable(group.counts, thresholds)]
    found = [*_group_reasons(remarkable, thresholds), *_own_reasons(one, thresholds)]
    seen = [reason for group in remarkable for reason in _contrast_reasons(one, group, thresholds)]
    strong, kinship = _best(seen, contrasts.STRONG), _best(seen, contrasts.KINSHIP)
    found += [*strong, *_cap_points(kinship, MOST_FOR_KINSHIP)]
    if found and remarkable:
        found += _people_reasons(one, remarkable)
    return sorted(found, key=lambda reason: -reason.points)


def total_points(reasons: Sequence[Reason]) -> int:
    """The sum of the points."""
    return sum(reason.points for reason in reasons)


def score_members(group: Group, thresholds: Thresholds) -> list[list[Reason]]:
    """What counts for and against each member of a group, in this group."""
    return [score(one, [group], thresholds) for one in group.members]


def judge_group(scored: Sequence[Sequence[Reason]], thresholds: Thresholds, noted: int = 0) -> str:
    """What a group looks like, by the middle one of its members as ``score_members`` has them: "source", "people", or
    "unclear".

    ``noted`` is the most that counted in it when it came: that was enough for quarantine, or it was not.
    """
    points = sorted(map(total_points, scored))
    middle = points[len(points) // 2] if points else 0
    return (
        "source"
        if max(middle, noted - thresholds.hold_at + LIKE_ONE_SOURCE) >= LIKE_ONE_SOURCE
        else "people"
        if middle <= LIKE_PEOPLE
        else "unclear"
    )


def is_held(reasons: Sequence[Reason], thresholds: Thresholds) -> bool:
    """Whether a signature goes into quarantine for its points."""
    return any(reason.points > 0 for reason in reasons) and total_points(reasons) >= thresholds.hold_at


def _group_reasons(groups: Sequence[Group], thresholds: Thresholds) -> Iterator[Reason]:
    shared = []
    for group in groups:
        counts = group.counts
        reason = Reason(
            counts.signal,
            FOR_FLOOD if counts.signal == "disposable" and is_flood(counts, thresholds) else FOR_GROUP[counts.signal],
            counts.signal,
            counts.recent + 1,
            max(thresholds.floor(counts.signal, counts.is_free_mail) or 0, round(counts.usual_share * counts.flow)),
            thresholds.within_hours,
        )
        if counts.signal in BY_ITSELF:
            yield reason
        else:
            shared.append(reason)
    yield from _cap_points(shared, MOST_FOR_GROUPS)


def _own_reasons(one: Arrival, thresholds: Thresholds) -> list[Reason]:
    marks = []
    if one.is_disposable and thresholds.disposable:
        marks.append(Reason("disposable", FOR_ONE["disposable"]))
    if contrasts.is_fast(one, thresholds.fastest_seconds):
        marks.append(Reason("fast", FOR_ONE["fast"], seen=one.seconds, most=thresholds.fastest_seconds))
    if contrasts.is_quick(one):
        marks.append(Reason("quick", FOR_ONE["quick"], seen=one.confirm_seconds, most=contrasts.QUICK_SECONDS))
    if one.proof_missing:
        marks.append(Reason("proof", FOR_ONE["proof"]))
    return _cap_points(marks, MOST_FOR_ONE)


def _contrast_reasons(one: Arrival, group: Group, thresholds: Thresholds) -> Iterator[Reason]:
    signal = group.counts.signal
    is_large = group.counts.recent >= contrasts.SMALLEST and group.counts.share >= SUDDEN_SHARE
    if is_large and is_flood(group.counts, thresholds):
        usual = round(100 * group.counts.usual_share)
        yield Reason(f"{SHARED}sudden", FOR_SUDDEN, signal, round(100 * group.counts.share), usual)
    compared = group.members, group.others, thresholds.fastest_seconds, group.rhythm
    for contrast in contrasts.find_contrasts(one, signal, *compared):
        yield Reason(f"{SHARED}{contrast.trait}", contrast.points, signal, contrast.share, contrast.elsewhere)


def _people_reasons(one: Arrival, groups: Sequence[Group]) -> Iterator[Reason]:
    if contrasts.is_human_time(one):
        yield Reason("human_time", -1, seen=one.confirm_seconds)
    # Those with nearly one name are expected to write it in different ways.
    named = [group.members for group in groups if group.counts.signal != "likeness"]
    if named and all(map(contrasts.has_different_names, named)):
        yield Reason("names_differ", -1)
    if all(contrasts.has_different_providers(group.members) for group in groups):
        yield Reason("providers", -1)


def _best(reasons: Sequence[Reason], traits: frozenset[str]) -> list[Reason]:
    """Of each trait the group in which it weighs most: one thing does not count twice."""
    found: dict[str, Reason] = {}
    for reason in reasons:
        before = found.get(reason.signal)
        if reason.signal.removeprefix(SHARED) in traits and (before is None or reason.points > before.points):
            found[reason.signal] = reason
    return list(found.values())


def _cap_points(reasons: Sequence[Reason], most: int) -> list[Reason]:
    """The reasons with no more points than this together; what would go over it is cut."""
    left, found = most, []
    for reason in sorted(reasons, key=lambda one: -one.points):
        points = min(reason.points, left)
        if points > 0:
            found.append(Reason(reason.signal, points, reason.group, reason.seen, reason.most, reason.within_hours))
            left -= points
    return found
