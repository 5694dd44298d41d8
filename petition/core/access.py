"""Who may see what: every route says so, and silence is closed.

A view is marked below its route: ``@anybody``, or ``@may("endorsements.decide")`` with a permission of the one table in
``core.permissions``. Routes of libraries are listed by ``allow_endpoints``. What is not marked is answered with 404,
and so is what lies in a statement, or belongs to a signatory, that the coordinator's role does not reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from petition.config.values import is_loopback
from petition.core import request_bodies
from petition.core.permissions import PERMISSIONS, ROLES, Permission
from petition.core.reach import GrantedRole, Scope, role_covers

View = TypeVar("View", bound=Callable[..., Any])

ANYBODY = frozenset({"anybody"})
SIGNED_IN = frozenset(ROLES)
MARK = "seen_by"
PERMISSION = "permission"
LARGEST_FILE, LARGEST_TEXT = "largest_file", "largest_text"
READS_FIRST = "reads_first"


# Several places stand for one thing that lies in all of them, such as an account with roles in two statements: a
# role that reaches one of them is enough.
Locate = Callable[[int], Scope | Sequence[Scope] | None]


def allow_anybody(view: View) -> View:
    """Marks a view that everybody may open."""
    setattr(view, MARK, ANYBODY)
    return view


def require_permission(name: str) -> Callable[[View], View]:
    """Marks a view for coordinators who hold a role with this permission."""
    permission = PERMISSIONS[name]

    def mark(view: View) -> View:
        setattr(view, MARK, frozenset(permission.roles))
        setattr(view, PERMISSION, permission)
        return view

    return mark


def set_locators(app: Flask, locators: dict[str, Locate]) -> None:
    """Says for parts of addresses, such as "endorsement_id", where the thing of this id lies; None: it is not there."""
    app.extensions.setdefault("locators", {}).update(locators)


def accept_files(most: int) -> Callable[[View], View]:
    """Lets a view take posts with files, the largest of which has ``most`` bytes; that is for the form to see to."""

    def mark(view: View) -> View:
        setattr(view, LARGEST_FILE, most)
        return view

    return mark


def accept_text(most: int) -> Callable[[View], View]:
    """Lets a view take posts of up to ``most`` bytes, all of it text."""

    def mark(view: View) -> View:
        setattr(view, LARGEST_TEXT, most)
        return view

    return mark


def largest_post() -> int:
    """The most bytes that the requested view takes; more than usual only of a form that can hold files."""
    if hasattr(_requested_view(), LARGEST_FILE) and request.mimetype == "multipart/form-data":
        files, text = (getattr(_requested_view(), name, 0) for name in (LARGEST_FILE, LARGEST_TEXT))
        return max(request_bodies.LARGEST_UPLOAD, files + text + request_bodies.ROOM)
    return largest_text()


def largest_text() -> int:
    """The most bytes of text that the requested view takes."""
    return getattr(_requested_view(), LARGEST_TEXT, request_bodies.LARGEST_POST)


def announced_limit() -> int:
    """The limit in bytes that the requested view tells whoever posts too much: of a file, where it takes some."""
    return getattr(_requested_view(), LARGEST_FILE, largest_post())


def _requested_view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def mark_read_first(view: View) -> View:
    """Marks a view whose posts only read until it says that it writes."""
    setattr(view, READS_FIRST, True)
    return view


def reads_first() -> bool:
    """Whether a post to the requested view begins as one that only reads."""
    return getattr(_requested_view(), READS_FIRST, False)


def allow_endpoints(app: Flask, endpoints: dict[str, frozenset[str]]) -> None:
    """Says who may see routes that a library brings along."""
    app.extensions.setdefault("access", {}).update(endpoints)


def audience_of(app: Flask, endpoint: str) -> frozenset[str]:
    """Who may see an endpoint; the empty set where nobody said."""
    listed = app.extensions.get("access", {}).get(endpoint)
    if listed is not None:
        return cast(frozenset[str], listed)
    return getattr(app.view_functions.get(endpoint), MARK, frozenset())


def may_open(endpoint: str) -> bool:
    """Whether whoever asks may open an endpoint; False too where there is none of that name."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return audience_of(app, endpoint) == ANYBODY or bool(_roles_in_reach(endpoint))


