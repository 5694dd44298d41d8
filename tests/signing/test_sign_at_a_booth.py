"""At an event people sign one after another on one device, under a link with a limit of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import cast
import make
from page import CheckedClient
from petition.core import audit
from petition.core.db import db, now
from petition.signing.booths import actions, queries
from petition.signing.booths.actions import BoothError
from petition.signing.models.booth import Booth
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import SigningTrace
from petition.statements.actions import schedule
from petition.statements.models import Statement

USUAL: dict[str, Any] = {"place": "Entrance hall", "hours": 3, "hourly_limit": 300}


def opened(statement: Statement, **other: Any) -> str:
    """The path of a booth that has just been opened."""
    _booth, token = actions.open_booth(statement, by=make.coordinator().id, **{**USUAL, **other})
    db.session.commit()
    return f"/en/{make.SLUG}/booth/{token}"


def sign(client: CheckedClient, path: str, who: dict[str, Any]) -> Any:
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        assert client.get(path).status_code == 200
    return client.send(path, **{"updates": None, **who})


def booth() -> Booth:
    return db.session.scalars(select(Booth).execution_options(populate_existing=True)).one()


def test_it_takes_one_after_another_and_forgets_them(client: CheckedClient) -> None:
    path = opened(make.statement())
    for who in (cast.ALENA, cast.NOOR):
        answer = sign(client, path, who)
        assert answer.status_code == 200
        assert who["email"] in answer.text and who["name"] not in answer.text
        # The form comes back empty, by itself and by a button.
        assert f'content="30; url={path}"' in answer.text and f'href="{path}"' in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert who["email"] not in client.get(path).text
    assert booth().received == 2
    waiting = list(db.session.scalars(select(Endorsement).where(Endorsement.kind == "individual")))
    # Each is still confirmed from the mail.
    assert len(waiting) == 2 and not any(one.confirmed_at for one in waiting)
    assert {mail.recipient for mail in make.mails("confirm-individual")} == {cast.ALENA["email"], cast.NOOR["email"]}


def test_it_is_not_stopped_by_the_limit_of_the_network(make_app: Any) -> None:
    app = make_app(sign_limit="1 per hour")
    with app.app_context():
        path, client = opened(make.statement()), app.test_client()
        assert make.sign(client, cast.ALENA).status_code == 303
        for number in range(3):
            assert sign(client, path, {**cast.NOOR, "email": f"noor{number}@reader.example"}).status_code == 200
        assert make.sign(client, {**cast.NOOR, "email": "noor@other.example"}).status_code == 429


def test_it_has_a_limit_of_its_own(client: CheckedClient) -> None:
    path = opened(make.statement(), hourly_limit=2)
    said = [
        sign(client, path, {**cast.NOOR, "email": f"noor{number}@reader.example"}).status_code for number in range(3)
    ]
    assert said == [200, 200, 429]
    assert client.page is not None and "Many signatures were sent here in the last hour" in client.page.words()
    # The next one is told so with the form filled in, and others sign from the same network as before.
    assert make.sign(client, cast.ALENA).status_code == 303
    assert booth().received == 2


def test_it_notes_the_booth_and_not_the_network(client: CheckedClient) -> None:
    sign(client, opened(make.statement()), cast.ALENA)
    assert db.session.scalars(select(SigningTrace.network)).one() == queries.trace_of(booth())[0]


@pytest.mark.parametrize("how", ["late", "ended", "closed", "elsewhere", "mangled"])
def test_it_ends(client: CheckedClient, how: str) -> None:
    statement = make.statement()
    path, later = opened(statement), now()
    if how == "late":
        later += timedelta(hours=3, seconds=1)
    elif how == "ended":
        assert actions.end_booth(booth(), by=make.coordinator().id)
        assert not actions.end_booth(booth(), by=make.coordinator().id)
    elif how == "closed":
        schedule.close_signing(statement, by="test")
    elif how == "elsewhere":
        make.statement(make.TEXT.replace("open courts", "open doors"), slug="other")
        path = path.replace(make.SLUG, "other")
    else:
        path = path[:-1]
    db.session.commit()
    with time_machine.travel(later, tick=False):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == (404 if how in ("elsewhere", "mangled") else 410)
            assert "works only while it lasts" in answer.text
            # The usual form is open to all, while signing is.
            assert (f'href="/en/{path.split("/")[2]}/sign"' in answer.text) == (how != "closed")


def test_it_opens_only_while_signing_is_open(app: Flask) -> None:
    with pytest.raises(BoothError):
        actions.open_booth(make.statement(is_open=False), by=make.coordinator().id, **USUAL)


def test_coordinators_open_and_end_it(app: Flask) -> None:
    here = f"/desk/statements/{make.statement().id}/booths"
    desk = make.at_the_desk(app)
    assert desk.get(here).status_code == 200
    answer = desk.send(here, **{name: str(value) for name, value in USUAL.items()})
    assert answer.status_code == 200 and 'class="qr"' in answer.text
    link = answer.text.partition('dir="ltr">http://127.0.0.1:5000')[2].partition("<")[0]
    assert app.test_client().get(link).status_code == 200
    # It is kept as a hash, and shown once.
    page = desk.get(here)
    assert "Entrance hall" in page.text and link not in page.text
    assert desk.send(f"/desk/booths/{booth().id}/ending").status_code == 303
    assert app.test_client().get(link).status_code == 410
    assert [entry.act for entry, _note in audit.recent_entries(before=None, limit=2)] == ["booth.end", "booth.open"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("place", "", "Enter what you call it"), ("hours", "25", "from 1 to 24"), ("hourly_limit", "0", "from 1 to 2000")],
)
def test_it_says_what_is_wrong_beside_the_field(app: Flask, field: str, value: str, said: str) -> None:
    here = f"/desk/statements/{make.statement().id}/booths"
    desk = make.at_the_desk(app)
    desk.get(here)
    answer = desk.send(here, **{**{name: str(one) for name, one in USUAL.items()}, field: value})
    assert answer.status_code == 422 and said in answer.text
    assert not list(db.session.scalars(select(Booth)))


def test_a_closed_statement_says_so(app: Flask) -> None:
    here = f"/desk/statements/{make.statement(is_open=False).id}/booths"
    desk = make.at_the_desk(app)
    desk.get(here)
    answer = desk.send(here, **{name: str(value) for name, value in USUAL.items()})
    assert answer.status_code == 409 and "there can be no booth" in answer.text
    assert 'value="Entrance hall"' in answer.text
