"""House rule 17: migrations go up and down, match the models, and import none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from petition.core.db import db

pytestmark = pytest.mark.both_databases

VERSIONS = sorted((Path(__file__).resolve().parents[2] / "migrations" / "versions").glob("*.py"))


def differences() -> list[object]:
    with db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), db.metadata))


def test_it_makes_the_tables_of_the_models(app: Flask) -> None:
    assert differences() == []


def test_it_goes_down_and_up_again(app: Flask) -> None:
    db.session.remove()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert differences() == []


def test_it_notices_a_missing_column(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE organisation DROP COLUMN latin")
    assert len(differences()) == 1


def test_it_numbers_migrations_and_imports_no_models() -> None:
    numbers = [re.match(r"(\d{4})_[a-z_]+\.py$", path.name) for path in VERSIONS]
    assert [int(match[1]) for match in numbers if match] == list(range(1, len(VERSIONS) + 1))
    for path in VERSIONS:
        for node in ast.walk(ast.parse(path.read_text())):
            imported = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            imported += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in imported if name.startswith("petition")]
