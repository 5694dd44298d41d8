"""What is too large is refused by a page of ours that is really read: by nginx, by gunicorn, and by ``make run``."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import services
from deploy.running import Server, gunicorn, nginx
from journeys.site import started

HUGE, PIECE = 100 * 1024 * 1024, bytes(1024 * 1024)
LETTER = "/mine/very-secret-token/letter"
SERVERS = ("make run", "gunicorn", pytest.param("nginx", marks=pytest.mark.nginx))


@contextmanager
def serving(kind: str, settings: dict[str, str], folder: Path) -> Iterator[Callable[[], socket.socket]]:
    """A server of a kind; gives what connects to it."""
    if kind == "make run":
        with started(settings, folder):
            port = int(settings["PUBLIC_URL"].rsplit(":", 1)[1])
            yield lambda: socket.create_connection(("127.0.0.1", port), timeout=60)
        return
    with gunicorn(folder / "web", settings) if kind == "gunicorn" else nginx(folder / "front", 9) as server:
        assert isinstance(server, Server)
        yield server.connect


def answer_to(connection: socket.socket, head: list[str], body: Iterator[bytes]) -> str:
    """What a client reads that sends all of its body first, as browsers do."""
    with connection:
        connection.sendall("\r\n".join([*head, "Connection: close", "", ""]).encode())
        for piece in body:
            connection.sendall(piece)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


@pytest.mark.parametrize("kind", SERVERS)
def test_it_is_read_to_its_end_who_refuses_too_much(kind: str, tmp_path: Path, settings: dict[str, str]) -> None:
    settings = {**settings, "PUBLIC_URL": f"http://127.0.0.1:{services.free_port()}"}
    host = f"Host: {settings['PUBLIC_URL'].removeprefix('http://')}"
    head = [f"POST {LETTER} HTTP/1.1", host, "Accept-Language: be", "Content-Type: multipart/form-data; boundary=x"]
    sized, chunked = [*head, f"Content-Length: {HUGE}"], [*head, "Transfer-Encoding: chunked"]
    with serving(kind, settings, tmp_path) as connect:
        whole = answer_to(connect(), sized, (PIECE for _ in range(HUGE // len(PIECE))))
        in_chunks = [b"%x\r\n%b\r\n" % (len(PIECE), PIECE)] * 20 + [b"0\r\n\r\n"]
        for answer in (whole, answer_to(connect(), chunked, iter(in_chunks))):
            assert answer.startswith("HTTP/1.1 413 ")
            assert "Гэта занадта вялікае" in answer
            assert "5 МБ" in answer
        if kind == "make run":
            asked = answer_to(connect(), [*sized, "Expect: 100-continue"], iter(()))
            assert asked.startswith("HTTP/1.1 413 ")
