"""The clock is set back by an hour under a running process: no page fails, no mail goes twice, and nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

import cast
import make
from mail_servers import SENDER, Postbox, connection_to, deliver_mails
from page import CheckedClient
from petition import worker
from petition.core import audit, job_runs, limits
from petition.core.db import db, now
from petition.jobs import JOBS
from petition.list import recount
from petition.mail import smtp

HOUR = timedelta(hours=1)
PAGES = ("/", "/en/open-courts", "/en/open-courts/signatories", "/en/open-courts/sign", "/en/privacy", "/readyz")
DESK = ("/desk/", "/desk/organisations")


def send_all(postbox: Postbox) -> None:
    with connection_to(postbox.port) as connection:
        while deliver_mails(connection):
            pass


@pytest.mark.both_databases
def test_it_goes_on_through_an_hour_that_comes_twice(
    lent_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    app, postbox = lent_app(mail_from=SENDER, sign_limit="4 per minute"), Postbox()
    postbox.start()
    with app.app_context():
        smtp.init_app(app)
        make.statement()
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        desk = make.at_the_desk(app)
        # What is written, sent, counted and run before; one mail waits, and one has its claim.
        make.sign(client, cast.ALENA)
        db.session.rollback()
        send_all(postbox)
        link = make.mails()[0]
        assert link.sent_at is not None
        make.sign(client, cast.NOOR)
        for job in JOBS:
            worker.run_job(app, job)
        seen = {path: desk.get(path).status_code for path in PAGES}
        assert {desk.get(path).status_code for path in DESK} == {200}
        db.session.remove()
        with time_machine.travel(now() - HOUR, tick=True):
            assert {path: desk.get(path).status_code for path in PAGES} == seen
            # A session that was signed later than now is none: whoever had one signs in again.
            assert {desk.get(path).status_code for path in DESK} == {302}
            client.post(make.link())
            make.sign(client, {**cast.NOOR, "email": "second@reader.example"})
            db.session.rollback()
            send_all(postbox)
            runs = job_runs.latest_runs()
            assert all(job.is_due(runs.get(job.name), now()) for job in JOBS), "none waits for the old hour"
            # On SQLite even reading holds the jobs back here, until the transaction ends.
            db.session.rollback()
            for job in JOBS:
                worker.run_job(app, job)
            db.session.rollback()
            assert {run.failure for run in job_runs.latest_runs().values()} == {None}
            assert recount.count_differences() == [] and audit.verify_chain().is_intact
    postbox.stop()
    assert postbox.message_ids and set(postbox.message_ids.values()) == {1}
    assert {cast.ALENA["email"], cast.NOOR["email"], "second@reader.example"} <= set(postbox.recipients)
    assert [line for line in caplog.messages if "failed" in line] == []


@pytest.mark.both_databases
def test_it_locks_nobody_out_for_the_hour(app: Flask) -> None:
    tries = [limits.count_try("2 per minute", "sign", "a network") for _ in range(3)]
    assert tries[:2] == [0, 0] and 0 < tries[2] <= 60
    with time_machine.travel(now() - HOUR, tick=True):
        assert [limits.count_try("2 per minute", "sign", "a network") > 0 for _ in range(3)] == [False, False, True]
