"""A statement at the desk: its dates, its rules, its next deed, and private links to its text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import make
from page import CheckedClient
from petition.core import audit, zones
from petition.core.db import db
from petition.statements.actions import schedule
from petition.statements.actions import settings as settings_actions
from petition.statements.actions.import_text import StatementError
from petition.statements.actions.settings import StatementRules
from petition.statements.models import PreviewLink, Statement
from petition.statements.queries import settings

VILNIUS = "Europe/Vilnius"
UNSIGNED = make.TEXT.split("*Association")[0]
TODAY = datetime(2027, 1, 15, 12, tzinfo=UTC)
PLAN = {
    "zone": VILNIUS,
    "opens_at": "2027-03-01T10:00",
    "embargo_until": "2027-03-01T10:00",
    "due_at": "2027-04-20T18:00",
    "closes_at": "2027-04-30T23:59",
    "delivery_at": "2027-05-04T11:00",
    "remind_days": "3, 14",
}


@pytest.fixture(autouse=True)
def _on_a_day_in_january() -> Any:
    with time_machine.travel(TODAY, tick=True):
        yield


def draft(text: str = UNSIGNED) -> Statement:
    statement = make.statement(text, is_open=False)
    statement.published_at = None
    db.session.commit()
    return statement


def page(statement: Statement) -> str:
    return f"/desk/statements/{statement.id}"


def dates(statement: Statement) -> str:
    return f"{page(statement)}/dates"


def rules(statement: Statement) -> str:
    return f"{page(statement)}/settings"


def again(statement: Statement) -> Statement:
    db.session.rollback()
    db.session.expire_all()
    return statement


def acts() -> list[tuple[str, str]]:
    db.session.rollback()
    entries = db.session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.number))
    return [(entry.act, entry.actor) for entry in entries]


LOOKS = ("opening", "closing", "delivery")


def send(desk: CheckedClient, statement: Statement, deed: str, **values: Any) -> Any:
    pages = {"plan": dates(statement), "rules": rules(statement), "previews": rules(statement)}
    desk.get(f"{page(statement)}/{deed}" if deed in LOOKS else pages.get(deed, page(statement)))
    return desk.send(f"{page(statement)}/{deed}", **values)


def words(desk: CheckedClient) -> str:
    assert desk.page is not None
    return desk.page.words()


def value(desk: CheckedClient, name: str) -> str | None:
    assert desk.page is not None
    return next(one.get("value") for one in desk.page.all("input") if one.get("name") == name)


def test_it_settles_the_dates(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    answer = send(desk, statement, "plan", **PLAN)
    assert (answer.status_code, answer.location) == (303, dates(statement))
    again(statement)
    assert statement.opens_at == datetime(2027, 3, 1, 8, tzinfo=UTC)
    assert statement.closes_at == datetime(2027, 4, 30, 20, 59, tzinfo=UTC)
    assert (statement.zone, statement.remind_days) == (VILNIUS, "14,3")
    assert acts()[-1] == ("statement.schedule", "coordinator 1")
    desk.get(dates(statement))
    told = words(desk)
    for part in ("The dates are saved", "planned", "1 March 2027, 10:00 (Vilnius time, UTC+02:00)", "Signing opens automatically",
                 "30 April 2027, 23:59 (Vilnius time, UTC+03:00)", "14, 3 days before the due date"):  # fmt: skip
        assert part in told
    assert value(desk, "opens_at") == "2027-03-01T10:00"


def test_it_records_nothing_where_nothing_changed(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    send(desk, statement, "plan", **PLAN)
    before = acts()
    assert send(desk, statement, "plan").status_code == 303
    assert send(desk, statement, "rules").status_code == 303
    assert acts() == before


def test_it_keeps_a_time_to_the_second_where_its_field_is_left_alone(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    # The second 03:30 of that night, which no form can say.
    stored = datetime(2027, 10, 31, 1, 30, 12, tzinfo=UTC)
    statement.zone, statement.closes_at = VILNIUS, stored
    db.session.commit()
    assert send(desk, statement, "plan", due_at="2027-10-01T10:00").status_code == 303
    assert again(statement).closes_at == stored


def test_it_says_of_a_time_that_comes_twice_which_was_taken(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    send(desk, statement, "plan", zone=VILNIUS, closes_at="2027-10-31T03:30")
    assert again(statement).closes_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    desk.get(dates(statement))
    assert (
        "Signing closes: this time occurs twice, because the clocks go back. The first one was used, 31 October 2027, 03:30"
        in words(desk)
    )


def test_it_refuses_a_time_that_the_clocks_leave_out(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    answer = send(desk, statement, "plan", **{**PLAN, "opens_at": "2027-03-28T03:30"})
    assert answer.status_code == 422
    assert "Enter 28 March 2027, 02:59 or 28 March 2027, 04:00" in words(desk)
    assert (value(desk, "opens_at"), value(desk, "due_at")) == ("2027-03-28T03:30", PLAN["due_at"])
    assert again(statement).opens_at is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"opens_at": "tomorrow"}, "Enter a date and a time"),
        ({"zone": "Vilnius"}, "Choose a time zone from the list"),
        ({"zone": "Europe/Nowhere"}, "Choose a time zone from the list"),
        ({"embargo_until": "2027-03-01T10:01"}, "Signing opens before the embargo ends"),
        ({"closes_at": "2027-02-01T10:00"}, "Signing closes before it opens"),
        ({"due_at": "2027-02-01T10:00"}, "The due date is before signing opens"),
        ({"due_at": "2027-05-02T10:00"}, "The due date is after signing closes"),
        ({"delivery_at": "2027-02-01T10:00"}, "Delivery is before signing opens"),
        ({"remind_days": "30, 14, 3"}, "at most two"),
        ({"remind_days": "3, 3"}, "at most two"),
        ({"remind_days": "0"}, "at most two"),
        ({"remind_days": "soon"}, "at most two"),
        ({"destroy_on": ""}, "Choose the day on which personal data is deleted"),
        ({"destroy_on": "2027-13-01"}, "Enter a day"),
        ({"destroy_on": "2027-01-15"}, "Choose a future day"),
        ({"destroy_on": "2027-05-04"}, "before the end of signing, the due date or delivery"),
        ({"forget_representatives_on": "2027-04-01"}, "before the end of signing, the due date or delivery"),
        ({"forget_representatives_on": "2037-04-01"}, "All personal data will have been deleted"),
    ],
)
def test_it_says_what_cannot_stand(app: Flask, changed: dict[str, str], fault: str) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    before = acts()
    assert send(desk, statement, "plan", **{**PLAN, **changed}).status_code == 422
    assert fault in words(desk)
    assert re.search(r"Fix \d problems? ", words(desk))
    assert again(statement).opens_at is None
    assert acts() == before


def test_it_only_shortens_what_was_shown_before_signing(app: Flask) -> None:
    statement, desk = draft(make.TEXT), make.at_the_desk(app)
    shown = statement.destroy_on
    later = {**PLAN, "destroy_on": (shown + timedelta(days=1)).isoformat()}
    assert send(desk, statement, "plan", **later).status_code == 422
    assert "It can only be moved to an earlier day" in words(desk)
    earlier = {
        **PLAN,
        "destroy_on": (shown - timedelta(days=30)).isoformat(),
        "forget_representatives_on": "2027-09-01",
    }
    assert send(desk, statement, "plan", **earlier).status_code == 303
    assert again(statement).destroy_on == shown - timedelta(days=30)
    assert send(desk, statement, "plan", forget_representatives_on="").status_code == 422
    assert send(desk, statement, "plan", forget_representatives_on="2027-08-01").status_code == 303
    assert again(statement).forget_representatives_on == date(2027, 8, 1)


def test_it_moves_the_day_freely_before_anybody_signed(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    later = statement.destroy_on + timedelta(days=100)
    assert send(desk, statement, "plan", destroy_on=later.isoformat()).status_code == 303
    assert again(statement).destroy_on == later


def test_it_notices_dates_that_are_hardly_meant(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    send(desk, statement, "plan", **{**PLAN, "delivery_at": "2027-04-25T11:00", "due_at": ""})
    desk.get(dates(statement))
    assert "Delivery is planned for a time when signing is still open" in words(desk)
    assert "nobody will be reminded" in words(desk)


def test_it_settles_the_rules(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    make.statement(make.BELARUSIAN, language="be")
    given = {"late_rule": "listed", "silence_days": "21", "reservations": "y",
             "authority_en": "Two persons confirm.", "authority_be": "Пацвярджаюць двое."}  # fmt: skip
    assert send(desk, statement, "rules", **given).status_code == 303
    again(statement)
    assert (statement.late_rule, statement.silence_days) == ("listed", 21)
    assert statement.reservations_allowed_at is not None
    assert settings.authority_rules(statement) == {"en": "Two persons confirm.", "be": "Пацвярджаюць двое."}
    assert acts()[-1][0] == "statement.settle"
    desk.get(rules(statement))
    assert "counts as a yes after 21 days" in words(desk)
    assert send(desk, statement, "rules", silence_days="", reservations=None, authority_be="").status_code == 303
    again(statement)
    assert (statement.silence_days, statement.reservations_allowed_at) == (None, None)
    assert settings.authority_rules(statement) == {"en": "Two persons confirm."}


def test_it_names_the_faults_of_rules(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    assert send(desk, statement, "rules", silence_days="400", authority_en="x" * 3000).status_code == 422
    assert "from 1 to 365" in words(desk) and "at most 2000 characters" in words(desk)
    assert send(desk, statement, "rules", late_rule=None).status_code == 422


def test_it_holds_the_rule_on_silence_once_somebody_signed(app: Flask) -> None:
    statement, desk = draft(make.TEXT), make.at_the_desk(app)
    assert send(desk, statement, "rules", silence_days="7").status_code == 303
    assert again(statement).silence_days is None
    assert "so it can no longer change" in words(desk)
    rules = StatementRules("refused", 7, False, {})
    with pytest.raises(StatementError, match="shown before signing"):
        settings_actions.set_rules(statement, rules, by=1)


def test_it_goes_through_its_life_by_hand_and_back(app: Flask, client: CheckedClient) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    assert client.get("/en/open-courts").status_code == 404
    assert send(desk, statement, "opening").status_code == 303
    assert client.get("/en/open-courts/sign").status_code == 200
    assert send(desk, statement, "closing").status_code == 303
    assert client.get("/en/open-courts/sign").status_code == 403
    assert send(desk, statement, "opening").status_code == 303
    assert client.get("/en/open-courts/sign").status_code == 200
    assert send(desk, statement, "delivery").status_code == 303
    assert client.get("/en/open-courts/sign").status_code == 403
    desk.get(page(statement))
    assert "Delivered on 15 January 2027" in words(desk)
    assert send(desk, statement, "delivery/undoing").status_code == 303
    assert client.get("/en/open-courts/sign").status_code == 200
    assert [act.removeprefix("statement.") for act, who in acts() if who == "coordinator 1"] == [
        "open", "close", "open", "deliver", "undo-deliver",
    ]  # fmt: skip


def test_it_says_that_somebody_came_first(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    desk.get(f"{page(statement)}/opening")
    make_first = desk.page
    schedule.open_signing(statement, by="coordinator 7")
    db.session.commit()
    desk.page = make_first
    assert desk.send(f"{page(statement)}/opening").status_code == 303
    desk.get(page(statement))
    assert "made a change first" in words(desk)
    assert [act for act, _who in acts()].count("statement.open") == 1


def test_it_opens_nothing_under_an_embargo(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    send(desk, statement, "plan", **PLAN)
    desk.get(page(statement))
    assert "Open signing now" not in words(desk)
    assert "change the embargo" in words(desk)
    again(statement)
    with pytest.raises(StatementError, match="embargo until 2027-03-01 08:00 UTC"):
        schedule.open_signing(statement, by="test")


def test_it_makes_a_private_link_that_is_shown_once(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    answer = send(desk, statement, "previews", label="Board of the Circle", days="10")
    assert answer.status_code == 200
    found = re.search(r"http://127\.0\.0\.1:5000/preview/([\w-]{32})/en", answer.get_data(as_text=True))
    assert found is not None
    token = found[1]
    db.session.rollback()
    link = settings.usable_preview(token)
    assert link is not None and link.statement_id == statement.id
    assert token not in desk.get(rules(statement)).get_data(as_text=True)
    assert "Board of the Circle" in words(desk)
    with time_machine.travel(link.expires_at, tick=False):
        assert settings.usable_preview(token) is None
    assert desk.send(f"{page(statement)}/previews/{link.id}/revocation").status_code == 303
    db.session.rollback()
    assert settings.usable_preview(token) is None
    assert settings.usable_preview("x") is None and settings.usable_preview("x" * 32) is None
    desk.get(rules(statement))
    assert "revoked on" in words(desk)
    assert [act for act, _who in acts()][-2:] == ["statement.preview", "statement.undo-preview"]


@pytest.mark.parametrize("given", [{"label": ""}, {"label": "x" * 121}, {"days": "0"}, {"days": "91"}, {"days": "x"}])
def test_it_makes_no_link_for_nobody_and_none_for_ever(app: Flask, given: dict[str, str]) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    assert send(desk, statement, "previews", **{"label": "Press", **given}).status_code == 422
    assert db.session.scalar(select(PreviewLink.id)) is None


def test_it_lists_all_statements_with_what_happens_next(app: Flask) -> None:
    planned = draft()
    make.statement(slug="another")
    desk = make.at_the_desk(app)
    send(desk, planned, "plan", **PLAN)
    assert desk.get("/desk/statements").status_code == 200
    told = words(desk)
    for part in ("planned", "The embargo ends", "1 March 2027, 10:00", "open", "2 organisations", "Nothing scheduled"):
        assert part in told


DEEDS = (
    "plan",
    "rules",
    "opening",
    "closing",
    "closing/undoing",
    "delivery",
    "delivery/undoing",
    "test-mail",
    "previews",
    "founders",
    "founders/names",
    "founders/undoing",
)


@pytest.mark.parametrize(
    ("role", "reads", "does"),
    [("owner", True, True), ("coordinator", True, True), ("moderator", True, False), ("auditor", True, False),
     ("translator", False, False)],
)  # fmt: skip
def test_it_lets_each_role_do_its_own(app: Flask, role: str, reads: bool, does: bool) -> None:
    statement, desk = draft(), make.at_the_desk(app, role)
    assert desk.get("/desk/statements").status_code == (200 if reads else 404)
    assert desk.get(page(statement)).status_code == (200 if reads else 404)
    assert desk.get(dates(statement)).status_code == (200 if reads else 404)
    assert ("Change the dates" in words(desk)) == does
    desk.get("/desk/account")
    token = value(desk, "csrf_token")
    for deed in DEEDS:
        status = desk.post(f"{page(statement)}/{deed}", data={"csrf_token": token}).status_code
        assert status in (200, 303, 409, 422) if does else status == 404, deed
    for deed in LOOKS:
        assert desk.get(f"{page(statement)}/{deed}").status_code == (200 if does else 404), deed
    if does:
        assert send(desk, statement, "opening").status_code == 303
    assert (again(statement).opened_at is not None) == does


def test_it_writes_nothing_while_a_page_is_shown(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    send(desk, statement, "plan", **PLAN)
    before = acts()
    with time_machine.travel(zones.moment_of_wall_time("2027-03-01T10:00", VILNIUS).moment, tick=True):
        desk = make.at_the_desk(app, email="other@coalition.example")
        before = acts()
        assert desk.get(page(statement)).status_code == 200
        assert "Open for signing since 1 March 2027, 10:00" in words(desk)
        assert desk.get("/desk/statements").status_code == 200
    assert acts() == before
    assert again(statement).opened_at is None


def test_it_says_what_was_done_with_the_way_back(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    for deed, said, undo in (
        ("opening", "Signing is open.", None),
        ("closing", "Signing is closed.", "closing/undoing"),
        ("delivery", "The statement is marked as delivered.", "delivery/undoing"),
    ):
        assert send(desk, statement, deed).status_code == 303
        html = desk.get(page(statement)).get_data(as_text=True)
        assert said in html
        assert (f'action="{page(statement)}/{undo}" class="undo"' in html) == (undo is not None)
