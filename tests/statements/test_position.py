"""A position is read: bytes to text, text to one form, text to a tree, and what is refused."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from petition.statements.text import markdown, normalisation, position
from petition.statements.text.normalisation import PositionError
from petition.statements.text.tree import Demand, Position, Signatory

LETTER = dedent("""\
    Joint position on the harbour

    We, the organisations of the coast, have watched the harbour for ten years.

    Therefore, we call upon the city:

    1. To open the quays;
    2. The port authority to publish a plan that names, as listed in an [open letter](#) of 9 January 2015:
     - 2.1. The price of every berth.
     - 2.2. The hours of “night work” under Article 193.1 of the code;
    3. To hear the people who live there.

    The organisations hold that an open harbour serves everybody.

    *Harbour Watch
    Friends of the Quays
    The Old Pier House*
    """)


def numbers(found: Position) -> list[str]:
    return [demand.number for demand in found.walk()]


def test_it_finds_every_part_of_a_letter() -> None:
    found = position.parse(LETTER, strict=True)
    assert found.title == "Joint position on the harbour"
    assert found.opening == ("We, the organisations of the coast, have watched the harbour for ten years.",)
    assert found.introduction == "Therefore, we call upon the city:"
    assert numbers(found) == ["1", "2", "2.1", "2.2", "3"]
    assert [demand.number for demand in found.demands] == ["1", "2", "3"]
    assert found.demands[1].demands[1].text == "The hours of “night work” under Article 193.1 of the code;"
    assert found.closing == ("The organisations hold that an open harbour serves everybody.",)
    assert [each.name for each in found.signatories] == [
        "Harbour Watch",
        "Friends of the Quays",
        "The Old Pier House",
    ]
    assert found.notes == ("line 8: the link “open letter” has no address: #",)


def test_it_says_what_became_of_every_line() -> None:
    found = position.parse(LETTER)
    assert [line.number for line in found.line_roles] == [1, 3, 5, 7, 8, 9, 10, 11, 13, 15, 16, 17]
    assert found.line_roles[4].role == "demand 2"
    assert found.line_roles[5].role == "demand 2.1"
    assert {line.role for line in found.line_roles} == {
        *("title", "opening", "introduction", "closing", "signatory"),
        *(f"demand {number}" for number in ("1", "2", "2.1", "2.2", "3")),
    }


def test_it_counts_lines_from_the_top_of_the_file() -> None:
    assert [demand.line for demand in position.parse(f"\n\n{LETTER}").walk()] == [9, 10, 11, 12, 13]


def test_it_gives_the_shape_that_the_command_prints() -> None:
    demands = "1. One\n\n   more of it\n   a) under\n2. Two\n\n"
    text = f"Title\n\nWe call:\n\n{demands}An end.\n\nSigned by:\nViasna (Belarus)\n"
    assert json.loads(json.dumps(position.to_json(position.parse(text)))) == {
        "title": "Title",
        "opening": ["We call:"],
        "demands": [
            {
                "number": "1",
                "text": "One\n\nmore of it",
                "demands": [{"number": "1.a", "text": "under", "demands": []}],
            },
            {"number": "2", "text": "Two", "demands": []},
        ],
        "closing": ["An end."],
        "signatories": [
            {
                "name": "Viasna",
                "country": "Belarus",
                "kind": "organisation",
                "reason": "no_sign",
                "role": None,
                "organisation": None,
                "place": None,
                "contacts": [],
            }
        ],
        "notes": [],
    }


def test_it_writes_a_text_that_reads_back_the_same() -> None:
    found = position.parse(LETTER.replace("(#)", "(https://letter.example)"))
    again = position.parse(markdown.to_markdown(found))
    assert position.to_json(again) == position.to_json(found)


def test_it_escapes_what_only_looks_like_a_number() -> None:
    found = position.parse("Title\n\n\\1. not a demand.\n\n1. a demand\n2. another")
    assert found.opening == ("1. not a demand.",)
    assert position.to_json(position.parse(markdown.to_markdown(found))) == position.to_json(found)


def test_it_builds_a_position_by_hand() -> None:
    demands = (Demand("1", "One", ("more",), (Demand("1.a", "under"),)),)
    made = Position("T", ("A sentence.",), None, demands, ("End.",), (Signatory("Viasna", "Belarus"),))
    assert position.to_json(position.parse(markdown.to_markdown(made))) == position.to_json(made)


def test_it_refuses_when_strict_a_text_without_title() -> None:
    with pytest.raises(PositionError, match="line 2: no title") as refused:
        position.parse("\n1. To act\n2. To stop\n", strict=True)
    assert refused.value.line == 2


def test_it_refuses_when_strict_a_number_used_twice() -> None:
    text = "Title\n\n1. One\n2. Two\n - 2.1. x\n - 2.1. y\n"
    with pytest.raises(PositionError, match=r"2\.1 is used twice, on line 5 and on line 6") as refused:
        position.parse(text, strict=True)
    assert refused.value.line == 6
    assert position.parse(text).notes == ("line 6: demand number 2.1 was already used on line 5",)


@pytest.mark.parametrize("text", ["", "\n", " \t\u200b\n"])
def test_it_refuses_when_strict_no_text(text: str) -> None:
    with pytest.raises(PositionError, match="no text"):
        position.parse(text, strict=True)
    assert position.parse(text).line_roles == ()


def test_it_normalises_to_one_form() -> None:
    text = "\ufeffCafe\u0301\u00a0bar\u2009x \r\nB\u200b\u202eC\u2066\rD\u00adE\x07\u2028F\t \n\n\n"
    assert normalisation.normalise_text(text) == "Caf\u00e9 bar x\nBC\nDE\nF\n"


def test_it_keeps_joiners_only_between_letters() -> None:
    assert normalisation.normalise_text("می\u200cخواهیم \u200dx\u200c") == "می\u200cخواهیم x\n"
    assert normalisation.normalise_text("क्\u200dष") == "क्\u200dष\n"


def test_it_hashes_the_normalised_text() -> None:
    assert normalisation.text_digest("A\u00a0b\r\n") == normalisation.text_digest("\ufeffA b")
    assert normalisation.text_digest("A b") != normalisation.text_digest("A  b")
    assert normalisation.text_digest("a") == "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"
