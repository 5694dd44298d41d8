"""Whether the database is there, is ours, is whole, opens with our keys, and is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import perf_counter

from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from petition.backups.queries import last_backup
from petition.config import Settings, StartError
from petition.core import audit, data_keys, job_runs, preflight
from petition.core.db import db, now, read_transactions
from petition.core.job_runs import AWAY
from petition.core.received_forms import ReceivedForm
from petition.list import recount
from petition.monitoring import queries
from petition.monitoring.findings import Finding, fail, fine, warn
from petition.monitoring.replica_checks import check_replica

OLDEST_POSTGRESQL = 130000
# Seconds.
SLOW_ANSWER, CLOCK_DIFFERENCE = 0.1, 2.0
LATE = timedelta(minutes=15)
# How often somebody may be expected to make a backup by hand.
RARELY = timedelta(days=7)


def check_database(settings: Settings, *, whole: bool) -> Iterator[Finding]:
    """The database and what lies in it; ``whole`` reads all of it, which may take minutes."""
    try:
        yield _check_answer()
        preflight.check_schema()
        yield fine("schema", "is this program's")
        data_keys.check_keys(register=False)
        yield fine("keys", "DATA_KEYS open what is encrypted in this database")
    except data_keys.WrongKeys as fault:
        yield fail(
            "keys", str(fault).partition(": ")[2], "put the missing key into DATA_KEYS; see docs/running.md, Keys"
        )
    except StartError as fault:
        subject, _, says = str(fault).partition(": ")
        yield fail(subject, says, "see docs/running.md; nothing else in the database was looked at")
        return
    except OperationalError as fault:
        says = preflight.describe_outage(fault).partition(": ")[2]
        yield fail("database", says, "start the database server, and look at DATABASE_URL")
        return
    if "replica" in current_app.extensions:
        yield check_replica(current_app.extensions["replica"])
    with read_transactions():
        yield from (_check_clock(), *_check_worker(), *_check_jobs(), *_check_mails(), _check_backup(settings))
        if whole:
            yield from _check_whole()
        db.session.rollback()


def _check_answer() -> Finding:
    begun = perf_counter()
    with read_transactions(), db.engine.connect() as connection:
        kind = connection.dialect.name
        version = connection.scalar(
            text("SHOW server_version_num" if kind == "postgresql" else "SELECT sqlite_version()")
        )
    seconds = perf_counter() - begun
    if kind == "postgresql" and int(version or 0) < OLDEST_POSTGRESQL:
        return fail("database", f"PostgreSQL {version}", "13 or newer is needed: upgrade the server")
    says = f"{'PostgreSQL' if kind == 'postgresql' else 'SQLite'} {version}, answers in {seconds * 1000:.0f} ms"
    if seconds > SLOW_ANSWER:
        return warn("database", says, "look at the load of the database server, and at the network between")
    return fine("database", says)


def _check_clock() -> Finding:
    """The clock beside the database server's, and beside the last moments that are on record."""
    last = max((at for at in (job_runs.last_seen(), _last_decision()) if at is not None), default=None)
    if last is not None and (ahead := (last - now()).total_seconds()) > CLOCK_DIFFERENCE:
        remedy = "set it right by NTP (timedatectl set-ntp true); the machine before may have been fast instead"
        return fail("clock", f"is {ahead:.0f} s behind what is on record already", remedy)
    if db.engine.dialect.name == "postgresql":
        difference = abs((db.session.execute(select(func.clock_timestamp())).scalar_one() - now()).total_seconds())
        if difference > CLOCK_DIFFERENCE:
            return fail("clock", f"differs from the database server's by {difference:.0f} s", "have both set by NTP")
        return fine("clock", "agrees with the database server's and with what is on record")
    return fine("clock", "agrees with what is on record")


def _last_decision() -> datetime | None:
    return next((entry.at for entry, _note in audit.recent_entries(before=None, limit=1)), None)


def _check_worker() -> Iterator[Finding]:
    seen, forms = job_runs.last_seen(), queries.waiting_forms()
    if seen is None:
        yield fail("worker", "was never active", "start flask worker; without it nobody gets a mail")
    elif now() - seen > AWAY:
        says = f"was last active at {seen:%Y-%m-%d %H:%M} UTC; {forms.number} forms wait"
        yield fail("worker", says, "start flask worker, or look at its log; without it nobody gets a mail")
    elif forms.seconds > AWAY.total_seconds():
        tried = db.session.scalar(select(func.max(ReceivedForm.attempts))) or 0
        says = f"is active, but a form has waited for {forms.seconds / 60:.0f} minutes after {tried} tries"
        yield warn("worker", says, "look at the worker's log")
    else:
        yield fine("worker", f"was active at {seen:%H:%M:%S} UTC; {forms.number} forms wait")


def _check_jobs() -> Iterator[Finding]:
    failing = [
        f"{name} ({run.failure})"
        for name, run in sorted(job_runs.latest_runs().items())
        if run.failed_at and (run.ended_at is None or run.ended_at < run.failed_at)
    ]
    if failing:
        yield fail("jobs", f"failed and not done since: {', '.join(failing)}", "look at the worker's log for the trace")
    else:
        yield fine("jobs", "none has failed without being done since")


def _check_mails() -> Iterator[Finding]:
    due, failed = queries.due_mails(), queries.failed_mails()
    if due.seconds > LATE.total_seconds():
        says = f"{due.number} are due, the oldest for {due.seconds / 60:.0f} minutes"
        yield fail("outgoing mails", says, "is the worker running, and does the mail server answer (see mail)?")
    elif failed:
        yield warn("outgoing mails", f"{failed} were given up in the last week", "the desk shows why, under Mails")
    else:
        yield fine("outgoing mails", f"{due.number} are due, none was given up in the last week")


def _check_backup(settings: Settings) -> Finding:
    """The age of the newest backup, beside how often one should be made."""
    newest, every = last_backup(), settings.backups.every
    if newest is None:
        remedy = "set BACKUP_TO, BACKUP_DIR and BACKUP_EVERY, or run flask backup from elsewhere; see docs/backup.md"
        return warn("backup", "none was ever made", remedy)
    age = now() - newest.made_at
    says = f"the newest is of {newest.made_at:%Y-%m-%d %H:%M} UTC"
    if age > 2 * (every or RARELY):
        return fail("backup", says, "look at the jobs (flask jobs), at the disk, and at docs/backup.md")
    return fine("backup", says)


def _check_whole() -> Iterator[Finding]:
    verdict = audit.verify_chain()
    if verdict.is_intact:
        yield fine("audit log", f"{verdict.entries} entries, the chain is intact")
    else:
        says = f"the chain is broken at entry {verdict.broken_at}"
        yield fail("audit log", says, "somebody wrote into the database past the program; compare with a backup")
    wrong = recount.count_differences()
    yield (
        fail("counts", "; ".join(wrong), "see docs/running.md, Counts")
        if wrong
        else fine("counts", "are those of the rows")
    )
    if db.engine.dialect.name == "sqlite":
        yield _check_file()


def _check_file() -> Finding:
    try:
        told = db.session.execute(text("PRAGMA integrity_check(1)")).scalar_one()
    except DBAPIError as fault:
        told = type(fault.orig).__name__
    if told == "ok":
        return fine("database file", "is whole")
    return fail("database file", "is damaged", "stop everything, keep a copy of the file, restore the last backup")
