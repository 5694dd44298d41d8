"""The files of ``static``: kept for good under what is in them, found under any name that a page may still have."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from werkzeug.test import Client

import make
from page import CheckedClient
from petition.config import ROOT
from petition.core.static_files import digest_of

SHEET = (ROOT / "static" / "css" / "base.css").read_bytes()


def test_it_has_browsers_keep_for_good_what_its_pages_load(app: Flask, client: CheckedClient) -> None:
    make.statement()
    page = client.get("/en/open-courts").get_data(as_text=True)
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert len(loaded) > 7
    for path in loaded:
        for method in (client.get, client.head):
            answer = method(path)
            assert answer.status_code == 200, path
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_finds_them_under_the_names_of_before_and_after(app: Flask) -> None:
    visitor = Client(app.wsgi_app)
    ages = {"/static/css/base.css": "max-age=300, public", "/static/0123456789ab/css/base.css": "no-cache"}
    for path, age in ages.items():
        answer = visitor.get(path, buffered=True)
        assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (200, SHEET, age)
        assert (
            age
            in visitor.get(path, buffered=True, headers={"If-None-Match": answer.headers["ETag"]}).headers[
                "Cache-Control"
            ]
        )
    assert visitor.get("/static/0123456789ab/css/nothing.css", buffered=True).status_code == 404
    assert visitor.get("/static/0123456789ab/../../wsgi.py", buffered=True).status_code == 404


def test_it_names_them_by_all_that_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a { color: red }")
    first = digest_of(tmp_path)
    (tmp_path / "css" / "a.css").write_text("a { color: blue }")
    assert len({first, digest_of(tmp_path)}) == 2
    (tmp_path / "css" / "a.css").write_text("a { color: red }")
    assert digest_of(tmp_path) == first
