"""Points: what counts against a signature, what speaks for people, and that nothing weak is enough."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.signing.screening.contrasts import Arrival, has_different_names, resembles_name
from petition.signing.screening.score import (
    Group,
    GroupCounts,
    Reason,
    is_held,
    is_remarkable,
    judge_group,
    score,
    score_members,
    total_points,
)
from petition.signing.screening.signals import Thresholds

LIMITS = Thresholds()
START = datetime(2026, 3, 2, tzinfo=UTC)
DOMAINS = ("gmail.com", "wp.pl", "home.example", "mail.ru", "proton.me", "office.example")
FIRST, LAST = ("Anna", "Jan", "Vera", "Ivan", "Olga"), ("Bakun", "Novik", "Sava", "Zyl", "Hrom", "Kos", "Duda")


def people(number: int, seed: int = 1, **same: Any) -> tuple[Arrival, ...]:
    """Arrivals as different as people are, but for what they have in common."""
    chance = random.Random(seed)
    return tuple(
        replace(
            Arrival(
                at=START + timedelta(seconds=chance.random() * 9_000),
                local=chance.choice(("anna", "jan.novik", "kitty88", "sunshine")),
                domain=chance.choice(DOMAINS),
                name=chance.choice(("{0} {1}", "{0} {1}", "{1}, {0}", "Dr. {0} {1}")).format(
                    chance.choice(FIRST), chance.choice(LAST)
                ),
                networks=frozenset({bytes([chance.randrange(200)])}),
                seconds=chance.randrange(8, 200),
                confirm_seconds=chance.randrange(20, 3_000),
            ),
            **same,
        )
        for _ in range(number)
    )


def group(signal: str = "network", *, share: float = 0.5, members: Any = None, others: Any = None) -> Group:
    """A remarkable group."""
    counts = GroupCounts(signal, 200, 20, round(20 / share), 1, 400)
    return Group(counts, people(40) if members is None else members, people(60, 2) if others is None else others)


ONE = people(1, 3)[0]
WEAK: dict[str, dict[str, Any]] = {
    "fast": {"seconds": 1},
    "quick": {"confirm_seconds": 1},
    "proof": {"proof_missing": True},
    "disposable": {"is_disposable": True},
}


@pytest.mark.parametrize("signal", WEAK)
def test_it_holds_nobody_for_one_weak_signal(signal: str) -> None:
    one = replace(ONE, **WEAK[signal])
    assert [reason.signal for reason in score(one, [], LIMITS)] == [signal]
    assert not is_held(score(one, [], LIMITS), LIMITS)
    assert not is_held(score(one, [group(), group("domain"), group("likeness")], LIMITS), LIMITS)


def test_it_holds_nobody_for_all_that_one_alone_can_have() -> None:
    one = replace(ONE, **{name: value for given in WEAK.values() for name, value in given.items()})
    assert not is_held(score(one, [], LIMITS), LIMITS)


def test_it_holds_nobody_for_what_colleagues_have_in_common() -> None:
    """One domain, one network, numbers for addresses, at equal intervals, suddenly: and nothing that people do not do."""
    office = {"domain": "office.example", "networks": frozenset({b"o"}), "local": "p1"}
    times = [{"at": START + timedelta(seconds=60 * one)} for one in range(40)]
    same = tuple(replace(one, **office, **at) for one, at in zip(people(40), times, strict=True))
    groups = [group("domain", members=same), group("network", members=same)]
    reasons = score(replace(ONE, **office), groups, LIMITS)
    assert {"all_network", "all_address", "all_even", "all_sudden"} & {one.signal for one in reasons}
    assert not is_held(reasons, LIMITS)
    assert not is_held(score(replace(ONE, **office, seconds=2), groups, LIMITS), LIMITS), "nor the quickest of them"


@pytest.mark.parametrize(
    ("same", "reason"), [({"seconds": 2}, "all_fast"), ({"confirm_seconds": 2}, "all_quick")], ids=["fast", "quick"]
)
def test_it_holds_members_of_a_group_that_is_unlike_all_others(same: dict[str, Any], reason: str) -> None:
    machine = group(members=people(40, domain="fakes.example", **same))
    held = score(replace(ONE, domain="fakes.example", **same), [machine], LIMITS)
    assert held[0].signal == reason and is_held(held, LIMITS)
    assert not is_held(score(ONE, [machine], LIMITS), LIMITS), "but not who came among them"


def test_it_says_nothing_of_what_all_others_do_as_well() -> None:
    same = {"confirm_seconds": 1, "seconds": 3}
    alike = group(members=people(40, **same), others=people(60, 2, **same))
    assert not is_held(score(replace(ONE, **same), [alike], LIMITS), LIMITS)


def test_it_holds_names_in_the_order_of_a_list() -> None:
    names = sorted({f"{last}{tail} {first}" for last in LAST for tail in ("", "a", "ow") for first in FIRST})[:41]
    ordered = tuple(
        replace(one, name=name, at=START + timedelta(seconds=at), domain="list.example")
        for at, (one, name) in enumerate(zip(people(40), names, strict=False))
    )
    last = replace(ONE, name=names[40], at=START + timedelta(seconds=99), domain="list.example")
    assert is_held(score(last, [group("domain", members=ordered)], LIMITS), LIMITS)
    other = replace(last, name="Zyta Zyl")
    assert "all_order" not in {one.signal for one in score(other, [group("domain", members=ordered)], LIMITS)}


def test_it_holds_one_mailbox_under_many_tags() -> None:
    assert is_held(score(ONE, [group("mailbox")], LIMITS), LIMITS)


def test_it_counts_for_people() -> None:
    reasons = score(ONE, [group()], LIMITS)
    assert {one.signal for one in reasons if one.points < 0} == {"human_time", "names_differ", "providers"}
    assert judge_group(score_members(group(), LIMITS), LIMITS) == "people"
    fast = group(members=people(40, seconds=2, domain="x.example"))
    assert judge_group(score_members(fast, LIMITS), LIMITS) == "source"


@pytest.mark.parametrize(
    ("counts", "remarkable"),
    [
        (GroupCounts("network", 19, 19, 20), False),
        (GroupCounts("network", 20, 20, 40), True),
        (GroupCounts("network", 900, 20, 40, 200, 400), False),
        (GroupCounts("network", 900, 20, 40, 200, 400, is_noted=True), True),
        (GroupCounts("domain", 99, 20, 21, is_free_mail=True), False),
        (GroupCounts("likeness", 5, 5, 400, 8, 400), False),
    ],
)
def test_it_measures_against_what_is_expected(counts: GroupCounts, remarkable: bool) -> None:
    assert is_remarkable(counts, LIMITS) is remarkable


def test_it_turns_groups_off() -> None:
    off = Thresholds(same_domain=None, same_network=None, alike_names=None, fastest_seconds=None, disposable=False)
    groups = [group(one) for one in ("domain", "network", "likeness", "disposable", "fast")]
    assert score(replace(ONE, seconds=1, is_disposable=True), groups, off) == []


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_it_takes_any_name_and_address(name: str, local: str) -> None:
    rows = tuple(replace(one, name=name, local=local) for one in people(12))
    assert isinstance(resembles_name(local, name), bool)
    assert has_different_names(rows) is False
    assert total_points(score(rows[0], [group(members=rows)], LIMITS)) < LIMITS.hold_at


def test_it_puts_the_weightiest_first() -> None:
    reasons = score(replace(ONE, seconds=2), [group(members=people(40, seconds=2))], LIMITS)
    assert [one.points for one in reasons] == sorted((one.points for one in reasons), reverse=True)
    assert all(isinstance(one, Reason) for one in reasons)
