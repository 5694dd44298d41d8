"""The queue: organisations that await a decision, each with all that is needed to decide."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from petition.accounts.queries import coordinator_name
from petition.core import addresses
from petition.core.db import db
from petition.desk import scope
from petition.desk.counting import count_rows
from petition.desk.duplicates import LikelyDuplicate, likely_duplicates
from petition.desk.queries.answers import difference_words
from petition.desk.queries.changes import RequestedChangeRow, requests_of
from petition.desk.queries.evidence import Authority, authority_of
from petition.desk.queries.queue_filter import QueueFilter
from petition.invitations.differences import Answer, Difference, answers_of
from petition.organisations.queries import current_register
from petition.signing import queries as endorsements_queries
from petition.signing.models.endorsement import Decision, Endorsement, state_condition
from petition.signing.models.evidence import ChangeRequest, Evidence, RequestedChange
from petition.signing.reservations import NumberedReservation
from petition.signing.state import UNDECIDED

# The condition on endorsements that a coordinator's roles reach them.
Reach = ColumnElement[bool]
PAGE = 25
MARK = 12  # hexadecimal digits


@dataclass(frozen=True)
class HoldRecord:
    """Who put an organisation on hold, when, and with what note."""

    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class QueueItem:
    """An organisation that awaits a decision; ``decides``: whoever asks may decide about it.

    ``differences``: what it signed otherwise than it was invited.
    """

    id: int
    organisation: str
    latin: str | None
    website: str | None
    country: str | None
    representative: str
    role: str
    mail_domain: str
    domain_matches: bool | None
    free_mail: bool
    mail_language: str
    signed_language: str
    waiting_since: datetime
    on_hold: HoldRecord | None
    statement_id: int
    authority: Authority
    reservations: list[NumberedReservation]
    requested_changes: list[RequestedChangeRow]
    change_waits: bool
    decides: bool
    differences: tuple[Difference, ...] = ()
    duplicates: list[LikelyDuplicate] = field(default_factory=list)

    @property
    def difference_words(self) -> list[str]:
        """What differs from the invitation, in words."""
        return [difference_words(one) for one in self.differences]

    @property
    def mark(self) -> str:
        """Tells apart what was shown from what has changed since; duplicates come and go with others.

        Whoever looks makes no difference to it.
        """
        shown = repr(replace(self, duplicates=[], decides=True))
        return hashlib.sha256(shown.encode()).hexdigest()[:MARK]


@dataclass(frozen=True)
class PageContext:
    """What belongs to a page's endorsements and is read for all of them at once."""

    holds: dict[int, Decision]
    requested_changes: frozenset[int]
    changing: frozenset[int]
    answers: dict[int, Answer]


@dataclass(frozen=True)
class QueueNumbers:
    """How many organisations wait and how many are on hold: counted up to 1,000, and one more for all beyond."""

    waiting: int
    on_hold: int


def queue_numbers(reach: Reach, statement_id: int | None = None) -> QueueNumbers:
    """The numbers over the queue of a statement, or of all of them, as far as the coordinator reaches."""
    waiting, on_hold = (QueueFilter(view, statement=statement_id) for view in ("waiting", "on-hold"))
    return QueueNumbers(_count_queue(waiting, reach), _count_queue(on_hold, reach))


def _count_queue(sought: QueueFilter, reach: Reach) -> int:
    return count_rows(select(Endorsement.id).where(state_condition(UNDECIDED), *sought.conditions(), reach))


def queue_page(
    sought: QueueFilter, reach: Reach, *, after: int = 0, limit: int = PAGE
) -> tuple[list[QueueItem], int | None]:
    """What is looked for and the coordinator reaches, the oldest first; and after which id the next page begins."""
    query = select(Endorsement).where(state_condition(UNDECIDED), *sought.conditions(), reach)
    first = db.session.get(Endorsement, after) if after else None
    if first is not None and first.confirmed_at is not None:
        place = tuple_(Endorsement.confirmed_at, Endorsement.id)
        query = query.where(place > tuple_(first.confirmed_at, first.id))
    query = query.order_by(Endorsement.confirmed_at, Endorsement.id).limit(limit + 1)
    found = list(db.session.scalars(_with_everything(query)))
    return queue_items(found[:limit]), found[limit - 1].id if len(found) > limit else None


