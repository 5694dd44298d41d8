"""Links that lead nowhere are named, each with its line."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

import make
from petition.desk.source_words import note_words
from petition.statements.queries import public_statements
from petition.statements.sources.reading import read_source
from petition.statements.text.position import parse
from petition.statements.text.problems import find_problems

FRAME = "# A title\n\nWe read {link} of last year.\n\nWe ask:\n\n1. To open the courts.\n2. To count the votes.\n"
DEAD = {
    "the [open letter](#)": "link_empty",
    "[x]()": "link_empty",
    "[x](https://)": "link_empty",
    "[part](#anchor)": "link_anchor",
    "[demand](#demand-9)": "link_anchor",
    "[site](example.com)": "link_scheme",
    "[site](//example.org/a)": "link_scheme",
    "[report](/reports/2026)": "link_path",
    "[report](report.html)": "link_path",
    "[mail](mailto:somebody)": "link_mail",
    "[mail](somebody@example.org)": "link_mailto",
    "[odd](javascript:alert(1))": "link_unsafe",
    "[odd](ftp://example.org/a)": "link_unsafe",
    "[odd](https://exa mple.org)": "link_broken",
    "[odd](https://./)": "link_broken",
    "[odd](<https://exa mple.org>)": "link_broken",
    "the [open letter][1]": "link_undefined",
    '<a href="#">open letter</a>': "link_empty",
    "[an open\nletter](#)": "link_empty",
}
ALIVE = (
    "[site](https://example.org/a_(b)?c=d#e)",
    "<https://example.org>",
    "[mail](mailto:press@example.org?subject=x)",
    "[demand](#demand-2)",
    "[1] no link at all",
    "`[code](#)`",
    "`[code](https://exa mple.org)`",
    '[site](https://example.org "A title")',
    "[site](https://example.org./a)",
)


def words_for(link: str) -> list[tuple[int | None, str]]:
    found = find_problems(FRAME.format(link=link))
    return [(each.line, each.message_word) for each in found if each.message_word.startswith("link_")]


def test_it_names_every_link_that_leads_nowhere() -> None:
    for link, word in DEAD.items():
        assert words_for(link) == [(3, word)], link
    for link in ALIVE:
        assert words_for(link) == [], link
    many = "[a]( # )\n[b](<#>) and\n[c](https:///x)\n[d](example.org/x)\n\n[e](#) and [f](https://./)\n<ftp://y.org>"
    found = [(3, "empty"), (4, "empty"), (5, "path"), (6, "scheme"), (8, "empty"), (8, "broken"), (9, "unsafe")]
    assert words_for(many) == [(line, f"link_{word}") for line, word in found]
    given = FRAME.format(link="[here][1]") + "\n[1]: https://example.org\n"
    assert find_problems(given) == []


def test_it_notes_them_when_a_statement_is_brought_in(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "position.md"
    file.write_text(FRAME.format(link="the [open letter](#)"))
    said = app.test_cli_runner().invoke(args=["statement", "import", str(file), "--slug", "letter"])
    assert "line 3: the link “open letter” has no address: #" in said.output
    assert "Everybody can read it at http://127.0.0.1:5000/en/letter" in said.output
    assert "flask statement open letter" in said.output
    made = public_statements.find_by_slug("letter")
    assert made is not None
    assert parse(FRAME).notes == ()


def test_it_says_of_a_draft_that_it_is_not_public(app: Flask, tmp_path: Path) -> None:
    draft = make.statement(make.TEXT.split("*Association")[0], is_open=False)
    draft.published_at = None
    make.db.session.commit()
    file = tmp_path / "be.md"
    file.write_text(make.BELARUSIAN)
    command = ["statement", "import", str(file), "--slug", make.SLUG, "--lang", "be"]
    said = app.test_cli_runner().invoke(args=command)
    assert "It is not public" in said.output and f"/desk/statements/{draft.id}" in said.output
    file.write_text(make.TEXT.split("*Association")[0])
    refused = app.test_cli_runner().invoke(args=command)
    assert refused.exit_code == 1 and "not translated" in refused.output


def test_it_names_those_of_a_document(app: Flask) -> None:
    page = "<html><body><h1>T</h1><p>Read the <a href='letter.html'>open letter</a> and <a href='https://x.org'>x</a>.</p></body></html>"
    notes = read_source(page.encode(), "page.html").notes
    assert [(each["word"], each["texts"]) for each in notes if each["word"] == "links"] == [("links", ["open letter"])]
    assert "1 link leads nowhere and was left out: “open letter”" in note_words(notes)
