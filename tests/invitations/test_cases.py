"""Small lists that failed in the field, each under its own name, with what is right."""

from __future__ import annotations

from pathlib import Path

from petition.invitations.list_rows import examine_rows
from petition.invitations.spreadsheet import read_sheet

CASES = Path(__file__).parent / "cases"
# What every row of a list comes to: its place in the list, then fields and values.
RIGHT: dict[str, list[dict[str, str]]] = {
    "list-countries-1": [{"country": code} for code in ("PS", "BA", "KR", "GB")],
    "list-headings-1": [
        {"organisation": "Moss Garden", "email": "moss@example.org", "website": "https://moss.example", "country": "KE"}
    ],
    "list-headings-2": [{"organisation": "Felce Verde", "email": "felce@example.org", "country": "IT"}],
    "list-nothing-1": [{"website": ""}] * 3,
}


def test_it_takes_every_list_in() -> None:
    assert {path.name for path in CASES.iterdir()} == set(RIGHT)
    for name, wanted in RIGHT.items():
        sheet = read_sheet((CASES / name / "input.csv").read_bytes())
        assert sheet.missing == [], name
        rows = examine_rows(sheet.rows, is_invited=lambda _address: False, default_language="en")
        assert [row.may_be_invited for row in rows] == [True] * len(wanted), name
        found = [
            {field: row.values.get(field) or "" for field in right} for row, right in zip(rows, wanted, strict=True)
        ]
        assert found == wanted, name
