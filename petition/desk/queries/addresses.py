"""The mail addresses of signatories who asked for updates."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, select

from petition.core.db import db
from petition.signing.models.endorsement import Endorsement, counting_condition
from petition.signing.tallying import read_tally
from petition.statements.models import Statement

FEW = 5_000


def has_few(statement: Statement) -> bool:
    """Whether so few count that their addresses can be counted whenever somebody looks."""
    return sum(read_tally(statement.id).values()) <= FEW


def count_addresses(statement: Statement) -> int:
    """How many addresses there are to be written to, each once."""
    return (
        db.session.scalar(select(func.count(Endorsement.address_key.distinct())).where(*_wants_updates(statement))) or 0
    )


def all_addresses(statement: Statement) -> Iterator[str]:
    """The addresses, each once, in an order that says nothing about who signed when."""
    query = select(Endorsement.address_key, Endorsement.address).where(*_wants_updates(statement))
    before = None
    for key, address in db.session.execute(query.order_by(Endorsement.address_key).execution_options(yield_per=1000)):
        if key != before and address is not None:
            yield address
        before = key


def _wants_updates(statement: Statement) -> list[ColumnElement[bool]]:
    return [
        Endorsement.statement_id == statement.id,
        Endorsement.updates_wanted_at.is_not(None),
        Endorsement.address_key.is_not(None),
        counting_condition(),
    ]
