"""Who withdrew and fills in the form again is told that nothing counts before a button is pressed, and loses nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

import cast
import make
from page import CheckedClient
from petition import jobs
from petition.core.db import db, now
from petition.mail import rendering
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.models.evidence import ChangeRequest
from petition.signing.models.renewal import Renewal
from petition.signing.own import actions as own

pytestmark = pytest.mark.both_databases

ANEW = {
    **cast.ALENA,
    "name": "Alena Pryklad-Novaja",
    "affiliation": "Vilnius",
    "visibility": "initials",
    "updates": "y",
}


def withdraw(client: CheckedClient, who: dict[str, str]) -> int:
    made = make.signed(client, who)
    own.withdraw_signature(endorsements.lock_endorsement(made.id))
    db.session.commit()
    return made.id


def individuals(client: CheckedClient) -> int:
    return int(client.get("/open-courts/counts.json").get_json()["individuals"])


def forget_renewals(*, dry_run: bool) -> int:
    job = jobs.find_job("forget-renewals")
    if dry_run:
        assert job.count is not None
        return job.count()
    done = sum(job.steps())
    db.session.commit()
    return done


def test_it_says_that_nothing_counts_and_keeps_what_was_entered(app: Flask, client: CheckedClient) -> None:
    make.statement()
    number = withdraw(client, cast.ALENA)
    assert make.sign(client, ANEW).status_code == 303
    mail = make.mails()[-1]
    assert mail.kind == "sign-again"
    text = rendering.render_mail(mail).body
    for words in ("withdrawn", "does not count", "“Sign again”"):
        assert words in text
    assert individuals(client) == 0
    mine = make.link()
    client.get(mine)
    assert client.page is not None
    for words in ("You withdrew", "Alena Pryklad-Novaja", "A. P. N.", "None of it counts until you use the button"):
        assert words in client.page.words()
    assert cast.ALENA["name"] not in client.page.words()
    assert client.send(f"{mine}/return").status_code == 303
    assert individuals(client) == 1
    made = make.endorsement("Alena Pryklad-Novaja")
    assert made is not None
    assert (made.id, made.state, made.shown_name, made.details) == (
        number, "listed", "A. P. N.", {**(made.details or {}), "affiliation": "Vilnius"},
    )  # fmt: skip
    assert made.updates_wanted_at is not None
    assert db.session.query(Renewal).count() == 0


def test_it_signs_nothing_that_was_not_read(app: Flask, client: CheckedClient) -> None:
    make.statement()
    withdraw(client, cast.ALENA)
    make.sign(client, ANEW)
    mine = make.link()
    client.get(mine)
    other = app.test_client()
    assert isinstance(other, CheckedClient)
    make.sign(other, {**ANEW, "name": "Somebody Else"})
    answer = client.send(f"{mine}/return")
    assert answer.status_code == 200
    assert "Somebody Else" in answer.get_data(as_text=True)
    assert individuals(client) == 0
    assert client.send(f"{mine}/return").status_code == 303
    assert individuals(client) == 1


def test_it_forgets_what_was_entered_after_seven_days(app: Flask, client: CheckedClient) -> None:
    make.statement()
    withdraw(client, cast.ALENA)
    make.sign(client, ANEW)
    mine = make.link()
    with time_machine.travel(now() + timedelta(days=6), tick=False):
        assert forget_renewals(dry_run=True) == forget_renewals(dry_run=False) == 0
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        assert forget_renewals(dry_run=True) == forget_renewals(dry_run=False) == 1
        client.get(mine)
        assert client.send(f"{mine}/return").status_code == 303
        assert individuals(client) == 1
    made = make.endorsement(cast.ALENA["name"])
    assert made is not None


def test_it_forgets_it_with_the_signature(app: Flask, client: CheckedClient) -> None:
    make.statement()
    withdraw(client, cast.ALENA)
    make.sign(client, ANEW)
    mine = make.link()
    client.get(mine)
    assert client.send(f"{mine}/erasure", sure="y").status_code == 200
    assert db.session.query(Renewal).count() == 0


def test_it_lets_a_coordinator_decide_on_the_entry_of_an_organisation(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.CIRCLE)
    decisions.approve(endorsements.lock_endorsement(made.id), by=make.coordinator().id)
    own.withdraw_signature(endorsements.lock_endorsement(made.id))
    db.session.commit()
    anew = {
        "organisation": "LAWYERS’ CIRCLE NORTH",
        "country": "EE",
        "representative": "Marta Nowa",
        "role": "director",
    }
    make.sign(client, {**cast.CIRCLE, **anew})
    assert make.mails()[-1].kind == "sign-again"
    mine = make.link()
    client.get(mine)
    assert client.page is not None
    for words in ("Marta Nowa", "LAWYERS’ CIRCLE NORTH", "A coordinator then decides"):
        assert words in client.page.words()
    assert client.send(f"{mine}/return").status_code == 303
    renewed = db.session.get_one(type(made), made.id)
    assert (renewed.state, renewed.shown_name) == ("listed", cast.CIRCLE["organisation"])
    assert renewed.shown_beside == "Marta Nowa, director"
    (change,) = db.session.query(ChangeRequest)
    assert change.proposed == {"name": "LAWYERS’ CIRCLE NORTH", "country": "EE"}


def test_it_tells_whoever_has_not_withdrawn_what_is_true(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.ALENA)
    by = make.coordinator().id
    acts = (
        lambda one: None,
        lambda one: decisions.hide_name(one, "asked for", by=by),
        lambda one: decisions.reject_individual(one, "a double", by=by),
    )
    for hours, act in enumerate(acts, 1):
        act(endorsements.lock_endorsement(made.id))
        db.session.commit()
        with time_machine.travel(now() + timedelta(hours=2 * hours), tick=False):
            make.sign(client, ANEW)
        assert make.mails()[-1].kind == "already-signed"
    assert db.session.query(Renewal).count() == 0
