"""What somebody else who has a link, or a mailbox, or only an address, cannot do with a signature."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import cast
import make
import make_invitations
import make_watch
from conftest import Make
from page import CheckedClient, act_on_forms
from petition.config import Relay
from petition.core.db import begin_writing, db, now
from petition.invitations import queries as invitations
from petition.invitations.models import Invitation
from petition.jobs import find_job
from petition.mail.actions import give_up_mail, mark_sent
from petition.mail.models import OutgoingMail
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import link_requests
from petition.signing.own.erasure import erase_endorsement
from petition.signing.queries import lock_endorsement
from petition.signing.screening import actions as screening
from petition.signing.screening.signals import Thresholds
from petition.worker import run_job

pytestmark = pytest.mark.both_databases

NEW = "moved@reader.example"


def send(client: CheckedClient, path: str, form: str, **values: Any) -> Any:
    """Fills in one of the forms of the own page, which was open for a while; the worker acts on it."""
    with time_machine.travel(now() - timedelta(seconds=20)):
        client.get(path)
    return client.send(f"{path}/{form}", **values)


def send_all() -> None:
    mark_sent(*(mail.id for mail in make.mails()))
    db.session.commit()


def alena() -> Endorsement:
    db.session.expire_all()
    return db.session.scalars(
        select(Endorsement).where(Endorsement.kind == "individual").order_by(Endorsement.id)
    ).first()  # type: ignore[return-value]


@pytest.fixture
def mine(app: Flask, client: CheckedClient) -> str:
    make.statement()
    make.signed(client, cast.ALENA)
    return make.link("confirmed-individual")


def test_it_ends_what_was_asked_with_a_link_together_with_it(app: Flask, client: CheckedClient, mine: str) -> None:
    send(client, mine, "address", email="thief@reader.example")
    thief = make.link("address-confirm")
    send_all()
    assert client.post(f"{mine}/link").status_code == 200
    assert db.session.scalars(select(AddressChange)).all() == []
    assert client.post(thief).status_code == 410
    assert alena().address == cast.ALENA["email"]


def test_it_takes_a_wish_back(app: Flask, client: CheckedClient, mine: str) -> None:
    send(client, mine, "address", email=NEW)
    (asked,) = make.mails("address-confirm")
    link = make.link("address-confirm")
    assert send(client, mine, "address/removal").status_code == 303
    assert client.post(link).status_code == 410
    db.session.refresh(asked)
    assert asked.recipient is None and asked.content is None


def test_it_sends_what_waits_to_the_new_address_with_links_that_work(make_app: Make) -> None:
    app = make_app(relay=Relay("127.0.0.1", 1, None, None, "none"))
    with app.app_context():
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        make.statement()
        make.signed(client, cast.ALENA)
        mine = make.link("confirmed-individual")
        mark_sent(*(mail.id for mail in make.mails()))
        db.session.commit()
        client.post(f"{mine}/fresh-link")
        (waits,) = make.mails("own-link")
        before = make.link("own-link")
        send(client, mine, "address", email=NEW)
        assert client.post(make.link("address-confirm")).status_code == 200
        db.session.refresh(waits)
        assert waits.recipient == NEW and client.get(before).status_code == 404
        mark_sent(waits.id)
        db.session.commit()
        assert client.get(before).status_code == 404


def test_it_goes_by_no_other_clock_and_no_delay(app: Flask, client: CheckedClient, mine: str) -> None:
    client.post(f"{mine}/link")
    new = make.mails("link-renewed")[-1]
    path = make.link("link-renewed")
    # A worker whose clock is behind, and a mail that somebody else may have had, sent once more afterwards.
    mark_sent(new.id, at=now() - timedelta(seconds=5))
    old = make.mails("confirmed-individual")[-1]
    mark_sent(old.id, at=now() + timedelta(seconds=5))
    db.session.commit()
    assert client.get(path).status_code == 200
    assert client.get(mine).status_code == 410


def test_it_lets_nobody_vouch_for_themselves(app: Flask, client: CheckedClient) -> None:
    make.statement()
    circle = make.signed(client, {**cast.CIRCLE, "email": "somebody@gmail.com"})
    mine = make.link("confirmed-organisation")
    assert send(client, mine, "second-person", second_name="Rita", second_email=cast.CIRCLE["email"]).status_code == 303
    act_on_forms(app)
    client.post(make.link("second-person"))
    send(client, mine, "address", email=cast.CIRCLE["email"])
    assert client.post(make.link("address-confirm")).status_code == 200
    db.session.refresh(circle)
    assert [one.kind for one in circle.evidence] == ["own_domain"]


def test_it_counts_the_mails_to_a_stranger_in_one_lane(app: Flask, client: CheckedClient, mine: str) -> None:
    client.has_worker = False
    assert send(client, mine, "address", email=NEW).status_code == 303
    assert make.mails("address-confirm") == [] and db.session.scalars(select(AddressChange)).all() == []
    db.session.rollback()
    act_on_forms(app)
    assert [mail.recipient for mail in make.mails("address-confirm")] == [NEW]


@pytest.mark.parametrize("page", ["/en/my-signatures", f"/en/{make.SLUG}/own-link"])
def test_it_mails_to_where_it_was_signed_from_not_to_what_was_typed(
    app: Flask, client: CheckedClient, page: str
) -> None:
    make.statement()
    make.signed(client, {**cast.ALENA, "email": "strasse@reader.example"})
    send_all()
    with time_machine.travel(now() - timedelta(seconds=20)):
        client.get(page)
    client.send(page, email="straße@reader.example")
    act_on_forms(app)
    assert [mail.recipient for mail in make.mails() if mail.sent_at is None] == ["strasse@reader.example"]


def test_it_keeps_an_invitation_answered(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    invited, _page = make_invitations.invite(statement, cast.CIRCLE["email"])
    circle = make.signed(client, cast.CIRCLE)
    assert invitations.endorsement_of(invited) is not None and invited.endorsement_id is None
    send(client, make.link("confirmed-organisation"), "address", email="rita@reader.example")
    client.post(make.link("address-confirm"))
    db.session.expire_all()
    assert invitations.endorsement_of(invited) is not None and invitations.count_unanswered(statement) == 0
    erase_endorsement(circle)
    db.session.commit()
    assert db.session.scalars(select(Invitation)).all() == []


def test_it_weighs_a_signature_by_its_new_address(app: Flask, client: CheckedClient) -> None:
    statement, by = make.statement(), make.coordinator("owner", "owner@coalition.example").id
    one = make_watch.comes(statement, 1, address="real.person@gmail.com")
    screening.set_thresholds(statement, Thresholds(hold_at=0), by=by)
    assert make_watch.comes(statement, 2, address="a@mailinator.com").state == "quarantined"
    assert one.state == "listed"
    link_requests.mail_fresh_link(one)
    db.session.commit()
    send(client, make.link("own-link"), "address", email="b@mailinator.com")
    assert client.post(make.link("address-confirm")).status_code == 200
    db.session.refresh(one)
    assert one.state == "quarantined" and one.shown_name is None


def test_it_keeps_no_new_address_longer_than_a_day(app: Flask, client: CheckedClient, mine: str) -> None:
    send(client, mine, "address", email=NEW)
    (asked,) = make.mails("address-confirm")
    asked.claimed_by = "somebody"
    db.session.commit()
    give_up_mail(asked.id, worker="somebody", trouble="550 no such user", is_refused=True)
    db.session.commit()
    with time_machine.travel(now() + timedelta(hours=25)):
        run_job(app, find_job("drop-address-changes"))
    db.session.expire_all()
    kept = db.session.get_one(OutgoingMail, asked.id)
    assert kept.recipient is None and kept.content is None and kept.correspondent is not None


def test_it_is_not_stopped_by_who_types_the_new_address(app: Flask, client: CheckedClient, mine: str) -> None:
    make.sign(client, {**cast.NOOR, "email": NEW})
    send(client, mine, "address", email=NEW)
    assert client.post(make.link("address-confirm")).status_code == 200
    assert alena().address == NEW
    assert db.session.scalars(select(Endorsement).where(Endorsement.confirmed_at.is_(None))).all() == []


def test_it_does_nothing_for_a_press_that_waited_for_the_end_of_its_link(make_app: Make) -> None:
    app = make_app()
    with app.app_context():
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        make.statement()
        one = make.signed(client, cast.ALENA)
        mine, given = make.link("confirmed-individual"), list[int]()
        send_all()
        begin_writing()
        held = lock_endorsement(one.id)
        press = threading.Thread(target=lambda: given.append(app.test_client().post(f"{mine}/withdrawal").status_code))
        press.start()
        time.sleep(1)
        link_requests.revoke_links(held)
        db.session.commit()
        press.join(30)
        assert given == [410] and alena().withdrawn_at is None
