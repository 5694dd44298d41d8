"""Items in a row stand apart by the comma of the reader's language, and words run the reader's way."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from petition.core import languages


@pytest.mark.parametrize(
    ("language", "row", "direction"), [("en", "1, 2.1", "ltr"), ("be", "1, 2.1", "ltr"), ("ar", "1، 2.1", "rtl")]
)
def test_it_writes_a_row_of_items(app: Flask, language: str, row: str, direction: str) -> None:
    with force_locale(language):
        assert app.jinja_env.from_string("{{ ['1', '2.1'] | comma_list }}").render() == row
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


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "28 January 2027"),
        ("be", "28 студзеня 2027"),
        ("de", "28. Januar 2027"),
        ("pl", "28 stycznia 2027"),
        ("ru", "28 января 2027"),
        ("uk", "28 січня 2027"),
        ("ar", "28 يناير 2027"),
    ],
)
def test_it_writes_a_day_and_the_time_of_a_place(app: Flask, language: str, day: str) -> None:
    moment = datetime(2027, 1, 28, 9, 30, tzinfo=UTC)
    with app.test_request_context(), force_locale(language):
        assert languages.format_day(moment) == day
        told = languages.format_moment_in_zone(moment, "Europe/Vilnius")
    assert told.startswith(f"{day}, 11:30 (") and told.endswith(", UTC+02:00)")
    # In winter nobody's clocks are on summer time.
    assert not re.search("летн|літн|Sommer|letni", told)
