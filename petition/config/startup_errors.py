"""How a start ends that cannot succeed: one line, said once, and an exit code that is final.

gunicorn starts a worker again that has ended, except after the codes 3 and 4 (``Arbiter.WORKER_BOOT_ERROR``,
``APP_LOAD_ERROR`` in gunicorn/arbiter.py). Its workers all meet the same fault: the first says it and ends the
server, and the others wait to be ended with it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

# What a person has to change. Whatever a later try may bring about ends with 1.
FINAL = 3
# Seconds in which the first worker's end reaches the others.
PATIENCE = 10.0


def exit_with_message(line: str) -> NoReturn:
    """Says why, in one line, and ends the process for good."""
    server = _gunicorn_name()
    if server is not None and not _is_first_worker(server, "stop"):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        time.sleep(PATIENCE)
        sys.exit(0)
    _write_line(line)
    sys.exit(FINAL)


def print_line(line: str) -> None:
    """Says something in one line, once for all workers of a server, and goes on."""
    server = _gunicorn_name()
    if server is None or _is_first_worker(server, "say"):
        _write_line(line)


def _write_line(line: str) -> None:
    sys.stderr.write(" ".join(line.split()) + "\n")
    sys.stderr.flush()


def _gunicorn_name() -> str | None:
    """The gunicorn that this process is a worker of, as a name that no other process ever has; else None."""
    if "gunicorn.arbiter" not in sys.modules:
        return None
    process = Path("/proc") / str(os.getppid())
    try:
        # A worker is forked: its command is that of the server, which no shell's is, unless setproctitle names both.
        command = (process / "cmdline").read_bytes()
        if command != Path("/proc/self/cmdline").read_bytes() and not command.startswith(b"gunicorn: master"):
            return None
        started = (process / "stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return None
    return f"{os.getppid()} {started}"


def _is_first_worker(server: str, what: str) -> bool:
    """Whether no other worker of this server has come to this point yet."""
    path = Path(tempfile.gettempdir()) / f"undersigned-{what}-{os.getuid()}"
    try:
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if file.read() == server:
                return False
            file.seek(0)
            file.truncate()
            file.write(server)
    except (OSError, ValueError):
        return True
    return True
