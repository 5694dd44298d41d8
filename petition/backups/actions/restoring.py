"""Putting a backup into an empty database, and doing again what people had asked for since."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert, inspect, text

from petition.backups import container, log_lines, postgresql_dumps, sqlite_snapshots
from petition.backups.actions import making, reapplying, settling
from petition.backups.faults import BackupFault, explain_file_errors
from petition.backups.log_lines import ErasureFile
from petition.backups.manifest import describe_database
from petition.core import audit, crypto, data_keys, health, preflight, restore_runs
from petition.core.db import db, now
from petition.core.restore_runs import RestoreRun
from petition.list import recount
from petition.signing import retention

RESTORED = "database.restore"


@dataclass
class RestoreReport:
    """What was restored: of which moment, what was done again, and what is held back."""

    manifest: dict[str, Any]
    last_act: datetime | None
    reapplied: Counter[str]
    settled: Counter[str]
    destroyed: int

    @property
    def made_at(self) -> datetime:
        """The moment that the backup is of."""
        return datetime.fromisoformat(self.manifest["made_at"])


@dataclass(frozen=True)
class Source:
    """What is restored from: the backup, the private key, the logs of erasures, and whether gaps in those are taken."""

    path: Path
    identities: Path | None
    logs: tuple[Path, ...]
    accept_gaps: bool = False


@contextmanager
def restore_backup(source: Source, *, by: str) -> Iterator[RestoreReport]:
    """Restores a backup, which the caller commits inside; raises BackupFault.

    Where anything fails, the commit too, the database is as empty as before.
    """
    logs = [log_lines.read_log(path) for path in source.logs]
    _require_empty()
    with _clear_on_fault():
        manifest = _load(source, logs)
        upgrade()
        data_keys.check_keys()
        yield _settle(manifest, logs, by)


def check_manifest(source: Source, manifest: dict[str, Any], logs: list[ErasureFile]) -> None:
    """Raises BackupFault before anything is put in: where this machine could not read it, or would bring back what is
    erased.
    """
    making.check_format(source.path, manifest)
    kind, here = manifest["engine"].split()[0], db.engine.dialect.name
    if kind != here:
        raise BackupFault(f"DATABASE_URL: must be {kind}, as the backup is; it is {here}")
    if manifest["revision"] not in health.known_revisions(health.MIGRATIONS):
        raise BackupFault(
            f"{source.path}: its schema, {manifest['revision']}, is newer than this program; install the newer one"
        )
    ring = crypto.current_key_ring()
    there = {key.id.hex() for key in ring.keys}
    if missing := sorted(set(manifest["keys"]) - there):
        raise BackupFault(
            f"DATA_KEYS: must contain the keys {', '.join(missing)}, which the backup was written with; it contains"
            f" {', '.join(sorted(there))}. Nothing was changed"
        )
    if not source.accept_gaps:
        _refuse_gaps(source, datetime.fromisoformat(manifest["made_at"]), logs, ring)


def find_faults() -> list[str]:
    """What is wrong with the audit log and the counts, a line each."""
    verdict = audit.verify_chain()
    broken = [] if verdict.is_intact else [f"The audit log is broken at entry {verdict.broken_at}."]
    return broken + recount.count_differences()


def _refuse_gaps(source: Source, made_at: datetime, logs: list[ErasureFile], ring: crypto.KeyRing) -> None:
    anyway = "or accept with --accept-gaps that erased names come back"
    if not logs:
        raise BackupFault(f"The log of erasures is missing: give it by --erasures, {anyway}. Nothing was changed")
    if all(log.since > made_at for log in logs):
        since = min(log.since for log in logs)
        raise BackupFault(
            f"The log of erasures begins at {since:%Y-%m-%d %H:%M} UTC, later than the backup: give an older one,"
            f" {anyway}"
        )
    if missing := log_lines.missing_keys(_acts(logs), ring):
        named = ", ".join(sorted(one.hex() for one in missing))
        raise BackupFault(f"DATA_KEYS: must contain the keys {named}, which the log of erasures needs, {anyway}")


def _require_empty() -> None:
    """Raises BackupFault unless the database is empty; what a killed restore left is cleared."""
    with db.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        # A dump that was loaded, and not yet marked, has no revision; nothing else of ours is without one.
        unfinished = restore_runs.RestoreRun.__tablename__ in tables and (
            preflight.current_revision(connection) is None or restore_runs.is_unfinished(connection)
        )
    if unfinished:
        _clear()
    elif tables:
        raise BackupFault(
            "DATABASE_URL: must be an empty database, for a restore overwrites nothing; this one has tables"
        )


@contextmanager
def _clear_on_fault() -> Iterator[None]:
    try:
        yield
    except BaseException:
        db.session.rollback()
        _clear()
        raise


def _clear() -> None:
    """Empties the database, which held nothing before."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        path = Path(db.engine.url.database or "")
        db.engine.dispose()
        sqlite_snapshots.clear_database(path)
        path.touch(mode=0o600)
        return
    with db.engine.begin() as connection:
        for table in inspect(connection).get_table_names():
            connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{table}" CASCADE')
        own = (
            "SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        for routine in connection.execute(text(own)).scalars().all():
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {routine} CASCADE")
    db.engine.dispose()


def _load(source: Source, logs: list[ErasureFile]) -> dict[str, Any]:
    load = _load_sqlite if db.engine.dialect.name == "sqlite" else _load_postgresql
    return load(source, logs)


def _load_sqlite(source: Source, logs: list[ErasureFile]) -> dict[str, Any]:
    database = Path(db.engine.url.database or "")
    sqlite_snapshots.remove_leftovers(database)
    folder = Path(tempfile.mkdtemp(prefix=sqlite_snapshots.PREFIX, dir=database.parent))
    copy = folder / "copy.sqlite"

    def take(manifest: dict[str, Any]) -> container.Take:
        check_manifest(source, manifest, logs)
        return file.write

    try:
        with explain_file_errors(database), copy.open("wb") as file:
            manifest = container.read_backup(source.path, source.identities, take)
        making.compare_copy(copy, manifest)
        copy.chmod(0o600)
        # From the first moment at its place it is marked as not restored to the end.
        with closing(sqlite3.connect(copy)) as connection, connection:
            connection.execute("INSERT INTO restore_run (made_at, begun_at) VALUES (?, ?)", _marks(manifest))
        db.engine.dispose()
        sqlite_snapshots.place_copy(copy, database)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return manifest


def _marks(manifest: dict[str, Any]) -> tuple[str, str]:
    made_at = datetime.fromisoformat(manifest["made_at"]).astimezone(UTC)
    return f"{made_at:%Y-%m-%d %H:%M:%S.%f}", f"{now():%Y-%m-%d %H:%M:%S.%f}"


def _load_postgresql(source: Source, logs: list[ErasureFile]) -> dict[str, Any]:
    loading: list[postgresql_dumps.Program] = []

    def take(manifest: dict[str, Any]) -> container.Take:
        check_manifest(source, manifest, logs)
        version = postgresql_dumps.server_version(db.engine)
        program = postgresql_dumps.start_restore(db.engine.url, version)
        loading.append(program)
        return lambda piece: postgresql_dumps.feed(program, piece)

    try:
        manifest = container.read_backup(source.path, source.identities, take)
        for program in loading:
            program.finish()
    finally:
        for program in loading:
            program.stop()
    with db.engine.begin() as connection:
        making.refuse_differences(manifest, describe_database(connection))
        # Only now is it a database of this program: until here nothing would have started on it.
        connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": manifest["revision"]})
        made_at = datetime.fromisoformat(manifest["made_at"])
        connection.execute(insert(RestoreRun).values(made_at=made_at, begun_at=now()))
    return manifest


def _settle(manifest: dict[str, Any], logs: list[ErasureFile], by: str) -> RestoreReport:
    made_at, acts = datetime.fromisoformat(manifest["made_at"]), list(_acts(logs))
    # First of all, so that what is done again, and thereby noted again, has numbers of its own.
    settling.leave_gaps(max((act.number for act in acts), default=0))
    reapplied = reapplying.reapply_acts(acts, made_at)
    settled = settling.settle_database()
    destroyed = 0
    while number := retention.destroy_expired(now().date()):
        destroyed += number
    audit.append_entry(RESTORED, f"{made_at:%Y-%m-%d %H:%M} UTC", by=by)
    db.session.query(RestoreRun).update({RestoreRun.ended_at: now()})
    last = max((act.at for act in acts), default=None)
    return RestoreReport(manifest, last, reapplied, settled, destroyed)


def _acts(logs: Iterable[ErasureFile]) -> Iterator[log_lines.LoggedAct]:
    for log in logs:
        yield from log.acts
