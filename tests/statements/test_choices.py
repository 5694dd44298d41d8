"""What a person says of parts of a text is done, remembered, and goes along when the text changes."""

from __future__ import annotations

from petition.statements.text import position
from petition.statements.text.choices import Choices, move_choices, read_choices
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
    found = position.parse(TEXT, choices=Choices({5: "demands"}))
    assert numbers(found) == [("1", "Ships run their engines."), ("2", "Lorries come at four.")]
    assert "1. Power from the shore." in found.closing
    assert [block.taken_as for block in found.blocks if block.is_choice] == ["demands"]


def test_it_makes_text_of_what_a_person_called_text() -> None:
    found = position.parse(TEXT, choices=Choices({10: "text", 18: "text", 20: "text"}))
    assert numbers(found) == []
    assert found.signatories == ()
    assert "- Anna Alt" in (*found.opening, *found.closing)
    assert "1. Power from the shore." in found.opening


def test_it_makes_demands_of_paragraphs() -> None:
    found = position.parse(TEXT, choices=Choices({3: "demands", 13: "demands", 10: "text"}))
    assert numbers(found) == [("1", "Two things keep us awake:"), ("2", "Thank you.")]


def test_it_counts_several_chosen_lists_through() -> None:
    found = position.parse(TEXT, choices=Choices({5: "demands", 10: "demands"}))
    assert [number for number, _text in numbers(found)] == ["1", "2", "3", "4"]


def test_it_takes_signatories_that_a_person_chose() -> None:
    found = position.parse(TEXT, choices=Choices({15: "signatories"}))
    assert {(each.name, each.country) for each in found.signatories} == {
        *(("Harbour Watch", "Kenya"), ("The old pier", None), ("Anna Alt", None), ("Milk Round", None))
    }


def test_it_takes_the_kinds_that_a_person_chose() -> None:
    one = position.parse(TEXT, choices=Choices().choose_kind("Milk Round", "individual"))
    assert [(each.kind, each.reason) for each in one.signatories] == [
        ("individual", "given_name"),
        ("individual", "chosen"),
    ]
    everybody = position.parse(TEXT, choices=Choices(all_kinds="organisation"))
    assert {each.kind for each in everybody.signatories} == {"organisation"}


def test_it_stores_choices_and_passes_over_nonsense() -> None:
    made = Choices().choose(5, "demands").choose_kind("Anna Alt", "organisation")
    assert read_choices(made.to_json()) == made
    for nonsense in (
        None,
        [],
        "x",
        {"blocks": []},
        {"blocks": {"a": "demands", "3": "other"}},
        {"kinds": {"A": "cat"}},
    ):
        assert read_choices(nonsense) == Choices()


def test_it_moves_choices_with_their_lines() -> None:
    new = TEXT.replace("# The port\n", "# The port\n\nA new paragraph.\n")
    assert move_choices(Choices({5: "demands"}), TEXT, new).blocks == {7: "demands"}
    assert move_choices(Choices({5: "demands"}), TEXT, new.replace("1. Ships", "1. Boats")).blocks == {}


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
