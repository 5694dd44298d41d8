"""Many individuals at once, written through the models, and the rules that take fakes off the list again."""

from __future__ import annotations

import csv
import io
import os
import re
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

import make
import make_watch
from page import CheckedClient
from petition.core import crypto
from petition.core.db import db, now
from petition.core.text import fold_text
from petition.removals import actions, queries
from petition.removals.criteria import Criteria
from petition.removals.models import Removal
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import SigningTrace, Suspicion, Threshold
from petition.signing.publication import name_for_visibility
from petition.statements.models import Statement

WHY = "They were bought."


def people(
    statement: Statement,
    number: int,
    *,
    domain: str = "reader.example",
    name: str = "Reader {}",
    country: str = "PL",
    visibility: str = "full",
    confirmed_at: datetime | None = None,
    network: bytes | None = None,
    quarantined_for: str | None = None,
) -> list[int]:
    """Individuals who signed and confirmed, all alike but for a number in their name; gives their ids."""
    at = confirmed_at or now()
    names = [name.format(one) for one in range(number)]
    shared: dict[str, Any] = {
        "statement_id": statement.id,
        "edition_id": make.edition(statement).id,
        "kind": "individual",
        "language": "en",
        "visibility": visibility,
        "country_key": crypto.lookup_hash(country, "country"),
        **dict.fromkeys(("asked_at", "consented_at", "confirmed_at"), at),
        "quarantined_at": at if quarantined_for else None,
    }
    made = [_row(shared, one, domain, country) for one in names]
    db.session.execute(insert(Endorsement), made)
    last = select(Endorsement.id).order_by(Endorsement.id.desc()).limit(number)
    ids = sorted(db.session.scalars(last))
    make_watch.write_keys(made, ids)
    own = {"statement_id": statement.id}
    if network is not None:
        traces = [{**own, "endorsement_id": one, "network": network, "seconds": 9, "at": at} for one in ids]
        db.session.execute(insert(SigningTrace), traces)
    if quarantined_for:
        odd = [{**own, "endorsement_id": one, "signal": quarantined_for, "noted_at": at} for one in ids]
        db.session.execute(insert(Suspicion), odd)
    db.session.commit()
    return ids


def _row(shared: dict[str, Any], name: str, domain: str, country: str) -> dict[str, Any]:
    shown = None if shared["quarantined_at"] else name_for_visibility(name, shared["visibility"])
    return {
        **shared,
        "signature_key": os.urandom(32),
        "address": f"{fold_text(name).replace(' ', '.')}@{domain}",
        "details": {"name": name, "country": country},
        "shown_name": shown,
        "shown_key": fold_text(shown) if shown else None,
        "shown_country": country if shown else None,
    }


def rule(statement: Statement, *, by: int, why: str = WHY, **conditions: Any) -> Removal:
    """A rule, created and counted."""
    criteria = Criteria(**conditions)
    made = actions.create_rule(statement, criteria, why, queries.matching_ids(statement.id, criteria), by=by)
    db.session.commit()
    return made


def follow(removal: Removal, batches: int | None = None) -> int:
    """Does what the worker does about a rule: all of it, or some batches; gives the number of batches."""
    done = 0
    while batches is None or done < batches:
        looked_at = actions.run_batch(removal.id)
        db.session.commit()
        if not looked_at:
            break
        done += 1
    db.session.rollback()
    db.session.expire_all()
    return done


def share(statement: Statement, percent: int) -> None:
    """Sets the share of the list over which a rule needs a second person."""
    db.session.merge(Threshold(statement_id=statement.id, within_hours=24, largest_share=percent))
    db.session.commit()


def numbers(client: CheckedClient, slug: str = make.SLUG) -> set[int]:
    """How many individuals there are, as each output has it: one number, if all is well."""
    counts = client.get(f"/{slug}/counts.json").get_json()["individuals"]
    text = client.get(f"/{slug}/signatories.csv").get_data().decode("utf-8-sig")
    table = sum(row["kind"] == "individual" for row in csv.DictReader(io.StringIO(text)))
    client.get(f"/en/{slug}/counts")
    assert client.page is not None
    row = [cell.text or "" for line in client.page.all("tr") if line.get("class") == "sum" for cell in line.iter("td")]
    client.get(f"/en/{slug}")
    people = re.search(r"([\d,]+) (?:people|person)", client.page.words())
    # A zero is shown as no figure.
    shown = people[1] if people else "0"
    return {counts, table, *(int(one.replace(",", "")) for one in (row[-1], shown))}


def read_out(client: CheckedClient) -> str:
    """What there is to read on the last page, cell by cell."""
    body = client.page.root.find("body") if client.page is not None else None
    return " ".join(" ".join(body.itertext()).split()) if body is not None else ""
