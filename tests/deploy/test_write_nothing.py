"""nginx and gunicorn as shipped write nothing of their visitors: no address, token, name or word, in errors neither."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, text

import cast
import make
import services
from deploy.conftest import Deployed
from deploy.running import SITE, VISITOR, Server, nginx
from journeys.site import started
from petition.core.db import db
from petition.core.languages import INTERFACE
from petition.proxy_pages import FOLDER
from petition.signing.own import actions as own

pytestmark = pytest.mark.nginx
WORD = "пошук-іголкі"
TOKEN = "very-secret-token-0123456789"
TOO_MUCH = 16 * 1024 * 1024  # nginx takes 15 MB
# Seconds from which on nothing of a page is left in the cache, asked for or not: what docs/running.md says.
CACHED_AT_MOST = 20


def secrets(*more: str) -> list[str]:
    names = [cast.QUIET["name"], cast.ALENA["name"], cast.ALENA["email"]]
    words = [VISITOR, TOKEN, WORD, *names, *more]
    return [*words, *(quote(word) for word in words)]


def provoke(server: Server, path: str) -> list[int]:
    """Requests that a server takes for faulty: by their first line, their headers, their size, their end."""
    head = f"Host: {SITE}\r\nConnection: close\r\n"
    faulty = (
        f"GET {path} HTTP/9.9\r\n{head}\r\n",
        f"GET {path} HTTP/1.1\r\n{head}no header {TOKEN}\r\n\r\n",
        f"GET {path} HTTP/1.1\r\n{head}X-Long: {TOKEN * 2000}\r\n\r\n",
        f"GET {path}{'x' * 40_000} HTTP/1.1\r\n{head}\r\n",
        f"GET {path} HTTP/1.1\r\nHost: a b {TOKEN}\r\n\r\n",
        f"{TOKEN} {path}\r\n\r\n",
    )
    codes = [server.send(request.encode(), seconds=3)[0] for request in faulty]
    with server.connect() as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\n{head}Content-Length: 100000\r\n\r\n{TOKEN}".encode())
    return codes


@contextmanager
def mute() -> Iterator[int]:
    """A server that takes connections and never answers; gives its port."""
    kept: list[socket.socket] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def take() -> None:
            while True:
                try:
                    kept.append(listening.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    for connection in kept:
        connection.close()


def test_it_writes_nothing_of_who_asks_for_what(site: Deployed) -> None:
    make.signed(site.client, cast.ALENA)
    token = make.link().split("/")[2]
    db.session.rollback()
    mine = f"/mine/{token}?q={quote(WORD)}"
    assert site.proxy.get(mine)[0] == 200
    assert site.proxy.get(f"/en/open-courts/signatories?kind=individuals&q={quote(WORD)}")[0] == 200
    form = f"name={quote(cast.QUIET['name'])}&visibility=full"
    assert site.proxy.get(f"/mine/{token}/visibility?q={TOKEN}", method="POST", body=form.encode())[0] == 303
    assert set(provoke(site.proxy, mine)) <= {0, 400, 404, 414, 505}
    assert set(provoke(site.web, mine)) <= {0, 400, 404, 414, 431, 505}
    assert site.proxy.get(mine, method="POST", body=b"x" * TOO_MUCH)[0] == 413
    # The database breaks under a request; and an answer that is under way.
    db.session.execute(text("ALTER TABLE endorsement RENAME TO gone"))
    db.session.commit()
    assert site.proxy.get(mine)[0] >= 500
    site.proxy.get(f"/open-courts/signatories.csv?q={TOKEN}")
    site.web.stop()
    assert site.proxy.get(mine)[0] == 502
    assert "gunicorn" in (site.web.folder / "gunicorn.log").read_text()
    for server in (site.proxy, site.web):
        assert server.holding(secrets(token)) == []


def test_it_writes_nothing_of_who_waits_or_leaves(tmp_path: Path) -> None:
    waiting = {"proxy_read_timeout 60s": "proxy_read_timeout 1s"}
    with mute() as port, nginx(tmp_path / "front", port, instead=waiting) as proxy:
        mine = f"/mine/{TOKEN}?q={quote(WORD)}"
        assert proxy.get(mine)[0] == 504
        body = f"name={cast.ALENA['name']}".encode() * 20_000
        assert proxy.get(mine, method="POST", body=body)[0] == 504
        with proxy.connect() as connection:
            connection.sendall(f"GET {mine} HTTP/1.1\r\nHost: {SITE}\r\n\r\n".encode())
            time.sleep(0.2)
        time.sleep(0.2)
        plain = replace(proxy, secure=False)
        assert plain.get(mine)[0] == 400
        assert replace(plain, port=proxy.plain_port).get(mine)[0] == 301
        assert proxy.holding(secrets()) == []


def test_it_writes_nothing_without_a_proxy_either(settings: dict[str, str], tmp_path: Path) -> None:
    port = services.free_port()
    settings = {**settings, "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with started(settings, tmp_path) as printed:
        server = Server(port, tmp_path, site=f"127.0.0.1:{port}")
        assert set(provoke(server, f"/mine/{TOKEN}?q={quote(WORD)}")) <= {0, 400, 404, 405, 431}
        assert server.get(f"/mine/{TOKEN}")[0] == 404
        with create_engine(settings["DATABASE_URL"]).begin() as connection:
            connection.execute(text("ALTER TABLE endorsement RENAME TO gone"))
        assert server.get(f"/human-rights-in-belarus/signatories.csv?q={TOKEN}")[0] >= 500
        assert "trouble with a request" in printed.read_text()
    assert [found for found in server.holding(secrets()) if found[1].endswith(".txt")] == []


def test_it_drops_a_name_from_the_cache_within_seconds(site: Deployed) -> None:
    made, page = make.signed(site.client, cast.ALENA), "/en/open-courts/signatories?kind=individuals"
    name, mine = cast.ALENA["name"], make.link()
    assert name in site.proxy.get(mine)[1]
    assert name in site.proxy.get(f"{page}&q={quote(name)}")[1]
    assert site.proxy.holding([mine, name, quote(name)], "run-cache") == []
    assert name in site.proxy.get(page)[1]
    assert site.proxy.holding([name], "run-cache") != []
    own.choose_visibility(made, "withheld")
    db.session.commit()
    # Asked for all the time, and with nothing to take its place: that must not keep it.
    site.web.stop()
    stopped = time.monotonic()
    while (held := site.proxy.holding([name], "run-cache")) and time.monotonic() < stopped + CACHED_AT_MOST:
        site.proxy.get(page)
        time.sleep(0.5)
    assert held == []
    assert site.proxy.get(page)[0] == 502


@pytest.mark.parametrize("language", INTERFACE)
def test_it_shows_a_page_of_ours_where_the_program_cannot(tmp_path: Path, language: str) -> None:
    nobody, way = services.free_port(), f"/{language}/open-courts/sign"
    with nginx(tmp_path / "front", nobody) as proxy:
        told = {
            "too-large": proxy.get(way, method="POST", body=b"x" * TOO_MUCH),
            "bad-request": proxy.get(way, "Host: another.example"),
            "busy": proxy.get("/", f"Accept-Language: zh,{language};q=0.8,fr;q=0.1"),
            "busy-after-sending": proxy.get(way, method="POST", body=b"name=x"),
        }
        assert "text/css" in proxy.get("/static/css/base.css")[1]
    assert [status for status, _ in told.values()] == [413, 400, 502, 502]
    for name, (_, answer) in told.items():
        assert answer.endswith((FOLDER / language / f"{name}.html").read_text())
        assert "Cache-Control: no-store" in answer
