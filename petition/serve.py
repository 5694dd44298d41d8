"""What ``make run`` does: bring the database up to date, show where everything is, and serve."""

from __future__ import annotations

import os
from contextvars import Context
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication
from sqlalchemy import select

from petition.accounts import actions as accounts
from petition.accounts import queries as coordinators
from petition.config import ROOT
from petition.core import health
from petition.core.db import db
from petition.signing import actions as signing
from petition.statements import actions as statements
from petition.statements import position
from petition.statements.models import Statement

BY = "command line"
EXAMPLES = ROOT / "petition" / "statements" / "examples"
DEMO_COORDINATOR = "coordinator@example.org"
BINDING = "en"


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with the application that is already there; it keeps no log of requests."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.application, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Takes the options given, and nothing from the environment."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application itself."""
        return self.application


def run(app: Flask) -> None:
    """Prepares and serves on ``HOST`` and ``PORT`` until stopped."""
    prepare()
    show(app)
    db.engine.dispose()
    bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
    options = {"bind": bind, "workers": 2, "accesslog": None, "loglevel": "warning", "timeout": 60, "preload_app": True}
    # The command's own application context must not reach the workers: every request would share it, and
    # with it one database session that never ends.
    Context().run(Server(app, options).run)


def prepare() -> None:
    """The newest schema, and the example statement where there is none at all."""
    if health.schema() != health.newest(health.MIGRATIONS):
        upgrade()
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


def show(app: Flask) -> None:
    """Says where the page, the desk and the inbox are; in the demo with a link that signs in once."""
    site = app.config["PUBLIC_URL"]
    click.echo(f"\nThe page        {site}/")
    click.echo(f"The desk        {site}/desk/")
    if app.config["SETTINGS"].demo:
        click.echo(f"The demo inbox  {site}/demo/inbox")
        click.echo(f"Sign in once    {site}/desk/enter/{demo_token()}   (demo coordinator, good for a day)")
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
