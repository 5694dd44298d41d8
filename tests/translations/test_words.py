"""The terms of the glossary, and the length of buttons."""

from __future__ import annotations

import re
import tomllib

import pytest

from petition.core.languages import INTERFACE
from petition.translations import check, glossary

TERMS = {"edition": "рэдакцы*", "signature": ["подпіс*", "сваім імем"]}


@pytest.fixture
def terms() -> dict[str, re.Pattern[str]]:
    return {term: glossary.term_pattern(forms) for term, forms in TERMS.items()}


def test_it_names_the_term_that_is_said_otherwise(terms: dict[str, re.Pattern[str]]) -> None:
    assert list(glossary.missing_terms(["Edition 2"], ["Выданне 2"], terms)) == ["edition"]
    assert list(glossary.missing_terms(["%(n)s signatures"], ["%(n)s галасоў"], terms)) == ["signature"]


def test_it_takes_any_form_of_the_term(terms: dict[str, re.Pattern[str]]) -> None:
    for text, translation in (
        ("Editions", "Усе рэдакцыі"),
        ("Your signature", "Ваш ПОДПІС"),
        ("A signature", "Хто падпісаўся сваім  імем"),
        ("%(edition)s", "%(edition)s"),
        ("Statement", "Заява"),
    ):
        assert list(glossary.missing_terms([text], [translation], terms)) == []


def test_it_has_the_terms_of_every_language() -> None:
    known = tomllib.loads(glossary.GLOSSARY.read_text(encoding="utf-8"))
    assert set(known) == set(INTERFACE) - {"en"}
    wanted = set(known["be"])
    assert wanted and all(set(terms) == wanted for terms in known.values())


def test_it_knows_what_stands_on_buttons() -> None:
    texts = check.button_texts()
    assert {"Confirm my signature", "Open the public page"} <= texts
    assert "Approve" not in texts
