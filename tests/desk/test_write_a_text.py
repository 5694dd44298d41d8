"""The editor's pages: the box, what is found in it, who else is at it; nothing written is ever lost."""

from __future__ import annotations

import re
from contextvars import Context

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import cast
import make
from page import CheckedClient
from petition.core import audit
from petition.core.db import db
from petition.statements.models import Revision, Statement
from petition.statements.queries import public_statements
from petition.statements.text import normalisation

UNSIGNED = normalisation.normalise_text(make.TEXT.split("*Association")[0])
MINE, THEIRS = UNSIGNED.replace("closed", "shut"), UNSIGNED.replace("closed", "locked")
MARTA = "marta@coalition.example"
BROKEN = "Title\n\n1. Open.\n2. Count.\n2. Open again.\n"


@pytest.fixture
def statement(app: Flask) -> Statement:
    return make.statement(UNSIGNED)


def here(statement: Statement, language: str = "en") -> str:
    return f"/desk/statements/{statement.id}/text/{language}"


def write(desk: CheckedClient, path: str, text: str, **more: str) -> TestResponse:
    """Opens the editor, fills in the box and presses a button."""
    assert desk.get(path).status_code == 200
    return desk.send(path.split("?")[0], text=text, **{"do": "save", **more})


def box(desk: CheckedClient) -> str:
    assert desk.page is not None
    [area] = desk.page.all("textarea")
    return re.sub(r"^\n", "", "".join(area.itertext()))


def current(statement: Statement, language: str = "en") -> str:
    db.session.rollback()
    db.session.expire_all()
    return public_statements.text_in_language(public_statements.current_edition(statement), language).wording


def saved(language: str = "en") -> list[str]:
    db.session.rollback()
    rows = db.session.query(Revision).filter_by(language=language).order_by(Revision.number)
    return [row.wording for row in rows]


