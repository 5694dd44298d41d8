"""Public pages read from a replica where one is named, keeps up and answers; nothing else does.

Here it is the same server under other options: it writes nothing, and where a table lies before the real one it shows
that. Whole ones, which lag, are in ``test_lag_behind.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, text

import cast
import make
import services
from petition import config
from petition.core.db import db

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
Make = Callable[..., Flask]
PUBLIC = ("/en/open-courts", "/en/open-courts/signatories?kind=individuals", "/en/open-courts/countries",
          "/en/open-courts/counts", "/open-courts/counts.json", "/en/open-courts/signatories?q=alena")  # fmt: skip
# How far the two are, and what begins a transaction.
ASIDE = ("pg_control_system", "set_config", "SET TRANSACTION")
READ_ONLY = "options=-cdefault_transaction_read_only%3Don"


@contextmanager
def asked(app: Flask) -> Iterator[dict[str, list[str]]]:
    """What each of the two is asked meanwhile, without the questions of how far they are."""
    heard: dict[str, list[str]] = {"primary": [], "replica": []}
    engines: dict[str, Engine] = {"primary": db.engine, "replica": app.extensions["replica"].engine}

    def listen(name: str) -> Callable[..., None]:
        def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not any(part in statement for part in ASIDE):
                heard[name].append(statement)

        return hear

    hearers = {name: listen(name) for name in engines}
    for name, engine in engines.items():
        event.listen(engine, "before_cursor_execute", hearers[name])
    yield heard
    for name, engine in engines.items():
        event.remove(engine, "before_cursor_execute", hearers[name])


def ask(app: Flask, path: str, **options: Any) -> tuple[bool, bool]:
    """Whether the primary and the replica are asked for a page, which has to come."""
    with asked(app) as heard:
        assert app.test_client().get(path, **options).status_code == 200, path
    return bool(heard["primary"]), bool(heard["replica"])


@pytest.fixture
def give_app(make_app: Make) -> Iterator[Callable[[str], Flask]]:
    """Gives an application whose public pages read from there, and that has a statement."""
    with ExitStack() as stack:

        def give(url: str) -> Flask:
            app = make_app(replica_url=url)
            stack.callback(app.extensions["replica"].engine.dispose)
            stack.enter_context(app.app_context())
            make.statement()
            return app

        yield give


@pytest.fixture
def app(give_app: Callable[[str], Flask], database_url: str) -> Flask:
    """One whose public pages read from the same server, where they can write nothing."""
    app = give_app(f"{database_url}?{READ_ONLY}")
    make.signed(app.test_client(), cast.ALENA)
    return app


def test_it_is_asked_for_public_pages_alone(app: Flask) -> None:
    assert {path: ask(app, path) for path in PUBLIC} == dict.fromkeys(PUBLIC, (False, True))
    own = make.link()
    for path in ("/en/open-courts/sign", own, "/en/privacy"):
        assert ask(app, path)[1] is False, path
    desk = make.at_the_desk(app)
    with asked(app) as heard:
        assert desk.get("/desk/").status_code == 200
        # The cookie is for the desk alone: a link that is followed there says so.
        came = {"Referer": "http://127.0.0.1:5000/desk/"}
        assert desk.get("/en/open-courts", headers=came).status_code == 200
    assert heard["replica"] == []


def test_it_is_not_asked_right_after_an_own_change(app: Flask) -> None:
    own = make.link()
    for path, is_asked in ((own, False), ("/en/open-courts", True), ("/nothing/like/that/here", False)):
        referer = f"http://127.0.0.1:5000{path}"
        assert ask(app, PUBLIC[1], headers={"Referer": referer})[1] is is_asked, path
    assert ask(app, PUBLIC[1], headers={"Referer": f"https://example.org{own}"})[1] is True


def test_it_is_left_alone_where_it_shows_an_older_version(give_app: Callable[[str], Flask], database_url: str) -> None:
    app = give_app(behind(database_url, "CREATE TABLE behind.content_version AS SELECT 1 AS id, 0::bigint AS number"))
    with asked(app) as heard:
        assert app.test_client().get("/en/open-courts").status_code == 200
    assert heard["replica"] == ["SELECT number FROM content_version"]
    assert heard["primary"], "the page itself"


def test_it_does_without_one_that_fails_in_the_middle(give_app: Callable[[str], Flask], database_url: str) -> None:
    app = give_app(behind(database_url, "CREATE VIEW behind.tally AS SELECT 1 / 0 AS statement_id"))
    assert ask(app, "/en/open-courts") == (True, True)
    assert ask(app, "/en/open-courts") == (True, False)


def test_it_tries_one_that_is_away_once_in_a_while(
    give_app: Callable[[str], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.core.replica.ASKED_EVERY", 0.0)
    app = give_app(f"postgresql+psycopg://127.0.0.1:{services.free_port()}/postgres")
    tries: list[object] = []
    event.listen(app.extensions["replica"].engine, "do_connect", lambda *given: tries.append(given))
    for _ in range(3):
        assert ask(app, "/en/open-courts") == (True, False)
    assert len(tries) == 1


def test_it_takes_no_other_database_for_a_replica(give_app: Callable[[str], Flask], database_url: str) -> None:
    app = give_app(f"{database_url.rsplit('/', 1)[0]}/postgres")
    assert ask(app, "/en/open-courts") == (True, False)
    found = app.test_cli_runner().invoke(args=["doctor"]).output
    assert "wrong    replica: is no copy of the database in DATABASE_URL" in found


def test_it_is_looked_at_by_the_doctor(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["doctor"]).output
    # It is the same server here: one that could be written to.
    assert "warning  replica: answers in " in said and "is no replica" in said


def test_it_goes_with_postgresql_alone(database_url: str) -> None:
    given = {"DATABASE_URL": database_url, "REPLICA_URL": "sqlite:////tmp/x"}
    with pytest.raises(config.SettingError, match="REPLICA_URL: must be postgresql://"):
        config.load_settings(given)
    with pytest.raises(config.SettingError, match="REPLICA_URL: must not be set with SQLite"):
        config.load_settings({"REPLICA_URL": "postgresql://h/d"})


def behind(url: str, statement: str) -> str:
    """The address of the same database for who finds something else before what the program looks for."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA behind"))
        connection.execute(text(statement))
    engine.dispose()
    return f"{url}?options=-csearch_path%3Dbehind,public"
