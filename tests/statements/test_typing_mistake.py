"""Only a typing mistake may be corrected without asking again: the rule, from both sides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.statements.editions.typing_mistakes import find_substance_changes
from petition.statements.text import position
from petition.statements.text.tree import Demand, Position

EXAMPLES = Path(position.__file__).parents[1] / "examples"
BOUNDED = settings(max_examples=100, deadline=None, derandomize=True)


def example(language: str) -> Position:
    return position.parse((EXAMPLES / f"human-rights-in-belarus.{language}.md").read_text(), strict=True)


def demand(text: str, number: str = "1") -> Position:
    return Position("Title", demands=(Demand(number, text),))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("To suspned the penalty.", "To suspend the penalty."),
        ("to abolish artcle 5", "To abolish article 5"),
        ("the goverment of a state", "the government of a state"),
        ("accomodate everybody", "accommodate everybody"),
        ("Open it, now", "Open it – now."),
        ("“Viasna”", "«Viasna»"),
        ("a organisation", "an organisation"),
        ("teh text", "the text"),
        ("Open **the** quays", "Open the _quays_"),
        ("Адмяніць забарону на ўезд", "Адмяніць забарону на ўьезд"),
        ("быў у Беларусі", "быў ў Беларусі"),
        ("аб'яднанне", "аб’яднанне"),
        ("إلغاء الماده كلها", "إلغاء المادة كلها"),
        ("废除。", "废除！"),
        ("cafe\u0301", "café"),
    ],
)
def test_it_allows(old: str, new: str) -> None:
    assert find_substance_changes(demand(old), demand(new)) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("release all prisoners", "release all political prisoners", "words"),
        ("release all prisoners", "release prisoners", "words"),
        ("every body", "everybody", "words"),
        ("suspend the penalty", "abolish the penalty", "too_different"),
        ("by 1 May 2016", "by 1 May 2017", "number"),
        ("Article 193.1", "Article 1931", "number"),
        ("المادة ١٩٣", "المادة ١٩٤", "number"),
        ("at 50 % now", "at 50 € now", "number"),
        ("at 50% now", "at 50 now", "words"),
        ("do it now", "do it not", "too_different"),
        ("они не могут", "они на могут", "too_different"),
        ("we can wait", "we can't wait", "too_different"),
        ("a lawful ban", "an unlawful ban", "too_different"),
        ("законнае рашэнне", "незаконнае рашэнне", "too_different"),
        ("ён і яна", "ён а яна", "too_different"),
        ("废除死刑", "废止死刑", "too_different"),
        ("dog bites man", "man bites dog", "too_different"),
        ("for two years", "for ten years", "too_different"),
        ("see [it](https://a.example)", "see [it](https://a.exampel)", "too_different"),
        ("see [it](https://a.example/b-c)", "see [it](https://a.example/b.c)", "too_different"),
    ],
)
def test_it_refuses(old: str, new: str, reason: str) -> None:
    assert {fault.reason for fault in find_substance_changes(demand(old), demand(new))} == {reason}


def test_it_says_which_words_became_which() -> None:
    [fault] = find_substance_changes(demand("suspend it"), demand("abolish it"))
    assert (fault.place, fault.number, fault.old, fault.new) == ("demand", "1", "suspend", "abolish")
    [fault] = find_substance_changes(demand("release all now"), demand("release all political prisoners now"))
    assert (fault.old, fault.new) == ("", "political prisoners")


@pytest.mark.parametrize("place", ["title", "opening", "introduction", "closing"])
@pytest.mark.parametrize("language", ["en", "be"])
def test_it_looks_at_every_part(place: str, language: str) -> None:
    old = example(language)
    now = getattr(old, place)
    longer = (*now, "more") if isinstance(now, tuple) else f"{now} more"
    [fault] = find_substance_changes(old, replace(old, **{place: longer}))
    assert (fault.place, fault.number, fault.new, fault.reason) == (place, None, "more", "words")


def test_it_leaves_the_demands_where_they_are() -> None:
    below = Position("T", demands=(Demand("1", "a", demands=(Demand("1.1", "b"),)),))
    beside = Position("T", demands=(Demand("1", "a"), Demand("1.1", "b")))
    for new, number in [(beside, "1.1"), (Position("T", demands=below.demands[:0]), "1"), (demand("a", "2"), "1")]:
        assert [(fault.number, fault.reason) for fault in find_substance_changes(below, new)] == [(number, "structure")]


def test_it_sees_a_word_moved_from_one_demand_to_the_next() -> None:
    old = Position("T", demands=(Demand("1", "a b"), Demand("2", "c")))
    new = Position("T", demands=(Demand("1", "a"), Demand("2", "b c")))
    assert [fault.number for fault in find_substance_changes(old, new)] == ["1", "2"]


@BOUNDED
@given(st.text(max_size=200))
def test_it_allows_no_change(text: str) -> None:
    found = position.parse(f"Title\n\n1. {text}")
    assert find_substance_changes(found, found) == []
    assert find_substance_changes(demand(text), demand(text)) == []


@pytest.mark.parametrize("language", ["en", "be"])
@given(data=st.data())
@BOUNDED
def test_it_allows_one_letter_swapped_in_a_long_word(language: str, data: st.DataObject) -> None:
    old = example(language)
    long = [word for word in old.demands[0].text.split() if word.isalpha() and word.islower() and len(word) > 6]
    word = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    changed = replace(old.demands[0], text=old.demands[0].text.replace(word, swapped, 1))
    assert find_substance_changes(old, replace(old, demands=(changed, *old.demands[1:]))) == []
