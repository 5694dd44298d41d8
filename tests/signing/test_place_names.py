"""Where listed individuals stand: the database keeps it in line with the list, whatever happens to a signature."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

import cast
import make
import make_watch
from page import CheckedClient
from petition.core.db import db
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.listed_individual import NO_LETTER, ListedIndividual
from petition.signing.name_order import place_names
from petition.signing.own import actions as own
from petition.signing.own import erasure
from petition.signing.tallying import read_country_tally

pytestmark = pytest.mark.both_databases


def places() -> dict[int, tuple[str, int, int]]:
    """Who has a place; and it is checked that these are those who are listed."""
    db.session.commit()
    db.session.expire_all()
    rows = {one.endorsement_id: one for one in db.session.scalars(select(ListedIndividual))}
    listed = select(Endorsement.id).where(Endorsement.kind == "individual", state_condition("listed"))
    assert sorted(rows) == sorted(db.session.scalars(listed))
    tallied: dict[str, int] = {}
    for one in rows.values():
        tallied[one.country] = tallied.get(one.country, 0) + 1
    assert {country: number for country, (number, _some) in read_country_tally(1).items()} == tallied
    return {key: (one.country, one.commented, one.letter) for key, one in rows.items()}


def test_it_follows_a_signature_through_its_life(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, by = make.signed(client, {**cast.ALENA, "comment": "It is just."}), make.coordinator().id
    ((country, commented, letter),) = places().values()
    assert (country, commented) == ("BY", 1) and letter != NO_LETTER

    def held() -> Endorsement:
        return endorsements.lock_endorsement(made.id)

    own.choose_visibility(held(), "initials")
    assert places()[made.id][:2] == ("BY", 1)
    own.choose_visibility(held(), "withheld")
    assert places() == {}
    own.choose_visibility(held(), "full")
    assert places() == {made.id: ("BY", 1, letter)}
    own.correct_details(held(), {"name": "Zofia", "country": None, "affiliation": None, "comment": None})
    assert places()[made.id][:2] == ("--", 0) and places()[made.id][2] != letter
    hidden = decisions.hide_name(held(), "Danger", by=by)
    assert places() == {}
    decisions.undo_decision(hidden, by=by)
    assert made.id in places()
    own.withdraw_signature(held())
    assert places() == {}
    own.renew_signature(held())
    assert made.id in places()
    erasure.erase_endorsement(held())
    assert places() == {}


def test_it_puts_names_into_their_places_that_came_without(app: Flask) -> None:
    statement = make.statement()
    make_watch.rows(statement, 5)
    assert {letter for _country, _commented, letter in places().values()} == {NO_LETTER}
    assert place_names(3) == 3 and place_names(3) == 2 and place_names(3) == 0
    assert NO_LETTER not in {letter for _country, _commented, letter in places().values()}


def test_it_keeps_no_place_of_a_name_that_is_taken_off_in_bulk(app: Flask) -> None:
    make_watch.rows(make.statement(), 3)
    columns = ("shown_name", "shown_key", "shown_beside", "shown_comment", "shown_country")
    db.session.execute(update(Endorsement).where(Endorsement.kind == "individual").values(dict.fromkeys(columns)))
    assert places() == {}
