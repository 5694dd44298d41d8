"""Every answer: security headers, how long who may keep it, and no cookie for visitors."""

from __future__ import annotations

import io

import pytest
from flask import Flask

import cast
import make
from conftest import Make
from page import CheckedClient
from petition.core import access

PUBLIC = (
    "/",
    "/en/",
    "/en/open-courts",
    "/en/open-courts/sign",
    "/en/open-courts/sign/organisation",
    "/en/open-courts/check-your-mail",
    "/en/open-courts/own-link",
    "/en/open-courts/signatories",
    "/en/open-courts/wording.txt",
    "/open-courts/counts.json",
    "/open-courts/signatories.csv",
    "/open-courts/signatories.json",
)
PRIVATE = ("/desk/", "/desk/login", "/confirm/x", "/mine/x", "/demo/inbox", "/nowhere", "/healthz", "/readyz")
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("path", [*PUBLIC, *PRIVATE, "/static/css/base.css"])
def test_it_carries_the_security_headers(app: Flask, client: CheckedClient, path: str) -> None:
    make.statement()
    answer = client.get(path)
    for name, value in EVERYWHERE.items():
        assert answer.headers[name] == value
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")
    assert "Strict-Transport-Security" not in answer.headers
    assert "Set-Cookie" not in answer.headers or path.startswith("/desk")


def test_it_asks_for_https_where_there_is_https(make_app: Make) -> None:
    app = make_app(public_url="https://sign.example.org")
    answer = app.test_client().get("/en/", base_url="https://sign.example.org")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("path", PUBLIC)
def test_it_lets_a_shared_cache_hold_public_pages_for_seconds(app: Flask, client: CheckedClient, path: str) -> None:
    make.statement()
    answer = client.get(path)
    kept = answer.headers["Cache-Control"]
    assert "public" in kept
    assert "s-maxage=4" in kept
    assert "stale-while-revalidate=2" in kept
    # Also while the program is away nobody shows a name for longer than it may be seen otherwise; numbers they may.
    assert kept.endswith(f"stale-if-error={3600 if path == '/open-courts/counts.json' else 2}")
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", PRIVATE)
def test_it_lets_nobody_keep_private_pages(app: Flask, client: CheckedClient, path: str) -> None:
    make.statement()
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_it_lets_nobody_keep_what_a_visitor_wrote(app: Flask, client: CheckedClient) -> None:
    make.statement()
    kept = ("kind=individuals", "kind=organisations", "kind=individuals&after=1700000000000000.12", "edition=1")
    for asked in kept:
        assert "s-maxage=4" in client.get(f"/en/open-courts/signatories?{asked}").headers["Cache-Control"]
    for asked in ("q=Алена", "q=", "kind=Алена", "after=Алена", "after=1.2&q=x", "x=Алена", "edition=1&edition=Алена"):
        for path in ("/en/open-courts/signatories", "/en/open-courts", "/open-courts/counts.json", "/open-courts"):
            assert client.get(f"{path}?{asked}").headers["Cache-Control"] == "no-store"


def test_it_lets_nobody_keep_a_form_that_came_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert client.post("/en/open-courts/sign", data=cast.ALENA).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/en/open-courts", "/en/open-courts/signatories"])
def test_it_answers_304_to_who_has_it(app: Flask, client: CheckedClient, path: str) -> None:
    make.statement()
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    make.signed(client, cast.ALENA)
    assert client.get("/en/open-courts", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
def test_it_answers_for_no_other_host(app: Flask, client: CheckedClient, host: str) -> None:
    make.statement()
    answer = client.get("/en/open-courts", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


def test_it_says_whether_it_is_ready(app: Flask, client: CheckedClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "up"}
    assert client.get("/readyz").status_code == 200


def test_it_has_no_inbox_where_mail_really_goes_out(make_app: Make) -> None:
    from petition.config.values import Relay

    app = make_app(relay=Relay("127.0.0.1", 2525, None, None, "none"))
    assert app.test_client().get("/demo/inbox").status_code == 404


def test_it_knows_the_client_only_through_as_many_proxies_as_it_trusts(make_app: Make) -> None:
    from petition.core import limits

    @access.allow_anybody
    def who() -> tuple[str, dict[str, str]]:
        return limits.client_key(), {"Content-Type": "text/plain"}

    def ask(trusted: int, forwarded: str) -> str:
        app = make_app(trusted_proxies=trusted)
        app.add_url_rule("/who", "who", who)
        return app.test_client().get("/who", headers={"X-Forwarded-For": forwarded}).get_data(as_text=True)

    assert ask(0, "203.0.113.5") == ask(0, "198.51.100.9")
    assert ask(1, "203.0.113.5") == ask(1, "203.0.113.77")
    assert ask(1, "203.0.113.5") != ask(1, "198.51.100.9")
    assert ask(1, "6.6.6.6, 203.0.113.5") == ask(1, "203.0.113.5")
    assert "203" not in ask(1, "203.0.113.5")


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/en/%00",
        "/en/x%00/sign",
        "/%00/counts.json",
        "/demo/inbox/99999999999999999999999",
        "/confirm/%00",
    ],
)
def test_it_has_no_page_for_nonsense(app: Flask, client: CheckedClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_it_takes_no_file_for_text(app: Flask, client: CheckedClient) -> None:
    make.statement()
    file = {"name": (io.BytesIO(b"x"), "name.txt"), "email": "a@example.org"}
    answer = client.post("/en/open-courts/sign", data=file, content_type="multipart/form-data")
    assert answer.status_code == 422


def test_it_answers_alike_to_every_browser_where_caches_hold_it(app: Flask, client: CheckedClient) -> None:
    make.statement("# عنوان الموقف\n\nنحن المنظمات.\n\nندعو إلى:\n\n1. أولا\n2. ثانيا\n", language="ar")
    pages = {
        client.get("/ar/open-courts", headers={"Accept-Language": tag}).headers["ETag"] for tag in ("en", "be", "ar")
    }
    assert len(pages) == 1


def test_it_signs_while_redis_is_away(make_app: Make) -> None:
    app = make_app(redis_url="redis://127.0.0.1:1/0", sign_limit="2 per minute")
    with app.app_context():
        make.statement()
        assert [make.sign(app.test_client(), cast.ALENA).status_code for _ in range(3)] == [303, 303, 429]
