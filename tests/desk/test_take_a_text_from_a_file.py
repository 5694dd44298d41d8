"""A text out of a file or the clipboard, put into the editor's box; nothing is saved by it, and nothing lost."""

from __future__ import annotations

import re
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse, encode_multipart

import cast
import make
from make_evidence import file
from page import CheckedClient
from petition.core.db import db
from petition.statements.models import Revision, Statement
from petition.statements.sources.reading import MOST_BYTES
from petition.statements.text import normalisation
from statements.documents import docx, level, paragraph
from statements.documents import run as word_run

UNSIGNED = normalisation.normalise_text(make.TEXT.split("*Association")[0])
LEVELS = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2")
NUMBERS = f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
DOCUMENT = docx(
    paragraph("Open the courts")
    + paragraph("We ask:")
    + paragraph("One", 1)
    + paragraph(f"{word_run('Two')}<w:r><w:commentReference w:id='1'/></w:r>", 1)
    + paragraph("Below", 1, 1),
    NUMBERS,
)
TEXT = "Open the courts\n\nWe ask:\n\n1. One\n\n2. Two\n\n   2.1 Below\n"
NEW = "/desk/statements/new"


@pytest.fixture
def statement(app: Flask) -> Statement:
    return make.statement(UNSIGNED)


def here(statement: Statement, language: str = "en") -> str:
    return f"/desk/statements/{statement.id}/text/{language}"


def upload(
    desk: CheckedClient, page: str, content: bytes | None, name: str = "letter.docx", **values: Any
) -> TestResponse:
    """Opens the editor, chooses a file and presses the button beside it."""
    if desk.page is None or not values.pop("stay", False):
        assert desk.get(page).status_code == 200
    assert desk.page is not None
    filled = {**desk.page.form(page).values(), **values}
    filled |= {"file": file(content, name)} if content is not None else {}
    boundary, body = encode_multipart(filled)
    return desk.post(f"{page}/source", data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def box(desk: CheckedClient) -> str:
    assert desk.page is not None
    [area] = desk.page.all("textarea")
    return re.sub(r"^\n", "", "".join(area.itertext()))


def test_it_puts_the_text_of_a_file_into_the_box_and_saves_nothing(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    answer = upload(desk, here(statement), DOCUMENT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "nothing is saved until you save" in page and "Comments were left out" in page
    assert "3 demands" in page, "the outline is of the new text"
    assert box(desk) == TEXT
    assert db.session.query(Revision).count() == 0
    assert desk.send(here(statement), do="save").status_code == 303
    assert desk.get(here(statement)).status_code == 200
    assert box(desk) == TEXT


def test_it_begins_a_statement_with_the_text_of_a_file(app: Flask) -> None:
    desk = make.at_the_desk(app)
    answer = upload(desk, NEW, DOCUMENT, language="uk", slug="of-a-file")
    assert answer.status_code == 200
    assert box(desk) == TEXT
    assert desk.page is not None
    assert {**desk.page.form(NEW).values(), "csrf_token": ""}.items() >= {"language": "uk", "slug": "of-a-file"}.items()
    assert desk.send(NEW, do="save").status_code == 303
    assert db.session.query(Statement).one().slug == "of-a-file"


def test_it_keeps_the_box_where_no_text_can_be_taken(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    for page in (here(statement), NEW):
        for content, said in (
            (None, "Choose a file"),
            (b"", "The file is empty"),
            (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a picture"),
            (b"x" * (MOST_BYTES + 1), "larger than 10 MB"),
        ):
            answer = upload(desk, page, content, text="Mine\n\n1. Not saved\n")
            assert answer.status_code == 422 and said in answer.get_data(as_text=True)
            assert box(desk) == "Mine\n\n1. Not saved\n"
    assert db.session.query(Revision).count() == 0


def test_it_takes_a_large_file_beside_a_long_text(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    long = "# Title\n\n" + "Words. " * 140_000
    answer = upload(desk, here(statement), b"x" * MOST_BYTES, text=long)
    assert (answer.status_code, box(desk)) == (422, long)


def test_it_gives_the_script_the_text_alone(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    desk.get(here(statement))
    assert desk.page is not None
    token = desk.page.form(here(statement)).values()["csrf_token"]
    site = desk.application.config["PUBLIC_URL"]

    def ask(path: str, page: bytes) -> TestResponse:
        db.session.rollback()
        values = {"file": file(page, "clipboard.html")}
        headers = {"Accept": "application/json", "X-CSRFToken": token}
        return Context().run(FlaskClient.open, desk, path, method="POST", data=values, base_url=site, headers=headers)

    for path in (f"{here(statement)}/source", f"{NEW}/source"):
        answer = ask(path, b"<ol start=3><li>Three <b>words</b></ol><img alt='Logo' src=x>")
        assert answer.get_json() == {"text": "3. Three **words**\n", "notes": ["1 picture was left out: “Logo”"]}
        refused = ask(path, b"<script>x</script>")
        assert (refused.status_code, refused.get_json()) == (422, {"fault": "There is no text in the file"})


def test_it_is_for_who_may_write_the_text(app: Flask, client: CheckedClient, statement: Statement) -> None:
    desk = make.at_the_desk(app, "translator")
    desk.get(here(statement))
    assert desk.page is not None
    assert [one for one in desk.page.all("details") if one.get("class") != "site-menu"] == []
    assert upload(desk, here(statement, "be"), DOCUMENT).status_code == 200
    assert upload(desk, here(statement), DOCUMENT, stay=True).status_code == 404
    make.signed(client, cast.ALENA)
    assert upload(make.at_the_desk(app), here(statement), DOCUMENT).status_code == 200
