"""Another mail address for one's own signature; and what harms where a link was stolen asks for a fresh one."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.jobs import find_job
from petition.mail.actions import mark_sent
from petition.signing import retention
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Endorsement
from petition.signing.own.erasure import erase_endorsement
from petition.signing.publication import publish_endorsement
from petition.worker import run_job

pytestmark = pytest.mark.both_databases

NEW = "moved@reader.example"
STAMP = re.compile(r'name="stamp"[^>]*>')
LATER = timedelta(minutes=61)


def send(client: CheckedClient, path: str, form: str, **values: Any) -> Any:
    """Fills in one of the forms of the own page, which was open for a while."""
    with time_machine.travel(now() - timedelta(seconds=20)):
        client.get(path)
    return client.send(f"{path}/{form}", **values)


@pytest.fixture
def mine(app: Flask, client: CheckedClient) -> str:
    make.statement()
    make.signed(client, cast.ALENA)
    return make.link("confirmed-individual")


def alena() -> Endorsement:
    db.session.expire_all()
    return db.session.scalars(select(Endorsement).where(Endorsement.kind == "individual")).one()


def test_it_changes_once_the_new_address_has_confirmed(app: Flask, client: CheckedClient, mine: str) -> None:
    assert send(client, mine, "address", email=NEW).status_code == 303
    client.get(mine)
    assert client.page is not None and NEW in client.page.words()
    (asked,) = make.mails("address-confirm")
    assert asked.recipient == NEW and alena().address == cast.ALENA["email"]
    link = make.link("address-confirm")
    assert client.get(link).status_code == 200
    assert cast.ALENA["name"] not in client.page.words() and alena().address == cast.ALENA["email"]
    assert client.post(link, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(link).status_code == 200
    assert alena().address == NEW and make.endorsement(cast.ALENA["name"]) is not None
    (told,) = make.mails("address-changed")
    assert told.recipient == cast.ALENA["email"] and told.link_hash is None
    assert client.get(mine).status_code == 410
    assert make.mails("own-link")[-1].recipient == NEW
    assert client.get(make.link("own-link")).status_code == 200
    assert client.post(link).status_code == 410


def test_it_signs_once_under_either_address(app: Flask, client: CheckedClient, mine: str) -> None:
    send(client, mine, "address", email=NEW)
    client.post(make.link("address-confirm"))
    make.sign(client, {**cast.ALENA, "email": NEW})
    assert [mail.recipient for mail in make.mails("already-signed")] == [NEW]
    # The old address is nobody's now.
    make.signed(client, cast.ALENA)
    assert len(db.session.scalars(select(Endorsement).where(Endorsement.kind == "individual")).all()) == 2


def test_it_refuses_an_address_that_has_signed(app: Flask, client: CheckedClient, mine: str) -> None:
    make.signed(client, cast.NOOR)
    assert send(client, mine, "address", email=cast.NOOR["email"]).status_code == 303
    answer = client.post(make.link("address-confirm"))
    assert answer.status_code == 409 and "has signed already" in answer.get_data(as_text=True)
    assert send(client, mine, "address", email=cast.ALENA["email"]).status_code == 422


def test_it_takes_only_the_address_that_was_asked_last(app: Flask, client: CheckedClient, mine: str) -> None:
    send(client, mine, "address", email="first@reader.example")
    first = make.link("address-confirm")
    mark_sent(*(mail.id for mail in make.mails()))
    db.session.commit()
    send(client, mine, "address", email=NEW)
    assert client.get(first).status_code == 410 == client.post(first).status_code
    last = make.link("address-confirm")
    with time_machine.travel(now() + timedelta(hours=25)):
        assert client.post(last).status_code == 410
        run_job(app, find_job("drop-address-changes"))
        assert db.session.scalars(select(AddressChange)).all() == []
    assert alena().address == cast.ALENA["email"]


def test_it_mails_a_stranger_five_times_at_most(app: Flask, client: CheckedClient, mine: str) -> None:
    at = now()
    for hours in range(9):
        with time_machine.travel(at + timedelta(hours=hours)):
            client.post(f"{mine}/fresh-link")
            send(client, make.link("own-link"), "address", email=NEW)
            mark_sent(*(mail.id for mail in make.mails()))
            db.session.commit()
    assert len(make.mails("address-confirm")) == 5


def test_it_asks_for_a_fresh_link_before_what_harms(app: Flask, client: CheckedClient, mine: str) -> None:
    with time_machine.travel(now() + LATER):
        client.get(mine)
        assert client.page is not None and "Send me a fresh link" in client.page.words()
        assert client.post(f"{mine}/erasure", data={"sure": "y"}).status_code == 403
        assert client.post(f"{mine}/address", data={"email": NEW}).status_code == 403
        # The address itself is told by nothing but a fresh link.
        copy = client.get(f"{mine}/data.json")
        assert copy.status_code == 403 and cast.ALENA["email"] not in copy.get_data(as_text=True)
        assert make.mails("address-confirm") == [] and alena().address == cast.ALENA["email"]
        # What does no harm goes on.
        assert client.post(f"{mine}/withdrawal").status_code == 303
        assert client.post(f"{mine}/return").status_code == 303
        assert client.post(f"{mine}/fresh-link").location.endswith("done=fresh-link")
        fresh = make.link("own-link")
        assert send(client, fresh, "erasure", sure="y").status_code == 200
    assert db.session.scalars(select(Endorsement).where(Endorsement.kind == "individual")).all() == []


def test_it_mails_three_fresh_links_an_hour(app: Flask, client: CheckedClient, mine: str) -> None:
    words = [client.post(f"{mine}/fresh-link").location.rpartition("=")[2] for _ in range(4)]
    assert words[0] == "fresh-link" and words[-1] == "too-many-links"
    assert len(make.mails("own-link")) == words.count("fresh-link")


def test_it_leaves_nothing_of_a_new_address_behind(app: Flask, client: CheckedClient, mine: str) -> None:
    send(client, mine, "address", email=NEW)
    (asked,) = make.mails("address-confirm")
    erase_endorsement(alena())
    db.session.commit()
    db.session.refresh(asked)
    assert asked.recipient is None and asked.content is None
    # Whoever signs, asks and erases over and over mails a stranger no more for it.
    assert asked.correspondent is not None
    assert db.session.scalars(select(AddressChange)).all() == []


def test_it_writes_down_where_an_organisation_is_reached(app: Flask, client: CheckedClient) -> None:
    make.statement()
    circle = make.signed(client, {**cast.CIRCLE, "email": "somebody@reader.example"})
    mine = make.link("confirmed-organisation")
    send(client, mine, "address", email=cast.CIRCLE["email"])
    assert client.post(make.link("address-confirm")).status_code == 200
    db.session.refresh(circle)
    assert circle.address == cast.CIRCLE["email"]
    assert [one.kind for one in circle.evidence] == ["own_domain"]


def test_it_brings_back_no_address_that_is_kept_no_longer(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    circle = make.signed(client, cast.CIRCLE)
    mine = make.link("confirmed-organisation")
    send(client, mine, "address", email=NEW)
    link = make.link("address-confirm")
    circle.approved_at = now()
    publish_endorsement(circle)
    statement.forget_representatives_on = now().date()
    assert retention.destroy_expired(now().date()) == 1
    db.session.commit()
    assert client.post(link).status_code == 410
    db.session.refresh(circle)
    assert circle.address is None and db.session.scalars(select(AddressChange)).all() == []
    client.get(mine)
    assert client.page is not None and "Change the mail address" not in client.page.words()
    assert client.post(f"{mine}/address", data={"email": NEW}).status_code == 403
    # Nobody locks themselves out.
    assert client.post(f"{mine}/link").status_code == 403
    with time_machine.travel(now() + LATER):
        client.get(mine)
        assert client.send(f"{mine}/erasure", sure="y").status_code == 200


def test_it_gives_a_copy_of_all_that_is_held(app: Flask, client: CheckedClient, mine: str) -> None:
    send(client, mine, "address", email=NEW)
    answer = client.get(f"{mine}/data.json")
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    told = answer.get_json()
    assert told["signatory"]["mail_address"] == cast.ALENA["email"]
    assert told["signatory"]["entered"]["name"] == cast.ALENA["name"]
    assert told["consent"]["wording"] and told["signed"]["sha256"] == alena().edition.sha256
    assert told["new_mail_address"]["mail_address"] == NEW
    assert told["public_where_listed"]["name"] == cast.ALENA["name"]
    assert {"confirm-individual", "confirmed-individual"} <= {one["kind"] for one in told["mails"]}


def test_it_tells_nobody_that_they_are_in_quarantine(app: Flask, client: CheckedClient, mine: str) -> None:
    before = client.get(f"{mine}/data.json").get_json(), client.get(mine).get_data(as_text=True)
    one = alena()
    one.quarantined_at = now()
    publish_endorsement(one)
    db.session.commit()
    assert one.state == "quarantined"
    after = client.get(f"{mine}/data.json").get_json(), client.get(mine).get_data(as_text=True)
    assert before[0] == after[0]
    assert STAMP.sub("", before[1]) == STAMP.sub("", after[1])
