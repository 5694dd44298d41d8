"""No page of the desk takes more rows of the database when there are more individuals, whatever state they are in."""

from __future__ import annotations

import pytest
from flask import Flask, url_for
from sqlalchemy import text, update

import cost
import make
import make_reach
import make_watch
from page import CheckedClient
from petition.core.db import db, now
from petition.desk import counting
from petition.desk.queries import addresses as address_queries
from petition.desk.queries import decisions, individual_search, individuals, noted_groups, quarantine, start
from petition.signing import tallying
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.name_order import place_names
from petition.statements.models import Statement

# PostgreSQL reads a short table from end to end, where an index would be read of a long one.
NUMBERS = {"sqlite": (150, 750), "postgresql": (400, 2_000)}
# What a page looks through at most, made small, so that few are more than that.
BOUNDS = (
    (counting, "COUNTED_AT_MOST"), (start, "COUNTED_AT_MOST"), (individual_search, "STRETCH"), (individual_search, "NAMES"),
    (quarantine, "LOOKED_AT"), (noted_groups, "NEWEST"), (decisions, "STRETCH"), (individuals, "STRETCH"), (address_queries, "FEW"),
)  # fmt: skip
# Whole by what they are for: the log as it is taken away, and its chain followed to the end.
WHOLE = {"desk.audit_csv", "desk.audit_check"}
# Before an act for good it says how many wait: counted in an index, 80,000 in 40 ms.
WHOLE |= {"desk.new_edition", "desk.closing_look", "desk.delivery_look"}


def desk_addresses(app: Flask, statement: Statement) -> list[str]:
    """Every page of the desk, and the ways through its long lists."""
    known = {"statement_id": statement.id, "lang": "en", "switch_name": "pause", "state": "on", "token": "x"}
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint.startswith("desk.") and rule.endpoint not in WHOLE:
            with app.test_request_context():
                found.add(url_for(rule.endpoint, **{name: known.get(name, 1) for name in rule.arguments}))
    people = f"/desk/individuals?statement={statement.id}"
    ways = ("state=listed", "state=quarantined", "state=rejected", "country=BY", "language=en", "signal=domain",
            "q=nobody", "q=nobody%40nowhere.example", "q=vera&state=listed", "since=2026-01-01")  # fmt: skip
    queue = f"/desk/?statement={statement.id}"
    return [
        *sorted(found),
        *(f"{people}&{way}" for way in ways),
        f"/desk/quarantine?statement={statement.id}",
        "/desk/audit?kind=endorsement",
        *(f"{queue}&{way}" for way in ("q=society", "view=decided", "view=on-hold")),
    ]


def add_people(statement: Statement, number: int, by: int) -> None:
    """So many listed, so many in quarantine who have something in common, and as many who were rejected one by one."""
    listed = make_watch.rows(statement, number)
    waiting = make_watch.rows(statement, number, quarantined=True)
    numbers = db.session.execute(text("SELECT max(number) FROM audit_entry")).scalar()
    at = now()
    db.session.execute(
        update(Endorsement).where(Endorsement.id.in_(waiting[::2])).values(rejected_at=at, rejected_by=by)
    )
    db.session.execute(
        Decision.__table__.insert(),
        [
            {"endorsement_id": one, "verdict": "reject", "decided_at": at, "decided_by": by, "audit_number": numbers}
            for one in waiting[::2]
        ],
    )
    assert listed
    db.session.commit()


def costs(client: CheckedClient, paths: list[str]) -> dict[str, int]:
    """What the database does for each address."""
    while tallying.fold_tally() or place_names(5000):
        db.session.commit()
    for _hours in tallying.count_hours():
        db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    found = {}
    for path in paths:
        client.get(path)
        with cost.counted() as done:
            assert client.get(path).status_code < 500
        found[path] = sum(done)
    return found


def test_it_takes_as_many_rows_for_few_as_for_many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in BOUNDS:
        monkeypatch.setattr(module, name, 60)
    first, further = NUMBERS[db.engine.dialect.name]
    statement = make_reach.world().statements["here"]
    by = make.coordinator("owner", "filler@coalition.example").id
    desk = make.at_the_desk(app, "owner", "asker@coalition.example")
    desk.has_checks = False
    paths = desk_addresses(app, statement)
    add_people(statement, first, by)
    few = costs(desk, paths)
    assert sum(number > 0 for number in few.values()) > len(paths) * 3 // 4
    add_people(statement, further, by)
    many = costs(desk, paths)
    if db.engine.dialect.name == "postgresql":
        # How long somebody has waited in quarantine, of several statements together: an index of each has the oldest
        # first, and PostgreSQL puts all of them into order, which takes 20 ms for 40,000.
        paths.remove("/desk/start")
    grown = [f"{path}: {few[path]}, {many[path]}" for path in paths if many[path] > few[path] * 1.3 + 150]
    assert not grown, "\n".join(grown)
