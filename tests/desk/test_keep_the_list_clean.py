"""The desk's side of a clean list: the quarantine in groups, individuals found by filters, several decided at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import make
import make_watch
from page import CheckedClient
from petition.accounts import actions as accounts
from petition.accounts import queries as coordinators
from petition.accounts.actions import RoleScope
from petition.core import audit
from petition.core.db import db, now
from petition.desk import selection_token
from petition.list import recount
from petition.list.queries.counts import fresh_counts
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.own import actions as own
from petition.signing.screening import actions as screening
from petition.signing.screening.queries import thresholds_of
from petition.signing.screening.signals import Thresholds
from petition.statements.models import Statement

WAYS = {"approve": "approval", "reject": "rejection", "hide": "hiding"}


def watched(**changed: Any) -> Statement:
    statement, by = make.statement(), make.coordinator("owner", "owner@coalition.example").id
    few = {"same_domain": 1, "same_network": None, "alike_names": None, "hold_at": 0, **changed}
    screening.set_thresholds(statement, Thresholds(**few), by=by)
    db.session.commit()
    return statement


def aside(statement: Statement, number: int = 3, domain: str = "fakes.example") -> list[Endorsement]:
    """So many in quarantine, and one before them who is listed."""
    return [make_watch.comes(statement, one, address=f"p{one}@{domain}") for one in range(number + 1)][1:]


def again(endorsement: Endorsement) -> Endorsement:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(Endorsement, endorsement.id)
    assert found is not None
    return found


def chosen(desk: CheckedClient) -> list[str]:
    """The values of the boxes on the page."""
    assert desk.page is not None
    return [
        box.get("value") or ""
        for box in desk.page.all("input")
        if box.get("type") == "checkbox" and box.get("name") == "row"
    ]


def rejects(desk: CheckedClient, endorsement: Endorsement, **said: str) -> int:
    """Says why, sees the mail, and sends it."""
    path = f"/desk/endorsements/{endorsement.id}/rejection"
    answer = desk.send(path, **said)
    assert answer.status_code == 200 and desk.page is not None
    assert said.get("reason", "") in desk.page.words()
    return desk.send(path).status_code


def decide_all(desk: CheckedClient, values: list[str], verdict: str, **more: str) -> Any:
    assert desk.page is not None
    filled = desk.page.form("/desk/decisions/approval").values()
    return desk.post(f"/desk/decisions/{WAYS[verdict]}", data={**filled, "row": values, **more})


def test_it_shows_groups_first_and_lets_one_through(app: Flask) -> None:
    statement = watched()
    people = aside(statement)
    desk = make.at_the_desk(app)
    page = desk.get("/desk/quarantine").get_data(as_text=True)
    assert page.index("@fakes.example") < page.index("One by one")
    assert desk.page is not None
    words = desk.page.words()
    assert "from fakes.example within 24 hours, up to 1 would be usual" in words
    assert f"/desk/statements/{statement.id}/removals/new?domain=fakes.example" in page
    answer = desk.send(f"/desk/statements/{statement.id}/releases")
    assert answer.status_code == 303
    assert not any(again(one).state == "quarantined" for one in people)
    assert "Approved groups" in desk.get(answer.location).get_data(as_text=True)
    assert desk.page is not None
    undo = next(one.get("action") for one in desk.page.all("form") if "/releases/" in (one.get("action") or ""))
    assert undo is not None
    assert desk.send(undo).status_code == 303
    assert all(again(one).state == "quarantined" for one in people)
    acts = [entry.act for entry, _ in audit.recent_entries(before=None, limit=2)]
    assert acts == ["quarantine.undo-release", "quarantine.release"]
    assert recount.count_differences() == []


def test_it_leads_to_the_statement_in_which_somebody_waits(app: Flask) -> None:
    (waiting,) = aside(watched(), 1)
    newer = make.statement(make.TEXT.replace("open courts", "open doors"), slug="newer")
    make.statement(make.TEXT.replace("open courts", "open drafts"), slug="draft", is_open=False)
    desk = make.at_the_desk(app)
    assert waiting.shown_name is None
    assert f'id="item-{waiting.id}"' in desk.get("/desk/quarantine").get_data(as_text=True)
    assert desk.get(f"/desk/quarantine?statement={newer.id}").status_code == 200
    assert desk.page is not None
    assert "Nobody is in quarantine." in desk.page.words()


def test_it_makes_rules_for_networks(app: Flask) -> None:
    statement = watched(same_domain=None, same_network=1)
    for one in range(4):
        make_watch.comes(statement, one, network=make_watch.network(7))
    desk = make.at_the_desk(app)
    page = desk.get("/desk/quarantine").get_data(as_text=True)
    assert "One network" in page
    link = re.search(r'href="([^"]*removals/new\?network=[0-9a-f]{64})"', page)
    assert link is not None
    assert desk.get(link[1]).status_code == 200


def test_it_lets_one_through_rejects_and_hides(app: Flask, client: CheckedClient) -> None:
    statement = watched()
    through, out, hidden = aside(statement)
    desk = make.at_the_desk(app)
    desk.get("/desk/quarantine")
    assert desk.send(f"/desk/endorsements/{through.id}/approval").status_code == 303
    assert rejects(desk, out, reason="not a person") == 303
    desk.get("/desk/quarantine")
    assert desk.send(f"/desk/endorsements/{hidden.id}/hiding", reason="in danger").status_code == 303
    assert again(through).state == "listed"
    assert again(out).rejected_at is not None
    assert again(hidden).hidden_at is not None and again(hidden).state == "quarantined"
    assert fresh_counts(statement.id).individuals == 2
    mail = make.mails("individual-rejected")
    assert len(mail) == 1 and mail[0].content is not None and mail[0].content["reason"] == "not a person"
    for one in (through, out, hidden):
        desk.get(f"/desk/endorsements/{one.id}")
        decision = db.session.scalars(select(Decision).where(Decision.endorsement_id == one.id)).one()
        assert desk.send(f"/desk/decisions/{decision.id}/undoing").status_code == 303
        assert again(one).state == "quarantined" and again(one).hidden_at is None
    assert make.mails("individual-rejected") == []
    assert recount.count_differences() == []


def test_it_wants_a_reason(app: Flask) -> None:
    statement = watched()
    (one,) = aside(statement, 1)
    desk = make.at_the_desk(app)
    desk.get("/desk/quarantine")
    answer = desk.send(f"/desk/endorsements/{one.id}/rejection", reason=" ")
    assert again(one).rejected_at is None
    assert answer.status_code == 422 and "Choose a reason" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"state": "all"}, {0, 1, 2, 3, 4}),
        ({"state": "listed"}, {0, 3, 4}),
        ({"state": "quarantined"}, {1, 2}),
        ({"country": "PL"}, {3}),
        ({"country": "pl", "state": "quarantined"}, set()),
        ({"language": "be"}, {4}),
        ({"language": "be", "country": "LT"}, {4}),
        ({"signal": "domain"}, {1, 2}),
        ({"signal": "fast"}, set()),
        ({"since": "2020-01-01"}, {0, 1, 2, 3, 4}),
        ({"since": "2035-01-01"}, set()),
        ({"until": "2020-01-01"}, set()),
        ({"rule": "99"}, set()),
        ({"state": "hidden"}, set()),
        ({"state": "nonsense", "country": "zz", "rule": "x", "since": "x", "after": "x"}, {0, 1, 2, 3, 4}),
    ],
)
def test_it_finds_by_what_stands_in_the_address(app: Flask, asked: dict[str, str], names: set[int]) -> None:
    statement = watched()
    for one in range(3):
        make_watch.comes(statement, one, address=f"p{one}@fakes.example")
    make_watch.comes(statement, 3, country="PL")
    make_watch.comes(statement, 4, country="LT", language="be")
    desk = make.at_the_desk(app)
    desk.get("/desk/individuals", query_string=asked)
    assert desk.page is not None
    found = desk.page.words()
    assert {one for one in range(5) if make_watch.name(one) in found} == names


def test_it_turns_pages_without_losing_or_repeating_anybody(app: Flask) -> None:
    statement = make.statement()
    ids = make_watch.rows(statement, 60)
    desk, seen, url = make.at_the_desk(app), [], "/desk/individuals"
    while url:
        desk.get(url)
        assert desk.page is not None
        seen += [int(value.split(".")[0]) for value in chosen(desk)]
        url = next((str(one.get("href")) for one in desk.page.all("a") if one.get("rel") == "next"), "")
    assert seen == sorted(ids, reverse=True)


def test_it_says_where_a_stretch_of_the_list_ends(app: Flask) -> None:
    statement = make.statement()
    make_watch.rows(statement, 2100)
    last = make_watch.comes(statement, 1, country="PL", language="be")
    desk = make.at_the_desk(app)
    desk.get("/desk/individuals?country=LT&language=be")
    assert desk.page is not None
    assert "Part of the list" not in desk.page.words(), "700 from Lithuania are looked through at once"
    desk.get("/desk/individuals?state=listed&language=be&country=PL")
    assert make_watch.name(1) in desk.page.words() if desk.page else False
    assert last.id


def test_it_decides_about_exactly_the_rows_shown(app: Flask) -> None:
    statement = watched()
    people = aside(statement, 4)
    desk = make.at_the_desk(app)
    desk.get("/desk/quarantine")
    values = chosen(desk)
    assert len(values) == 4
    assert decide_all(desk, values[:3], "approve").status_code == 303
    assert [again(one).state == "listed" for one in people] == [True, True, True, False]
    assert fresh_counts(statement.id).individuals == 4
    page = desk.get("/desk/quarantine").get_data(as_text=True)
    assert "Approved together: 3" in page
    assert desk.page is not None
    undo = next(str(one.get("action")) for one in desk.page.all("form") if "/bulks/" in (one.get("action") or ""))
    assert desk.send(undo).status_code == 303
    assert not any(again(one).state == "listed" for one in people)
    assert recount.count_differences() == []


def test_it_leaves_out_and_names_what_changed_meanwhile(app: Flask) -> None:
    statement = watched()
    people = aside(statement, 3)
    desk, other = make.at_the_desk(app), make.at_the_desk(app, email="other@coalition.example")
    desk.get("/desk/quarantine")
    values = chosen(desk)
    other.get("/desk/quarantine")
    rejects(other, people[0], reason="no")
    own.correct_details(
        again(people[1]), {"name": "Somebody Else", "country": None, "affiliation": None, "comment": None}
    )
    db.session.commit()
    decide_all(desk, values, "approve")
    page = desk.get("/desk/quarantine").get_data(as_text=True)
    assert "Not included" in page and make_watch.name(1) in page and "Somebody Else" in page
    assert [again(one).state == "listed" for one in people] == [False, False, True]


def test_it_rejects_and_hides_several_with_one_reason(app: Flask) -> None:
    statement = watched()
    people = aside(statement, 3)
    desk = make.at_the_desk(app)
    desk.get("/desk/quarantine")
    values = chosen(desk)
    decide_all(desk, values, "reject")
    assert not any(again(one).rejected_at for one in people), "without a reason nothing happens"
    desk.get("/desk/quarantine")
    assert decide_all(desk, values[:2], "reject", reason="fakes").status_code == 200
    assert not any(again(one).rejected_at for one in people), "the mails are seen first"
    assert desk.page is not None
    filled = desk.page.form("/desk/decisions/rejection").values()
    seen = [box.get("value") for box in desk.page.all("input") if box.get("name") == "seen"]
    desk.post("/desk/decisions/rejection", data={**filled, "row": values[:2], "seen": ["", seen[1]]})
    assert [again(one).rejected_at is not None for one in people] == [False, True, False], "whose mail was seen"
    desk.post("/desk/decisions/rejection", data={**filled, "row": values[:1], "seen": seen})
    desk.get("/desk/quarantine")
    decide_all(desk, values[2:], "hide", reason="in danger")
    assert [again(one).rejected_at is not None for one in people] == [True, True, False]
    assert again(people[2]).hidden_at is not None
    assert len(make.mails("individual-rejected")) == 2


@pytest.mark.parametrize("how", ["forged", "foreign", "expired", "other row", "nobody"])
def test_it_takes_no_other_list(app: Flask, how: str) -> None:
    statement = watched()
    people = aside(statement, 2)
    extra = make_watch.comes(statement, 50)
    desk = make.at_the_desk(app)
    desk.get("/desk/quarantine")
    values, more = chosen(desk), {}
    if how == "forged":
        more["shown"] = desk.page.form("/desk/decisions/approval").values()["shown"][:-3] + "abc" if desk.page else ""
    if how == "foreign":
        other = make.at_the_desk(app, email="other@coalition.example")
        other.get("/desk/quarantine")
        assert other.page is not None
        more["shown"] = other.page.form("/desk/decisions/approval").values()["shown"]
    if how == "other row":
        values.append(f"{extra.id}.x")
    if how == "nobody":
        values = []
    page, later = desk.page, timedelta(minutes=61) if how == "expired" else timedelta(0)
    for minutes in (20, 40) if how == "expired" else ():
        # The session goes on; the list does not.
        with time_machine.travel(now() + timedelta(minutes=minutes), tick=False):
            assert desk.get("/desk/individuals").status_code == 200
    desk.page = page
    with time_machine.travel(now() + later, tick=False):
        answer = decide_all(desk, values, "reject", reason="?", **more)
    assert answer.status_code == 303
    assert not any(again(one).rejected_at for one in [*people, extra])


def test_it_signs_no_more_than_fifty(app: Flask) -> None:
    with pytest.raises(ValueError):
        selection_token.sign_selection(list(range(51)), purpose="x")


def test_it_settles_thresholds_at_once(app: Flask) -> None:
    statement = make.statement()
    desk = make.at_the_desk(app)
    path = f"/desk/statements/{statement.id}/thresholds"
    desk.get(path)
    assert desk.send(path, same_domain="0").status_code == 422
    assert desk.send(path, same_domain="7", same_network="", disposable=None).status_code == 303
    db.session.expire_all()
    assert thresholds_of(statement.id) == Thresholds(same_domain=7, same_network=None, disposable=False)
    entry, note = audit.recent_entries(before=None, limit=1)[0]
    assert (entry.act, note) == (
        "thresholds.set", "same_domain: 20 → 7\nsame_network: 20 → off\ndisposable: on → off",
    )  # fmt: skip
    auditor = make.at_the_desk(app, "auditor", "auditor@coalition.example")
    assert auditor.get(path).status_code == 200


def test_it_limits_lists_to_what_a_moderator_reaches(app: Flask) -> None:
    statement = watched()
    aside(statement, 2)
    make_watch.comes(statement, 30, language="be", address="x@fakes.example")
    accounts.invite_coordinator(
        "mod@coalition.example", "moderator", by="test", place=RoleScope(statement.id, language="be")
    )
    found = coordinators.find_by_email("mod@coalition.example")
    assert found is not None
    token = accounts.make_demo_link(found, by="test")
    db.session.commit()
    desk = app.test_client()
    assert isinstance(desk, CheckedClient)
    desk.get(f"/desk/enter/{token}")
    desk.send(f"/desk/enter/{token}")
    for path in ("/desk/quarantine", "/desk/individuals"):
        assert desk.get(path).status_code == 200
        assert desk.page is not None
        words = desk.page.words()
        assert make_watch.name(30) in words
        assert make_watch.name(1) not in words
    assert "What they have in common" not in desk.get("/desk/quarantine").get_data(as_text=True)


def test_it_shows_one_endorsement_whole(app: Flask, client: CheckedClient) -> None:
    statement = watched()
    (one,) = aside(statement, 1)
    desk = make.at_the_desk(app)
    desk.get("/desk/quarantine")
    rejects(desk, one, reason="a fake")
    desk.get(f"/desk/endorsements/{one.id}")
    assert desk.page is not None
    words = desk.page.words()
    for part in (make_watch.name(1), "fakes.example", "a fake", "Audit log", "rejected by", "Vera"):
        assert part.lower() in words.lower(), part
    assert "p1@fakes.example" not in words


def attend(desk: CheckedClient, endorsement: Endorsement, **more: str) -> Any:
    desk.get(f"/desk/endorsements/{endorsement.id}")
    return desk.send(f"/desk/endorsements/{endorsement.id}/attending", **more)


def test_it_tells_two_coordinators_of_each_other(app: Flask) -> None:
    statement = watched()
    people = aside(statement, 2)
    first, second = make.at_the_desk(app), make.at_the_desk(app, email="other@coalition.example")
    assert attend(first, people[0]).get_json() == {"said": ""}
    assert "vera also has this open and opened it first." in attend(second, people[0]).get_json()["said"]
    assert attend(first, people[0]).get_json() == {"said": ""}, "who came first holds it"
    assert "open with" in second.get("/desk/quarantine").get_data(as_text=True)
    path = f"/desk/endorsements/{people[0].id}/approval"
    refused = second.send(path)
    assert refused.status_code == 409
    assert "has this open" in refused.get_data(as_text=True)
    assert again(people[0]).state != "listed"
    values = chosen(second) or []
    second.get("/desk/quarantine")
    values = chosen(second)
    decide_all(second, values, "approve")
    assert [again(one).state == "listed" for one in people] == [False, True]
    assert "open with" in second.get("/desk/quarantine").get_data(as_text=True)
    first.get("/desk/quarantine")
    assert first.send(path).status_code == 303
    assert again(people[0]).state == "listed"


def test_it_decides_anyway_when_asked_to(app: Flask) -> None:
    statement = watched()
    (one,) = aside(statement, 1)
    first, second = make.at_the_desk(app), make.at_the_desk(app, email="other@coalition.example")
    attend(first, one)
    second.get("/desk/quarantine")
    path = f"/desk/endorsements/{one.id}/rejection"
    assert second.send(path, reason="a fake").status_code == 409
    assert second.page is not None
    kept = second.page.form(path).values()
    assert kept["reason"] == "a fake"
    assert second.post(path, data=kept).status_code == 200
    assert second.send(path).status_code == 303
    assert again(one).rejected_at is not None


def test_it_shows_the_mail_without_a_name_that_is_withheld(app: Flask) -> None:
    statement = watched()
    (one,) = aside(statement, 1)
    own.choose_visibility(again(one), "withheld")
    db.session.commit()
    desk = make.at_the_desk(app)
    desk.get("/desk/quarantine")
    path = f"/desk/endorsements/{one.id}/rejection"
    page = desk.send(path, reason="a fake").get_data(as_text=True)
    assert "a fake" in page and make_watch.name(1) not in page
    assert desk.send(path, seen="another mail").status_code == 409
    assert again(one).rejected_at is None
    desk.get(f"/desk/endorsements/{one.id}")
    assert rejects(desk, one, reason="a fake") == 303
    mail = make.mails("individual-rejected")[0]
    assert mail.content is not None and mail.content["name"] == make_watch.name(1)


def test_it_holds_nothing_open_for_long(app: Flask) -> None:
    statement = watched()
    one, other = aside(statement, 2)
    first, second = make.at_the_desk(app), make.at_the_desk(app, email="other@coalition.example")
    attend(first, one)
    attend(first, other)
    attend(first, other, leave="yes")
    second.get("/desk/quarantine")
    assert second.send(f"/desk/endorsements/{other.id}/approval").status_code == 303
    with time_machine.travel(now() + timedelta(seconds=31), tick=False):
        assert second.send(f"/desk/endorsements/{one.id}/approval").status_code == 303
    assert again(one).state == "listed" and again(other).state == "listed"


def test_it_lets_one_of_two_win(app: Flask) -> None:
    statement = watched()
    (one,) = aside(statement, 1)
    first, second = make.at_the_desk(app), make.at_the_desk(app, email="other@coalition.example")
    first.get("/desk/quarantine")
    second.get("/desk/quarantine")
    first.send(f"/desk/endorsements/{one.id}/approval")
    second.send(f"/desk/endorsements/{one.id}/approval")
    assert "in the meantime" in second.get("/desk/quarantine").get_data(as_text=True)
    assert len(list(db.session.scalars(select(Decision)))) == 1


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/desk//evil.example", "/desk/\\evil", "/"]
)
def test_it_leads_back_within_the_desk_only(app: Flask, back: str) -> None:
    statement = watched()
    (one,) = aside(statement, 1)
    desk = make.at_the_desk(app)
    desk.get("/desk/quarantine")
    assert desk.send(f"/desk/endorsements/{one.id}/approval", back=back).location == "/desk/individuals"
