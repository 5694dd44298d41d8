"""The document that is delivered: the whole text, everybody who is listed, the totals, and the foot line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

import cast
import make
import make_editions
import make_public
import make_watch
from page import CheckedClient
from petition.core.db import db, now
from petition.list.views import printing
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.own import actions as own

DOCUMENT = f"/en/{make.SLUG}/print"
MARGINS = f"/en/{make.SLUG}/print.css"


@pytest.mark.both_databases
def test_it_holds_the_text_and_everybody(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    ids = make_watch.rows(statement, printing.BLOCK + 5)
    names = [make_watch.name(number) for number in range(len(ids))]
    own.choose_visibility(endorsements.lock_endorsement(ids[0]), "withheld")
    own.choose_visibility(endorsements.lock_endorsement(ids[1]), "initials")
    decisions.hide_name(endorsements.lock_endorsement(ids[2]), "Danger", by=make.coordinator().id)
    db.session.commit()
    answer = client.get(DOCUMENT)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and [name in text for name in names[:4]] == [False, False, False, True]
    assert all(name in text for name in names[4:])
    for number in ("1", "2", "2.1", "2.2", "3"):
        assert f'id="demand-{number}"' in text
    assert "Association of Court Observers" in text and make.edition(statement).sha256 in text
    assert client.page is not None
    words = client.page.words()
    assert "Signed in all: 2 organisations, 245 people." in words
    assert "The names of 2 of them are not shown." in words


def test_it_says_which_edition_each_name_stands_under(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make_watch.rows(statement, 3)
    make_public.second_edition(statement)
    make.signed(client, cast.ALENA)
    text = client.get(DOCUMENT).get_data(as_text=True)
    people = text.split('class="of-kind">People', 1)[1]
    new, old = people.index("Edition 2, the current text"), people.index("Edition 1, an earlier text")
    assert new < people.index(cast.ALENA["name"]) < old < people.index(make_watch.name(0))


def test_it_prints_every_language(app: Flask, client: CheckedClient) -> None:
    make_editions.statement(people=2)
    for language in ("en", "be"):
        assert client.get(f"/{language}/{make.SLUG}/print").status_code == 200


def test_it_has_a_foot_line_with_edition_and_digest(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    answer = client.get(MARGINS)
    css = answer.get_data(as_text=True)
    assert answer.mimetype == "text/css"
    assert f'"Edition 1, SHA-256 of the binding text: {make.edition(statement).sha256}"' in css
    assert "counter(page)" in css


@pytest.mark.parametrize("title", ['Say "no" } body { x', "a\\", "</style><script>", "*/ x"])
def test_it_lets_no_title_out_of_its_quotes(title: str) -> None:
    quoted = printing._css_text(title)
    assert quoted.count('"') == 2 and "<" not in quoted
    assert quoted.replace("\\5c ", "").replace("\\22 ", "").replace("\\3c ", "").count("\\") == 0


@pytest.mark.both_databases
def test_it_writes_as_it_reads(app: Flask, client: CheckedClient) -> None:
    make_watch.rows(make.statement(), 6000)
    answer = app.test_client().get(DOCUMENT, buffered=False)
    pieces = [len(piece) for piece in answer.response]
    assert len(pieces) > 2 and max(pieces) < sum(pieces) / 2


def test_it_is_closed_before_the_text_is_public(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    statement.embargo_until = now() + timedelta(days=1)
    db.session.commit()
    for path in (DOCUMENT, MARGINS, f"/en/{make.SLUG}/countries"):
        assert client.get(path).status_code == 404, path
