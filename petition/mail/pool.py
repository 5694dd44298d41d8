"""Several connections to the relay at once: threads that speak SMTP, and nothing else.

They take what is most urgent, one mail a connection at a time, at most so many connections and so many mails a minute.
Where the relay takes fewer connections, the pool does with fewer for a while, and no mail is blamed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from flask import Flask
from flask_mail import Message

from petition.mail.replies import MailPostponed, MailRefused, ServerUnavailable
from petition.mail.smtp import Connection

# Seconds after which a connection without work is closed, and after which one more is tried than the relay took.
LINGER, REGROW = 8.0, 60.0


@dataclass(order=True)
class Errand:
    """A mail to be sent; not begun later than ``until``, on the monotonic clock: then somebody else may have it."""

    priority: int
    id: int
    kind: str = field(compare=False)
    message: Message = field(compare=False, repr=False)
    until: float = field(compare=False)


@dataclass(frozen=True)
class Outcome:
    """What became of a mail: sent where there is no fault; ``is_tried``: the relay has heard of it."""

    id: int
    kind: str
    fault: Exception | None = None
    is_tried: bool = True


class ConnectionPool:
    """Threads with a connection each, opened when there is work for it."""

    def __init__(
        self, app: Flask, connect: Callable[[], Connection], size: int = 1, per_minute: int | None = None
    ) -> None:
        self.app, self.size, self.pause = app, size, 60 / per_minute if per_minute else 0.0
        self.connections = [connect() for _ in range(size)]
        self.threads: list[threading.Thread] = []
        self.changed, self.done = threading.Condition(), threading.Condition()
        self.queue: list[Errand] = []
        self.outcomes: list[Outcome] = []
        # Connections that are open or being opened or closed; of these those at work.
        self.holding: set[Connection] = set()
        self.busy = 0
        self.limit, self.limited_at, self.next_at = size, 0.0, 0.0
        self.is_closing = self.is_halted = self.is_woken = False

    def resume(self) -> None:
        """Lets the relay be tried again after it took no mail over any connection."""
        with self.changed:
            self.is_halted = False
            self.changed.notify_all()

    def add_errands(self, errands: Iterable[Errand]) -> None:
        """Has mails sent, the most urgent first; once the relay took none, not before ``resume``."""
        with self.changed:
            for errand in errands:
                heappush(self.queue, errand)
            if self.queue and not self.threads:
                self._start()
            self.changed.notify_all()

    def count_queued(self, *, below: int | None = None) -> int:
        """How many wait for a connection; of those that are more urgent than ``below``."""
        with self.changed:
            return sum(below is None or one.priority < below for one in self.queue)

    def unqueue(self, ids: Collection[int] | None = None) -> list[int]:
        """Takes mails that nobody has begun to send out of the queue, by default all; gives their ids."""
        with self.changed:
            taken = [one.id for one in self.queue if ids is None or one.id in ids]
            self.queue = [one for one in self.queue if one.id not in set(taken)]
            heapify(self.queue)
            return taken

    def prolong(self, ids: Collection[int], until: float) -> None:
        """Lets queued mails be begun until later."""
        with self.changed:
            for one in self.queue:
                one.until = until if one.id in ids else one.until

    def take_outcomes(self) -> list[Outcome]:
        """What became of mails since it was asked last."""
        with self.done:
            taken, self.outcomes = self.outcomes, []
            return taken

    def wait(self, seconds: float) -> None:
        """Waits until something became of a mail, somebody rings, or the time is over."""
        with self.done:
            if not self.outcomes and not self.is_woken:
                self.done.wait(seconds)
            self.is_woken = False

    def wake(self) -> None:
        """Ends ``wait``."""
        with self.done:
            self.is_woken = True
            self.done.notify_all()

    def close(self) -> None:
        """Ends the threads, each after the mail that it is at; what waits stays in the queue."""
        with self.changed:
            self.is_closing = True
            self.changed.notify_all()
        for thread in self.threads:
            thread.join()

    def _start(self) -> None:
        self.threads = [
            threading.Thread(target=self._work, args=(one,), name=f"smtp-{number}", daemon=True)
            for number, one in enumerate(self.connections)
        ]
        for thread in self.threads:
            thread.start()

    def _work(self, connection: Connection) -> None:
        with self.app.app_context():
            while not self.is_closing:
                if (errand := self._next_errand(connection)) is not None:
                    self._send(connection, errand)
                else:
                    self._leave(connection)
            self._leave(connection)

    def _next_errand(self, connection: Connection) -> Errand | None:
        """The next mail for this connection; None where it has to be closed, for want of work or at the end."""
        with self.changed:
            idle_since = time.monotonic()
            while not self.is_closing:
                moment = time.monotonic()
                pause = LINGER
                if self.queue and self._may_take(connection, moment):
                    if moment >= self.next_at:
                        self.next_at = moment + self.pause
                        self.holding.add(connection)
                        self.busy += 1
                        return heappop(self.queue)
                    pause = self.next_at - moment
                elif connection in self.holding and moment - idle_since >= LINGER:
                    return None
                self.changed.wait(pause)
            return None

    def _may_take(self, connection: Connection, moment: float) -> bool:
        # Those that are open come first, so that a few mails do not open every connection.
        if self.is_halted or connection in self.holding:
            return not self.is_halted
        room = min(self.size, self.limit + int((moment - self.limited_at) / REGROW)) - len(self.holding)
        return room > 0 and len(self.queue) > len(self.holding) - self.busy

    def _leave(self, connection: Connection) -> None:
        connection.close()
        with self.changed:
            self.holding.discard(connection)
            self.changed.notify_all()

    def _send(self, connection: Connection, errand: Errand) -> None:
        is_tried, fault = False, None
        try:
            if time.monotonic() < errand.until:
                connection.open()
                is_tried = True
                connection.send(errand.message)
        except (MailRefused, MailPostponed, ServerUnavailable) as refusal:
            fault = refusal
        with self.changed:
            self.busy -= 1
        if not isinstance(fault, ServerUnavailable) or not self._do_with_fewer(connection, errand):
            self._tell(Outcome(errand.id, errand.kind, fault, is_tried))

    def _do_with_fewer(self, connection: Connection, errand: Errand) -> bool:
        """Where the relay takes mails over other connections: leaves it at those, and the mail to them."""
        connection.close()
        with self.changed:
            self.holding.discard(connection)
            others = len(self.holding)
            if others:
                self.limit, self.limited_at = others, time.monotonic()
                heappush(self.queue, errand)
            # Else none is tried in vain until whoever uses the pool knows, and resumes.
            self.is_halted = not others
            self.changed.notify_all()
        return others > 0

    def _tell(self, outcome: Outcome) -> None:
        with self.done:
            self.outcomes.append(outcome)
            self.done.notify_all()
