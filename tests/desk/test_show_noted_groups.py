"""Groups that stand out, on the quarantine page: what they look like and why, the rule for each, and approving all."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

import make
import make_removals
import make_watch
from petition.core.db import db, now
from petition.desk.queries.noted_groups import noted_groups
from petition.removals import queries as removals
from petition.removals.criteria import Criteria
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import NotedGroup, SigningTrace
from petition.signing.screening import traces
from petition.statements.models import Statement

NETWORK = b"n" * 32


def listed(statement: Statement, number: int, *, domain: str = "fakes.example", network: bytes | None = None) -> None:
    """So many who are listed already, and the group of them noted."""
    ids = make_removals.people(statement, number, domain=domain, network=network, name="Anna {}owa")
    signal = "network" if network else "domain"
    row = db.session.get_one(Endorsement, ids[0])
    key = network or make_watch.keys_of(row)["domain"]
    db.session.add(NotedGroup(statement_id=statement.id, signal=signal, key=key, points=9, noted_at=now()))
    db.session.commit()


def test_it_proposes_one_rule_for_those_who_are_listed(app: Flask) -> None:
    statement = make.statement()
    listed(statement, 60)
    make_removals.people(statement, 30)
    desk = make.at_the_desk(app)
    page = desk.get("/desk/quarantine").get_data(as_text=True)
    assert desk.page is not None
    words = desk.page.words()
    assert "Groups that stand out" in words and "Looks like one source." in words
    assert "See 20 of them" in words
    link = next(str(one.get("href")) for one in desk.page.all("a") if "removals/new" in (one.get("href") or ""))
    assert "domain=fakes.example" in link and "@fakes.example" in page
    assert desk.get(link).status_code == 200
    assert len(removals.matching_ids(statement.id, Criteria(domain="fakes.example"))) == 60


def test_it_approves_a_network_of_which_nobody_waits(app: Flask) -> None:
    statement = make.statement()
    listed(statement, 55, network=NETWORK)
    desk = make.at_the_desk(app)
    desk.get("/desk/quarantine")
    assert desk.send(f"/desk/statements/{statement.id}/releases").status_code == 303
    db.session.expire_all()
    assert noted_groups(statement) == []
    desk.get("/desk/quarantine")
    assert desk.page is not None and "Approved groups" in desk.page.words()


def test_it_forgets_a_network_after_two_days(app: Flask) -> None:
    statement = make.statement()
    listed(statement, 12, network=NETWORK)
    for model, column in ((NotedGroup, "noted_at"), (SigningTrace, "at")):
        for one in db.session.scalars(select(model)):
            setattr(one, column, now() - timedelta(hours=49))
    db.session.commit()
    traces.forget_traces()
    db.session.commit()
    assert db.session.scalars(select(NotedGroup)).all() == []


def test_it_describes_groups_of_which_only_the_hash_is_known(app: Flask) -> None:
    statement = make.statement()
    made = [make_watch.comes(statement, one, name=f"Ada Mustermann {one}") for one in range(3)]
    other = make_watch.comes(statement, 9, seconds=2)
    key = make_watch.keys_of(made[0])["likeness"].hex()
    assert removals.matching_ids(statement.id, Criteria(group=f"likeness:{key}")) == [one.id for one in made]
    assert removals.matching_ids(statement.id, Criteria(faster_than=4)) == [other.id]
    desk = make.at_the_desk(app)
    path = f"/desk/statements/{statement.id}/removals/new"
    desk.get(f"{path}?group=likeness:{key}&faster_than=4")
    assert desk.send(path, why="One person", group="likeness:x").status_code == 422
    desk.get(f"{path}?group=likeness:{key}")
    assert desk.send(path, why="One person").status_code == 303


def test_it_finds_a_network_on_both_sides_of_midnight(app: Flask) -> None:
    statement = make.statement()
    today, before = make_watch.network(1)
    late = make_watch.comes(statement, 1, network=(before, b"e" * 32))
    early = make_watch.comes(statement, 2, network=(today, before))
    assert removals.matching_ids(statement.id, Criteria(network=before.hex())) == [late.id, early.id]
