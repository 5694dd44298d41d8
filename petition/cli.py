"""The commands; each calls one action."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app, url_for
from flask.cli import with_appcontext

from petition import jobs, serve, worker
from petition.accounts import actions as accounts
from petition.core import addresses, audit, data_keys, job_runs, rotation
from petition.core.commands import Group, checked
from petition.core.db import db, reading
from petition.core.permissions import ROLES
from petition.invitations import actions as invitations
from petition.signatories import recount
from petition.signing import actions as signing
from petition.statements import actions as statements
from petition.statements import position, queries
from petition.statements.models import Statement
from petition.statements.outline import outline

BY = "command line"


statement = Group("statement", help="Statements: bring in, open, close.")
coordinator = Group("coordinator", help="Coordinators: invite, end access.")
audits = Group("audit", help="The audit log.")
keys = Group("keys", help="The keys that encrypt personal data.")
counts = Group("counts", help="The counts.")
# Seconds after which no process writes under a key any more that is registered no longer, with the transactions
# that were under way.
LAST_WRITES = data_keys.KEPT_SECONDS + 1


def init_app(app: Flask) -> None:
    """Adds the commands to ``flask``, and the jobs that run by themselves."""
    jobs.init_app(app)
    for group in (statement, coordinator, audits, keys, counts):
        app.cli.add_command(group)
    for command in (work, tidy, show_jobs, serve_command):
        app.cli.add_command(command)


def fail(message: str) -> NoReturn:
    """Ends a command with one line that says what is wrong."""
    click.echo(message, err=True)
    sys.exit(1)


@statement.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slug", help="The address; made of the title when absent.")
@click.option("--lang", default="en", show_default=True, help="The language of the text.")
@click.option("--dry-run", is_flag=True, help="Show what would be, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the outline as JSON and nothing else.")
def import_statement(file: Path, slug: str | None, lang: str, dry_run: bool, as_json: bool) -> None:
    """Reads a position from a plain-text or Markdown file."""
    try:
        text = position.read(file.read_bytes())
        parsed = position.parse(text, strict=True)
    except position.PositionError as fault:
        fail(f"{file.name}{f':{fault.line}' if fault.line else ''}: {fault.message}")
    told = _bring_in(text, parsed, slug, lang, dry_run)
    if as_json:
        click.echo(json.dumps(position.to_json(parsed), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{outline(parsed)}\n{told}")


def _bring_in(text: str, parsed: position.Position, slug: str | None, lang: str, dry_run: bool) -> str:
    try:
        brought, edition, new = statements.bring_in(text, parsed, slug=slug, language=lang, by=BY)
    except statements.StatementError as fault:
        db.session.rollback()
        fail(str(fault))
    if new:
        signing.found(edition, [(one.name, one.country) for one in parsed.signatories], language=lang)
    where = f"{current_app.config['PUBLIC_URL']}/{lang}/{brought.slug}"
    if dry_run:
        db.session.rollback()
        return f"\nNothing was changed. It would stand at {where}"
    db.session.commit()
    opened = f"\nStart signing: flask statement open {brought.slug}" if not brought.is_open else ""
    return f"\nEdition {edition.number}, SHA-256 {edition.sha256}\nIt stands at {where}{opened}"


@statement.command("open")
@click.argument("slug")
def open_statement(slug: str) -> None:
    """Starts signing."""
    try:
        changed = statements.open_signing(_statement(slug), by=BY)
    except statements.StatementError as fault:
        db.session.rollback()
        fail(str(fault))
    db.session.commit()
    click.echo(f"{slug} can be signed." if changed else f"{slug} could be signed already.")


@statement.command("close")
@click.argument("slug")
def close_statement(slug: str) -> None:
    """Ends signing."""
    changed = statements.close_signing(_statement(slug), by=BY)
    db.session.commit()
    click.echo(f"{slug} can no longer be signed." if changed else f"{slug} could not be signed anyway.")


def _statement(slug: str) -> Statement:
    return queries.by_slug(slug) or fail(f"{slug}: there is no such statement")


@coordinator.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--statement", "slug", help="Where the role holds; everywhere when absent.")
def invite(email: str, role: str, slug: str | None) -> None:
    """Prints a one-time link to set up an account."""
    place = accounts.Place(_statement(slug).id) if slug else accounts.EVERYWHERE
    try:
        token = accounts.invite(email, role, by=BY, place=place, note=f"statement {slug}" if slug else None)
    except addresses.NotAnAddress:
        fail(f"{email}: takes a complete mail address")
    db.session.commit()
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"]):
        link = url_for("accounts.invitation", token=token, _external=True)
    click.echo(f"One-time link for {email}, good for 7 days:\n{link}")


@audits.command("verify")
def verify() -> None:
    """Checks the chain of the audit log."""
    verdict = audit.verify()
    if not verdict.intact:
        fail(f"The chain breaks at entry {verdict.broken_at}; {verdict.entries} entries before it hold.")
    click.echo(f"{verdict.entries} entries, the chain is intact. Last hash: {verdict.head.hex()}")


@keys.command("rotate")
def rotate() -> None:
    """Brings all personal data under the newest key of DATA_KEYS; then the older ones may go."""
    changed = _bring_under_newest()
    if data_keys.forget_older():
        db.session.commit()
        time.sleep(LAST_WRITES)
        if data_keys.older_in_use():
            changed += _bring_under_newest()
    db.session.rollback()
    if data_keys.older_in_use():
        fail("A process still writes under an older key: restart all with the new key, and run this again.")
    click.echo(f"{changed} rows are under the newest key. Older keys may be taken out of DATA_KEYS.")


def _bring_under_newest() -> int:
    changed = 0
    for batch in rotation.reseal():
        db.session.commit()
        changed += batch
    for _ in chain(signing.rekey(), invitations.rekey()):
        db.session.commit()
    accounts.rekey()
    db.session.commit()
    return changed


@counts.command("check")
def check_counts() -> None:
    """Compares the roll-up with the rows themselves."""
    wrong = recount.differences()
    if wrong:
        fail("\n".join(wrong))
    click.echo("The counts are those of the rows.")


@click.command("worker")
@with_appcontext
@checked
def work() -> None:
    """Sends the outbox and runs what is due, until stopped."""
    worker.run(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("tidy")
@click.option("--dry-run", is_flag=True, help="Say what would go, delete nothing.")
@with_appcontext
@checked
def tidy(dry_run: bool) -> None:
    """Deletes what is kept no longer: what retention demands today."""
    for job in jobs.JOBS:
        if job.count is not None:
            click.echo(f"{job.count() if dry_run else worker.finish(job)} {job.tidies}")
    if dry_run:
        db.session.rollback()
        click.echo("Nothing was changed.")


@click.command("jobs")
@with_appcontext
@checked
def show_jobs() -> None:
    """Shows what runs by itself: how often, last run, last failure."""
    with reading():
        runs, seen = job_runs.runs(), job_runs.last_seen()
        for job in jobs.JOBS:
            run = runs.get(job.name) or job_runs.JobRun(done=0, longest_ms=0)
            click.echo(f"{job.name}: {job.does}, {words_of(job.every)}, at most {job.step_seconds:g} s a transaction")
            ran = (
                f"{moment(run.started_at)} to {moment(run.ended_at)}, {run.done} rows, longest step {run.longest_ms} ms"
            )
            click.echo(f"    last run      {ran if run.started_at else 'never'}")
            click.echo(f"    last failure  {f'{moment(run.failed_at)}, {run.failure}' if run.failed_at else 'none'}")
        db.session.rollback()
    click.echo(f"A worker was seen {f'at {moment(seen)}' if seen else 'never'}.")


def words_of(pause: timedelta) -> str:
    """How often something happens, in words."""
    seconds = int(pause.total_seconds())
    return (
        "every night"
        if pause == job_runs.DAY
        else f"every {f'{seconds} s' if seconds < 60 else f'{seconds // 60} min'}"
    )


def moment(at: datetime | None) -> str:
    """A moment in UTC, to the second."""
    return at.strftime("%Y-%m-%d %H:%M:%S UTC") if at else "–"


@click.command("serve")
@with_appcontext
def serve_command() -> None:
    """What ``make run`` starts: newest schema, an example where there is nothing, and the server."""
    serve.run(current_app._get_current_object())  # type: ignore[attr-defined]
