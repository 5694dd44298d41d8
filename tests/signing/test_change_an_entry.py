"""An organisation corrects its entry: nothing public changes before a coordinator has approved it."""

from __future__ import annotations

from flask import Flask

import cast
import make
import make_evidence
import make_public
import make_register
from make_evidence import sent
from page import CheckedClient
from petition.core.db import db
from petition.list import recount
from petition.organisations.models import Organisation
from petition.signing import queries as endorsements
from petition.signing.decide import changes as decide_changes
from petition.signing.decide import merging
from petition.signing.decide import reservations as decide_reservations
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest, Reservation
from petition.statements.models import Statement

LIST = "/en/open-courts/signatories"
NEW = "Lawyers’ Circle of the North"


def changes() -> list[ChangeRequest]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.query(ChangeRequest).order_by(ChangeRequest.id))


def test_it_waits_for_approval(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    answer = sent(client, f"{mine}/entry", name=NEW, acronym="LCN", kind="professional", country="LV")
    assert answer.status_code == 303
    assert changes()[0].proposed == {"name": NEW, "acronym": "LCN", "kind": "professional", "country": "LV"}
    assert NEW not in client.get(LIST).get_data(as_text=True)
    page = client.get(mine).get_data(as_text=True)
    assert NEW in page and "it is not decided yet" in page
    assert NEW in client.get(f"{mine}/entry").get_data(as_text=True)


def test_it_asks_for_nothing_where_nothing_differs(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    answer = sent(client, f"{mine}/entry")
    assert answer.status_code == 303 and "done=nothing" in answer.location
    assert changes() == []


def test_it_replaces_what_was_asked_before_and_takes_it_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    for name in (NEW, "Another name"):
        client.get(f"{mine}/entry")
        sent(client, f"{mine}/entry", name=name)
    first, second = changes()
    assert first.dropped_at is not None and second.dropped_at is None
    client.get(mine)
    assert client.send(f"{mine}/entry/dropping").status_code == 303
    assert changes()[1].dropped_at is not None


def test_it_comes_back_filled_in(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    answer = sent(
        client, f"{mine}/entry", name="", latin="Kept as typed", website="nonsense", country="XX", kind="sect"
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Kept as typed" in page and "nonsense" in page
    assert client.page is not None and sum("bad" in (one.get("class") or "") for one in client.page.all("div")) == 4
    assert changes() == []


def test_it_changes_nothing_by_looking_or_from_elsewhere(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    for path in ("entry/dropping", "logo-removal", "reservations/x/lifting", "second-person", "letter"):
        assert client.get(f"{mine}/{path}").status_code == 405, path
    for path in ("entry", "entry/dropping", "logo-removal", "reservations/x/lifting", "second-person", "letter"):
        answer = client.post(f"{mine}/{path}", data={"name": NEW}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403, path
    assert changes() == []


def test_it_shows_what_a_coordinator_asked_until_it_is_answered(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    desk = make_evidence.desk(app)
    desk.get("/desk/changes?q=circle")
    answer = desk.send(
        f"/desk/endorsements/{made.id}/change-wanted", note="The website is gone.", **{"from": "changes"}
    )
    assert answer.status_code == 303
    mail = make.mails("change-wanted")[-1]
    assert mail.recipient == cast.CIRCLE["email"] and mail.content and mail.content["note"] == "The website is gone."
    own = make.link("change-wanted")
    assert "The website is gone." in client.get(own).get_data(as_text=True)
    assert "The website is gone." in client.get(f"{own}/entry").get_data(as_text=True)
    sent(client, f"{own}/entry", website="https://new-circle.example")
    assert "The website is gone." not in client.get(mine).get_data(as_text=True)


def test_it_goes_with_the_endorsement(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", name=NEW)
    client.get(mine)
    client.send(f"{mine}/withdrawal")
    assert changes()[0].dropped_at is not None
    number = made.organisation_id
    client.get(mine)
    assert client.send(f"{mine}/erasure", sure="y").status_code == 200
    assert changes() == [] and db.session.get(Organisation, number) is None


def test_it_leaves_an_entry_that_something_else_needs(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    other, _theirs = make_evidence.confirmed(client, cast.COURT)
    part = db.session.get_one(Organisation, other.organisation_id)
    part.parent_id = made.organisation_id
    db.session.commit()
    client.get(mine)
    assert client.send(f"{mine}/erasure", sure="y").status_code == 200
    db.session.rollback()
    assert db.session.get(Organisation, made.organisation_id) is not None


def test_it_takes_the_place_of_nothing_while_the_signature_waits(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", acronym="LCN")
    other, theirs = make_evidence.confirmed(client, {**cast.CIRCLE, "email": "intern@circle-north.example"})
    assert other.organisation_id == made.organisation_id
    client.get(f"{theirs}/entry")
    sent(client, f"{theirs}/entry", name=NEW)
    assert [one.dropped_at is None for one in changes()] == [True, True]
    desk = make_evidence.desk(app)
    assert desk.get("/desk/changes").get_data(as_text=True).count("a signature that is not approved") == 1
    for number in (2, 1):
        assert desk.send(f"/desk/changes/{number}/approval").status_code == 303
        desk.get("/desk/changes")
    entry = db.session.get_one(Organisation, made.organisation_id)
    assert (entry.name, entry.acronym) == (NEW, "LCN")


def test_it_is_undone_also_after_more_was_asked_for(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    by = make.coordinator().id
    for values in ({"acronym": "LCN"}, {"country": "LV"}):
        client.get(f"{mine}/entry")
        sent(client, f"{mine}/entry", **values)
        if "acronym" in values:
            decide_changes.approve_change(changes()[0], by=by)
            db.session.commit()
    decide_changes.undo_change(changes()[0], by=by)
    db.session.commit()
    first, second = changes()
    assert db.session.get_one(Organisation, made.organisation_id).acronym is None
    assert first.approved_at is None and first.dropped_at is not None and second.dropped_at is None


def test_it_is_undone_where_it_was_made(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    kept, by = make_register.entry("Circle", country="LT", website="https://c.example"), make.coordinator().id
    merged = db.session.get_one(Organisation, made.organisation_id)
    # What the change says of the other entry stands there already.
    merged.country = "LV"
    done = merging.merge_organisations(kept, merged, by=by)
    db.session.commit()
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", name=NEW, country="LV")
    decide_changes.approve_change(changes()[0], by=by)
    db.session.commit()
    merging.undo_merge(done, by=by)
    db.session.commit()
    assert kept.name == NEW
    decide_changes.undo_change(changes()[0], by=by)
    db.session.commit()
    assert (kept.name, kept.country) == ("Circle", "LT")
    assert (merged.name, merged.country) == (cast.CIRCLE["organisation"], "LV")
    assert recount.count_differences() == []


def reserving(client: CheckedClient) -> tuple[Statement, Endorsement, str, dict[str, str]]:
    statement = make.statement()
    keys = make_evidence.allow_reservations(statement)
    made, mine = make_evidence.listed(client, {**cast.CIRCLE, f"reservation_{keys['3']}": "Amnesty first"})
    decide_reservations.approve_reservation(db.session.query(Reservation).one(), by=make.coordinator().id)
    db.session.commit()
    return statement, made, mine, keys


def test_it_leaves_reservations_where_none_are_allowed_any_more(app: Flask, client: CheckedClient) -> None:
    statement, _made, mine, keys = reserving(client)
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", **{f"reservation_{keys['3']}": "Not now"})
    statement.reservations_allowed_at = None
    db.session.commit()
    decide_changes.approve_change(changes()[0], by=make.coordinator().id)
    db.session.commit()
    assert [one.reason for one in db.session.query(Reservation)] == ["Amnesty first"]


def test_it_leaves_reservations_on_demands_that_are_gone(app: Flask, client: CheckedClient) -> None:
    statement, made, mine, keys = reserving(client)
    assert "Amnesty first" in client.get("/open-courts/signatories.json").get_data(as_text=True)
    second = make_public.second_edition(statement)
    held = endorsements.lock_endorsement(made.id)
    make_public.carry(held, second)
    assert keys["3"] not in {demand.key for demand in second.demands}
    for path in ("/open-courts/signatories.json", "/open-courts/signatories.csv", "/en/open-courts", LIST):
        text = client.get(path).get_data(as_text=True)
        assert "Amnesty first" not in text and "reservation on demand" not in text, path
    client.get(f"{mine}/entry")
    assert "done=nothing" in sent(client, f"{mine}/entry").location
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", acronym="LCN")
    decide_changes.approve_change(changes()[-1], by=make.coordinator().id)
    db.session.commit()
    assert [one.reason for one in db.session.query(Reservation)] == ["Amnesty first"]
