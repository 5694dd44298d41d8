"""Every list that has names and addresses comes in: as programs export them, as people type them."""

from __future__ import annotations

import json
import time

import pytest

from invitations.coalition_lists import LISTS, UNHELPFUL
from petition.invitations.file_types import SpreadsheetError
from petition.invitations.list_rows import examine_rows
from petition.invitations.spreadsheet import read_sheet


def invitable(data: bytes) -> tuple[tuple[str, str, str], ...]:
    rows = examine_rows(read_sheet(data).rows, is_invited=lambda _address: False, default_language="en")
    return tuple(
        (row.values["organisation"], row.values["email"], row.values["country"]) for row in rows if row.may_be_invited
    )


def test_it_reads_lists_as_coalitions_have_them() -> None:
    for name, make_list in LISTS.items():
        one = make_list()
        assert invitable(one.data) == one.rows, name


def test_it_needs_one_correction_where_no_heading_tells_anything() -> None:
    found = read_sheet(UNHELPFUL.encode())
    assert found.missing == [] and found.fields == {0: "organisation", 1: "email", 2: "country"}
    asked = read_sheet(b"Wie?;Wo?;Wer?\nSpecimen A;a@a.example;Chair A\nSpecimen B;b@b.example;Chair B\n")
    assert asked.missing == ["organisation"]
    assert asked.sample(0) == ["Specimen A", "Specimen B"]
    assert [row for _line, row in asked.assign_fields({**asked.fields, 0: "organisation"}).rows] == [
        {"email": "a@a.example", "organisation": "Specimen A"},
        {"email": "b@b.example", "organisation": "Specimen B"},
    ]


def test_it_knows_lists_with_the_same_headings() -> None:
    one, same = (read_sheet(f"Org;E-Mail\n{name};a@one.example".encode()) for name in "AB")
    assert one.layout == same.layout and one.layout is not None
    assert one.layout != read_sheet(b"Org;Mail\nA;a@one.example").layout
    assert read_sheet(b"Specimen;a@one.example\nExample;b@two.example").layout is None


@pytest.mark.parametrize(
    "data",
    [
        b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n".encode() for n in range(20)
        ),
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b"- !!python/object/apply:os.system ['true']\n- name: x\n",
        b"- name: {x: {y: {z: 1}}}\n" * 50_000,
    ],
)  # fmt: skip
def test_it_bounds_what_records_can_become(data: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(SpreadsheetError):
        read_sheet(data)
    assert time.monotonic() - started < 60


def test_it_reads_no_as_norway_and_keeps_numbers() -> None:
    assert invitable(b"- {name: Specimen 007, mail: a@one.example, country: NO}\n") == (
        ("Specimen 007", "a@one.example", "NO"),
    )
    rows = read_sheet(json.dumps([{"org": "Specimen", "email": "a@one.example", "note": 1.50}]).encode()).rows
    assert rows == [(1, {"organisation": "Specimen", "email": "a@one.example", "note": "1.5"})]


def test_it_reads_ten_thousand_rows_in_seconds() -> None:
    lines = "\n".join(f"Specimen {n} (Belarus) - office@number-{n}.example" for n in range(10_000))
    started = time.monotonic()
    assert len(read_sheet(lines.encode()).rows) == 10_000
    assert time.monotonic() - started < 60
    with pytest.raises(SpreadsheetError) as refused:
        read_sheet((lines + "\nOne more - one@more.example").encode())
    assert refused.value.word == "too_many_rows"
