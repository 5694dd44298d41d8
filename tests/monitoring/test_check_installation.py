"""``flask doctor``: finds what is wrong, says what to do, and ends with 1."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, text

import cast
import make
from mail_servers import SENDER, Postbox
from page import CheckedClient
from petition.backups.models import Backup
from petition.config.values import Relay
from petition.core.db import db, now
from petition.core.job_runs import JobRun
from petition.mail import smtp
from petition.monitoring import installation_checks
from petition.monitoring.mail_checks import check_mail
from services import free_port

Lent = Callable[..., Flask]


def doctor(app: Flask, *options: str) -> tuple[int, dict[str, dict[str, str]]]:
    """How it ends, and its findings by their subject."""
    ended = app.test_cli_runner().invoke(args=["doctor", "--json", *options])
    return ended.exit_code, {one["subject"]: one for one in json.loads(ended.output)}


def see_worker(ago: timedelta = timedelta()) -> None:
    db.session.execute(insert(JobRun).values(name="fold-tally", started_at=now() - ago, ended_at=now() - ago))
    db.session.commit()


@pytest.mark.both_databases
def test_it_finds_nothing_wrong_where_all_is_well(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    see_worker()
    code, found = doctor(app, "--whole")
    assert (code, {one["subject"] for one in found.values() if one["level"] == "wrong"}) == (0, set())
    for subject in ("database", "schema", "keys", "clock", "worker", "jobs", "audit log", "counts"):
        assert found[subject]["level"] == "ok", found[subject]


def test_it_says_what_to_do_about_what_is_wrong(app: Flask) -> None:
    see_worker(timedelta(hours=1))
    failed_at = now() - timedelta(minutes=50)
    db.session.execute(insert(JobRun).values(name="destroy", failed_at=failed_at, failure="ValueError"))
    db.session.commit()
    ended = app.test_cli_runner().invoke(args=["doctor"])
    assert ended.exit_code == 1
    assert "wrong    worker: was last active at" in ended.output
    assert "wrong    jobs: failed and not done since: destroy (ValueError)" in ended.output
    lines = ended.output.splitlines()
    assert all(lines[at + 1].startswith("         → ") for at, line in enumerate(lines) if line.startswith("wrong"))


def test_it_finds_counts_that_were_written_into(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    see_worker()
    db.session.execute(text("DELETE FROM tally_change"))
    db.session.commit()
    code, found = doctor(app, "--whole")
    assert (code, found["counts"]["level"]) == (1, "wrong")


@pytest.mark.both_databases
def test_it_finds_a_clock_that_was_set_back(app: Flask) -> None:
    see_worker()
    with time_machine.travel(now() - timedelta(hours=2)):
        code, found = doctor(app)
    assert (code, found["clock"]["level"]) == (1, "wrong")
    assert "behind what is on record" in found["clock"]["says"]


def test_it_finds_that_backups_are_not_made_any_longer(app: Flask) -> None:
    assert doctor(app)[1]["backup"]["level"] == "warning"
    settings = app.config["SETTINGS"]
    daily = replace(settings.backups, every=timedelta(days=1))
    app.config["SETTINGS"] = replace(settings, backups=daily)
    for ago, level in ((timedelta(days=3), "wrong"), (timedelta(hours=30), "ok")):
        made = {"made_at": now() - ago, "ended_at": now() - ago, "name": "a.age", "size": 1, "sha256": "0" * 64}
        db.session.execute(insert(Backup).values(**made, encrypted=True, scheduled=True))
        db.session.commit()
        assert doctor(app)[1]["backup"]["level"] == level


def test_it_finds_keys_that_are_missing(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    app.config["DATA_KEYS"] = ("another-key-of-forty-characters-987654321",)
    code, found = doctor(app)
    assert (code, found["keys"]["level"]) == (1, "wrong")
    assert "DATA_KEYS" in found["keys"]["remedy"]


def test_it_finds_a_schema_that_is_not_ours(app: Flask) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    db.session.commit()
    code, found = doctor(app)
    assert code == 1 and "flask db upgrade" in found["DATABASE_URL"]["says"]


def test_it_finds_files_that_others_may_read(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    secret = Path(settings.instance) / "secret_key"
    secret.write_text("x" * 40)
    secret.chmod(0o644)
    found = {one.subject: one for one in installation_checks.check_installation(settings)}
    assert (found["files"].level, found["files"].says) == ("wrong", "others may read secret_key")
    secret.chmod(0o600)
    found = {one.subject: one for one in installation_checks.check_installation(settings)}
    assert found["files"].level == "ok"


def test_it_finds_redis_and_a_certificate_away(app: Flask) -> None:
    port = free_port()
    away = replace(
        app.config["SETTINGS"], redis_url=f"redis://127.0.0.1:{port}", public_url=f"https://localhost:{port}"
    )
    found = {one.subject: one for one in installation_checks.check_installation(away)}
    assert (found["Redis"].level, found["certificate"].level) == ("warning", "unknown")


def mail_findings(app: Flask, port: int) -> dict[str, tuple[str, str]]:
    relay = Relay("127.0.0.1", port, None, None, "none")
    app.config.update(SETTINGS=replace(app.config["SETTINGS"], relay=relay, mail_from=SENDER))
    smtp.init_app(app)
    found = check_mail(app.config["SETTINGS"], ())
    return {one.subject: (one.level, one.says) for one in [next(iter(found))]}


def test_it_speaks_with_the_mail_server_and_sends_nothing(app: Flask) -> None:
    postbox = Postbox()
    postbox.start()
    try:
        assert mail_findings(app, postbox.port)["mail"][0] == "ok"
        assert (postbox.commands, postbox.letters) == (["MAIL", "RSET"], [])
        postbox.at_mail = "550 we do not know you"
        assert mail_findings(app, postbox.port)["mail"] == ("wrong", "the mail server refuses the sender (550)")
    finally:
        postbox.stop()
    assert mail_findings(app, postbox.port)["mail"][0] == "wrong"
