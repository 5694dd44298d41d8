"""What the dates of a statement mean at this moment: whether it is public, open, delivered."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from petition.core.db import now


class DatedStatement:
    """What is so at this moment by the dates that a statement has, be it a row or a copy of one."""

    if TYPE_CHECKING:
        published_at: Any
        opened_at: Any
        opens_at: Any
        closes_at: Any
        closed_at: Any
        embargo_until: Any
        delivered_at: Any
        late_rule: Any

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it at this moment."""
        at, begun = now(), self.published_at or self.opens_at
        return begun is not None and begun <= at and (self.embargo_until is None or self.embargo_until <= at)

    @property
    def is_delivered(self) -> bool:
        """Whether it was handed over; who signs from then on signs late."""
        return self.delivered_at is not None and self.delivered_at <= now()

    @property
    def is_open(self) -> bool:
        """Whether everybody can sign it at this moment."""
        begun = self.opened_at or self.opens_at
        return self.is_public and begun is not None and begun <= now() and self.takes_invited

    @property
    def takes_invited(self) -> bool:
        """Whether those who were invited can sign it, which they may before it is public."""
        if self.is_delivered:
            return bool(self.late_rule == "listed")
        return self.closed_at is None and (self.closes_at is None or now() < self.closes_at)

    @property
    def ended_at(self) -> datetime | None:
        """When signing ended; None while it has not begun or goes on."""
        if self.closed_at is not None or self.is_open or (self.opened_at or self.opens_at) is None:
            return cast("datetime | None", self.closed_at)
        return cast("datetime | None", self.closes_at)


@dataclass(frozen=True, kw_only=True)
class CopiedDates(DatedStatement):
    """The dates of a statement without its row: what is so by them can be told at any moment."""

    published_at: datetime | None
    opened_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    embargo_until: datetime | None
    delivered_at: datetime | None
    late_rule: str


# The columns of a statement that a copy of its dates is made of.
DATES = tuple(one.name for one in fields(CopiedDates))
