"""A whole replica that streams: it answers as the primary does, and where it stands still nobody sees what is hidden."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

import cast
import make
from conftest import settings
from core.test_read_replica import ask
from page import CheckedClient
from petition import create_app
from petition.core import data_keys, limits, replica
from petition.core.db import db, now
from petition.signing.models.endorsement import Endorsement
from replication import Pair, replicated

pytestmark = [pytest.mark.combination, pytest.mark.postgresql]
LIST = "/en/open-courts/signatories?kind=individuals"


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """The two servers, with an empty database."""
    with replicated("undersigned") as pair:
        yield pair
        limits.make_limits_engine(pair.primary).dispose()


@pytest.fixture(scope="module")
def app(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on both, with one who signed."""
    app = create_app(settings(pair.primary, tmp_path_factory.mktemp("instance"), replica_url=pair.replica))
    app.test_client_class = CheckedClient
    with app.app_context():
        upgrade()
        data_keys.check_keys()
        make.statement()
        make.signed(app.test_client(), cast.ALENA)
        pair.wait_for_replica()
        yield app
        db.session.remove()
        for engine in (db.engine, app.extensions["replica"].engine):
            engine.dispose()


def test_it_shows_no_hidden_name_where_it_stands_still(app: Flask, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "ASKED_EVERY", 0.05)
    client = app.test_client()
    assert ask(app, LIST) == (False, True)
    assert cast.ALENA["name"] in client.get(LIST).text
    assert "ok       replica: answers in " in app.test_cli_runner().invoke(args=["doctor"]).output
    pair.tell_replica("SELECT pg_wal_replay_pause()")
    hidden = db.session.scalars(select(Endorsement).where(Endorsement.kind == "individual")).one()
    hidden.hidden_at, hidden.hidden_by = now(), make.coordinator().id
    hidden.shown_name = hidden.shown_key = hidden.shown_beside = hidden.shown_country = hidden.shown_comment = None
    db.session.commit()
    assert cast.ALENA["name"] not in client.get(LIST).text
    assert ask(app, LIST)[0] is True
    app.extensions["replica"].fresh_until = time.monotonic() + timedelta(hours=1).total_seconds()
    assert cast.ALENA["name"] not in client.get(LIST).text, "however close it is thought to be"
    pair.tell_replica("SELECT pg_wal_replay_resume()")
    pair.wait_for_replica()
    assert ask(app, LIST) == (False, True)
    assert cast.ALENA["name"] not in client.get(LIST).text


def test_it_is_not_asked_once_it_is_too_far_behind(app: Flask, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "ASKED_EVERY", 0.0)
    monkeypatch.setattr(replica, "FRESH_SECONDS", 1.0)
    assert ask(app, LIST) == (False, True)
    pair.tell_replica("SELECT pg_wal_replay_pause()")
    make.signed(app.test_client(), cast.NOOR)
    # Nothing says that it must be seen at once: it is late by so much at most.
    deadline = time.monotonic() + 5
    while ask(app, LIST)[1] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ask(app, LIST) == (True, False)
    pair.tell_replica("SELECT pg_wal_replay_resume()")
    pair.wait_for_replica()
    assert ask(app, LIST) == (False, True)
