"""The table of who may do what, knocked at every door: all routes, all roles, held here, there and everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from flask import Flask
from werkzeug.routing import Rule

import make_people
import make_world
from page import CheckedClient
from petition.accounts.actions import EVERYWHERE, RoleScope
from petition.core import access, permissions
from petition.core.permissions import PERMISSIONS, Permission
from petition.desk import role_words

ID = re.compile(r"<id:(\w+)>")
# Numbers in addresses that no statement has: of the register and of reasons, which belong to the whole site; of a
# text's revision, named after its statement; of acts on several endorsements, where the view asks for each of them.
WITHOUT_PLACE = {"organisation_id", "other_id", "name_id", "merge_id", "reason_id", "which", "bulk_number", "number"}


@dataclass(frozen=True)
class Case:
    """A way to hold a role, and what it reaches: the statement, and the signatory whose organisation is there."""

    name: str
    reaches_statement: bool
    reaches_signatory: bool
    is_everywhere: bool = False


CASES = (
    Case("everywhere", True, True, True),
    Case("here", True, True),
    Case("there", False, False),
)
LIMITED = (
    Case("country", True, True),
    Case("other-country", True, False),
    Case("language", True, True),
    Case("other-language", True, False),
    Case("country-everywhere", True, True),
)
BY_SIGNATORY = {
    "endorsement_id", "decision_id", "change_id", "wanted_id", "evidence_id", "carry_over_id",
    "reservation_id", "invitation_id",
}  # fmt: skip


def place(case: Case, here: int, there: int) -> RoleScope:
    return {
        "everywhere": EVERYWHERE,
        "here": RoleScope(here),
        "there": RoleScope(there),
        "country": RoleScope(here, country="LT"),
        "other-country": RoleScope(here, country="PL"),
        "language": RoleScope(here, language="en"),
        "other-language": RoleScope(here, language="be"),
        "country-everywhere": RoleScope(None, country="LT"),
    }[case.name]


def desk_routes(app: Flask) -> Iterator[tuple[Rule, Permission]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("desk."):
            yield rule, getattr(app.view_functions[rule.endpoint], access.PERMISSION)


def opens(rule: Rule, permission: Permission, role: str, case: Case) -> bool:
    """What the table says: an own reading of it, apart from the guard's."""
    if role not in permission.roles or (permission.site and not case.is_everywhere):
        return False
    located = set(ID.findall(rule.rule)) - WITHOUT_PLACE
    if located and not case.reaches_statement:
        return False
    return case.reaches_signatory or not located & BY_SIGNATORY


def test_it_names_a_permission_of_the_table_on_every_page_of_the_desk(app: Flask) -> None:
    for rule, permission in desk_routes(app):
        assert permission in PERMISSIONS.values(), rule.rule


def test_it_knows_where_everything_lies_that_an_address_names(app: Flask) -> None:
    locators = app.extensions["locators"]
    for rule, permission in desk_routes(app):
        named = set(ID.findall(rule.rule)) - WITHOUT_PLACE
        assert permission.site or named <= set(locators), rule.rule
        assert permission.site or len(ID.findall(rule.rule)) - len(named) <= 2, rule.rule


def test_it_tells_every_permission_in_words() -> None:
    told = [name for _heading, acts in role_words.PERMISSIONS for name in acts]
    assert sorted(told) == sorted(PERMISSIONS)
    assert set(role_words.ROLES) == set(role_words.ABOUT_ROLES) == set(permissions.ROLES)


def test_it_leaves_the_auditor_nothing_to_change(app: Flask) -> None:
    """The letters on file are read by a post, because that goes on record."""
    changing = {rule.endpoint for rule, _ in desk_routes(app) if "POST" in (rule.methods or ())} - {"desk.open_letter"}
    assert [one for one in changing if "auditor" in access.audience_of(app, one)] == []


def test_it_opens_what_the_table_says_and_nothing_else(app: Flask, client: CheckedClient) -> None:
    things = make_world.everything(client)
    there = make_people.another_statement()
    held = [*product(permissions.ROLES, CASES), *(("moderator", case) for case in LIMITED)]
    for number, (role, case) in enumerate(held):
        where, email = place(case, int(things["statement_id"]), there.id), f"walker{number}@coalition.example"
        desk = make_people.again(make_people.at_the_desk(app, role, where, email))
        desk.has_checks = False
        wrong = []
        for rule, permission in desk_routes(app):
            allowed, address = opens(rule, permission, role, case), make_world.address(app, rule, things)
            if "GET" in (rule.methods or ()):
                wrong += [rule.rule] if (desk.get(address).status_code in (200, 302)) != allowed else []
            if "POST" in (rule.methods or ()):
                # Whoever may come in is stopped by the check against forged posts.
                wrong += [rule.rule] if desk.post(address).status_code != (400 if allowed else 404) else []
        assert wrong == [], (role, case.name)


@pytest.mark.own_app
def test_it_closes_a_page_of_the_desk_that_names_no_permission(app: Flask) -> None:
    app.add_url_rule("/desk/new-and-forgotten", "desk.forgotten", lambda: "open")
    desk = make_people.at_the_desk(app, "owner")
    assert desk.get("/desk/new-and-forgotten").status_code == 404
