"""Those invited and not yet answered are told of a new edition: once, with a fresh link, and nobody else."""

from __future__ import annotations

import pytest
from flask import Flask

import make
import make_editions as editions
from make_invitations import fill_in, fresh, invite
from page import CheckedClient
from petition.core.db import db
from petition.invitations.actions import announce

pytestmark = pytest.mark.both_databases


def test_it_tells_who_has_not_answered_once(app: Flask, client: CheckedClient) -> None:
    statement = editions.statement()
    made = [invite(statement, f"a@n{number}.example", organisation=f"Specimen {number}") for number in range(3)]
    fill_in(client, made[1][1])
    client.get(made[2][1])
    client.send(f"{made[2][1]}/refusal?lang=en")
    assert announce.tell_invited() == 0
    editions.changed(statement, editions.coordinator())
    assert [announce.tell_invited(), announce.tell_invited()] == [1, 0]
    db.session.commit()
    (mail,) = make.mails("invitation-edition")
    assert mail.recipient == "a@n0.example" and fresh(made[0][0]).told_edition == 2
    path = make.link("invitation-edition")
    assert path != made[0][1] and client.get(path).status_code == 200
    _late, _path = invite(statement, "a@late.example", organisation="Specimen Late")
    assert announce.tell_invited() == 0, "who was invited to the new edition knows it"


def test_it_tells_nobody_of_a_typing_mistake(app: Flask) -> None:
    statement = editions.statement()
    invite(statement)
    editions.mended(statement, editions.coordinator())
    assert announce.tell_invited() == 0
