"""``flask backup``, ``flask restore``, ``flask held-mails``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from petition.backups.actions import making, restoring, scheduling, settling, shipping
from petition.backups.actions.restoring import RestoreReport, Source
from petition.backups.faults import BackupFault
from petition.backups.models import Backup
from petition.config.backup_values import parse_recipients
from petition.core.commands import CommandGroup, require_usable_database
from petition.core.db import db, truncate_wal
from petition.core.preflight import exit_on_start_error

BY = "command line"
PATH = click.Path(path_type=Path)
# What was done again, in words.
REAPPLIED = {
    "erased": "erased",
    "withdrawn": "withdrawn",
    "kept-off": "rejected or removed since: back in the quarantine or the queue, for coordinators to decide again",
    "withheld": "names withheld",
    "initials": "names shown as initials",
    "hidden": "names hidden",
    "no-updates": "no longer want news",
    "no-logo": "logos no longer permitted",
    "links-revoked": "links to own signatures revoked",
    "invitation-declined": "invitations declined",
    "invitation-revoked": "invitations revoked",
    "invitation-erased": "invitations deleted",
    "coordinator-ended": "coordinators whose access was ended",
    "role_held-erased": "roles taken away",
}


class BackupGroup(AppGroup):
    """A group in which a file may stand in place of a command: that one makes a backup."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the command in where none is named."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args.insert(0, "make")
        return super().parse_args(ctx, args)


backup = BackupGroup("backup", help="Backups: FILE makes one, verify FILE opens one.")
held_mails = CommandGroup("held-mails", help="Mails that a restore holds back: send, drop.")


def init_app(app: Flask) -> None:
    """Adds the commands to ``flask``."""
    for command in (backup, restore, held_mails):
        app.cli.add_command(command)


@contextmanager
def exit_on_fault() -> Iterator[None]:
    """Ends a command with one line where something is in the way."""
    try:
        yield
    except BackupFault as fault:
        db.session.rollback()
        click.echo(str(fault), err=True)
        sys.exit(1)


def _find_recipients(given: tuple[str, ...], plain: bool) -> tuple[str, ...]:
    if plain and given:
        raise BackupFault("--plain and --to: only one of them makes sense")
    if plain:
        return ()
    try:
        found = tuple(key for one in given for key in parse_recipients(one)) or shipping.backup_settings().recipients
    except ValueError as fault:
        raise BackupFault(f"--to: {fault}") from None
    if not found:
        raise BackupFault(
            "A backup holds names, so it is encrypted: give a public key by --to or BACKUP_TO (docs/backup.md says how "
            "to make one), or --plain to write it in clear text"
        )
    return found


@backup.command("make", short_help="Makes a backup: flask backup FILE.")
@click.argument("file", type=PATH)
@click.option("--to", "given", multiple=True, help="A public key of age (age1…); any number. Else those of BACKUP_TO.")
@click.option("--plain", is_flag=True, help="Write it in clear text, names and all.")
@require_usable_database
def make_backup(file: Path, given: tuple[str, ...], plain: bool) -> None:
    """Writes a verified, encrypted backup of the database into FILE, which must not exist; others work on meanwhile."""
    with exit_on_fault():
        recipients = _find_recipients(given, plain)
        _ship()
        _end_backup(making.make_backup(file, recipients))


@backup.command("scheduled", short_help="Makes the backup that is due; the worker runs it.")
@require_usable_database
def make_scheduled_backup() -> None:
    """Makes a backup in BACKUP_DIR and deletes those older than BACKUP_KEEP days."""
    with exit_on_fault():
        _ship()
        made = scheduling.make_scheduled_backup()
        if made is not None:
            _end_backup(made)


def _ship() -> None:
    while shipping.ship_entries():
        db.session.commit()
    db.session.commit()