def roles_with(name: str) -> list[GrantedRole]:
    """The roles of whoever asks that carry a permission, each with where it holds; none for visitors."""
    return _own_roles_with(PERMISSIONS[name])


def roles_carrying(held: Iterable[GrantedRole], name: str) -> list[GrantedRole]:
    """Those of somebody's roles that carry a permission."""
    return _roles_with_permission(held, PERMISSIONS[name])


def can_reach(name: str, lies: Scope) -> bool:
    """Whether whoever asks has a permission for what lies there."""
    return any(role_covers(held, lies) for held in roles_with(name))


def has_permission(name: str, statement_id: int | None = None) -> bool:
    """Whether whoever asks has a permission: in a statement, or anywhere at all where none is named."""
    held = roles_with(name)
    return bool(held) if statement_id is None else any(role_covers(one, Scope(statement_id)) for one in held)


def statements_of(name: str) -> frozenset[int] | None:
    """The statements in which whoever asks has a permission; None stands for all of them."""
    held = roles_with(name)
    if any(one.statement_id is None for one in held):
        return None
    return frozenset(one.statement_id for one in held)


def guard_request() -> ResponseReturnValue | None:
    """Runs before every request: lets in whom the route names, and answers all others."""
    if request.endpoint is None:
        return None
    allowed = audience_of(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]
    if allowed == ANYBODY:
        return None
    if not allowed:
        abort(404)
    if not current_user.is_authenticated:
        if request.method in ("GET", "HEAD"):
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        abort(401)
    held = _roles_in_reach(request.endpoint)
    if not held or not all(
        any(role_covers(one, lies) for one in held for lies in places) for places in _scopes_in_address()
    ):
        # "Not yours" and "not there" look alike from outside.
        abort(404)
    return None


def admits(lies: Scope) -> bool:
    """Whether the requested view, by its mark, is open to whoever asks for what lies there."""
    return any(role_covers(held, lies) for held in _roles_in_reach(request.endpoint or ""))


def permission_of(endpoint: str | None) -> Permission | None:
    """The permission that a view is marked with, if any."""
    view = current_app.view_functions.get(endpoint or "")
    return cast(Permission | None, getattr(view, PERMISSION, None))


def _roles_in_reach(endpoint: str) -> list[GrantedRole]:
    permission = permission_of(endpoint)
    if permission is not None:
        return _own_roles_with(permission)
    allowed = audience_of(current_app._get_current_object(), endpoint)  # type: ignore[attr-defined]
    return [one for one in _own_roles() if one.role in allowed]


def _own_roles_with(permission: Permission) -> list[GrantedRole]:
    return _roles_with_permission(_own_roles(), permission)


def _roles_with_permission(held: Iterable[GrantedRole], permission: Permission) -> list[GrantedRole]:
    found = [one for one in held if one.role in permission.roles]
    return [one for one in found if not (permission.site and _is_limited(one))]


def _is_limited(held: GrantedRole) -> bool:
    return not (held.statement_id is held.country is held.language is None)


def _own_roles() -> Iterable[GrantedRole]:
    return cast(Iterable[GrantedRole], getattr(current_user, "role_grants", ()))


def _scopes_in_address() -> Iterable[Sequence[Scope]]:
    """Where everything lies that the address names by an id; 404 where one of them is not there."""
    locators: dict[str, Locate] = current_app.extensions.get("locators", {})
    for name, value in (request.view_args or {}).items():
        if name in locators:
            found = locators[name](value) or abort(404)
            yield (found,) if isinstance(found, Scope) else found


def require_local_client() -> None:
    """Answers 404 to every other machine: for what the demo shows to whoever started it."""
    if not is_loopback(request.remote_addr or ""):
        abort(404)


def is_same_origin() -> bool:
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
