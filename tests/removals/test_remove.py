"""Removal by rule: counted exactly at each step, stopped and gone on with, undone as a whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

import cast
import make
import make_removals as fakes
from page import CheckedClient
from petition.accounts import joint_acts
from petition.core import audit
from petition.core.db import db, now
from petition.desk import joint_acts as desk_joint_acts
from petition.list import recount
from petition.removals import actions, queries
from petition.signing import queries as endorsements
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import actions as own
from petition.signing.own import erasure
from petition.statements.models import Statement

REAL, FAKES, LATE = 1_300, 650, 50


@pytest.fixture
def statement(app: Flask) -> Statement:
    """A list with many fakes, some of whom chose not to be named; and a share that lets one person do it."""
    made = make.statement()
    fakes.people(made, REAL)
    fakes.people(made, FAKES - LATE, domain="fakes.example", name="Bot {}")
    fakes.people(made, LATE, domain="fakes.example", name="Bot {}", visibility="withheld")
    fakes.share(made, 50)
    return made


def state_of_rows(statement_id: int) -> list[Any]:
    """All that is stored of a statement's endorsements, but for what is sealed anew each time."""
    columns = [one for one in Endorsement.__table__.columns if one.name not in ("address", "details")]
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Endorsement.id))]


def acts() -> list[tuple[str, str | None]]:
    found = audit.recent_entries(before=None, limit=50)
    return [(entry.act, note) for entry, note in reversed(found) if entry.act.startswith("removal.")]


@pytest.mark.both_databases
def test_it_counts_exactly_at_each_step(app: Flask, client: CheckedClient, statement: Statement) -> None:
    by = make.coordinator().id
    runner = app.test_cli_runner()

    def listed() -> int:
        assert runner.invoke(args=["counts", "check"]).exit_code == 0
        (number,) = fakes.numbers(client)
        return number

    before = state_of_rows(statement.id)
    assert listed() == REAL + FAKES
    rule = fakes.rule(statement, by=by, domain="fakes.example")
    assert (rule.matched, rule.counted, rule.listed) == (FAKES, FAKES, REAL + FAKES)
    assert listed() == REAL + FAKES
    actions.start_rule(rule, by=by)
    db.session.commit()
    assert fakes.follow(rule, batches=1) == 1
    assert listed() == REAL + FAKES - actions.BATCH
    assert client.get(f"/{make.SLUG}/counts.json").get_json()["removed_by_rule"][0]["removed"] == actions.BATCH
    fakes.follow(rule)
    assert (rule.state, rule.removed) == ("done", FAKES)
    assert listed() == REAL
    told = {"on": now().date().isoformat(), "removed": FAKES, "restored": 0}
    assert client.get(f"/{make.SLUG}/counts.json").get_json()["removed_by_rule"] == [told]
    actions.undo_rule(rule, by=by)
    db.session.commit()
    fakes.follow(rule, batches=1)
    assert listed() == REAL + actions.BATCH
    fakes.follow(rule)
    assert (rule.state, rule.restored) == ("undone", FAKES)
    assert listed() == REAL + FAKES
    assert state_of_rows(statement.id) == before
    assert client.get(f"/{make.SLUG}/counts.json").get_json()["removed_by_rule"] == [{**told, "restored": FAKES}]
    assert [act for act, _note in acts()] == [
        "removal.make", "removal.begin", "removal.end", "removal.undo", "removal.restore",
    ]  # fmt: skip
    assert all(str(FAKES) in (note or "") for _act, note in acts())
    assert audit.verify_chain().is_intact


