"""The links to one's own signatures: to all of them in one mail, and a new one in place of those that are not safe."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import cast
import make
import make_people
from page import CheckedClient, act_on_forms
from petition.core.db import db, now
from petition.jobs import find_job
from petition.mail.actions import KEPT_FOR, mark_sent
from petition.mail.models import OutgoingMail
from petition.signing.links import open_own
from petition.signing.models.own_link import OwnLink
from petition.signing.own.actions import withdraw_signature
from petition.signing.own.erasure import erase_endorsement
from petition.worker import run_job

pytestmark = pytest.mark.both_databases

PAGE = "/en/my-signatures"
REPLACED = "This link was replaced"


def ask(client: CheckedClient, address: str = cast.ALENA["email"], path: str = PAGE) -> Any:
    """Asks for the links to all that an address has signed."""
    with time_machine.travel(now() - timedelta(seconds=20)):
        client.get(path)
    answer = client.send(path, email=address)
    act_on_forms(client.application)
    return answer


def listed(mail: OutgoingMail) -> list[dict[str, Any]]:
    assert mail.content is not None
    return list(mail.content["links"])


def links_of(path: str) -> int | None:
    """Which endorsement stands behind a link."""
    opened = open_own(path.rpartition("/")[2])
    return opened.endorsement.id if opened.endorsement is not None else None


def send_all() -> None:
    """As if the mails had been sent by now."""
    mark_sent(*(mail.id for mail in make.mails()))
    db.session.commit()


@pytest.fixture
def signed(app: Flask, client: CheckedClient) -> Any:
    """What one address has signed: two statements, one of them withdrawn, and for an organisation."""
    make.statement()
    there = make_people.another_statement()
    alena = make.signed(client, cast.ALENA)
    other = make.signed(client, cast.ALENA, slug=there.slug)
    circle = make.signed(client, {**cast.CIRCLE, "email": cast.ALENA["email"]})
    withdraw_signature(other)
    db.session.commit()
    return alena, other, circle


def test_it_mails_one_list_of_links_over_all_statements(app: Flask, client: CheckedClient, signed: Any) -> None:
    assert ask(client).status_code == 200
    (mail,) = make.mails("my-signatures")
    links = listed(mail)
    assert [one["is_withdrawn"] for one in links] == [False, True, False]
    assert [one["organisation"] for one in links] == [cast.CIRCLE["organisation"], None, None]
    for one, endorsement in zip(links, reversed(signed), strict=True):
        assert client.get(one["path"]).status_code == 200
        assert client.page is not None and "The link to this page" in client.page.words()
        assert links_of(one["path"]) == endorsement.id
    with time_machine.travel(now() + timedelta(hours=47)):
        assert client.get(links[0]["path"]).status_code == 200
    with time_machine.travel(now() + timedelta(hours=49)):
        assert client.get(links[0]["path"]).status_code == 410


def test_it_answers_the_same_whatever_is_known_of_an_address(app: Flask, client: CheckedClient, signed: Any) -> None:
    said = []
    for address in (cast.ALENA["email"], "nobody@reader.example"):
        answer = ask(client, address)
        said.append((answer.status_code, answer.get_data(as_text=True).replace(address, "X").split("<form")[0]))
    assert said[0] == said[1]
    make.sign(client, {**cast.NOOR, "email": "waits@reader.example"})
    ask(client, "waits@reader.example")
    assert len(make.mails("my-signatures")) == 1


def test_it_mails_no_more_than_three_an_hour(app: Flask, client: CheckedClient, signed: Any) -> None:
    for _ in range(5):
        ask(client)
    assert len(make.mails("my-signatures")) == 3
    with time_machine.travel(now() + timedelta(minutes=61)):
        ask(client)
    assert len(make.mails("my-signatures")) == 4


def test_it_gives_the_form_back(app: Flask, client: CheckedClient) -> None:
    assert ask(client, "nobody").status_code == 422
    assert client.get("/lt/my-signatures").status_code == 404
    ask(client)
    assert client.page is not None
    values = client.page.form(0).values()
    answer = client.post(PAGE, data={**values, "correct": "y"})
    assert answer.status_code == 200 and f'value="{cast.ALENA["email"]}"' in answer.get_data(as_text=True)
    assert client.post(PAGE, data=values, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_it_replaces_every_link_that_was_sent(app: Flask, client: CheckedClient, signed: Any) -> None:
    ask(client)
    alena, _other, _circle = signed
    of_circle, of_other, of_alena = (one["path"] for one in listed(make.mails("my-signatures")[0]))
    (old,) = (mail.content["link_path"] for mail in make.mails("confirmed-individual") if mail.link_subject == alena.id)  # type: ignore[index]
    send_all()
    assert client.post(of_alena + "/link", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    client.get(of_alena)
    assert client.post(f"{of_alena}/link").status_code == 200
    assert "Your old links no longer work" in client.page.words()  # type: ignore[union-attr]
    for gone in (of_alena, f"{of_alena}/visibility"):
        answer = client.post(gone, data={"visibility": "withheld"}) if "vis" in gone else client.get(gone)
        assert answer.status_code == 410 and REPLACED in answer.get_data(as_text=True)
    db.session.refresh(alena)
    assert alena.visibility == "full"
    assert client.get(of_other).status_code == client.get(of_circle).status_code == 200
    (mail,) = make.mails("link-renewed")
    assert mail.recipient == cast.ALENA["email"] and mail.link_subject == alena.id
    assert client.get(make.link("link-renewed")).status_code == 200
    assert client.get(old).status_code == 410


def test_it_ends_links_even_where_no_mail_may_go(app: Flask, client: CheckedClient, signed: Any) -> None:
    for _ in range(3):
        path = make.link("link-renewed") if make.mails("link-renewed") else make.link("confirmed-individual")
        send_all()
        assert client.post(f"{path}/link").status_code == 200
    assert len(make.mails("link-renewed")) == 2
    assert "You can request one." in client.page.words()  # type: ignore[union-attr]


def test_it_leads_nowhere_once_all_is_erased(app: Flask, client: CheckedClient, signed: Any) -> None:
    ask(client)
    alena, _other, _circle = signed
    (mail,) = make.mails("my-signatures")
    path = listed(mail)[2]["path"]
    erase_endorsement(alena)
    db.session.commit()
    answer = client.get(path)
    assert answer.status_code == 410 and "has been erased" in answer.get_data(as_text=True)
    db.session.refresh(mail)
    assert mail.content is None and mail.recipient is None and mail.correspondent is None


def test_it_forgets_links_long_after_they_expired(app: Flask, client: CheckedClient, signed: Any) -> None:
    ask(client)
    job = find_job("delete-listed-links")
    with time_machine.travel(now() + KEPT_FOR + timedelta(hours=47)):
        run_job(app, job)
        assert len(db.session.scalars(select(OwnLink)).all()) == 3
        db.session.rollback()
    with time_machine.travel(now() + KEPT_FOR + timedelta(hours=49)):
        run_job(app, job)
        assert db.session.scalars(select(OwnLink)).all() == []
