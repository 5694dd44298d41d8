"""``flask statement import``: the real text and others, dry runs, and errors that say where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

import make
from page import CheckedClient
from petition.core import audit
from petition.core.db import db
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement
from statements.documents import docx, level, paragraph
from statements.documents import run as word_run


def run(app: Flask, file: Path, *words: str) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["statement", "import", str(file), *words])


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def write(content: str | bytes, name: str = "position.md") -> Path:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def number_of(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_it_brings_in_a_position_with_its_founding_signatories(app: Flask, client: CheckedClient, written: Any) -> None:
    result = run(app, written(make.TEXT), "--slug", "open-courts")
    assert result.exit_code == 0, result.output
    assert "http://127.0.0.1:5000/en/open-courts" in result.output
    assert "2.1" in result.output
    page = client.get("/en/open-courts").get_data(as_text=True)
    assert 'id="demand-2.1"' in page
    assert "Association of Court Observers" in page
    founding = db.session.scalars(select(Endorsement)).all()
    assert len(founding) == 2
    for one in founding:
        assert one.founding_at is not None
        assert one.confirmed_at is not None
        assert one.edition.number == 1
    assert client.get("/open-courts/counts.json").get_json()["organisations"] == 2


def test_it_changes_nothing_in_a_dry_run(app: Flask, written: Any) -> None:
    result = run(app, written(make.TEXT), "--dry-run")
    assert result.exit_code == 0
    assert "Nothing was changed" in result.output
    assert (number_of(Statement), number_of(Endorsement)) == (0, 0)


def test_it_prints_json_and_nothing_else(app: Flask, written: Any) -> None:
    result = run(app, written(make.TEXT), "--json", "--dry-run")
    read = json.loads(result.stdout)
    assert list(read) == ["title", "opening", "demands", "closing", "signatories", "notes"]
    assert [demand["number"] for demand in read["demands"]] == ["1", "2", "3"]
    assert [demand["number"] for demand in read["demands"][1]["demands"]] == ["2.1", "2.2"]
    first = read["signatories"][0]
    assert list(first)[:2] == ["name", "country"]
    assert (first["name"], first["country"]) == ("Association of Court Observers", "Belarus")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (b"\xff\xfe\x00broken", "This is not a text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "save it as .docx"),
        (b"Title\n\nWe call:\n\n1. One\n2. Two\n2. Two again\n", "2"),
        (b"x" * 1_000_001, "1000 kB"),
    ],
)
def test_it_says_what_is_wrong_and_changes_nothing(app: Flask, written: Any, content: bytes, said: str) -> None:
    result = run(app, written(content))
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.output
    assert number_of(Statement) == 0


def test_it_shows_what_it_reads_of_a_text_that_is_to_be_mended_first(app: Flask, written: Any) -> None:
    file = written("Title\n\nWe call:\n\n1. One\n2. Two\n2. Two again\n")
    shown = run(app, file, "--dry-run")
    assert shown.exit_code == 0 and "Fix this, then import the file" in shown.output
    read = json.loads(run(app, file, "--dry-run", "--json").stdout)
    assert [demand["text"] for demand in read["demands"]] == ["One", "Two", "Two again"]
    assert run(app, file).exit_code == 1 and number_of(Statement) == 0


def test_it_says_that_people_are_not_named_yet(app: Flask, written: Any) -> None:
    text = "Title\n\nText.\n\nSignatories\n\n- Harbour Circle\n- Prof. Nina Example\n"
    assert (
        "People listed in the text: 1. They are counted; their names are published once"
        in run(app, written(text)).output
    )
    kinds = [(one.kind, one.shown_name) for one in db.session.scalars(select(Endorsement).order_by(Endorsement.id))]
    assert kinds == [("organisation", "Harbour Circle"), ("individual", None)]


def test_it_names_the_line(app: Flask, written: Any) -> None:
    assert ":7:" in run(app, written("Title\n\nWe call:\n\n1. One\n2. Two\n2. Two again\n")).stderr


def test_it_reads_a_word_document_and_notes_what_was_left_out(app: Flask, written: Any) -> None:
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2")
    numbers = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    places = [("We ask:", None, 0), ("One", 1, 0), ("Two", 1, 0), ("Below", 1, 1)]
    body = paragraph("Open the courts") + "".join(paragraph(text, list_id, at) for text, list_id, at in places)
    gone = paragraph(f"<w:del>{word_run('gone')}</w:del>{word_run('The end.')}")
    file = written(docx(body + gone, numbers), "position.docx")
    read = json.loads(run(app, file, "--json", "--dry-run").stdout)
    assert [one["number"] for one in read["demands"]] == ["1", "2"]
    assert [one["number"] for one in read["demands"][1]["demands"]] == ["2.1"]
    assert any("changes" in note for note in read["notes"])
    assert "deleted text was left out" in run(app, file).output
    assert number_of(Statement) == 1


def test_it_adds_a_translation(app: Flask, client: CheckedClient, written: Any) -> None:
    make.statement()
    result = run(app, written(make.BELARUSIAN), "--slug", "open-courts", "--lang", "be")
    assert result.exit_code == 0, result.output
    page = client.get("/be/open-courts").get_data(as_text=True)
    assert "Захаваць назіранне" in page
    assert 'hreflang="be"' in client.get("/en/open-courts").get_data(as_text=True)


def test_it_names_the_demands_that_a_translation_lacks(app: Flask, written: Any) -> None:
    make.statement()
    short = make.BELARUSIAN.replace(" - 2.2. зняцце забарон на ўезд.\n", "")
    result = run(app, written(short), "--slug", "open-courts", "--lang", "be")
    assert result.exit_code == 1
    assert "2.2" in result.stderr


def test_it_knows_the_letters_of_another_script(app: Flask, written: Any) -> None:
    make.statement("Title\n\nWe call:\n\n1. One:\n a) this\n b) that\n2. Two\n", is_open=False)
    translation = "Назва\n\nМы заклікаем:\n\n1. Адзін:\n а) гэта\n б) тое\n2. Два\n"
    result = run(app, written(translation), "--slug", "open-courts", "--lang", "be")
    assert result.exit_code == 0, result.output + result.stderr
    short = translation.replace(" б) тое\n", "").replace("Назва", "Іншая")
    refused = run(app, written(short), "--slug", "open-courts", "--lang", "uk")
    assert refused.exit_code == 1
    assert "1.b" in refused.stderr


def test_it_does_not_replace_signed_words(app: Flask, written: Any) -> None:
    make.statement()
    again = run(app, written(make.TEXT.replace("closed", "shut")), "--slug", "open-courts")
    assert again.exit_code == 1
    assert "binding language" in again.stderr


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        *((slug, "lowercase Latin letters") for slug in ("UPPER", "a_b", "../x", "-a")),
        *((slug, "looks like a language code") for slug in ("hr", "en", "osc")),
        ("desk", "used by the site itself"),
        ("x" * 81, "at most 70 characters"),
    ],
)
def test_it_says_why_an_address_cannot_be(app: Flask, written: Any, slug: str, reason: str) -> None:
    result = run(app, written(make.TEXT), "--slug", slug)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{slug}: ") and reason in result.stderr
    assert number_of(Statement) == 0


def test_it_opens_and_closes(app: Flask, client: CheckedClient, written: Any) -> None:
    run(app, written(make.TEXT), "--slug", "open-courts")
    runner = app.test_cli_runner()
    assert client.get("/en/open-courts/sign").status_code == 403
    assert "is open for signing" in runner.invoke(args=["statement", "open", "open-courts"]).output
    assert client.get("/en/open-courts/sign").status_code == 200
    assert "is closed for signing" in runner.invoke(args=["statement", "close", "open-courts"]).output
    assert client.get("/en/open-courts/sign").status_code == 403
    assert runner.invoke(args=["statement", "open", "nowhere"]).exit_code == 1


def test_it_enters_a_signatory_that_stands_there_twice_once(app: Flask, client: CheckedClient, written: Any) -> None:
    twice = make.TEXT.split("*Association")[0] + "Signatories:\n\n- Alpha Group\n- Beta Group\n- ALPHA Group\n"
    result = run(app, written(twice), "--slug", "open-courts")
    assert result.exit_code == 0, result.output
    assert client.get("/open-courts/counts.json").get_json()["organisations"] == 2


def test_it_has_room_in_the_log_for_the_longest_address(app: Flask, written: Any) -> None:
    slug = "a" * 70
    assert run(app, written(make.TEXT), "--slug", slug).exit_code == 0
    result = run(app, written(make.BELARUSIAN), "--slug", slug, "--lang", "sr-Cyrl-RS")
    assert result.exit_code == 0, result.output
    objects = [one.object for one, _note in audit.recent_entries(before=None, limit=9)]
    assert f"statement {slug}" in objects
    assert f"statement {slug[:40]} edition 1 sr-Cyrl-RS" in objects
    assert "address" in run(app, written(make.TEXT), "--slug", f"{slug}a").output
