"""Who may see what: every route says so, and silence is closed.

A view is marked below its route: ``@anybody``, or ``@may("endorsements.decide")`` with a permission of the one table in
``core.permissions``. Routes of libraries are listed by ``open_to``. What is not marked is answered with 404, and so
is what lies in a statement, or belongs to a signatory, that the coordinator's role does not reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from petition.config import is_loopback
from petition.core import bodies
from petition.core.permissions import PERMISSIONS, ROLES, Permission
from petition.core.reach import Held, Lies, covers

View = TypeVar("View", bound=Callable[..., Any])

ANYBODY = frozenset({"anybody"})
SIGNED_IN = frozenset(ROLES)
MARK = "seen_by"
PERMISSION = "permission"
LARGEST_FILE, LARGEST_TEXT = "largest_file", "largest_text"
READS_FIRST = "reads_first"


# Several places stand for one thing that lies in all of them, such as an account with roles in two statements: a
# role that reaches one of them is enough.
Locate = Callable[[int], Lies | Sequence[Lies] | None]


def anybody(view: View) -> View:
    """Marks a view that everybody may open."""
    setattr(view, MARK, ANYBODY)
    return view


def may(name: str) -> Callable[[View], View]:
    """Marks a view for coordinators who hold a role with this permission."""
    permission = PERMISSIONS[name]

    def mark(view: View) -> View:
        setattr(view, MARK, frozenset(permission.roles))
        setattr(view, PERMISSION, permission)
        return view

    return mark


def locate_by(app: Flask, locators: dict[str, Locate]) -> None:
    """Says for parts of addresses, such as "endorsement_id", where the thing of this id lies; None: it is not there."""
    app.extensions.setdefault("locators", {}).update(locators)


def takes_files(most: int) -> Callable[[View], View]:
    """Lets a view take posts with files, the largest of which has ``most`` bytes; that is for the form to see to."""

    def mark(view: View) -> View:
        setattr(view, LARGEST_FILE, most)
        return view

    return mark


def takes_text(most: int) -> Callable[[View], View]:
    """Lets a view take posts of up to ``most`` bytes, all of it text."""

    def mark(view: View) -> View:
        setattr(view, LARGEST_TEXT, most)
        return view

    return mark


def largest_post() -> int:
    """The most bytes that the requested view takes; more than usual only of a form that can hold files."""
    if hasattr(_view(), LARGEST_FILE) and request.mimetype == "multipart/form-data":
        return bodies.LARGEST_UPLOAD
    return getattr(_view(), LARGEST_TEXT, bodies.LARGEST_POST)


def largest_said() -> int:
    """The limit in bytes that the requested view tells whoever posts too much: of a file, where it takes some."""
    return getattr(_view(), LARGEST_FILE, largest_post())


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def begin_by_reading(view: View) -> View:
    """Marks a view whose posts only read until it says that it writes."""
    setattr(view, READS_FIRST, True)
    return view


def reads_first() -> bool:
    """Whether a post to the requested view begins as one that only reads."""
    return getattr(_view(), READS_FIRST, False)


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
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return seen_by(app, endpoint) == ANYBODY or bool(_reaching(endpoint))


def holding(name: str) -> list[Held]:
    """The roles of whoever asks that carry a permission, each with where it holds; none for visitors."""
    return _with(PERMISSIONS[name])


def held_with(held: Iterable[Held], name: str) -> list[Held]:
    """Those of somebody's roles that carry a permission."""
    return _carrying(held, PERMISSIONS[name])


def reaches(name: str, lies: Lies) -> bool:
    """Whether whoever asks has a permission for what lies there."""
    return any(covers(held, lies) for held in holding(name))


def may_do(name: str, statement_id: int | None = None) -> bool:
    """Whether whoever asks has a permission: in a statement, or anywhere at all where none is named."""
    held = holding(name)
    return bool(held) if statement_id is None else any(covers(one, Lies(statement_id)) for one in held)


def statements_of(name: str) -> frozenset[int] | None:
    """The statements in which whoever asks has a permission; None stands for all of them."""
    held = holding(name)
    if any(one.statement_id is None for one in held):
        return None
    return frozenset(one.statement_id for one in held)


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
    held = _reaching(request.endpoint)
    if not held or not all(any(covers(one, lies) for one in held for lies in places) for places in _named()):
        # "Not yours" and "not there" look alike from outside.
        abort(404)
    return None


def admits(lies: Lies) -> bool:
    """Whether the requested view, by its mark, is open to whoever asks for what lies there."""
    return any(covers(held, lies) for held in _reaching(request.endpoint or ""))


def permission_of(endpoint: str | None) -> Permission | None:
    """The permission that a view is marked with, if any."""
    view = current_app.view_functions.get(endpoint or "")
    return cast(Permission | None, getattr(view, PERMISSION, None))


def _reaching(endpoint: str) -> list[Held]:
    permission = permission_of(endpoint)
    if permission is not None:
        return _with(permission)
    allowed = seen_by(current_app._get_current_object(), endpoint)  # type: ignore[attr-defined]
    return [one for one in _roles_held() if one.role in allowed]


def _with(permission: Permission) -> list[Held]:
    return _carrying(_roles_held(), permission)


def _carrying(held: Iterable[Held], permission: Permission) -> list[Held]:
    found = [one for one in held if one.role in permission.roles]
    return [one for one in found if not (permission.site and _is_limited(one))]


def _is_limited(held: Held) -> bool:
    return not (held.statement_id is held.country is held.language is None)


def _roles_held() -> Iterable[Held]:
    return cast(Iterable[Held], getattr(current_user, "held", ()))


def _named() -> Iterable[Sequence[Lies]]:
    """Where everything lies that the address names by an id; 404 where one of them is not there."""
    locators: dict[str, Locate] = current_app.extensions.get("locators", {})
    for name, value in (request.view_args or {}).items():
        if name in locators:
            found = locators[name](value) or abort(404)
            yield (found,) if isinstance(found, Lies) else found


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
