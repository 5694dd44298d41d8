"""Who signed, in the forms that letters have: each test is one kind of fault that was seen."""

from __future__ import annotations

from petition.statements.text import position
from petition.statements.text.tree import Position

HEAD = "# A letter\n\nThe river is low.\n\n"


def read(text: str) -> Position:
    return position.parse(HEAD + text + "\n")


def names(text: str) -> list[str]:
    return [each.name for each in read(text).signatories]


def test_it_takes_no_link_beside_a_word_of_signing_for_a_heading() -> None:
    for text in (
        "It was [signed](https://example.org/a) by a great many.",
        "[View all signatories](https://example.org/all)",
        "**[See all signatories](https://example.org/all)**",
        "Листа вже [підписали](https://example.org/x) сотні людей та інші",
        "[連署仍在進行](https://example.org/p) / 由小組發起的 [連署](https://example.org/p?x=1) 行動，",
    ):
        found = read(text)
        assert found.signatories == (), text
        assert any("example.org" in block for block in found.opening + found.closing), text
    assert names("## Signatories\n\n- Ann\n- Ben\n\n[All signatories](https://example.org/all)") == ["Ann", "Ben"]


def test_it_looks_for_no_colon_in_the_brackets_of_a_heading() -> None:
    assert names("## Erstunterzeichner:innen (Stand: 3. Mai 2026)\n\n- Brückenverein\n- Schule 12") == [
        "Brückenverein",
        "Schule 12",
    ]


def test_it_takes_the_noun_for_what_was_signed_for_no_asking() -> None:
    for heading in (
        "Las organizaciones que firman este llamado por el agua:",
        "Die Unterzeichnenden dieses Aufrufs:",
        "Sottoscrivono l'appello:",
        "All groups that sign this call for water:",
    ):
        assert names(f"{heading}\n\n- Club One\n- House Two") == ["Club One", "House Two"], heading
