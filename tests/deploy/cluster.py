"""Several machines on loopback: the shipped proxy, two web processes and two workers, PgBouncer and Redis.

Each web process is asked at a socket that stays while it is started anew, as systemd holds it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import services
from deploy.running import KEY, SITE, START_SECONDS, Server, nginx, start_of, wait_for
from make_starts import wait_for as wait_until
from petition.config import ROOT
from pooler import pgbouncer
from processes import Program

EXAMPLE = ROOT / "deploy" / "example"
REDIS_PASSWORD = "redis-password"
PATIENCE = 300  # seconds
# As the unit starts it, in a process that has imported the program; the socket is the one that systemd would hand on.
SOURCE = """
import os, runpy, sys
_, _, name, *words = {command!r}
if LISTENING is not None:
    os.environ["GUNICORN_CMD_ARGS"] = f"--workers=1 --bind=fd://{{LISTENING}}"
sys.argv = [name, *words]
runpy.run_module(name, run_name="__main__")
"""


class Unit:
    """A process that is ended and started anew as systemd does it for the unit of this name."""

    def __init__(
        self, unit: str, environ: dict[str, str], folder: Path, listening: socket.socket | None = None
    ) -> None:
        self.unit, self.environ, self.listening = unit, environ, listening
        self.printed = folder / f"{unit}-{id(self)}.printed"
        self.process = self._started()

    def restart(self) -> int:
        """Ends it, and starts another when it has ended; gives its code."""
        code = self.stop()
        self.process = self._started()
        return code

    def stop(self) -> int:
        """Ends it."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=START_SECONDS)

    def _started(self) -> Program:
        source = SOURCE.format(command=start_of(self.unit))
        return Program(source, self.environ, self.printed, self.listening)


@dataclass
class Cluster:
    """All of it, running."""

    proxy: Server
    ports: list[int]
    webs: list[Unit]
    workers: list[Unit]
    settings: dict[str, str] = field(default_factory=dict)

    def web(self, which: int) -> Server:
        """One web process, past the proxy."""
        return Server(self.ports[which], self.proxy.folder, patience=PATIENCE)


def example(name: str, **instead: str) -> dict[str, str]:
    """An environment of the example, with what only this machine knows put in."""
    lines = re.findall(r"^([A-Z_]+)=(.*)$", (EXAMPLE / name).read_text(), re.MULTILINE)
    assert set(instead) <= {setting for setting, _ in lines}
    return {**dict(lines), **instead}


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Redis under the example's file; gives its address."""
    port = services.free_port()
    shipped = (EXAMPLE / "redis.conf").read_text()
    for old, new in {"bind 10.0.0.20": "bind 127.0.0.1", "port 6379": f"port {port}"}.items():
        assert old in shipped
        shipped = shipped.replace(old, new)
    (folder / "redis.conf").write_text(shipped)
    command = [shutil.which("redis-server") or "redis-server", f"{folder}/redis.conf"]
    with (folder / "redis.printed").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_for(port, process, folder / "redis.printed")
        yield f"redis://:{REDIS_PASSWORD}@127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


@contextmanager
def cluster(database_url: str, mail_port: int, folder: Path, *, sign_limit: str) -> Iterator[Cluster]:
    """Starts everything on a database, and ends it."""
    with ExitStack() as stack:
        # Fewer server processes than there are who want one: they are lent.
        pooled = stack.enter_context(pgbouncer(database_url, size=2))
        common = {
            "REDIS_URL": stack.enter_context(redis(folder)),
            "SECRET_KEY": KEY,
            "DATA_KEYS": KEY,
            "MAIL_URL": f"smtp://127.0.0.1:{mail_port}?tls=none",
        }
        web = example("web.env", DATABASE_URL=pooled, **common)
        assert web["PUBLIC_URL"] == f"https://{SITE}"
        more = {"SIGN_LIMIT": sign_limit, "INSTANCE_PATH": f"{folder}/instance"}
        environ = {**os.environ, **web, **more}
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=2048)) for _ in range(2)]
        webs = [running(stack, Unit("undersigned", environ, folder, one)) for one in sockets]
        working = {**os.environ, **example("worker.env", DATABASE_URL=database_url, **common), **more}
        workers = [running(stack, Unit("undersigned-worker", working, folder)) for _ in range(2)]
        ports = [int(one.getsockname()[1]) for one in sockets]
        # Requests wait while a process starts, which takes a minute and more on a machine that has much else to do.
        waiting = {"proxy_read_timeout 60s": f"proxy_read_timeout {PATIENCE}s"}
        proxy = stack.enter_context(nginx(folder / "front", *ports, instead=waiting))
        proxy.patience = PATIENCE
        made = Cluster(proxy, ports, webs, workers, {**web, **more})
        for which in range(2):
            wait_until(lambda which=which: made.web(which).get("/readyz")[0] == 200, PATIENCE)  # type: ignore[misc]
        yield made


def running(stack: ExitStack, unit: Unit) -> Unit:
    """The unit, which is ended with the others."""
    stack.callback(unit.stop)
    return unit
