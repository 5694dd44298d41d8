"""The ways through the desk: of the statement that is chosen, each with the number that waits there; and of the site.

What the role of whoever asks does not open is not offered. A statement is chosen by the address, or by being the only
one that is reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from flask import g, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from petition.core import access
from petition.core.db import db
from petition.core.text import parse_id
from petition.desk import locators, places, scope
from petition.desk.counting import COUNTED_AT_MOST
from petition.desk.queries import statements as statement_queries
from petition.desk.queries import waiting
from petition.invitations.models import Invitation, InvitationList
from petition.removals.models import Removal
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement

Key = Literal["statement", "path", "text"]


@dataclass(frozen=True)
class Place:
    """A page of a statement. ``permission``: who may open it there; ``key``: where its address names the statement."""

    endpoint: str
    label: Any
    permission: str
    key: Key = "path"

    def url(self, statement: Statement) -> str:
        """The address of the page."""
        if self.key == "statement":
            return url_for(self.endpoint, statement=statement.id)
        if self.key == "text":
            return url_for(self.endpoint, statement_id=statement.id, lang=statement.binding_language)
        return url_for(self.endpoint, statement_id=statement.id)


@dataclass(frozen=True)
class NavigationLink:
    """A way to a page; ``current`` is what ``aria-current`` says: "page", "true" for a page below it, or nothing."""

    endpoint: str
    label: str
    url: str
    number: int = 0
    current: str = ""


@dataclass(frozen=True)
class Area:
    """A part of the work on a statement, and its pages; the first one is where the area leads."""

    word: str
    label: str
    pages: tuple[NavigationLink, ...]

    @property
    def number(self) -> int:
        """What waits on its pages, up to 1,000 and one for all beyond."""
        return min(sum(page.number for page in self.pages), COUNTED_AT_MOST + 1)

    @property
    def current(self) -> str:
        """What ``aria-current`` says of the area: "page" where it leads, "true" on its other pages."""
        if self.pages[0].current == "page":
            return "page"
        return "true" if any(page.current for page in self.pages) else ""


@dataclass(frozen=True)
class StatementNavigation:
    """The ways through the work on one statement; ``home`` is None for who may not open its page."""

    statement: Statement
    title: str
    language: str
    home: NavigationLink | None
    areas: tuple[Area, ...]


HOME, ENTRIES = "desk.statement", "desk.organisations"
PLACES: tuple[tuple[str, Any, tuple[Place, ...]], ...] = (
    (
        "text",
        _("Text"),
        (
            Place("desk.text", _("Text"), "texts.write", "text"),
            Place("desk.translations", _("Translations"), "texts.read", "statement"),
            Place("desk.editions", _("Editions"), "editions.read"),
            Place("desk.revisions", _("Revisions"), "texts.write", "text"),
        ),
    ),
    (
        "organisations",
        _("Organisations"),
        (
            Place("desk.queue", _("Queue"), "endorsements.read", "statement"),
            Place("desk.changes", _("Changes"), "endorsements.read", "statement"),
            Place("desk.reservations", _("Reservations"), "endorsements.read", "statement"),
            Place("desk.invitations", _("Invitations"), "invitations.read"),
            Place(ENTRIES, _("Entries"), "register.read", "statement"),
            Place("desk.founders", _("Founding signatories"), "statements.edit"),
        ),
    ),
    (
        "people",
        _("People"),
        (
            Place("desk.individuals", _("All people"), "endorsements.read", "statement"),
            Place("desk.quarantine", _("Quarantine"), "endorsements.read", "statement"),
            Place("desk.removals", _("Removal rules"), "removals.read"),
        ),
    ),
    (
        "checks",
        _("Checks"),
        (
            Place("desk.thresholds", _("Spam checks"), "endorsements.read"),
            Place("desk.joint", _("Needs a second person"), "joint.read", "statement"),
        ),
    ),
    (
        "delivery",
        _("Delivery"),
        (
            Place("desk.dates", _("Dates and delivery"), "statements.read"),
            Place("desk.addresses", _("Mail addresses"), "addresses.export"),
        ),
    ),
    (
        "settings",
        _("Settings"),
        (
            Place("desk.settings", _("Rules and private links"), "statements.read"),
            Place("desk.statement_identity", _("Who is behind this"), "statements.read"),
            Place("desk.goals", _("Goals"), "statements.read"),
            Place("desk.booths", _("Booths"), "statements.read"),
            Place("desk.switches", _("Switches"), "switches.read"),
        ),
    ),
)
SITE = (
    ("desk.start", _("Overview")),
    ("desk.statements", _("Statements")),
    ("desk.organisations", _("Register")),
    ("desk.reasons", _("Reasons")),
    ("desk.audit_log", _("Log")),
    ("desk.mail", _("Mail")),
    ("desk.jobs", _("Jobs")),
    ("desk.team", _("Team")),
    ("desk.site_identity", _("Who is behind this")),
    ("desk.switches", _("Switches")),
)
# What in an address lies in a statement without naming it.
NAMED: dict[str, type[Any]] = {
    "endorsement_id": Endorsement,
    "removal_id": Removal,
    "list_id": InvitationList,
    "invitation_id": Invitation,
}


def statement_navigation(given: object = None, kind: str | None = None) -> StatementNavigation | None:
    """The ways through the chosen statement; None where there are several and none is chosen.

    ``given`` is the statement that the page is about, where it says so; ``kind`` that of the signatories in it.
    """
    statement = given if isinstance(given, Statement) else current_statement()
    if statement is None:
        return None
    made: dict[int, StatementNavigation] = g.setdefault("statement_navigation", {})
    if statement.id not in made:
        made[statement.id] = _make_navigation(statement, kind)
    return made[statement.id]


def site_navigation() -> list[NavigationLink]:
    """The pages of the whole site that whoever asks may open."""
    is_of_statement = request.endpoint == ENTRIES and "statement" in request.args
    place = None if is_of_statement else places.site_place(request.path)
    open_here = [
        (endpoint, label)
        for endpoint, label in SITE
        if access.may_open(endpoint) and (endpoint != "desk.start" or access.has_permission("endorsements.read"))
    ]
    return [
        NavigationLink(endpoint, str(label), url_for(endpoint), current=_current(endpoint, place))
        for endpoint, label in open_here
    ]


def current_statement() -> Statement | None:
    """The statement that the address is about, or the only one that is reached."""
    named = _named_statement()
    if named is not None:
        found = db.session.get(Statement, named)
        return found if found is not None and access.has_permission("desk.enter", found.id) else None
    reached = select(Statement).where(scope.statements_condition("desk.enter")).limit(2)
    only = list(db.session.scalars(reached))
    return only[0] if len(only) == 1 else None


def _named_statement() -> int | None:
    args = request.view_args or {}
    if "statement_id" in args:
        return int(args["statement_id"])
    for name, model in NAMED.items():
        row = db.session.get(model, args[name]) if name in args else None
        if row is not None:
            return next((one.statement_id for one in locators.scopes_of(row)), None)
    return parse_id(request.args.get("statement", ""))


def _make_navigation(statement: Statement, kind: str | None) -> StatementNavigation:
    title, language = statement_queries.statement_title(statement)
    place, numbers = _statement_place(kind), waiting.waiting_numbers(statement)
    found = [
        Area(word, str(label), tuple(_page_link(one, statement, numbers, place) for one in pages))
        for word, label, every in PLACES
        if (pages := [one for one in every if access.has_permission(one.permission, statement.id)])
    ]
    home = None
    if access.has_permission("statements.read", statement.id):
        home = NavigationLink(HOME, title, url_for(HOME, statement_id=statement.id), current=_current(HOME, place))
    return StatementNavigation(statement, title, language, home, tuple(found))


def _statement_place(kind: str | None) -> str | None:
    if request.endpoint == ENTRIES:
        return ENTRIES if "statement" in request.args else None
    number = (request.view_args or {}).get("endorsement_id")
    endorsement = db.session.get(Endorsement, number) if number is not None else None
    return places.statement_place(request.path, kind or (endorsement.kind if endorsement else "organisation"))


def _page_link(one: Place, statement: Statement, numbers: dict[str, int], place: str | None) -> NavigationLink:
    current = _current(one.endpoint, place)
    return NavigationLink(one.endpoint, str(one.label), one.url(statement), numbers.get(one.endpoint, 0), current)


def _current(endpoint: str, place: str | None) -> str:
    if endpoint != place:
        return ""
    return "page" if endpoint == request.endpoint else "true"
