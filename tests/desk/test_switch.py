"""Switches: they hold at once and everywhere, are undone by switching back, and stand in the log."""

from __future__ import annotations

import csv
import io
import re
import time
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

import cast
import make
import make_oversight
from conftest import Make
from make_oversight import switch
from page import CheckedClient
from petition import worker
from petition.core import proof_of_work, switches
from petition.core.audit import AuditEntry
from petition.core.db import db, now
from petition.core.job_runs import Job
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import SigningTrace

SIGN = f"/en/{make.SLUG}/sign"
WITHIN = 10  # seconds


def acts() -> list[str]:
    db.session.rollback()
    return [
        one.act for one in db.session.query(AuditEntry).order_by(AuditEntry.number) if one.act.startswith("switch.")
    ]


@pytest.mark.parametrize("name", switches.SWITCHES)
def test_it_switches_on_and_back_with_who_and_why_on_record(app: Flask, client: CheckedClient, name: str) -> None:
    make.statement()
    desk = make.at_the_desk(app)
    switch(desk, name, why="A wave of fakes.")
    words = make_oversight.words(desk, "/desk/switches")
    assert "A wave of fakes." in words and "vera" in words and "UTC" in words
    switch(desk, name, "off")
    assert switches.read_active_switches() == []
    assert acts() == [f"switch.on-{name}", f"switch.off-{name}"]
    assert "A wave of fakes." in make_oversight.words(desk, "/desk/audit?act=switch")


def test_it_says_on_every_page_of_the_desk_what_is_on(app: Flask, client: CheckedClient) -> None:
    make.statement()
    desk = make.at_the_desk(app)
    switch(desk, "comments")
    for path in ("/desk/", "/desk/start", "/desk/statements", "/desk/mail", "/desk/account"):
        assert "Comments are hidden" in make_oversight.words(desk, path), path
    switch(desk, "comments", "off")
    assert "Comments are hidden" not in make_oversight.words(desk, "/desk/")


def test_it_keeps_a_message_that_says_nothing_odd(app: Flask) -> None:
    desk = make.at_the_desk(app)
    switch(desk, "pause", message="Later\x00 \u202e")
    assert [one.message for one in switches.read_active_switches()] == ["Later"]
    switch(desk, "read-only", message=" ")
    assert switches.read_active_switches()[-1].message is None


def test_it_wants_a_reason(app: Flask) -> None:
    desk = make.at_the_desk(app)
    switch(desk, "pause", why=" ")
    assert switches.read_active_switches() == []
    assert "Give a reason in a few words" in make_oversight.words(desk, "/desk/switches")


@pytest.mark.parametrize("path", ["switches/lights/on", "switches/pause/up", "statements/1/switches/read-only/on"])
def test_it_has_no_other_switches(app: Flask, path: str) -> None:
    make.statement()
    desk = make.at_the_desk(app)
    desk.get("/desk/switches")
    assert desk.send(f"/desk/{path}", why="A test.").status_code == 404


