"""The program started as its operators start it: commands, server, worker and gunicorn, each a process of its own."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import cast
from petition import config

KEY = "a-test-key-of-forty-characters-0123456789"
OTHER_KEY = "another-key-of-forty-characters-987654321"
NOBODY = 65534
SECONDS = 90
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
GUNICORN = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind", "127.0.0.1:0"]
STARTS = {
    "command": [*FLASK, "tidy"],
    "server": [*FLASK, "serve"],
    "worker": [*FLASK, "worker"],
    "gunicorn": [*GUNICORN, "wsgi:app"],
    "gunicorn, 4 workers": [*GUNICORN, "--workers", "4", "wsgi:app"],
    "gunicorn, 4 workers, preloaded": [*GUNICORN, "--workers", "4", "--preload", "wsgi:app"],
}


@dataclass(frozen=True)
class Ended:
    """How a process ended, and the lines it left behind that are not gunicorn's own."""

    code: int
    lines: list[str]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """An environment with these settings and no others, on an instance of its own."""
    ours = {"DATABASE_URL", "SECRET_KEY", "DATA_KEYS", "PUBLIC_URL", "MAIL_URL", "MAIL_FROM", "REDIS_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "INSTANCE_PATH": str(folder), "PYTHONUNBUFFERED": "1", **settings}


def begin(command: list[str], environ: dict[str, str], printed: Path, umask: int = -1) -> subprocess.Popen[bytes]:
    """Starts a process that writes all it says into a file."""
    with printed.open("ab") as output:
        return subprocess.Popen(
            command, env=environ, cwd=config.ROOT, stdout=output, stderr=subprocess.STDOUT, umask=umask
        )


def ended(command: list[str], environ: dict[str, str], **more: int) -> Ended:
    """Runs a command that ends by itself."""
    process = subprocess.Popen(
        command, env=environ, cwd=config.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **more
    )
    try:
        _, said = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    return Ended(process.returncode, [line for line in said.splitlines() if not line.startswith("[2")])


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(SECONDS)


@contextmanager
def serving(environ: dict[str, str], printed: Path, umask: int = -1) -> Iterator[str]:
    """The server of ``make run``, ready; gives its address."""
    process = begin(STARTS["server"], environ, printed, umask)
    url = f"http://127.0.0.1:{environ['PORT']}"
    try:
        wait_for(lambda: status(f"{url}/healthz", environ) == 200 or process.poll() is not None)
        assert process.poll() is None, printed.read_text()
        yield url
    finally:
        stop(process)


def wait_for(true: Callable[[], object], seconds: float = SECONDS) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def status(url: str, environ: dict[str, str], data: bytes | None = None) -> int:
    """What the server answers, asked under its public name; 0 where it does not answer."""
    return fetch(url, environ, data)[0]


def fetch(url: str, environ: dict[str, str], data: bytes | None = None) -> tuple[int, str]:
    """The answer's status and text."""
    request = urllib.request.Request(url, data, {"Origin": public(environ), "Host": public(environ).split("/")[2]})
    try:
        with OPENER.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code, fault.read().decode()
    except OSError:
        return 0, ""


def signature(stamped: dict[str, str]) -> bytes:
    """What somebody new sends who was shown this form."""
    mark = secrets.token_hex(4)
    # As forms of other sites are sent, which are led on.
    return urlencode(
        {name: one for name, one in stamped.items() if name != "answer"}
        | cast.ALENA
        | {"name": f"Alena {mark}", "email": f"{mark}@example.org"}
    ).encode()


def public(environ: dict[str, str]) -> str:
    return environ.get("PUBLIC_URL") or f"http://127.0.0.1:{environ['PORT']}"


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where a public address leads is another machine."""

    def redirect_request(self, *_: object) -> None:
        return None


OPENER = urllib.request.build_opener(Stay)
