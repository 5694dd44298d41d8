"""Forms with a valid token and ids of elsewhere in them: nothing is done to what lies in another statement, or entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import Context
from typing import Any

from flask import Flask, Request
from flask.testing import FlaskClient
from flask_login import login_user
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict

import cast
import make
import make_people
import make_reach
import make_register
from make_reach import World
from page import CheckedClient
from petition.accounts import joint_acts
from petition.accounts import queries as coordinators
from petition.accounts.actions import RoleScope
from petition.accounts.models import JointAct, RoleRemoval
from petition.core.db import Base, db, now
from petition.desk import selection, selection_token
from petition.organisations import actions as organisations
from petition.signing.keys import keys_of
from petition.signing.models.carry_over import CarryOver
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.reasons import Reason
from petition.signing.own import actions as own

READ: set[str] = set()
# What lets a form through; everything else that a view reads from it is filled with an id of elsewhere.
PLAUSIBLE = {
    "reason": "r", "note": "n", "why": "w", "email": "somebody@walking.example", "name": "Somebody", "role": "auditor",
    "label": "Press", "days": "7", "kind": "typing", "text": make.TEXT, "language": "en", "country": "",
    "organisation": "Somebody", "sure": "y", "do": "", "again": "y", "back": "/desk/", "signal": "domain",
}  # fmt: skip


class Noting(ImmutableMultiDict):  # type: ignore[type-arg]
    def __getitem__(self, key: str) -> Any:
        READ.add(key)
        return super().__getitem__(key)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        READ.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> Any:
        READ.add(key)
        return super().getlist(key, *args, **kwargs)

    def __contains__(self, key: object) -> bool:
        READ.add(str(key))
        return super().__contains__(key)


class NotingRequest(Request):
    parameter_storage_class = Noting


def token(desk: CheckedClient) -> str:
    desk.get("/desk/account")
    assert desk.page is not None
    return str(desk.page.form("/desk/logout").values()["csrf_token"])


def lying_here(world: World) -> dict[str, list[str]]:
    """Every row that lies in the first statement, or belongs to a signatory or an entry there."""
    db.session.rollback()
    db.session.expire_all()
    here = world.statements["here"].id
    signed = list(db.session.scalars(select(Endorsement.id).where(Endorsement.statement_id == here)))
    entries = list(db.session.scalars(select(Endorsement.organisation_id).where(Endorsement.id.in_(signed))))
    of = {"statement_id": [here], "endorsement_id": signed, "organisation_id": [one for one in entries if one]}
    found = {}
    for table in Base.metadata.sorted_tables:
        column = next((table.c[name] for name in of if name in table.c), None)
        if column is not None:
            found[table.name] = sorted(map(repr, db.session.execute(select(table).where(column.in_(of[column.name])))))
    db.session.rollback()
    return found


def own_posts(app: Flask, world: World) -> Iterator[str]:
    """The addresses of all that can be done at the desk, to what lies in the second statement."""
    last = {name: ids[-1] for name, ids in world.ids.items()} | {"lang": "en", "switch_name": "pause", "state": "on"}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("desk.") and "POST" in (rule.methods or ()):
                yield app.url_for(rule.endpoint, **{name: last[name] for name in rule.arguments})


def ids_of_here(world: World) -> Iterator[str]:
    first = world.cells[0]
    yield str(world.statements["here"].id)
    yield str(world.endorsements[first][0])
    yield keys_of(db.session.get_one(Endorsement, world.endorsements[first][3]))["domain"].hex()


def test_it_does_nothing_to_what_lies_in_another_statement(app: Flask) -> None:
    app.request_class = NotingRequest
    world = make_reach.world()
    desk = make_people.again(
        make_people.at_the_desk(app, "owner", RoleScope(world.statements["there"].id), "o@there.example")
    )
    before, given, answers = lying_here(world), list(ids_of_here(world)), set()
    csrf, paths = token(desk), list(own_posts(app, world))
    for path in paths:
        for value in given:
            READ.clear()
            body = {"csrf_token": csrf, **PLAUSIBLE, "row": f"{value}.x", "chosen": f"{value}.x"}
            for _again in range(2):
                answer = Context().run(
                    FlaskClient.open, desk, path, method="POST", base_url="http://127.0.0.1:5000", data=body
                )
                body |= dict.fromkeys(READ - set(body), value)
            answers.add(answer.status_code)
            assert answer.status_code < 500 and b"OwnMurbat" not in answer.get_data(), (path, value)
    assert {303, 404, 422} <= answers
    assert lying_here(world) == before


def test_it_joins_no_two_things_of_different_places(app: Flask) -> None:
    """Somebody who reaches both statements names a thing of one of them in the address of the other."""
    world = make_reach.world()
    here, there = world.statements.values()
    ids, by = world.ids, make_people.member("owner", RoleScope(there.id), "both@coalition.example")
    desk = make_people.again(make_people.at_the_desk(app, "owner", RoleScope(here.id), "both@coalition.example"))
    agreed = db.session.get_one(JointAct, ids["joint_id"][0])
    agreed.asked_by = by.id
    joint_acts.agree_to_act(agreed, by=make.coordinator("owner", "second@coalition.example").id)
    db.session.commit()
    before = lying_here(world)
    for path in (
        f"/desk/statements/{there.id}/addresses/{agreed.id}/download",
        f"/desk/statements/{there.id}/previews/{ids['link_id'][0]}/revocation",
        f"/desk/team/{ids['coordinator_id'][1]}/roles/{ids['held_id'][0]}/removal",
    ):
        assert desk.post(path, data={"csrf_token": token(desk)}).status_code == 404, path
    assert lying_here(world) == before
    right = f"/desk/statements/{here.id}/addresses/{agreed.id}/download"
    assert desk.post(right, data={"csrf_token": token(desk)}).status_code == 200


def test_it_gives_roles_only_where_whoever_gives_them_may(app: Flask) -> None:
    world = make_reach.world()
    there, member = world.statements["there"], world.ids["coordinator_id"][1]
    desk = make_people.again(make_people.at_the_desk(app, "owner", RoleScope(there.id), "o@there.example"))
    given = {"role": "auditor", "email": "new@walking.example", "name": "New", "country": "", "language": ""}
    for path in (f"/desk/team/{member}/roles", "/desk/team/new"):
        for place, status in ((str(world.statements["here"].id), 422), ("all", 422), (str(there.id), 303)):
            answer = desk.post(path, data={"csrf_token": token(desk), **given, "place": place})
            assert answer.status_code == status, (path, place)


def test_it_changes_an_entry_by_what_is_its_own(app: Flask) -> None:
    world = make_reach.world()
    first, other = (db.session.get_one(Endorsement, world.endorsements[cell][1]) for cell in world.cells[:2])
    owner = make.coordinator("owner", "maker@coalition.example")
    assert other.organisation is not None
    organisations.add_name(other.organisation, "alias", None, "Of the other", by=owner.id)
    db.session.commit()
    name = other.organisation.names[0].id
    desk, dump = make_people.at_the_desk(app, "owner", email="whole@coalition.example"), make_register.dump
    before = dump()
    entry = f"/desk/organisations/{first.organisation_id}"
    for path in (f"{entry}/names/{name}/removal", f"{entry}/endorsements/{other.id}/setting-aside"):
        assert desk.post(path, data={"csrf_token": token(desk)}).status_code == 404, path
    # It stands there once: there is nothing to set aside.
    desk.post(f"{entry}/endorsements/{first.id}/setting-aside", data={"csrf_token": token(desk)})
    but = {*make_register.ON_RECORD, "rate_limit"}
    assert dump(but) == {table: rows for table, rows in before.items() if table not in but}


def test_it_gives_no_reason_of_another_kind_and_none_that_is_retired(app: Flask) -> None:
    world = make_reach.world()
    by = make.coordinator("owner", "maker@coalition.example").id
    kept = [
        Reason(kind=kind, label="Own words", made_at=now(), made_by=by, retired_at=retired)
        for kind, retired in (("individual", None), ("organisation", now()))
    ]
    db.session.add_all(kept)
    db.session.commit()
    waits, person = world.endorsements[world.cells[0]][0], world.endorsements[world.cells[0]][2]
    desk = make_people.at_the_desk(app, "owner", email="whole@coalition.example")
    for one in kept:
        given = {"csrf_token": token(desk), "reason_id": str(one.id)}
        assert desk.post(f"/desk/endorsements/{waits}/rejection", data=given).status_code == 422
    given = {"csrf_token": token(desk), "reason_id": str(kept[1].id)}
    assert desk.post(f"/desk/endorsements/{person}/rejection", data=given).status_code == 422
    assert db.session.get_one(Endorsement, person).rejected_at is None


def test_it_gives_no_role_back_that_it_could_not_give(app: Flask) -> None:
    world = make_reach.world()
    here, there = world.statements.values()
    desk = make_people.again(make_people.at_the_desk(app, "owner", RoleScope(there.id), "o@there.example"))
    for place, status in ((here.id, 404), (None, 404), (there.id, 303)):
        whose = {"coordinator_id": world.ids["coordinator_id"][1], "role": "auditor", "statement_id": place}
        removal = RoleRemoval(**whose, removed_at=now(), removed_by="test")
        db.session.add(removal)
        db.session.commit()
        path = f"/desk/team/roles/removals/{removal.id}/undoing"
        assert desk.post(path, data={"csrf_token": token(desk)}).status_code == status, place


def test_it_decides_only_in_the_ways_of_its_kind_and_state(app: Flask, client: CheckedClient) -> None:
    world = make_reach.world()
    waits, listed, person, odd = world.endorsements[world.cells[0]]
    gone = make.signed(client, cast.ALENA)
    own.withdraw_signature(gone)
    db.session.commit()
    make.sign(client, {**cast.ALENA, "email": "not.yet@example.org", "name": "Not Yet"})
    asked = make.endorsement("Not Yet")
    assert asked is not None and asked.confirmed_at is None
    desk = make_people.at_the_desk(app, "owner", email="whole@coalition.example")
    before = rows_of(Decision)
    marks = marks_of(app, waits, listed, person, odd, asked.id, gone.id)
    for path in (
        *(f"/desk/endorsements/{one}/approval" for one in (person, asked.id, gone.id)),
        *(f"/desk/endorsements/{one}/hold" for one in (person, odd, asked.id, gone.id)),
        *(f"/desk/endorsements/{one}/hiding" for one in (waits, listed, asked.id, gone.id)),
        *(f"/desk/endorsements/{one}/rejection" for one in (listed, asked.id, gone.id)),
        f"/desk/endorsements/{waits}/carrying",
        f"/desk/endorsements/{person}/carrying",
    ):
        given = {"csrf_token": token(desk), "reason": "r", "note": "n", "row": marks[int(path.split("/")[3])]}
        if path.endswith("rejection"):
            # The mail is shown first, and then nothing comes of it.
            desk.post(path, data=given)
            assert desk.page is not None
            seen = [one.get("value") or "" for one in desk.page.all("input") if one.get("name") == "seen"]
            given["seen"] = seen[0] if seen else ""
        assert desk.post(path, data=given).status_code in (303, 404), path
        assert rows_of(Decision) == before, path
    carried = rows_of(CarryOver)
    assert len(carried) == len(world.cells) and db.session.get_one(Endorsement, listed).state == "listed"


def marks_of(app: Flask, *ids: int) -> dict[int, str]:
    """What a form says of endorsements that it was shown as they stand."""
    with app.test_request_context():
        login_user(coordinators.find_by_email("whole@coalition.example"))
        return {one: f"{one}.{mark}" for one, mark in selection.endorsement_marks(ids).items()}


def rows_of(model: Any) -> list[str]:
    db.session.rollback()
    return sorted(map(repr, db.session.execute(select(model.__table__))))


def test_it_takes_a_list_for_what_it_was_signed_for(app: Flask) -> None:
    """What was signed for something else is no list to decide about."""
    world = make_reach.world()
    desk = make_people.at_the_desk(app, "owner", email="whole@coalition.example")
    odd = world.endorsements[world.cells[0]][3]
    with app.test_request_context():
        login_user(coordinators.find_by_email("whole@coalition.example"))
        lists = {
            purpose: selection_token.sign_selection([odd], purpose=purpose) for purpose in ("invitations", "decisions")
        }
    row = marks_of(app, odd)[odd]
    for purpose, signed in lists.items():
        desk.post("/desk/decisions/approval", data={"csrf_token": token(desk), "row": row, "shown": signed})
        db.session.expire_all()
        assert (db.session.get_one(Endorsement, odd).approved_at is not None) == (purpose == "decisions")


def test_it_sets_nothing_aside_in_a_merge_for_the_sake_of_another_endorsement(app: Flask) -> None:
    world = make_reach.world()
    kept, merged, other = (db.session.get_one(Endorsement, world.endorsements[cell][0]) for cell in world.cells[:3])
    desk = make_people.at_the_desk(app, "owner", email="whole@coalition.example")
    path = f"/desk/organisations/{kept.organisation_id}/merge/{merged.organisation_id}"
    given = {"csrf_token": token(desk), f"listed-{kept.id}": str(other.id)}
    assert desk.post(path, data=given).status_code == 303
    db.session.expire_all()
    assert merged.organisation_id == kept.organisation_id
    assert db.session.scalars(select(Endorsement.id).where(Endorsement.rejected_at.is_not(None))).all() == []
