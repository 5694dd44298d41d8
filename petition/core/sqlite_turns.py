"""Whose turn it is to write, on SQLite: one at a time.

SQLite itself looks less and less often whether it is the turn of whoever waits, ten times a second in the end. Beside
somebody who writes most of the time, such as a worker at its batches, that is hardly ever the right moment.
"""

from __future__ import annotations

import random
import sqlite3
import time

from sqlalchemy.engine import Engine

from petition.core.slow_queries import warn_if_slow

BEGIN_WRITING = "BEGIN IMMEDIATE"
# Between two looks, at first and at most: most who write are at it for a millisecond. Not always as long, so that two
# who wait do not look in step.
FIRST_SECONDS, LONGEST_SECONDS = 0.0002, 0.004


def take_turn(driver: sqlite3.Connection, engine: Engine, seconds: float) -> bool:
    """Begins to write as soon as nobody else does; gives whether that was within so many seconds.

    The connection is one that does not wait by itself (``busy_timeout`` of 0).
    """
    begun, pause = time.perf_counter(), FIRST_SECONDS
    while True:
        try:
            driver.execute(BEGIN_WRITING)
        except sqlite3.OperationalError as fault:
            # Of an extended code the last eight bits say what it is.
            is_busy = fault.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.perf_counter() - begun > seconds:
                return False
        else:
            warn_if_slow(engine, begun, BEGIN_WRITING)
            return True
        time.sleep(pause * random.uniform(0.5, 1.0))
        pause = min(2 * pause, LONGEST_SECONDS)
