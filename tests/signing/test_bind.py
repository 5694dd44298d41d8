"""A confirmed signature stays under its words: what would move it is refused by the database itself (promise 1)."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

import make
import make_public
import make_watch
from petition.core.db import db, now
from petition.list import recount
from petition.signing import queries as endorsements
from petition.signing.carry import actions as carry_overs
from petition.signing.models.carry_over import CarryOver
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Reservation
from petition.signing.own import erasure
from petition.statements.models import Edition

pytestmark = pytest.mark.both_databases

RECORD = (
    "INSERT INTO carry_over (endorsement_id, from_edition_id, to_edition_id, how, carried_at)"
    " VALUES ({signed}, %s, %s, 'signatory', '2026-01-01 00:00:00')"
)
REFUSED = (
    # To the words of another statement.
    "UPDATE endorsement SET edition_id = {elsewhere} WHERE id = {signed}",
    "UPDATE endorsement SET edition_id = {elsewhere}, statement_id = {other} WHERE id = {signed}",
    "UPDATE endorsement SET edition_id = {elsewhere} WHERE id = {waiting}",
    "UPDATE endorsement SET edition_id = {elsewhere}, statement_id = {other} WHERE id = {waiting}",
    "UPDATE edition SET statement_id = {other}, number = 9 WHERE id = {first}",
    # To other words of its own statement without a record; or as if it had never been confirmed.
    "UPDATE endorsement SET edition_id = {second} WHERE id = {signed}",
    "UPDATE endorsement SET edition_id = {second} WHERE id = {stays}",
    "UPDATE endorsement SET edition_id = {first} WHERE id = {carried}",
    "UPDATE endorsement SET edition_id = {second}",
    "UPDATE endorsement SET shown_name = NULL, shown_key = NULL, shown_country = NULL, confirmed_at = NULL"
    " WHERE id = {signed}",
    # In another language, as another kind, under another number.
    "UPDATE endorsement SET language = 'pl' WHERE id = {signed}",
    "UPDATE endorsement SET kind = 'organisation', approved_at = confirmed_at WHERE id = {signed}",
    "UPDATE endorsement SET id = 9999 WHERE id = {waiting}",
    "UPDATE statement SET binding_language = 'be' WHERE id = {statement}",
    "UPDATE reservation SET demand_key = 'another'",
    "UPDATE reservation SET endorsement_id = {signed}",
    # What is on record is neither changed, taken away, nor made up.
    "UPDATE carry_over SET to_edition_id = {first} WHERE endorsement_id = {carried}",
    "UPDATE carry_over SET endorsement_id = {signed} WHERE endorsement_id = {carried}",
    "UPDATE carry_over SET how = 'coordinator' WHERE endorsement_id = {carried}",
    "DELETE FROM carry_over WHERE endorsement_id = {carried}",
    "DELETE FROM carry_over WHERE endorsement_id = {stays}",
    "DELETE FROM carry_over WHERE endorsement_id = {by_hand}",
    RECORD % ("{first}", "{elsewhere}"),
    RECORD % ("{second}", "{second}"),
    RECORD % ("{second}", "{first}"),
    (RECORD % ("{first}", "{second}")).replace("{signed}", "{waiting}"),
)
# By a foreign key of the statement and the edition.
REPLACED = ("endorsement_edition_id", "tally_statement_id", "tally_change_statement_id")
REASONS = re.compile("(?i)stays under its words|stays on record|frozen|foreign key")
ONLY_ON = {
    "sqlite": (
        "INSERT OR REPLACE INTO endorsement ({columns}) SELECT {moved} FROM endorsement WHERE id = {signed}",
        "INSERT OR REPLACE INTO endorsement ({columns}) SELECT {moved_anew} FROM endorsement WHERE id = {signed}",
        "UPDATE OR REPLACE endorsement SET signature_key = (SELECT signature_key FROM endorsement WHERE id = {signed})"
        " WHERE id = {waiting}",
        "INSERT OR REPLACE INTO carry_over SELECT id, endorsement_id, to_edition_id, to_edition_id, how, carried_at"
        " FROM carry_over WHERE endorsement_id = {carried}",
        "INSERT OR REPLACE INTO statement ({statement_columns}) SELECT {statement_changed} FROM statement"
        " WHERE id = {statement}",
        "UPDATE OR REPLACE statement SET slug = 'open-courts' WHERE id = {other}",
    ),
    "postgresql": (
        "INSERT INTO endorsement ({columns}) SELECT {moved} FROM endorsement WHERE id = {signed}"
        " ON CONFLICT (id) DO UPDATE SET edition_id = excluded.edition_id",
        "TRUNCATE translation, demand CASCADE",
        "TRUNCATE carry_over",
        "TRUNCATE endorsement CASCADE",
    ),
}


def bound() -> dict[str, object]:
    """A statement of two editions, signed in every way, another one, and the parts of the attempts."""
    statement, other = make.statement(), make.statement(make.TEXT.split("*Association")[0], slug="another")
    first = make.edition(statement).id
    signed, carried, by_hand, stays = make_watch.rows(statement, 4)
    organisation = db.session.scalars(select(Endorsement).where(Endorsement.kind == "organisation")).first()
    assert organisation is not None
    make_public.reserve(organisation, "2.1", "No mandate")
    waiting = make_watch.sent(statement, 99)
    second = make_public.second_edition(statement)
    by = make.coordinator().id
    carry_overs.carry_over(endorsements.lock_endorsement(carried), second, "signatory")
    carry_overs.carry_over(endorsements.lock_endorsement(by_hand), second, "coordinator", by)
    db.session.add(
        CarryOver(endorsement_id=stays, from_edition_id=first, to_edition_id=first, how="signatory", carried_at=now())
    )
    db.session.commit()
    elsewhere = make.edition(other).id
    return {
        "statement": statement.id, "other": other.id, "first": first, "second": second.id, "elsewhere": elsewhere,
        "signed": signed, "carried": carried, "by_hand": by_hand, "stays": stays, "waiting": waiting,
        "columns": listing("endorsement"),
        "moved": listing("endorsement", edition_id=second.id),
        "moved_anew": listing("endorsement", edition_id=second.id, id="9999"),
        "statement_columns": listing("statement"),
        "statement_changed": listing("statement", binding_language="'be'"),
    }  # fmt: skip


def listing(table: str, **changed: object) -> str:
    """The columns of a table, some of them with other values."""
    names = [column.name for column in db.metadata.tables[table].columns if column.computed is None]
    return ", ".join(f"{changed[name]} AS {name}" if name in changed else name for name in names)


def refusal(attempt: str) -> str:
    """Why the database refuses it; nothing where it does not."""
    try:
        db.session.execute(text(attempt))
    except DatabaseError as fault:
        return str(fault.orig)
    finally:
        db.session.rollback()
    return ""


def test_it_refuses_to_move_a_confirmed_signature(app: Flask) -> None:
    parts = bound()
    for attempt in (*REFUSED, *ONLY_ON[db.engine.dialect.name]):
        assert REASONS.search(refusal(attempt.format(**parts))), attempt


def test_it_lets_the_acts_of_people_through(app: Flask) -> None:
    parts = bound()
    second = db.session.get_one(Edition, parts["second"])
    # A waiting one takes the words and the language sent last; who stayed may still come along.
    assert make_watch.sent(second.statement, 99, language="be") == parts["waiting"]
    made = db.session.get_one(Endorsement, parts["waiting"], populate_existing=True)
    assert (made.edition_id, made.language) == (second.id, "be")
    assert carry_overs.carry_over(endorsements.lock_endorsement(int(str(parts["stays"]))), second, "silence")
    by_hand = db.session.scalars(select(CarryOver).where(CarryOver.how == "coordinator")).one()
    carry_overs.undo_carry_over(by_hand, by=make.coordinator().id)
    db.session.commit()
    assert db.session.get_one(Endorsement, parts["by_hand"]).edition_id == parts["first"]
    assert carry_overs.carry_over(
        endorsements.lock_endorsement(by_hand.endorsement_id), second, "coordinator", make.coordinator().id
    )
    db.session.commit()
    # What is erased takes its records along.
    for one in db.session.scalars(select(Endorsement)).all():
        erasure.erase_endorsement(one)
    db.session.commit()
    for table in (Endorsement, CarryOver, Reservation):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert recount.count_differences() == []


# What a table has by now and had not in older databases; the columns that it had, where others are gone as well.
NEWER = {"consent_sha256", "links_revoked_at"}
OLDER = {"reservation": "id, endorsement_id, demand_key, reason, made_at, shown_reason"}


def rows(table: str) -> list[tuple[object, ...]]:
    """What a table holds, in the order of its ids."""
    columns = OLDER.get(table) or ", ".join(one for one in listing(table).split(", ") if one not in NEWER)
    found = [tuple(row) for row in db.session.execute(text(f"SELECT {columns} FROM {table} ORDER BY id"))]
    db.session.remove()
    return found


def rules() -> dict[str, str]:
    """Every index, trigger and constraint of the database in its own words, by its name."""
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    if db.engine.dialect.name == "postgresql":
        query = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            " UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0"
        )
    # That one is made anew by a later revision, and its own constraints then stand in another order.
    found: dict[str, str] = {row[0]: row[1] for row in db.session.execute(text(query)) if row[0] != "change_request"}
    db.session.remove()
    return found


def test_it_brings_older_databases_along(app: Flask) -> None:
    bound()
    kept, newest = {name: rows(name) for name in ("endorsement", "edition", "carry_over", "reservation")}, rules()
    downgrade(revision="0006")
    assert {name: rows(name) for name in kept} == kept
    before = rules()
    assert len(before) < len(newest) and "fk_endorsement_statement_id_edition_id" not in str(before)
    upgrade()
    assert {name: rows(name) for name in kept} == kept
    assert rules() == newest
    gone = {one for one in set(before) - set(newest) if not one.startswith("ix_endorsement_")}
    assert gone <= {f"fk_{name}" for name in REPLACED}


def test_it_stops_at_a_signature_under_words_of_another_statement(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    parts = bound()
    db.session.remove()
    downgrade(revision="0006")
    db.session.execute(text("UPDATE endorsement SET edition_id = {elsewhere} WHERE id = {signed}".format(**parts)))
    db.session.commit()
    with pytest.raises(SystemExit):
        upgrade()
    told = [line for line in caplog.messages if line.startswith("Error")]
    assert len(told) == 1 and f"endorsement {parts['signed']} stands under an edition of another" in told[0]
    assert rows("endorsement")
