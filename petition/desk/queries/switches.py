"""The switches of one place: what is on there, what is on for all, and in which other statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from petition.accounts import queries as coordinators
from petition.core import switches
from petition.core.db import db
from petition.core.switches import OF_THE_SITE, SWITCHES, SwitchedOn
from petition.statements.models import Statement


@dataclass(frozen=True)
class Row:
    """A switch in one place: as it is set there, and for all; ``elsewhere`` are the statements in which it is on.

    ``by`` and ``by_for_all`` are what whoever set it is called.
    """

    name: str
    here: SwitchedOn | None
    by: str
    for_all: SwitchedOn | None
    by_for_all: str
    elsewhere: list[Statement]


def rows(statement_id: int | None, reached: Collection[int] | None) -> list[Row]:
    """The switches of a statement, or of the whole site, as they stand at this very moment."""
    found = switches.everything()
    offered = [name for name in SWITCHES if statement_id is None or name not in OF_THE_SITE]
    return [_row(name, [one for one in found if one.name == name], statement_id, reached) for name in offered]


def statements(reached: Collection[int] | None) -> list[Statement]:
    """The statements that may be chosen, the newest first."""
    query = select(Statement).order_by(Statement.id.desc())
    return list(db.session.scalars(query if reached is None else query.where(Statement.id.in_(reached))))


def _row(name: str, found: list[SwitchedOn], statement_id: int | None, reached: Collection[int] | None) -> Row:
    here = next((one for one in found if one.statement_id == statement_id), None)
    for_all = next((one for one in found if one.statement_id is None), None) if statement_id is not None else None
    there = [one.statement_id for one in found if statement_id is None and one.statement_id is not None]
    return Row(
        name=name,
        here=here,
        by=_called(here),
        for_all=for_all,
        by_for_all=_called(for_all),
        elsewhere=[one for one in statements(there) if reached is None or one.id in reached] if there else [],
    )


def _called(one: SwitchedOn | None) -> str:
    kind, _space, number = (one.by if one is not None else "").rpartition(" ")
    if one is None or kind != "coordinator" or not number.isdigit():
        return one.by if one is not None else ""
    return coordinators.called(int(number)) or one.by
