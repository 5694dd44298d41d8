"""A translation in a new edition: what is still right is carried over, what is not is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.statements.editions.renumbering import propose_origins
from petition.statements.editions.translation_carrying import (
    carry_translation,
    comparable_numbers,
)
from petition.statements.text import markdown, position
from petition.statements.text.tree import Demand, Position

EXAMPLES = Path(position.__file__).parents[1] / "examples"
BOUNDED = settings(max_examples=60, deadline=None, derandomize=True)


def example(language: str) -> Position:
    return position.parse((EXAMPLES / f"human-rights-in-belarus.{language}.md").read_text(), strict=True)


def numbers(found: Position) -> list[str]:
    return [demand.number for demand in found.walk()]


def texts(found: Position) -> dict[str, str]:
    return {demand.number: demand.text for demand in found.walk()}


def test_it_carries_everything_where_nothing_changed() -> None:
    english, belarusian = example("en"), example("be")
    carried = carry_translation(
        belarusian, {number: (number,) for number in numbers(english)}, english, numbers(english)
    )
    assert texts(carried) == texts(belarusian)
    assert (carried.title, carried.opening, carried.closing) == (
        belarusian.title,
        belarusian.opening,
        belarusian.closing,
    )
    assert "Падпісанты" in markdown.to_markdown(carried)


def test_it_leaves_a_gap_where_a_demand_is_new() -> None:
    english, belarusian = example("en"), example("be")
    source = markdown.to_markdown(english).replace("- 2.5. To", "- 2.5. To publish the files.\n\n   - 2.6. To")
    source = source.replace("- 2.6. To abolish", "- 2.7. To abolish").replace("- 2.7. To begin", "- 2.8. To begin")
    new = position.parse(source, strict=True)
    carried = carry_translation(
        belarusian, {n: each.origins for n, each in propose_origins(english, new).items()}, new, numbers(english)
    )
    assert numbers(carried) == numbers(new)
    assert texts(carried)["2.5"] == ""
    assert texts(carried)["2.6"] == texts(belarusian)["2.5"]
    assert texts(carried)["2.8"] == texts(belarusian)["2.7"]


@pytest.mark.parametrize("chosen", [{"1": ("1", "2")}, {"1": ("1",), "2": ("1",)}, {"1": ()}, {}])
def test_it_carries_no_demand_that_was_merged_split_or_made(chosen: dict[str, tuple[str, ...]]) -> None:
    old = Position("Т", demands=(Demand("1", "адзін", ("яшчэ",)), Demand("2", "два")))
    new = Position("T", demands=(Demand("1", "one"), Demand("2", "two")))
    carried = carry_translation(old, chosen, new)
    assert texts(carried) == {"1": "", "2": ""}
    assert all(demand.paragraphs == () for demand in carried.walk())


def test_it_matches_numbers_of_other_scripts() -> None:
    old = Position(
        "Т", demands=(Demand("1", "x", demands=(Demand("1.а", "першы"), Demand("1.б", "другі", ("яшчэ",)))),)
    )
    new = Position("T", demands=(Demand("1", "x", demands=(Demand("1.a", "second"),)),))
    carried = carry_translation(old, {"1": ("1",), "1.a": ("1.b",)}, new, ["1", "1.a", "1.b"])
    assert [(each.number, each.text, each.paragraphs) for each in carried.walk()] == [
        ("1", "x", ()),
        ("1.a", "другі", ("яшчэ",)),
    ]


@BOUNDED
@given(st.data())
def test_it_keeps_the_tree_of_the_binding_text(data: st.DataObject) -> None:
    belarusian, new = example("be"), example("en")
    choices = st.lists(st.sampled_from(numbers(belarusian)), max_size=2, unique=True).map(tuple)
    chosen = data.draw(st.dictionaries(st.sampled_from(numbers(new)), choices))
    carried = carry_translation(belarusian, chosen, new)
    assert numbers(carried) == numbers(new)
    again = position.parse(markdown.to_markdown(carried))
    assert texts(again) == texts(carried)
    assert (again.title, again.closing) == (carried.title, carried.closing)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (["1", "1.a", "1.b"], ["1", "1.а", "1.б"], True),
        (["1", "1.a"], ["١", "١.أ"], True),
        (["1", "2.1"], ["1", "2.2"], False),
        (["1", "1.a"], ["1", "2"], False),
        (["01"], ["1"], True),
    ],
)
def test_it_compares_numbers_across_scripts(one: list[str], other: list[str], alike: bool) -> None:
    assert (list(comparable_numbers(one)) == list(comparable_numbers(other))) is alike
    assert list(comparable_numbers(one).values()) == one
