"""``flask worker``: acts on the forms that were received, sends the outbox and runs the jobs, until it is stopped.

Three threads: for the forms and for the outbox, which a ring wakes at once, since somebody waits for them, and for the
jobs; besides those that speak SMTP, and nothing else (``mail/pool.py``). What is to be done
stands in the tables, so that any number of workers may run at once on PostgreSQL, and one that dies leaves nothing
undone.
"""

from __future__ import annotations

import logging
import signal
import ssl
import sys
import threading
import time
from collections.abc import Callable
from contextvars import Context
from functools import partial
from typing import TypeVar

from flask import Flask

from petition.core import data_keys, received_forms, switches
from petition.core.db import db, now, read_transactions, truncate_wal
from petition.core.job_runs import RETRY, Job, JobBusy, Run, latest_runs, note_failure
from petition.core.logs import format_trace
from petition.jobs import JOBS
from petition.mail import smtp
from petition.mail.backoff import DATABASE_PAUSE, Backoff, is_database_unavailable, wait_for_database
from petition.mail.delivery import Delivery
from petition.mail.pool import ConnectionPool
from petition.mail.replies import ServerUnavailable
from petition.mail.wakeup import WakeSignal

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
# Seconds between two looks: for mails whose time has come, and should a ring be lost; for jobs; between two steps of
# jobs, in which others may write; and between two looks at the threads themselves.
LOOK, LOOK_FOR_JOBS, BREATH, HEALTH = 1.0, 1.0, 0.05, 10
# Seconds between two batches of forms.
GAP = 0.005
# On SQLite, where one writes at a time, others have as long as the worker had, up to so many seconds.
LONGEST_REST = 0.2
# When a job that is not due is looked at again, at the latest; it may have been run by another worker.
LOOK_AGAIN = 60.0


class FormTaker:
    """Acts on forms that were received, at once when somebody rings, and passes the ring on to who sends mails."""

    def __init__(self, app: Flask, stopping: threading.Event, ring: Callable[[], object]) -> None:
        self.app, self.stopping, self.ring = app, stopping, ring

    def work(self) -> None:
        """Looks again and again until told to stop."""
        with WakeSignal(self.app, self.stopping) as wake_signal:
            while not self.stopping.is_set():
                # Whoever has confirmed waits for a mail, and no form is in its way.
                self.ring()
                act_on_forms(self.app, self.stopping, self.ring)
                wake_signal.wait(LOOK)


class OutboxSender:
    """Sends the outbox over the relay's connections, and leaves it alone for a while where that is away."""

    def __init__(self, app: Flask, stopping: threading.Event) -> None:
        self.app, self.stopping, self.backoff = app, stopping, Backoff()
        relay = app.config["SETTINGS"].relay
        self.has_relay = relay is not None
        with app.app_context():
            size, per_minute = (relay.connections, relay.per_minute) if relay else (1, None)
            # To read the system's certificates takes a while.
            connect = partial(smtp.Connection, context=ssl.create_default_context())
            self.pool = ConnectionPool(app, connect, size, per_minute)
        self.delivery = Delivery(self.pool)

    def work(self) -> None:
        """Looks again and again until told to stop, and ends after the mails that are being sent."""
        while not self.stopping.is_set():
            self.run_round()
            self.pool.wait(LOOK)
        self._attempt(self.delivery.end)

    def ring(self) -> None:
        """There is something to send, or it is time to stop."""
        self.pool.wake()

    def run_round(self) -> None:
        """Records what was sent and hands over what is due now. Never fails: the next round tries again."""
        if self.has_relay and not self.backoff.is_paused() and not database_backoff(self.app).is_paused():
            self._attempt(self.delivery.step)

    def _attempt(self, work: Callable[[], object]) -> None:
        with self.app.app_context():
            try:
                work()
                database_backoff(self.app).end()
                if self.delivery.has_sent:
                    self.backoff.end()
            except ServerUnavailable as fault:
                self._start_pause(str(fault))
            except Exception as fault:
                if is_database_unavailable(fault):
                    wait_for_database(database_backoff(self.app), fault)
                else:
                    self._start_pause(f"The outbox cannot be sent: {format_trace(fault)}")
            finally:
                db.session.rollback()

    def _start_pause(self, reason: str) -> None:
        self.delivery.has_sent = False
        if (pause := self.backoff.start_pause()) is not None:
            log.warning("%s Next attempt in %d seconds.", reason, pause)


class JobRunner:
    """Runs the jobs that are due, a step of each in turn, so that a long one holds up no other."""

    def __init__(self, app: Flask, stopping: threading.Event, jobs: tuple[Job, ...] = JOBS) -> None:
        self.app, self.stopping, self.jobs = app, stopping, jobs
        self.under_way: dict[str, Run] = {}
        self.look_at = dict.fromkeys((job.name for job in jobs), 0.0)

    def work(self) -> None:
        """Goes round until told to stop."""
        while not self.stopping.is_set():
            for job in self.jobs:
                if self.stopping.is_set():
                    return
                begun = time.monotonic()
                if begun >= self.look_at[job.name] and self.turn(job):
                    self.stopping.wait(rest_after(self.app, begun, least=BREATH))
            if not self.under_way:
                self.stopping.wait(LOOK_FOR_JOBS)

    def turn(self, job: Job) -> bool:
        """Does the next step of a job, if it is due; gives whether it did one. Never fails: it is due again."""
        self.look_at[job.name] = time.monotonic() + min(job.every.total_seconds(), LOOK_AGAIN)
        done: list[bool] = []
        run = self.under_way.pop(job.name, None)

        def step() -> None:
            if not may_write() or (run is None and not read_without_lock(lambda: is_due(job))):
                return
            going = run or begin_run(job)
            if advance(going):
                self.under_way[job.name], self.look_at[job.name] = going, 0.0
            done.append(True)

        if (fault := run_safely(self.app, job.name, step)) is not None:
            self.look_at[job.name] = time.monotonic() + min(job.every, RETRY).total_seconds()
            run_safely(self.app, job.name, lambda: record_failure(job, fault))
        return bool(done)


