"""What a worker does while something is away: it waits longer each time, and says so in one line."""

from __future__ import annotations

import logging
import threading
import time

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

log = logging.getLogger("petition.worker")
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0  # seconds
# The same for the database. What the relay has taken is to be recorded before the claim on it ends
# (``mail.actions.CLAIM``), or somebody else sends it again.
DATABASE_PAUSE = 8.0
LONGEST_REASON = 200


class Backoff:
    """How long something is left alone that did not answer; shared by all threads."""

    def __init__(self, longest: float = LONGEST_PAUSE) -> None:
        self.longest = longest
        self.pause = 0.0
        self.quiet_until = 0.0
        self._one_at_a_time = threading.Lock()

    def is_paused(self) -> bool:
        """Whether it is left alone for now."""
        return time.monotonic() < self.quiet_until

    def start_pause(self) -> float | None:
        """Begins a pause, longer than the last one, and gives its seconds; None where another thread just has."""
        with self._one_at_a_time:
            if self.is_paused():
                return None
            # After a while in which nothing failed it is the first time again.
            failed_again = time.monotonic() < self.quiet_until + LONGEST_PAUSE
            self.pause = min(max(FIRST_PAUSE, self.pause * 2), self.longest) if failed_again else FIRST_PAUSE
            self.quiet_until = time.monotonic() + self.pause
            return self.pause

    def end(self) -> None:
        """It answers."""
        self.pause = 0.0


def is_database_unavailable(fault: Exception) -> bool:
    """Whether a fault means that the database does not answer, and not that something is wrong with a row."""
    is_cut = isinstance(fault, DBAPIError) and fault.connection_invalidated
    return is_cut or isinstance(fault, (OperationalError, InterfaceError))


def wait_for_database(patience: Backoff, fault: Exception) -> None:
    """Leaves the database alone for a while, and says so once."""
    pause = patience.start_pause()
    if pause is not None:
        reason = " ".join(str(getattr(fault, "orig", fault)).split())[:LONGEST_REASON]
        log.warning("The database does not answer: %s Next attempt in %d seconds.", reason, pause)
