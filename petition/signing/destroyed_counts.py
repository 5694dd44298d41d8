"""How many had signed, kept when their names are destroyed: in numbers that tell of nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import and_, case, delete, func, insert, literal, or_, select, union_all, update

from petition.core import crypto
from petition.core.db import db, now
from petition.core.languages import country_codes
from petition.signing.deliveries import ERASED
from petition.signing.models.delivery import Delivery, DeliveryChange, DeliveryMember
from petition.signing.models.destruction import DestroyedCountry, DestroyedTally, Destruction
from petition.signing.models.endorsement import Endorsement, counting_condition
from petition.signing.state import COUNTED
from petition.signing.tallying import add_to_rollup

# A smaller group could tell who it is.
SMALLEST = 5
NO_COUNTRY, SMALL_GROUPS = "--", "*"


def keep_counts(ids: Collection[int]) -> None:
    """Keeps what counts among endorsements that are about to be destroyed; to be done in the same transaction."""
    of_statements = select(Endorsement.statement_id).where(Endorsement.id.in_(ids)).distinct()
    for statement_id in list(db.session.scalars(of_statements)):
        _begin_destruction(statement_id)
    counting = Endorsement.id.in_(ids), counting_condition()
    place = Endorsement.statement_id, Endorsement.edition_id, Endorsement.kind
    for row in db.session.execute(select(*place, func.count()).where(*counting).group_by(*place)).all():
        add_to_rollup(DestroyedTally, dict(zip(("statement_id", "edition_id", "kind"), row, strict=False)), row[-1])
    for (statement_id, kind, country), number in sorted(_count_countries(ids).items()):
        at = {"statement_id": statement_id, "kind": kind, "country": country}
        add_to_rollup(DestroyedCountry, at, number)
    _leave_delivery_as_it_is(ids)


def end_destructions(at: datetime) -> None:
    """Says of the destructions under way that nothing is left to destroy, and puts small groups together for good."""
    ended = list(db.session.scalars(select(Destruction.statement_id).where(Destruction.ended_at.is_(None))))
    for statement_id in ended:
        kinds = select(DestroyedCountry.kind).where(DestroyedCountry.statement_id == statement_id).distinct()
        for kind in list(db.session.scalars(kinds)):
            _fold_countries(statement_id, kind)
    done = update(Destruction).where(Destruction.statement_id.in_(ended))
    db.session.execute(done.values(ended_at=at))


def fold_small_groups(groups: Mapping[str, int]) -> dict[str, int]:
    """Groups with those under five put into one, ``*``; so much that this one is no smaller either.

    Were it, whoever knows the sum could take the others off it. Where all of them are fewer than five, one is left.
    """
    left = {name: number for name, number in groups.items() if name != SMALL_GROUPS and number >= SMALLEST}
    folded = sum(groups.values()) - sum(left.values())
    while left and 0 < folded < SMALLEST:
        name = min(left, key=lambda one: (left[one], one))
        folded += left.pop(name)
    return left | ({SMALL_GROUPS: folded} if folded else {})


def destroyed_countries(statement_id: int, kind: str) -> dict[str, int]:
    """From where those were whose names were destroyed, with small groups as one; the largest first."""
    rows = select(DestroyedCountry.country, DestroyedCountry.endorsements)
    rows = rows.where(DestroyedCountry.statement_id == statement_id, DestroyedCountry.kind == kind)
    found = fold_small_groups({row.country: row.endorsements for row in db.session.execute(rows)})
    return dict(sorted(found.items(), key=lambda one: (one[0] == SMALL_GROUPS, -one[1], one[0])))


def _begin_destruction(statement_id: int) -> None:
    begun = db.session.get(Destruction, statement_id)
    if begun is None:
        db.session.add(Destruction(statement_id=statement_id, begun_at=now()))
    else:
        begun.ended_at = None
    db.session.flush()


def _count_countries(ids: Collection[int]) -> Counter[tuple[int, str, str]]:
    place = Endorsement.statement_id, Endorsement.kind, Endorsement.country_key
    query = select(*place, func.count()).where(Endorsement.id.in_(ids), counting_condition()).group_by(*place)
    codes = {key: code for code in country_codes() for key in crypto.lookup_hashes(code, "country")}
    counted: Counter[tuple[int, str, str]] = Counter()
    for statement_id, kind, key, number in db.session.execute(query):
        counted[statement_id, kind, codes.get(key, NO_COUNTRY) if key else NO_COUNTRY] += number
    return counted


def _fold_countries(statement_id: int, kind: str) -> None:
    of_kind = DestroyedCountry.statement_id == statement_id, DestroyedCountry.kind == kind
    folded = destroyed_countries(statement_id, kind)
    db.session.execute(delete(DestroyedCountry).where(*of_kind))
    for country, number in folded.items():
        add_to_rollup(DestroyedCountry, {"statement_id": statement_id, "kind": kind, "country": country}, number)


def _leave_delivery_as_it_is(ids: Collection[int]) -> None:
    """Takes back beforehand what triggers will note of the deletion: of a delivered list nobody has gone by this."""
    member = and_(DeliveryMember.delivery_id == Delivery.id, DeliveryMember.endorsement_id == Endorsement.id)
    is_member = DeliveryMember.delivery_id.is_not(None)
    stands = (
        select(Delivery.id, Endorsement.kind, case((is_member, 1), else_=0), Endorsement.state, literal(1))
        .join(Delivery, and_(Delivery.statement_id == Endorsement.statement_id, Delivery.undone_at.is_(None)))
        .outerjoin(DeliveryMember, member)
        .where(Endorsement.id.in_(ids), or_(is_member, Endorsement.state.in_(COUNTED)))
    )
    erased = (
        select(Delivery.id, Endorsement.kind, literal(1), literal(ERASED), literal(-1))
        .join(Delivery, and_(Delivery.statement_id == Endorsement.statement_id, Delivery.undone_at.is_(None)))
        .join(DeliveryMember, member)
        .where(Endorsement.id.in_(ids))
    )
    columns = ["delivery_id", "kind", "member", "state", "change"]
    db.session.execute(insert(DeliveryChange).from_select(columns, union_all(stands, erased)))
