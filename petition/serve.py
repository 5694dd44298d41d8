"""What ``make run`` does: bring the database up to date, show where everything is, and serve."""

from __future__ import annotations

import logging
import sys
import threading
from contextvars import Context
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from petition import config, receiver, worker
from petition.accounts import actions as accounts
from petition.accounts import queries as coordinators
from petition.config import ROOT
from petition.core import data_keys, health, preflight
from petition.core.db import db, reading
from petition.signing import actions as signing
from petition.statements import actions as statements
from petition.statements import position
from petition.statements.models import Statement

BY = "command line"
EXAMPLES = ROOT / "petition" / "statements" / "examples"
DEMO_COORDINATOR = "coordinator@example.org"
BINDING = "en"


THREADS, CONNECTIONS, IDLE_SECONDS = 8, 1000, 20


def run(app: Flask) -> None:
    """Prepares and serves on ``HOST`` and ``PORT`` until stopped.

    Waitress keeps no log of requests, and reads each of them whole before a thread takes it up: idle and
    slow connections take no thread, and are closed after a while.
    """
    settings: config.Settings = app.config["SETTINGS"]
    with preflight.ending_in_one_line():
        # In a context of its own, whose end ends every transaction: one that is left open would keep all others out
        # for as long as this serves.
        with app.app_context():
            prepare()
        link = sign_in_link(app)
    try:
        server = receiver.create_server(
            app,
            host=settings.listen_host,
            port=settings.listen_port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            ident=None,
            # Whether a proxy is believed is for TRUSTED_PROXIES to say.
            clear_untrusted_proxy_headers=False,
        )
    except OSError as fault:
        sys.exit(f"HOST, PORT: cannot listen on {settings.listen_host}:{settings.listen_port}: {fault.strerror}")
    show(app, link)
    # A queue of requests is nothing to write about: it is what threads are for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # The command's own application context must not reach the threads: every request would share it, and
    # with it one database session that never ends.
    stopping = work_beside(app)
    try:
        Context().run(server.run)
    finally:
        stopping.set()


def work_beside(app: Flask) -> threading.Event:
    """Runs in a thread what is due, where no mail can be sent and nobody starts a worker; set the event to end it."""
    stopping = threading.Event()
    if app.config["SETTINGS"].relay is None:
        worker.start(app, stopping)
    return stopping


def prepare() -> None:
    """The newest schema, keys that fit, and the example statement where there is none at all."""
    with preflight.explained():
        preflight.open_limits()
        with reading(), db.engine.connect() as connection:
            preflight.refuse_foreign(connection)
        if health.schema() != health.newest(health.MIGRATIONS):
            upgrade()
        data_keys.check()
    if db.session.scalar(select(Statement.id).limit(1)) is None:
        load_example()
        db.session.commit()


def load_example() -> Statement:
    """Brings in the example statement in its languages, with its founding signatories, and opens it."""
    files = sorted(EXAMPLES.glob("*.md"), key=lambda path: (_language(path) != BINDING, path.name))
    brought = None
    for path in files:
        text = position.read(path.read_bytes())
        parsed, language = position.parse(text, strict=True), _language(path)
        slug = path.name.split(".")[0]
        brought, edition, new = statements.bring_in(
            text, parsed, slug=slug, language=language, by=BY, purpose="example"
        )
        if new:
            signing.found(edition, [(one.name, one.country) for one in parsed.signatories], language=language)
    if brought is None:
        raise FileNotFoundError(f"no example statement in {EXAMPLES}")
    statements.open_signing(brought, by=BY)
    return brought


def sign_in_link(app: Flask) -> str | None:
    """In the demo, the address at which its coordinator signs in once."""
    if not app.config["SETTINGS"].demo:
        return None
    with app.app_context():
        return f"{app.config['PUBLIC_URL']}/desk/enter/{demo_token()}"


def show(app: Flask, link: str | None) -> None:
    """Says where the page, the desk and the inbox are; in the demo with a link that signs in once."""
    site = app.config["PUBLIC_URL"]
    click.echo(f"\nThe page        {site}/")
    click.echo(f"The desk        {site}/desk/")
    if link:
        click.echo(f"The demo inbox  {site}/demo/inbox")
        click.echo(f"Sign in once    {link}   (demo coordinator, good for a day)")
    click.echo("\nStop with Ctrl+C.\n")


def demo_token() -> str:
    """A one-time sign-in token for the demo's coordinator, who is made where there is none."""
    coordinator = coordinators.by_email(DEMO_COORDINATOR)
    if coordinator is None:
        accounts.invite(DEMO_COORDINATOR, "owner", by=BY)
        db.session.flush()
        coordinator = coordinators.by_email(DEMO_COORDINATOR)
    if coordinator is None:
        raise LookupError("the demo's coordinator could not be made")
    token = accounts.demo_link(coordinator, by=BY)
    db.session.commit()
    return token


def _language(path: Path) -> str:
    return path.name.split(".")[1]
