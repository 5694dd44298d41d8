"""The short way of an individual who confirms: one question, then one transaction of as few statements as it takes.

What the link leads to is read and weighed while nothing is held. What is written then holds only where the row is still
the very one that was read: sealed details are sealed anew whenever they are written. Everything else takes the long
way (``confirm.actions``): organisations, what was delivered, any link that does not simply confirm.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, and_, bindparam, exists, select, type_coerce, update

from petition.core import crypto, tokens
from petition.core.db import Moment, db, table_of
from petition.mail import actions as mail
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing.keys import add_keys
from petition.signing.mails import mail_content
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.listed_individual import ListedIndividual
from petition.signing.models.screening import SigningTrace, Threshold
from petition.signing.name_order import place_of
from petition.signing.publication import publish_endorsement
from petition.signing.queries import confirmation_mark
from petition.signing.screening.actions import WeighedSignature, put_in_quarantine, weigh_signature
from petition.signing.screening.noted_groups import note_groups
from petition.signing.screening.queries import has_releases, read_thresholds
from petition.signing.screening.signals import Thresholds
from petition.signing.state import WAITING
from petition.statements.dates import DATES, CopiedDates
from petition.statements.models import Statement

_mail, _signed, _traced = table_of(OutgoingMail).c, table_of(Endorsement).c, table_of(SigningTrace).c
_statement, _threshold = table_of(Statement).c, table_of(Threshold).c
DETAILS = "endorsement.details"
OF_ENDORSEMENT = (
    "id", "statement_id", "edition_id", "kind", "language", "visibility", "address", "asked_at", "confirmed_at",
    "withdrawn_at", "removed_at", "rejected_at", "quarantined_at", "approved_at", "hidden_at", "founding_at",
)  # fmt: skip
OF_TRACE = ("network", "network_before", "seconds", "proof_missing_at", "trap_filled_at")
OF_STATEMENT = ("id", "slug", "binding_language", "zone", "delivery_at", "destroy_on", *DATES)
WRITTEN = (
    "confirmed_at",
    "quarantined_at",
    "shown_name",
    "shown_key",
    "shown_beside",
    "shown_comment",
    "shown_country",
)


@dataclass(frozen=True)
class StatementCopy(CopiedDates):
    """What confirming, and the pages around it, need of a statement."""

    id: int
    slug: str
    binding_language: str
    zone: str
    delivery_at: datetime | None
    destroy_on: date


@dataclass(frozen=True)
class WaitingIndividual:
    """What a link confirms: the endorsement as it was read, on its own and in no session."""

    mail_id: int
    endorsement: Endorsement
    sealed: bytes
    trace: SigningTrace | None
    statement: StatementCopy
    thresholds: Thresholds
    has_releases: bool

    @property
    def mark(self) -> str:
        """The mark of what a confirmation page shows of it."""
        return confirmation_mark(self.endorsement)


def _label_columns(table: Any, names: tuple[str, ...], prefix: str) -> list[Any]:
    return [table[name].label(f"{prefix}_{name}") for name in names]


_THRESHOLDS = tuple(column.name for column in table_of(Threshold).columns)
LOOK = (
    select(
        _mail.id, _mail.link_expires_at, _mail.link_used_at,
        type_coerce(_signed.details, LargeBinary).label("sealed"), _traced.endorsement_id.label("traced"),
        has_releases(_signed.statement_id, bindparam("at", type_=Moment())).label("has_releases"),
        *_label_columns(_signed, OF_ENDORSEMENT, "e"), *_label_columns(_traced, OF_TRACE, "t"),
        *_label_columns(_statement, OF_STATEMENT, "s"), *_label_columns(_threshold, _THRESHOLDS, "l"),
    )
    .join_from(table_of(OutgoingMail), table_of(Endorsement), _signed.id == _mail.link_subject)
    .join(table_of(Statement), _statement.id == _signed.statement_id)
    .outerjoin(table_of(SigningTrace), _traced.endorsement_id == _signed.id)
    .outerjoin(table_of(Threshold), _threshold.statement_id == _signed.statement_id)
    .where(_mail.link_hash == bindparam("hash"), _mail.link_purpose == links.CONFIRM)
)  # fmt: skip
_STILL_TAKES = exists().where(
    _statement.id == bindparam("of"), _statement.closed_at.is_(None), _statement.delivered_at.is_(None)
)
CONFIRM = (
    update(table_of(Endorsement))
    .where(
        _signed.id == bindparam("one"), _signed.confirmed_at.is_(None), _signed.withdrawn_at.is_(None),
        type_coerce(_signed.details, LargeBinary) == bindparam("sealed", type_=LargeBinary()),
        and_(_signed.visibility == bindparam("as"), _signed.edition_id == bindparam("under")), _STILL_TAKES,
    )
    .values({name: bindparam(name) for name in WRITTEN})
)  # fmt: skip
USE = update(table_of(OutgoingMail)).where(_mail.id == bindparam("one"), _mail.link_used_at.is_(None))
USE = USE.values(link_used_at=bindparam("moment"))
PLACE = update(table_of(ListedIndividual)).where(table_of(ListedIndividual).c.endorsement_id == bindparam("one"))
PLACE = PLACE.values(letter=bindparam("to_letter"), name_key=bindparam("to_key"))
TRACE = update(table_of(SigningTrace)).where(_traced.endorsement_id == bindparam("one"))
TRACE = TRACE.values(confirmed_at=bindparam("moment"))


def find_waiting(token: str, at: datetime) -> WaitingIndividual | None:
    """The individual whose signature a link simply confirms; None where there is more to it, or less."""
    if not tokens.is_well_formed(token):
        return None
    row = db.session.connection().execute(LOOK, {"hash": tokens.hash_token(token), "at": at}).mappings().first()
    if row is None or row["sealed"] is None or row["link_used_at"] is not None or row["link_expires_at"] <= at:
        return None
    details = json.loads(crypto.current_key_ring().decrypt(bytes(row["sealed"]), DETAILS))
    endorsement = Endorsement(details=details, **_part(row, OF_ENDORSEMENT, "e"))
    statement = StatementCopy(**_part(row, OF_STATEMENT, "s"))
    is_simple = endorsement.kind == "individual" and endorsement.state == WAITING and endorsement.address is not None
    if not is_simple or not statement.is_open or statement.delivered_at is not None:
        return None
    is_traced = row["traced"] is not None
    trace = SigningTrace(endorsement_id=endorsement.id, **_part(row, OF_TRACE, "t")) if is_traced else None
    thresholds = read_thresholds(Threshold(**_part(row, _THRESHOLDS, "l")) if row["l_statement_id"] else None)
    return WaitingIndividual(
        row["id"], endorsement, bytes(row["sealed"]), trace, statement, thresholds, bool(row["has_releases"])
    )


def weigh_waiting(found: WaitingIndividual, at: datetime) -> WeighedSignature:
    """How it weighs, looked up while nothing is held."""
    return weigh_signature(found.endorsement, found.trace, found.thresholds, at, has_releases=found.has_releases)


def confirm_waiting(found: WaitingIndividual, weighed: WeighedSignature, at: datetime) -> bool:
    """Confirms it in the caller's transaction; gives whether it was still as it had been found. If not, roll back."""
    endorsement, connection = found.endorsement, db.session.connection()
    if weighed.is_held:
        # In as many steps as all others, but for the rows that say why.
        put_in_quarantine(endorsement, found.trace, weighed, at)
    endorsement.confirmed_at = at
    publish_endorsement(endorsement)
    as_read = {"one": endorsement.id, "sealed": found.sealed, "as": endorsement.visibility}
    as_read |= {"under": endorsement.edition_id, "of": endorsement.statement_id}
    written = {name: getattr(endorsement, name) for name in WRITTEN}
    confirmed = connection.execute(CONFIRM, as_read | written).rowcount
    if confirmed != 1 or connection.execute(USE, {"one": found.mail_id, "moment": at}).rowcount != 1:
        return False
    if endorsement.shown_name is not None:
        place = place_of(endorsement.shown_name, found.statement.binding_language)
        to = {"to_letter": place["letter"], "to_key": place["name_key"]}
        connection.execute(PLACE, {"one": endorsement.id, **to})
    if found.trace is not None:
        connection.execute(TRACE, {"one": endorsement.id, "moment": at})
    note_groups(weighed.groups, weighed.reasons, weighed.thresholds, at)
    add_keys(endorsement)
    mail.post_mail(
        "confirmed-individual",
        to=endorsement.address or "",
        language=endorsement.language,
        content=mail_content(endorsement, is_late=False),
        edition_id=endorsement.edition_id,
        link=links.own_link(endorsement.id, found.statement.destroy_on),
        at=at,
    )
    return True


def _part(row: Any, names: tuple[str, ...], prefix: str) -> dict[str, Any]:
    return {name: row[f"{prefix}_{name}"] for name in names}
