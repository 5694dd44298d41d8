"""An installation that is hurt while people use it: a database of its own, two web processes, workers, a mail server.

The web processes and the workers are those of the shipped units; whoever is killed is started anew at once, as a
supervisor does, and nothing else is helped.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from flask_migrate import upgrade

import make
import services
from deploy.cluster import SOURCE
from deploy.running import KEY, SITE, Server, start_of
from make_starts import wait_for
from page import Page
from petition import config, create_app
from petition.core import data_keys, preflight
from petition.core.db import db
from petition.core.form_stamps import QUICKEST_SECONDS
from processes import Program

SIGN = "/en/open-courts/sign"
ORIGIN = f"Origin: https://{SITE}"
PATIENCE = 300  # seconds
# What is written there is on a disk, or its loss would be no loss.
DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on")


class Postgres:
    """A PostgreSQL of the test's own, to be killed and started anew; ``url`` is that of an empty database."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.port, self.options = folder, services.free_port(), options
        self.programs = Path(os.environ["TEST_POSTGRESQL_PROGRAMS"])
        self.user = services._as_user(folder)
        initdb = [self.programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*initdb, "--locale=C.UTF-8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self.user,
            cwd=folder,
        )
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"
        self.start()

    def start(self) -> None:
        """Starts it; after a death that waits for what the dead one left behind to end."""

        def starts() -> bool:
            self._begin()
            wait_for(lambda: self.process.poll() is not None or self.answers(), PATIENCE)
            return self.process.poll() is None

        wait_for(starts, PATIENCE)

    def _begin(self) -> None:
        options = (*DURABLE, "max_connections=60", "shared_buffers=32MB", "listen_addresses=127.0.0.1", "jit=off",
                   f"unix_socket_directories={self.folder}", "log_min_messages=fatal", *self.options)  # fmt: skip
        flags = [part for option in options for part in ("-c", option)]
        command = [self.programs / "postgres", "-D", self.folder / "data", "-p", str(self.port), *flags]
        with (self.folder / "printed").open("ab") as printed:
            self.process = subprocess.Popen(command, stdout=printed, stderr=printed, user=self.user, cwd="/")

    def answers(self) -> bool:
        """Whether it takes queries."""
        query = [
            self.programs / "psql",
            "-qtA",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "postgres",
            "-c",
            "SELECT 1",
        ]
        return subprocess.run(query, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def execute(self, statement: str) -> str:
        """Sends a statement outside of any transaction; gives what it gives."""
        query = [self.programs / "psql", "-qtA", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        return subprocess.run([*query, "-c", statement], check=True, capture_output=True, text=True).stdout.strip()

    def stop(self) -> None:
        """Ends it as a restart does: whoever is connected is thrown out."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Ends it as a loss of power would; its other processes notice and follow."""
        self.process.kill()
        self.process.wait()

    def kill_backend(self) -> None:
        """Ends one process that serves a connection, after which PostgreSQL throws all out and recovers."""
        busy = (
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1"
        )
        with suppress(subprocess.CalledProcessError, ProcessLookupError, ValueError):
            os.kill(int(self.execute(busy)), signal.SIGKILL)


@contextmanager
def postgres(*options: str, folder: Path | None = None) -> Iterator[Postgres]:
    """A cluster, where a user that is not root may look; ended and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="undersigned-outage-", ignore_cleanup_errors=True) as own:
        place = folder or Path(own)
        place.chmod(0o755)
        server = Postgres(place, *options)
        try:
            yield server
        finally:
            if server.process.poll() is None:
                server.stop()


class Site:
    """What is deployed, on a database; ``start`` it, hurt it, ask it."""

    def __init__(self, database_url: str, folder: Path, **more: str) -> None:
        self.folder = folder
        self.settings = {
            "DATABASE_URL": database_url,
            "INSTANCE_PATH": f"{folder}/instance",
            "PUBLIC_URL": f"https://{SITE}",
            "SECRET_KEY": KEY,
            "DATA_KEYS": KEY,
            "SIGN_LIMIT": "",
            "TRUSTED_PROXIES": "1",
            "MAIL_URL": "",
            **more,
        }
        self.app = create_app(config.load_settings({**self.settings, "REDIS_URL": ""}))
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.server = Server(int(self.listening.getsockname()[1]), folder, patience=60)
        self.web: Program | None = None
        self.workers: list[Program] = []
        # Of workers that were killed.
        self.killed: set[int] = set()

    def prepare(self, *, is_migrated: bool) -> None:
        """A database with an open statement."""
        with self.app.app_context():
            if not is_migrated:
                preflight.create_limits_file()
                upgrade()
                data_keys.check_keys()
            make.statement()
            db.session.remove()
            db.engine.dispose()

    def start_web(self) -> None:
        """Starts the master, which starts two processes."""
        self.web = self._begin("undersigned", self.listening, workers=2)

    def start_worker(self) -> Program:
        """Starts one worker more."""
        self.workers.append(self._begin("undersigned-worker", None))
        return self.workers[-1]

    def kill_worker(self) -> None:
        """Ends the worker that is there longest, whatever it is at, and starts another."""
        process = self.workers.pop(0)
        process.kill()
        process.wait()
        self.killed.add(process.pid)
        self.start_worker()

    def supervise(self) -> None:
        """Starts anew who has ended: a worker does that where the database is away when it starts."""
        for process in [one for one in self.workers if one.poll() is not None]:
            self.workers.remove(process)
            self.start_worker()
        if self.web is not None and self.web.poll() is not None:
            self.start_web()

    def _begin(self, unit: str, listening: socket.socket | None, workers: int = 1) -> Program:
        source = SOURCE.format(command=start_of(unit)).replace("--workers=1", f"--workers={workers}")
        return Program(source, {**os.environ, **self.settings}, self.folder / f"{unit}.printed", listening)

    def wait(self) -> None:
        """Until it is ready."""
        wait_for(lambda: self.status("/readyz") == 200, PATIENCE)

    def web_processes(self) -> list[int]:
        """The processes that the master has started."""
        assert self.web is not None
        return [int(pid) for pid in Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text().split()]

    def status(self, path: str) -> int:
        """The status of an answer; 0 where there is none."""
        try:
            return self.server.get(path)[0]
        except OSError:
            return 0

    def stamp(self) -> dict[str, str]:
        """The fields of a form that was opened long enough ago."""
        page = self.server.get(SIGN)[1].partition("\n\n")[2]
        fields = Page(page).form(SIGN).values()
        time.sleep(QUICKEST_SECONDS + 0.1)
        return fields

    def post(self, path: str, fields: dict[str, str] | bytes) -> tuple[int, str]:
        """What a form is answered with; 0 where the connection was cut."""
        body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        try:
            return self.server.get(path, ORIGIN, method="POST", body=body)
        except OSError:
            return 0, ""

    def inside(self, ask: Callable[[], object]) -> object:
        """Asks the database, in an application on it, and lets go of it."""
        with self.app.app_context():
            try:
                return ask()
            finally:
                db.session.remove()
                db.engine.dispose()

    def end(self) -> None:
        """Ends all of it."""
        for process in (*([self.web] if self.web else []), *self.workers):
            process.send_signal(signal.SIGTERM)
        for process in (*([self.web] if self.web else []), *self.workers):
            with suppress(AssertionError):
                process.wait(60)
            process.kill()
        self.listening.close()


@contextmanager
def site(
    database_url: str, folder: Path, *, is_migrated: bool = False, workers: int = 1, **more: str
) -> Iterator[Site]:
    """A site that is ready."""
    made = Site(database_url, folder, **more)
    try:
        made.prepare(is_migrated=is_migrated)
        made.start_web()
        for _ in range(workers):
            made.start_worker()
        made.wait()
        yield made
    finally:
        made.end()
