"""One state of an endorsement: the same in the database and in the program, whatever is done in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

import make
import make_removals
import make_watch
from petition.core.addresses import parse
from petition.core.audit import AuditEntry
from petition.core.db import db, now
from petition.list import recount
from petition.list.queries import counts, signatories
from petition.removals import actions as removals
from petition.removals import queries
from petition.removals.models import Removal
from petition.signing import queries as endorsements
from petition.signing import retention
from petition.signing import state as states
from petition.signing.confirm import actions as confirmation
from petition.signing.decide import actions as decisions
from petition.signing.keys import keys_of
from petition.signing.models.endorsement import Decision, Endorsement, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import Release, Suspicion
from petition.signing.own import actions as own
from petition.signing.own import erasure
from petition.signing.screening import releases
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature
from petition.signing.state_page import page
from petition.signing.verdicts import DecisionError
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

DOCS = Path(__file__).resolve().parents[2] / "docs" / "states.md"
STEPS = (
    "sign", "sign odd", "sign organisation", "confirm", "full", "initials", "withheld", "withdraw", "sign again",
    "erase", "approve", "reject", "hold", "hide", "undo", "release", "undo release", "remove", "undo removal", "drop",
)  # fmt: skip


@dataclass
class Walk:
    """A statement, what was done to it, and by whom."""

    statement: Statement
    by: int
    number: int = 0
    seen: set[tuple[str, str | None, str | None]] = field(default_factory=set)

    def do(self, step: str, which: int) -> None:
        """Does one thing, and looks at everything."""
        before, entries = self.states(), self.entries()
        try:
            act = getattr(self, f"_{step.replace(' ', '_')}")(which)
        except (DecisionError, removals.RemovalError):
            db.session.rollback()
            act = None
        else:
            db.session.commit()
        after = self.states()
        changed = {one for one in before | after if before.get(one) != after.get(one)}
        assert act is not None or not changed, f"{step} was refused and changed {changed}"
        for one in changed:
            assert act is not None
            assert states.may_lead(act, before.get(one), after.get(one)), (act, before.get(one), after.get(one))
            self.seen.add((act, before.get(one), after.get(one)))
        if act in ("approve", "reject", "hide", "undo approve", "undo reject", "undo hide", "release", "remove"):
            assert self.entries() > entries, f"{act} is not on record"
        self.check()

    def states(self) -> dict[int, str]:
        """The state that the database has of each, and that the program finds the same."""
        db.session.expire_all()
        written = db.session.execute(select(Endorsement.id, Endorsement.state)).all()
        found = {one.id: one.state for one in db.session.scalars(select(Endorsement))}
        assert dict(map(tuple, written)) == found
        return found

    def entries(self) -> int:
        """How many acts are on record."""
        return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0

    def check(self) -> None:
        """Counts, the list, and what is shown of each say the same."""
        assert recount.count_differences() == []
        people = [one for one in db.session.scalars(select(Endorsement)) if one.statement_id == self.statement.id]
        counted = counts.fresh_counts(self.statement.id)
        assert counted.individuals + counted.organisations == sum(one.state in states.COUNTED for one in people)
        assert sorted(one.name for one in signatories.all_signatories(self.statement.id)) == sorted(
            one.shown_name or "" for one in people if one.state == states.LISTED
        )
        for one in people:
            assert (one.shown_name is not None) == (one.state == states.LISTED), (one.id, one.state)
            written = select(EndorsementKey.signal, EndorsementKey.key).where(EndorsementKey.endorsement_id == one.id)
            keys = {signal: bytes(key) for signal, key in db.session.execute(written)}
            assert keys == (keys_of(one) if one.state != states.WAITING else {}), (one.id, one.state)
        db.session.rollback()

    def _pick(self, which: int, *wanted: str, kind: str | None = None) -> Endorsement:
        query = select(Endorsement).where(Endorsement.founding_at.is_(None)).order_by(Endorsement.id)
        query = query.where(state_condition(*wanted)) if wanted else query
        found = list(db.session.scalars(query.where(Endorsement.kind == kind) if kind else query))
        if not found:
            raise DecisionError("nobody")
        return endorsements.lock_endorsement(found[which % len(found)].id)

    def _sign(self, which: int, **given: Any) -> str:
        self.number += 1
        make_watch.sent(self.statement, self.number, country=("BY", "PL", "LT")[self.number % 3], **given)
        return "sign"

    def _sign_odd(self, which: int) -> str:
        return self._sign(which, trap_filled=True)

    def _sign_organisation(self, which: int) -> str:
        self.number += 1
        details = {"organisation": f"Circle {self.number}", "representative": "Vera", "role": "Chair", "country": "PL"}
        address, consent = f"v@circle{self.number}.example", {"at": now()}
        signature = Signature("organisation", parse(address), "en", details, "withheld", **consent)
        signing.accept_signature(make.edition(self.statement), signature)
        return "sign"

    def _confirm(self, which: int) -> str:
        confirmation.confirm_endorsement(self._pick(which, states.WAITING), None)
        return "confirm"

    def _choose(self, which: int, visibility: str) -> str:
        kind = "individual" if visibility == "initials" else None
        own.choose_visibility(self._pick(which, *states.STATES[1:], kind=kind), visibility)
        return "choose visibility"

    def _full(self, which: int) -> str:
        return self._choose(which, "full")

    def _initials(self, which: int) -> str:
        return self._choose(which, "initials")

    def _withheld(self, which: int) -> str:
        return self._choose(which, "withheld")

    def _withdraw(self, which: int) -> str:
        own.withdraw_signature(self._pick(which, *states.STATES[1:]))
        return "withdraw"

    def _sign_again(self, which: int) -> str:
        own.renew_signature(self._pick(which, states.WITHDRAWN))
        return "sign again"

    def _erase(self, which: int) -> str:
        erasure.erase_endorsement(self._pick(which))
        return "erase"

    def _approve(self, which: int) -> str:
        one = self._pick(which)
        if one.kind == "organisation":
            decisions.approve(one, by=self.by)
        else:
            decisions.approve_individual(one, by=self.by)
        return "approve"

    def _reject(self, which: int) -> str:
        one = self._pick(which)
        if one.kind == "individual":
            decisions.reject_individual(one, "no", by=self.by)
        elif one.state == states.LISTED:
            decisions.remove_double(one, "no", by=self.by)
        else:
            decisions.reject(one, "no", by=self.by)
        return "reject"

    def _hold(self, which: int) -> str:
        decisions.put_on_hold(self._pick(which), "later", by=self.by)
        return "hold"

    def _hide(self, which: int) -> str:
        decisions.hide_name(self._pick(which), "no", by=self.by)
        return "hide"

    def _undo(self, which: int) -> str:
        found = list(db.session.scalars(select(Decision).where(Decision.undone_at.is_(None)).order_by(Decision.id)))
        if not found:
            raise DecisionError("nothing")
        decision = found[which % len(found)]
        endorsements.lock_endorsement(decision.endorsement_id)
        decisions.undo_decision(decision, by=self.by)
        return f"undo {decision.verdict}"

    def _release(self, which: int) -> str:
        found = db.session.scalars(select(Suspicion).where(Suspicion.key.is_not(None))).first()
        if found is None or found.key is None:
            raise DecisionError("nothing")
        releases.release_group(self.statement, "domain", found.key, by=self.by)
        return "release"

    def _undo_release(self, which: int) -> str:
        found = db.session.scalars(select(Release).where(Release.undone_at.is_(None))).first()
        if found is None:
            raise DecisionError("nothing")
        releases.undo_release(found.id, by=self.by)
        return "undo release"

    def _remove(self, which: int) -> str:
        rule = make_removals.rule(self.statement, by=self.by, country=("BY", "PL", "LT")[which % 3])
        if queries.needs_second_person(rule):
            removals.start_rule(rule, by=self.by, agreed_by=make.coordinator(email="second@coalition.example").id)
        else:
            removals.start_rule(rule, by=self.by)
        make_removals.follow(rule)
        return "remove"

    def _undo_removal(self, which: int) -> str:
        rule = db.session.scalars(select(Removal).where(Removal.undone_at.is_(None), Removal.ended_at.is_not(None)))
        found = rule.first()
        if found is None:
            raise removals.RemovalError("nothing")
        removals.undo_rule(found, by=self.by)
        make_removals.follow(found)
        return "restore"

    def _drop(self, which: int) -> str:
        db.session.execute(text("UPDATE endorsement SET asked_at = '2020-01-01 00:00:00' WHERE confirmed_at IS NULL"))
        retention.delete_unconfirmed()
        return "drop"

    def _destroy(self, which: int) -> str:
        self.statement.destroy_on = now().date() - timedelta(days=1)
        db.session.flush()
        while retention.destroy_expired(now().date()):
            pass
        return "destroy"


def walk(steps: list[tuple[str, int]], number: int) -> Walk:
    statement = make.statement(slug=f"walk-{number}")
    walked = Walk(statement, make.coordinator().id, number * 1000)
    for step, which in steps:
        walked.do(step, which)
    return walked


@pytest.mark.parametrize("examples", [4, pytest.param(12, marks=pytest.mark.combination)])
def test_it_is_the_same_everywhere_after_any_acts(app: Flask, examples: int) -> None:
    counter = iter(range(1_000))

    # Not made smaller where one fails: each step is a look at everything, and its message says what was done.
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=(Phase.generate,),
    )
    @given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 20)), min_size=15, max_size=30))
    def any_acts(steps: list[tuple[str, int]]) -> None:
        db.session.rollback()
        walk([("sign", 0), ("confirm", 0), ("sign odd", 0), ("confirm", 0), *steps], next(counter))

    any_acts()


def test_it_goes_the_ways_that_people_go(app: Flask) -> None:
    walked = walk(
        [
            *[("sign", 0), ("confirm", 0), ("sign odd", 0), ("confirm", 0), ("sign organisation", 0), ("confirm", 0)],
            *[("hold", 2), ("approve", 2), ("hide", 0), ("undo", 2), ("withheld", 0), ("full", 0), ("approve", 1)],
            *[("undo", 2), ("reject", 1), ("undo", 2), ("withdraw", 0), ("sign again", 0), ("remove", 0)],
            *[
                ("remove", 1),
                ("remove", 2),
                ("undo removal", 0),
                ("sign", 0),
                ("drop", 0),
                ("erase", 0),
                ("destroy", 0),
            ],
        ],
        0,
    )
    acts = {act for act, _before, _after in walked.seen}
    assert acts >= {
        *("sign", "confirm", "approve", "hide", "undo hide", "choose visibility", "undo approve", "reject"),
        *("undo reject", "withdraw", "sign again", "remove", "restore", "drop", "erase", "destroy"),
    }


@pytest.mark.parametrize(
    "change",
    [
        "shown_name = 'Somebody' WHERE state = 'withdrawn'",
        "shown_name = 'Somebody' WHERE state = 'quarantined'",
        "shown_name = 'Somebody' WHERE state = 'undecided'",
        "state = 'listed'",
    ],
)
def test_it_is_not_written_by_hand(app: Flask, change: str) -> None:
    walk(
        [
            *[("sign", 0), ("confirm", 0), ("sign", 0), ("confirm", 0), ("withdraw", 0)],
            *[("sign odd", 0), ("confirm", 0), ("sign organisation", 0), ("confirm", 0)],
        ],
        0,
    )
    with pytest.raises(DBAPIError):
        db.session.execute(text(f"UPDATE endorsement SET {change}"))
    db.session.rollback()


def test_it_is_drawn_as_it_is() -> None:
    assert DOCS.read_text() == page(), "docs/states.md is older than signing/state.py: make states"


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (("listed",), "ix_endorsement_listed"),
        (("quarantined",), "ix_endorsement_off_the_list"),
        (("undecided",), "ix_endorsement_off_the_list"),
        (("removed",), "ix_endorsement_off_the_list"),
    ],
)
def test_it_is_found_by_its_index(app: Flask, wanted: tuple[str, ...], index: str) -> None:
    query = select(Endorsement.id).where(
        Endorsement.statement_id == 1, Endorsement.kind == "individual", state_condition(*wanted)
    )
    query = query.order_by(Endorsement.confirmed_at, Endorsement.id).limit(25)
    sql = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
    sqlite = db.engine.dialect.name == "sqlite"
    if not sqlite:
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        db.session.execute(text("SET LOCAL enable_bitmapscan = off"))
    plan = db.session.execute(text(f"{'EXPLAIN QUERY PLAN' if sqlite else 'EXPLAIN'} {sql}")).all()
    assert index in str(plan), plan


def test_it_takes_six_indexes_at_most(app: Flask) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    of = "sqlite_master WHERE type = 'index' AND tbl_name" if sqlite else "pg_indexes WHERE tablename"
    found: Callable[..., Any] = db.session.scalar
    number = found(text(f"SELECT COUNT(*) FROM {of} = 'endorsement'"))
    # PostgreSQL counts the primary key among them.
    assert number == 6 + (not sqlite)
