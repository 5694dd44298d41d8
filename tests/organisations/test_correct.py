"""Correcting an entry: its keys follow, every list where it stands follows, and what it was is on record."""

from __future__ import annotations

import pytest
from flask import Flask

import make
import make_register
from page import CheckedClient
from petition.core import audit
from petition.core.db import db
from petition.desk.queries import organisations
from petition.organisations import actions
from petition.organisations.actions import RegisterError
from petition.signing.decide import merging

LISTED = "/en/open-courts/signatories"


def test_it_gives_what_was_there_before(app: Flask) -> None:
    one = make_register.entry("Specimen Amber", website="https://amber.example", acronym="SA")
    by = make.coordinator().id
    before = actions.correct_organisation(one, {"name": "Specimen Topaz", "acronym": "", "country": "LT"}, by=by)
    assert before == {"name": "Specimen Amber", "acronym": "SA", "country": "BY"}
    assert (one.name, one.acronym, one.website) == ("Specimen Topaz", None, "https://amber.example")
    actions.correct_organisation(one, before, by=by)
    assert (one.name, one.acronym, one.country) == ("Specimen Amber", "SA", "BY")


def test_it_makes_the_keys_anew(app: Flask) -> None:
    one, two = make_register.entry("Specimen Amber"), make_register.entry("Specimen Birch")
    actions.correct_organisation(
        one, {"name": "Specimen Zorka", "website": "https://www.zorka.example/en"}, by=make.coordinator().id
    )
    db.session.commit()
    assert one.domain == "zorka.example"
    assert [row.id for row in organisations.register_entries(organisations.RegisterFilter())[0]] == [two.id, one.id]
    assert [row.id for row in organisations.register_entries(organisations.RegisterFilter("Бяроза"))[0]] == []
    assert [row.id for row in organisations.register_entries(organisations.RegisterFilter("зорка"))[0]] == [one.id]


def test_it_shows_the_new_name_on_every_list(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    one = make_register.entry("Specimen Amber")
    make_register.endorsed(one, statement)
    actions.correct_organisation(one, {"name": "Specimen Topaz"}, by=make.coordinator().id)
    merging.republish_endorsements(one)
    db.session.commit()
    page = client.get(LISTED).get_data(as_text=True)
    assert "Specimen Topaz" in page and "Specimen Amber" not in page


def test_it_puts_before_and_after_on_the_log(app: Flask) -> None:
    one, by = make_register.entry("Specimen Amber"), make.coordinator().id
    actions.correct_organisation(one, {"name": "Specimen Amber", "country": "BY"}, by=by)
    assert audit.recent_entries(before=None, limit=1)[0][0].act != "organisation.correct", "nothing changed"
    actions.correct_organisation(one, {"country": None}, by=by)
    entry, note = audit.recent_entries(before=None, limit=1)[0]
    assert (entry.act, entry.object, note) == ("organisation.correct", f"organisation {one.id}", "country: BY → –")


def test_it_changes_only_public_fields_of_entries_that_stand(app: Flask) -> None:
    one, two, by = make_register.entry("Specimen Amber"), make_register.entry("Specimen Birch"), make.coordinator().id
    with pytest.raises(ValueError, match="sound"):
        actions.correct_organisation(one, {"sound": "x"}, by=by)
    merging.merge_organisations(one, two, by=by)
    with pytest.raises(RegisterError, match="merged"):
        actions.correct_organisation(two, {"name": "Specimen Topaz"}, by=by)
