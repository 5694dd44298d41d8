"""Acts on several, numbers and moves: nobody decides about, counts or keeps whom the own role does not reach."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select

import make
import make_people
import make_reach
from make_reach import Cell, World
from page import CheckedClient, Form
from petition.accounts import actions as accounts
from petition.accounts import queries as coordinators
from petition.accounts.actions import RoleScope
from petition.core.db import db
from petition.invitations.actions import invite
from petition.invitations.models import Invitation
from petition.organisations import actions as organisations
from petition.signing import tallying
from petition.signing.models.endorsement import Decision, Endorsement

MEMBER = "limited@coalition.example"
DEEDS = ("approval", "hold", "rejection", "hiding")


def limited(app: Flask, world: World, country: str = "LT", email: str = MEMBER) -> CheckedClient:
    return make_people.at_the_desk(app, "moderator", RoleScope(world.statements["here"].id, country=country), email)


def is_limited_meanwhile(app: Flask, world: World) -> CheckedClient:
    """Somebody with a role for the whole statement gets one for a country in its place, and signs in with that."""
    member = coordinators.find_by_email(MEMBER)
    assert member is not None
    accounts.revoke_role(member.role_grants[0], by="test")
    db.session.commit()
    return limited(app, world)


def signed_list(desk: CheckedClient, path: str, row: str) -> dict[str, Any]:
    """The rows of a page and the list that it signed of them, as its form sends both."""
    assert desk.get(path).status_code == 200
    assert desk.page is not None
    shown = next(values["shown"] for one in desk.page.all("form") if "shown" in (values := Form(one).values()))
    boxes = [box for box in desk.page.all("input") if box.get("type") == "checkbox" and box.get("name") == row]
    return {"shown": shown, row: [box.get("value") for box in boxes]}


def standing() -> list[tuple[int, int]]:
    db.session.rollback()
    query = select(Decision.id, Decision.endorsement_id).where(Decision.undone_at.is_(None)).order_by(Decision.id)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def beyond(world: World) -> list[Cell]:
    return [cell for cell in world.cells if (cell.statement, cell.country) != ("here", "LT")]


def test_it_decides_about_none_of_several_where_one_is_out_of_reach(app: Flask) -> None:
    world = make_reach.world()
    before = make_people.at_the_desk(app, "moderator", RoleScope(world.statements["here"].id), MEMBER)
    organisations = signed_list(before, "/desk/?view=on-hold", "row")
    people = signed_list(before, f"/desk/individuals?statement={world.statements['here'].id}", "row")
    assert len(organisations["row"]) == 3 and len(people["row"]) == 9
    desk, stood = is_limited_meanwhile(app, world), standing()
    for path, given in (*((f"/desk/decisions/{deed}", shown) for deed in DEEDS for shown in (organisations, people)),):
        desk.get("/desk/")
        assert desk.page is not None
        token = desk.page.form("/desk/logout").values()["csrf_token"]
        answer = desk.post(path, data={**given, "csrf_token": token, "note": "n", "reason": "r", "back": "/desk/"})
        told = answer.get_data(as_text=True) + desk.get("/desk/").get_data(as_text=True)
        assert [cell for cell in beyond(world) if cell.own in told or cell.entry in told] == [], path
        assert standing() == stood, path


def test_it_takes_back_what_was_decided_in_one_act_as_one_or_not_at_all(app: Flask) -> None:
    world = make_reach.world()
    stood, (holds, approvals, hidings) = standing(), world.ids["bulk_number"]
    desk, mine = limited(app, world), f"/desk/individuals?statement={world.statements['here'].id}"
    paths = [f"/desk/decisions/bulks/{number}/undoing" for number in (holds, approvals, hidings)]
    for path in paths:
        desk.get("/desk/")
        assert desk.page is not None
        token = desk.page.form("/desk/logout").values()["csrf_token"]
        assert desk.post(path, data={"csrf_token": token}).status_code == 404
    assert standing() == stood
    # Of what others decided along with them each is told, and taken back, by itself.
    text = desk.get("/desk/?view=decided").get_data(as_text=True)
    assert " together" not in text and text.count('/undoing"') == 4
    assert "at once" not in desk.get(mine).get_data(as_text=True)
    own = next(number for number, one in stood if one == world.endorsements[world.cells[0]][2])
    assert desk.send(f"/desk/decisions/{own}/undoing").status_code == 303
    assert len(standing()) == len(stood) - 1
    whole = make_people.at_the_desk(app, "coordinator", email="whole@coalition.example")
    assert "5 put on hold together" in whole.get("/desk/?view=decided").get_data(as_text=True)
    assert whole.send(paths[0]).status_code == 303
    assert len(standing()) == len(stood) - 6


def test_it_counts_whom_the_role_reaches(app: Flask) -> None:
    world = make_reach.world()
    here = world.statements["here"].id
    desk = limited(app, world)
    words = words_of(desk, "/desk/start")
    assert "4 people are in quarantine" in words and "2 invitations of organisations" in words
    assert "Signed lately" not in words
    assert words_of(desk, f"/desk/statements/{here}/invitations").count("All 2") == 1
    assert "chose to stay" not in words_of(desk, f"/desk/statements/{here}/editions")
    sum(tallying.count_hours())
    db.session.commit()
    assert "Signed lately" not in words_of(desk, "/desk/start")
    whole = make_people.at_the_desk(app, "moderator", RoleScope(here), "whole@coalition.example")
    words = words_of(whole, "/desk/start")
    assert "6 people are in quarantine" in words and "Signed lately" in words
    assert "All 3" in words_of(whole, f"/desk/statements/{here}/invitations")
    assert "3 signatories chose to stay" in words_of(whole, f"/desk/statements/{here}/editions")


def test_it_tells_of_likely_duplicates_only_how_those_stand_whom_the_role_reaches(app: Flask) -> None:
    world = make_reach.world()
    ours, alike, second = (db.session.get_one(Endorsement, world.endorsements[cell][0]) for cell in world.cells[:3])
    assert ours.organisation is not None and alike.organisation is not None
    organisations.correct_organisation(
        alike.organisation, {"name": ours.organisation.name.upper()}, by=make.coordinator().id
    )
    second.organisation_id = ours.organisation_id
    db.session.commit()
    entry, queue = f"/desk/organisations/{ours.organisation_id}", "/desk/?view=on-hold"
    whole = make_people.at_the_desk(app, "moderator", email="whole@coalition.example")
    place = RoleScope(world.statements["here"].id, country="LT", language="en")
    desk = make_people.at_the_desk(app, "moderator", place, MEMBER)
    for one, is_told in ((whole, True), (desk, False)):
        words = words_of(one, queue)
        assert alike.organisation.name in words, "the register is common"
        assert ("same name" in words, "it has signed this statement already" in words) == (True, is_told)
        assert ("waiting" in words.rpartition(alike.organisation.name)[2][:200]) == is_told
        assert ("signed twice" in words_of(one, entry)) == is_told


def words_of(desk: CheckedClient, path: str) -> str:
    assert desk.get(path).status_code == 200
    assert desk.page is not None
    return desk.page.words()


def test_it_reaches_an_organisation_where_its_entry_says_that_it_is(app: Flask) -> None:
    world = make_reach.world()
    lithuania, poland = limited(app, world), limited(app, world, "PL", "pl@coalition.example")

    def reach(endorsement_id: int) -> tuple[bool, bool]:
        path = f"/desk/endorsements/{endorsement_id}"
        return lithuania.get(path).status_code == 200, poland.get(path).status_code == 200

    listed = world.endorsements[world.cells[0]][1]
    assert reach(listed) == (True, False)
    owner = make_people.at_the_desk(app, "owner", email="whole@coalition.example")
    entry, other = (db.session.get_one(Endorsement, world.endorsements[cell][1]) for cell in world.cells[:2])
    entry_id, other_id = entry.organisation_id, other.organisation_id
    owner.get(f"/desk/organisations/{entry_id}")
    assert owner.send(f"/desk/organisations/{entry_id}/correction", country="PL").status_code == 303
    assert reach(listed) == (False, True)
    owner.get(f"/desk/organisations/{entry_id}")
    owner.send(f"/desk/organisations/{entry_id}/correction", country="LT")
    assert reach(listed) == (True, False)
    owner.get(f"/desk/organisations/{other_id}/merge/{entry_id}")
    assert owner.send(f"/desk/organisations/{other_id}/merge/{entry_id}").status_code == 303
    assert reach(listed) == (False, True)
    founder = select(func.min(Endorsement.id)).where(Endorsement.shown_country == "PL", Endorsement.founding_at != None)  # noqa: E711
    assert reach(db.session.scalar(founder) or 0) == (False, True)


def test_it_reaches_older_invitations_once_their_country_is_known(app: Flask) -> None:
    world = make_reach.world()
    first = db.session.get_one(Invitation, world.ids["invitation_id"][0])
    first.country_key = None
    db.session.commit()
    path, own = f"/desk/statements/{world.statements['here'].id}/invitations", world.cells[0].own
    desk = limited(app, world)
    assert own not in desk.get(path).get_data(as_text=True)
    assert sum(invite.complete_country_keys()) >= 1
    db.session.commit()
    assert own in desk.get(path).get_data(as_text=True)
    assert make.mails("invitation") != []
