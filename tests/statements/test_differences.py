"""Two editions compared word by word: what stayed, came and went, for the page and for the mail."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.statements.editions.differences import compare_positions, describe_changes
from petition.statements.editions.word_differences import Piece, compare_texts
from petition.statements.text import position
from petition.statements.text.tree import Demand, Position
from petition.statements.text.words import is_word, split_words

EXAMPLES = Path(position.__file__).parents[1] / "examples"
BOUNDED = settings(max_examples=150, deadline=None, derandomize=True)
VOCABULARY = ["open", "the", "quays", " ", " ", " ", ", ", ". ", "\n", "Вясна", "аб’яднанне", "المادة", "条", "193.1"]
texts = st.one_of(st.lists(st.sampled_from(VOCABULARY), max_size=40).map("".join), st.text(max_size=60))


def example(language: str) -> Position:
    return position.parse((EXAMPLES / f"human-rights-in-belarus.{language}.md").read_text(), strict=True)


def marked(pieces: list[Piece]) -> str:
    signs = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in pieces)


def unmoved(found: Position) -> dict[str, tuple[str, ...]]:
    return {demand.number: (demand.number,) for demand in found.walk()}


def one(text: str, number: str = "1", *paragraphs: str) -> Position:
    return Position("Title", demands=(Demand(number, text, paragraphs),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("To open the quays.", ["To", " ", "open", " ", "the", " ", "quays", "."]),
        ("аб’яднанне «Белсат»", ["аб’яднанне", " ", "«", "Белсат", "»"]),
        ("المادة ١٩٣٫١، رجاء", ["المادة", " ", "١٩٣٫١", "،", " ", "رجاء"]),
        ("می\u200cخواهیم", ["می\u200cخواهیم"]),
        ("废除第193条。", ["废", "除", "第", "193", "条", "。"]),
        ("Article 193.1, 50%", ["Article", " ", "193.1", ",", " ", "50", "%"]),
        ("don't 'quote'", ["don't", " ", "'", "quote", "'"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
    ],
)
def test_it_finds_the_words_of_every_script(text: str, expected: list[str]) -> None:
    assert split_words(text) == expected


def test_it_knows_what_is_read_aloud() -> None:
    assert [token for token in split_words("To pay 5 %, “now”: 3 €…") if is_word(token)] == [
        "To",
        "pay",
        "5",
        "%",
        "now",
        "3",
        "€",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("", "New.", "[+New.+]"),
        ("the big house here", "the small house here", "the [-big-][+small+] house here"),
        ("To suspend the penalty.", "To suspend the penalty now.", "To suspend the penalty[+ now+]."),
        ("one two three four", "five six three seven", "[-one two-][+five six+] three [-four-][+seven+]"),
        ("release him, please, all", "free her, now, all", "[-release him, please-][+free her, now+], all"),
        ("废除第193条。", "修改第194条。", "[-废除-][+修改+]第[-193-][+194+]条。"),
        ("نطالب بإلغاء المادة", "نطالب بتعديل المادة", "نطالب [-بإلغاء-][+بتعديل+] المادة"),
        ("Прыпыніць выкананне", "Спыніць выкананне", "[-Прыпыніць-][+Спыніць+] выкананне"),
        ("First.\nSecond.", "First.\nOther.", "First.\n[-Second-][+Other+]."),
    ],
)
def test_it_shows_what_changed(old: str, new: str, expected: str) -> None:
    assert marked(compare_texts(old, new)) == expected


def test_it_shows_a_sentence_written_anew_as_a_whole() -> None:
    old, new = "We ask the port to open all of its quays.", "Nobody is to be kept from the water by their papers."
    assert [piece.kind for piece in compare_texts(old, new)] == ["removed", "added", "same"]


@BOUNDED
@given(texts, texts)
def test_it_keeps_both_texts(old: str, new: str) -> None:
    pieces = compare_texts(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    kinds = [piece.kind for piece in pieces]
    assert all(a != b for a, b in pairwise(kinds))
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize("same", ["Text. ", "аб’яднанне "])
@given(text=texts)
@BOUNDED
def test_it_finds_nothing_in_equal_texts(same: str, text: str) -> None:
    assert {piece.kind for piece in compare_texts(same + text, same + text)} == {"same"}


HEAVY = {
    "one word": ("a " * 100_000, "a " * 99_000 + "b"),
    "two words": ("a b " * 50_000, "b a c " * 33_000),
    "other neighbours": (" ".join(f"x y{i}" for i in range(25_000)), " ".join(f"x z{i}" for i in range(25_000))),
    "lines": ("a\n" * 100_000, "b\na\n" * 50_000),
    "stops": ("x" + "." * 200_000 + "y", ".!" * 100_000),
    "quotes": ('."' * 100_000, '".' * 100_000),
    "marks": ("e" + "\u0301" * 100_000, "e" + "\u0301" * 90_000 + "a"),
    "figures": ("1.1" * 66_000 + "x", "1.1," * 50_000),
    "apostrophes": ("a'" * 100_000, "'a" * 100_000),
    "han": ("中文字" * 66_000, "文中字" * 66_000),
}


@pytest.mark.parametrize("kind", HEAVY)
def test_it_is_quick_with(kind: str) -> None:
    began = time.process_time()
    compare_texts(*HEAVY[kind])
    # One or two seconds; the margin is for slow machines, and what is quadratic takes hours.
    assert time.process_time() - began < 10


def test_it_compares_a_long_text_changed_in_every_paragraph() -> None:
    lines = [" ".join(f"w{(i * j) % 97}" for j in range(1, 100)) for i in range(1, 400)]
    pieces = compare_texts("\n".join(lines), "\n".join(line.replace("w7 ", "seven ") for line in lines))
    assert len([piece for piece in pieces if piece.kind == "same"]) > 300


@pytest.mark.parametrize("language", ["en", "be"])
def test_it_tells_only_what_changed(language: str) -> None:
    old = example(language)
    new = replace(old, title=f"{old.title}, 2", closing=(*old.closing, "One more."))
    found = compare_positions(old, new, unmoved(old))
    assert [(change.place, change.new_number) for change in found] == [("title", None), ("closing", None)]
    assert compare_positions(old, old, unmoved(old)) == []


def test_it_follows_a_demand_to_its_new_number() -> None:
    old = Position("T", demands=(Demand("1", "One."), Demand("2", "Two."), Demand("3", "Three.")))
    new = Position("T", demands=(Demand("1", "Fresh."), Demand("2", "One."), Demand("3", "Three and more.")))
    found = compare_positions(old, new, {"1": (), "2": ("1",), "3": ("3",)}, {"2": "abc"})
    seen = [(change.old_number, change.new_number, change.key, marked(change.pieces)) for change in found]
    assert seen == [
        (None, "1", None, "[+Fresh.+]"),
        ("1", "2", "abc", "One."),
        ("2", None, None, "[-Two.-]"),
        ("3", "3", None, "Three[+ and more+]."),
    ]
    assert [change.is_moved_only for change in found] == [False, True, False, False]


def test_it_puts_merged_demands_beside_the_one_they_became() -> None:
    old = Position("Title", demands=(Demand("1", "Open the quays."), Demand("2", "Open the gates.")))
    found = compare_positions(old, one("Open the quays.", "1", "Open the gates."), {"1": ("1", "2")})
    assert [(change.old_number, change.new_number) for change in found] == [("1, 2", "1")]
    assert found[0].is_moved_only


def test_it_compares_words_without_markup() -> None:
    assert compare_positions(one("Open **the** quays."), one("Open the *quays*."), {"1": ("1",)}) == []


def test_it_shows_that_a_link_leads_elsewhere() -> None:
    old, new = one("See [the list](https://a.example/1)."), one("See [the list](https://b.example/1).")
    found = compare_positions(old, new, {"1": ("1",)})
    assert marked(found[0].pieces) == "See the list (https://[-a-][+b+].example/1)."


def test_it_shows_a_link_by_its_words() -> None:
    old, bare = one("See the [*open* letter](#)."), one("See the open letter.")
    assert compare_positions(old, bare, {"1": ("1",)}) == [], "pages show no difference either"
    new = one("See the [open letter](https://a.example), <https://b.example>, soon.")
    told = describe_changes(compare_positions(old, new, {"1": ("1",)}))
    assert told == "1: See the open letter[+ (https://a.example), https://b.example, soon+]."


def test_it_tells_a_mail_the_words_around_a_change() -> None:
    many = " ".join(f"word{at}" for at in range(50))
    found = compare_positions(one(f"{many} two months {many}"), one(f"{many} three months {many}", "2"), {"2": ("1",)})
    before = " ".join(f"word{at}" for at in range(38, 50))
    after = " ".join(f"word{at}" for at in range(11))
    assert describe_changes(found) == f"1 → 2: … {before} [-two-] [+three+] months {after} …"


@pytest.mark.parametrize(
    ("old", "new", "pairs", "expected"),
    [
        (one("A b."), one("A c."), {"1": ("1",)}, "1: A [-b-] [+c+]."),
        (one("A b."), Position("Title"), {}, "1 → –: [-A b.-]"),
        (Position("Title"), one("A b."), {"1": ()}, "– → 1: [+A b.+]"),
        (one("A b."), one("A b.", "2"), {"2": ("1",)}, "1 → 2: A b."),
        (
            one("نطالب بإلغاء"),
            one("نطالب بتعديل", "2"),
            {"2": ("1",)},
            "\u20661 → 2\u2069: نطالب [-بإلغاء-] [+بتعديل+]",
        ),
        (Position("Old one"), Position("New one"), {}, "[-Old-] [+New+] one"),
        (one("A b."), one("A b."), {"1": ("1",)}, ""),
    ],
)
def test_it_tells_a_mail(old: Position, new: Position, pairs: dict[str, tuple[str, ...]], expected: str) -> None:
    assert describe_changes(compare_positions(old, new, pairs)) == expected
