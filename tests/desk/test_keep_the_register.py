"""Keeping the register at the desk: looking through it, correcting, comparing, merging; and who may."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

import cast
import make
import make_register
from page import CheckedClient
from petition.core.db import db, now
from petition.invitations import merging as invitations
from petition.invitations.models import Invitation
from petition.organisations import actions
from petition.organisations.models import Organisation, OrganisationMerge
from petition.signing.decide import merging
from petition.signing.models.endorsement import Endorsement

REGISTER = "/desk/organisations"


def page(one: Organisation) -> str:
    return f"{REGISTER}/{one.id}"


def words(client: CheckedClient, path: str, status: int = 200) -> str:
    assert client.get(path).status_code == status
    assert client.page is not None
    return client.page.words()


def names(client: CheckedClient, path: str) -> list[str]:
    assert client.get(path).status_code == 200
    assert client.page is not None
    links = [link for link in client.page.all("a") if (link.get("href") or "").removeprefix(f"{REGISTER}/").isdigit()]
    return ["".join(link.itertext()) for link in links]


def twins() -> tuple[Organisation, Organisation]:
    return make_register.entry("Зорка", website="https://zorka.example"), make_register.entry("Zorka")


def test_it_reads_no_more_rows_than_it_shows(app: Flask) -> None:
    for number in range(120):
        actions.register_organisation(f"Specimen {number:03}", latin=None, website=None, country="BY")
    db.session.commit()
    desk, read = make_register.desk(app), []

    @event.listens_for(Organisation, "load")
    def _loaded(target: Organisation, context: object) -> None:
        read.append(target)

    counted: list[str] = []

    def executed(connection, cursor, statement, parameters, context, many):  # type: ignore[no-untyped-def]
        if "FROM organisation" in statement and "LIMIT" in statement:
            counted.append(str(parameters))

    event.listen(db.engine, "before_cursor_execute", executed)
    first = names(desk, REGISTER)
    assert first == [f"Specimen {number:03}" for number in range(50)]
    assert read == [] and len(counted) == 1 and "51" in counted[0]
    event.remove(db.engine, "before_cursor_execute", executed)
    event.remove(Organisation, "load", _loaded)
    assert desk.page is not None
    further = next(link.get("href") for link in desk.page.all("a") if link.get("rel") == "next")
    assert names(desk, str(further)) == [f"Specimen {number:03}" for number in range(50, 100)]
    assert names(desk, f"{REGISTER}?q=specimen+107") == ["Specimen 107"]


@pytest.mark.parametrize("q", ["вяселка", "VIASIOLKA", "viasiolka.example", "Vyasyolka"])
def test_it_finds_by_name_in_any_script(app: Flask, q: str) -> None:
    make_register.entry("Вясёлка", website="https://viasiolka.example")
    make_register.entry("Specimen Amber")
    assert names(make_register.desk(app), f"{REGISTER}?q={q}") == ["Вясёлка"]


def test_it_narrows_the_list_down(app: Flask) -> None:
    union = make_register.entry("Specimen Union", kind="union", country="LT")
    one, other = twins()
    desk = make_register.desk(app)
    assert names(desk, f"{REGISTER}?kind=union") == names(desk, f"{REGISTER}?country=lt") == [union.name]
    assert sorted(names(desk, f"{REGISTER}?duplicates=y")) == [other.name, one.name]
    assert "same name" in words(desk, f"{REGISTER}?duplicates=y")
    assert "No organisation found" in words(desk, f"{REGISTER}?q=nothing")
    assert words(desk, f"{REGISTER}?kind=nonsense&after=99999999999")


def test_it_shows_an_entry_with_what_belongs_to_it(app: Flask) -> None:
    statement = make.statement()
    one, _other = twins()
    make_register.endorsed(one, statement)
    actions.set_parent(make_register.entry("Specimen Section"), one, by=make.coordinator().id)
    db.session.commit()
    shown = words(make_register.desk(app), page(one))
    for part in (
        "Зорка",
        "zorka.example",
        "Specimen Section",
        "same name",
        "Compare and merge",
        "listed",
    ):
        assert part in shown


def test_it_corrects_an_entry_on_every_list(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    one = make_register.entry("Specimen Amber")
    make_register.endorsed(one, statement)
    desk = make_register.desk(app)
    desk.get(page(one))
    path = f"{page(one)}/correction"
    assert desk.send(path, name="", website="our page on the net").status_code == 422
    assert "Fix 2 problems" in desk.page.words()
    assert desk.send(path, name="Specimen Topaz", website="topaz.example").status_code == 303
    assert "Specimen Topaz" in client.get("/en/open-courts/signatories").get_data(as_text=True)
    db.session.expire_all()
    assert one.website == "https://topaz.example"


def test_it_keeps_what_two_change_at_once_and_shows_what_both_did(app: Flask) -> None:
    one = make_register.entry("Specimen Amber")
    desk, other = make_register.desk(app), make_register.desk(app, "owner")
    for browser in (desk, other):
        browser.get(page(one))
    path = f"{page(one)}/correction"
    assert other.send(path, name="Specimen Topaz", acronym="ST").status_code == 303
    assert desk.send(path, website="https://amber.example").status_code == 303
    db.session.expire_all()
    assert (one.name, one.acronym, one.website) == ("Specimen Topaz", "ST", "https://amber.example")
    desk.get(page(one))
    other.get(page(one))
    other.send(path, name="Specimen Opal", country="LT")
    assert desk.send(path, name="Specimen Ruby", country="PL").status_code == 409
    shown = desk.page.words()
    assert "Somebody else saved this in the meantime: “Specimen Opal”" in shown and "“Lithuania”" in shown
    assert desk.page.form(path).values()["name"] == "Specimen Ruby"
    db.session.expire_all()
    assert one.name == "Specimen Opal", "nothing is overwritten unseen"
    assert desk.send(path).status_code == 303
    db.session.expire_all()
    assert (one.name, one.country) == ("Specimen Ruby", "PL")


def test_it_remembers_what_was_seen_while_a_fault_is_mended(app: Flask) -> None:
    one = make_register.entry("Specimen Amber")
    desk, other = make_register.desk(app), make_register.desk(app, "owner")
    for browser in (desk, other):
        browser.get(page(one))
    path = f"{page(one)}/correction"
    other.send(path, name="Specimen Topaz")
    assert desk.send(path, name="Specimen Ruby", website="no address").status_code == 422
    assert desk.send(path, website="").status_code == 409
    assert "Specimen Topaz" in desk.page.words()


def test_it_adds_and_takes_away_names(app: Flask) -> None:
    one = make_register.entry("Specimen Amber")
    desk = make_register.desk(app)
    desk.get(page(one))
    path = f"{page(one)}/names"
    assert desk.send(path, other_name="Узор Бурштын", name_kind="name", language="").status_code == 422
    assert desk.send(path, other_name="Узор Бурштын", name_kind="name", language="be").status_code == 303
    assert "Узор Бурштын" in words(desk, page(one))
    desk.send(path, other_name="узор бурштын", name_kind="alias")
    assert "has this name already" in words(desk, page(one))
    db.session.expire_all()
    assert desk.send(f"{path}/{one.names[0].id}/removal").status_code == 303
    assert "Removed: Узор Бурштын" in words(desk, page(one))
    assert "No other names" in words(desk, page(one))


def test_it_finds_the_parent_by_name_or_number(app: Flask) -> None:
    one, top = make_register.entry("Specimen Section"), make_register.entry("Specimen House")
    make_register.entry("Twice"), make_register.entry("Twice", country="LT")
    desk = make_register.desk(app)
    desk.get(page(one))
    path = f"{page(one)}/parent"
    assert desk.send(path, parent="Twice").status_code == 422
    assert "Several entries" in desk.page.words() and "Lithuania" in desk.page.words()
    assert desk.send(path, parent="nobody at all").status_code == 422
    assert desk.send(path, parent="specimen house").status_code == 303
    assert "A part of Specimen House" in words(desk, page(one))
    desk.get(page(top))
    assert desk.send(f"{page(top)}/parent", parent=str(one.id)).status_code == 303
    assert "is itself a part" in words(desk, page(top))
    desk.get(page(one))
    assert desk.send(path, parent="").status_code == 303
    assert "It is a part of no other organisation." in words(desk, page(one))


def test_it_shows_what_is_alike_before_it_saves(app: Flask) -> None:
    twins()
    desk = make_register.desk(app)
    desk.get(f"{REGISTER}/new")
    assert desk.send(f"{REGISTER}/new", name="ZORKA", country="PL").status_code == 200
    assert "Nothing is saved yet" in desk.page.words() and "same name" in desk.page.words()
    before = db.session.query(Organisation).count()
    assert desk.send(f"{REGISTER}/new").status_code == 303
    assert db.session.query(Organisation).count() == before + 1
    desk.get(f"{REGISTER}/new")
    assert desk.send(f"{REGISTER}/new", name="Specimen of Lakes").status_code == 303


def test_it_merges_after_a_look_and_takes_that_back(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    kept, merged = twins()
    mine, theirs = make_register.endorsed(kept, statement), make_register.endorsed(merged, statement)
    invited = invitation(merged, statement.id)
    desk = make_register.desk(app)
    before = make_register.dump()
    path = f"{page(kept)}/merge/{merged.id}"
    shown = words(desk, path)
    for part in ("Both have signed", "1 signature", "1 invitation", "As other names"):
        assert part in shown
    assert desk.send(path, **{f"listed-{mine.id}": str(mine.id)}).status_code == 303
    assert "Merged. You can undo this" in words(desk, page(kept))
    assert invitations.invitations_of(kept.id)[0].id == invited
    assert client.get("/en/open-courts/signatories").get_data(as_text=True).count("Зорка") == 1
    assert "merged into another one" in words(desk, page(merged))
    db.session.expire_all()
    assert theirs.rejected_at is not None
    done = db.session.query(OrganisationMerge).one()
    assert desk.send(f"/desk/merges/{done.id}/undoing").status_code == 303
    after = make_register.dump()
    assert [table for table in after if after[table] != before[table]] == []
    assert desk.get(path).status_code == 200
    assert desk.get(f"{page(kept)}/merge/{kept.id}").status_code == 303


def invitation(one: Organisation, statement_id: int) -> int:
    made = Invitation(
        statement_id=statement_id,
        organisation_id=one.id,
        language="en",
        address_key=b"k" * 32,
        invited_at=now(),
        invited_by=make.coordinator().id,
        expires_at=now(),
    )
    db.session.add(made)
    db.session.commit()
    return made.id


def test_it_says_that_an_organisation_signed_twice(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    kept, merged = twins()
    make_register.endorsed(kept, statement)
    theirs = make_register.endorsed(merged, statement)
    merging.merge_organisations(kept, merged, by=make.coordinator().id)
    db.session.commit()
    desk = make_register.desk(app)
    assert "signed a statement twice" in words(desk, page(kept))
    assert desk.send(f"{page(kept)}/endorsements/{theirs.id}/setting-aside").status_code == 303
    assert "signed a statement twice" not in words(desk, page(kept))
    assert client.get("/en/open-courts/signatories").get_data(as_text=True).count("Зорка") == 1
    other = db.session.query(Endorsement).filter(Endorsement.organisation_id == kept.id).first()
    desk.send(f"{page(kept)}/endorsements/{other.id}/setting-aside")
    assert "decided this in the meantime" in words(desk, page(kept)), "one of the two stays"


def test_it_points_the_queue_at_the_whole_register(app: Flask, client: CheckedClient) -> None:
    one = make_register.entry("Lawyers Circle North", website="https://circle-north.example", country="LT")
    make.statement()
    make.signed(client, {**cast.CIRCLE, "organisation": "Lawyers’ Circle of the North", "email": "m@gmail.com"})
    desk = make_register.desk(app)
    shown = words(desk, "/desk/")
    assert "like Lawyers Circle North: similar name" in shown
    assert "same domain: circle-north.example" in shown
    link = next(link for link in desk.page.all("a") if "/merge/" in (link.get("href") or ""))
    assert (link.get("href") or "").startswith(f"{page(one)}/merge/")
    assert desk.get(str(link.get("href"))).status_code == 200


def test_it_lets_an_auditor_look_and_not_touch(app: Flask) -> None:
    kept, merged = twins()
    db.session.commit()
    desk = make_register.desk(app, "auditor")
    for path in (REGISTER, page(kept), f"{page(kept)}/merge/{merged.id}"):
        shown = words(desk, path)
        for deed in ("Compare and merge", "Correct the entry", "Add an organisation"):
            assert deed not in shown
    token = next(one.get("value") for one in desk.page.all("input") if one.get("name") == "csrf_token")
    for path in ("correction", "names", "parent", f"merge/{merged.id}"):
        assert desk.post(f"{page(kept)}/{path}", data={"csrf_token": token}).status_code == 404, path
    assert desk.get(f"{REGISTER}/new").status_code == 404
    assert make_register.desk(app, "translator").get(REGISTER).status_code == 404
    assert desk.get(f"{REGISTER}/999").status_code == 404
