"""Mails: how many a worker sends, beside smtplib sending the same bytes; and how long a form takes to its mail."""

from __future__ import annotations

import smtplib
import time
from statistics import quantiles

import posts
from installation import Installation
from plan import Plan
from report import Report
from servers import ask, gunicorn, mail_server, peak_memory, wait_until, worker
from sink import Counter
from wrk import BenchFailed

SETTLE = (
    "UPDATE outgoing_mail SET sent_at = created_at, recipient = NULL, content = NULL, claimed_by = NULL,"
    " claimed_until = NULL WHERE sent_at IS NULL"
)


def measure(site: Installation, report: Report, plan: Plan) -> None:
    """A mail server in a process of its own takes what one worker sends."""
    site.execute(SETTLE)
    site.execute("DELETE FROM received_form")
    posts.queue_mails(site, plan.mails)
    settled = site.number_of("outgoing_mail", "sent_at IS NOT NULL")
    with mail_server() as relay:
        environ = {**site.environ, "MAIL_URL": f"smtp://127.0.0.1:{relay.port}?tls=none"}
        with worker(environ) as process:
            rate = _send_backlog(relay, plan)
            report.add("mails sent by one worker", [rate], "mails/s")
            if site.number_of("outgoing_mail", "sent_at IS NULL") > 1:
                _stop_backlog(site, relay)
            _send_one_by_one(site, report, plan, relay, environ)
            report.add("worker, peak memory (mails)", [peak_memory(process)], "MiB")
        _balance(site, report, relay, settled)
        rates = [_send_bytes(relay, plan.seconds) for _ in range(plan.rounds)]
        report.add("smtplib sending the same bytes", rates, "mails/s")
        report.add("mails sent, of what smtplib sends", [rate / one for one in rates], "of it")


def _send_backlog(relay: Counter, plan: Plan) -> float:
    if not relay.wait_for(1, 60):
        raise BenchFailed("the worker sends no mail")
    start, before = time.monotonic(), relay.mails
    relay.wait_for(plan.mails, plan.patience)
    return (relay.mails - before) / (time.monotonic() - start)


def _stop_backlog(site: Installation, relay: Counter) -> None:
    """The rest is not sent, but for what the worker has in its hands."""
    site.execute("DELETE FROM outgoing_mail WHERE sent_at IS NULL AND claimed_by IS NULL")
    wait_until(lambda: not site.number_of("outgoing_mail", "sent_at IS NULL"), 60, "the worker sends no more mails")
    assert relay.mails


def _send_one_by_one(site: Installation, report: Report, plan: Plan, relay: Counter, environ: dict[str, str]) -> None:
    """One form after the other, each when the mail of the last one has come."""
    file, waited = site.folder / "single.forms", []
    with gunicorn(environ) as (port, _process):
        posts.write_forms(file, posts.fetch_hidden_fields(port), plan.singles)
        time.sleep(3)
        for line in file.read_text().splitlines():
            path, body = line.split("\t")
            before, start = relay.mails, time.monotonic()
            answer = ask(port, path, method="POST", body=body)
            if answer.status not in (200, 303):
                raise BenchFailed(f"{answer.status} on {path}")
            if not relay.wait_for(before + 1, 30):
                raise BenchFailed("the mail of a form does not come")
            waited.append(1000 * (time.monotonic() - start))
            # The worker is back at its wait then.
            time.sleep(0.2)
    report.add("from a form to its mail", waited, "ms")
    report.add("from a form to its mail, nine of ten within", [quantiles(waited, n=10)[-1]], "ms")


def _balance(site: Installation, report: Report, relay: Counter, settled: int) -> None:
    """Each mail is sent, and none twice."""
    sent, waiting = (site.number_of("outgoing_mail", f"sent_at IS {which}") for which in ("NOT NULL", "NULL"))
    if waiting or sent - settled != relay.mails:
        raise BenchFailed(f"{relay.mails} mails came, {sent - settled} are recorded as sent, {waiting} wait")
    report.balance(f"{relay.mails:,} mails came, as many as were sent by the record, and none waits")


def _send_bytes(relay: Counter, seconds: int) -> float:
    mail, done = relay.first, 0
    with smtplib.SMTP("127.0.0.1", relay.port) as connection:
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            connection.sendmail("no-reply@bench.example", ["somebody@bench.example"], mail)
            done += 1
        return done / (time.monotonic() - start)
