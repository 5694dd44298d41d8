"""The forms: what is wrong is said beside the field, and nothing that was written is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

import cast
import make
import make_watch
from conftest import Make
from page import CheckedClient
from petition.core.db import now

SIGN = "/en/open-courts/sign"
TRAP = "topic"


def fill_in(
    client: CheckedClient, values: dict[str, Any], *, after: float = 20, path: str = SIGN, **headers: str
) -> Any:
    at = now()
    with time_machine.travel(at - timedelta(seconds=after), tick=False):
        client.get(path)
    assert client.page is not None
    sent = {**client.page.form(0).values(), **values}
    # As a form of another site, which is led on.
    sent.pop("answer", None)
    with time_machine.travel(at, tick=False):
        return client.post(path, data=sent, headers=headers)


@pytest.mark.parametrize("role", ["   ", "\u00a0", "\u200b"])
def test_it_takes_no_role_that_nobody_can_read(app: Flask, client: CheckedClient, role: str) -> None:
    make.statement()
    answer = fill_in(client, {**cast.CIRCLE, "role": role}, path=f"{SIGN}/organisation")
    assert answer.status_code == 422 and "Enter your role in the organisation" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Enter a name"),
        ("name", "…", "at least one letter"),
        ("name", "Buy at www.shop.example", "Do not enter web or mail addresses"),
        ("name", "x" * 121, "at most 120 characters"),
        ("email", "alena@", "Enter a complete mail address"),
        ("email", "", "Enter a complete mail address"),
        ("country", "XX", "Choose a country"),
        ("comment", "x" * 601, "at most 600 characters"),
        ("visibility", "", "Choose how you want to appear"),
        ("consent", "", "Tick the box"),
    ],
)
def test_it_says_what_to_mend_and_keeps_the_rest(
    app: Flask, client: CheckedClient, field: str, value: str, said: str
) -> None:
    make.statement()
    filled = {**cast.ALENA, field: value}
    if value == "":
        filled.pop(field)
    answer = fill_in(client, filled)
    assert answer.status_code == 422
    assert client.page is not None
    words = answer.get_data(as_text=True)
    assert words.count(said) >= 2, "in the summary and beside the field"
    kept = client.page.form(0).values()
    for name in ("name", "email", "affiliation"):
        if name != field:
            assert kept[name] == cast.ALENA[name]
    assert make.mails() == []


@pytest.mark.parametrize(
    "name",
    [
        "Ян",
        "O",
        "Ø",
        "李",
        "O’Connor",
        "d'Arc",
        "Jean-Luc",
        "نور",
        "Ольга Іванаўна Ў",
        "Sting",
        "=SUM",
        "N. K. Jemisin",
        "ক্ষ",
    ],
)
def test_it_takes_every_kind_of_name(app: Flask, client: CheckedClient, name: str) -> None:
    make.statement()
    assert fill_in(client, {**cast.ALENA, "name": name}).status_code == 303
    assert make.endorsement(name) is not None


def test_it_cleans_names(app: Flask, client: CheckedClient) -> None:
    make.statement()
    name = "  Al\u202eena\u200b \u00a0 Pry\u0000kład\u0301 "
    assert fill_in(client, {**cast.ALENA, "name": name}).status_code == 303
    assert make.endorsement("Alena Prykład\u0301") is not None


@pytest.mark.parametrize("address", ["a@b.foundation", "алена@прыклад.бел", "o'neil+x@sub.example.museum"])
def test_it_takes_every_kind_of_address(app: Flask, client: CheckedClient, address: str) -> None:
    make.statement()
    assert fill_in(client, {**cast.ALENA, "email": address}).status_code == 303
    assert make.mails()[-1].recipient == address


@pytest.mark.parametrize("after", [1, 25 * 3600])
def test_it_gives_a_second_chance_when_too_fast_or_too_late(app: Flask, client: CheckedClient, after: int) -> None:
    make.statement()
    answer = fill_in(client, cast.ALENA, after=after)
    assert answer.status_code == 422
    assert client.page is not None
    again = client.page.form(0).values()
    assert again["name"] == cast.ALENA["name"]
    assert again["consent"] == "y"
    with time_machine.travel(now() + timedelta(seconds=5), tick=False):
        assert client.post(SIGN, data=again).status_code == 200


def test_it_gives_a_second_chance_without_a_stamp(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert client.post(SIGN, data=cast.ALENA).status_code == 422
    assert client.post(SIGN, data={**cast.ALENA, "stamp": "forged"}).status_code == 422
    assert make.mails() == []


def test_it_notices_who_fills_in_everything(app: Flask, client: CheckedClient) -> None:
    make.statement()
    answer = fill_in(client, {**cast.ALENA, TRAP: "https://spam.example"})
    assert answer.status_code == 422
    assert client.page is not None
    again = client.page.form(0).values()
    assert TRAP not in again
    assert again["name"] == cast.ALENA["name"]
    assert make.mails() == []


def test_it_locks_nobody_out_whose_password_manager_fills_in_everything(app: Flask, client: CheckedClient) -> None:
    make.statement()
    fill_in(client, {**cast.ALENA, TRAP: "https://spam.example", "consent": ""})
    for filled, status in (({"consent": "", TRAP: "x"}, 422), ({"consent": "y", TRAP: "x"}, 200)):
        assert client.page is not None
        sent = {**client.page.form(0).values(), **filled}
        assert client.post(SIGN, data=sent).status_code == status
    path = make.link()
    client.get(path)
    client.post(path)
    made = make.endorsement(cast.ALENA["name"])
    assert made is not None
    assert made.state == "quarantined" and "trap" in make_watch.reasons(made)
    desk = make.at_the_desk(app)
    assert "a hidden field was filled in" in desk.get("/desk/quarantine").get_data(as_text=True)


def test_it_lifts_the_trap_no_longer_than_a_form_lasts(app: Flask, client: CheckedClient) -> None:
    make.statement()
    fill_in(client, {**cast.ALENA, TRAP: "x"})
    assert client.page is not None
    stamp = client.page.form(0).values()["stamp"]
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert client.post(SIGN, data={**cast.ALENA, "stamp": stamp}).status_code == 422
        assert TRAP in client.page.form(0).values()
    other = f"{SIGN}/organisation"
    assert client.post(other, data={**cast.CIRCLE, "stamp": stamp}).status_code == 422


def test_it_asks_programs_to_leave_the_trap_alone(app: Flask, client: CheckedClient) -> None:
    make.statement()
    client.get(SIGN)
    assert client.page is not None
    (trap,) = [one for one in client.page.all("input") if one.get("name") == TRAP]
    for name in ("data-1p-ignore", "data-lpignore", "data-bwignore", "data-form-type"):
        assert trap.get(name) is not None
    assert not {"name", "mail", "url", "website", "phone", "address"} & {TRAP}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:5000"},
        {"Origin": "null"},
    ],
)
def test_it_refuses_a_form_from_another_site(app: Flask, client: CheckedClient, headers: dict[str, str]) -> None:
    make.statement()
    assert fill_in(client, cast.ALENA, **headers).status_code == 403
    assert make.mails() == []


def test_it_accepts_its_own_form(app: Flask, client: CheckedClient) -> None:
    make.statement()
    own = {"Origin": "http://127.0.0.1:5000", "Sec-Fetch-Site": "same-origin"}
    assert fill_in(client, cast.ALENA, **own).status_code == 303


def test_it_says_what_is_kept_and_until_when_before_the_button(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    client.get(SIGN)
    assert client.page is not None
    before, _after = client.page.words().split("Sign: we mail you a link", 1)
    assert str(statement.destroy_on.year) in before


def test_it_asks_to_wait_after_too_many_and_keeps_the_form(make_app: Make) -> None:
    app = make_app(sign_limit="2 per minute")
    client = app.test_client()
    with app.app_context():
        make.statement()
        for number in range(3):
            answer = make.sign(client, {**cast.ALENA, "email": f"a{number}@example.org"})
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert isinstance(client, CheckedClient)
        assert client.page is not None
        assert client.page.form(0).values()["email"] == "a2@example.org"
        assert len(make.mails()) == 2


def test_it_shares_the_limit_with_other_processes_and_keeps_no_address(make_app: Make, database_url: str) -> None:
    with make_app(sign_limit="2 per minute").app_context():
        make.statement()
    answers = []
    for _ in range(3):
        app = make_app(sign_limit="2 per minute")
        with app.app_context():
            answers.append(make.sign(app.test_client(), cast.ALENA).status_code)
    assert answers == [303, 303, 429]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("circle.example.org", "https://circle.example.org"), ("http://x.org/a?b=1", "http://x.org/a?b=1")],
)
def test_it_understands_web_addresses(app: Flask, client: CheckedClient, given: str, kept: str) -> None:
    make.statement()
    path = f"{SIGN}/organisation"
    assert fill_in(client, {**cast.CIRCLE, "website": given}, path=path).status_code == 303
    made = make.endorsement(cast.CIRCLE["organisation"])
    assert made is not None
    assert made.details is not None
    assert made.details["website"] == kept


@pytest.mark.parametrize(
    "given", ["javascript:alert(1)", "https://a b.org", "localhost", "https://u:p@x.org", "ftp://x.org"]
)
def test_it_refuses_what_is_no_web_address(app: Flask, client: CheckedClient, given: str) -> None:
    make.statement()
    answer = fill_in(client, {**cast.CIRCLE, "website": given}, path=f"{SIGN}/organisation")
    assert answer.status_code == 422
    assert "Enter a web address" in answer.get_data(as_text=True)


def test_it_takes_the_longest_of_everything(app: Flask, client: CheckedClient) -> None:
    make.statement()
    longest = {
        **cast.CIRCLE, "organisation": "Ї" * 200, "organisation_latin": "ß" * 200, "representative": "ﷺ" * 120, "role": "x" * 120,
        "website": "example.org/" + "x" * 268,
    }  # fmt: skip
    make.signed(client, longest)
    from petition.core.db import db
    from petition.signing import queries as endorsements
    from petition.signing.decide import actions as decisions

    made = make.endorsement("Ї" * 200)
    assert made is not None
    decisions.approve(endorsements.lock_endorsement(made.id), by=make.coordinator().id)
    db.session.commit()
    make.signed(client, {**cast.ALENA, "name": "ﷺ" * 120, "affiliation": "ﷺ" * 200, "comment": "ﷺ" * 600})
    assert client.get("/en/open-courts").status_code == 200


def test_it_takes_addresses_as_they_are_copied(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for written in (
        "Ada Probe <ada@example.org>",
        "mailto:ada@example.org",
        "“ada＠example.org”",
        "ada@\u200bexample.org",
    ):
        assert fill_in(client, {**cast.ALENA, "email": written}).status_code == 303
        assert make.mails()[-1].recipient == "ada@example.org"
    answer = fill_in(client, {**cast.ALENA, "email": "a@example.org, b@example.org"})
    assert answer.status_code == 422
    assert "Enter one mail address only" in answer.get_data(as_text=True)


def test_it_takes_names_that_look_like_domains_and_links_none(app: Flask, client: CheckedClient) -> None:
    make.statement()
    worked_at = ("Reporter, Lakeside.news", "г.Москва, учительница", "Openwells.org", "Mail.ru Group")
    for number, (name, affiliation) in enumerate(zip(("J.Kim", "A.Li", "Dr.Kim", "Lake.News"), worked_at, strict=True)):
        make.signed(client, {**cast.ALENA, "name": name, "affiliation": affiliation, "email": f"a{number}@example.org"})
    client.get("/en/open-courts/signatories?kind=individuals")
    assert client.page is not None
    links = [link.get("href", "") for link in client.page.all("a")]
    for affiliation in worked_at:
        assert affiliation in client.page.words()
        assert not any(affiliation.split(", ")[-1].lower() in link for link in links)
    for field in ("name", "affiliation"):
        for refused in ("https://x.example", "www.x.example", "buy at x.example/y", "a@x.example"):
            assert fill_in(client, {**cast.ALENA, field: refused}).status_code == 422, refused
    path = f"{SIGN}/organisation"
    for field, value in (
        ("representative", "J.Kim"),
        ("role", "editor, Lakeside.news"),
        ("organisation", "Change.org"),
    ):
        assert fill_in(client, {**cast.CIRCLE, field: value}, path=path).status_code == 303
