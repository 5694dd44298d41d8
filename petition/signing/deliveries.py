"""What is known of deliveries: which list was delivered, who belonged to it, and what has changed in it since."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, func, select, union_all

from petition.core.db import db
from petition.signing.models.delivery import Delivery, DeliveryChange, DeliveryMember, DeliveryTally
from petition.signing.models.endorsement import Endorsement
from petition.signing.state import COUNTED, HIDDEN, QUARANTINED, REJECTED, REMOVED, UNDECIDED, WITHDRAWN, WITHHELD

ERASED = "erased"


@dataclass(frozen=True)
class ChangesSinceDelivery:
    """How many of one kind have come to a delivered list, or gone from it, since: numbers that never tell who.

    ``removed``: kept off the list by a coordinator or a rule; ``undecided``: their approval was undone. Those all
    count no longer. ``hidden`` and ``withheld`` count on, without a name.
    """

    added: int = 0
    withdrawn: int = 0
    erased: int = 0
    removed: int = 0
    undecided: int = 0
    hidden: int = 0
    withheld: int = 0

    @property
    def losses(self) -> int:
        """How many of the delivered list count no longer."""
        return self.withdrawn + self.erased + self.removed + self.undecided

    @property
    def is_none(self) -> bool:
        """Whether nothing is to be told."""
        return not (self.added or self.losses or self.hidden or self.withheld)


def current_delivery(statement_id: int) -> Delivery | None:
    """The record of the delivery that holds; None where the statement is not delivered."""
    live = select(Delivery).where(Delivery.statement_id == statement_id, Delivery.undone_at.is_(None))
    return db.session.scalar(live)


def undone_deliveries(statement_id: int) -> list[Delivery]:
    """The records of deliveries that were undone, the oldest first: they stay, and are told of."""
    undone = select(Delivery).where(Delivery.statement_id == statement_id, Delivery.undone_at.is_not(None))
    return list(db.session.scalars(undone.order_by(Delivery.id)))


def is_after_delivery(statement_id: int) -> ColumnElement[bool]:
    """The condition that an endorsement of a statement does not belong to the list that was delivered."""
    live = select(Delivery.id).where(Delivery.statement_id == statement_id, Delivery.undone_at.is_(None))
    delivery_id = db.session.scalar(live)
    if delivery_id is None:
        return false()
    member = DeliveryMember.delivery_id == delivery_id, DeliveryMember.endorsement_id == Endorsement.id
    # The outer row is meant, also where members are joined besides.
    return ~exists().where(*member).correlate(Endorsement)


def is_told_late(endorsement: Endorsement) -> bool:
    """Whether its signatory is told that it is marked as added after delivery.

    Of individuals only those who confirmed later: that somebody who confirmed before does not belong to the record
    would tell them that they were in quarantine.
    """
    delivery = current_delivery(endorsement.statement_id) if endorsement.statement.is_delivered else None
    if delivery is None or endorsement.confirmed_at is None:
        return False
    if endorsement.kind == "individual" and endorsement.confirmed_at <= delivery.delivered_at:
        return False
    return db.session.get(DeliveryMember, (delivery.id, endorsement.id)) is None


def changes_since_delivery(delivery: Delivery) -> dict[str, ChangesSinceDelivery]:
    """What has changed in the list of a delivery, for each kind; in one snapshot, and in as many rows as states."""
    rolled = select(
        DeliveryTally.kind, DeliveryTally.member, DeliveryTally.state, DeliveryTally.endorsements.label("n")
    )
    since = select(
        DeliveryChange.kind, DeliveryChange.member, DeliveryChange.state, DeliveryChange.change.label("n")
    )  # fmt: skip
    both = union_all(
        rolled.where(DeliveryTally.delivery_id == delivery.id), since.where(DeliveryChange.delivery_id == delivery.id)
    ).subquery()
    place = both.c.kind, both.c.member, both.c.state
    found: Counter[tuple[str, int, str]] = Counter()
    for kind, member, state, n in db.session.execute(select(*place, func.sum(both.c.n)).group_by(*place)):
        found[kind, member, state] = int(n)
    return {kind: _changes_of_kind(found, kind) for kind in ("organisation", "individual")}


def _changes_of_kind(found: Counter[tuple[str, int, str]], kind: str) -> ChangesSinceDelivery:
    return ChangesSinceDelivery(
        added=sum(found[kind, 0, state] for state in COUNTED),
        withdrawn=found[kind, 1, WITHDRAWN],
        erased=found[kind, 1, ERASED],
        removed=found[kind, 1, REMOVED] + found[kind, 1, REJECTED],
        undecided=found[kind, 1, UNDECIDED] + found[kind, 1, QUARANTINED],
        # Some were so when the list was delivered, and may be named since.
        hidden=max(0, found[kind, 1, HIDDEN]),
        withheld=max(0, found[kind, 1, WITHHELD]),
    )
