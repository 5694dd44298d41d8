"""Who may see what: every route says so, and silence is closed.

A view is marked below its route: ``@anybody``, or ``@roles("owner", "coordinator")`` for the desk.
Routes of libraries are listed by ``open_to``. What is not marked is answered with 404.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from petition.config import is_loopback

View = TypeVar("View", bound=Callable[..., Any])

ROLES = ("owner", "coordinator", "moderator", "translator", "auditor")
ANYBODY = frozenset({"anybody"})
SIGNED_IN = frozenset(ROLES)
DECIDING = ("owner", "coordinator", "moderator")
READING = (*DECIDING, "auditor")
EDITING = ("owner", "coordinator")
TRANSLATING = (*EDITING, "translator")
MARK = "seen_by"
LARGEST = "largest_post"


def anybody(view: View) -> View:
    """Marks a view that everybody may open."""
    setattr(view, MARK, ANYBODY)
    return view


def roles(*names: str) -> Callable[[View], View]:
    """Marks a view for coordinators who hold one of these roles."""
    unknown = set(names) - set(ROLES)
    if unknown or not names:
        raise ValueError(f"no such role: {', '.join(sorted(unknown)) or 'none named'}")

    def mark(view: View) -> View:
        setattr(view, MARK, frozenset(names))
        return view

    return mark


def takes_files(most: int) -> Callable[[View], View]:
    """Lets a view take posts of up to ``most`` bytes and half a percent, files included."""

    def mark(view: View) -> View:
        setattr(view, LARGEST, most + most // 200 + 4096)
        return view

    return mark


def largest_post() -> int | None:
    """The most bytes that the requested view takes; None for what the application takes."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), LARGEST, None)


def open_to(app: Flask, endpoints: dict[str, frozenset[str]]) -> None:
    """Says who may see routes that a library brings along."""
    app.extensions.setdefault("access", {}).update(endpoints)


def seen_by(app: Flask, endpoint: str) -> frozenset[str]:
    """Who may see an endpoint; the empty set where nobody said."""
    listed = app.extensions.get("access", {}).get(endpoint)
    if listed is not None:
        return cast(frozenset[str], listed)
    return getattr(app.view_functions.get(endpoint), MARK, frozenset())


def may_open(endpoint: str) -> bool:
    """Whether whoever asks may open an endpoint; False too where there is none of that name."""
    allowed = seen_by(current_app._get_current_object(), endpoint)  # type: ignore[attr-defined]
    return allowed == ANYBODY or any(current_user.has_role(role) for role in allowed)


def guard() -> ResponseReturnValue | None:
    """Runs before every request: lets in whom the route names, and answers all others."""
    if request.endpoint is None:
        return None
    allowed = seen_by(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]
    if allowed == ANYBODY:
        return None
    if not allowed:
        abort(404)
    if not current_user.is_authenticated:
        if request.method in ("GET", "HEAD"):
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        abort(401)
    if not any(current_user.has_role(role) for role in allowed):
        # "Not yours" and "not there" look alike from outside.
        abort(404)
    return None


def only_here() -> None:
    """Answers 404 to every other machine: for what the demo shows to whoever started it."""
    if not is_loopback(request.remote_addr or ""):
        abort(404)


def same_origin() -> bool:
    """Whether a POST comes from a page of this site, as its browser says.

    Sources: Fetch Metadata (W3C), ``Origin`` (RFC 6454). A browser that sends neither is an old one,
    and a POST without cookies gives a stranger's page nothing to borrow.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin in (None, "null"):
        # Some mail programs' own browsers post with "Origin: null" even to the same site.
        return origin is None or site == "same-origin"
    own = (current_app.config["PUBLIC_URL"], request.host_url.rstrip("/"))
    return (origin or "").lower().rstrip("/") in own
