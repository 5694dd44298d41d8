"""PostgreSQL, PgBouncer, Redis, nginx and Chromium for the tests: found where the system keeps them, started on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

OWNER = "postgres"
NEEDS = ("postgresql", "redis", "chromium", "nginx", "pgbouncer", "systemd")
# Memory that looks like a folder, where the system has some: thousands of databases come and go there.
MEMORY, ENOUGH = Path("/dev/shm"), 2 * 1024**3  # bytes
_started: list[subprocess.Popen[bytes]] = []
_folders: list[Path] = []


def found(need: str) -> bool:
    """Whether a service can be used; in CI a missing one is a failure, not a skip."""
    here = {
        "postgresql": "TEST_POSTGRESQL_URL" in os.environ,
        "redis": "TEST_REDIS_URL" in os.environ,
        "chromium": chromium() is not None,
        "nginx": nginx() is not None,
        "pgbouncer": "TEST_POSTGRESQL_URL" in os.environ and pgbouncer() is not None,
        "systemd": shutil.which("systemd-analyze") is not None,
    }[need]
    if not here and os.environ.get("CI") == "true":
        raise RuntimeError(f"{need} is missing, and CI leaves out no test: run `make services` first")
    return here


def report() -> list[str]:
    """One line for each service that is missing."""
    return [
        f"{need} is not here: its tests are left out (`make services` installs it)" for need in NEEDS if not found(need)
    ]


def pgbouncer() -> str | None:
    """The pooler, which Debian keeps where only root looks."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def chromium() -> str | None:
    """The browser, as Debian calls it."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def nginx() -> str | None:
    """The proxy, which Debian keeps where only root looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def in_memory() -> Path | None:
    """The folder in memory, if there is one with room."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ENOUGH:
        return None
    return MEMORY


def start(*, durable: bool = False) -> None:
    """Starts what is installed, and says in the environment where it listens.

    ``durable``: PostgreSQL keeps on a disk what it acknowledged, as in a real installation; tests need not wait for that.
    """
    # Dozens of processes are started, and each would compile the whole program for itself, which takes it two seconds.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if (folder := in_memory()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))
    if "TEST_POSTGRESQL_URL" not in os.environ:
        _start_postgresql(durable=durable)
    if "TEST_REDIS_URL" not in os.environ and (server := shutil.which("redis-server")):
        port = free_port()
        _run([server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        os.environ["TEST_REDIS_URL"] = f"redis://127.0.0.1:{port}/0"


def stop() -> None:
    """Ends what was started, and removes its files."""
    for process in _started:
        # PostgreSQL's fast shutdown; what it is sent otherwise waits for every client.
        process.send_signal(signal.SIGINT)
    for process in _started:
        process.wait(timeout=30)
    for folder in _folders:
        shutil.rmtree(folder, ignore_errors=True)
    _started.clear()


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start_postgresql(*, durable: bool) -> None:
    """A cluster of its own in a temporary folder, as a user that is not root, which it refuses."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    program = programs[-1] if programs else Path(shutil.which("initdb") or "").parent
    if not (program / "initdb").exists():
        return
    folder, port = (
        Path(tempfile.mkdtemp(prefix="undersigned-postgresql-", dir=None if durable else in_memory())),
        free_port(),
    )
    _folders.append(folder)
    user = _as_user(folder)
    subprocess.run(
        [program / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync",
         "--locale=C.UTF-8"],
        check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder,
    )  # fmt: skip
    hasty = () if durable else ("fsync=off", "full_page_writes=off", "autovacuum=off")
    options = (*hasty, "jit=off", "max_connections=300", "shared_buffers=64MB",
               # Nothing is kept through the end of the server, which no test is about, and nobody copies from it.
               "wal_level=minimal", "max_wal_senders=0", "max_parallel_workers_per_gather=0",
               "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "log_min_messages=fatal")  # fmt: skip
    flags = [part for option in options for part in ("-c", option)]
    _run([str(program / "postgres"), "-D", str(folder / "data"), "-p", str(port), *flags], user=user)
    _wait_for(port)
    os.environ["TEST_POSTGRESQL_URL"] = f"postgresql+psycopg://{OWNER}@127.0.0.1:{port}/postgres"
    os.environ["TEST_POSTGRESQL_PROGRAMS"] = str(program)


def _as_user(folder: Path) -> int | None:
    if os.getuid() != 0:
        return None
    user = pwd.getpwnam(OWNER).pw_uid
    os.chown(folder, user, -1)
    return user


def _run(command: list[str], user: int | None = None) -> None:
    _started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user, cwd="/"))


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            # It listens a moment before it answers.
            time.sleep(0.5)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start")
