"""What is to be confirmed, and the thanks: made once for all, filled in for each; the same as if made for one alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from markupsafe import Markup

import cast
import make
import make_public
from page import CheckedClient
from petition.core import page_cache, switches
from petition.core.db import db, now
from petition.core.kept_pages import KEPT_SECONDS, render_kept
from petition.signing.confirm import thanks
from petition.signing.own import actions as own
from petition.signing.publication import publish_endorsement
from petition.statements.actions import schedule

# Asked for in a language that the edition is not in, a page is in that of signing, and made for the reader alone.
ALONE = {"lang": "fr"}
SPELLED = {
    **cast.ALENA,
    "name": 'Zoë "Z" <b>O\'Neill</b> & Söhne',
    "affiliation": "<script>alert(1)</script>",
    "comment": "{{ 7 * 7 }} %(name)s \\1 &amp; <i>",
    "email": "zoe@example.org",
}
BARE = {**cast.QUIET, "visibility": "full", "name": "Bare Bo", "email": "bo@example.org"}
EVERYBODY = [cast.ALENA, cast.NOOR, cast.QUIET, SPELLED, BARE]


def text_of(client: CheckedClient, method: str, path: str, **query: str) -> str:
    answer = client.open(path, method=method, query_string=query)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def waiting(client: CheckedClient, who: dict[str, Any], lang: str = "en") -> str:
    make.sign(client, who, lang=lang)
    return make.link("confirm-individual")


@pytest.mark.parametrize("lang", ["en", "be", "ar"])
def test_it_is_the_page_that_is_made_for_one_alone(app: Flask, client: CheckedClient, lang: str) -> None:
    """With whatever was given or not, in each way to appear, from right to left and without a text of that language."""
    make.statement()
    make.statement(make.BELARUSIAN, language="be")
    for who in EVERYBODY:
        path = waiting(client, who, lang)
        asked = text_of(client, "GET", path)
        assert asked == text_of(client, "GET", path, **ALONE)
        assert client.page is not None and client.page.root.get("lang") == lang
        assert client.page.root.get("dir") == ("rtl" if lang == "ar" else "ltr")
        thanked = text_of(client, "POST", path)
        assert thanked == text_of(client, "POST", path, **ALONE)
        assert client.page.root.get("lang") == lang and "<script>alert" not in asked + thanked


def test_it_shows_each_reader_the_own_words_and_nobody_else_s(app: Flask, client: CheckedClient) -> None:
    make.statement()
    readers = [SPELLED, cast.ALENA, {**cast.ALENA, "name": "Bea Beispiel", "email": "bea@example.org", "country": "DE"}]
    paths = [waiting(client, who) for who in readers]
    for method in ("GET", "POST"):
        pages = [text_of(client, method, path) for path in paths]
        assert "Zoë &#34;Z&#34; &lt;b&gt;O&#39;Neill&lt;/b&gt; &amp; Söhne" in pages[0]
        for number, page in enumerate(pages):
            assert all(who["name"] not in page for who in readers if who is not readers[number])
            assert all(path not in page for path in paths if path is not paths[number])
    assert "Germany" in text_of(client, "GET", waiting(client, {**BARE, "country": "DE"}))


def test_it_confirms_only_what_the_kept_page_showed(app: Flask, client: CheckedClient) -> None:
    """The mark in the form is the reader's own: another one's, or that of what was replaced, confirms nothing."""
    make.statement()
    paths = [waiting(client, who) for who in (cast.ALENA, {**cast.ALENA, "name": "Bea", "email": "bea@example.org"})]
    forms = []
    for path in paths:
        text_of(client, "GET", path)
        assert client.page is not None
        forms.append(client.page.form(0).values())
    assert forms[0]["seen"] != forms[1]["seen"]
    assert "Confirm your signature" in client.post(paths[0], data=forms[1]).get_data(as_text=True)
    assert "Thank you" in client.post(paths[0], data=forms[0]).get_data(as_text=True)


def test_it_shows_at_once_what_has_changed(app: Flask, client: CheckedClient) -> None:
    """New words, another edition, signing that has ended: nothing of the page that was kept before."""
    made = make.statement()
    made.silence_days = None
    db.session.commit()
    path, later = waiting(client, cast.ALENA), waiting(client, BARE)
    assert "your signature stays with this text" in text_of(client, "GET", path)
    made = db.session.merge(made)
    made.silence_days = 14
    db.session.commit()
    assert "If you do not answer within 14 days" in text_of(client, "GET", path)
    first = text_of(client, "POST", path)
    assert "Edition 1," in text_of(client, "GET", later)
    make_public.second_edition(db.session.merge(made))
    db.session.commit()
    newer = waiting(client, {**BARE, "email": "c@example.org", "name": "Cem"})
    assert "Edition 2," in text_of(client, "GET", newer) and "Edition 1," in text_of(client, "GET", later)
    assert client.page is not None and "Signed so far: 2 organisations, 1 person." in " ".join(first.split()).replace(
        "<b>", ""
    ).replace("</b>", "")
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        made = db.session.merge(made)
        made.closes_at = now() - timedelta(minutes=1)
        db.session.commit()
        assert client.get(later).status_code == 403


def test_it_says_the_same_to_whoever_is_checked_first(app: Flask, client: CheckedClient) -> None:
    made = make.statement()
    other = text_of(client, "POST", waiting(client, BARE))
    switches.turn_on("approval", made.id, by="test")
    db.session.commit()
    held = text_of(client, "POST", waiting(client, {**BARE, "email": "b@example.org"}))
    signed = make.endorsement(BARE["name"])
    assert signed is not None and signed.state == "quarantined"
    assert held == other
    signed.hidden_at, signed.hidden_by = now(), make.coordinator().id
    signed.quarantined_at = None
    publish_endorsement(signed)
    db.session.commit()
    assert "have hidden your name" in text_of(client, "POST", make.link("confirm-individual"))


def test_it_tells_who_comes_after_delivery(app: Flask, client: CheckedClient) -> None:
    made = make.statement()
    made.late_rule = "listed"
    db.session.commit()
    text_of(client, "POST", waiting(client, BARE))
    assert schedule.mark_delivered(db.session.merge(made), by=make.coordinator().id)
    db.session.commit()
    path = waiting(client, cast.ALENA)
    assert "Your signature will be marked as added after delivery" in text_of(client, "GET", path)
    assert "lists mark it as added after delivery" in text_of(client, "POST", path)


def test_it_counts_among_many_whoever_has_gone(app: Flask, client: CheckedClient, monkeypatch: Any) -> None:
    """The number of many may be a second old, but never from before somebody withdrew."""
    monkeypatch.setattr(thanks, "MANY", 0)
    monkeypatch.setattr(thanks, "KEPT_SECONDS", 3600.0)
    make.statement()
    people = [
        {**BARE, "name": f"{one} Beispiel", "email": f"{one}@example.org"} for one in ("Ada", "Ben", "Cid", "Dan")
    ]
    told = [text_of(client, "POST", waiting(client, who)) for who in people[:2]]
    # The second one is told the number that is kept.
    assert "1 person" in told[0] and "1 person" in told[1]
    gone = make.endorsement(people[0]["name"])
    assert gone is not None
    own.withdraw_signature(gone)
    db.session.commit()
    told = [text_of(client, "POST", waiting(client, who)) for who in people[2:]]
    assert "2 people" in told[0] and "2 people" in told[1]


@pytest.mark.parametrize("prefix", ["", "/sign-on"])
def test_it_keeps_a_page_for_one_place_and_escapes_what_is_put_in(app: Flask, prefix: str) -> None:
    """Behind another prefix all links are others."""
    own, other = {"a": "<1>", "b": Markup("<i>")}, {"a": "2", "b": "'"}
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/before"}):
        assert render_kept(("x",), other, lambda _marks: "of another place") == "of another place"
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": prefix}):
        made = render_kept(("x",), own, lambda marks: f"{marks['b']}{prefix}:{marks['a']}{marks['a']}")
        assert made == f"<i>{prefix}:&lt;1&gt;&lt;1&gt;"
        assert render_kept(("x",), other, lambda _marks: "anew") == f"&#39;{prefix}:22"
        assert render_kept(("x",), other, lambda _marks: "anew", seconds=0) == "anew"
    assert KEPT_SECONDS <= page_cache.KEPT_SECONDS
