"""A pool for SQLite of which some connections only read and others write.

To tell a connection that it only reads, or no longer (``PRAGMA query_only``), makes it forget all statements that it
has prepared; preparing those of a confirmation again, with their triggers, took about as long as running them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Queue


def make_sided_pool(key: str, side: Callable[[], bool]) -> type[QueuePool]:
    """A pool that gives a connection whose ``info`` has under ``key`` the side on which the next transaction is."""

    class SidedQueue(Queue[ConnectionPoolEntry]):
        def take_fitting(self) -> ConnectionPoolEntry | None:
            with self.mutex:
                found = next((one for one in self.queue if one.info.get(key) is side()), None)
                if found is not None:
                    self.queue.remove(found)
                return found

    class SidedPool(QueuePool):
        _queue_class = SidedQueue

        def _do_get(self) -> Any:
            found = cast(SidedQueue, self._pool).take_fitting()
            if found is not None:
                return found
            # Another one, as long as few wait that do not fit; from then on any, which is told otherwise.
            if self._pool.qsize() < self.size() // 2 and self._inc_overflow():
                try:
                    return self._create_connection()
                except BaseException:
                    self._dec_overflow()
                    raise
            return super()._do_get()

    return SidedPool
