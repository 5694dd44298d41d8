"""What coordinators see of editions: what a new one would mean, and who stands under which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from petition.core.db import db
from petition.desk import scope
from petition.desk.queries.editor import text_changes as compared
from petition.invitations import queries as invitations
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing.carry.announcements import earlier_edition_conditions
from petition.signing.decide.founders import founding_of
from petition.signing.models.carry_over import Announcement, CarryOver
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.state import QUARANTINED, STANDING, UNDECIDED, WITHDRAWN
from petition.signing.tallying import read_tally
from petition.statements.editions.differences import Change, compare_positions
from petition.statements.editions.renumbering import unused_numbers
from petition.statements.editions.translation_carrying import Status
from petition.statements.editions.translation_sync import UP_TO_DATE, TranslationStatus, words_of
from petition.statements.editions.word_differences import Piece
from petition.statements.models import Edition, Statement
from petition.statements.queries import lineage as found
from petition.statements.queries.drafts import EditionDraft

SHORT = 90  # characters of a demand in a list


@dataclass(frozen=True)
class DemandRow:
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
class TranslationProspect:
    """How a translation will look: "whole" (the new text) or "carried"; what changed in it, and what lags behind.

    ``lacking``: parts that are stale or missing, each a word for it or the number of a demand.
    """

    language: str
    kind: str
    counts: dict[Status, int]
    pieces: list[Piece]
    lacking: list[tuple[str, TranslationStatus]]


@dataclass(frozen=True)
class EditionPlan:
    """A new edition as it would be issued with this mapping."""

    changes: list[Change]
    rows: list[DemandRow]
    old: list[tuple[str, str]]
    dropped: list[tuple[str, str]]
    languages: list[TranslationProspect]


def plan_edition(draft: EditionDraft, mapping: Mapping[str, tuple[str, ...]]) -> EditionPlan:
    """What would change, where each demand comes from, and how far each translation would be."""
    old = {demand.number: _first_words(words_of(demand)) for demand in draft.old.walk()}
    whole = {demand.number: tuple(mapping.get(demand.number, ())) for demand in draft.new.walk()}
    real = {number: tuple(each for each in origins if each in old) for number, origins in whole.items()}
    return EditionPlan(
        changes=compare_positions(draft.old, draft.new, real),
        rows=_rows(draft, real),
        old=list(old.items()),
        dropped=[(number, old[number]) for number in unused_numbers(list(old), real)],
        languages=_prospects(draft, real),
    )


def _rows(draft: EditionDraft, mapping: Mapping[str, tuple[str, ...]]) -> list[DemandRow]:
    before = {demand.number: words_of(demand) for demand in draft.old.walk()}
    rows = []
    for place, demand in enumerate(draft.new.walk()):
        number, words, origins = demand.number, words_of(demand), mapping[demand.number]
        is_settled = origins == (number,) and before[number] == words
        is_unsure = 0 < draft.proposals[number].likeness < 1
        rows.append(DemandRow(place, number, _first_words(words), origins, is_settled, is_unsure))
    return rows


def _prospects(draft: EditionDraft, mapping: Mapping[str, tuple[str, ...]]) -> list[TranslationProspect]:
    is_typing = not draft.faults
    made = []
    for language, followed in draft.synced_translations(draft.step(mapping, is_typing=is_typing)).items():
        counts: dict[Status, int] = {"up_to_date": 0, "stale": 0, "missing": 0}
        for standing in followed.demands.values():
            counts[standing.status] += 1
        is_new = language in draft.changed_languages
        pieces = compared(draft.before.get(language, ""), draft.wordings[language]) if is_new else []
        lacking = [(key, each) for key, each in (followed.parts | followed.demands).items() if each != UP_TO_DATE]
        kind = "whole" if is_new and followed.is_whole else "carried"
        made.append(TranslationProspect(language, kind, counts, pieces, lacking))
    return made


def _first_words(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


@dataclass(frozen=True)
class AnnouncementReach:
    """How many signatories a change of substance concerns: with a mail address, and without; and how many others are
    told of it because their invitation is still open.
    """

    mailed: int
    silent: int
    invited: int


def announcement_reach(statement: Statement) -> AnnouncementReach:
    """Who would be told of a change of substance, of a statement that can still have one: no address is destroyed yet.

    However many signed, few rows are read: nobody but founding signatories is without an address.
    """
    standing = sum(read_tally(statement.id).values())
    standing += sum(_count_endorsements(statement, state_condition(one)) for one in (QUARANTINED, UNDECIDED))
    without = Endorsement.address_key.is_(None), state_condition(*STANDING)
    confirmed = Endorsement.confirmed_at
    silent = _count_endorsements(statement, Endorsement.kind == "organisation", confirmed.is_not(None), *without)
    if (founding := founding_of(statement.id)) is not None:
        people = Endorsement.kind == "individual", confirmed == founding.begun_at
        silent += _count_endorsements(statement, *people, *without)
    return AnnouncementReach(max(standing - silent, 0), silent, invitations.count_unanswered(statement))


def _count_endorsements(statement: Statement, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Endorsement).where(Endorsement.statement_id == statement.id, *conditions)
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class AnnouncementProgress:
    """How far the telling of a change is: mails made, sent and given up, and still to be made."""

    begun_at: datetime
    made: int
    sent: int
    given_up: int
    to_come: int
    silence_ends_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class IssuedEdition:
    """An edition, who stands under it, how signatures came to it, and how many signatories said that theirs stay."""

    edition: Edition
    organisations: int
    individuals: int
    carried: dict[str, int]
    stays: int
    told: AnnouncementProgress | None


def issued_editions(statement: Statement) -> list[IssuedEdition]:
    """All editions, the newest first; what tells of all signatories only for those who reach them all."""
    is_whole = scope.reaches_whole_statement("editions.read", statement.id)
    standing = _count_standing(statement)
    carried, stays = (_count_carried(statement), _count_refusals(statement)) if is_whole else ({}, {})
    return [
        IssuedEdition(
            edition,
            organisations=standing.get((edition.id, "organisation"), 0),
            individuals=standing.get((edition.id, "individual"), 0),
            carried=carried.get(edition.id, {}),
            stays=stays.get(edition.id, 0),
            told=_announcement_progress(edition) if is_whole else None,
        )
        for edition in reversed(found.editions(statement))
    ]


def _count_carried(statement: Statement) -> dict[int, dict[str, int]]:
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


def _count_refusals(statement: Statement) -> dict[int, int]:
    """How many of those under each edition answered that they stay there."""
    # Looked up for each who answered, who are few: as a join, both databases would look through all endorsements.
    own = select(Endorsement.id).where(
        Endorsement.id == CarryOver.endorsement_id,
        Endorsement.statement_id == statement.id,
        Endorsement.state != WITHDRAWN,
        Endorsement.edition_id == CarryOver.to_edition_id,
    )
    query = select(CarryOver.to_edition_id, func.count(CarryOver.endorsement_id.distinct())).where(
        CarryOver.from_edition_id == CarryOver.to_edition_id,
        own.correlate(CarryOver).scalar_subquery().is_not(None),
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(CarryOver.to_edition_id))}


def _count_standing(statement: Statement) -> dict[tuple[int, str], int]:
    """Whom the published counts count, by edition and kind."""
    found: Counter[tuple[int, str]] = Counter()
    for (edition_id, kind, _withheld), number in read_tally(statement.id).items():
        found[edition_id, kind] += number
    return found


def _announcement_progress(edition: Edition) -> AnnouncementProgress | None:
    announcement = db.session.get(Announcement, edition.id)
    if announcement is None:
        return None
    mails = (
        select(func.count(), func.count(OutgoingMail.sent_at), func.count(OutgoingMail.given_up_at))
        .join(Endorsement, Endorsement.id == OutgoingMail.link_subject)
        .where(Endorsement.statement_id == edition.statement_id, *_mail_conditions(announcement))
    )
    made, sent, given_up = db.session.execute(mails).one()
    waiting = select(func.count()).where(
        *earlier_edition_conditions(edition), Endorsement.address.is_not(None), Endorsement.id > announcement.reached_id
    )
    to_come = 0 if announcement.told_at else db.session.scalar(waiting) or 0
    return AnnouncementProgress(
        announcement.begun_at,
        made,
        sent,
        given_up,
        to_come,
        announcement.silence_ends_at,
        announcement.ended_at,
    )


def _mail_conditions(announcement: Announcement) -> list[ColumnElement[bool]]:
    """The mails of one announcement: those from its beginning to that of the next one."""
    later = (
        select(func.min(Announcement.begun_at))
        .join(Edition)
        .where(Edition.statement_id == announcement.edition.statement_id, Announcement.begun_at > announcement.begun_at)
    )
    until = db.session.scalar(later)
    made = [OutgoingMail.link_purpose == links.CARRY, OutgoingMail.created_at >= announcement.begun_at]
    return made if until is None else [*made, OutgoingMail.created_at < until]


def endorsements_without_address(edition: Edition) -> list[Endorsement]:
    """Organisations under an earlier edition that no mail can reach."""
    query = select(Endorsement).where(
        *earlier_edition_conditions(edition),
        # Both said here, they keep the database from looking through all individuals.
        Endorsement.kind == "organisation",
        Endorsement.confirmed_at.is_not(None),
        Endorsement.address.is_(None),
        scope.endorsements_condition("editions.read"),
    )
    return list(db.session.scalars(query.order_by(Endorsement.id)))


def manual_carry_overs(statement: Statement) -> list[tuple[CarryOver, Endorsement]]:
    """What coordinators carried over and can still take back, the newest first."""
    query = (
        select(CarryOver, Endorsement)
        .join(Endorsement, Endorsement.id == CarryOver.endorsement_id + 0)
        .where(
            Endorsement.statement_id == statement.id,
            CarryOver.how == "coordinator",
            CarryOver.to_edition_id == Endorsement.edition_id,
            scope.endorsements_condition("editions.read"),
        )
    )
    return [(carried, endorsement) for carried, endorsement in db.session.execute(query.order_by(CarryOver.id.desc()))]
