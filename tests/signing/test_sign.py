"""Signing: the endorsement and its mail, and the same answer for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.mail.models import OutgoingMail
from petition.signing.models.endorsement import Endorsement

pytestmark = pytest.mark.both_databases


def number_of(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_it_keeps_an_endorsement_and_posts_its_mail(app: Flask, client: CheckedClient) -> None:
    make.statement()
    founding = number_of(Endorsement)
    answer = make.sign(client, cast.ALENA)
    assert answer.status_code == 303
    assert answer.location == "/en/open-courts/check-your-mail"
    made = make.endorsement("Алена Прыклад")
    assert made is not None
    assert made.confirmed_at is None
    assert made.shown_name is None
    assert number_of(Endorsement) == founding + 1
    assert [mail.kind for mail in make.mails()] == ["confirm-individual"]
    assert client.get(answer.location).status_code == 200


def test_it_writes_what_it_needs_and_nothing_else(app: Flask, client: CheckedClient) -> None:
    make.statement()
    written: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if sql.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            written.append(" ".join(sql.split()[:3]))

    event.listen(db.engine, "before_cursor_execute", note)
    make.sign(client, cast.ALENA)
    event.remove(db.engine, "before_cursor_execute", note)
    # The form; then, made of it by the worker: the trace is kept for two days, and nothing of it is read back here.
    assert written == [
        "INSERT INTO received_form",
        # Once for all who agree to these words.
        "INSERT INTO consent_wording",
        "INSERT INTO endorsement",
        "INSERT INTO signing_trace",
        "INSERT INTO outgoing_mail",
        "DELETE FROM received_form",
    ]


def test_it_takes_in_an_organisation(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert make.sign(client, cast.CIRCLE).status_code == 303
    made = make.endorsement("Lawyers’ Circle North")
    assert made is not None
    assert made.authority_declared_at is not None
    assert made.organisation_id is None
    assert [mail.kind for mail in make.mails()] == ["confirm-organisation"]


@pytest.mark.parametrize("state", ["new", "waiting", "confirmed"])
def test_it_answers_alike_whatever_it_knows(app: Flask, client: CheckedClient, state: str) -> None:
    make.statement()
    if state != "new":
        make.sign(client, cast.ALENA)
    if state == "confirmed":
        assert client.post(make.link()).status_code == 200
    answer = make.sign(client, cast.ALENA)
    page = client.get(answer.location)
    assert (answer.status_code, answer.location) == (303, "/en/open-courts/check-your-mail")
    assert answer.headers.get("Set-Cookie") is None
    assert {name for name, _ in answer.headers} == {name for name, _ in make.sign(client, cast.NOOR).headers}
    assert page.get_data() == client.get("/en/open-courts/check-your-mail").get_data()


def test_it_mails_a_confirmed_address_the_link_to_its_own(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    make.sign(client, {**cast.ALENA, "name": "Somebody Else"})
    newest = make.mails()[-1]
    assert newest.kind == "already-signed"
    assert "Somebody Else" not in str(newest.content)
    assert number_of(Endorsement) == 3  # two founding ones and Alena's
    assert client.get(make.link()).status_code == 200
    assert make.endorsement("Somebody Else") is None


def test_it_finds_one_mailbox_in_several_spellings(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for address in ("a.lena@gmail.com", "Alena+petition@googlemail.com", "ALENA@GMAIL.COM"):
        make.sign(client, {**cast.ALENA, "email": address})
    assert number_of(Endorsement) == 3
    make.sign(client, {**cast.ALENA, "email": "a.lena@example.org"})
    make.sign(client, {**cast.ALENA, "email": "alena@example.org"})
    assert number_of(Endorsement) == 5


def test_it_sends_three_mails_an_hour_and_five_in_all(app: Flask, client: CheckedClient) -> None:
    make.statement()
    start = now()
    sent = []
    for hour in range(4):
        with time_machine.travel(start + timedelta(hours=hour, minutes=hour), tick=True):
            for _ in range(5):
                assert make.sign(client, cast.ALENA).status_code == 303
            sent.append(len(make.mails()))
    assert sent == [3, 5, 5, 5]


def test_it_counts_the_budget_over_all_forms(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for number in range(6):
        make.sign(client, {**cast.CIRCLE, "organisation": f"Circle {number}"})
    make.sign(client, {**cast.ALENA, "email": cast.CIRCLE["email"]})
    assert len(make.mails()) == 3


def test_it_keeps_what_was_sent_last_while_nobody_confirmed(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    first = make.link()
    make.sign(client, {**cast.ALENA, "name": "Алена Выпраўленая"})
    page = client.get(first)
    assert "Алена Выпраўленая" in page.get_data(as_text=True)


def test_it_confirms_only_the_words_that_were_read(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    path = make.link()
    client.get(path)
    assert client.page is not None
    seen = client.page.form(0).values()
    make.sign(client, {**cast.ALENA, "name": "Not What I Read"})
    answer = client.post(path, data=seen)
    assert answer.status_code == 200
    made = make.endorsement("Not What I Read")
    assert made is not None
    assert made.confirmed_at is None
    assert "Not What I Read" in answer.get_data(as_text=True)


def test_it_takes_no_signature_under_a_closed_statement(app: Flask, client: CheckedClient) -> None:
    make.statement(is_open=False)
    assert client.get("/en/open-courts/sign").status_code == 403
    assert client.post("/en/open-courts/sign", data=cast.ALENA).status_code == 403
    assert number_of(OutgoingMail) == 0


def test_it_counts_tags_of_a_mailbox_together(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for number in range(6):
        make.sign(client, {**cast.ALENA, "email": f"alena+{number}@example.org"})
    assert len(make.mails()) == 3


def test_it_lets_nobody_use_up_a_strangers_budget_by_asking_for_links(app: Flask, client: CheckedClient) -> None:
    make.statement()
    path = "/en/open-courts/own-link"
    for _ in range(6):
        with time_machine.travel(now() - timedelta(seconds=20), tick=False):
            client.get(path)
        assert client.send(path, answer=None, email=cast.ALENA["email"]).status_code == 303
    assert make.mails() == []
    make.sign(client, cast.ALENA)
    assert [mail.kind for mail in make.mails()] == ["confirm-individual"]


def test_it_shows_behind_older_links_what_was_sent_last(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for number in range(5):
        make.sign(client, {**cast.ALENA, "name": f"Alena {number}"})
    assert len(make.mails()) == 3
    assert "Alena 4" in client.get(make.link()).get_data(as_text=True)
