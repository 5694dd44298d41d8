"""Times are set and told on the clocks of a zone, also where these change."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Route, sync_playwright

import services
from petition import config, create_app
from petition.core import zones
from petition.core.languages import format_moment_in_zone, format_wall_time, set_language

VILNIUS = "Europe/Vilnius"
SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "times.js"
WHEN = """{% from "components/times.html" import when with context %}<!doctype html>
<html lang="{{ ui_language() }}"><script src="/times.js"></script><title>t</title><p>Until {{ when(moment, zone) }}.</p>"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application for its words and templates; its database stays empty."""
    return create_app(config.load_settings({}, instance=tmp_path_factory.mktemp("instance")))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        ("2027-03-28T02:59", VILNIUS, "2027-03-28T00:59"),
        ("2027-03-28T04:00", VILNIUS, "2027-03-28T01:00"),
        ("2027-10-31T02:59", VILNIUS, "2027-10-30T23:59"),
        ("2027-10-31T04:00", VILNIUS, "2027-10-31T02:00"),
        ("2027-03-28T03:30", "Europe/Minsk", "2027-03-28T00:30"),
        ("2027-10-31T03:30", "Europe/Minsk", "2027-10-31T00:30"),
        ("2027-03-28T03:30", "America/Sao_Paulo", "2027-03-28T06:30"),
        ("2027-03-28T03:30", "UTC", "2027-03-28T03:30"),
        ("2027-03-28 03:30:00", "UTC", "2027-03-28T03:30"),
    ],
)
def test_it_takes_the_clocks_of_the_zone(local: str, zone: str, moment: str) -> None:
    assert zones.moment_of_wall_time(local, zone) == zones.ZonedTime(utc(moment))
    assert zones.datetime_local_value(utc(moment), zone) == local.replace(" ", "T")[:16]


@pytest.mark.parametrize(
    ("local", "zone", "earlier", "later"),
    [
        ("2027-03-28T03:00", VILNIUS, "2027-03-28T02:59", "2027-03-28T04:00"),
        ("2027-03-28T03:30", VILNIUS, "2027-03-28T02:59", "2027-03-28T04:00"),
        ("2027-03-28T03:59:59", VILNIUS, "2027-03-28T02:59", "2027-03-28T04:00"),
        # Clocks change at midnight: the day begins at one.
        ("2027-03-28T00:00", "Asia/Beirut", "2027-03-27T23:59", "2027-03-28T01:00"),
        ("2018-11-04T00:15", "America/Sao_Paulo", "2018-11-03T23:59", "2018-11-04T01:00"),
        # Half an hour is left out, and once a whole day was.
        ("2027-10-03T02:15", "Australia/Lord_Howe", "2027-10-03T01:59", "2027-10-03T02:30"),
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-29T23:59", "2011-12-31T00:00"),
    ],
)
def test_it_offers_the_nearest_times_where_there_is_none(local: str, zone: str, earlier: str, later: str) -> None:
    with pytest.raises(zones.SkippedTime) as gap:
        zones.moment_of_wall_time(local, zone)
    assert zones.datetime_local_value(gap.value.earlier, zone) == earlier
    assert zones.datetime_local_value(gap.value.later, zone) == later
    assert gap.value.later - gap.value.earlier == timedelta(minutes=1)
    assert zones.moment_of_wall_time(earlier, zone).moment == gap.value.earlier
    assert zones.moment_of_wall_time(later, zone).moment == gap.value.later


@pytest.mark.parametrize(
    ("local", "zone", "first"),
    [
        ("2027-10-31T03:00", VILNIUS, "2027-10-31T00:00"),
        ("2027-10-31T03:30", VILNIUS, "2027-10-31T00:30"),
        ("2027-10-30T23:30", "Asia/Beirut", "2027-10-30T20:30"),
        ("2019-02-16T23:30", "America/Sao_Paulo", "2019-02-17T01:30"),
    ],
)
def test_it_takes_the_first_of_two_and_says_so(local: str, zone: str, first: str) -> None:
    assert zones.moment_of_wall_time(local, zone) == zones.ZonedTime(utc(first), "twice")
    assert zones.datetime_local_value(utc(first) + timedelta(hours=1), zone) == local


MINUTES = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(MINUTES, st.sampled_from(zones.zone_names()))
def test_it_finds_every_moment_again(moment: datetime, zone: str) -> None:
    found = zones.moment_of_wall_time(zones.datetime_local_value(moment, zone), zone)
    if found.note != "twice":
        assert found.moment == moment
    else:
        assert moment in (found.moment, *(found.moment + timedelta(minutes=30 * n) for n in range(1, 49)))


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)), st.sampled_from(zones.zone_names()))  # noqa: DTZ001
def test_it_answers_every_wall_time(local: datetime, zone: str) -> None:
    try:
        found = zones.moment_of_wall_time(local, zone)
    except zones.SkippedTime as gap:
        before, after = (zones.wall_time_of(moment, zone).replace(tzinfo=None) for moment in (gap.earlier, gap.later))
        assert before < local < after
        assert gap.later - gap.earlier == timedelta(minutes=1)
    else:
        assert zones.wall_time_of(found.moment, zone).replace(tzinfo=None) == local


