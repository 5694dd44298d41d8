"""What coordinators see of editions: what a new one would mean, and who stands under which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from petition.core.db import db
from petition.desk import scope
from petition.desk.queries.editor import changes as compared
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing.actions.announce import left_behind
from petition.signing.models import Announcement, CarryOver, Endorsement, in_state
from petition.signing.queries.tally import tally
from petition.signing.state import STANDING, WITHDRAWN
from petition.statements.carrying import Status
from petition.statements.differences import Change, Piece, between
from petition.statements.following import words_of
from petition.statements.models import Edition, Statement
from petition.statements.queries import editions as found
from petition.statements.queries.drafts import Draft
from petition.statements.renumbering import unused

SHORT = 90  # characters of a demand in a list


@dataclass(frozen=True)
class Row:
    """A demand of the new edition: its place, number, first words, and the numbers it comes from.

    ``is_settled``: number and words are those of before.
    """

    place: int
    number: str
    words: str
    origins: tuple[str, ...]
    is_settled: bool
    is_unsure: bool


@dataclass(frozen=True)
class Prospect:
    """How a translation will look: "whole" (the new text), "carried" or "left_out"; and what changed in it."""

    language: str
    kind: str
    counts: dict[Status, int]
    pieces: list[Piece]


@dataclass(frozen=True)
class Plan:
    """A new edition as it would be issued with this mapping."""

    changes: list[Change]
    rows: list[Row]
    old: list[tuple[str, str]]
    dropped: list[tuple[str, str]]
    languages: list[Prospect]


def plan(draft: Draft, mapping: Mapping[str, tuple[str, ...]]) -> Plan:
    """What would change, where each demand comes from, and how far each translation would be."""
    old = {demand.number: _short(words_of(demand)) for demand in draft.old.walk()}
    whole = {demand.number: tuple(mapping.get(demand.number, ())) for demand in draft.new.walk()}
    real = {number: tuple(each for each in origins if each in old) for number, origins in whole.items()}
    return Plan(
        changes=between(draft.old, draft.new, real),
        rows=_rows(draft, real),
        old=list(old.items()),
        dropped=[(number, old[number]) for number in unused(list(old), real)],
        languages=_prospects(draft, real),
    )


def _rows(draft: Draft, mapping: Mapping[str, tuple[str, ...]]) -> list[Row]:
    before = {demand.number: words_of(demand) for demand in draft.old.walk()}
    rows = []
    for place, demand in enumerate(draft.new.walk()):
        number, words, origins = demand.number, words_of(demand), mapping[demand.number]
        is_settled = origins == (number,) and before[number] == words
        is_unsure = 0 < draft.proposals[number].likeness < 1
        rows.append(Row(place, number, _short(words), origins, is_settled, is_unsure))
    return rows


def _prospects(draft: Draft, mapping: Mapping[str, tuple[str, ...]]) -> list[Prospect]:
    is_typing = not draft.faults
    made = []
    for language, followed in draft.followed(draft.step(mapping, is_typing=is_typing)).items():
        counts: dict[Status, int] = {"up_to_date": 0, "stale": 0, "missing": 0}
        for standing in followed.demands.values():
            counts[standing.status] += 1
        is_new = language in draft.changed
        pieces = compared(draft.before.get(language, ""), draft.wordings[language]) if is_new else []
        made.append(Prospect(language, "whole" if is_new and followed.is_whole else "carried", counts, pieces))
    return made


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


@dataclass(frozen=True)
class Reach:
    """How many signatories a change of substance concerns: with a mail address, and without."""

    mailed: int
    silent: int


def reach(statement: Statement) -> Reach:
    """Who would be told of a change of substance."""
    signed = (
        Endorsement.statement_id == statement.id,
        in_state(*STANDING),
    )
    with_address = func.count(Endorsement.address_key)
    mailed, every = db.session.execute(select(with_address, func.count()).where(*signed)).one()
    return Reach(mailed, every - mailed)


@dataclass(frozen=True)
class Told:
    """How far the telling of a change is: mails made, sent and given up, and still to be made."""

    begun_at: datetime
    made: int
    sent: int
    given_up: int
    to_come: int
    silence_ends_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Issued:
    """An edition, who stands under it, how signatures came to it, and how many signatories said that theirs stay."""

    edition: Edition
    organisations: int
    individuals: int
    carried: dict[str, int]
    stays: int
    told: Told | None


def issued(statement: Statement) -> list[Issued]:
    """All editions, the newest first; what tells of all signatories only for those who reach them all."""
    is_whole = scope.is_whole("editions.read", statement.id)
    standing = _standing(statement)
    carried, stays = (_carried(statement), _stays(statement)) if is_whole else ({}, {})
    return [
        Issued(
            edition,
            organisations=standing.get((edition.id, "organisation"), 0),
            individuals=standing.get((edition.id, "individual"), 0),
            carried=carried.get(edition.id, {}),
            stays=stays.get(edition.id, 0),
            told=_told(edition) if is_whole else None,
        )
        for edition in reversed(found.editions(statement))
    ]


def _carried(statement: Statement) -> dict[int, dict[str, int]]:
    """How signatures came to each edition that they were not given under."""
    query = (
        select(CarryOver.to_edition_id, CarryOver.how, func.count())
        .join(Edition, Edition.id == CarryOver.to_edition_id)
        .where(Edition.statement_id == statement.id, CarryOver.from_edition_id != CarryOver.to_edition_id)
    )
    found: dict[int, dict[str, int]] = {}
    for edition_id, how, number in db.session.execute(query.group_by(CarryOver.to_edition_id, CarryOver.how)):
        found.setdefault(edition_id, {})[how] = number
    return found


def _stays(statement: Statement) -> dict[int, int]:
    """How many of those under each edition answered that they stay there."""
    query = (
        select(Endorsement.edition_id, func.count(CarryOver.endorsement_id.distinct()))
        .join(CarryOver, CarryOver.endorsement_id == Endorsement.id)
        .where(
            Endorsement.statement_id == statement.id,
            Endorsement.state != WITHDRAWN,
            CarryOver.from_edition_id == CarryOver.to_edition_id,
            CarryOver.to_edition_id == Endorsement.edition_id,
        )
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Endorsement.edition_id))}


def _standing(statement: Statement) -> dict[tuple[int, str], int]:
    """Whom the published counts count, by edition and kind."""
    found: Counter[tuple[int, str]] = Counter()
    for (edition_id, kind, _withheld), number in tally(statement.id).items():
        found[edition_id, kind] += number
    return found


def _told(edition: Edition) -> Told | None:
    announcement = db.session.get(Announcement, edition.id)
    if announcement is None:
        return None
    mails = (
        select(func.count(), func.count(OutgoingMail.sent_at), func.count(OutgoingMail.given_up_at))
        .join(Endorsement, Endorsement.id == OutgoingMail.link_subject)
        .where(Endorsement.statement_id == edition.statement_id, *_about(announcement))
    )
    made, sent, given_up = db.session.execute(mails).one()
    waiting = select(func.count()).where(
        *left_behind(edition), Endorsement.address.is_not(None), Endorsement.id > announcement.reached_id
    )
    to_come = 0 if announcement.told_at else db.session.scalar(waiting) or 0
    return Told(
        announcement.begun_at,
        made,
        sent,
        given_up,
        to_come,
        announcement.silence_ends_at,
        announcement.ended_at,
    )


def _about(announcement: Announcement) -> list[ColumnElement[bool]]:
    """The mails of one announcement: those from its beginning to that of the next one."""
    later = (
        select(func.min(Announcement.begun_at))
        .join(Edition)
        .where(Edition.statement_id == announcement.edition.statement_id, Announcement.begun_at > announcement.begun_at)
    )
    until = db.session.scalar(later)
    made = [OutgoingMail.link_purpose == links.CARRY, OutgoingMail.created_at >= announcement.begun_at]
    return made if until is None else [*made, OutgoingMail.created_at < until]


def without_address(edition: Edition) -> list[Endorsement]:
    """Organisations under an earlier edition that no mail can reach."""
    query = select(Endorsement).where(
        *left_behind(edition),
        Endorsement.kind == "organisation",
        Endorsement.address.is_(None),
        scope.endorsements("editions.read"),
    )
    return list(db.session.scalars(query.order_by(Endorsement.id)))


def carried_by_hand(statement: Statement) -> list[tuple[CarryOver, Endorsement]]:
    """What coordinators carried over and can still take back, the newest first."""
    query = (
        select(CarryOver, Endorsement)
        .join(Endorsement, Endorsement.id == CarryOver.endorsement_id)
        .where(
            Endorsement.statement_id == statement.id,
            CarryOver.how == "coordinator",
            CarryOver.to_edition_id == Endorsement.edition_id,
            scope.endorsements("editions.read"),
        )
    )
    return [(carried, endorsement) for carried, endorsement in db.session.execute(query.order_by(CarryOver.id.desc()))]
