"""What browsers and search engines ask for by themselves."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from fnmatch import fnmatch
from xml.etree import ElementTree

import pytest
from flask import Flask
from PIL import Image

import make
import make_identity
from make_evidence import png
from page import CheckedClient
from petition.core.db import db, now
from petition.identity.actions import set_identity, set_logo
from petition.organisations.logo_images import make_logo

SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(client: CheckedClient) -> dict[str, str | None]:
    """The addresses of the sitemap, each with when it was changed."""
    # Of our own making.
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    found = {}
    for url in root.iter(f"{SITE}url"):
        changed = url.find(f"{SITE}lastmod")
        found[(url.findtext(f"{SITE}loc") or "").removeprefix("http://127.0.0.1:5000")] = (
            changed.text if changed is not None else None
        )
    return found


def disallowed(client: CheckedClient) -> list[str]:
    lines = client.get("/robots.txt").text.splitlines()
    return [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]


def test_it_lists_every_public_page_in_each_language(app: Flask, client: CheckedClient) -> None:
    make_identity.whole(make.statement())
    listed = places(client)
    home = f"/en/{make.SLUG}"
    assert {home, f"{home}/signatories", "/en/", "/be/", "/en/privacy", "/be/imprint"} <= set(listed)
    assert listed[home] is not None and listed["/en/privacy"] is not None
    for path in listed:
        assert client.get(path).status_code == 200, path


def test_it_lists_nothing_under_an_embargo(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    statement.embargo_until = now() + timedelta(days=1)
    db.session.commit()
    assert not any(make.SLUG in path for path in places(client))


def test_it_closes_every_private_address_to_search_engines(app: Flask, client: CheckedClient) -> None:
    closed = disallowed(client)
    for rule in app.url_map.iter_rules():
        if "token" in rule.arguments:
            # As a crawler asks for it (RFC 9309, 2.2.3: a star stands for anything).
            asked = re.sub("<[^>]+>", "x", rule.rule)
            assert any(fnmatch(asked, f"{path}*") for path in closed), rule.rule
    assert {"/desk/", "/mine/", "/confirm/", "/*/sign$"} <= set(closed)
    told = client.get("/robots.txt").text
    assert "Sitemap: http://127.0.0.1:5000/sitemap.xml" in told
    assert "Disallow: /*/booth/" in told and "<" not in told


def test_it_names_the_coalition_to_home_screens(app: Flask, client: CheckedClient) -> None:
    assert client.get("/site.webmanifest").json["name"] == "127.0.0.1:5000"  # type: ignore[index]
    make_identity.whole(make.statement())
    set_identity(None, by="test", accent="#ffee00", texts={"en": make_identity.SITE})
    db.session.commit()
    told = client.get("/site.webmanifest").json
    assert told is not None and (told["name"], told["theme_color"]) == ("Court Watch Circle", "#585103")
    for icon in told["icons"]:
        image = Image.open(io.BytesIO(client.get(icon["src"]).data))
        assert icon["sizes"] == f"{image.width}x{image.height}"


@pytest.mark.parametrize("has_logo", [False, True])
def test_it_has_an_icon_for_every_browser(app: Flask, client: CheckedClient, has_logo: bool) -> None:
    if has_logo:
        set_logo(None, make_logo(png("#ff0000")), by="test")
        db.session.commit()
    touch = Image.open(io.BytesIO(client.get("/apple-touch-icon.png").data))
    ico = Image.open(io.BytesIO(client.get("/favicon.ico").data))
    assert touch.size == (180, 180) and touch.format == "PNG" and touch.mode == "RGB"
    assert ico.format == "ICO" and {(16, 16), (32, 32)} <= ico.info["sizes"]
    red, green, _blue = touch.getpixel((90, 90))  # type: ignore[misc]
    assert (red > 200 and green < 60) == has_logo
    assert client.get("/icon-64.png").status_code == 404
