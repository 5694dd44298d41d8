"""One number everywhere (promise 8), and only what is confirmed (promise 2)."""

from __future__ import annotations

import csv
import io
import re

from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core.db import db
from petition.list import recount
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.own import actions as own
from petition.signing.own import erasure


def numbers(client: CheckedClient) -> set[tuple[int, int]]:
    """Organisations and individuals, as each output has them."""
    counts = client.get("/open-courts/counts.json").get_json()
    listed = client.get("/open-courts/signatories.json").get_json()
    table = list(csv.DictReader(io.StringIO(client.get("/open-courts/signatories.csv").get_data().decode("utf-8-sig"))))
    found = {
        (counts["organisations"], counts["individuals"]),
        (listed["counts"]["organisations"], listed["counts"]["individuals"]),
        (sum(row["kind"] == "organisation" for row in table), sum(row["kind"] == "individual" for row in table)),
    }
    for path in ("/en/open-courts", "/en/open-courts/signatories"):
        client.get(path)
        assert client.page is not None
        words = client.page.words()
        organisations = re.search(r"(\d+) organisations?", words)
        people = re.search(r"(\d+) (?:people|person|individuals?)", words)
        found.add((int(organisations[1]) if organisations else 0, int(people[1]) if people else 0))
    return found


def test_it_says_the_same_everywhere_at_each_step(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    assert numbers(client) == {(2, 0)}
    client.post(make.link())
    assert numbers(client) == {(2, 1)}
    quiet = make.signed(client, cast.QUIET)
    assert numbers(client) == {(2, 2)}
    made = make.signed(client, cast.CIRCLE)
    assert numbers(client) == {(2, 2)}
    by = make.coordinator().id
    decision = decisions.approve(endorsements.lock_endorsement(made.id), by=by)
    db.session.commit()
    assert numbers(client) == {(3, 2)}
    decisions.hide_name(endorsements.lock_endorsement(quiet.id), "a reason", by=by)
    decisions.undo_decision(decision, by=by)
    db.session.commit()
    assert numbers(client) == {(2, 2)}
    own.withdraw_signature(endorsements.lock_endorsement(quiet.id))
    db.session.commit()
    assert numbers(client) == {(2, 1)}
    erasure.erase_endorsement(endorsements.lock_endorsement(quiet.id))
    db.session.commit()
    assert numbers(client) == {(2, 1)}
    assert recount.count_differences() == []


def test_it_says_when_it_counted(app: Flask, client: CheckedClient) -> None:
    make.statement()
    counts = client.get("/open-courts/counts.json").get_json()
    assert set(counts) == {"organisations", "individuals", "as_of", "by_edition"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", counts["as_of"])


def test_it_notices_a_count_that_is_not_that_of_the_rows(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.ALENA)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["counts", "check"]).exit_code == 0
    db.session.execute(
        db.text(
            "INSERT INTO tally_change (statement_id, edition_id, kind, withheld, change)"
            " VALUES (:id, :edition, 'individual', 0, 1)"
        ),
        {"id": statement.id, "edition": make.edition(statement).id},
    )
    db.session.commit()
    result = runner.invoke(args=["counts", "check"])
    assert result.exit_code == 1
    assert "open-courts" in result.stderr
