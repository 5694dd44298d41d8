"""The example statement is a whole position, in English and in Belarusian, and says that it is an example."""

from __future__ import annotations

from pathlib import Path

import pytest

from petition.statements.text import position
from petition.statements.text.tree import Position

EXAMPLES = Path(position.__file__).parents[1] / "examples"
NUMBERS = ["1", "2", *(f"2.{number}" for number in range(1, 8)), "3"]


def example(language: str) -> Position:
    text = (EXAMPLES / f"human-rights-in-belarus.{language}.md").read_text(encoding="utf-8")
    return position.parse(text, strict=True)


@pytest.mark.parametrize(("language", "word"), [("en", "example statement"), ("be", "прыклад заявы")])
def test_it_reads_the_example(language: str, word: str) -> None:
    found = example(language)
    assert [demand.number for demand in found.walk()] == NUMBERS
    assert (len(found.opening), len(found.closing), len(found.signatories)) == (2, 1, 8)
    assert word in found.opening[0]
    assert found.introduction and found.introduction.endswith(":")
    assert found.notes == ()


def test_it_says_where_the_organisations_work() -> None:
    assert {each.country for each in example("en").signatories} == {"Belarus"}
    assert {each.country for each in example("be").signatories} == {"Беларусь"}
