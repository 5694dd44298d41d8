"""The exports say more of organisations: acronym, kind, reservations; and which editions there are."""

from __future__ import annotations

import csv
import io

from flask import Flask

import make
import make_public
from page import CheckedClient
from petition.core.db import db
from petition.list import export

BEFORE = (
    "kind", "name", "name_latin", "country", "website", "affiliation", "representative", "comment", "founding",
    "edition", "language", "confirmed_on",
)  # fmt: skip


def test_it_adds_columns_at_the_end(app: Flask) -> None:
    assert (*BEFORE, "acronym", "organisation_kind", "late", "reservations") == export.COLUMNS


def test_it_exports_what_is_public_of_an_organisation(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    (circle,) = make_public.organisations(make.edition(statement), "Circle")
    organisation = circle.organisation
    assert organisation is not None
    organisation.acronym, organisation.kind = "LCN", "professional"
    make_public.reserve(circle, "3", "Not as partners")
    make_public.reserve(circle, "2.1", "Amnesty\nfirst")
    data = client.get("/open-courts/signatories.csv").get_data().decode("utf-8-sig")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(data))}
    assert rows["Circle"]["acronym"] == "LCN"
    assert rows["Circle"]["organisation_kind"] == "professional"
    assert rows["Circle"]["reservations"] == "2.1: Amnesty first | 3: Not as partners"
    assert rows["Open Doors Society"]["reservations"] == ""
    listed = client.get("/open-courts/signatories.json").get_json()["signatories"]
    (found,) = [one for one in listed if one["name"] == "Circle"]
    assert found["reservations"] == [
        {"demand": "2.1", "reason": "Amnesty\nfirst"},
        {"demand": "3", "reason": "Not as partners"},
    ]
    assert found["acronym"] == "LCN"


def test_it_says_which_editions_there_are(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    second = make_public.second_edition(statement)
    make_public.organisations(second, "Circle")
    listed = client.get("/open-courts/signatories.json").get_json()
    assert [(one["number"], one["kind"]) for one in listed["editions"]] == [(1, "first"), (2, "substance")]
    assert listed["editions"][1]["sha256"] == second.sha256 == listed["sha256"]
    assert listed["editions"][1]["issued_at"].endswith("Z")
    assert [one["edition"] for one in listed["signatories"]] == [2, 1, 1]


def test_it_reads_the_reservations_once_however_many_there_are(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    edition = make.edition(statement)
    (first,) = make_public.organisations(edition, "Organisation")
    make_public.reserve(first, "1", "A reason")
    path = "/open-courts/signatories.csv"
    client.get(path)
    with make_public.counted_queries() as few:
        client.get(path)
    for one in make_public.organisations(edition, *(f"Organisation {number}" for number in range(40))):
        make_public.reserve(one, "1", "A reason")
    db.session.commit()
    with make_public.counted_queries() as many:
        assert client.get(path).get_data(as_text=True).count("1: A reason") == 41
    assert len(many) == len(few)
