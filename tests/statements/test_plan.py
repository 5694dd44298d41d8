"""A statement's dates: opening and closing at their minute, and what will happen next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.core import zones
from petition.statements.schedule import (
    WORDS,
    StatementDates,
    Step,
    accepts_signatures,
    date_faults,
    date_warnings,
    is_public,
    reminder_moments,
    stage_of,
    upcoming_steps,
)

VILNIUS = "Europe/Vilnius"
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def vilnius(local: str) -> datetime:
    return zones.moment_of_wall_time(local, VILNIUS).moment


# Winter time at the opening and at the closing, summer time between.
OPENS, CLOSES = vilnius("2027-03-01T10:00"), vilnius("2027-11-02T18:00")
PLAN = StatementDates(
    opens_at=OPENS,
    embargo_until=vilnius("2027-02-28T12:00"),
    due_at=vilnius("2027-11-01T12:00"),
    closes_at=CLOSES,
    delivery_at=vilnius("2027-11-10T11:00"),
)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        # The night on which an hour is left out, and the one that has an hour twice.
        ("2027-03-28T02:59", "2027-03-28T04:00"),
        ("2027-10-31T02:59", "2027-10-31T04:00"),
        ("2027-10-31T03:30", "2027-10-31T04:30"),
        ("2027-03-01T10:00", "2027-11-02T18:00"),
    ],
)
@pytest.mark.parametrize("zone", [VILNIUS, "Europe/Minsk", "Asia/Beirut", "America/Sao_Paulo"])
def test_it_opens_and_closes_at_its_minute(opens: str, closes: str, zone: str) -> None:
    plan = StatementDates(
        opens_at=zones.moment_of_wall_time(opens, zone).moment, closes_at=zones.moment_of_wall_time(closes, zone).moment
    )
    assert plan.opens_at and plan.closes_at
    assert stage_of(plan, plan.opens_at - SECOND) == "planned"
    assert stage_of(plan, plan.opens_at) == "open"
    assert stage_of(plan, plan.closes_at - SECOND) == "open"
    assert stage_of(plan, plan.closes_at) == "closed"
    assert accepts_signatures(plan, plan.opens_at) and not accepts_signatures(plan, plan.opens_at - SECOND)
    assert accepts_signatures(plan, plan.closes_at - SECOND) and not accepts_signatures(plan, plan.closes_at)


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        ("2027-03-28T02:00", "2027-03-28T05:00", 2),
        ("2027-10-31T02:00", "2027-10-31T05:00", 4),
        ("2027-05-01T02:00", "2027-05-01T05:00", 3),
    ],
)
def test_it_is_open_as_long_as_the_clocks_say(opens: str, closes: str, hours: int) -> None:
    assert vilnius(closes) - vilnius(opens) == hours * HOUR
    plan = StatementDates(opens_at=vilnius(opens), closes_at=vilnius(closes))
    assert stage_of(plan, vilnius(opens) + hours * HOUR - SECOND) == "open"
    assert stage_of(plan, vilnius(opens) + hours * HOUR) == "closed"


def test_it_goes_through_its_stages() -> None:
    assert stage_of(StatementDates(), OPENS) == "draft"
    assert stage_of(StatementDates(closes_at=OPENS), CLOSES) == "draft"
    early = replace(PLAN, opened_at=OPENS - DAY)
    assert stage_of(early, OPENS - DAY) == "open"
    ended = replace(PLAN, opened_at=OPENS, closed_at=OPENS + DAY)
    assert stage_of(ended, OPENS + DAY - SECOND) == "open"
    assert stage_of(ended, OPENS + DAY) == "closed"
    # The day of delivery may pass without a delivery.
    assert stage_of(ended, CLOSES + 365 * DAY) == "closed"
    assert stage_of(replace(ended, delivered_at=CLOSES), CLOSES - SECOND) == "closed"
    assert stage_of(replace(ended, delivered_at=CLOSES), CLOSES) == "delivered"


def test_it_takes_late_signatures_where_signing_goes_on() -> None:
    delivered = replace(PLAN, opened_at=OPENS, delivered_at=CLOSES - DAY)
    assert stage_of(delivered, CLOSES - HOUR) == "delivered"
    assert accepts_signatures(delivered, CLOSES - HOUR)
    assert not accepts_signatures(delivered, CLOSES)


def test_it_is_public_from_the_end_of_the_embargo() -> None:
    ends = vilnius("2027-03-28T04:00")
    plan = StatementDates(embargo_until=ends)
    assert not is_public(plan, OPENS, ends - SECOND)
    assert is_public(plan, OPENS, ends)
    assert not is_public(plan, None, ends), "the end of an embargo publishes no draft"
    assert is_public(StatementDates(opens_at=OPENS), None, OPENS), "what can be signed can be read"
    assert not is_public(StatementDates(opens_at=OPENS), None, OPENS - SECOND)
    assert not is_public(StatementDates(), CLOSES, OPENS)


def test_it_says_what_will_happen_in_order() -> None:
    steps = upcoming_steps(PLAN, vilnius("2027-02-01T00:00"), VILNIUS, (14, 3), [vilnius("2027-06-01T00:00")])
    assert [(zones.datetime_local_value(step.at, VILNIUS), step.word) for step in steps] == [
        ("2027-02-28T12:00", "embargo_ends"),
        ("2027-03-01T10:00", "opens"),
        ("2027-06-01T00:00", "silence_ends"),
        ("2027-10-18T09:00", "reminder"),
        ("2027-10-29T09:00", "reminder"),
        ("2027-11-01T12:00", "due"),
        ("2027-11-02T18:00", "closes"),
        ("2027-11-10T11:00", "delivery"),
    ]
    assert upcoming_steps(PLAN, OPENS, VILNIUS)[0].word == "due", "what happens now is no longer to come"
    assert upcoming_steps(PLAN, OPENS - SECOND, VILNIUS)[0] == Step(OPENS, "opens")
    assert upcoming_steps(StatementDates(), OPENS, VILNIUS, (3,)) == []


def test_it_tells_what_falls_on_one_minute_in_the_order_of_a_life() -> None:
    plan = StatementDates(opens_at=OPENS, embargo_until=OPENS, due_at=CLOSES, closes_at=CLOSES, delivery_at=CLOSES)
    words = [step.word for step in upcoming_steps(plan, OPENS - DAY, VILNIUS, (), [CLOSES])]
    assert words == ["embargo_ends", "opens", "due", "silence_ends", "closes", "delivery"]


def test_it_leaves_out_what_no_longer_comes() -> None:
    def words(plan: StatementDates) -> set[str]:
        return {step.word for step in upcoming_steps(plan, vilnius("2027-02-01T00:00"), VILNIUS, (14,))}

    assert words(replace(PLAN, opened_at=vilnius("2027-01-15T00:00"))) == set(WORDS) - {"opens", "silence_ends"}
    closed = replace(PLAN, opened_at=vilnius("2027-01-15T00:00"), closed_at=vilnius("2027-01-16T00:00"))
    assert words(closed) == {"embargo_ends", "delivery"}
    assert words(replace(closed, delivered_at=vilnius("2027-01-17T00:00"))) == {"embargo_ends"}
    # Nobody is asked to hurry before there is anything to sign.
    assert "reminder" not in words(replace(PLAN, due_at=OPENS + DAY))
    assert "reminder" not in words(StatementDates(due_at=OPENS + 30 * DAY))


@pytest.mark.parametrize(
    ("zone", "due", "moments"),
    [
        # Nine in the morning before and after the change, whatever the distance in hours.
        (VILNIUS, "2027-03-30T12:00", ["2027-03-27T07:00", "2027-03-29T06:00"]),
        (VILNIUS, "2027-11-02T12:00", ["2027-10-30T06:00", "2027-11-01T07:00"]),
        ("Europe/Minsk", "2027-03-30T12:00", ["2027-03-27T06:00", "2027-03-29T06:00"]),
        ("Asia/Beirut", "2027-03-29T12:00", ["2027-03-26T07:00", "2027-03-28T06:00"]),
        ("America/Sao_Paulo", "2027-03-30T23:30", ["2027-03-27T12:00", "2027-03-29T12:00"]),
        # The morning of a day that was left out is reminded of as the next day begins.
        ("Pacific/Apia", "2011-12-31T12:00", ["2011-12-28T19:00", "2011-12-30T10:00"]),
    ],
)
def test_it_reminds_in_the_morning(zone: str, due: str, moments: list[str]) -> None:
    due_at = zones.moment_of_wall_time(due, zone).moment
    expected = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in moments]
    assert reminder_moments(due_at, (1, 3, 1), zone) == expected


def test_it_reminds_on_the_day_itself_only_before_the_hour() -> None:
    assert reminder_moments(vilnius("2027-11-02T09:00"), (0,), VILNIUS) == []
    assert reminder_moments(vilnius("2027-11-02T09:01"), (0,), VILNIUS) == [vilnius("2027-11-02T09:00")]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"embargo_until": OPENS, "due_at": CLOSES, "delivery_at": OPENS}, []),
        ({"closes_at": OPENS, "due_at": None}, [("closes_at", "closes_before_opening")]),
        ({"closes_at": OPENS - DAY, "due_at": None}, [("closes_at", "closes_before_opening")]),
        ({"embargo_until": OPENS + SECOND}, [("embargo_until", "opens_before_embargo")]),
        ({"opened_at": OPENS - 9 * DAY}, [("embargo_until", "opens_before_embargo")]),
        ({"delivery_at": OPENS - SECOND}, [("delivery_at", "delivery_before_opening")]),
        ({"due_at": CLOSES + SECOND}, [("due_at", "due_after_closing")]),
        ({"due_at": OPENS - SECOND}, [("due_at", "due_before_opening")]),
    ],
)
def test_it_finds_dates_that_contradict_each_other(changed: dict[str, datetime], found: list[tuple[str, str]]) -> None:
    assert date_faults(replace(PLAN, **changed), VILNIUS) == found


def test_it_finds_fault_with_no_empty_plan_and_with_an_unknown_zone() -> None:
    assert date_faults(StatementDates(), VILNIUS) == []
    assert date_faults(StatementDates(), "Vilnius") == [("zone", "unknown_zone")]


def test_it_only_warns_of_the_past() -> None:
    assert date_warnings(PLAN, OPENS - DAY) == []
    assert date_warnings(PLAN, OPENS) == [("opens_at", "past")]
    late = replace(PLAN, opened_at=OPENS)
    assert date_warnings(late, CLOSES) == [("due_at", "past"), ("closes_at", "past")]
    done = replace(late, closed_at=CLOSES, delivered_at=CLOSES + DAY)
    assert date_warnings(done, CLOSES + 99 * DAY) == []
    assert date_warnings(replace(PLAN, delivery_at=CLOSES - DAY), OPENS - DAY) == [
        ("delivery_at", "delivery_before_closing")
    ]


MOMENTS = st.none() | st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PLANS = st.builds(StatementDates, *[MOMENTS] * 8)


@given(PLANS, MOMENTS.filter(bool), st.lists(st.integers(0, 60), max_size=3))
def test_it_tells_the_future_of_any_plan_in_order(plan: StatementDates, at: datetime, days: list[int]) -> None:
    steps = upcoming_steps(plan, at, VILNIUS, days)
    assert all(step.at > at for step in steps)
    assert steps == sorted(steps, key=lambda step: (step.at, WORDS.index(step.word)))
    for step in steps:
        if step.word == "opens":
            assert not accepts_signatures(plan, step.at - SECOND)
        if step.word == "reminder":
            assert plan.due_at is not None and step.at < plan.due_at
            assert accepts_signatures(plan, step.at)
