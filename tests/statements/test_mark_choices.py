"""What a person says of a part of a text is kept in the text."""

from __future__ import annotations

from petition.statements.text import position
from petition.statements.text.marked_choices import mark_choice

TEXT = """# Quiet nights

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
    marked = mark_choice(TEXT, 5, "demands")
    assert demands(TEXT) == ["Power from the shore.", "A gate that opens at seven."]
    assert demands(marked) == ["Engines run.", "Lorries come."]
    assert "<!-- demands -->\n1. Engines run." in marked
    assert demands(mark_choice(marked, 6, "text")) == demands(TEXT)
    assert mark_choice(marked, 6, "").strip() == TEXT.strip()


def test_it_goes_where_its_part_goes() -> None:
    marked = mark_choice(TEXT, 5, "demands")
    moved = marked.replace("Two things", "A word before.\n\nTwo things")
    assert demands(moved) == ["Engines run.", "Lorries come."]
    assert "<!--" not in " ".join(position.parse(moved).opening)


def test_it_takes_lines_for_signatories_or_for_text() -> None:
    assert [one.name for one in position.parse(mark_choice(TEXT, 13, "text")).signatories] == []
    named = position.parse(mark_choice(TEXT, 13, "signatories")).signatories
    assert [one.name for one in named] == ["Harbour Watch", "Night Circle"]


def test_it_changes_nothing_where_no_line_is() -> None:
    for line in (0, 99):
        assert mark_choice(TEXT, line, "demands") == TEXT
