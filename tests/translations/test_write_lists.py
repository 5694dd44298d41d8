"""Items in a row stand apart by the comma of the reader's language, and words run the reader's way."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from petition.core import languages


@pytest.mark.parametrize(
    ("language", "row", "direction"), [("en", "1, 2.1", "ltr"), ("be", "1, 2.1", "ltr"), ("ar", "1، 2.1", "rtl")]
)
def test_it_writes_a_row_of_items(app: Flask, language: str, row: str, direction: str) -> None:
    with force_locale(language):
        assert app.jinja_env.filters["comma_list"](["1", "2.1"]) == row
    assert languages.text_direction(language) == direction


@pytest.mark.parametrize("language", [one for one in languages.INTERFACE if one not in languages.DESK])
def test_a_page_is_in_the_language_of_its_address(app: Flask, language: str) -> None:
    page = app.test_client().get(f"/{language}/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert f'<html lang="{language}" dir="{languages.text_direction(language)}">' in page.text
    assert "Skip to the content" not in page.text


def test_the_desk_speaks_its_own_languages(app: Flask) -> None:
    for asked, spoken in (("ar", "en"), ("be", "be"), ("pl,be;q=0.5", "be")):
        page = app.test_client().get("/desk/login", headers={"Accept-Language": asked}, follow_redirects=True)
        assert f'<html lang="{spoken}" dir="ltr">' in page.text