@pytest.mark.parametrize(
    "text",
    [
        "", "tomorrow", "2027-03-28", "20270328T0330", "2027-02-29T10:00", "2027-03-28T24:00", "2027-03-28T03:30Z",
        "2027-03-28T03:30+02:00", "0001-01-01T00:00", "9999-12-31T23:59", "12027-03-28T03:30", "2027-03-28T0٣:30",
        "2027-03-28x03:30", " 2027-03-28T03:30",
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(zones.InvalidTime):
        zones.moment_of_wall_time(text, VILNIUS)


def test_it_lists_zones_by_their_present_names() -> None:
    names = zones.zone_names()
    assert {VILNIUS, "Europe/Minsk", "Europe/Kyiv", "Asia/Beirut", "America/Argentina/Buenos_Aires"} <= set(names)
    assert not {"Europe/Kiev", "Asia/Calcutta", "US/Pacific", "EST", "Etc/GMT+5", "Factory", "localtime"} & set(names)
    assert names == [*sorted(names[:-1]), "UTC"]
    assert all(map(zones.is_known_zone, names))


def test_it_lists_every_zone_that_the_database_gives_to_a_country() -> None:
    table = Path(zoneinfo.TZPATH[0]) / "zone.tab"
    if not table.exists():
        table = Path(str(resources.files("tzdata"))) / "zoneinfo" / "zone.tab"
    given_out = {line.split("\t")[2].strip() for line in table.read_text().splitlines() if not line.startswith("#")}
    # Zones younger than the names in Unicode CLDR come with its next edition.
    assert len(given_out - set(zones.zone_names())) <= 3
    assert set(zones.zone_names()) - given_out <= {"UTC"}


@pytest.mark.parametrize("name", ["", "Vilnius", "Europe", "europe/vilnius", "../Europe/Vilnius", "EST", "localtime"])
def test_it_knows_no_other_zones(name: str) -> None:
    assert not zones.is_known_zone(name)


@pytest.mark.parametrize(
    ("moment", "zone", "words"),
    [
        ("2027-03-28T00:59", VILNIUS, "UTC+02:00"),
        ("2027-03-28T01:00", VILNIUS, "UTC+03:00"),
        ("2027-03-28T01:00", "America/Sao_Paulo", "UTC−03:00"),
        ("2027-03-28T01:00", "Asia/Kathmandu", "UTC+05:45"),
        ("2027-01-01T00:00", "America/St_Johns", "UTC−03:30"),
        ("2027-01-01T00:00", "Europe/London", "UTC"),
        ("2027-01-01T00:00", "UTC", "UTC"),
    ],
)
def test_it_says_how_far_from_utc(moment: str, zone: str, words: str) -> None:
    assert zones.utc_offset(utc(moment), zone) == words


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("en", VILNIUS, "28 March 2027, 04:30 (Vilnius time, UTC+03:00)"),
        ("be", VILNIUS, "28 сакавіка 2027, 04:30 (час: Вільнюс, UTC+03:00)"),
        ("en", "America/Argentina/Buenos_Aires", "27 March 2027, 22:30 (Buenos Aires time, UTC−03:00)"),
        ("en", "Europe/Kyiv", "28 March 2027, 04:30 (Kyiv time, UTC+03:00)"),
        ("be", "Europe/Kyiv", "28 сакавіка 2027, 04:30 (час: Кіеў, UTC+03:00)"),
        ("en", "UTC", "28 March 2027, 01:30 UTC"),
    ],
)
def test_it_tells_a_moment_in_the_interface_s_words(app: Flask, language: str, zone: str, words: str) -> None:
    with app.test_request_context():
        set_language(language)
        assert format_moment_in_zone(utc("2027-03-28T01:30"), zone) == words
        assert format_moment_in_zone(None, zone) == format_wall_time(None, zone) == ""


def page(app: Flask, zone: str, language: str = "en") -> str:
    with app.test_request_context():
        set_language(language)
        return render_template_string(WHEN, moment=utc("2027-03-28T01:30:45"), zone=zone)


def test_it_shows_a_moment_without_scripts(app: Flask) -> None:
    shown = page(app, VILNIUS)
    assert 'datetime="2027-03-28T01:30Z" data-local="2027-03-28T04:30"' in shown
    assert ">28 March 2027, 04:30 (Vilnius time, UTC+03:00)</time>." in shown
    with app.test_request_context():
        assert "<time" not in render_template_string(WHEN, moment=None, zone=VILNIUS)


@pytest.mark.chromium
def test_it_adds_the_reader_s_own_time_where_it_differs(app: Flask) -> None:
    told = "Until 28 March 2027, 04:30 (Vilnius time, UTC+03:00)"
    expected = {
        "Europe/Vilnius": f"{told}.",
        "Europe/Helsinki": f"{told}.",
        "Europe/Berlin": f"{told} · 03:30 your time.",
        "America/New_York": f"{told} · 27 March, 21:30 your time.",
    }

    def answer(route: Route) -> None:
        if route.request.url.endswith("times.js"):
            route.fulfill(path=SCRIPT, content_type="text/javascript")
        else:
            language = "be" if route.request.url.endswith("/be") else "en"
            route.fulfill(body=page(app, VILNIUS, language), content_type="text/html; charset=utf-8")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium(), args=["--no-sandbox"])
        for reader, words in expected.items():
            tab = browser.new_context(timezone_id=reader, locale="de-DE").new_page()
            tab.route("**/*", answer)
            tab.goto("http://127.0.0.1/")
            assert tab.locator("p").inner_text() == words
        tab.goto("http://127.0.0.1/be")
        assert " · 27.03.2027, 21:30 " in tab.locator("p").inner_text()
        browser.close()
