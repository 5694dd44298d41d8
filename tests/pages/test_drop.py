"""Whatever takes a name off a page, or changes its words, shows at once in every process that keeps pages."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask

import cast
import make
import make_editions
import make_removals
from other_process import OtherProcess, second_process
from page import CheckedClient
from petition.core import content_version, switches
from petition.core.db import db
from petition.identity.actions import set_identity
from petition.removals import actions as removals
from petition.signing.decide import actions as decide
from petition.signing.decide.goals import set_goals
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.own import actions as own
from petition.signing.own import erasure
from petition.statements.models import Statement

PAGE, LIST, COUNTS, SIGN = (
    f"/{path}" for path in ("en/{}", "en/{}/signatories?kind=individuals", "{}/counts.json", "en/{}/sign")
)
MISTYPE = "hearrings"
NAME, CORRECTED = cast.ALENA["name"], "Алена Інакшая"
Act = tuple[Callable[[], object], str, str | None, str | None]


def acts_on_a_signature(alena: Endorsement, by: int) -> dict[str, Act]:
    """What is done, where it is seen, what is not there any more, and what is."""
    counted, gone = '"individuals":1', '"individuals":0'

    def undo() -> None:
        decide.undo_decision(db.session.query(Decision).order_by(Decision.id.desc()).limit(1).one(), by=by)

    return {
        "to withhold": (lambda: own.choose_visibility(alena, "withheld"), LIST, NAME, None),
        "to show": (lambda: own.choose_visibility(alena, "full"), LIST, None, NAME),
        "to correct": (lambda: own.correct_details(alena, {"name": CORRECTED}), PAGE, NAME, CORRECTED),
        "to hide": (lambda: decide.hide_name(alena, "in danger", by=by), PAGE, CORRECTED, None),
        "to undo": (undo, PAGE, None, CORRECTED),
        "to withdraw": (lambda: own.withdraw_signature(alena), COUNTS, counted, gone),
        "to renew": (lambda: own.renew_signature(alena), COUNTS, gone, counted),
        "to erase": (lambda: erasure.erase_endorsement(alena), LIST, CORRECTED, None),
    }


def acts_at_the_desk(statement: Statement, circle: Endorsement, by: int) -> dict[str, Act]:
    return {
        "to approve": (lambda: decide.approve(circle, by=by), PAGE, None, "Circle North"),
        "to name": (lambda: set_identity(None, by="test", texts={"en": {"name": "Court Watch"}}), PAGE, None, "Court Watch"),
        "to set a goal": (lambda: set_goals(statement, {"individual": 7_654}, by=by), PAGE, None, "7,654"),
        "to switch on": (lambda: switches.turn_on("pause", None, by="test", message="Back soon."), SIGN, None, "Back soon."),
        "to switch off": (lambda: switches.turn_off("pause", None, by="test"), SIGN, "Back soon.", None),
        "to issue": (lambda: make_editions.mended(statement, by), PAGE, MISTYPE, None),
    }  # fmt: skip


def check_acts(acts: dict[str, Act], other: OtherProcess, slug: str) -> None:
    for name, (act, address, gone, shown) in acts.items():
        path = address.format(slug)
        before = other.get(path)
        assert before == other.get(path), f"{name}: nothing is kept"
        assert (gone is None or gone in before) and (shown is None or shown not in before), name
        act()
        db.session.commit()
        _let_it_ask(other)
        after = other.get(path)
        assert (gone is None or gone not in after) and (shown is None or shown in after), name


def _let_it_ask(other: OtherProcess) -> None:
    """As much later as a process may take to ask PostgreSQL."""
    if db.engine.dialect.name == "postgresql":
        time.sleep(content_version.ASKED_EVERY)


@pytest.mark.both_databases
def test_it_shows_at_once_elsewhere_what_took_something_off(app: Flask, client: CheckedClient) -> None:
    statement = make_editions.statement()
    alena = make.signed(client, cast.ALENA, slug=statement.slug)
    circle = make.signed(client, cast.CIRCLE, slug=statement.slug)
    by = make.coordinator().id
    with second_process(app) as other:
        check_acts(acts_on_a_signature(alena, by), other, statement.slug)
        check_acts(acts_at_the_desk(statement, circle, by), other, statement.slug)


def test_it_shows_at_once_elsewhere_whom_a_rule_removed(app: Flask) -> None:
    statement, by = make.statement(), make.coordinator().id
    make_removals.people(statement, 3)
    make_removals.people(statement, 2, domain="fakes.example", name="Bot {}")
    make_removals.share(statement, 50)
    rule = make_removals.rule(statement, by=by, domain="fakes.example")
    with second_process(app) as other:
        assert "Bot" in other.get(LIST.format(make.SLUG))
        removals.start_rule(rule, by=by)
        make_removals.follow(rule)
        assert "Bot" not in other.get(LIST.format(make.SLUG))
        assert '"individuals":3' in other.get(COUNTS.format(make.SLUG))
