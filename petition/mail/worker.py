"""``flask worker``: acts on the forms that were received, sends the outbox and runs what is due, until it is stopped.

huey keeps the time, inside this process. Any number of workers may run at once on PostgreSQL, so
that what is due is run by each of them: it must not matter how often.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from huey import MemoryHuey, crontab

from petition.core import data_keys, received, switches
from petition.core.db import begin_reading, begin_writing, db, now
from petition.core.logs import trace
from petition.mail import queries, smtp
from petition.mail.delivery import deliver
from petition.mail.patience import Patience, RedisAway, is_away, wait_for_database
from petition.mail.replies import ServerAway
from petition.mail.wake import on_ring, queue

log = logging.getLogger(__name__)
Deed = Callable[[], object]
Found = TypeVar("Found")
# What is due, by its name: the minutes between two runs, or None for once a day.
DUE: dict[str, tuple[Deed, int | None]] = {}
# What somebody may be watching, by its name: the seconds between two runs.
OFTEN: dict[str, tuple[Deed, int]] = {}
# Seconds. Where Redis rings, looking is only the net below it.
LOOK, LOOK_BESIDE_REDIS = 1, 10
HEALTH, STALLED, LISTENING = 10, 60, 5
A_DAY = 24 * 60 * 60
# Of forms, before mails have their turn again.
MOST_BATCHES = 10
redis_away = RedisAway()
NIGHT = {"hour": 3, "minute": 7}  # UTC


def every(*, minutes: int) -> Callable[[Deed], Deed]:
    """Has an action run by the worker every so many minutes (1 to 59); the worker commits after it."""
    if not 1 <= minutes <= 59:
        raise ValueError("takes 1 to 59 minutes")

    def register(deed: Deed) -> Deed:
        DUE[_name(deed)] = deed, minutes
        return deed

    return register


def often(*, seconds: int) -> Callable[[Deed], Deed]:
    """Has an action run again and again, so many seconds (1 to 59) after it ended; the worker commits after it."""
    if not 1 <= seconds <= 59:
        raise ValueError("takes 1 to 59 seconds")

    def register(deed: Deed) -> Deed:
        OFTEN[_name(deed)] = deed, seconds
        return deed

    return register


def daily(deed: Deed) -> Deed:
    """Has an action run by the worker when it starts and every night; the worker commits after it."""
    DUE[_name(deed)] = deed, None
    return deed


class Post:
    """The sending side of a worker: one round at a time, and no hurry while the server is away."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stopping = threading.Event()
        self.one_at_a_time = threading.Lock()
        self.looked_at = 0.0
        self.relay = Patience()

    def round(self) -> None:
        """Acts on the forms that wait and sends all that is due now. Never fails: the next round tries again."""
        with self.one_at_a_time, self.app.app_context():
            act_on_forms(self.app, self.stopping)
            self.looked_at = time.monotonic()
            if self.relay.rests() or database(self.app).rests() or self.stopping.is_set():
                return
            try:
                self._send_all()
                self.relay.end()
                database(self.app).end()
            except ServerAway as fault:
                self._leave_alone(str(fault))
            except Exception as fault:
                if is_away(fault):
                    wait_for_database(database(self.app), fault)
                else:
                    self._leave_alone(f"The outbox cannot be sent: {trace(fault)}")
            finally:
                db.session.rollback()
                self.looked_at = time.monotonic()

    def stalled(self) -> bool:
        """Whether nobody has looked into the outbox for long, and nobody is at it."""
        return not self.one_at_a_time.locked() and time.monotonic() - self.looked_at > STALLED

    def _send_all(self) -> None:
        if self.app.config["SETTINGS"].relay is None:
            return
        if not reading(lambda: queries.anything_due(now())):
            return
        with smtp.Connection() as connection:
            while not self.stopping.is_set() and deliver(connection, stop=self.stopping.is_set):
                # A mail that somebody waits for must not stand behind thousands that are sent in bulk.
                act_on_forms(self.app, self.stopping)

    def _leave_alone(self, reason: str) -> None:
        log.warning("%s Next attempt in %d seconds.", reason, self.relay.leave_alone() or 0)


def act_on_forms(app: Flask, stopping: threading.Event) -> None:
    """Acts on the next forms that wait, a batch a transaction. Never fails: the next look tries again."""

    def act() -> None:
        for _ in range(MOST_BATCHES):
            if stopping.is_set() or not reading(received.is_any_due) or not may_change() or not received.act_on_next():
                return
            db.session.commit()
            # What others change meanwhile must not be remembered from the batch before.
            db.session.remove()

    attempt(app, "acting on forms", act)