def fragment(desk: CheckedClient, path: str, **values: str) -> str:
    """Fetches a part of a page, as the script does."""
    assert desk.page is not None
    values["csrf_token"] = desk.page.form(path.rsplit("/", 1)[0]).values()["csrf_token"]
    db.session.rollback()
    site = desk.application.config["PUBLIC_URL"]
    answer = Context().run(FlaskClient.open, desk, path, method="POST", data=values, base_url=site)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_it_saves_into_the_edition_before_anybody_signed(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    answer = write(desk, here(statement), MINE)
    assert answer.status_code == 303
    page = desk.get(answer.location).get_data(as_text=True)
    assert "Saved." in page
    assert "Every time you save, it changes, until the first signature" in page
    assert box(desk) == MINE
    assert current(statement) == MINE
    assert [entry.act for entry, _note in audit.recent_entries(before=None, limit=1)] == ["statement.edit"]


def test_it_says_that_signed_words_wait_for_the_next_edition(
    app: Flask, client: CheckedClient, statement: Statement
) -> None:
    make.signed(client, cast.ALENA)
    desk = make.at_the_desk(app)
    assert "no longer changes" in desk.get(here(statement)).get_data(as_text=True)
    assert write(desk, here(statement), MINE).status_code == 303
    page = desk.get(here(statement)).get_data(as_text=True)
    assert "Not yet in an edition: edition 1 is signed" in page
    assert box(desk) == MINE
    assert current(statement) == UNSIGNED


def test_it_shows_the_outline_without_scripts_and_keeps_the_box(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    answer = write(desk, here(statement), BROKEN, do="preview")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "nothing is saved yet" in page
    assert "is used twice; the first time on line 4" in page
    assert "2. Open again." in page, "the line is quoted"
    assert box(desk) == BROKEN
    assert saved() == []


def test_it_refuses_with_the_line_and_keeps_the_text(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    assert write(desk, here(statement), BROKEN).status_code == 303
    page = desk.get(here(statement)).get_data(as_text=True)
    assert "cannot be read as an edition" in page
    assert 'data-line="4"' in page
    assert box(desk) == BROKEN
    assert current(statement) == UNSIGNED


@pytest.mark.parametrize(
    ("text", "said"), [("", "There is no text"), ("é" * (normalisation.LARGEST // 2 + 1), "bytes; the maximum is")]
)
def test_it_fills_the_box_in_again_when_nothing_can_be_saved(
    app: Flask, statement: Statement, text: str, said: str
) -> None:
    desk = make.at_the_desk(app)
    answer = write(desk, here(statement), text)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert box(desk) == text
    assert saved() == []


def test_it_takes_two_hundred_kilobytes(app: Flask, statement: Statement) -> None:
    text = f"{UNSIGNED}\n{'Слова ' * 17_000}\n"
    assert 200_000 > len(text.encode()) > 180_000
    assert write(make.at_the_desk(app), here(statement), text).status_code == 303
    assert current(statement).endswith("Слова\n")


def test_it_shows_both_texts_to_the_second_of_two(app: Flask, statement: Statement) -> None:
    vera, marta = make.at_the_desk(app), make.at_the_desk(app, email=MARTA)
    vera.get(here(statement))
    assert write(marta, here(statement), THEIRS).status_code == 303
    answer = vera.send(here(statement), text=MINE, do="save")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "<bdi>marta</bdi>" in page
    assert re.search(r"<del>.*locked</del>", page)
    assert re.search(r"<ins>.*shut</ins>", page)
    assert box(vera) == MINE
    assert (current(statement), saved()) == (THEIRS, [UNSIGNED, THEIRS, MINE])
    assert vera.send(here(statement), text=MINE, do="save").status_code == 303
    assert current(statement) == MINE
    assert saved().count(THEIRS) == 1


def test_it_tells_two_people_of_each_other(app: Flask, statement: Statement) -> None:
    vera, marta = make.at_the_desk(app), make.at_the_desk(app, email=MARTA)
    vera.get(here(statement))
    assert fragment(vera, f"{here(statement)}/presence", base="0").strip() == ""
    assert "<bdi>vera</bdi>" in marta.get(here(statement)).get_data(as_text=True)
    fragment(marta, f"{here(statement)}/presence", base="0")
    assert "<bdi>marta</bdi>" in fragment(vera, f"{here(statement)}/presence", base="0")
    assert write(marta, here(statement), THEIRS).status_code == 303
    assert "has saved this text since" in fragment(vera, f"{here(statement)}/presence", base="0")


def test_it_gives_the_outline_of_what_is_in_the_box(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    desk.get(here(statement))
    found = fragment(desk, f"{here(statement)}/outline", text=BROKEN)
    assert "<html" not in found
    assert "Line 5" in found
    desk.get("/desk/statements/new")
    assert "2 demands" in fragment(desk, "/desk/statements/new/outline", text="Title\n\n1. a\n2. b < c\n")
    assert "b &lt; c" in fragment(desk, "/desk/statements/new/outline", text="Title\n\n1. a\n2. b < c\n")
    assert saved() == []


def test_it_begins_a_statement(app: Flask, client: CheckedClient) -> None:
    desk = make.at_the_desk(app)
    answer = write(desk, "/desk/statements/new", make.BELARUSIAN, language="be", slug="")
    assert answer.status_code == 303
    made = db.session.query(Statement).one()
    assert (made.binding_language, made.published_at) == ("be", None)
    assert desk.get(answer.location).status_code == 200
    assert client.get(f"/be/{made.slug}").status_code == 404


@pytest.mark.parametrize(
    ("slug", "text", "said"),
    [
        ("UPPER", UNSIGNED, "small Latin letters"),
        ("hr", UNSIGNED, "looks like a language code"),
        ("desk", UNSIGNED, "reserved for the site itself"),
        ("open-courts", UNSIGNED, "Another statement uses this address"),
        ("", BROKEN, "is used twice"),
        ("", "", "There is no text"),
    ],
)
def test_it_keeps_the_form_of_a_statement_that_cannot_be(
    app: Flask, statement: Statement, slug: str, text: str, said: str
) -> None:
    desk = make.at_the_desk(app)
    answer = write(desk, "/desk/statements/new", text, language="uk", slug=slug)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert box(desk) == text
    assert desk.page is not None
    assert desk.page.form("/desk/statements/new").values()["language"] == "uk"
    assert db.session.query(Statement).count() == 1


def test_it_offers_the_binding_text_to_translate(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app, "translator")
    assert "for you to replace" in desk.get(here(statement, "be")).get_data(as_text=True)
    assert box(desk) == UNSIGNED
    assert write(desk, here(statement, "be"), make.BELARUSIAN).status_code == 303
    assert current(statement, "be") == make.BELARUSIAN


def test_it_lets_translators_read_the_binding_text_only(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app, "translator")
    assert desk.get(here(statement)).status_code == 200
    assert desk.page is not None
    [area] = desk.page.all("textarea")
    assert area.get("readonly") is not None
    assert desk.send(here(statement), text=MINE, do="save").status_code == 404
    desk.get(here(statement))
    assert desk.send(f"{here(statement)}/finish").status_code == 404
    assert desk.get("/desk/statements/new").status_code == 404
    assert saved() == []


@pytest.mark.parametrize("role", ["moderator", "auditor"])
def test_it_is_closed_to_who_does_not_write(app: Flask, statement: Statement, role: str) -> None:
    desk = make.at_the_desk(app, role)
    for path in ("", "/revisions", "/revisions/1"):
        assert desk.get(f"{here(statement)}{path}").status_code == 404


def test_it_adds_a_finished_translation_to_signed_words(
    app: Flask, client: CheckedClient, statement: Statement
) -> None:
    make.signed(client, cast.ALENA)
    desk = make.at_the_desk(app, "translator")
    assert write(desk, here(statement, "be"), make.BELARUSIAN).status_code == 303
    assert "Add it to the edition" in desk.get(here(statement, "be")).get_data(as_text=True)
    assert "readers see the binding one" in desk.get(f"{here(statement, 'be')}/finish").get_data(as_text=True)
    assert desk.send(f"{here(statement, 'be')}/finish").status_code == 303
    assert "part of edition 1 now" in desk.get(here(statement, "be")).get_data(as_text=True)
    assert "Захаваць назіранне" in client.get("/be/open-courts").get_data(as_text=True)


def test_it_shows_the_history_and_takes_an_old_text_up_again(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    for text in (THEIRS, MINE):
        write(desk, here(statement), text)
    page = desk.get(f"{here(statement)}/revisions").get_data(as_text=True)
    assert "as imported" in page
    page = desk.get(f"{here(statement)}/revisions/2").get_data(as_text=True)
    assert re.search(r"<ins>.*shut</ins>", page)
    again = f"{here(statement)}?from=1"
    assert f'href="{again}"' in desk.get(f"{here(statement)}/revisions/1").get_data(as_text=True)
    assert "Nothing changes until you save" in desk.get(again).get_data(as_text=True)
    assert box(desk) == THEIRS
    assert desk.send(here(statement), do="save").status_code == 303
    assert current(statement) == THEIRS
    assert desk.get(f"{here(statement)}?from=99").status_code == 404


def test_it_runs_the_box_as_its_language_does_and_speaks_the_readers(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    desk.get(here(statement, "ar"), headers={"Accept-Language": "be"})
    assert desk.page is not None
    [area] = desk.page.all("textarea")
    assert (area.get("dir"), area.get("lang")) == ("rtl", "ar")
    assert desk.page.root.get("lang") == "be"
    for nowhere in (here(statement, "xq"), "/desk/statements/999/text/en"):
        assert desk.get(nowhere).status_code == 404


def test_it_takes_a_part_for_something_else_and_saves_nothing_yet(app: Flask, statement: Statement) -> None:
    desk, two = make.at_the_desk(app), "Title\n\nWhy:\n\n1. Noise.\n\nWe demand:\n\n1. Quiet.\n"
    assert write(desk, here(statement), two, do="preview").status_code == 200
    assert "How each part was read" in desk.page.words()  # type: ignore[union-attr]
    assert desk.send(here(statement), text=two, take="5:demands", do="").status_code == 200
    assert "<!-- demands -->\n1. Noise." in box(desk)
    assert "Line 6</a> This numbered list was read as text" not in desk.page.words()  # type: ignore[union-attr]
    assert "Line 10" in desk.page.words()  # type: ignore[union-attr]
    assert saved() == []
    for odd in ("x:demands", "9999999999:text", "5", "-1:text"):
        assert desk.send(here(statement), text=two, take=odd, do="preview").status_code == 200
        assert box(desk).strip() == two.strip()
