"""Numbers before demands are told from numbers in sentences, in every form and script."""

from __future__ import annotations

import pytest

from petition.statements.text import position
from petition.statements.text.tree import Position


def parsed(demands: str) -> Position:
    return position.parse(f"Title\n\nWe call upon the city:\n\n{demands}")


def numbers(demands: str) -> list[str]:
    return [demand.number for demand in parsed(demands).walk()]


FORMS = {
    "1. A\n2. B": ["1", "2"],
    "1) A\n2) B": ["1", "2"],
    "(1) A\n(2) B": ["1", "2"],
    "1.A\n2.To act": ["1", "2"],
    "1.У краіне\n2.З мэтай": ["1", "2"],
    "1- A\n2- B": ["1", "2"],
    "1.\tA\n2.\tB": ["1", "2"],
    "1. A\n\n2. B\n\n3. C": ["1", "2", "3"],
    "- 1. A\n- 2. B": ["1", "2"],
    "**1.** A\n**2.** B": ["1", "2"],
    "**1. A**\n**2. B**": ["1", "2"],
    "### 1. A\n\ntext\n\n### 2. B": ["1", "2"],
    "1. A\n1.1. x\n1.2. y\n2. B": ["1", "1.1", "1.2", "2"],
    "1. A\n1.1 Xx\n1.2 Yy\n2. B": ["1", "1.1", "1.2", "2"],
    "1. A\n - 1.1) x\n - 1.2) y\n2. B": ["1", "1.1", "1.2", "2"],
    "1. A\n1.1. x\n1.1.1. deep\n1.1.2. deep\n1.2. y\n2. B": ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"],
    "1. A\n2. B\n3. C\n a) x\n b) y": ["1", "2", "3", "3.a", "3.b"],
    "1. A\na) x\nb) y\n2. B\na) z\nb) w": ["1", "1.a", "1.b", "2", "2.a", "2.b"],
    "1. A\n  (a) x\n    (i) p\n    (ii) q\n  (b) y\n2. B": ["1", "1.a", "1.a.i", "1.a.ii", "1.b", "2"],
    "1. A\n   1. x\n   2. y\n2. B\n   1. z": ["1", "1.1", "1.2", "2", "2.1"],
    "1. A\n1) x\n2) y\n2. B\n1) z\n3. C": ["1", "1.1", "1.2", "2", "2.1", "3"],
    "I. A\nII. B\nIII. C\nIV. D\nV. E": ["I", "II", "III", "IV", "V"],
    "I. A\n1. x\n2. y\nII. B\n1. z\n2. w": ["I", "I.1", "I.2", "II", "II.1", "II.2"],
    "A. one\nB. two\nC. three": ["A", "B", "C"],
    "І. А\nІІ. Б\nІІІ. В": ["І", "ІІ", "ІІІ"],
    "а) адно\nб) два\nв) тры\nг) чатыры": ["а", "б", "в", "г"],
    "1. А\nд) x": ["1"],
    "١. أ\n٢. ب\n٣. ج": ["١", "٢", "٣"],
    "أ) واحد\nب) اثنان\nج) ثلاثة": ["أ", "ب", "ج"],
    "१. क\n२. ख": ["१", "२"],
    "α) ένα\nβ) δύο": ["α", "β"],
    "1、一\n2、二": ["1", "2"],
    "1. A\n2. B\n4. D": ["1", "2", "4"],
    "3. C\n4. D": ["3", "4"],
    "1. A\n2) B\n3. C": ["1", "2", "3"],
    "2.1. A\n2.2. B": ["2.1", "2.2"],
    "1. Only": ["1"],
    "1\\. A\n\n2\\) B\n\n2\\.1\\. x": ["1", "2", "2.1"],
}


@pytest.mark.parametrize("demands", FORMS)
def test_it_reads_numbers_in_the_form(demands: str) -> None:
    assert numbers(demands) == FORMS[demands]


@pytest.mark.parametrize("last", ["g", "h", "i", "j", "v", "x"])
def test_it_takes_i_v_and_x_for_letters_in_their_turn(last: str) -> None:
    letters = [chr(code) for code in range(ord("a"), ord(last) + 1)]
    assert numbers("\n".join(f"{letter}) text" for letter in letters)) == letters


def test_it_takes_i_v_and_x_for_numerals_in_their_turn() -> None:
    numerals = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi"]
    assert numbers("\n".join(f"{numeral}. text" for numeral in numerals)) == numerals


def test_it_reads_a_whole_cyrillic_list_that_leaves_letters_out() -> None:
    letters = "абвгдежзіклмнопрстуфхцчшэюя"
    found = parsed("\n".join(f"{letter}) тэкст" for letter in letters))
    assert "".join(demand.number for demand in found.demands) == letters
    assert found.notes == ()


SENTENCES = [
    "1990 was the year it began.",
    "1990. gada it began.",
    "2.5 million people live here.",
    "2.1 million people live here.",
    "9 January 2015 was a Friday.",
    "30. Januar 2015 war ein Freitag.",
    "9. Januar 2015 war ein Freitag.",
    "09.01.2015 it happened.",
    "10.30 a.m. is the hour.",
    "i.e. this is not a number.",
    "e.g. this neither.",
    "A. Sakharov said so.",
    "I. Ivanova said so.",
    "U.S. citizens are concerned.",
    "1,5 million people live here.",
    "100 % of us agree.",
    "Civil. Society.",
    "mi. foo",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_it_does_not_take_a_sentence_for_a_demand(sentence: str, between: str) -> None:
    found = parsed(f"1. To open the quays.\n2. To hear the people.{between}{sentence}")
    assert [demand.number for demand in found.walk()] == ["1", "2"]
    assert sentence in " ".join((*found.closing, found.demands[1].text, *found.demands[1].paragraphs))


WRAPPED = [
    "1. To return to the more than\n2.5 million people what they lost since\n1990. The year is known.",
    "1. To keep the promise that was given in public on\n9. Januar 2015 in full and without delay;",
    "1. To act as the law of this country says in its paragraph\n2. of the first part, and not otherwise;",
    "1. To act as the law says (see above all its paragraph\n   (a) of the first part), and not otherwise;",
]


@pytest.mark.parametrize("demands", WRAPPED)
def test_it_continues_a_line_that_was_wrapped_before_a_number(demands: str) -> None:
    found = parsed(f"{demands}\n2. To stop.")
    assert [demand.number for demand in found.walk()] == ["1", "2"]
    assert found.demands[1].text == "To stop."


def test_it_notes_numbers_that_jump() -> None:
    assert parsed("1. A\n2. B\n5. C").notes == ("line 7: demand 5 comes after 2",)
    assert parsed("3. A\n4. B").notes == ("line 5: the first number here is 3",)
    assert parsed("1. A\n3.1. B\n3.2. C\n2. D").notes[0].startswith("line 6: there is no demand 3 above 3.1")
    assert parsed("1. A\n\n77. B").notes == ("line 7: “77” is out of order here, so it was kept as text",)


def test_it_never_nests_deeper_than_a_number_may_be_long() -> None:
    found = parsed("\n".join(f"{'  ' * depth}1. text" for depth in range(40)))
    assert max(demand.number.count(".") for demand in found.walk()) == 7
    assert any("out of order" in note for note in found.notes)
