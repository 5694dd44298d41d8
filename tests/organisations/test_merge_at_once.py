"""Coordinators who merge, correct and decide at the same moment: nobody waits in a circle, and all of it holds."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import make
import make_evidence
import make_register
from conftest import Make
from page import CheckedClient
from petition.core import audit
from petition.core.db import db
from petition.list import recount
from petition.organisations import actions as organisations
from petition.organisations.models import Organisation
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.decide import changes, merging
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest

pytestmark = pytest.mark.both_databases

SLOWLY = 1.0  # seconds in which the other one comes as far as it can


@pytest.mark.parametrize("other", ["correct", "merge", "apply"])
def test_it_waits_in_no_circle(make_app: Make, other: str) -> None:
    app, begun = make_app(), threading.Event()
    with app.app_context():
        statement, client = make.statement(), app.test_client()
        assert isinstance(client, CheckedClient)
        made, mine = make_evidence.confirmed(client)
        kept = make_register.entry("Circle of Lawyers")
        stands, by = make_register.endorsed(kept, statement), make.coordinator().id
        client.get(f"{mine}/entry")
        make_evidence.sent(client, f"{mine}/entry", acronym="CC")
        signed, merged, kept_id, listed = made.id, made.organisation_id, kept.id, stands.id
        db.session.remove()

    def approve() -> None:
        with app.app_context():
            held = endorsements.lock_endorsement(signed)
            begun.set()
            time.sleep(SLOWLY)
            decisions.approve(held, by=by)
            db.session.commit()

    def change() -> None:
        assert begun.wait(10)
        with app.app_context():
            entry, into = (db.session.get_one(Organisation, number) for number in (merged, kept_id))
            merging.lock_entries(entry)
            if other == "correct":
                organisations.correct_organisation(entry, {"country": "PL"}, by=by)
                merging.republish_endorsements(entry)
            elif other == "merge":
                merging.merge_organisations(into, entry, by=by, listed=[listed])
            else:
                changes.approve_change(db.session.query(ChangeRequest).one(), by=by)
            db.session.commit()

    with ThreadPoolExecutor(2) as pool:
        for ended in [pool.submit(approve), pool.submit(change)]:
            ended.result()
    with app.app_context():
        one = db.session.get_one(Endorsement, signed)
        assert one.organisation_id == (kept_id if other == "merge" else merged)
        assert (one.shown_name is None) == (other == "merge")
        assert one.shown_country == {"correct": "PL", "merge": None, "apply": "LT"}[other]
        assert recount.count_differences() == [] and audit.verify_chain().is_intact
