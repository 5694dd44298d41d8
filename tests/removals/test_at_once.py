"""Two workers at once, and signatories who do something meanwhile; and the worker itself."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

import make
import make_removals as fakes
from conftest import Make
from petition import worker
from petition.core import audit
from petition.core.db import db
from petition.list import recount
from petition.removals import actions, queries
from petition.removals.models import Removal
from petition.signing import queries as endorsements
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import actions as own
from petition.signing.own import erasure
from processes import Program, environ_of

pytestmark = pytest.mark.both_databases

FAKES = 900
# For whoever begins with a process of its own.
SOME = 250
PROGRAM = """
from petition import create_app, worker
worker.run_worker(create_app())
"""


def together(deeds: list[Callable[[], Any]]) -> None:
    with ThreadPoolExecutor(len(deeds)) as pool:
        for done in [pool.submit(deed) for deed in deeds]:
            done.result()


def begun(number: int = FAKES) -> tuple[int, list[int], int]:
    """A rule that has begun, with those whom it will remove and who made it."""
    statement, by = make.statement(), make.coordinator().id
    fakes.people(statement, 100)
    ids = fakes.people(statement, number, domain="fakes.example", name="Bot {}")
    fakes.share(statement, 100)
    rule = fakes.rule(statement, by=by, domain="fakes.example")
    actions.start_rule(rule, by=by)
    db.session.commit()
    return rule.id, ids, by


def working(app: Flask, removal_id: int) -> Callable[[], None]:
    """What a worker does, until nothing is left to do."""

    def work() -> None:
        with app.app_context():
            while True:
                looked_at = actions.run_batch(removal_id)
                db.session.commit()
                if not looked_at and queries.unfinished_rules() == []:
                    break
                db.session.rollback()

    return work


def doing(app: Flask, ids: list[int], deed: Callable[[Endorsement], None]) -> Callable[[], None]:
    """What signatories do, one after the other, each in a request of the own."""

    def act() -> None:
        with app.app_context():
            for one in ids:
                deed(endorsements.lock_endorsement(one))
                db.session.commit()
                db.session.remove()

    return act


def end(removal_id: int) -> Removal:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(Removal, removal_id)
    assert found is not None
    return found


def number(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(Endorsement).where(*conditions)) or 0


def test_it_removes_each_once_with_two_workers_and_signatories_meanwhile(make_app: Make) -> None:
    app = make_app()
    with app.app_context():
        removal_id, ids, by = begun()
        db.session.remove()
        late = ids[::-1]
        withdrawn, erased, changed = late[0:60:3], late[1:60:3], late[2:60:3]
        together([
            working(app, removal_id), working(app, removal_id),
            doing(app, withdrawn, own.withdraw_signature), doing(app, erased, erasure.erase_endorsement),
            doing(app, changed, lambda one: own.choose_visibility(one, "initials")),
        ])  # fmt: skip
        rule = end(removal_id)
        assert rule.state == "done"
        gone = Endorsement.removal_id == removal_id
        assert rule.removed - len(erased) <= number(gone) <= rule.removed
        assert number(gone, Endorsement.shown_name.is_not(None)) == 0
        assert number(Endorsement.id.in_(changed), gone) == len(changed)
        assert recount.count_differences() == []
        actions.undo_rule(rule, by=by)
        db.session.commit()
        db.session.remove()
        together([working(app, removal_id)] * 2)
        rule = end(removal_id)
        assert (rule.state, number(gone)) == ("undone", 0)
        assert number(Endorsement.shown_name.like("B.%")) == len(changed)
        assert recount.count_differences() == []
        acts = [entry.act for entry, _note in audit.recent_entries(before=None, limit=20)]
        assert (acts.count("removal.end"), acts.count("removal.restore")) == (1, 1)


def test_it_is_undone_while_workers_are_at_it(make_app: Make) -> None:
    app = make_app()
    with app.app_context():
        removal_id, _ids, by = begun()
        db.session.remove()

        def undo() -> None:
            with app.app_context():
                actions.run_batch(removal_id)
                db.session.commit()
                rule = actions.lock_removal(removal_id)
                assert rule is not None
                actions.undo_rule(rule, by=by)
                db.session.commit()

        together([working(app, removal_id), working(app, removal_id), undo])
        # Where it came last, the workers had gone already.
        working(app, removal_id)()
        rule = end(removal_id)
        assert rule.state == "undone"
        assert 0 < rule.removed == rule.restored
        assert number(Endorsement.removed_at.is_not(None)) == 0
        assert recount.count_differences() == []


def test_it_is_begun_once_when_two_coordinators_press_the_button(make_app: Make) -> None:
    app = make_app()
    with app.app_context():
        statement = make.statement()
        fakes.people(statement, 200)
        fakes.share(statement, 100)
        rule = fakes.rule(statement, by=make.coordinator().id, name="Reader 1*")
        here = f"/desk/removals/{rule.id}"
        desks = [make.at_the_desk(app, email=f"c{one}@coalition.example") for one in range(2)]
        for desk in desks:
            desk.get(here)
        db.session.remove()
        together([lambda desk=desk: desk.send(f"{here}/beginning") for desk in desks])
        # Where the second one was looking at the rule at that moment, it is left to the worker.
        working(app, rule.id)()
        assert end(rule.id).removed == rule.matched
        acts = [entry.act for entry, _note in audit.recent_entries(before=None, limit=20)]
        assert acts.count("removal.begin") == 1


def has_come_to(state: str, removal_id: int) -> bool:
    has_come = end(removal_id).state == state
    # On SQLite even reading holds everybody else back here, until the transaction ends.
    db.session.rollback()
    return has_come


def wait_for(removal_id: int, state: str, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not has_come_to(state, removal_id):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


@pytest.mark.parametrize(
    "database_url", ["postgresql", pytest.param("sqlite", marks=pytest.mark.combination)], indirect=True
)
def test_it_is_done_by_the_worker(app: Flask, tmp_path: Path) -> None:
    removal_id, _ids, by = begun(SOME)
    process = Program(PROGRAM, environ_of(app), tmp_path / "worker.log")
    try:
        wait_for(removal_id, "done")
        actions.undo_rule(end(removal_id), by=by)
        db.session.commit()
        wait_for(removal_id, "undone")
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert end(removal_id).restored == SOME
    finally:
        db.session.rollback()
        process.kill()
        process.wait()


def test_it_is_done_beside_a_server_that_has_no_worker(app: Flask) -> None:
    removal_id, _ids, _by = begun(SOME)
    stopping = threading.Event()
    threads = worker.start_threads(app, stopping)
    try:
        wait_for(removal_id, "done")
    finally:
        stopping.set()
        for thread in threads:
            thread.join(30)
        db.session.rollback()
    assert not any(thread.is_alive() for thread in threads)
    assert end(removal_id).removed == SOME
