"""PostgreSQL with a replica that streams, both of the test's own, on loopback."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from services import OWNER, _as_user, _wait_for, free_port, in_memory


@dataclass
class Pair:
    """The two addresses, as the program takes them."""

    primary: str
    replica: str

    def tell_replica(self, statement: str) -> None:
        """Asks the replica for something as its owner, such as to stop replaying."""
        with psycopg.connect(self.replica.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(statement.encode())

    def wait_for_replica(self) -> None:
        """Waits until the replica shows all that the primary has."""
        with psycopg.connect(self.primary.replace("+psycopg", ""), autocommit=True) as connection:
            place = connection.execute("SELECT pg_current_wal_lsn()::text").fetchone()
        with psycopg.connect(self.replica.replace("+psycopg", ""), autocommit=True) as connection:
            while connection.execute("SELECT pg_last_wal_replay_lsn() < %s::pg_lsn", place).fetchone() == (True,):
                pass


@contextmanager
def replicated(database: str) -> Iterator[Pair]:
    """A primary with one empty database, and its replica; ended and removed afterwards."""
    programs = Path(os.environ["TEST_POSTGRESQL_PROGRAMS"])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="replicated-", dir=in_memory())))
        user, ports = _as_user(folder), (free_port(), free_port())

        def run(program: str, *words: object) -> None:
            subprocess.run([programs / program, *map(str, words)], check=True, user=user, cwd=folder,
                           stdout=subprocess.DEVNULL)  # fmt: skip

        def start(data: Path, port: int) -> None:
            options = ("fsync=off", "wal_level=replica", "max_wal_senders=3", "listen_addresses=127.0.0.1",
                       f"unix_socket_directories={folder}", "log_min_messages=fatal", "shared_buffers=32MB")  # fmt: skip
            flags = [part for option in options for part in ("-c", option)]
            process = subprocess.Popen([programs / "postgres", "-D", data, "-p", str(port), *flags], user=user,
                                       cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
            stack.callback(process.wait, 30)
            # At once: nothing of it is needed any more.
            stack.callback(process.terminate)
            stack.callback(process.send_signal, 3)
            _wait_for(port)

        run(
            "initdb",
            "-D",
            folder / "primary",
            "-U",
            OWNER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        start(folder / "primary", ports[0])
        run("createdb", "-h", "127.0.0.1", "-p", ports[0], "-U", OWNER, database)
        run("pg_basebackup", "-h", "127.0.0.1", "-p", ports[0], "-U", OWNER, "-D", folder / "replica", "-c", "fast",
            "-X", "stream", "-R", "--no-sync")  # fmt: skip
        start(folder / "replica", ports[1])
        yield Pair(*(f"postgresql+psycopg://{OWNER}@127.0.0.1:{port}/{database}" for port in ports))
