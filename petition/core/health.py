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
from petition.core import access, data_keys
from petition.core.db import db

blueprint = Blueprint("health", __name__)
MIGRATIONS = ROOT / "migrations"


@blueprint.get("/healthz")
@access.allow_anybody
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="up")


@blueprint.get("/readyz")
@access.allow_anybody
def readyz() -> ResponseReturnValue:
    """The database answers, has the newest schema, and the keys are those that it was written with."""
    try:
        if schema_revision() != newest_revision(MIGRATIONS):
            return jsonify(status="schema not up to date"), 503
        if not data_keys.keys_fit(register=False):
            return jsonify(status="data keys do not fit"), 503
    except SQLAlchemyError:
        return jsonify(status="database away"), 503
    return jsonify(status="ready")


def schema_revision() -> str | None:
    """The revision that the database is at."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision(folder: Path) -> str | None:
    """The newest revision that this program brings along."""
    return _scripts(folder).get_current_head()


def known_revisions(folder: Path) -> set[str]:
    """All revisions that this program knows."""
    return {script.revision for script in _scripts(folder).walk_revisions()}


def _scripts(folder: Path) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config)