def test_it_switches_everywhere_only_for_those_whose_role_holds_everywhere(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    other = make.statement(make.BELARUSIAN, slug="other", language="be")
    desk = make_oversight.in_one_statement(app, "coordinator", statement.id)
    place = f"/statements/{statement.id}"
    switch(desk, "pause", place=place)
    assert [one.statement_id for one in switches.read_active_switches()] == [statement.id]
    assert "other" not in make_oversight.words(desk, "/desk/switches")
    desk.get(f"/desk{place}/switches")
    assert desk.send("/desk/switches/pause/on", why="A test.").status_code == 404
    desk.get(f"/desk{place}/switches")
    assert desk.send(f"/desk/statements/{other.id}/switches/pause/on", why="A test.").status_code == 404
    assert client.get(SIGN).status_code == 503
    assert client.get("/be/other/sign").status_code == 200


def test_it_pauses_new_endorsements_with_a_message_and_loses_nothing(app: Flask, client: CheckedClient) -> None:
    make.statement()
    link = _waiting(client)
    client.get(SIGN)
    desk = make.at_the_desk(app)
    switch(desk, "pause", message="Back at noon. Вернемся апоўдні.")
    answer = client.send(SIGN, **{"updates": None, "answer": None, **cast.NOOR})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0
    assert "Back at noon." in text and cast.NOOR["name"] in text and cast.NOOR["email"] in text
    for path in (SIGN, f"{SIGN}/organisation"):
        answer = client.get(path)
        assert answer.status_code == 503 and "Back at noon." in answer.get_data(as_text=True)
        assert answer.headers["Cache-Control"] == "no-store"
    front = client.get(f"/en/{make.SLUG}").get_data(as_text=True)
    assert "Back at noon." in front and f'href="{SIGN}"' not in front
    # Whoever has signed goes on.
    assert client.post(link).status_code == 200
    mine = make.link()
    client.get(mine)
    assert client.send(f"{mine}/withdrawal").status_code == 303
    client.get(f"/en/{make.SLUG}/own-link")
    switch(desk, "pause", "off")
    assert client.get(SIGN).status_code == 200


def _waiting(client: CheckedClient) -> str:
    assert make.sign(client, cast.ALENA).status_code == 303
    return make.link()


def test_it_hides_comments_wherever_they_are_shown(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, {**cast.ALENA, "comment": "Because it is just."})
    mine = make.link()
    desk = make.at_the_desk(app)
    outputs = (
        f"/en/{make.SLUG}",
        f"/en/{make.SLUG}/signatories?kind=individuals",
        f"/{make.SLUG}/signatories.csv",
        f"/{make.SLUG}/signatories.json",
    )
    shown = [path for path in outputs if "Because it is just." in client.get(path).get_data(as_text=True)]
    assert shown == list(outputs)
    switch(desk, "comments")
    for path in outputs:
        text = client.get(path).get_data(as_text=True)
        assert cast.ALENA["name"] in text and "Because it is just." not in text, path
    rows = csv.DictReader(io.StringIO(client.get(outputs[2]).get_data().decode("utf-8-sig")))
    assert {row["comment"] for row in rows} == {""}
    assert "Because it is just." in client.get(mine).get_data(as_text=True), "the own page keeps it"
    switch(desk, "comments", "off")
    assert all("Because it is just." in client.get(path).get_data(as_text=True) for path in outputs)


def test_it_lets_nothing_be_changed_but_switches(app: Flask, client: CheckedClient) -> None:
    make.statement()
    endorsement = make.signed(client, cast.CIRCLE)
    link = _waiting(client)
    writing = app.test_client()
    assert isinstance(writing, CheckedClient)
    writing.get(SIGN)
    desk = make.at_the_desk(app)
    switch(desk, "read-only", message="We mend the engine.")
    for answer in (client.post(link), client.post(f"/en/{make.SLUG}/own-link")):
        assert answer.status_code == 503 and answer.headers["Retry-After"] == "300"
        assert "We mend the engine." in answer.get_data(as_text=True)
    answer = writing.send(SIGN, **{"updates": None, "answer": None, **cast.NOOR})
    assert answer.status_code == 503 and cast.NOOR["name"] in answer.get_data(as_text=True)
    assert client.get(f"/en/{make.SLUG}").status_code == client.get(link).status_code == 200
    assert "The site is in read-only mode" in make_oversight.words(desk, "/desk/")
    assert desk.send(f"/desk/endorsements/{endorsement.id}/approval").status_code == 503
    another = make.at_the_desk(app, "owner", "owner@coalition.example")
    switch(another, "read-only", "off")
    assert client.post(link).status_code == 200


def test_it_has_the_worker_rest_while_nothing_may_change(app: Flask) -> None:
    ran: list[int] = []
    job = Job("test", "A test", timedelta(minutes=1), lambda: iter([ran.append(1) or 1]))
    switches.turn_on("read-only", None, by="test", why="A test.")
    db.session.commit()
    switches.forget_switches()
    worker.run_job(app, job)
    assert ran == []
    switches.turn_off("read-only", None, by="test")
    db.session.commit()
    switches.forget_switches()
    worker.run_job(app, job)
    assert ran == [1]


def test_it_holds_in_every_process_within_ten_seconds(make_app: Make) -> None:
    """Two processes on one database, and what a shared cache in front of the second one may go on showing."""
    one, two = make_app(), make_app()
    with one.app_context():
        make.statement()
    other = two.test_client()
    assert isinstance(other, CheckedClient)
    kept = other.get(SIGN).headers["Cache-Control"]
    cached = sum(int(seconds) for seconds in re.findall(r"(?:s-maxage|revalidate)=([0-9]+)", kept))
    with one.app_context():
        switch(make.at_the_desk(one), "pause")
    began = time.monotonic()
    while other.get(SIGN).status_code != 503:
        time.sleep(0.1)
    assert time.monotonic() - began + cached < WITHIN
    assert switches.KEPT_SECONDS + cached < WITHIN


def test_it_takes_a_form_whose_browser_did_the_work(app: Flask, client: CheckedClient) -> None:
    make.statement()
    switch(make.at_the_desk(app), "proof")
    for who, does in ((cast.ALENA, True), (cast.NOOR, False)):
        sent = _sign_with_work(client, who, does)
        assert sent == 303
    missing = {
        one.endorsement_id: one.proof_missing_at is not None
        for one in db.session.query(SigningTrace).order_by("endorsement_id")
    }
    names = [db.session.get_one(Endorsement, number).address for number in missing]
    assert dict(zip(names, missing.values(), strict=True)) == {cast.ALENA["email"]: False, cast.NOOR["email"]: True}


def _sign_with_work(client: CheckedClient, who: dict[str, str], does: bool) -> int:
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get(SIGN)
    assert client.page is not None
    stamp = client.page.form(SIGN).values()["stamp"]
    work = (
        proof_of_work.do_work(stamp, who["email"])
        if does
        else proof_of_work.do_work(stamp, "somebody@else.example", bits=1)
    )
    return client.send(SIGN, **{"updates": None, "answer": None, **who, "work": work}).status_code


def test_it_asks_for_no_work_while_that_is_off(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert "proof.js" not in client.get(SIGN).get_data(as_text=True)
    assert make.sign(client, cast.ALENA).status_code == 303
    assert [one.proof_missing_at for one in db.session.query(SigningTrace)] == [None]
