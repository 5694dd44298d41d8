"""The index of likely duplicates, kept between requests: never another than one made anew."""

from __future__ import annotations

import random

import pytest
from flask import Flask
from sqlalchemy import event

import make
import make_register
from petition.core.db import db, now
from petition.organisations import actions
from petition.organisations.models import Organisation
from petition.organisations.queries import current_register
from petition.organisations.similarity import ComparableOrganisation, DuplicateIndex
from petition.signing.decide import merging

pytestmark = pytest.mark.both_databases

WORDS = [
    "human",
    "rights",
    "lawyers",
    "north",
    "south",
    "circle",
    "house",
    "watch",
    "Viasna",
    "Вясна",
    "Зорка",
    "centre",
    "BHC",
    "of",
    "the",
    "Минск",
]


def some(rnd: random.Random, number: int) -> ComparableOrganisation:
    name = " ".join(rnd.sample(WORDS, rnd.randint(1, 4)))
    domain = rnd.choice([None, f"{rnd.choice(WORDS[:6])}.example"])
    return ComparableOrganisation(number, (name,), rnd.choice([None, "BHC"]), domain)


@pytest.mark.parametrize("seed", range(8))
def test_it_finds_what_a_new_index_finds_after_any_changes(seed: int) -> None:
    rnd = random.Random(seed)
    entries = {number: some(rnd, number) for number in range(40)}
    kept = DuplicateIndex(entries.values())
    before = DuplicateIndex(entries.values())
    asked = [some(rnd, -1) for _ in range(30)]
    told = [kept.find_duplicates(one) for one in asked]
    for _ in range(12):
        changed = [some(rnd, number) for number in rnd.sample(range(60), 3)]
        gone = set(rnd.sample(range(60), 2)) - {one.id for one in changed}
        kept = kept.updated_with(changed, gone)
        entries = {number: one for number, one in entries.items() if number not in gone}
        entries |= {one.id: one for one in changed}
    anew = DuplicateIndex(entries.values())
    assert [kept.find_duplicates(one) for one in asked] == [anew.find_duplicates(one) for one in asked]
    assert [before.find_duplicates(one) for one in asked] == told


def names() -> dict[int, tuple[str, ...]]:
    db.session.commit()
    return {number: one.names for number, one in current_register().entries.items()}


def test_it_notices_every_change_of_the_register(app: Flask) -> None:
    by = make.coordinator().id
    one, other = make_register.entry("Зорка"), make_register.entry("Specimen Birch")
    assert names() == {one.id: ("Зорка",), other.id: ("Specimen Birch",)}
    third = make_register.entry("Specimen Cedar")
    assert names()[third.id] == ("Specimen Cedar",)
    actions.correct_organisation(one, {"name": "Зорачка"}, by=by)
    assert names()[one.id] == ("Зорачка",)
    added = actions.add_name(one, "alias", None, "Zorka", by=by)
    assert names()[one.id] == ("Зорачка", "Zorka")
    actions.remove_name(added, by=by)
    assert names()[one.id] == ("Зорачка",)
    done = merging.merge_organisations(one, other, by=by)
    assert set(names()) == {one.id, third.id} and "Specimen Birch" in names()[one.id]
    merging.undo_merge(done, by=by)
    assert names() == {one.id: ("Зорачка",), other.id: ("Specimen Birch",), third.id: ("Specimen Cedar",)}
    actions.delete_organisation(third)
    assert set(names()) == {one.id, other.id}
    db.session.execute(db.update(Organisation).where(Organisation.id == other.id).values(name="Specimen Ash"))
    assert names()[other.id] == ("Specimen Ash",)


def test_it_reads_only_what_has_changed(app: Flask) -> None:
    entries = [make_register.entry(f"Specimen {number}") for number in range(30)]
    old = now().replace(year=2020)
    db.session.execute(db.update(Organisation).values(changed_at=old))
    assert len(names()) == 30
    fetched: list[int] = []

    @event.listens_for(db.engine, "after_cursor_execute")
    def _executed(connection, cursor, statement, parameters, context, many):  # type: ignore[no-untyped-def]
        if "organisation.latin" in statement:
            fetched.append(1)

    assert len(names()) == 30 and fetched == []
    make_register.entry("Specimen New")
    assert len(names()) == 31 and fetched == [1]
    assert (
        current_register().register.find_duplicates(ComparableOrganisation(-1, ("Specimen 7",)))[0].id == entries[7].id
    )
    event.remove(db.engine, "after_cursor_execute", _executed)
