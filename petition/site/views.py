"""Privacy, imprint, and the small files that browsers and search engines ask for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, json, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.config import Settings
from petition.core import access, languages, pages
from petition.identity.accents import make_accent
from petition.identity.queries import find_logo, identity_of
from petition.site import icons, privacy, queries

blueprint = Blueprint("site", __name__)

SECONDS = 3600  # that browsers keep an icon
PAPER_LIGHT, ACT_LIGHT = "#fdfcf9", "#0b4f6c"  # of static/css/tokens.css
# Where nothing is for search engines although no token stands in the address.
CLOSED = ("/desk/", "/demo/", "/*/sign$", "/*/sign/", "/*/check-your-mail", "/*/own-link", "/*/booth/")


# The name is taken by the module that it is about.
@blueprint.get("/<lang:lang>/privacy", endpoint="privacy")
@access.allow_anybody
def privacy_page(lang: str) -> ResponseReturnValue:
    """What is kept, how long, who reads it, how to have it erased, and whom to complain to."""
    settings: Settings = current_app.config["SETTINGS"]
    return _render_page(
        "site/privacy.html",
        lang,
        kept=privacy.kept_rows(),
        readers=privacy.reader_rows(),
        statements=queries.statement_dates(lang),
        relay=settings.relay.host if settings.relay else None,
        sign_limit=settings.sign_limit,
    )


@blueprint.get("/<lang:lang>/imprint")
@access.allow_anybody
def imprint(lang: str) -> ResponseReturnValue:
    """Who is responsible for the site."""
    return _render_page("site/imprint.html", lang)


@blueprint.get("/robots.txt")
@access.allow_anybody
def robots() -> Response:
    """What search engines are to leave alone: the desk, forms, and private links. Source: RFC 9309."""
    rules = (rule.rule for rule in current_app.url_map.iter_rules() if "token" in rule.arguments)
    # Below a statement, whose address begins with any language, they are named in CLOSED.
    private = sorted({f"/{rule.split('/')[1]}/" for rule in rules if not rule.startswith("/<")} - {"/desk/"})
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*CLOSED, *private))]
    lines += ["", f"Sitemap: {current_app.config['PUBLIC_URL']}/sitemap.xml", ""]
    return pages.make_cacheable(Response("\n".join(lines), mimetype="text/plain"), shows_names=False)


@blueprint.get("/sitemap.xml")
@access.allow_anybody
def sitemap() -> Response:
    """Every page for search engines, with its other languages. Source: sitemaps.org, protocol 0.9."""
    made = render_template("site/sitemap.xml", pages=queries.sitemap_pages(), site=current_app.config["PUBLIC_URL"])
    return pages.make_cacheable(Response(made, mimetype="application/xml"), shows_names=False)


@blueprint.get("/site.webmanifest")
@access.allow_anybody
def manifest() -> Response:
    """The name, colours and icons for a home screen. Source: W3C, Web Application Manifest."""
    who = identity_of(None, languages.DEFAULT)
    settings: Settings = current_app.config["SETTINGS"]
    told: dict[str, Any] = {
        "name": str(who.name) if who.name else settings.host,
        "lang": who.name.language if who.name else languages.DEFAULT,
        "start_url": "/",
        "display": "browser",
        "background_color": PAPER_LIGHT,
        "theme_color": make_accent(who.accent).light if who.accent else ACT_LIGHT,
        "icons": [
            {"src": url_for(".icon", side=side), "sizes": f"{side}x{side}", "type": "image/png"} for side in icons.SIZES
        ],
    }
    made = json.dumps(told, ensure_ascii=False)
    return pages.make_cacheable(Response(made, mimetype="application/manifest+json"), shows_names=False)


@blueprint.get("/favicon.ico")
@access.allow_anybody
def favicon() -> Response:
    """The icon of the site, as browsers ask for it by themselves."""
    made = icons.favicon_ico(_site_logo())
    return pages.make_cacheable(
        Response(made, mimetype="image/vnd.microsoft.icon"), browser_seconds=SECONDS, shows_names=False
    )


@blueprint.get("/apple-touch-icon.png")
@access.allow_anybody
def touch_icon() -> Response:
    """The icon of the site for a home screen, 180 pixels wide."""
    return _icon_response(180)


@blueprint.get("/icon-<int:side>.png")
@access.allow_anybody
def icon(side: int) -> Response:
    """The icon of the site in one of the sizes that the manifest names."""
    return _icon_response(side) if side in icons.SIZES else abort(404)


def _icon_response(side: int) -> Response:
    made = icons.icon_png(_site_logo(), side)
    return pages.make_cacheable(Response(made, mimetype="image/png"), browser_seconds=SECONDS, shows_names=False)


def _site_logo() -> bytes | None:
    found = find_logo(None)
    return found.content if found else None


def _render_page(template: str, lang: str, **context: Any) -> Response:
    if lang not in languages.INTERFACE:
        abort(404)
    endpoint = f"site.{template.split('/')[1].split('.')[0]}"
    page = render_template(
        template, texts=pages.interface_links(endpoint, lang), who=identity_of(None, lang), **context
    )
    return pages.make_cacheable(current_app.make_response(page), shows_names=False)
