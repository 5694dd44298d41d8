"""A delivered list is a record: its members, counts and digest stay; what came or went since is told in numbers."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

import cast
import make
import make_public
import make_watch
from page import CheckedClient
from petition.core import audit
from petition.core.db import db, now
from petition.list import recount
from petition.list.queries import counts
from petition.list.queries.delivered_list import delivered_signatories
from petition.removals import actions as removals
from petition.removals.criteria import Criteria
from petition.removals.queries import matching_ids
from petition.signing import queries as endorsements
from petition.signing import tallying
from petition.signing.decide import actions as decisions
from petition.signing.deliveries import changes_since_delivery, current_delivery
from petition.signing.models.delivery import Delivery, DeliveryMember
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.own import actions as own
from petition.signing.own import erasure
from petition.statements.actions import schedule
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases


def deliver(statement: Statement) -> Delivery:
    """Says that a statement was handed over; whoever signs from then on is listed as late."""
    statement.late_rule = "listed"
    assert schedule.mark_delivered(statement, by=make.coordinator().id)
    db.session.commit()
    found = current_delivery(statement.id)
    assert found is not None
    return found


def held(one: Endorsement) -> Endorsement:
    return endorsements.lock_endorsement(one.id)


def late(client: CheckedClient) -> dict[str, bool]:
    listed = client.get("/open-courts/signatories.json").get_json()["signatories"]
    return {one["name"]: one["late"] for one in listed}


def told(client: CheckedClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/open-courts/counts.json").get_json()
    return found


def test_it_records_what_the_page_counts(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.ALENA)
    make.signed(client, cast.QUIET)
    make.signed(client, cast.CIRCLE)
    second = make_public.second_edition(statement)
    noor = make.signed(client, cast.NOOR)
    counted = counts.counts_with_editions(statement.id)
    delivery = deliver(statement)
    assert (delivery.organisations, delivery.individuals) == (counted.organisations, counted.individuals) == (2, 3)
    assert delivery.withheld_individuals == 1 and delivery.edition_id == second.id
    assert delivery.by_edition == [
        {"edition": 1, "organisations": 2, "individuals": 2},
        {"edition": 2, "organisations": 0, "individuals": 1},
    ]
    members = {one.endorsement_id: one for one in db.session.scalars(select(DeliveryMember))}
    assert len(members) == 5
    assert (members[noor.id].form, members[noor.id].edition_id) == ("initials", second.id)
    assert sorted(one.form for one in members.values() if one.kind == "individual") == ["full", "initials", "withheld"]
    assert recount.count_differences() == []


def test_it_has_a_digest_that_can_be_made_of_the_export(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.ALENA)
    make.signed(client, cast.QUIET)
    delivery = deliver(statement)
    kept = client.get("/open-courts/signatories.json").get_json()
    at = delivery.delivered_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    head = {"form": 1, "statement": "open-courts", "delivered_at": at,
            "editions": [[one["number"], one["sha256"]] for one in kept["editions"]]}  # fmt: skip
    rows = [{name: value for name, value in row.items() if name != "late"} for row in kept["signatories"]]
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (head, *rows, kept["counts"])]
    assert hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == delivery.sha256
    assert kept["delivered"]["sha256"] == told(client)["delivered"]["sha256"] == delivery.sha256


def test_it_marks_whoever_comes_later_by_any_way(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    by = make.coordinator().id
    circle = make.signed(client, cast.CIRCLE)
    alena = make.signed(client, cast.ALENA)
    ids = make_watch.rows(statement, 3)
    removal = removals.create_rule(statement, Criteria(country="PL"), "x", ids[1:2], by=by)
    removals.start_rule(removal, by=by, agreed_by=make.coordinator(email="second@coalition.example").id)
    removals.run_batch(removal.id)
    own.withdraw_signature(held(alena))
    db.session.commit()
    delivery = deliver(statement)
    assert (delivery.organisations, delivery.individuals) == (2, 2)
    # Each of them confirmed before the delivery.
    decisions.approve(held(circle), by=by)
    own.renew_signature(held(alena))
    removals.undo_rule(db.session.merge(removal), by=by)
    removals.run_batch(removal.id)
    make_public.organisations(make.edition(statement), "Founded Later")
    db.session.commit()
    marked = late(client)
    later = {cast.CIRCLE["organisation"], cast.ALENA["name"], make_watch.name(1), "Founded Later"}
    assert {name for name, is_late in marked.items() if is_late} == later
    assert marked["Open Doors Society"] is False and marked[make_watch.name(0)] is False
    since = told(client)["delivered"]["since"]
    assert (since["organisations"]["added"], since["individuals"]["added"]) == (2, 2)
    assert recount.count_differences() == []


def test_it_tells_in_numbers_who_is_gone_since(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    by = make.coordinator().id
    circle = make.signed(client, cast.CIRCLE)
    decision = decisions.approve(held(circle), by=by)
    ids = make_watch.rows(statement, 8)
    db.session.commit()
    delivery = deliver(statement)
    first, second, third, fourth, fifth, *_rest = (db.session.get_one(Endorsement, one) for one in ids)
    own.withdraw_signature(held(first))
    erasure.erase_endorsement(held(second))
    decisions.hide_name(held(third), "x", by=by)
    decisions.reject_individual(held(fourth), "x", by=by)
    own.choose_visibility(held(fifth), "withheld")
    decisions.undo_decision(db.session.get_one(Decision, decision.id), by=by)
    db.session.commit()
    for fold in (False, True):
        if fold:
            tallying.fold_tally()
            db.session.commit()
        changes = changes_since_delivery(delivery)
        people, organisations = changes["individual"], changes["organisation"]
        assert (people.withdrawn, people.erased, people.hidden, people.removed, people.withheld) == (1, 1, 1, 1, 1)
        assert (organisations.undecided, organisations.added, organisations.losses) == (1, 0, 1)
        assert delivery.individuals - people.losses + people.added == counts.fresh_counts(statement.id).individuals == 5
        assert recount.count_differences() == []
    own.renew_signature(held(first))
    db.session.commit()
    # Who comes back is of the delivered list, and not late.
    assert changes_since_delivery(delivery)["individual"].withdrawn == 0
    assert late(client)[make_watch.name(0)] is False


def test_it_keeps_the_record_and_takes_a_second_one(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    first = deliver(statement)
    by = make.coordinator().id
    for change in (
        "UPDATE delivery SET organisations = 99", "UPDATE delivery SET sha256 = 'x'", "DELETE FROM delivery",
        "DELETE FROM delivery_member", "UPDATE delivery_member SET form = 'hidden'",
        f"INSERT INTO delivery_member VALUES ({first.id}, 4711, 'individual', 1, 'full')",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="stays on record"):
            db.session.execute(text(change))
        db.session.rollback()
    assert schedule.undo_delivery(statement, by=by)
    db.session.commit()
    make.signed(client, cast.ALENA)
    assert late(client)[cast.ALENA["name"]] is False and "delivered" not in told(client)
    second = deliver(statement)
    assert (first.individuals, second.individuals) == (0, 1)
    assert [one.undone_at is None for one in db.session.scalars(select(Delivery).order_by(Delivery.id))] == [
        False,
        True,
    ]
    assert first.sha256 != second.sha256
    assert late(client)[cast.ALENA["name"]] is False
    with pytest.raises(DBAPIError, match="stays on record"):
        db.session.execute(text(f"UPDATE delivery SET undone_at = NULL, undone_by = NULL WHERE id = {first.id}"))
    db.session.rollback()


def test_it_gives_the_list_of_then_to_later_outputs(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    alena, noor = make.signed(client, cast.ALENA), make.signed(client, cast.NOOR)
    ids = make_watch.rows(statement, 2)
    delivery = deliver(statement)
    own.choose_visibility(held(noor), "full")
    own.choose_visibility(held(alena), "initials")
    own.withdraw_signature(held(db.session.get_one(Endorsement, ids[0])))
    db.session.commit()
    make.signed(client, cast.QUIET | {"visibility": "full"})
    db.session.commit()
    found = {one.name: one for one in delivered_signatories(delivery) if one.kind == "individual"}
    # Neither more than then nor more than now; and nobody who came later.
    assert set(found) == {"А. П.", "ن. م.", make_watch.name(1)}
    assert all(one.beside is None for one in found.values())


def test_it_takes_no_more_rows_to_tell_of_many(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make_watch.rows(statement, 40)
    deliver(statement)
    for one in matching_ids(statement.id, Criteria(since=now() - timedelta(days=1)))[:20]:
        own.withdraw_signature(endorsements.lock_endorsement(one))
    tallying.fold_tally()
    db.session.commit()
    assert db.session.scalar(text("SELECT count(*) FROM delivery_change")) == 0
    with make_public.counted_queries() as asked:
        found = counts.counts_with_editions(statement.id)
    assert found.delivered is not None and found.delivered.changes["individual"].withdrawn == 20
    assert not [one for one in asked if "endorsement " in one or "delivery_member" in one]


def test_it_waits_for_who_is_changing_the_list_at_that_moment(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    alena = make.signed(client, cast.ALENA)
    by = make.coordinator().id
    db.session.commit()
    gone = dict.fromkeys(("shown_name", "shown_key", "shown_beside", "shown_comment", "shown_country"))
    other = db.engine.connect()
    other.execute(update(Endorsement).where(Endorsement.id == alena.id).values(gone | {"withdrawn_at": now()}))
    # Longer than one try waits.
    later = threading.Timer(0.9, other.commit)
    later.start()
    assert schedule.mark_delivered(statement, by=by)
    db.session.commit()
    later.join()
    other.close()
    delivery = current_delivery(statement.id)
    assert delivery is not None and delivery.individuals == 0
    assert changes_since_delivery(delivery)["individual"].is_none
    assert recount.count_differences() == []


def test_it_tells_of_a_delivery_that_was_undone(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.ALENA)
    first = deliver(statement).sha256
    desk = make.at_the_desk(app)
    desk.get(f"/desk/statements/{statement.id}")
    assert desk.send(f"/desk/statements/{statement.id}/delivery/undoing", reason="A slip").status_code == 303
    make.signed(client, cast.NOOR)
    deliver(statement)
    (undone,) = told(client)["undone_deliveries"]
    assert (undone["individuals"], undone["sha256"]) == (1, first)
    page = client.get("/en/open-courts/counts").get_data(as_text=True)
    assert "was undone on" in page and str(first) in page
    assert any(entry.act == "statement.undo-deliver" for entry, _note in audit.recent_entries(before=None, limit=9))
