"""What the editor points at: every problem of a text, by its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.statements.text import normalisation, position
from petition.statements.text.normalisation import LARGEST
from petition.statements.text.problems import find_problems

EXAMPLES = Path(position.__file__).parents[1] / "examples"
BOUNDED = settings(max_examples=150, deadline=None, derandomize=True)
STARTS = ["", "1. ", "2. ", "2.1. ", "2.3. ", "a) ", "б) ", "٢. ", "# ", "Signed by:\n", "- ", "7) "]
documents = st.lists(
    st.builds("{}{}".format, st.sampled_from(STARTS), st.sampled_from(["Open.", "Вясна", "المادة", ""]))
)


@pytest.mark.parametrize("language", ["en", "be"])
def test_it_has_nothing_to_say_of_the_example(language: str) -> None:
    assert find_problems((EXAMPLES / f"human-rights-in-belarus.{language}.md").read_text()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(None, "no_text", {})]),
        (" \n\u200b\n", [(None, "no_text", {})]),
        ("1. Open.\n", [(1, "no_title", {})]),
        (
            "Title\n\n1. Open.\n2. Close.\n   2.1. a\n   2.3. b\n",
            [(6, "number_gap", {"number": "2.3", "previous": "2.1"})],
        ),
        ("Title\n\n1. Open.\n3. Close.\n", [(4, "number_gap", {"number": "3", "previous": "1"})]),
        ("Загаловак\n\nа) Адкрыць.\nг) Закрыць.\n", [(4, "number_gap", {"number": "г", "previous": "а"})]),
        ("عنوان\n\n١. افتح.\n٣. أغلق.\n", [(4, "number_gap", {"number": "٣", "previous": "١"})]),
        ("Title\n\n- 2. Open.\n", [(3, "first_number", {"number": "2"})]),
        ("Title\n\n1. a\n- 3. b\n- 2. c\n", None),
    ],
)
def test_it_points_at(text: str, expected: list[tuple[int | None, str, dict[str, str]]] | None) -> None:
    found = [(each.line, each.message_word, each.values) for each in find_problems(text)]
    if expected is None:
        assert "number_back" in [word for _line, word, _values in found]
    else:
        assert found == expected


def test_it_points_at_every_number_used_twice() -> None:
    found = find_problems("Title\n\n- 1. a\n- 1. b\n- 2. c\n- 1. d\n- 2. e\n")
    twice = [(each.line, each.values) for each in found if each.message_word == "duplicate_number"]
    assert twice == [
        (4, {"number": "1", "first": 3}),
        (6, {"number": "1", "first": 3}),
        (7, {"number": "2", "first": 5}),
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Title\n\n1. a\n\n## Heading\n\n2. b\n", "heading_between_demands"),
        (
            "Title\n\n1. a\n\nSigned by:\n\nHarbour Watch\n\n## Annex\n\nThis is more text. It goes on.\n",
            "text_below_signatories",
        ),
        ("Title\n\n1. a\n\nSigned by:\n\n- [Harbour Watch](members.html)\n", "link_left_out"),
        ("Title\n\n1. a\n\n- 4.1. b\n", "no_demand_above"),
        ("Title\n\n1. a\n\n2. b\n\nq) c\n", "kept_as_text"),
    ],
)
def test_it_names_what_was_kept_otherwise(text: str, word: str) -> None:
    found = find_problems(text)
    assert word in [each.message_word for each in found]
    assert not any(each.is_refusal for each in found)


def test_it_stops_at_a_text_that_is_too_large() -> None:
    [found] = find_problems("é" * LARGEST)
    assert (found.message_word, found.values) == ("too_large", {"bytes": 2 * LARGEST, "most": LARGEST})
    assert found.is_refusal


@BOUNDED
@given(st.one_of(documents.map("\n".join), st.text(max_size=200)))
def test_it_refuses_what_the_import_refuses(text: str) -> None:
    found = find_problems(text)
    try:
        position.parse(text, strict=True)
        refused = False
    except normalisation.PositionError:
        refused = True
    assert any(each.is_refusal for each in found) is refused
    assert "other" not in [each.message_word for each in found]
    lines = normalisation.normalise_text(text).count("\n") + 1
    assert all(each.line is None or 1 <= each.line <= lines for each in found)