def run_due(app: Flask, name: str) -> None:
    """Runs one registered action and commits, unless nothing may be changed for now. Never fails: it is due again."""
    deed, _ = OFTEN[name] if name in OFTEN else DUE[name]

    def run_one() -> None:
        if may_change():
            deed()
            db.session.commit()

    attempt(app, name, run_one)


def attempt(app: Flask, name: str, work: Deed) -> None:
    """Does some work; where it fails, says so without a word of what it held. A database that is away has its rest."""
    if database(app).rests():
        return
    with app.app_context():
        try:
            work()
            database(app).end()
        except Exception as fault:
            if is_away(fault):
                wait_for_database(database(app), fault)
            else:
                log.error("%s failed: %s", name, trace(fault))
        finally:
            db.session.rollback()


def database(app: Flask) -> Patience:
    """How patient this process is with its database."""
    patience: Patience = app.extensions.setdefault("patience", Patience())
    return patience


def reading(ask: Callable[[], Found]) -> Found:
    """Asks the database something without queueing with those who write."""
    begin_reading()
    try:
        return ask()
    finally:
        db.session.rollback()
        begin_writing()


def rests() -> bool:
    """Whether the site can only be read for now."""
    return reading(lambda: switches.on("read-only")) is not None


def may_change() -> bool:
    """Whether anything may be changed for now: not on a site that is read-only, nor under keys that do not fit."""
    return not rests() and data_keys.fit()


def keep_up(app: Flask, stopping: threading.Event) -> None:
    """Runs what is due until told to stop, and sends no mail: beside a server that has no worker."""
    pauses: dict[str, float] = {name: seconds for name, (_, seconds) in OFTEN.items()}
    pauses |= {name: A_DAY if minutes is None else minutes * 60 for name, (_, minutes) in DUE.items()}
    due_at = dict.fromkeys(pauses, time.monotonic())
    while not stopping.wait(LOOK):
        act_on_forms(app, stopping)
        for name, pause in pauses.items():
            if time.monotonic() >= due_at[name] and not stopping.is_set():
                run_due(app, name)
                due_at[name] = time.monotonic() + pause


def run(app: Flask) -> None:
    """Works until SIGTERM, SIGINT or SIGHUP; then ends after the mail that is being sent."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    smtp.init_app(app)
    post = Post(app)
    settings = app.config["SETTINGS"]
    if settings.relay is None:
        log.warning("MAIL_URL is not set: mails wait in the outbox")
    look_after = LOOK if settings.redis_url is None else LOOK_BESIDE_REDIS
    consumers = [_clockwork(app, post, look_after).create_consumer(workers=2, max_delay=0.5)]
    if settings.redis_url is not None:
        # Both would write a trace of sixty lines each time.
        for part in ("Worker", "Scheduler"):
            logging.getLogger(f"huey.consumer.{part}").addFilter(redis_away)
        bell = queue(app, timeout=LISTENING)
        on_ring(bell, post.round)
        consumers.append(bell.create_consumer(workers=1, periodic=False, max_delay=HEALTH))
    for consumer in consumers:
        consumer.start()
    _stop_on_signals(post.stopping)
    while not post.stopping.wait(HEALTH):
        for consumer in consumers:
            consumer.check_worker_health()
    for consumer in consumers:
        consumer.stop(graceful=True)


def _clockwork(app: Flask, post: Post, look_after: int) -> Any:
    """The clock in this process: looks into the outbox again and again, and runs what is due."""
    huey = MemoryHuey("undersigned", results=False)

    @huey.task(name="look")  # type: ignore[untyped-decorator]
    def look() -> None:
        try:
            post.round()
        finally:
            look.schedule(delay=look_after)

    @huey.periodic_task(crontab(), name="wind")  # type: ignore[untyped-decorator]
    def wind() -> None:
        if post.stalled():
            look()

    for name, (_, minutes) in DUE.items():
        deed = _bound(app, name)
        if minutes is None:
            huey.task(name=f"{name}, once")(deed)()
        when = crontab(**NIGHT) if minutes is None else crontab(minute=f"*/{minutes}")
        huey.periodic_task(when, name=name)(deed)
    for name, (_, seconds) in OFTEN.items():
        _repeat(huey, app, name, seconds)
    look()
    return huey


def _repeat(huey: Any, app: Flask, name: str, seconds: int) -> None:
    """Runs an action now, and again whenever it has ended and the time has passed."""

    @huey.task(name=f"{name}, often")  # type: ignore[untyped-decorator]
    def again() -> None:
        try:
            run_due(app, name)
        finally:
            again.schedule(delay=seconds)

    again()


def _bound(app: Flask, name: str) -> Callable[[], None]:
    def deed() -> None:
        run_due(app, name)

    return deed


def _stop_on_signals(stopping: threading.Event) -> None:
    def stop(number: int, frame: object) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)


def _name(deed: Deed) -> str:
    return f"{deed.__module__}.{deed.__qualname__}"
