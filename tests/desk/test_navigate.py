"""The ways through the desk: a statement and the parts of the work on it, with what waits for whoever looks."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from flask import Flask

import cast
import make
import make_people
import make_public
from page import CheckedClient
from petition.accounts.actions import RoleScope
from petition.core import crypto
from petition.core.db import db
from petition.signing.publication import publish_endorsement
from petition.statements.models import Statement

AREAS = ["Text", "Organisations", "People", "Checks", "Delivery", "Settings"]


def waiting(statement: Statement, number: int, country: str | None = None) -> None:
    """Organisations that wait for a decision."""
    names = [f"{statement.slug} {one} {country}" for one in range(number)]
    for one in make_public.organisations(make.edition(statement), *names):
        one.approved_at = one.approved_by = None
        one.country_key = crypto.lookup_hash(country, "country") if country else None
        publish_endorsement(one)
    db.session.commit()


def bar(desk: CheckedClient, path: str) -> Element | None:
    """The bar of the chosen statement, where there is one."""
    assert desk.get(path).status_code == 200
    assert desk.page is not None
    found = [one for one in desk.page.all("nav") if one.get("class") == "statement-bar"]
    return found[0] if found else None


def labels(element: Element | None) -> list[str]:
    """What the bar offers first: the title and the areas, each with its number."""
    assert element is not None
    return [" ".join("".join(one.itertext()).split()) for one in element.findall("ul")[0].iter("a")]


def links(desk: CheckedClient, path: str) -> set[str]:
    """Where a page leads, without what is asked of a list."""
    desk.get(path)
    assert desk.page is not None
    return {(one.get("href") or "").partition("#")[0] for one in desk.page.all("a")}


def home(statement: Statement) -> str:
    return f"/desk/statements/{statement.id}"


def test_it_chooses_the_only_statement_and_asks_between_two(app: Flask) -> None:
    one = make.statement()
    desk = make.at_the_desk(app)
    title = "Organisations for open courts publish a position"
    for path in ("/desk/", "/desk/start", "/desk/team", home(one)):
        assert labels(bar(desk, path)) == [title, *AREAS], path
    other = make_people.another_statement()
    assert bar(desk, "/desk/start") is None
    assert labels(bar(desk, f"/desk/?statement={other.id}"))[0].startswith("Elsewhere")
    assert labels(bar(desk, f"/desk/?statement={one.id}"))[0] == title


def test_it_tells_nobody_the_numbers_of_another_statement(app: Flask) -> None:
    here, there = make.statement(), make_people.another_statement()
    waiting(here, 2, "LT")
    waiting(here, 1, "PL")
    waiting(there, 5, "LT")
    everybody = make.at_the_desk(app)
    assert labels(bar(everybody, home(here)))[2] == "Organisations 3 to do"
    assert labels(bar(everybody, home(there)))[2] == "Organisations 5 to do"
    local = make_people.at_the_desk(app, "moderator", RoleScope(here.id))
    assert labels(bar(local, "/desk/start"))[2] == "Organisations 3 to do", "it is the only one that is reached"
    assert local.page is not None
    assert "Elsewhere" not in local.page.words() and there.slug not in local.page.text
    assert local.get(home(there)).status_code == 404
    for path in ("/desk/?statement={}", "/desk/changes?statement={}", "/desk/organisations?statement={}"):
        assert bar(local, path.format(here.id)) is not None
        assert "Elsewhere" not in local.get(path.format(there.id)).get_data(as_text=True), path
    assert local.get(f"/desk/individuals?statement={there.id}").status_code == 404
    of_country = make_people.at_the_desk(app, "moderator", RoleScope(None, "LT"), "lithuania@coalition.example")
    assert labels(bar(of_country, home(here)))[2] == "Organisations 2 to do"


def test_it_has_everything_within_two_presses_of_the_statement(app: Flask) -> None:
    statement = make.statement()
    desk = make.at_the_desk(app, "owner")
    near = links(desk, home(statement))
    reached = near.union(*(links(desk, path) for path in near if re.match(r"/desk/(statements/|\?|[a-z]+\?)", path)))
    base, query = home(statement), f"?statement={statement.id}"
    for page in (
        f"{base}/text/en", f"{base}/text/en/revisions", f"{base}/editions", f"{base}/editions/new",
        f"/desk/translations{query}", f"/desk/{query}", f"/desk/changes{query}", f"{base}/invitations",
        f"{base}/founders", f"/desk/organisations{query}", f"/desk/individuals{query}", f"/desk/quarantine{query}",
        f"{base}/removals", f"{base}/removals/new", f"{base}/thresholds", f"/desk/joint{query}", f"{base}/dates",
        f"{base}/addresses", f"{base}/settings", f"{base}/switches", "/desk/reasons", "/desk/audit", "/desk/team",
    ):  # fmt: skip
        assert page in reached, page


def test_it_marks_the_place_and_its_area(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    alena, circle = make.signed(client, cast.ALENA), make.signed(client, cast.CIRCLE)
    desk, base = make.at_the_desk(app), home(statement)
    for path, area, how in (
        (base, "Organisations for open courts publish a position", "page"),
        (f"/desk/?statement={statement.id}", "Organisations", "page"),
        ("/desk/changes", "Organisations", "true"),
        (f"/desk/endorsements/{circle.id}", "Organisations", "true"),
        (f"/desk/endorsements/{alena.id}", "People", "true"),
        (f"{base}/thresholds", "Checks", "page"),
        (f"{base}/switches", "Settings", "true"),
        ("/desk/switches", None, None),
    ):
        found = bar(desk, path)
        assert found is not None
        marked = [
            (" ".join("".join(one.itertext()).split()).removesuffix(" 1 to do"), one.get("aria-current"))
            for one in found.findall("ul")[0].iter("a")
            if one.get("aria-current")
        ]
        assert marked == ([(area, how)] if area else []), path


def test_it_offers_nothing_that_a_role_does_not_open(app: Flask) -> None:
    statement = make.statement()
    translator = make.at_the_desk(app, "translator", "translator@coalition.example")
    assert labels(bar(translator, "/desk/translations")) == ["Text"]
    for role in ("moderator", "auditor", "translator"):
        desk = make.at_the_desk(app, role, f"{role}@coalition.example")
        start = "/desk/translations" if role == "translator" else home(statement)
        for path in links(desk, start):
            if path.startswith("/desk/") and path != "/desk/start":
                assert desk.get(path).status_code == 200, (role, path)


def test_it_shows_the_life_of_a_statement(app: Flask) -> None:
    statement = make.statement()
    desk = make.at_the_desk(app)
    desk.get(home(statement))
    assert desk.page is not None
    (line,) = [one for one in desk.page.all("ol") if one.get("class") == "life-line"]
    points = [(" ".join("".join(one.itertext()).split()), one.get("aria-current")) for one in line.iter("li")]
    assert [current for _words, current in points] == [None, "step", None, None]
    assert points[1][0].startswith("Signing opened")
    assert [words for words, _current in points[2:]] == ["Signing closes no date set", "Delivery no date set"]


def test_it_filters_the_decided_by_statement(app: Flask, client: CheckedClient) -> None:
    here, there = make.statement(), make_people.another_statement()
    circle = make.signed(client, cast.CIRCLE)
    desk = make.at_the_desk(app)
    desk.get("/desk/")
    assert desk.send(f"/desk/endorsements/{circle.id}/approval").status_code == 303
    for statement, is_there in ((here, True), (there, False)):
        words = desk.get(f"/desk/?view=decided&statement={statement.id}").get_data(as_text=True)
        assert (cast.CIRCLE["organisation"] in words) == is_there


def test_it_leads_a_lone_owner_to_a_second_person(app: Flask) -> None:
    statement = make.statement()
    desk = make_people.again(make.at_the_desk(app, "owner"))
    path = f"{home(statement)}/addresses"
    alone = "there is nobody else here who could agree"
    assert alone in desk.get(path).get_data(as_text=True)
    assert "/desk/team/new" in links(desk, path)
    make_people.member("owner", email="invited@coalition.example")
    assert alone in desk.get(path).get_data(as_text=True), "an invitation alone agrees to nothing"
    make.at_the_desk(app, "coordinator", "second@coalition.example")
    assert alone not in desk.get(path).get_data(as_text=True)
