"""What is measured, running from the shipped files: gunicorn, nginx in front of it, the worker, a mail server."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sink
from wrk import HOST, BenchFailed

import services

ROOT = Path(__file__).resolve().parents[2]
# Also on a machine that many share.
START_SECONDS = 180
# As Debian has it, with the site as it is shipped, and a file beside it.
MAIN = """{user}
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    include /etc/nginx/mime.types;
    server {{
        listen 127.0.0.1:{files_port};
        root {folder}/files;
        charset utf-8;
        server_tokens off;
{headers}
    }}
    include {folder}/site.conf;
}}
"""


def ask(port: int, path: str, *, method: str = "GET", body: str | None = None, **headers: str) -> Any:
    """One request, read to its end; the answer has its body as ``data``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, {"Host": HOST, **headers})
    answer: Any = connection.getresponse()
    answer.data = answer.read()
    connection.close()
    return answer


@contextmanager
def gunicorn(environ: dict[str, str], workers: int = 2) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The web server by deploy/gunicorn.conf.py, with so many workers."""
    port = services.free_port()
    more = {"GUNICORN_CMD_ARGS": f"--bind=127.0.0.1:{port} --workers={workers} --log-level=warning"}
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    with _running(command, {**environ, **more}) as process:
        wait_until(lambda: _answers(port), START_SECONDS, "the web server did not start")
        yield port, process


@contextmanager
def serve(environ: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The application as ``make run`` starts it, once it is ready."""
    given = {**environ, "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "SIGN_LIMIT": ""}
    with _running([sys.executable, "-m", "flask", "--app", "wsgi", "serve"], given) as process:
        wait_until(lambda: _answers(port, f"127.0.0.1:{port}"), START_SECONDS, "make run did not start")
        yield process


@contextmanager
def worker(environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """``flask worker``."""
    with _running([sys.executable, "-m", "flask", "--app", "wsgi", "worker"], environ) as process:
        yield process


@contextmanager
def proxy(
    folder: Path, upstream: int, files: dict[str, bytes], headers: Iterable[tuple[str, str]] = ()
) -> Iterator[tuple[int, int]]:
    """nginx by deploy/nginx.conf, without TLS; its port, and the port on which it serves these files from the disk.

    The files are answered with these headers besides nginx's own, so that they are the same bytes on the wire.
    """
    port, files_port, other = (services.free_port() for _ in range(3))
    (folder / "files").mkdir(parents=True)
    folder.chmod(0o755)
    for name, content in files.items():
        (folder / "files" / name).write_bytes(content)
    site = _on_loopback((ROOT / "deploy" / "nginx.conf").read_text(), folder, port, other, upstream)
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.getuid() == 0 else ""
    lines = "\n".join(f'        add_header {name} "{value}";' for name, value in headers)
    (folder / "nginx.conf").write_text(MAIN.format(user=user, folder=folder, files_port=files_port, headers=lines))
    command = [services.nginx() or "nginx", "-c", f"{folder}/nginx.conf", "-p", str(folder), "-g", "daemon off;"]
    with _running(command, {}):
        wait_until(lambda: _answers(port), START_SECONDS, "nginx did not start")
        yield port, files_port


def _on_loopback(site: str, folder: Path, port: int, other: int, upstream: int) -> str:
    """The shipped site on ports of loopback; without certificates, and without limits, for one client is everybody."""
    (folder / "run").mkdir()
    site = re.sub(r"^\s*(ssl_\w+|http2|http3|limit_req\w*|limit_conn\w*)\s[^;]*;", "", site, flags=re.MULTILINE)
    site = re.sub(r"^\s*listen\s+\[::\][^;]*;\s*$", "", site, flags=re.MULTILINE)
    site = re.sub(r"listen\s+443\b[^;]*;", f"listen 127.0.0.1:{port} default_server;", site)
    site = re.sub(r"listen\s+80\b[^;]*;", f"listen 127.0.0.1:{other} default_server;", site)
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    return site.replace("/run/undersigned", f"{folder}/run/site").replace("/srv/undersigned/", f"{ROOT}/")


@contextmanager
def mail_server() -> Iterator[sink.Counter]:
    """A mail server in a process of its own that takes everything and counts it."""
    context = multiprocessing.get_context("spawn")
    counter = sink.Counter(context, services.free_port())
    process = context.Process(target=sink.serve, args=(counter,), daemon=True)
    process.start()
    try:
        wait_until(lambda: counter.is_listening, START_SECONDS, "the mail server did not start")
        yield counter
    finally:
        process.terminate()
        process.join(10)


def peak_memory(process: subprocess.Popen[bytes]) -> int:
    """The largest resident memory that one of a server's processes ever had (VmHWM), in MiB."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    pids = [process.pid, *map(int, children.read_text().split())] if children.exists() else []
    found = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in pids]
    return max((int(one[1]) // 1024 for one in found if one), default=0)


def wait_until(happens: Callable[[], bool], seconds: float, otherwise: str) -> float:
    """Waits, and gives after how many seconds it happened; fails with the words ``otherwise``."""
    start = time.monotonic()
    while not happens():
        if time.monotonic() - start > seconds:
            raise BenchFailed(otherwise)
        time.sleep(0.02)
    return time.monotonic() - start


@contextmanager
def _running(command: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ}, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int, host: str = HOST) -> bool:
    try:
        return int(ask(port, "/readyz", Host=host).status) == 200
    except (OSError, http.client.HTTPException):
        return False
