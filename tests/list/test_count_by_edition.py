"""How many signed which edition, in words; together they are the totals (promise 8)."""

from __future__ import annotations

import pytest
from flask import Flask

import cast
import make
import make_public
from make_public import LIST, PAGE
from page import CheckedClient
from petition.core.db import db
from petition.list import recount
from petition.list.queries import counts
from petition.signing import queries as endorsements
from petition.signing import tallying
from petition.signing.own import actions as own

pytestmark = pytest.mark.both_databases


def words(client: CheckedClient, path: str) -> str:
    client.get(path)
    assert client.page is not None
    return client.page.words()


@pytest.mark.parametrize("path", [PAGE, LIST, f"{LIST}?kind=individuals"])
def test_it_tells_the_editions_apart_once_there_are_several(app: Flask, client: CheckedClient, path: str) -> None:
    statement = make.statement()
    alena = make.signed(client, cast.ALENA)
    make.signed(client, cast.QUIET)
    assert "signed edition" not in words(client, path)
    second = make_public.second_edition(statement)
    make_public.carry(endorsements.lock_endorsement(alena.id), second)
    told = words(client, path)
    assert "Organisations: 2 signed edition 1." in told
    assert "People: 1 signed edition 2, 1 edition 1." in told


def test_it_adds_up_to_the_totals_at_each_step(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make_public.second_edition(statement)
    alena = make.signed(client, cast.ALENA)
    make.signed(client, cast.QUIET)
    make.sign(client, cast.NOOR)
    make.signed(client, cast.CIRCLE)
    for deed in (lambda: None, lambda: own.withdraw_signature(endorsements.lock_endorsement(alena.id))):
        deed()
        db.session.commit()
        counted = counts.counts_with_editions(statement.id)
        assert sum(one.organisations for one in counted.editions) == counted.organisations == 2
        assert sum(one.individuals for one in counted.editions) == counted.individuals
    assert [one.edition for one in counted.editions] == [1, 2]


def test_it_counts_each_edition_without_looking_through_the_rows(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    alena = make.signed(client, cast.ALENA)
    second = make_public.second_edition(statement)
    tallying.fold_tally()
    make_public.carry(endorsements.lock_endorsement(alena.id), second)
    for fold in (False, True):
        if fold:
            tallying.fold_tally()
            db.session.commit()
        with make_public.counted_queries() as asked:
            counted = counts.counts_with_editions(statement.id)
        assert [(one.edition, one.organisations, one.individuals) for one in counted.editions] == [(1, 2, 0), (2, 0, 1)]
        assert not [one for one in asked if "endorsement " in one]
        assert recount.count_differences() == []
    # One that the tally has under the wrong edition is told, though the totals are right.
    db.session.execute(db.text(f"UPDATE tally SET edition_id = {second.id} WHERE kind = 'organisation'"))
    assert len(recount.count_differences()) == 1


def test_it_gives_the_editions_to_machines_beside_the_sums(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()

    def told() -> list[tuple[int, int, int]]:
        found = client.get("/open-courts/counts.json").get_json()
        assert set(found) == {"organisations", "individuals", "as_of", "by_edition"}
        assert (found["organisations"], found["individuals"]) == (2, 0)
        return [(one["edition"], one["organisations"], one["individuals"]) for one in found["by_edition"]]

    assert told() == [(1, 2, 0)]
    make_public.second_edition(statement)
    assert told() == [(1, 2, 0), (2, 0, 0)]
