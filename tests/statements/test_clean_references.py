"""References that are spread over lines, marks of footnotes, and the counters of a page."""

from __future__ import annotations

from petition.statements.text import position

START = "# The mill\n\nThe mill has stood still.\n\n"


def test_it_takes_off_pictures_by_reference() -> None:
    for written in ("![][l1] ![][l2]", "![Our mill][l1]", "![l1]", "[![][l1]](https://a.example)", "[![Mill][l1]][l2]"):
        found = position.parse(f"{START}{written}\n\nThe end.\n\n[l1]: https://a.example/a.png\n[l2]: /b.png\n")
        assert found.opening == ("The mill has stood still.", "The end."), written
        assert any("picture left out" in note for note in found.notes), written


def test_it_reads_a_definition_on_two_lines() -> None:
    for title in ('"The plan"', "'The plan'", "(The plan)"):
        for definition in (f"[p]: https://a.example/p\n  {title}", f"[p]:\n  https://a.example/p\n{title}"):
            found = position.parse(f"{START}We ask:\n\n1. One.\n2. See [it][p].\n\n{definition}\n")
            assert found.demands[1].text == "See [it](https://a.example/p).", definition
            assert not found.demands[1].paragraphs, definition
            assert not found.closing, definition


def test_it_leaves_the_marks_of_notes_out_of_names() -> None:
    found = position.parse(f"{START}Signed by:\n\n- Walkers[^m]\n- House [^2]\n- Club[^c] (Kenya)\n\n[^m]: since May\n")
    assert [(each.name, each.country) for each in found.signatories] == [
        ("Walkers", None),
        ("House", None),
        ("Club", "Kenya"),
    ]
    assert position.parse(f"{START}We ask.[^m]\n\n[^m]: since May\n").opening[-1] == "We ask.[^m]"


def test_it_takes_off_what_counts_visits() -> None:
    counters = (
        "12 shares",
        "Shares: 345",
        "Comments (3)",
        "28 Kommentare",
        "Share 1.2K",
        "34 комментария",
        "5 min read",
    )
    for counter in (*counters, "7 каментароў", "1,024 views · 3 comments"):
        found = position.parse(f"{START}{counter}\n\nSigned by:\n\nAnna Roe\n\n{counter}\n")
        assert found.opening == ("The mill has stood still.",), counter
        assert [each.name for each in found.signatories] == ["Anna Roe"], counter
        assert not found.closing, counter
    assert len(position.parse(f"{START}12 people shared it.\n\n3 comments on the law came.\n").opening) == 3


def test_it_takes_a_comment_off_that_is_closed_like_a_tag() -> None:
    found = position.parse("Title\n\nText.\n\n<!-- Insert your name above here>\n\nThe end.\n")
    assert found.opening == ("Text.", "The end.")
