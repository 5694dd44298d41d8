"""Demands found again in a new edition, wherever they moved; a coordinator has the last word."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.statements.editions.renumbering import (
    RenumberingError,
    mapping_kinds,
    propose_origins,
    unused_numbers,
    validate_mapping,
)
from petition.statements.text import position
from petition.statements.text.tree import Demand, Position

EXAMPLES = Path(position.__file__).parents[1] / "examples"
BOUNDED = settings(max_examples=60, deadline=None, derandomize=True)


def example(language: str) -> Position:
    return position.parse((EXAMPLES / f"human-rights-in-belarus.{language}.md").read_text(), strict=True)


def texts(language: str) -> list[str]:
    return [demand.text for demand in example(language).walk()]


def numbered(*demands: str) -> Position:
    return Position("T", demands=tuple(Demand(str(at), text) for at, text in enumerate(demands, 1)))


def origins(old: Position, new: Position) -> dict[str, tuple[str, ...]]:
    return {number: proposal.origins for number, proposal in propose_origins(old, new).items()}


@pytest.mark.parametrize("language", ["en", "be"])
def test_it_finds_every_demand_where_nothing_changed(language: str) -> None:
    found = example(language)
    proposals = propose_origins(found, found)
    assert {number: proposal.origins for number, proposal in proposals.items()} == {
        demand.number: (demand.number,) for demand in found.walk()
    }
    assert {(proposal.kind, proposal.likeness) for proposal in proposals.values()} == {("same", 1.0)}


@pytest.mark.parametrize("language", ["en", "be"])
def test_it_follows_demands_behind_an_inserted_one(language: str) -> None:
    first, *rest = texts(language)
    old, new = numbered(first, *rest), numbered(first, "Цалкам новае: completely fresh.", *rest)
    proposals = propose_origins(old, new)
    assert (proposals["2"].kind, proposals["2"].origins, proposals["2"].likeness) == ("new", (), 0.0)
    assert [proposals[str(at + 1)].origins for at in range(2, len(rest) + 2)] == [
        (str(at),) for at in range(2, len(rest) + 2)
    ]


@pytest.mark.parametrize("language", ["en", "be"])
@given(data=st.data())
@BOUNDED
def test_it_follows_demands_in_any_order(language: str, data: st.DataObject) -> None:
    demands = texts(language)
    order = data.draw(st.permutations(range(len(demands))))
    new = numbered(*(f"{demands[at]} 2" for at in order))
    found = origins(numbered(*demands), new)
    assert found == {str(place): (str(at + 1),) for place, at in enumerate(order, 1)}


def test_it_sees_that_a_demand_was_dropped() -> None:
    one, two, three, *_ = texts("en")
    old, new = numbered(one, two, three), numbered(one, three)
    assert origins(old, new) == {"1": ("1",), "2": ("3",)}
    assert unused_numbers(["1", "2", "3"], origins(old, new)) == ["2"]


def test_it_sees_a_demand_split() -> None:
    old = numbered("To free all political prisoners without delay, and to clear the records of those set free before.")
    new = numbered(
        "To free all political prisoners without delay", "and to clear the records of those set free before."
    )
    proposals = propose_origins(old, new)
    assert [(each.origins, each.kind) for each in proposals.values()] == [(("1",), "split"), (("1",), "split")]


def test_it_sees_demands_merged() -> None:
    one, two, three = texts("en")[4:7]
    proposals = propose_origins(numbered(one, two, three), numbered(f"{one} {two}", three))
    assert [(each.origins, each.kind) for each in proposals.values()] == [(("1", "2"), "merged"), (("3",), "same")]
    assert proposals["1"].likeness > 0.9


def test_it_keeps_the_number_where_words_leave_a_choice() -> None:
    assert origins(numbered("Open.", "Open.", "Open."), numbered("Open.", "Open.")) == {"1": ("1",), "2": ("2",)}


def test_it_asks_more_of_a_demand_that_moved() -> None:
    old, new = "To suspend the death penalty.", "To abolish the death penalty at once and for good, for everybody."
    assert origins(numbered(old), numbered(new)) == {"1": ("1",)}
    assert origins(numbered(old), numbered("Anything else entirely, seventy times over.", new))["2"] == ()


def test_it_looks_at_a_demands_own_words() -> None:
    old = Position("T", demands=(Demand("1", "Open courts.", demands=(Demand("1.1", "Open the files."),)),))
    new = Position("T", demands=(Demand("1", "Open the files."), Demand("2", "Open courts.")))
    assert origins(old, new) == {"1": ("1.1",), "2": ("1",)}


def test_it_is_quick_with_many_demands() -> None:
    old = numbered(*(f"demand {at} one {at * 7} two {at * 13}" for at in range(3000)))
    new = replace(old, demands=tuple(replace(each, text=f"{each.text} more") for each in old.demands))
    began = time.process_time()
    assert origins(old, new)["2999"] == ("2999",)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("chosen", "expected", "left"),
    [
        ({"1": ("1",), "2": ("2",)}, {"1": "same", "2": "same"}, ["3"]),
        ({"1": ("2",), "2": ("2",)}, {"1": "split", "2": "split"}, ["1", "3"]),
        ({"1": ("1", "2"), "2": ("3",)}, {"1": "merged", "2": "same"}, []),
        ({"1": ("1", "1"), "2": ()}, {"1": "same", "2": "new"}, ["2", "3"]),
        ({"1": ("1", "2"), "2": ("2",)}, {"1": "merged", "2": "split"}, ["3"]),
    ],
)
def test_it_names_what_a_coordinator_chose(
    chosen: dict[str, tuple[str, ...]], expected: dict[str, str], left: list[str]
) -> None:
    assert mapping_kinds(["1", "2", "3"], chosen) == expected
    assert unused_numbers(["1", "2", "3"], chosen) == left


def test_it_puts_a_choice_in_order() -> None:
    assert validate_mapping(["1", "2"], ["1", "2", "3"], {"2": ["2", "1", "2"]}) == {"1": (), "2": ("1", "2"), "3": ()}


@pytest.mark.parametrize("chosen", [{"9": ("1",)}, {"1": ("9",)}])
def test_it_refuses_numbers_that_are_not_there(chosen: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(RenumberingError) as refused:
        validate_mapping(["1"], ["1"], chosen)
    assert refused.value.number == "9"
