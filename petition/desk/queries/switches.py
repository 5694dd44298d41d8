"""The switches of one place: what is on there, what is on for all, and in which other statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from petition.accounts import queries as coordinators
from petition.core import switches
from petition.core.db import db
from petition.core.switches import OF_THE_SITE, SWITCHES, ActiveSwitch, SwitchChange
from petition.desk.decision_words import actor_words
from petition.statements.models import Statement


@dataclass(frozen=True)
class SwitchRow:
    """A switch in one place: as it is set there, and for all; ``elsewhere`` are the statements in which it is on.

    ``by`` and ``by_for_all`` are what whoever set it is called. ``last`` is its last change here, which can be undone.
    """

    name: str
    here: ActiveSwitch | None
    by: str
    for_all: ActiveSwitch | None
    by_for_all: str
    elsewhere: list[Statement]
    last: SwitchChange | None
    last_by: str


def switch_rows(statement_id: int | None, reached: Collection[int] | None) -> list[SwitchRow]:
    """The switches of a statement, or of the whole site, as they stand at this very moment."""
    found = switches.read_active_switches()
    offered = [name for name in SWITCHES if statement_id is None or name not in OF_THE_SITE]
    return [_make_row(name, [one for one in found if one.name == name], statement_id, reached) for name in offered]


def reachable_statements(reached: Collection[int] | None) -> list[Statement]:
    """The statements that may be chosen, the newest first."""
    query = select(Statement).order_by(Statement.id.desc())
    return list(db.session.scalars(query if reached is None else query.where(Statement.id.in_(reached))))


def _make_row(
    name: str, found: list[ActiveSwitch], statement_id: int | None, reached: Collection[int] | None
) -> SwitchRow:
    here = next((one for one in found if one.statement_id == statement_id), None)
    for_all = next((one for one in found if one.statement_id is None), None) if statement_id is not None else None
    there = [one.statement_id for one in found if statement_id is None and one.statement_id is not None]
    last = switches.last_change(name, statement_id)
    undoable = last if last is not None and last.undone_at is None else None
    return SwitchRow(
        last=undoable,
        last_by=actor_words(undoable.changed_by) if undoable else "",
        name=name,
        here=here,
        by=_coordinator_name(here),
        for_all=for_all,
        by_for_all=_coordinator_name(for_all),
        elsewhere=[one for one in reachable_statements(there) if reached is None or one.id in reached] if there else [],
    )


def _coordinator_name(one: ActiveSwitch | None) -> str:
    kind, _space, number = (one.by if one is not None else "").rpartition(" ")
    if one is None or kind != "coordinator" or not number.isdigit():
        return one.by if one is not None else ""
    return coordinators.coordinator_name(int(number)) or one.by
