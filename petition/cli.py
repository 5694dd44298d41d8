"""The commands; each calls one action."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app, url_for
from flask.cli import with_appcontext

from petition import jobs, serve, worker
from petition.accounts import actions as accounts
from petition.accounts import key_rotation as account_keys
from petition.core import addresses, audit, data_keys, job_runs, key_rotation
from petition.core.commands import CommandGroup, require_usable_database
from petition.core.db import db, read_transactions
from petition.core.permissions import ROLES
from petition.desk import source_words
from petition.desk.queries import identity_lines
from petition.invitations.actions import invite as invite_actions
from petition.list import recount
from petition.monitoring.commands import run_checks
from petition.signing import commands as partition_commands
from petition.signing.decide import founders
from petition.signing.sign import key_rotation as sign_key_rotation
from petition.statements.actions import import_text, schedule
from petition.statements.actions.import_text import StatementError
from petition.statements.models import Statement
from petition.statements.queries import public_statements
from petition.statements.sources import reading
from petition.statements.sources.document import SourceError
from petition.statements.text import position, tree
from petition.statements.text.outline import format_outline

BY = "command line"


statement = CommandGroup("statement", help="Statements: import, open, close.")
coordinator = CommandGroup("coordinator", help="Coordinators: invite, end access.")
audits = CommandGroup("audit", help="The audit log.")
keys = CommandGroup("keys", help="The keys that encrypt personal data.")
counts = CommandGroup("counts", help="The counts.")
# Seconds after which no process writes under a key any more that is registered no longer, with the transactions
# that were under way.
LAST_WRITES = data_keys.KEPT_SECONDS + 1


def init_app(app: Flask) -> None:
    """Adds the commands to ``flask``, and the jobs that run by themselves."""
    jobs.init_app(app)
    for group in (statement, coordinator, audits, keys, counts, partition_commands.group):
        app.cli.add_command(group)
    for command in (run_worker, delete_expired_command, show_jobs, serve_command, run_checks):
        app.cli.add_command(command)


def exit_with_error(message: str) -> NoReturn:
    """Ends a command with one line that says what is wrong."""
    click.echo(message, err=True)
    sys.exit(1)


@statement.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slug", help="The address; made from the title if not given.")
@click.option("--lang", default="en", show_default=True, help="The language of the text.")
@click.option("--dry-run", is_flag=True, help="Show what would be imported, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the outline as JSON and nothing else.")
def import_statement(file: Path, slug: str | None, lang: str, dry_run: bool, as_json: bool) -> None:
    """Reads a position from a file: text, Markdown, DOCX, ODT, RTF, HTML, or PDF with text."""
    try:
        source = reading.read_source(file.read_bytes(), file.name)
    except SourceError as refusal:
        exit_with_error(f"{file.name}: {source_words.refusal_words(refusal)}")
    parsed, fault = position.parse_with_obstacle(source.text)
    parsed = replace(parsed, notes=(*source_words.note_words(source.notes), *parsed.notes))
    if fault is None:
        told = _import_text(source.text, parsed, slug, lang, dry_run)
    else:
        obstacle = f"{file.name}{f':{fault.line}' if fault.line else ''}: {fault.message}"
        if not dry_run or not parsed.line_roles:
            exit_with_error(obstacle)
        told = f"\nNothing was changed. Fix this, then import the file: {obstacle}"
    if as_json:
        click.echo(json.dumps(position.to_json(parsed), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{format_outline(parsed)}\n{told}")


def _import_text(text: str, parsed: tree.Position, slug: str | None, lang: str, dry_run: bool) -> str:
    try:
        brought, edition, new = import_text.import_text(text, parsed, slug=slug, language=lang, by=BY)
    except StatementError as fault:
        db.session.rollback()
        exit_with_error(str(fault))
    where = _say_where(brought, lang)
    if dry_run:
        db.session.rollback()
        return f"\nNothing was changed. After an import: {where}"
    if new and parsed.signatories:
        founders.begin_founding(edition, map(founders.Founder.from_signatory, parsed.signatories), language=lang)
    db.session.commit()
    for _done in jobs.find_job("found").steps():
        db.session.commit()
    told = [f"\nEdition {edition.number}, SHA-256 {edition.sha256}", where]
    people = sum(one.kind == "individual" for one in parsed.signatories) if new else 0
    if people:
        told.append(
            f"People listed in the text: {people}. They are counted; "
            "their names are published once a coordinator confirms that they agreed."
        )
    return "\n".join([*told, _say_next(brought)])


def _say_where(brought: Statement, lang: str) -> str:
    """Where the text can be read: its public address only where that is served."""
    site = current_app.config["PUBLIC_URL"]
    if brought.is_public:
        return f"Everybody can read it at {site}/{lang}/{brought.slug} while the site runs (make run, or your server)."
    return (
        f"It is not public: {site}/{lang}/{brought.slug} answers 404. It is seen at the desk, "
        f"{site}/desk/statements/{brought.id}, and by private links that are made there."
    )


def _say_next(brought: Statement) -> str:
    """What can be done next."""
    if brought.is_open:
        return f"It can be signed. End signing: flask statement close {brought.slug}"
    if brought.is_delivered or brought.closed_at is not None:
        return "Signing has ended."
    return (
        f"Next: add a translation with --slug {brought.slug} --lang LANGUAGE, "
        f"or start signing: flask statement open {brought.slug}"
    )


@statement.command("open")
@click.argument("slug")
def open_statement(slug: str) -> None:
    """Starts signing, once readers are told who is behind the statement."""
    found = _find_statement(slug)
    if refusal := identity_lines.opening_refusal(found):
        exit_with_error(refusal)
    try:
        changed = schedule.open_signing(found, by=BY)
    except StatementError as fault:
        db.session.rollback()
        exit_with_error(str(fault))
    db.session.commit()
    click.echo(f"{slug} is open for signing." if changed else f"{slug} was already open for signing.")


@statement.command("close")
@click.argument("slug")
def close_statement(slug: str) -> None:
    """Ends signing."""
    changed = schedule.close_signing(_find_statement(slug), by=BY)
    db.session.commit()
    click.echo(f"{slug} is closed for signing." if changed else f"{slug} was not open for signing.")


def _find_statement(slug: str) -> Statement:
    return public_statements.find_by_slug(slug) or exit_with_error(f"{slug}: no statement has this address")


@coordinator.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--statement", "slug", help="The statement that the role is for; all statements if not given.")
def invite(email: str, role: str, slug: str | None) -> None:
    """Prints a one-time link to set up an account."""
    place = accounts.RoleScope(_find_statement(slug).id) if slug else accounts.EVERYWHERE
    try:
        token = accounts.invite_coordinator(email, role, by=BY, place=place, note=f"statement {slug}" if slug else None)
    except addresses.NotAnAddress:
        exit_with_error(f"{email}: enter a complete mail address, such as name@example.org")
    db.session.commit()
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"]):
        link = url_for("accounts.invitation", token=token, _external=True)
    click.echo(f"One-time link for {email}, valid for 7 days:\n{link}")


@audits.command("verify")
def verify_audit_log() -> None:
    """Checks that the audit log was not changed."""
    verdict = audit.verify_chain()
    if not verdict.is_intact:
        exit_with_error(
            f"The chain is broken at entry {verdict.broken_at}; the {verdict.entries} entries before it are intact."
        )
    click.echo(f"{verdict.entries} entries, the chain is intact. Last hash: {verdict.head.hex()}")


@keys.command("rotate")
def rotate_keys() -> None:
    """Encrypts all personal data with the newest key of DATA_KEYS; older keys can then be removed."""
    changed = _reseal_under_newest_key()
    if data_keys.forget_older_keys():
        db.session.commit()
        time.sleep(LAST_WRITES)
        if data_keys.has_older_keys_in_use():
            changed += _reseal_under_newest_key()
    db.session.rollback()
    if data_keys.has_older_keys_in_use():
        exit_with_error(
            "A process still uses an older key. Restart all processes with the new key, then run this again."
        )
    click.echo(f"{changed} rows are encrypted with the newest key. You can remove older keys from DATA_KEYS.")


def _reseal_under_newest_key() -> int:
    changed = 0
    for batch in key_rotation.reseal_all():
        db.session.commit()
        changed += batch
    for _ in chain(sign_key_rotation.rekey_endorsements(), invite_actions.rekey_invitations()):
        db.session.commit()
    account_keys.rekey_accounts()
    db.session.commit()
    return changed


@counts.command("check")
def check_counts() -> None:
    """Compares the stored counts with the rows."""
    wrong = recount.count_differences()
    if wrong:
        exit_with_error("\n".join(wrong))
    click.echo("The counts are correct.")


@click.command("worker")
@with_appcontext
@require_usable_database
def run_worker() -> None:
    """Sends mail and runs jobs, until stopped."""
    worker.run_worker(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("tidy")
@click.option("--dry-run", is_flag=True, help="Show what would be deleted, delete nothing.")
@with_appcontext
@require_usable_database
def delete_expired_command(dry_run: bool) -> None:
    """Deletes data whose retention period has ended."""
    for job in jobs.JOBS:
        if job.count is not None:
            click.echo(f"{job.count() if dry_run else worker.finish_job(job)} {job.tidies}")
    if dry_run:
        db.session.rollback()
        click.echo("Nothing was changed.")


@click.command("jobs")
@with_appcontext
@require_usable_database
def show_jobs() -> None:
    """Shows the automatic jobs: how often, last run, last failure."""
    with read_transactions():
        runs, seen = job_runs.latest_runs(), job_runs.last_seen()
        for job in jobs.JOBS:
            run = runs.get(job.name) or job_runs.JobRun(done=0, longest_ms=0)
            click.echo(f"{job.name}: {job.does}, {words_of(job.every)}, at most {job.step_seconds:g} s a transaction")
            ran = (
                f"{moment(run.started_at)} to {moment(run.ended_at)}, {run.done} rows, longest step {run.longest_ms} ms"
            )
            click.echo(f"    last run      {ran if run.started_at else 'never'}")
            click.echo(f"    last failure  {f'{moment(run.failed_at)}, {run.failure}' if run.failed_at else 'none'}")
        db.session.rollback()
    click.echo(f"A worker was last active at {moment(seen)}." if seen else "No worker has been active yet.")


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
    """Updates the database, loads the example into an empty one, and starts the server, as ``make run`` does."""
    serve.serve_app(current_app._get_current_object())  # type: ignore[attr-defined]