@pytest.mark.both_databases
def test_it_does_a_small_rule_at_once_and_undoes_it(app: Flask, client: CheckedClient, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    rule = fakes.rule(statement, by=make.coordinator("owner", "o@coalition.example").id, name="Bot 1??")
    here = f"/desk/removals/{rule.id}"
    desk.get(here)
    assert desk.send(f"{here}/beginning").location.endswith(here)
    assert "100 people were removed" in desk.get(here).get_data(as_text=True)
    assert fakes.numbers(client) == {REAL + FAKES - 100}
    listed = client.get(f"/{make.SLUG}/signatories.csv").get_data(as_text=True)
    assert "Bot 99" in listed
    assert "Bot 100" not in listed
    assert desk.send(f"{here}/undoing").status_code == 303
    assert "100 people were restored" in desk.get(here).get_data(as_text=True)
    assert "Bot 100" in client.get(f"/{make.SLUG}/signatories.csv").get_data(as_text=True)
    assert fakes.numbers(client) == {REAL + FAKES}


@pytest.mark.both_databases
def test_it_stops_and_goes_on_where_it_stopped(app: Flask, client: CheckedClient, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    rule = fakes.rule(statement, by=make.coordinator("owner", "o@coalition.example").id, domain="fakes.example")
    here = f"/desk/removals/{rule.id}"
    desk.get(here)
    desk.send(f"{here}/beginning")
    text = desk.get(here).get_data(as_text=True)
    assert f"{actions.BATCH} of {FAKES} removed" in text
    assert 'http-equiv="refresh"' in text
    assert desk.send(f"{here}/stop").status_code == 303
    assert fakes.follow(rule) == 0
    assert 'http-equiv="refresh"' not in desk.get(here).get_data(as_text=True)
    assert fakes.numbers(client) == {REAL + FAKES - actions.BATCH}
    assert desk.send(f"{here}/going-on").status_code == 303
    assert f"{FAKES} people were removed" in desk.get(here).get_data(as_text=True)
    assert fakes.numbers(client) == {REAL}


@pytest.mark.both_databases
def test_it_is_undone_while_it_runs(app: Flask, client: CheckedClient, statement: Statement) -> None:
    by = make.coordinator().id
    rule = fakes.rule(statement, by=by, domain="fakes.example")
    actions.start_rule(rule, by=by)
    db.session.commit()
    fakes.follow(rule, batches=1)
    actions.undo_rule(rule, by=by)
    db.session.commit()
    fakes.follow(rule)
    assert (rule.removed, rule.restored, rule.state) == (actions.BATCH, actions.BATCH, "undone")
    assert fakes.numbers(client) == {REAL + FAKES}
    with pytest.raises(actions.RemovalError, match="changed"):
        actions.undo_rule(rule, by=by)


def test_it_refuses_a_third_of_the_list_without_a_second_person(
    app: Flask, client: CheckedClient, statement: Statement
) -> None:
    fakes.share(statement, 5)
    by, other = make.coordinator().id, make.coordinator("owner", "o@coalition.example").id
    rule = fakes.rule(statement, by=by, domain="fakes.example")
    for alone in ({}, {"agreed_by": by}):
        with pytest.raises(actions.RemovalError, match="second-person"):
            actions.start_rule(rule, by=by, **alone)
    desk = make.at_the_desk(app)
    here = f"/desk/removals/{rule.id}"
    assert "a second person has to agree" in desk.get(here).get_data(as_text=True)
    assert desk.send(f"{here}/beginning").status_code == 303
    assert "asked for a second person" in desk.get(here).get_data(as_text=True)
    assert joint_acts.open_act_about(desk_joint_acts.REMOVAL, f"removal {rule.id}") is not None
    assert desk.send(f"{here}/dropping").status_code == 303
    assert fakes.numbers(client) == {REAL + FAKES}
    rule = fakes.rule(statement, by=by, domain="fakes.example")
    actions.start_rule(rule, by=by, agreed_by=other)
    db.session.commit()
    fakes.follow(rule)
    assert fakes.numbers(client) == {REAL}


def test_it_does_not_let_quarantine_hide_how_much_of_the_list_goes(app: Flask) -> None:
    """However many wait in quarantine: what counts is the part of the list."""
    made, by = make.statement(), make.coordinator().id
    fakes.people(made, 90)
    fakes.people(made, 10, domain="fakes.example")
    fakes.people(made, 5_000, quarantined_for="fast")
    rule = fakes.rule(made, by=by, domain="fakes.example")
    assert (rule.matched, rule.counted, rule.listed) == (10, 10, 100)
    assert queries.needs_second_person(rule)
    quarantined = fakes.rule(made, by=by, signal="fast")
    assert (quarantined.matched, quarantined.counted) == (5_000, 0)
    assert not queries.needs_second_person(quarantined)


def test_it_does_not_let_one_person_take_a_list_in_slices(app: Flask) -> None:
    made, by = make.statement(), make.coordinator().id
    fakes.share(made, 5)
    fakes.people(made, 94)
    for domain in ("one.example", "two.example"):
        fakes.people(made, 3, domain=domain)
    first = fakes.rule(made, by=by, domain="one.example")
    assert not queries.needs_second_person(first)
    actions.start_rule(first, by=by)
    fakes.follow(first)
    second = fakes.rule(made, by=by, domain="two.example")
    assert queries.needs_second_person(second)
    actions.undo_rule(first, by=by)
    assert not queries.needs_second_person(second)


def test_it_brings_those_in_quarantine_back_into_quarantine(app: Flask, client: CheckedClient) -> None:
    made, by = make.statement(), make.coordinator().id
    fakes.people(made, 40)
    ids = fakes.people(made, 5, quarantined_for="domain")
    rule = fakes.rule(made, by=by, signal="domain")
    actions.start_rule(rule, by=by)
    fakes.follow(rule)
    assert fakes.numbers(client) == {40}
    actions.undo_rule(rule, by=by)
    fakes.follow(rule)
    assert fakes.numbers(client) == {40}
    db.session.rollback()
    assert all(
        one.state == "quarantined" for one in db.session.scalars(select(Endorsement).where(Endorsement.id.in_(ids)))
    )


def test_it_removes_nobody_who_was_not_counted(app: Flask, client: CheckedClient, statement: Statement) -> None:
    """Who confirms later, signs again or comes back by another rule is not taken: the numbers shown were exact."""
    by = make.coordinator().id
    ids = fakes.people(statement, 3, domain="fakes.example", name="Gone {}")
    own.withdraw_signature(endorsements.lock_endorsement(ids[0]))
    db.session.commit()
    rule = fakes.rule(statement, by=by, domain="fakes.example")
    assert rule.matched == FAKES + 2
    own.renew_signature(endorsements.lock_endorsement(ids[0]))
    fakes.people(statement, 4, domain="fakes.example", confirmed_at=now() - timedelta(hours=1))
    own.withdraw_signature(endorsements.lock_endorsement(ids[1]))
    erasure.erase_endorsement(endorsements.lock_endorsement(ids[2]))
    actions.start_rule(rule, by=by)
    db.session.commit()
    fakes.follow(rule)
    assert (rule.matched, rule.removed) == (FAKES + 2, FAKES)
    assert fakes.numbers(client) == {REAL + 1 + 4}
    text = make.at_the_desk(app, email="p@coalition.example").get(f"/desk/removals/{rule.id}").get_data(as_text=True)
    assert "2 had withdrawn, erased" in text


def test_it_lets_the_removed_choose_withdraw_and_erase_meanwhile(app: Flask, client: CheckedClient) -> None:
    made, by = make.statement(), make.coordinator().id
    fakes.share(made, 100)
    ids = fakes.people(made, 6)
    rule = fakes.rule(made, by=by, name="Reader *")
    actions.start_rule(rule, by=by)
    db.session.commit()
    fakes.follow(rule)
    own.choose_visibility(endorsements.lock_endorsement(ids[0]), "withheld")
    own.choose_visibility(endorsements.lock_endorsement(ids[1]), "initials")
    own.correct_details(endorsements.lock_endorsement(ids[2]), {"name": "Somebody Else"})
    own.withdraw_signature(endorsements.lock_endorsement(ids[3]))
    erasure.erase_endorsement(endorsements.lock_endorsement(ids[4]))
    db.session.commit()
    assert queries.public_removals(made.id)[0].removed == 6
    actions.undo_rule(rule, by=by)
    db.session.commit()
    fakes.follow(rule)
    assert (rule.removed, rule.restored) == (6, 5)
    shown = {row.id: row.shown_name for row in db.session.execute(select(Endorsement.id, Endorsement.shown_name))}
    assert [shown.get(one, "erased") for one in ids] == [None, "R.", "Somebody Else", None, "erased", "Reader 5"]
    counted = select(func.count()).select_from(Endorsement).where(Endorsement.removed_at.is_not(None))
    assert db.session.scalar(counted) == 0
    assert recount.count_differences() == []


def test_it_shows_the_removed_their_normal_page(app: Flask, client: CheckedClient) -> None:
    made, by = make.statement(), make.coordinator().id
    fakes.share(made, 100)
    make.signed(client, cast.ALENA)
    mine = make.link()
    before = client.get(mine)
    assert client.page is not None
    words = client.page.words()
    rule = fakes.rule(made, by=by, name="Алена *")
    actions.start_rule(rule, by=by)
    db.session.commit()
    fakes.follow(rule)
    assert fakes.numbers(client) == {0}
    assert client.get(mine).status_code == before.status_code
    assert client.page.words() == words


def test_it_keeps_numbers_and_forgets_words_when_all_is_destroyed(app: Flask, client: CheckedClient) -> None:
    made, by = make.statement(), make.coordinator().id
    ids = fakes.people(made, 100)
    rule = fakes.rule(made, by=by, name="Reader 1", why="Reader 1 is no reader.")
    actions.start_rule(rule, by=by)
    db.session.commit()
    fakes.follow(rule)
    assert actions.forget_expired_rules(now().date()) == 0
    erasure.erase_endorsement(endorsements.lock_endorsement(ids[1]))
    db.session.commit()
    assert actions.forget_expired_rules(now().date()) == 1
    db.session.commit()
    assert "Reader" not in str((rule.criteria, rule.why, acts()))
    assert queries.public_removals(made.id)[0].removed == 1
    second = fakes.rule(made, by=by, name="Reader 2")
    assert actions.forget_expired_rules(made.destroy_on) == 1
    assert second.criteria == {}
    assert audit.verify_chain().is_intact


@pytest.mark.both_databases
def test_it_reads_no_more_rows_than_it_shows(app: Flask, statement: Statement) -> None:
    by = make.coordinator("owner", "o@coalition.example").id
    rule = fakes.rule(statement, by=by, domain="fakes.example")
    actions.start_rule(rule, by=by)
    db.session.commit()
    fakes.follow(rule)
    desk = make.at_the_desk(app)
    asked: list[tuple[str, Any]] = []

    def tell(_connection: Any, _cursor: Any, words: str, given: Any, *_rest: Any) -> None:
        if words.startswith("SELECT"):
            asked.append((words, given))

    event.listen(db.engine, "before_cursor_execute", tell)
    desk.get(f"/desk/removals/{rule.id}")
    desk.get(f"/desk/statements/{statement.id}/removals")
    event.remove(db.engine, "before_cursor_execute", tell)
    explain, scan = ("EXPLAIN QUERY PLAN", "SCAN endorsement")
    if db.engine.dialect.name == "postgresql":
        db.session.execute(db.text("ANALYZE"))
        # Of a small table it would read all, for that is quicker; asked not to, it shows whether an index serves.
        db.session.execute(db.text("SET LOCAL enable_seqscan = off"))
        explain, scan = ("EXPLAIN", "Seq Scan on endorsement")
    for words, given in asked:
        plan = str(db.session.connection().exec_driver_sql(f"{explain} {words}", given).all())
        assert scan not in plan, words
