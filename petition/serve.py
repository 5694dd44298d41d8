"""What ``make run`` does: bring the database up to date, show where everything is, and serve."""

from __future__ import annotations

import logging
import sys
import threading
import tomllib
from contextvars import Context
from pathlib import Path

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import select

from petition import config, receiver, worker
from petition.accounts import actions as accounts
from petition.accounts import queries as coordinators
from petition.config import ROOT
from petition.core import data_keys, health, preflight
from petition.core.db import db, read_transactions
from petition.identity import actions as identity
from petition.identity import queries as identity_queries
from petition.signing.decide import founders
from petition.statements.actions import import_text, schedule
from petition.statements.models import Statement
from petition.statements.text import position

BY = "command line"
EXAMPLES = ROOT / "petition" / "statements" / "examples"
DEMO_COORDINATOR = "coordinator@example.org"
BINDING = "en"


THREADS, CONNECTIONS, IDLE_SECONDS = 8, 1000, 20


def serve_app(app: Flask) -> None:
    """Prepares and serves on ``HOST`` and ``PORT`` until stopped.

    Waitress keeps no log of requests, and reads each of them whole before a thread takes it up: idle and
    slow connections take no thread, and are closed after a while.
    """
    settings: config.Settings = app.config["SETTINGS"]
    with preflight.exit_on_start_error():
        # In a context of its own, whose end ends every transaction: one that is left open would keep all others out
        # for as long as this serves.
        with app.app_context():
            prepare_database()
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
    print_addresses(app, link)
    # A queue of requests is nothing to write about: it is what threads are for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # The command's own application context must not reach the threads: every request would share it, and
    # with it one database session that never ends.
    stopping = run_jobs_in_thread(app)
    try:
        Context().run(server.run)
    finally:
        stopping.set()


def run_jobs_in_thread(app: Flask) -> threading.Event:
    """Runs in a thread what is due, where no mail can be sent and nobody starts a worker; set the event to end it."""
    stopping = threading.Event()
    if app.config["SETTINGS"].relay is None:
        worker.start_threads(app, stopping)
    return stopping


def prepare_database() -> None:
    """The newest schema, keys that fit, and the example statement where there is none at all."""
    with preflight.explain_database_errors():
        preflight.create_limits_file()
        with read_transactions(), db.engine.connect() as connection:
            preflight.refuse_foreign(connection)
        if health.schema_revision() != health.newest_revision(health.MIGRATIONS):
            click.echo("Preparing the database …")
            upgrade()
        data_keys.check_keys()
    if db.session.scalar(select(Statement.id).limit(1)) is None:
        click.echo("Loading the example statement …")
        load_example()
        db.session.commit()


def load_example() -> Statement:
    """Brings in the example statement in its languages, with its founding signatories, and opens it."""
    files = sorted(EXAMPLES.glob("*.md"), key=lambda path: (_language_of_file(path) != BINDING, path.name))
    brought = None
    for path in files:
        text = path.read_text(encoding="utf-8")
        parsed, language = position.parse(text, strict=True), _language_of_file(path)
        slug = path.name.split(".")[0]
        brought, edition, new = import_text.import_text(
            text, parsed, slug=slug, language=language, by=BY, purpose="example"
        )
        if new and parsed.signatories:
            founders.enter_signatories(edition, parsed.signatories, language=language)
    if brought is None:
        raise FileNotFoundError(f"no example statement in {EXAMPLES}")
    if current_app.config["SETTINGS"].demo:
        set_example_identity(brought)
    schedule.open_signing(brought, by=BY)
    return brought


def set_example_identity(example: Statement) -> None:
    """Says who is behind the example and, where nobody has said anything yet, behind the site."""
    told = tomllib.loads((EXAMPLES / "identity.toml").read_text(encoding="utf-8"))
    if identity_queries.find_settings(None) is None:
        site = {tag: {name: text.strip() for name, text in texts.items()} for tag, texts in told["site"].items()}
        identity.set_identity(None, by=BY, contact=told["contact"], texts=site)
    identity.set_identity(example, by=BY, texts=told["statement"])


def sign_in_link(app: Flask) -> str | None:
    """In the demo, the address at which its coordinator signs in once."""
    if not app.config["SETTINGS"].demo:
        return None
    with app.app_context():
        return f"{app.config['PUBLIC_URL']}/desk/enter/{make_demo_token()}"


def print_addresses(app: Flask, link: str | None) -> None:
    """Says where everything is; in the demo, the link that signs in once comes first."""
    site = app.config["PUBLIC_URL"]
    if link:
        click.echo(f"\nSign in to the desk with this link, once, within a day:\n  {link}")
    click.echo(f"\nPublic page  {site}/\nDesk         {site}/desk/")
    if link:
        click.echo(f"Demo inbox   {site}/demo/inbox")
    click.echo("\nStop with Ctrl+C.\n")


def make_demo_token() -> str:
    """A one-time sign-in token for the demo's coordinator, who is made where there is none."""
    coordinator = coordinators.find_by_email(DEMO_COORDINATOR)
    if coordinator is None:
        accounts.invite_coordinator(DEMO_COORDINATOR, "owner", by=BY)
        db.session.flush()
        coordinator = coordinators.find_by_email(DEMO_COORDINATOR)
    if coordinator is None:
        raise LookupError("the demo's coordinator could not be made")
    token = accounts.make_demo_link(coordinator, by=BY)
    db.session.commit()
    return token


def _language_of_file(path: Path) -> str:
    return path.name.split(".")[1]
