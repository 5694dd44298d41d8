"""What a person says of parts of a text is done, remembered, and goes along when the text changes."""

from __future__ import annotations

from petition.statements.text import position
from petition.statements.text.choices import write_choice
from petition.statements.text.edition_text import parse_stored
from petition.statements.text.tree import Position

TEXT = """# The port

Two things keep us awake:

1. Ships run their engines.
2. Lorries come at four.

We demand:

1. Power from the shore.
2. A gate that opens at seven.

Thank you.

Harbour Watch, Kenya
The old pier

Signed by

- Anna Alt
- Milk Round
"""


def numbers(found: Position) -> list[tuple[str, str]]:
    return [(demand.number, demand.text) for demand in found.walk()]


def test_it_shows_the_blocks_and_what_they_were_taken_for() -> None:
    blocks = [(block.first, block.last, block.taken_as) for block in position.parse(TEXT).blocks]
    assert blocks == [
        (1, 1, "title"),
        (3, 3, "text"),
        (5, 6, "text"),
        (8, 8, "text"),
        (10, 11, "demands"),
        (13, 13, "text"),
        (15, 16, "text"),
        (18, 18, "heading of signatories"),
        (20, 21, "signatories"),
    ]


def test_it_takes_the_list_that_a_person_chose() -> None:
    found = position.parse(TEXT, choices={5: "demands"})
    assert numbers(found) == [("1", "Ships run their engines."), ("2", "Lorries come at four.")]
    assert "1. Power from the shore." in found.closing
    assert [block.taken_as for block in found.blocks if block.is_choice] == ["demands"]


def test_it_makes_text_of_what_a_person_called_text() -> None:
    found = position.parse(TEXT, choices={10: "text", 18: "text", 20: "text"})
    assert numbers(found) == []
    assert found.signatories == ()
    assert "- Anna Alt" in (*found.opening, *found.closing)
    assert "1. Power from the shore." in found.opening


def test_it_makes_demands_of_paragraphs() -> None:
    found = position.parse(TEXT, choices={3: "demands", 13: "demands", 10: "text"})
    assert numbers(found) == [("1", "Two things keep us awake:"), ("2", "Thank you.")]


def test_it_counts_several_chosen_lists_through() -> None:
    found = position.parse(TEXT, choices={5: "demands", 10: "demands"})
    assert [number for number, _text in numbers(found)] == ["1", "2", "3", "4"]


def test_it_takes_signatories_that_a_person_chose() -> None:
    found = position.parse(TEXT, choices={15: "signatories"})
    assert {(each.name, each.country) for each in found.signatories} == {
        *(("Harbour Watch", "Kenya"), ("The old pier", None), ("Anna Alt", None), ("Milk Round", None))
    }


def test_it_reads_stored_texts_with_the_demands_of_their_edition() -> None:
    # As texts were read once: notes were demands where they were the only numbers, and bullets were none.
    notes = "# T\n\nWe ask you to act.\n\nNotes\n\n1. A report.\n2. A study.\n"
    assert [demand.number for demand in position.parse(notes).walk()] == []
    assert [demand.number for demand in parse_stored(notes, ["1", "2"]).walk()] == ["1", "2"]
    bullets = "# T\n\nWe ask:\n\n- open\n- hear\n"
    assert parse_stored(bullets, []).demands == ()
    assert len(parse_stored(bullets, ["1", "2"]).demands) == 2
    belarusian = "# Т\n\nЗаклікаем:\n\n1. Адзін:\n а) гэта\n б) тое\n"
    assert len(parse_stored(belarusian, ["1", "1.a", "1.b"]).demands) == 1


NIGHTS = """# Quiet nights

Two things keep us awake:

1. Engines run.
2. Lorries come.

Therefore we demand:

1. Power from the shore.
2. A gate that opens at seven.

Harbour Watch
Night Circle
"""


def demands(text: str) -> list[str]:
    return [demand.text for demand in position.parse(text).demands]


def test_it_takes_another_list_and_gives_it_back() -> None:
    marked = write_choice(NIGHTS, 5, "demands")
    assert demands(NIGHTS) == ["Power from the shore.", "A gate that opens at seven."]
    assert demands(marked) == ["Engines run.", "Lorries come."]
    assert "<!-- demands -->\n1. Engines run." in marked
    assert demands(write_choice(marked, 6, "text")) == demands(NIGHTS)
    assert write_choice(marked, 6, "").strip() == NIGHTS.strip()


def test_it_goes_where_its_part_goes() -> None:
    marked = write_choice(NIGHTS, 5, "demands")
    moved = marked.replace("Two things", "A word before.\n\nTwo things")
    assert demands(moved) == ["Engines run.", "Lorries come."]
    assert "<!--" not in " ".join(position.parse(moved).opening)


def test_it_takes_lines_for_signatories_or_for_text() -> None:
    assert [one.name for one in position.parse(write_choice(NIGHTS, 13, "text")).signatories] == []
    named = position.parse(write_choice(NIGHTS, 13, "signatories")).signatories
    assert [one.name for one in named] == ["Harbour Watch", "Night Circle"]


def test_it_changes_nothing_where_no_line_is() -> None:
    for line in (0, 99):
        assert write_choice(NIGHTS, line, "demands") == NIGHTS
