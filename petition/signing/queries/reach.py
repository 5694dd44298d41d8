"""Which endorsements a coordinator's roles reach, in the words of the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, false, or_, true

from petition.core import crypto
from petition.signing.models import Endorsement


class Held(Protocol):
    """A role as somebody holds it: where, and for a moderator perhaps only for one country or language."""

    statement_id: Any
    country: Any
    language: Any


def within(held: Iterable[Held]) -> ColumnElement[bool]:
    """The condition on an endorsement that at least one of these roles reaches it; with no role, none."""
    return or_(false(), *(_reached(one) for one in held))


def _reached(one: Held) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if one.statement_id is not None:
        conditions.append(Endorsement.statement_id == one.statement_id)
    if one.country is not None:
        # Under every key that is in use, while keys are being changed.
        conditions.append(Endorsement.country_key.in_(crypto.lookups(one.country, "country")))
    if one.language is not None:
        conditions.append(Endorsement.language == one.language)
    return and_(true(), *conditions)
