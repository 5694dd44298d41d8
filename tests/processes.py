"""Processes of the program, forked from one that has imported it: to import it takes longer than most tests do.

Each is a process of its own, with an environment and signals of its own, and is killed like any other.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from petition import config

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["petition", "petition.cli", "petition.worker", "petition.jobs", "petition.serve"])


class Program:
    """A process that runs a piece of Python; the calls are those of ``subprocess.Popen``.

    It writes what it says into the file ``printed``, and is handed a socket that listens as ``LISTENING`` (its number).
    """

    def __init__(
        self, source: str, environ: Mapping[str, str], printed: Path, listening: socket.socket | None = None
    ) -> None:
        given = (source, dict(environ), str(printed), listening)
        self._process = CONTEXT.Process(target=_run, args=given, daemon=True)
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        """The code with which it ended, if it has; a signal's number is negative."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The code with which it ends."""
        self._process.join(timeout)
        code = self._process.exitcode
        assert code is not None, "the process does not end"
        return code

    def send_signal(self, number: int) -> None:
        """Sends a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Ends it as a loss of power would."""
        self.send_signal(signal.SIGKILL)


def environ_of(app: Flask, **more: str) -> dict[str, str]:
    """An environment in which a process works on an application's database, under its keys."""
    settings = app.config["SETTINGS"]
    return {
        **os.environ,
        "INSTANCE_PATH": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "DATA_KEYS": " ".join(settings.data_keys),
        **more,
    }


def _run(source: str, environ: dict[str, str], printed: str, listening: socket.socket | None) -> None:
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(config.ROOT)
    output = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(output, stream)
    sys.stdout, sys.stderr = (os.fdopen(stream, "w", buffering=1, closefd=False) for stream in (1, 2))
    names = {"__name__": "__main__", "LISTENING": None if listening is None else listening.fileno()}
    exec(compile(source, "<program>", "exec"), names)
