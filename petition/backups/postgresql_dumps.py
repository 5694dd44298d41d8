"""``pg_dump`` and ``pg_restore`` of the server's own version, found on the machine; no password can be seen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL

from petition.backups.faults import BackupFault, DamagedBackup
from petition.backups.manifest import describe_database

INSTALLED, CHUNK = Path("/usr/lib/postgresql"), 256 * 1024
# Whose rows are no part of a backup: without its revision nothing starts on what is not restored to the end.
MARK = "alembic_version"


class Program:
    """A program of PostgreSQL that is running, with what it says on standard error kept in a file."""

    def __init__(self, command: list[str], environ: dict[str, str], **streams: Any) -> None:
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.name = Path(command[0]).name
        self.process = subprocess.Popen(command, env=environ, stderr=self._said, **streams)  # noqa: S603

    def finish(self) -> None:
        """Waits for the end; raises BackupFault with its first words where it failed."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        if self.process.wait() == 0:
            return
        self._said.seek(0)
        first = self._said.read(2000).decode("utf-8", "replace").split("\n")[0]
        raise BackupFault(f"{self.name} failed: {first[:200] or self.process.returncode}")

    def stop(self) -> None:
        """Ends it, where it has not ended."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                # It is a closed pipe by now.
                try:
                    stream.close()
                except BrokenPipeError:
                    pass
        self._said.close()


@contextmanager
def dump(engine: Engine) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
    """What the manifest says, and the bytes of a dump, both of one snapshot, while others write.

    Every byte is also read by ``pg_restore``, which fails where the dump is not whole.
    """
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        version = _server_version(connection)
        stated = {"engine": f"postgresql {version}", **describe_database(connection)}
        exported = connection.scalar(text("SELECT pg_export_snapshot()"))
        name, environ = connect_arguments(engine.url)
        command = [
            find_program("pg_dump", version), "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
            "--no-comments", f"--exclude-table-data={MARK}", f"--snapshot={exported}", f"--dbname={name}",
        ]  # fmt: skip
        reader = start_reader(version)
        writer = Program(command, environ, stdout=subprocess.PIPE)
        try:
            yield stated, _tee(writer, reader)
        finally:
            writer.stop()
            reader.stop()


def start_reader(version: int) -> Program:
    """Reads a dump from its input to the end, as a restore does, and writes it nowhere."""
    command = [find_program("pg_restore", version), "--file=/dev/null"]
    return Program(command, dict(os.environ), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)


def start_restore(url: URL, version: int) -> Program:
    """Loads a dump from its input into an empty database, in one transaction."""
    name, environ = connect_arguments(url)
    command = [
        find_program("pg_restore", version), "--no-owner", "--no-privileges", "--no-comments", "--single-transaction",
        "--exit-on-error", f"--dbname={name}",
    ]  # fmt: skip
    return Program(command, environ, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)


def feed(program: Program, piece: bytes) -> None:
    """Hands the next bytes to a program; raises BackupFault where it has ended."""
    assert program.process.stdin is not None
    try:
        program.process.stdin.write(piece)
    except BrokenPipeError:
        program.process.stdin = None
        program.finish()
        raise DamagedBackup(f"{program.name} stopped before the end of the dump") from None


def connect_arguments(url: URL) -> tuple[str, dict[str, str]]:
    """How PostgreSQL's programs connect: the password stands in the environment, and in no list of processes."""
    _, options = url.get_dialect()().create_connect_args(url)
    password = options.pop("password", None)
    environ = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    return make_conninfo(**options), environ


def find_program(name: str, version: int) -> str:
    """The program of the server's version, else of the next newer one; raises BackupFault."""
    found = {int(path.parent.parent.name): str(path) for path in INSTALLED.glob(f"[0-9]*/bin/{name}")}
    if (there := shutil.which(name)) is not None and (number := _program_version(there)) is not None:
        found.setdefault(number, there)
    fitting = sorted(number for number in found if number >= version)
    if fitting:
        return found[fitting[0]]
    has = f"only an older one is here ({max(found)})" if found else "there is none on this machine"
    raise BackupFault(f"{name} of PostgreSQL {version} is needed: {has}. Install it (postgresql-client-{version})")


def server_version(engine: Engine) -> int:
    """The major version of the server."""
    with engine.connect() as connection:
        return _server_version(connection)


def _server_version(connection: Connection) -> int:
    return int(connection.scalar(text("SHOW server_version_num")) or 0) // 10000


def _program_version(path: str) -> int | None:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else None


def _tee(writer: Program, reader: Program) -> Iterator[bytes]:
    assert writer.process.stdout is not None
    while piece := writer.process.stdout.read(CHUNK):
        feed(reader, piece)
        yield piece
    writer.finish()
    reader.finish()
