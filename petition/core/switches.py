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

from petition.core import audit, content_version
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
    "desk.switch_undoing",
    "signing.individual",
    "signing.organisation",
    "invitations.invitation",
)
KEPT_SECONDS = 3.0
# When whoever is turned away may try again.
RETRY_SECONDS = 300


class SwitchChanged(Exception):
    """The switch was set otherwise since."""


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


class SwitchChange(Base):
    """That a switch was set: on, or off; and how it stood before, so that it can be taken back.

    It can be as long as no other change of the same switch came after it. The ``before_…`` are empty where it was off.
    """

    __tablename__ = "switch_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(12))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    is_on: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(80))
    before_at: Mapped[datetime | None] = mapped_column(Moment)
    before_by: Mapped[str | None] = mapped_column(String(80))
    before_message: Mapped[str | None] = mapped_column(Text)
    before_why: Mapped[str | None] = mapped_column(EncryptedText("switch_change.before_why"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("(before_at IS NULL) = (before_by IS NULL)", name="before_is_whole"),)


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
    """All that is on, up to three seconds old, and no older than the last change that this process knows of."""
    version = content_version.current_version()
    kept: tuple[float, int | None, list[ActiveSwitch]] | None = current_app.extensions.get("switches")
    if kept is None or kept[1] != version or time.monotonic() - kept[0] >= KEPT_SECONDS:
        kept = current_app.extensions["switches"] = time.monotonic(), version, read_active_switches()
    return kept[2]


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
    _record_change(name, statement_id, found, is_on=True, by=by)
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
    _record_change(name, statement_id, found, is_on=False, by=by)
    db.session.execute(delete(Switch).where(Switch.id == found.id))
    audit.append_entry(f"switch.off-{name}", about, by=by)
    return True


def undo_change(change: SwitchChange, *, by: str, about: str = "site") -> None:
    """Takes a change back: the switch stands as it did before, with who, when and why.

    Raises SwitchChanged where it was set otherwise since.
    """
    found = _lock_switch(change.name, change.statement_id)
    if change.undone_at is not None or last_change(change.name, change.statement_id) is not change:
        raise SwitchChanged
    change.undone_at = now()
    if change.before_at is None or change.before_by is None:
        db.session.execute(delete(Switch).where(Switch.id == (found.id if found else None)))
        audit.append_entry(f"switch.off-{change.name}", about, by=by)
        return
    row = found or Switch(name=change.name, statement_id=change.statement_id)
    row.message, row.why, row.set_at, row.set_by = (
        change.before_message,
        change.before_why,
        change.before_at,
        change.before_by,
    )
    db.session.add(row)
    db.session.flush()
    audit.append_entry(f"switch.on-{change.name}", about, by=by, note=change.before_why)


def last_change(name: str, statement_id: int | None) -> SwitchChange | None:
    """The last change of a switch in one place, taken back or not."""
    query = select(SwitchChange).where(
        SwitchChange.name == name, SwitchChange.statement_id.is_not_distinct_from(statement_id)
    )
    return db.session.scalars(query.order_by(SwitchChange.id.desc()).limit(1)).first()


def _record_change(name: str, statement_id: int | None, found: Switch | None, *, is_on: bool, by: str) -> None:
    """Keeps how a switch stood before it is set; what was kept of changes before that is of no use any more."""
    earlier = delete(SwitchChange).where(
        SwitchChange.name == name, SwitchChange.statement_id.is_not_distinct_from(statement_id)
    )
    db.session.execute(earlier)
    made = SwitchChange(name=name, statement_id=statement_id, is_on=is_on, changed_at=now(), changed_by=by)
    if found is not None:
        made.before_at, made.before_by = found.set_at, found.set_by
        made.before_message, made.before_why = found.message, found.why
    db.session.add(made)
    db.session.flush()


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
