"""Length comes first: whatever field, header or address is endless, nothing that works on texts gets to see it."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

import cast
import make
import make_evidence
import make_invitations
import make_world
import petition
from conftest import SITE
from page import CheckedClient, Form, act_on_forms
from petition.core import forms, request_limits
from petition.core.addresses import parse
from petition.core.db import db
from petition.core.fields import clean_field, max_length
from petition.core.text import clean_line
from petition.signing.evidence.actions import ask_second_person

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LONG = 240_000  # as much as a post of 256 KiB holds besides the rest
# Characters that a function of ours may be given: of the longest field before it is cleaned, and of what nobody types.
MOST = max(forms.TIMES * 2000 + forms.ROOM, forms.HIDDEN)
WORKERS = ("email_validator", "zxcvbn", "publicsuffixlist", "encodings/idna.py")
# What only looks at the length, compares, or hashes: a step for each character at most.
HARMLESS = {
    "forms.LengthLimit.refuse", "forms._add_limit.<locals>.<lambda>", "forms._strip_nul", "public_statements.is_edition_read", "text.parse_id",
    "form_answers.answer_form", "selection_token.read_selection", "selection_token.chosen_from_selection",
}  # fmt: skip
# The editor takes texts of 1 MB: tests/statements/test_position_speed.py.
TEXTS = {"desk.text", "desk.outline", "desk.new_statement", "desk.new_outline"}


@contextmanager
def watched() -> Iterator[set[tuple[str, int]]]:
    """The functions of ours, and of libraries that work on texts, that were given a longer one than ``MOST``."""
    found: set[tuple[str, int]] = set()

    def look(frame: FrameType, _event: str, _argument: Any) -> None:
        code = frame.f_code
        if not is_looked_at(code.co_filename):
            return
        for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
            value = frame.f_locals.get(name)
            called = f"{Path(code.co_filename).stem}.{code.co_qualname}"
            if isinstance(value, str | bytes) and len(value) > MOST and called not in HARMLESS:
                found.add((called, len(value)))

    # Asked once for every call of Python's, and for nothing else, as it gives nobody to look into the call.
    before = sys.gettrace()
    sys.settrace(look)
    try:
        yield found
    finally:
        sys.settrace(before)


@cache
def is_looked_at(filename: str) -> bool:
    """Whether what stands in a file is ours, or works on texts."""
    return str(Path(petition.__file__).parent) in filename or any(one in filename for one in WORKERS)


def fields(client: CheckedClient, path: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each field of each form on a page: where the form goes, what stands in it, and the field's name."""
    if client.get(path).status_code != 200 or client.page is None:
        return
    for element in [one for one in client.page.all("form") if one.get("method") == "post"]:
        form = Form(element)
        names = {one.get("name") for tag in ("input", "select", "textarea") for one in element.iter(tag)} - {None}
        for name in sorted(names - {"csrf_token"}, key=str):
            yield form.action or path, form.values(), str(name)


def send_endless(client: CheckedClient, paths: list[str], *, but: Callable[[str], bool] = lambda _: False) -> int:
    """Sends each form of each page once for each of its fields, with an endless value in that; gives how many."""
    every = {(action, name): values for path in paths for action, values, name in fields(client, path)}
    for (action, name), values in every.items():
        if not but(action):
            client.has_checks = False
            with watched() as found:
                answer = client.post(action, data={**values, name: "a" * LONG})
            assert answer.status_code < 500, (action, name, answer.status_code)
            assert found == set(), (action, name)
    return len(every)


def public_pages(client: CheckedClient) -> list[str]:
    """Every page on which somebody who has not signed in can send something."""
    statement = make.statement()
    make_evidence.allow_reservations(statement)
    _made, invited = make_invitations.invite(statement, "desk@rivers.example", organisation="Rivers")
    make.signed(client, cast.ALENA)
    paths = [invited, make.link("confirmed-individual")]
    endorsement, mine = make_evidence.confirmed(client)
    ask_second_person(endorsement, "Jonas", parse("jonas@circle-north.example"))
    db.session.commit()
    act_on_forms(client.application)
    paths += [make.link("second-person"), f"{mine}/entry", mine, "/en/open-courts/own-link"]
    return [
        *paths,
        "/en/my-signatures",
        "/en/open-courts/sign",
        "/en/open-courts/sign/organisation",
        "/desk/login",
        "/desk/password/forgotten",
    ]


@ON_SQLITE
def test_it_shows_no_endless_value_to_what_works_on_texts_in_public(app: Flask, client: CheckedClient) -> None:
    assert send_endless(client, public_pages(client)) > 70


