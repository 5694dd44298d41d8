"""Entering organisations: one entry each, known again by name and own domain, with all their names."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

import cast
import make
import make_register
from page import CheckedClient
from petition import jobs
from petition.core import audit
from petition.core.db import db
from petition.desk.queries import organisations, register_entry
from petition.organisations import actions
from petition.organisations.actions import RegisterError
from petition.organisations.models import Organisation, OrganisationSortKey
from petition.organisations.queries import current_register
from petition.signing.decide import actions as decisions
from petition.signing.decide import merging
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import erasure
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

OTHER = make.TEXT.replace("Organisations for open courts", "Organisations for open doors")


def approved(client: CheckedClient, who: dict[str, Any], **where: str) -> Endorsement:
    made = make.signed(client, who, **where)
    decisions.approve(made, by=make.coordinator().id)
    db.session.commit()
    return made


def entries_called(name: str) -> int:
    found = select(func.count()).select_from(Organisation).where(Organisation.name == name)
    return db.session.scalar(found) or 0


def test_it_knows_an_organisation_again_by_name_and_its_own_domain(client: CheckedClient) -> None:
    make.statement()
    make.statement(OTHER, slug="open-doors")
    first = approved(client, cast.CIRCLE)
    again = {**cast.CIRCLE, "organisation": "LAWYERS' CIRCLE NORTH", "representative": "Jonas Pavyzdys"}
    second = make.signed(client, {**again, "email": "jonas@circle-north.example"}, slug="open-doors")
    assert second.organisation_id == first.organisation_id
    assert entries_called("Lawyers’ Circle North") == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "marta@gmail.com"},
        {"organisation": "Lawyers’ Circle South"},
        {"website": "https://another.example"},
        {"website": ""},
    ],
)
def test_it_takes_nothing_less_for_the_same_organisation(client: CheckedClient, changed: dict[str, str]) -> None:
    make.statement()
    make.statement(OTHER, slug="open-doors")
    first = approved(client, cast.CIRCLE)
    second = make.signed(client, {**cast.CIRCLE, **changed}, slug="open-doors")
    assert second.organisation_id != first.organisation_id


def test_it_takes_over_nothing_that_no_coordinator_has_seen(client: CheckedClient) -> None:
    make.statement()
    fake = {**cast.CIRCLE, "organisation_latin": "Circle of Fools", "email": "fool@gmail.com"}
    first = make.signed(client, fake)
    second = make.signed(client, cast.CIRCLE)
    assert second.organisation_id != first.organisation_id
    assert second.organisation is not None
    assert second.organisation.latin is None


def test_it_enters_founding_signatories_of_several_statements_once(app: Flask) -> None:
    make.statement()
    make.statement(OTHER, slug="open-doors")
    assert entries_called("Open Doors Society") == 1
    assert db.session.scalar(select(func.count()).select_from(Endorsement)) == 4


def test_it_keeps_two_of_one_name_in_two_countries_apart(app: Flask) -> None:
    make.statement()
    make.statement(OTHER.replace("Society (Poland)", "Society (Lithuania)"), slug="open-doors")
    assert entries_called("Open Doors Society") == 2


def test_it_finds_the_duplicates_in_sixty_of_three_scripts(app: Flask) -> None:
    made = make_register.all_sixty()
    expected = {54: (12, "same_name"), 55: (9, "same_name"), 56: (0, "same_domain"), 59: (18, "same_domain")}
    number = {one.id: at for at, one in made.items()}
    for at, (other, word) in expected.items():
        likes = organisations.similar_entries(register_entry.comparable_entry(made[at]))
        assert number[likes[0].id] == other, at
        assert word in {reason.word for reason in likes[0].reasons}
    assert "same_acronym" in {
        one.word for one in organisations.similar_entries(register_entry.comparable_entry(made[56]))[0].reasons
    }
    right = {frozenset((one, other)) for one, (other, _word) in expected.items()}
    rank: dict[frozenset[int], float] = {}
    for at in number.values():
        for like in current_register().register.find_duplicates(register_entry.comparable_entry(made[at])):
            rank[frozenset((at, number[like.id]))] = like.rank
    wrong = rank.keys() - right
    assert right <= rank.keys() and len(wrong) <= 9, "of 1,500 pairs"
    assert max(rank[pair] for pair in wrong) < min(rank[pair] for pair in right) - 0.3


def test_it_is_never_stale(app: Flask) -> None:
    one = make_register.entry("Specimen Amber")
    before = current_register()
    assert current_register() is before
    actions.correct_organisation(one, {"name": "Specimen Topaz"}, by=make.coordinator().id)
    db.session.commit()
    assert current_register().entries[one.id].names == ("Specimen Topaz",)
    actions.add_name(one, "alias", None, "Specimen Opal", by=1)
    db.session.commit()
    assert current_register().entries[one.id].names == ("Specimen Topaz", "Specimen Opal")


def test_it_keeps_names_in_languages_and_aliases_once_each(app: Flask) -> None:
    by = make.coordinator().id
    one = make_register.entry("Вясёлка", latin="Viasiolka")
    added = actions.add_name(one, "name", "en", "Rainbow Centre", by=by)
    with pytest.raises(RegisterError, match="name-there"):
        actions.add_name(one, "alias", None, "RAINBOW centre", by=by)
    db.session.commit()
    assert [found.id for found in organisations.register_entries(organisations.RegisterFilter("rainbow"))[0]] == [
        one.id
    ]
    actions.remove_name(added, by=by)
    db.session.commit()
    assert organisations.register_entries(organisations.RegisterFilter("rainbow"))[0] == []


def test_it_refuses_a_circle_of_parents(app: Flask) -> None:
    by = make.coordinator().id
    top, middle, low = (make_register.entry(f"Specimen {name}") for name in ("Amber", "Birch", "Cedar"))
    actions.set_parent(middle, top, by=by)
    actions.set_parent(low, middle, by=by)
    for above, word in ((low, "cycle"), (top, "itself")):
        with pytest.raises(RegisterError, match=word):
            actions.set_parent(top, above, by=by)
    actions.set_parent(low, None, by=by)
    actions.set_parent(top, low, by=by)
    assert audit.recent_entries(before=None, limit=1)[0][0].act == "organisation.belong"


def test_it_lets_an_entry_go_with_its_last_endorsement(app: Flask) -> None:
    made: Statement = make.statement()
    one, number = make_register.entry("Specimen Amber"), make_register.entry("Specimen Birch").id
    erasure.erase_endorsement(make_register.endorsed(one, made))
    db.session.commit()
    assert db.session.get(Organisation, one.id, populate_existing=True) is None
    assert db.session.get(Organisation, number) is not None


def test_it_removes_an_entry_with_what_was_merged_into_it(app: Flask) -> None:
    by = make.coordinator().id
    kept, merged, part = (make_register.entry(f"Specimen {name}") for name in ("Amber", "Birch", "Cedar"))
    merging.merge_organisations(kept, merged, by=by)
    actions.set_parent(part, kept, by=by)
    db.session.commit()
    actions.delete_organisation(kept)
    db.session.commit()
    left = db.session.execute(select(Organisation.name, Organisation.parent_id)).all()
    assert [tuple(row) for row in left] == [("Specimen Cedar", None)]


def test_it_is_listed_before_it_has_a_place_in_a_new_alphabet(client: CheckedClient) -> None:
    make.statement()
    approved(client, cast.CIRCLE)
    gone = delete(OrganisationSortKey).where(OrganisationSortKey.language == "be")
    db.session.execute(gone)
    db.session.commit()
    before = client.get(f"/be/{make.SLUG}/signatories?kind=organisations").text
    assert cast.CIRCLE["organisation"] in before
    assert sum(jobs.find_job("complete-keys").steps()) >= 1
    db.session.commit()
    places = select(func.count()).select_from(OrganisationSortKey).where(OrganisationSortKey.language == "be")
    assert db.session.scalar(places) == db.session.scalar(select(func.count()).select_from(Organisation))
