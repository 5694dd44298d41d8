"""nginx and gunicorn, running from the shipped files; only ports, folders and the certificate are the test's own."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import services
from petition.config import ROOT

SITE = "sign.example.org"
VISITOR = "127.0.0.77"
KEY = "a-test-key-of-forty-characters-0123456789"
START_SECONDS = 90
# As on Debian: what comes without a word of the site's own goes into the server's logs.
MAIN = """
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
http {{
    access_log {folder}/access.log;
    include /etc/nginx/mime.types;
    include {folder}/site.conf;
}}
"""


@dataclass
class Server:
    """Something that listens on loopback, and the folder into which it writes."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    secure: bool = False
    plain_port: int = 0
    site: str = SITE
    visitor: str = VISITOR
    # Seconds for an answer, where nothing else is said.
    patience: float = 60

    def get(self, path: str, *headers: str, method: str = "GET", body: bytes = b"") -> tuple[int, str]:
        """Asks as a browser would, from the address of the visitor; gives the status and the page."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.site}", "Connection: close", *headers]
        if body or method == "POST":
            lines += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
        return self.send("\r\n".join([*lines, "", ""]).encode() + body)

    def send(self, request: bytes, seconds: float | None = None) -> tuple[int, str]:
        """Sends bytes as they are; gives the status and what came with it; 0 where the server closed without a word."""
        answer = bytearray()
        with self.connect() as connection:
            connection.settimeout(seconds or self.patience)
            # Who refuses a request need not read it to its end.
            with suppress(OSError):
                connection.sendall(request)
            with suppress(OSError):
                while piece := connection.recv(65536):
                    answer += piece
        head, _, page = bytes(answer).partition(b"\r\n\r\n")
        return int((head.split() or [b"", b"0"])[1]), head.decode() + "\n\n" + page.decode()

    def connect(self) -> socket.socket:
        """A connection from the address of the visitor."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60, source_address=(self.visitor, 0))
        if not self.secure:
            return plain
        return trusting().wrap_socket(plain, server_hostname=SITE)

    def stop(self) -> int:
        """Ends it as a supervisor does; gives its code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=START_SECONDS)

    def holding(self, words: list[str], below: str = "") -> list[tuple[str, str]]:
        """Which of these words stands in which of the files that it has written."""
        files = [path for path in (self.folder / below).rglob("*") if path.is_file()]
        return [(word, path.name) for path in files for word in words if word.encode() in read(path)]


@cache
def trusting() -> ssl.SSLContext:
    """TLS with whoever is there: the certificate is of the test's own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def read(path: Path) -> bytes:
    """A file; one that has gone meanwhile holds nothing."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


@contextmanager
def nginx(folder: Path, *upstreams: int, instead: dict[str, str] | None = None) -> Iterator[Server]:
    """The proxy in front of what listens on these ports."""
    folder.mkdir()
    certify(folder)
    port, plain_port = services.free_port(), services.free_port()
    changes = {
        "/etc/ssl/sign.example.org": f"{folder}/site",
        "/run/undersigned": f"{folder}/run",
        "/srv/undersigned/": f"{ROOT}/",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "listen 80 ": f"listen 127.0.0.1:{plain_port} ",
        # There may be no IPv6 here.
        "listen [::]:443 ssl http2 default_server;": "",
        "listen [::]:80 default_server;": "",
        "server 127.0.0.1:8000;": " ".join(f"server 127.0.0.1:{one};" for one in upstreams),
        **(instead or {}),
    }
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in changes.items():
        assert old in site, f"{old} is not in the shipped file"
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(user + MAIN.format(folder=folder))
    command = [services.nginx() or "nginx", "-c", f"{folder}/nginx.conf", "-p", f"{folder}", "-g", "daemon off;"]
    with running(command, folder / "nginx.out", port) as process:
        yield Server(port, folder, process, secure=True, plain_port=plain_port)


@contextmanager
def gunicorn(folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    """The application, as the unit starts it, for a user without a home."""
    folder.mkdir()
    port = services.free_port()
    instance = {"GUNICORN_CMD_ARGS": f"--bind=127.0.0.1:{port} --workers=1", "HOME": f"{folder}/home"}
    with running(command(), folder / "gunicorn.log", port, **environment, **instance) as process:
        yield Server(port, folder, process)


def command() -> list[str]:
    """What the unit of the web process starts."""
    return start_of("undersigned")


def start_of(unit: str) -> list[str]:
    """What a unit starts, with the interpreter of the tests."""
    file = (ROOT / "deploy" / f"{unit}.service").read_text()
    start = re.search(r"^ExecStart=\S+/bin/(gunicorn|flask) (.*)$", file, re.MULTILINE)
    assert start is not None
    return [sys.executable, "-m", start[1], *start[2].split()]


@contextmanager
def running(command: list[str], written: Path, port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process from when it listens; it is ended as a supervisor does."""
    with written.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_for(port, process, written)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


def wait_for(port: int, process: subprocess.Popen[bytes], written: Path) -> None:
    """Waits until somebody listens."""
    for _ in range(START_SECONDS * 20):
        assert process.poll() is None, written.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"it did not start: {written.read_text()}")


def certify(folder: Path) -> None:
    """A certificate of the site's own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SITE)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key(), serial_number=1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "site.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "site.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
