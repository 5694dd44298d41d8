"""What the shipped nginx file caches, if the program were to call everything public: nothing of one person."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from werkzeug.routing import Rule

from deploy.running import nginx
from petition import config, create_app

pytestmark = pytest.mark.nginx
PLACES = {
    "lang": "en",
    "slug": "open-courts",
    "token": "very-secret-token",
    "filename": "css/base.css",
    "sha": "abcd" * 4,
}
PUBLIC = ("identity.", "list.", "site.", "statements.", "signing.", "static")
# Public, and too long to lie in memory.
EXPORTS = ("signatories.csv", "signatories.json", "/print")
SEEN = "very-secret-page"


class Careless(BaseHTTPRequestHandler):
    """Answers everything, for everybody to keep; a page that says so sets a cookie too."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        body = f"{SEEN} {self.path}".encode()
        for name, value in (("Cache-Control", "public, s-maxage=60"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        if "cookies" in self.path:
            self.send_header("Set-Cookie", "session=x")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Says nothing."""


@contextmanager
def careless() -> Iterator[int]:
    """The server; gives its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def path_of(rule: Rule) -> str:
    """An address that the rule takes."""
    numbered = {name: PLACES.get(name, "7") for name in rule.arguments}
    made = rule.build(numbered, append_unknown=False)
    assert made is not None, rule
    return str(made[1])


def is_public(rule: Rule) -> bool:
    return rule.endpoint.startswith(PUBLIC) and "token" not in rule.arguments and not rule.rule.endswith(EXPORTS)


def test_it_caches_no_page_of_one_person(settings: dict[str, str], tmp_path: Path) -> None:
    rules = [
        rule
        for rule in create_app(config.load_settings(settings)).url_map.iter_rules()
        if "GET" in (rule.methods or ())
    ]
    private = {path_of(rule) for rule in rules if not is_public(rule)}
    public = {path_of(rule) for rule in rules if is_public(rule)}
    assert len(private) > 60 and len(public) > 15
    with careless() as port, nginx(tmp_path / "front", port) as proxy:
        for path in private:
            assert proxy.get(path)[0] == 200
        list_ = "/en/open-courts/signatories"
        for query in ("q=x", f"q={quote('Алена')}", "kind=x", "after=x", "kind=individuals&q=x", "x=1", "&"):
            proxy.get(f"{list_}?{query}")
        for header in ("Cookie: session=x", "Authorization: Basic eDp4"):
            proxy.get(list_, header)
        proxy.get("/en/cookies")
        proxy.get(list_, method="POST", body=b"x=1")
        assert proxy.holding([SEEN]) == []
        for path in (*public, f"{list_}?kind=individuals&after=1700000000000000.12", f"{list_}?edition=1"):
            proxy.get(path)
            assert proxy.holding([f"{SEEN} {path}"], "run-cache") != []