def is_due(job: Job) -> bool:
    """Whether a job is due, and there is something to do."""
    return job.is_due(latest_runs().get(job.name), now()) and (job.is_needed is None or bool(job.is_needed()))


def begin_run(job: Job) -> Run:
    """A run of a job, with what it reads beforehand."""
    return Run(job, found=read_without_lock(job.read) if job.read is not None else None)


def advance(run: Run) -> bool:
    """Does one step of a job and commits; gives whether there is another one. At the end, erased is also scrubbed."""
    goes_on = run.advance()
    db.session.commit()
    if not goes_on and run.job.erases and run.done:
        truncate_wal()
    return goes_on


def record_failure(job: Job, fault: Exception) -> None:
    """Keeps that a job failed, and how; in a transaction of its own."""
    note_failure(job, fault)
    db.session.commit()


def finish_job(job: Job) -> int:
    """Runs a job to its end, a transaction a step; gives how many rows it did."""
    run = begin_run(job)
    while advance(run):
        time.sleep(BREATH if run.done else 0)
    return run.done


def run_job(app: Flask, job: Job) -> None:
    """Runs a job now, whether it is due or not, unless nothing may be changed. Never fails: it is due again."""
    if (fault := run_safely(app, job.name, lambda: finish_job(job) if may_write() else None)) is not None:
        run_safely(app, job.name, lambda: record_failure(job, fault))


def act_on_forms(app: Flask, stopping: threading.Event, ring: Callable[[], object] = lambda: None) -> None:
    """Acts on the forms that wait, a batch a transaction, after each of which it rings. Never fails: the next look
    tries again.
    """

    def act() -> None:
        while not stopping.is_set() and read_without_lock(received_forms.has_due_forms) and may_write():
            begun = time.monotonic()
            if not received_forms.act_on_next_forms():
                return
            db.session.commit()
            rest = rest_after(app, begun, least=GAP)
            # What others change meanwhile must not be remembered from the batch before.
            db.session.remove()
            ring()
            stopping.wait(rest)

    run_safely(app, "acting on forms", act)


def rest_after(app: Flask, begun: float, *, least: float) -> float:
    """Seconds for which to leave the database to others after a step that began at ``begun``."""
    is_one_writer = app.config["SETTINGS"].database_url.startswith("sqlite")
    return max(least, min(time.monotonic() - begun, LONGEST_REST)) if is_one_writer else least


def run_safely(app: Flask, name: str, work: Callable[[], object]) -> Exception | None:
    """Does some work; where it fails, says so without a word of what it held, and gives the fault.

    A database that is away has its rest, and is nobody's fault.
    """
    if database_backoff(app).is_paused():
        return None
    with app.app_context():
        try:
            work()
            database_backoff(app).end()
        except JobBusy:
            return None
        except Exception as fault:
            if is_database_unavailable(fault):
                wait_for_database(database_backoff(app), fault)
                return None
            log.error("%s failed: %s", name, format_trace(fault))
            return fault
        finally:
            db.session.rollback()
    return None


def database_backoff(app: Flask) -> Backoff:
    """How long this process leaves its database alone, and since when."""
    backoff: Backoff = app.extensions.setdefault("database_backoff", Backoff(DATABASE_PAUSE))
    return backoff


def read_without_lock(ask: Callable[[], Answer]) -> Answer:
    """Asks the database something without queueing with those who write."""
    with read_transactions():
        try:
            return ask()
        finally:
            db.session.rollback()


def is_read_only() -> bool:
    """Whether the site can only be read for now."""
    return read_without_lock(lambda: switches.active_switch("read-only")) is not None


def may_write() -> bool:
    """Whether anything may be changed for now: not on a site that is read-only, nor under keys that do not fit."""
    return not is_read_only() and data_keys.keys_fit()


def start_threads(app: Flask, stopping: threading.Event) -> list[threading.Thread]:
    """Starts the three threads, which end soon after ``stopping`` is set."""
    smtp.init_app(app)
    outbox = OutboxSender(app, stopping)
    forms = FormTaker(app, stopping, outbox.ring)
    works = {"forms": forms.work, "outbox": outbox.work, "jobs": JobRunner(app, stopping).work}
    # In contexts of their own: whether they may write is for them to say.
    threads = [
        threading.Thread(target=Context().run, args=(work,), name=name, daemon=True) for name, work in works.items()
    ]
    for thread in threads:
        thread.start()
    return threads


def run_worker(app: Flask) -> None:
    """Works until SIGTERM, SIGINT or SIGHUP; then ends after the mail that is being sent and the step of a job."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stopping.set())
    if app.config["SETTINGS"].relay is None:
        log.warning("MAIL_URL is not set: mails wait in the outbox")
    threads = start_threads(app, stopping)
    while not stopping.wait(HEALTH):
        if not all(thread.is_alive() for thread in threads):
            sys.exit("A part of the worker has ended; start it again.")
    for thread in threads:
        thread.join()
