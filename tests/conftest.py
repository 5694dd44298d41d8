"""A real application on a real database, on SQLite and on PostgreSQL; and nobody outside this machine."""

from __future__ import annotations

import copy
import fcntl
import gc
import os
import shutil
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Request
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url

import copies
import services
from page import CheckedClient
from petition import config, configure, create_app
from petition.core import data_keys, limits
from petition.core.db import db
from petition.list.queries.counts import forget_counts

SITE = "http://127.0.0.1:5000"
KEY = "a-test-key-of-forty-characters-0123456789"
Make = Callable[..., Flask]
# Of a database's address, the folder of the instance, and settings that are not the usual ones.
Lend = Callable[..., AbstractContextManager[Flask]]


def pytest_configure(config: pytest.Config) -> None:
    """Starts the services once, before the workers do."""
    gc.disable()
    # On a busy machine any statement may be slow; what a process says is compared to the letter.
    os.environ.setdefault("SLOW_QUERY_MS", "0")
    if not hasattr(config, "workerinput"):
        services.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops what was started."""
    if not hasattr(config, "workerinput"):
        services.stop()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--both-databases``: every test on SQLite and on PostgreSQL and every combination, as ``make test-all`` has it."""
    parser.addoption("--both-databases", action="store_true", help="every test on both databases, in every combination")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On SQLite; on PostgreSQL besides where a test is marked, for there the kind of database matters."""
    named = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "database_url" in metafunc.fixturenames and "database_url" not in named:
        both = metafunc.config.getoption("both_databases") or metafunc.definition.get_closest_marker("both_databases")
        metafunc.parametrize("database_url", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Says in one line each what is not here to be tested on."""
    return services.report()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what cannot run on this machine; in CI that is a failure (see ``services``)."""
    apart = set() if config.getoption("both_databases") else {"combination"}
    # A disk is mounted by root alone: whoever is not tests all but that.
    apart |= set() if os.geteuid() == 0 else {"root"}
    further = [item for item in items if any(map(item.get_closest_marker, apart))]
    config.hook.pytest_deselected(items=further)
    items[:] = [item for item in items if not any(map(item.get_closest_marker, apart))]
    for item in items:
        for need in services.NEEDS:
            parameters = getattr(item, "callspec", None)
            asked = need in item.keywords or (parameters and need in parameters.params.values())
            if asked and not services.found(need):
                item.add_marker(pytest.mark.skip(reason=f"{need} is not here"))


def pytest_collection_finish() -> None:
    """What is there before the first test stays: it need not be gone through again and again for what is not used."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    gc.enable()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections leave this machine in no test."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "unix"
        if host not in ("127.0.0.1", "::1", "localhost", "unix"):
            raise OSError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the whole run, which all its processes see."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def templates(shared_folder: Path) -> Callable[[str], str]:
    """Migrated, empty databases to copy: a file, and a template in the PostgreSQL cluster. One process makes them."""

    @cache
    def template(kind: str) -> str:
        noted = shared_folder / f"template-{kind}"
        with (shared_folder / f"{noted.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not noted.exists():
                noted.write_text(_migrated(kind, shared_folder))
        return noted.read_text()

    return template


def _migrated(kind: str, folder: Path) -> str:
    url = f"sqlite:///{folder}/template.sqlite" if kind == "sqlite" else _new_postgresql("template1")
    app = create_app(settings(url, folder))
    with app.app_context():
        upgrade()
        # As the first start does.
        data_keys.check_keys()
        db.engine.dispose()
    if kind == "sqlite":
        with create_engine(url).connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return url


def settings(url: str, instance: Path, **changed: object) -> config.Settings:
    """The demo's settings, on a database of the test's own; no limit on signing, and no page kept, unless asked for."""
    given = config.load_settings(
        {
            "DATABASE_URL": url,
            "SECRET_KEY": KEY,
            "DATA_KEYS": KEY,
            "PUBLIC_URL": SITE,
            "SIGN_LIMIT": "",
            "SLOW_QUERY_MS": "0",
            # Most tests look at what a page shows the moment after it changed; tests/pages have it in front.
            "PAGE_CACHE": "0",
        },
        instance=instance,
    )
    return replace(given, **changed)  # type: ignore[arg-type]


def _new_postgresql(template: str) -> str:
    server = make_url(os.environ["TEST_POSTGRESQL_URL"])
    name = f"undersigned_{uuid.uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # Copied as files it takes a fifth of the time; PostgreSQL 15 and later otherwise copy page by page.
        info = connection.connection.dbapi_connection.info  # type: ignore[union-attr]
        strategy = "STRATEGY FILE_COPY" if info.server_version >= 150000 else ""
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} {strategy}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def _drop_postgresql(url: str) -> None:
    server = make_url(os.environ["TEST_POSTGRESQL_URL"])
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path, templates: Callable[[str], str]) -> Iterator[str]:
    """A fresh, migrated database of each kind; gone after the test."""
    if request.param == "sqlite":
        shutil.copy(make_url(templates("sqlite")).database or "", tmp_path / "test.sqlite")
        copies.note_new(tmp_path / "test.sqlite")
        yield f"sqlite:///{tmp_path}/test.sqlite"
        return
    url = _new_postgresql(make_url(templates("postgresql")).database or "")
    yield url
    limits.make_limits_engine(url).dispose()
    _drop_postgresql(url)