@ON_SQLITE
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_answers_whatever_is_sent(app: Flask, data: st.DataObject) -> None:
    # What machines send need not make a sound page, only an answer.
    client, checked = FlaskClient(app, app.response_class), app.test_client()
    assert isinstance(checked, CheckedClient)
    if "pages" not in app.extensions:
        paths = public_pages(checked)
        app.extensions["pages"] = [(action, name) for path in paths for action, _values, name in fields(checked, path)]
    every: dict[str, set[str]] = {}
    for action, name in app.extensions["pages"]:
        every.setdefault(action, set()).add(name)
    words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=300)
    anything = st.one_of(
        words, st.sampled_from([b"\0", b"\xff\xfe", b"\xed\xa0\x80", "9" * 30, "-1", "y", "full", "a@b.org"])
    )
    for action, names in every.items():
        sent = {name: data.draw(anything) for name in sorted(names)}
        raw = {name: value.encode() if isinstance(value, str) else value for name, value in sent.items()}
        body = "&".join(f"{name}={quote(value)}" for name, value in raw.items())
        here = {"base_url": SITE, "content_type": "application/x-www-form-urlencoded"}
        answer = Context().run(client.post, action, data=body, **here)  # type: ignore[arg-type]
        assert answer.status_code < 500, (action, sent)


@ON_SQLITE
@pytest.mark.combination
def test_it_shows_no_endless_value_to_what_works_on_texts_at_the_desk(app: Flask, client: CheckedClient) -> None:
    there = make_world.everything(client)
    desk = make.at_the_desk(app, "owner")
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("desk.", "accounts."))]
    shown = [make_world.address(app, one, there) for one in rules if "GET" in (one.methods or ())]
    texts = [make_world.address(app, one, there) for one in rules if one.endpoint in TEXTS]

    def is_kept_back(action: str) -> bool:
        # The switch that lets nothing be changed would end the walk.
        return action.split("?")[0] in texts or "/switches/" in action

    assert send_endless(desk, shown, but=is_kept_back) > 110


def test_it_gives_every_form_limits(app: Flask) -> None:
    def below(kind: type) -> Iterator[type]:
        for one in kind.__subclasses__():
            yield from (one, *below(one))

    ours = {one for one in below(FlaskForm) if one.__module__.startswith("petition.")}
    libraries = {known.cls for known in app.extensions["security"].forms.values() if known.cls is not None}
    bases = {one for one in ours if one.__module__ == "petition.accounts.forms"}
    assert len(ours) > 30 and len(libraries) > 10
    assert [one for one in (ours - bases) | libraries if not issubclass(one, forms.Form)] == []


def test_it_has_filters_and_validators_see_only_what_is_short(app: Flask) -> None:
    seen: list[int] = []

    def look(value: Any) -> Any:
        seen.append(len(value or ""))
        return value

    class Anything(forms.Form):
        class Meta(forms.Form.Meta):
            csrf = False

        said = StringField(filters=[look], validators=[InputRequired(), lambda _form, field: look(field.data)])
        stated = TextAreaField(filters=[look, clean_field], validators=[Optional(), max_length(40)])

    long = {"said": "x" * 1401, "stated": "x" * 361}
    with app.test_request_context(method="POST", data=long):
        form = Anything()
        assert not form.validate()
        assert form.errors == {"said": ["Use at most 300 characters"], "stated": ["Use at most 40 characters"]}
        assert {field.name: field.data for field in form} == long, "what was sent is shown again"
    assert seen == []
    with app.test_request_context(method="POST", data={"said": "x" * 301, "stated": " " * 300 + "x" * 40}):
        form = Anything()
        assert not form.validate()
        assert form.errors == {"said": ["Use at most 300 characters"]}
    assert 301 not in seen[2:], "no validator"


def test_it_counts_the_characters_of_the_cleaned_text(app: Flask, client: CheckedClient) -> None:
    make.statement()
    taken_apart = unicodedata.normalize("NFD", "ё" * 119)
    assert make.sign(client, {**cast.ALENA, "name": f"  {taken_apart}  ё "}).status_code == 422
    assert make.sign(client, {**cast.ALENA, "name": f"   {taken_apart}ё{' ' * 90}"}).status_code == 303
    lines = "x" * 298 + "\r\n" * 90 + "y" * 300
    assert make.sign(client, {**cast.ALENA, "comment": lines}).status_code == 303
    assert len(clean_line(taken_apart)) == 119


@ON_SQLITE
def test_it_refuses_endless_addresses_and_headers(app: Flask) -> None:
    make.statement()
    client = app.test_client(use_cookies=False)
    for path in ("/en/open-courts/signatories?q=", "/en/open-courts?", "/", "/en/", "/desk/login?next=", "/mine/"):
        with watched() as found:
            assert client.get(path + "a" * LONG).status_code == 414, path
        assert found == set()
        assert client.get(path + "a" * 3000).status_code < 500
    endless = "en;q=0.5," * (LONG // 9)
    for name in (
        "Accept-Language",
        "Cookie",
        "Origin",
        "Referer",
        "If-None-Match",
        "Range",
        "X-Forwarded-For",
        "X-Any",
    ):
        with watched() as found:
            answer = client.get("/en/open-courts", headers={name: endless})
        assert answer.status_code == 431, name
        assert found == set()
        assert client.get("/en/open-courts", headers={name: endless[: request_limits.LONGEST_HEADER]}).status_code < 400
    assert client.post("/desk/login", data="[" * LONG, content_type="application/json").status_code == 415
