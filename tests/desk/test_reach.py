"""Lists show nothing that the pages behind them would not: another statement, another country, another language."""

from __future__ import annotations

import pytest
from flask import Flask

import cast
import make
import make_people
import make_removals
import make_world
from page import CheckedClient
from petition.accounts.actions import RoleScope
from petition.core import permissions
from petition.core.db import db
from petition.removals import actions as removals

REPRESENTATIVE = cast.CIRCLE["representative"]
OF_THE_STATEMENT = ("Organisations for open courts", make.SLUG, "Rivers", "owner@coalition.example", "Lawyers’ Circle")
OF_THE_SIGNATORY = (REPRESENTATIVE, cast.CIRCLE["email"])
# The register is one for all; what somebody endorsed, and through whom, is not.
REGISTER = "/desk/organisations"


def lists(app: Flask) -> list[str]:
    """The pages of the desk that name nothing."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.") and "GET" in (rule.methods or ()) and not rule.arguments
    ]


@pytest.mark.parametrize("role", permissions.ROLES)
def test_it_shows_nothing_of_another_statement(app: Flask, client: CheckedClient, role: str) -> None:
    world = make_world.everything(client)
    there = make_people.another_statement()
    desk = make_people.again(make_people.at_the_desk(app, role, RoleScope(there.id)))
    pages = [*lists(app), f"{REGISTER}/{world['organisation_id']}"]
    pages += [f"{REGISTER}/{world['organisation_id']}/merge/{world['other_id']}"]
    for path in pages:
        text = desk.get(path).get_data(as_text=True)
        told = [word for word in (*OF_THE_STATEMENT, *OF_THE_SIGNATORY) if word in text]
        assert told == [] or (path.startswith(REGISTER) and told == ["Lawyers’ Circle"]), path


@pytest.mark.parametrize("limit", [{"country": "PL"}, {"language": "be"}], ids=["country", "language"])
def test_it_shows_a_moderator_the_signatories_of_one_country_or_language(
    app: Flask, client: CheckedClient, limit: dict[str, str]
) -> None:
    world = make_world.everything(client)
    statement_id = int(world["statement_id"])
    desk = make_people.at_the_desk(app, "moderator", RoleScope(statement_id, **limit))
    pages = [*lists(app), f"{REGISTER}/{world['organisation_id']}", f"/desk/statements/{statement_id}/editions"]
    for path in pages:
        assert REPRESENTATIVE not in desk.get(path).get_data(as_text=True), path
    theirs = make_people.at_the_desk(app, "moderator", RoleScope(statement_id, country="LT"), "lt@coalition.example")
    assert REPRESENTATIVE in theirs.get("/desk/").get_data(as_text=True)
    assert REPRESENTATIVE in theirs.get("/desk/changes").get_data(as_text=True)


def test_it_offers_no_decision_where_the_role_only_reads(app: Flask, client: CheckedClient) -> None:
    world = make_world.everything(client)
    there = make_people.another_statement()
    make_people.member("coordinator", RoleScope(there.id))
    desk = make_people.at_the_desk(app, "auditor", RoleScope(int(world["statement_id"])))
    assert desk.get("/desk/changes").status_code == 200
    assert desk.page is not None
    assert [form.get("action") for form in desk.page.all("form") if "approval" in (form.get("action") or "")] == []


def test_it_shows_of_an_entry_what_one_may_see_and_counts_that(app: Flask, client: CheckedClient) -> None:
    make.statement()
    first = make.signed(client, cast.CIRCLE).organisation_id
    there = make_people.another_statement()
    second = make.signed(client, {**cast.CIRCLE, "representative": "Second Person"}, slug=make_people.ELSEWHERE)
    second.organisation_id = first
    db.session.commit()
    everywhere = make_people.at_the_desk(app, "auditor", email="all@coalition.example")
    somewhere = make_people.at_the_desk(app, "auditor", RoleScope(there.id))
    for desk, number in ((everywhere, 2), (somewhere, 1)):
        text = desk.get(f"{REGISTER}/{first}").get_data(as_text=True)
        assert (REPRESENTATIVE in text, "Second Person" in text) == (number == 2, True)
        assert f'data-label="Signatures">{number}</td>' in desk.get(f"{REGISTER}?q=circle").get_data(as_text=True)


def test_it_says_nothing_about_what_is_not_to_be_seen(app: Flask, client: CheckedClient) -> None:
    """What lies elsewhere, and what is not there at all, look alike."""
    world = make_world.everything(client)
    there = make_people.another_statement()
    desk = make_people.at_the_desk(app, "owner", RoleScope(there.id))
    is_there, is_not = desk.get(f"/desk/statements/{world['statement_id']}"), desk.get("/desk/statements/999999")
    assert (is_there.status_code, is_there.get_data()) == (is_not.status_code, is_not.get_data())
    asked = f"/desk/translations?statement={world['statement_id']}&language=be"
    assert desk.get(asked).status_code == 404


def test_it_shows_nobody_whom_a_rule_of_another_statement_removed(app: Flask) -> None:
    statement, there = make.statement(), make_people.another_statement()
    make_removals.people(statement, 3, domain="bought.example", name="Elsewhere Person {}")
    by, second = (make_people.member("owner", email=f"{who}@coalition.example").id for who in ("one", "two"))
    rule = make_removals.rule(statement, by=by, domain="bought.example")
    removals.start_rule(rule, by=by, agreed_by=second)
    db.session.commit()
    make_removals.follow(rule)
    path = f"/desk/individuals?statement={{}}&rule={rule.id}"
    elsewhere = make_people.at_the_desk(app, "coordinator", RoleScope(there.id))
    assert "Elsewhere Person" not in elsewhere.get(path.format(there.id)).get_data(as_text=True)
    here = make_people.at_the_desk(app, "coordinator", RoleScope(statement.id), "here@coalition.example")
    assert "Elsewhere Person 2" in here.get(path.format(statement.id)).get_data(as_text=True)


def test_it_counts_what_is_odd_for_roles_without_a_limit_alone(app: Flask) -> None:
    statement = make.statement()
    make_removals.people(statement, 7, quarantined_for="network", country="PL")
    path = f"/desk/statements/{statement.id}/thresholds"
    for limit, is_told in (({}, True), ({"country": "LT"}, False), ({"language": "be"}, False)):
        desk = make_people.at_the_desk(
            app, "moderator", RoleScope(statement.id, **limit), f"{'-'.join(limit) or 'all'}@coalition.example"
        )
        assert ("Quarantined in the last 48 hours" in desk.get(path).get_data(as_text=True)) == is_told