@pytest.fixture(scope="session")
def compiled(shared_folder: Path) -> FileSystemBytecodeCache:
    """Compiled templates, kept for the session."""
    folder = shared_folder / "compiled"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture
def make_app(database_url: str, tmp_path: Path, compiled: FileSystemBytecodeCache) -> Iterator[Make]:
    """Makes applications on the test's database, with other settings where asked for."""
    made: list[Flask] = []

    def make(**changed: object) -> Flask:
        app = create_app(settings(database_url, tmp_path / "instance", **changed))
        app.test_client_class = CheckedClient
        app.config["TESTING"] = True
        # Each test makes its own application; the templates are compiled once for all of them.
        app.jinja_env.bytecode_cache = compiled
        made.append(app)
        forget_counts()
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="session")
def lend(tmp_path_factory: pytest.TempPathFactory, compiled: FileSystemBytecodeCache) -> Lend:
    """Lends one application of this process to test after test, each time on another database.

    To make one takes longer than most tests do, and so does what its engine keeps of compiled statements. Settings and
    what the application remembers are as new each time.
    """
    made: dict[str, tuple[Flask, dict[str, str]]] = {}

    def make(kind: str, url: str, folder: Path) -> tuple[Flask, dict[str, str]]:
        app, current = create_app(settings(url, folder)), {"url": url}
        app.test_client_class = CheckedClient
        app.extensions["lent"] = True
        app.jinja_env.bytecode_cache = compiled
        # A password costs as much as a guesser shall pay for it, which is a third of all the time of some tests.
        app.extensions["security"].pwd_context.update(argon2__memory_cost=64, argon2__time_cost=1)
        with app.app_context():
            _redirect(db.engine, current)
        return app, current

    @contextmanager
    def lent(url: str, instance: Path, **changed: object) -> Iterator[Flask]:
        kind = make_url(url).get_backend_name()
        if kind not in made:
            made[kind] = make(kind, url, tmp_path_factory.mktemp("lent"))
        app, current = made[kind]
        configured, remembered = dict(app.config), {**app.extensions, "data_keys": _copied(app, "data_keys")}
        configure(app, settings(url, instance, **changed))
        app.config["TESTING"] = True
        current["url"] = url
        forget_counts()
        with app.app_context():
            db.engine.url = make_url(url)
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        app.request_class = Request
        for there, kept in ((app.config, configured), (app.extensions, remembered)):
            there.clear()
            there.update(kept)

    return lent


def _copied(app: Flask, extension: str) -> object:
    return copy.deepcopy(app.extensions[extension])


def _redirect(engine: Engine, current: dict[str, str]) -> None:
    """Has an engine connect to the database that is named at the time."""

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
        given, named = dialect.create_connect_args(make_url(current["url"]))
        arguments[:] = given
        options.update(named)


@pytest.fixture
def lent_app(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path, lend: Lend
) -> Iterator[Callable[..., Flask]]:
    """Gives the application, with other settings where asked for; a test that adds to it asks for ``own_app``."""
    with ExitStack() as lending:

        def give(**changed: object) -> Flask:
            if request.node.get_closest_marker("own_app"):
                make: Make = request.getfixturevalue("make_app")
                return make(**changed)
            return lending.enter_context(lend(database_url, tmp_path / "instance", **changed))

        yield give


@pytest.fixture
def app(lent_app: Make) -> Iterator[Flask]:
    """The application, with its context pushed so that tests may call actions as they are."""
    app = lent_app()
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A browser without scripts that checks every page it gets."""
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    return client
