"""An installation to be measured: its database, its statements, and what is put into it beforehand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from wrk import HOST

KEY = "a-bench-key-of-forty-characters-012345678"
# On the first people sign; the others have lists of different lengths.
SIGNED, SHORT, LONG = "human-rights-in-belarus", "a-short-list", "a-long-list"
TEXT = "# A list\n\nWe ask for it.\n\n1. To keep it.\n"
Answer = TypeVar("Answer")


class Installation:
    """One database with its settings; ``inside`` works in an application on it."""

    def __init__(self, kind: str, url: str, folder: Path, *, lists: bool = True) -> None:
        from petition import config, create_app

        self.kind, self.url, self.folder = kind, url, folder
        self.environ = {
            "DATABASE_URL": url,
            "INSTANCE_PATH": str(folder / "instance"),
            "SECRET_KEY": KEY,
            "DATA_KEYS": KEY,
            "PUBLIC_URL": f"https://{HOST}",
            # One client sends everything: with a limit it would be measured how fast the program refuses.
            "SIGN_LIMIT": "",
            "TRUSTED_PROXIES": "1",
            "MAIL_URL": "",
            "REDIS_URL": "",
        }
        self.app = create_app(config.load_settings(self.environ))
        self.inside(_prepare)
        self.inside(lambda: _open_statements((SHORT, LONG) if lists else ()))

    def inside(self, work: Callable[[], Answer]) -> Answer:
        """Does something on the database, and commits it."""
        from petition.core.db import db

        with self.app.app_context():
            try:
                answer = work()
                db.session.commit()
                return answer
            finally:
                db.session.remove()

    def number_of(self, table: str, condition: str = "1 = 1") -> int:
        """How many rows there are."""
        return int(self.rows(f"SELECT COUNT(*) FROM {table} WHERE {condition}")[0][0])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        from sqlalchemy import text

        from petition.core.db import db

        return self.inside(lambda: [tuple(row) for row in db.session.execute(text(query))])

    def execute(self, statement: str) -> None:
        """Sends one statement to the database, as it is."""
        from petition.core.db import db

        self.inside(lambda: db.session.connection().exec_driver_sql(statement))

    def analyse(self) -> None:
        """What a database does by itself within minutes: statistics, and on PostgreSQL a vacuum."""
        from sqlalchemy import text

        from petition.core.db import db

        with self.app.app_context(), db.engine.connect() as connection:
            words = "VACUUM ANALYZE" if self.kind == "postgresql" else "ANALYZE"
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(words))

    def close(self) -> None:
        """Lets go of the database."""
        from petition.core.db import db

        with self.app.app_context():
            db.engine.dispose()


def inside(environ: dict[str, str], work: Callable[[], Answer]) -> Answer:
    """Does something in an application with these settings."""
    from petition import config, create_app

    with create_app(config.load_settings({**environ, "SIGN_LIMIT": ""})).app_context():
        return work()


@contextmanager
def installed(kind: str, folder: Path, *, lists: bool = True) -> Iterator[Installation]:
    """An installation on a fresh database: a file in this folder, or one of the cluster that was started.

    Without ``lists`` the example is the only statement.
    """
    folder.mkdir()
    url = f"sqlite:///{folder}/bench.sqlite" if kind == "sqlite" else new_database()
    made = Installation(kind, url, folder, lists=lists)
    try:
        yield made
    finally:
        made.close()


def new_database() -> str:
    """The address of an empty database on the cluster that was started."""
    import psycopg
    from sqlalchemy.engine import make_url

    url, name = make_url(os.environ["TEST_POSTGRESQL_URL"]), f"bench_{os.urandom(4).hex()}"
    with psycopg.connect(plain_url(str(url.render_as_string(hide_password=False))), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return url.set(database=name).render_as_string(hide_password=False)


def plain_url(url: str) -> str:
    """The address of a database without the name of the driver, as the driver itself takes it."""
    return url.replace("postgresql+psycopg:", "postgresql:")


def _prepare() -> None:
    from flask_migrate import upgrade

    from petition.core import data_keys, preflight

    preflight.create_limits_file()
    upgrade()
    data_keys.check_keys()


def _open_statements(lists: tuple[str, ...]) -> None:
    import make
    from petition import serve

    serve.load_example()
    for slug in lists:
        make.statement(TEXT, slug=slug)
    _count_everybody()


def _count_everybody() -> None:
    """Thousands within seconds, from one network: nothing about them is to be suspicious here."""
    from petition.core.db import db
    from petition.signing.models.screening import Threshold
    from petition.statements.models import Statement

    hours = {"within_hours": 24, "largest_share": 5}
    for statement in db.session.query(Statement):
        db.session.add(Threshold(statement_id=statement.id, disposable_taken_at=statement.created_at, **hours))


def statement_named(slug: str) -> Any:
    """A statement, inside an application."""
    from sqlalchemy import select

    from petition.core.db import db
    from petition.statements.models import Statement

    return db.session.scalars(select(Statement).where(Statement.slug == slug)).one()
