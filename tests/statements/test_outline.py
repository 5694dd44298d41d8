"""The outline shows what was found and what became of every line."""

from __future__ import annotations

from petition.statements.text import position
from petition.statements.text.outline import WIDTH, format_outline

TEXT = (
    "A *title*\n\nWe watch.\n\nWe call:\n\n1. To [open](#);\n   a) all;\n   b) always.\n\n"
    "   Every day.\n5. To hear.\n\n"
    f"An end {'without end ' * 20}.\n\nSigned by:\n- Viasna (Belarus)\n- BAJ\n"
)


def test_it_shows_demands_as_a_tree() -> None:
    shown = format_outline(position.parse(TEXT))
    tree = "Demands (4):\n  1  To open;\n    1.a  all;\n    1.b  always.\n        Every day.\n  5  To hear.\n"
    assert shown.startswith("Title: A title\n\nOpening:\n  We watch.\n  We call:\n\n")
    assert tree in shown
    assert "Signatories (2):\n  Viasna (Belarus)\n  BAJ\n" in shown
    assert "Notes:\n  line 12: demand 5 comes after 1\n" in shown


def test_it_shows_what_became_of_every_line() -> None:
    lines = format_outline(position.parse(TEXT)).split("What became of every line:\n")[1].splitlines()
    assert [line.split(":")[0].split(maxsplit=1)[1] for line in lines] == [
        *(
            "title",
            "opening",
            "introduction",
            "demand 1",
            "demand 1.a",
            "demand 1.b",
            "paragraph of demand 1.b",
        ),
        *("demand 5", "closing", "heading of signatories", "signatory", "signatory"),
    ]


def test_it_cuts_long_lines() -> None:
    assert max(map(len, format_outline(position.parse(TEXT)).splitlines())) <= WIDTH + 2


def test_it_says_what_is_missing() -> None:
    shown = format_outline(position.parse(""))
    assert "Title: (none)" in shown
    assert "Demands (0):\n  (none)" in shown
