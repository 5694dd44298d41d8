"""Switches that coordinators set while the site runs; every process follows within seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, delete, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from petition.core import audit
from petition.core.crypto import EncryptedText
from petition.core.db import Base, Moment, db, now

# "pause": nobody can sign anew; "approval": individuals, too, wait for a coordinator; "comments": shown nowhere;
# "proof": browsers do some work before a form is taken; "read-only": nothing can be changed, but switches.
SWITCHES = ("pause", "approval", "comments", "proof", "read-only")
OF_THE_SITE = ("read-only",)
# Blueprints and endpoints that a read-only site still takes posts for; the last ones say themselves that they do
# not, since they give back what was typed.
STAY_OPEN = (
    "security",
    "accounts",
    "desk.switch",
    "signing.individual",
    "signing.organisation",
    "invitations.invitation",
)
KEPT_SECONDS = 3.0
# When whoever is turned away may try again.
RETRY_SECONDS = 300


class Switch(Base):
    """A switch that is on: in one statement, or in the whole site where ``statement_id`` is empty."""

    __tablename__ = "switch"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(12))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    # What visitors read while signing is paused, or the site is read-only.
    message: Mapped[str | None] = mapped_column(Text)
    # Why, for those at the desk.
    why: Mapped[str | None] = mapped_column(EncryptedText("switch.why"))
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(String(80))

    __table_args__ = (
        CheckConstraint(f"name IN {SWITCHES}", name="name"),
        CheckConstraint("name <> 'read-only' OR statement_id IS NULL", name="read_only_is_for_all"),
        Index("ix_switch_name_statement_id", "name", "statement_id", unique=True),
        Index(
            "ix_switch_of_the_site",
            "name",
            unique=True,
            sqlite_where=sql("statement_id IS NULL"),
            postgresql_where=sql("statement_id IS NULL"),
        ),
    )


@dataclass(frozen=True)
class ActiveSwitch:
    """A switch that is on, since when, by whom and why."""

    name: str
    statement_id: int | None
    message: str | None
    at: datetime
    by: str
    why: str | None = None


def active_switch(name: str, statement_id: int | None = None) -> ActiveSwitch | None:
    """The switch, where it is on for this statement or for the whole site; up to three seconds old."""
    if name not in SWITCHES:
        raise ValueError(f"no such switch: {name}")
    found = [one for one in active_switches() if one.name == name and one.statement_id in (None, statement_id)]
    # What was said for the statement itself is nearer than what was said for all.
    return max(found, key=lambda one: one.statement_id is not None, default=None)


def signing_pause(statement_id: int) -> ActiveSwitch | None:
    """The switch that keeps everybody from signing a statement anew, where one is on."""
    return active_switch("read-only") or active_switch("pause", statement_id)


def active_switches() -> list[ActiveSwitch]:
    """All that is on, up to three seconds old."""
    kept: tuple[float, list[ActiveSwitch]] | None = current_app.extensions.get("switches")
    if kept is None or time.monotonic() - kept[0] >= KEPT_SECONDS:
        kept = current_app.extensions["switches"] = time.monotonic(), read_active_switches()
    return kept[1]


def read_active_switches() -> list[ActiveSwitch]:
    """All that is on at this very moment."""
    rows = db.session.scalars(select(Switch).order_by(Switch.id))
    return [ActiveSwitch(row.name, row.statement_id, row.message, row.set_at, row.set_by, row.why) for row in rows]


def turn_on(
    name: str,
    statement_id: int | None,
    *,
    by: str,
    about: str = "site",
    message: str | None = None,
    why: str | None = None,
) -> bool:
    """Switches on, or says something else where it is on already; gives whether that changes anything.

    ``about`` is the object in the audit log.
    """
    if name not in SWITCHES or (name in OF_THE_SITE and statement_id is not None):
        raise ValueError(f"no such switch: {name}")
    found = _lock_switch(name, statement_id)
    if found is not None and (found.message, found.why) == (message, why):
        return False
    row = found or Switch(name=name, statement_id=statement_id)
    row.message, row.why, row.set_at, row.set_by = message, why, now(), by
    db.session.add(row)
    db.session.flush()
    audit.append_entry(
        f"switch.on-{name}", about, by=by, note="\n".join(part for part in (why, message) if part) or None
    )
    return True


def turn_off(name: str, statement_id: int | None, *, by: str, about: str = "site") -> bool:
    """Switches off; gives whether it was on."""
    found = _lock_switch(name, statement_id)
    if found is None:
        return False
    db.session.execute(delete(Switch).where(Switch.id == found.id))
    audit.append_entry(f"switch.off-{name}", about, by=by)
    return True


def refuse_changes_while_read_only() -> Response | None:
    """Runs before every request: while the site is read-only it only shows, and lets coordinators in and switch."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.blueprint in STAY_OPEN or request.endpoint in STAY_OPEN:
        return None
    switched = active_switch("read-only")
    return render_read_only_page(switched) if switched else None


def render_read_only_page(switched: ActiveSwitch) -> Response:
    """The page that says that nothing can be changed for now: 503, and when to try again (RFC 9110)."""
    text = _("Everything can be read, and nothing can be changed. Nothing is lost; try again later.")
    way_on = url_for("list.front"), _("Open the statement")
    title = _("The site is in read-only mode for now")
    page = render_template("errors/error.html", code=503, title=title, text=text, said=switched.message, way_on=way_on)
    answer = make_response(page, 503)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def forget_switches() -> None:
    """Drops what this process has kept."""
    current_app.extensions.pop("switches", None)


def _lock_switch(name: str, statement_id: int | None) -> Switch | None:
    """The row of a switch; two coordinators who switch at the same moment wait for each other."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sql("LOCK TABLE switch IN SHARE ROW EXCLUSIVE MODE"))
    query = select(Switch).where(Switch.name == name, Switch.statement_id.is_not_distinct_from(statement_id))
    return db.session.scalar(query)
