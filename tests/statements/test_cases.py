"""Texts as they came from the field, each for one kind of fault: what is right stands beside each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from petition.statements.text import position

CASES = sorted((Path(__file__).parent / "cases").iterdir())


def demands(found: list[dict[str, Any]]) -> list[tuple[str, str, Any]]:
    return [(each["number"], each["text"], demands(each["demands"])) for each in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_it_reads_the_case(case: Path) -> None:
    want = json.loads((case / "want.json").read_text())
    found = position.to_json(position.parse(next(case.glob("input.*")).read_text(), strict=True))
    assert found["title"] == want["title"]
    assert demands(found["demands"]) == demands(want["demands"])
    signatories = [(each["name"], each["country"]) for each in found["signatories"]]
    assert signatories == [(each["name"], each["country"]) for each in want["signatories"]]
    # How words are broken into paragraphs is free.
    assert " ".join(found["opening"]) == " ".join(want["opening"])
    assert " ".join(found["closing"]) == " ".join(want["closing"])
