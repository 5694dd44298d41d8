"""The exports: complete, safe to open in a spreadsheet, and streamed."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core import csv_export
from petition.core.db import now
from petition.list import export
from petition.list.queries.signatories import Signatory


def rows(client: CheckedClient) -> list[dict[str, str]]:
    data = client.get("/open-courts/signatories.csv").get_data()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_it_exports_everybody_who_is_published(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    make.signed(client, cast.NOOR)
    make.signed(client, cast.QUIET)
    found = rows(client)
    assert [(row["kind"], row["name"]) for row in found] == [
        ("organisation", "Association of Court Observers"),
        ("organisation", "Open Doors Society"),
        ("individual", "ن. م."),
        ("individual", "Алена Прыклад"),
        ("individual", ""),
    ]
    assert [row["founding"] for row in found] == ["yes", "yes", "", "", ""]
    assert set(found[-1].values()) == {"individual", ""}
    assert not any("@" in value for row in found for value in row.values())


@pytest.mark.parametrize("name", ["=SUM(A1)", "+Anna", "-Anna", "@anna", "＝x", "  =x"])
def test_it_exports_no_formula(name: str) -> None:
    signatory = Signatory("individual", name, None, None, None, None, None, False, "en", 1, now().date())
    text = "".join(export.export_csv([signatory], 0))
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["name"] == f"'{name}"


def test_it_exports_names_with_quotes_and_line_ends(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, {**cast.ALENA, "name": 'Anna "Q", O’Hara', "comment": "one\r\n\r\ntwo, three"})
    found = rows(client)[-1]
    assert found["name"] == 'Anna "Q", O’Hara'
    assert found["comment"].replace("\r\n", "\n") == "one\n\ntwo, three"
    listed = client.get("/open-courts/signatories.json").get_json()
    assert listed["signatories"][-1]["comment"] == "one\n\ntwo, three"


def test_it_says_what_the_list_belongs_to(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    listed = client.get("/open-courts/signatories.json").get_json()
    assert listed["sha256"] == make.edition(statement).sha256
    assert listed["edition"] == 1
    assert listed["counts"] == {
        "organisations": 2, "individuals": 0, "withheld_individuals": 0,
        "by_edition": [{"edition": 1, "organisations": 2, "individuals": 0}],
    }  # fmt: skip


def test_it_streams_in_chunks() -> None:
    signatory = Signatory("individual", "x" * 100, None, None, None, None, None, False, "en", 1, now().date())
    chunks = list(export.export_csv((signatory for _ in range(2000)), 0))
    assert len(chunks) > 3
    assert all(len(chunk) < 2 * csv_export.CHUNK for chunk in chunks)
