"""Whether the process is up, and whether it can do its work."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from petition.config import ROOT
from petition.core import access
from petition.core.db import db

blueprint = Blueprint("health", __name__)
MIGRATIONS = ROOT / "migrations"


@blueprint.get("/healthz")
@access.anybody
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="up")


@blueprint.get("/readyz")
@access.anybody
def readyz() -> ResponseReturnValue:
    """The database answers and has the newest schema."""
    try:
        ready = schema() == newest(MIGRATIONS)
    except SQLAlchemyError:
        return jsonify(status="database away"), 503
    return (jsonify(status="ready"), 200) if ready else (jsonify(status="schema not up to date"), 503)


def schema() -> str | None:
    """The revision that the database is at."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest(folder: Path) -> str | None:
    """The newest revision that this program brings along."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config).get_current_head()
