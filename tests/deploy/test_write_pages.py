"""The proxy's own pages are those that `make pages` would write today, and sound."""

from __future__ import annotations

from flask import Flask

from page import Page
from petition.config import ROOT
from petition.core import pages
from petition.proxy_pages import FOLDER
from petition.proxy_pages import render_pages as written


def test_it_ships_the_pages_that_the_program_writes(app: Flask) -> None:
    fresh = dict(written(app))
    assert {path.relative_to(FOLDER) for path in FOLDER.rglob("*.*")} == set(fresh)
    for path, page in fresh.items():
        assert (FOLDER / path).read_text() == page, "run `make pages`"
        if path.suffix == ".html":
            Page(page).check()


def test_it_sends_them_with_headers_as_the_program_does() -> None:
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    for name in ("X-Content-Type-Options", "Referrer-Policy"):
        assert f'add_header {name} "{pages.HEADERS[name]}" always;' in site
    assert f'add_header Cache-Control "{pages.PRIVATE}" always;' in site
