"""The list as it was delivered, for outputs that print it: never more of anybody than then, and never more than now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, and_

from petition.core.db import db
from petition.core.text import initials_of
from petition.list.queries.signatories import (
    CHUNK,
    Signatory,
    organisation_of_row,
    reservations_by_endorsement,
    signatory_of_row,
    signatory_rows,
)
from petition.signing.models.delivery import Delivery, DeliveryMember
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Edition

NAMED = ("full", "initials")


def delivered_signatories(delivery: Delivery) -> Iterator[Signatory]:
    """Who belonged to a delivered list and may still be named: organisations, then individuals; read in chunks.

    Each under the edition of then. Whoever withdrew, was hidden or erased since is left out: the counts of the record
    still have them.
    """
    reservations = reservations_by_endorsement(delivery.statement_id)
    for row in _read_rows(delivery, "organisation"):
        yield _as_delivered(organisation_of_row(row, reservations), row)
    for row in _read_rows(delivery, "individual"):
        if row.form in NAMED:
            yield _as_delivered(signatory_of_row(row), row)


def _read_rows(delivery: Delivery, kind: str) -> Iterator[Row[Any]]:
    member = and_(DeliveryMember.delivery_id == delivery.id, DeliveryMember.endorsement_id == Endorsement.id)
    signed = Edition.__table__.alias("signed")
    rows: Select[Any] = (
        signatory_rows(delivery.statement_id, kind)
        .join(DeliveryMember, member)
        .join(signed, signed.c.id == DeliveryMember.edition_id)
        .add_columns(DeliveryMember.form, signed.c.number.label("delivered_edition"))
    )
    newest_first = signed.c.number.desc(), Endorsement.confirmed_at, Endorsement.id
    yield from db.session.execute(rows.order_by(*newest_first).execution_options(yield_per=CHUNK))


def _as_delivered(signatory: Signatory, row: Row[Any]) -> Signatory:
    told = replace(signatory, edition=row.delivered_edition, late=False)
    if row.form == "full":
        return told
    return replace(
        told, beside=None, name=told.name if told.kind == "organisation" else initials_of(told.name) or told.name
    )