def chosen_endorsements(endorsement_ids: Iterable[int]) -> list[Endorsement]:
    """These endorsements as far as they are there, each with what its item shows."""
    query = select(Endorsement).where(Endorsement.id.in_(list(endorsement_ids)))
    return list(db.session.scalars(_with_everything(query.order_by(Endorsement.confirmed_at, Endorsement.id))))


def queue_items(endorsements: Sequence[Endorsement], *, likes: bool = True) -> list[QueueItem]:
    """Endorsements as the queue shows them; without ``likes`` nothing is said of duplicates."""
    beside = _page_context(endorsements)
    doubles = likely_duplicates(endorsements, current_register()) if likes and endorsements else {}
    return [replace(_make_item(one, beside), duplicates=doubles.get(one.id, [])) for one in endorsements]


def _with_everything(query: Select[Any]) -> Select[Any]:
    return query.options(
        joinedload(Endorsement.organisation),
        selectinload(Endorsement.evidence).joinedload(Evidence.letter),
        selectinload(Endorsement.reservations),
    )


def _page_context(endorsements: Sequence[Endorsement]) -> PageContext:
    ids = [one.id for one in endorsements]
    holds = select(Decision).where(
        Decision.endorsement_id.in_(ids), Decision.verdict == "hold", Decision.undone_at.is_(None)
    )
    wanted = select(RequestedChange.endorsement_id).where(
        RequestedChange.endorsement_id.in_(ids), RequestedChange.answered_at.is_(None)
    )
    changing = select(ChangeRequest.endorsement_id).where(
        ChangeRequest.endorsement_id.in_(ids),
        ChangeRequest.approved_at.is_(None),
        ChangeRequest.rejected_at.is_(None),
        ChangeRequest.dropped_at.is_(None),
    )
    return PageContext(
        {one.endorsement_id: one for one in db.session.scalars(holds.order_by(Decision.id))},
        frozenset(db.session.scalars(wanted)),
        frozenset(db.session.scalars(changing)),
        answers_of(endorsements),
    )


def _make_item(endorsement: Endorsement, beside: PageContext) -> QueueItem:
    details, organisation = endorsement.details or {}, endorsement.organisation
    mailbox = endorsement.mailbox
    domain = mailbox.domain if mailbox is not None else ""
    own = organisation.domain if organisation else None
    answer = beside.answers.get(endorsement.id)
    differences = answer.differences if answer else ()
    return QueueItem(
        id=endorsement.id,
        organisation=organisation.name if organisation else details.get("organisation") or "",
        latin=organisation.latin if organisation else None,
        website=organisation.website if organisation else None,
        country=organisation.country if organisation else None,
        representative=details.get("representative") or "",
        role=details.get("role") or "",
        mail_domain=domain,
        domain_matches=None if own is None else mailbox is not None and mailbox.registrable_domain == own,
        free_mail=addresses.is_free_mail(domain),
        mail_language=endorsement.language,
        signed_language=endorsement.language,
        waiting_since=endorsement.confirmed_at or endorsement.asked_at,
        on_hold=_hold_record(endorsement, beside),
        statement_id=endorsement.statement_id,
        authority=authority_of(endorsement, differs=bool(differences)),
        reservations=endorsements_queries.reservations_of(endorsement) if endorsement.reservations else [],
        requested_changes=requests_of(endorsement) if endorsement.id in beside.requested_changes else [],
        change_waits=endorsement.id in beside.changing,
        decides=scope.can_decide(endorsement),
        differences=differences,
    )


def _hold_record(endorsement: Endorsement, beside: PageContext) -> HoldRecord | None:
    if endorsement.held_at is None:
        return None
    decision = beside.holds.get(endorsement.id)
    return HoldRecord(
        (decision.reason if decision else None) or "", coordinator_name(endorsement.held_by), endorsement.held_at
    )
