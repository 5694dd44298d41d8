"""On SQLite a connection that reads is another one than that which writes: it keeps the statements it has prepared."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import make
from petition.core.db import QUERY_ONLY, db, read_transactions

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRITE = text("UPDATE statement SET silence_days = 14")


def test_it_tells_no_connection_twice_on_which_side_it_is(app: Flask) -> None:
    make.statement()
    db.session.remove()
    seen = set()
    for _ in range(3):
        with read_transactions(), db.engine.connect() as reading:
            seen.add(("reads", id(reading.connection.driver_connection)))
            assert reading.execute(text("SELECT COUNT(*) FROM statement")).scalar_one() == 1
            with pytest.raises(OperationalError, match="readonly"):
                reading.execute(WRITE)
        with db.engine.begin() as writing:
            seen.add(("writes", id(writing.connection.driver_connection)))
            assert writing.execute(WRITE).rowcount == 1
    assert len(seen) == 2 and len({number for _side, number in seen}) == 2


def test_it_tells_one_otherwise_where_there_is_no_room_for_another(app: Flask) -> None:
    """All that wait may write, and no more can be opened: one of them reads, and writes nothing then."""
    db.session.remove()
    pool = db.engine.pool
    most = pool.size() + pool._max_overflow  # type: ignore[attr-defined]
    with ExitStack() as held:
        for _ in range(most):
            held.enter_context(db.engine.connect())
    assert pool.checkedin() == pool.size()  # type: ignore[attr-defined]
    with read_transactions(), db.engine.connect() as reading, pytest.raises(OperationalError, match="readonly"):
        reading.execute(WRITE)
    with db.engine.begin() as writing:
        assert writing.execute(WRITE).rowcount == 0 and writing.info[QUERY_ONLY] is False


def test_it_waits_for_one_that_is_in_use_whichever_side_it_was_on(app: Flask) -> None:
    db.session.remove()
    engine = db.engine
    most = engine.pool.size() + engine.pool._max_overflow  # type: ignore[attr-defined]
    held, came = [engine.connect() for _ in range(most)], threading.Event()

    def read() -> None:
        with read_transactions(), engine.connect() as reading:
            reading.execute(text("SELECT 1"))
            came.set()

    waiting = threading.Thread(target=read)
    waiting.start()
    assert not came.wait(0.2)
    held.pop().close()
    assert came.wait(10)
    waiting.join()
    for one in held:
        one.close()