def _end_backup(made: Backup) -> None:
    db.session.commit()
    clear = "" if made.encrypted else " IN CLEAR TEXT"
    click.echo(f"{made.name}: {made.size} bytes{clear}, as of {_moment(made.made_at)}. SHA-256 {made.sha256}")


@backup.command("verify", short_help="Opens a backup to its last byte.")
@click.argument("file", type=PATH)
@click.option("--identity", type=PATH, help="The file with the private key, as age-keygen writes it.")
def verify_backup(file: Path, identity: Path | None) -> None:
    """Opens a backup and checks the database in it; needs the private key, and no database."""
    with exit_on_fault():
        manifest = making.verify_backup(file, identity)
    click.echo(f"{file.name} is whole: {describe_manifest(manifest)}")


def describe_manifest(manifest: dict[str, Any]) -> str:
    """What a backup is of, in a line."""
    audit, rows = manifest["audit"], manifest["rows"]
    made_at = datetime.fromisoformat(manifest["made_at"])
    return (
        f"{manifest['engine']}, schema {manifest['revision']}, as of {_moment(made_at)},"
        f" {rows['endorsement']} endorsements; audit log of {audit['entries']} entries, last hash"
        f" {audit['last'] or 'none'}; needs the DATA_KEYS {', '.join(manifest['keys']) or 'none'}"
    )


@click.command("restore")
@click.argument("file", type=PATH)
@click.option("--identity", type=PATH, help="The file with the private key, as age-keygen writes it.")
@click.option("--erasures", type=PATH, multiple=True, help="A log of erasures; any number. Else that of ERASURE_LOG.")
@click.option("--accept-gaps", is_flag=True, help="Restore though erasures since may be unknown.")
@with_appcontext
def restore(file: Path, identity: Path | None, erasures: tuple[Path, ...], accept_gaps: bool) -> None:
    """Puts a backup into an empty database, and does again what was erased, withdrawn or hidden since."""
    standard = shipping.backup_settings().erasure_log
    logs = erasures or ((standard,) if standard.exists() else ())
    with exit_on_start_error(), exit_on_fault():
        with restoring.restore_backup(Source(file, identity, logs, accept_gaps), by=BY) as restored:
            db.session.commit()
        truncate_wal()
    faults = restoring.find_faults()
    db.session.rollback()
    for line in describe_restored(restored, faults):
        click.echo(line)
    if faults:
        click.echo("\n".join(faults), err=True)
        sys.exit(1)


def describe_restored(restored: RestoreReport, faults: list[str]) -> Iterator[str]:
    """What a restore did and did not do, a line each."""
    yield f"Restored: {describe_manifest(restored.manifest)}"
    yield (
        f"Lost: what came in between {_moment(restored.made_at)} and the end of the old database. Who signed or"
        " confirmed then has to do so again."
    )
    if restored.last_act is None:
        yield "The log of erasures says nothing."
    else:
        yield f"The log of erasures ends at {_moment(restored.last_act)}. Done again:"
    for kind, number in restored.reapplied.items():
        yield f"  {number} {REAPPLIED[kind]}"
    if restored.destroyed:
        yield f"Past their destruction date, and destroyed: {restored.destroyed}"
    if held := restored.settled["mails"]:
        yield f"Held back: {held} mails, perhaps sent since: flask held-mails send, or flask held-mails drop"
    if ended := restored.settled["announcements"]:
        yield f"Ended: {ended} announcements of an edition, which may have been told further since"
    yield "All coordinators have to sign in again; their unused links are void. Check at the desk who has access."
    if not faults:
        yield "The audit log is whole, and the counts are those of the rows."


@held_mails.command("send")
def send_held_mails() -> None:
    """Lets the worker send them."""
    number = settling.release_mails()
    db.session.commit()
    click.echo(f"{number} mails are sent by the worker.")


@held_mails.command("drop")
def drop_held_mails() -> None:
    """Never sends them."""
    number = settling.drop_mails()
    db.session.commit()
    click.echo(f"{number} mails are not sent.")


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")
