"""Languages of the interface and of texts: which one, what it is called, which way it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, format_date, format_datetime, format_decimal, format_timedelta, get_locale
from jinja2 import pass_context
from werkzeug.routing import BaseConverter, IntegerConverter

from petition.config import ROOT
from petition.core import zones
from petition.core.collation import sort_key
from petition.core.countries import country_codes as named_countries
from petition.core.countries import find_country

CATALOGUES = ROOT / "petition" / "translations"
DEFAULT = "en"
# The languages of the desk; and those of all that signatories, invited organisations and readers see, which are these
# and each that has a compiled catalogue.
DESK = (DEFAULT, "be")
INTERFACE = (
    *DESK, *sorted({path.parts[-3] for path in CATALOGUES.glob("*/LC_MESSAGES/messages.mo")} - {*DESK})
)  # fmt: skip
# Where coordinators read: in a language of the desk.
DESK_ADDRESSES = ("/desk", "/demo")
# How a day is written (CLDR), where that is not "28 March 2027"; and where nouns keep their capitals.
DAY_PATTERNS = {"de": "d. MMMM y", "es": "d 'de' MMMM 'de' y"}
# Babel reads that of summer time as that of a region.
ZONE_PATTERNS = {"ru": "время: %s"}
CAPITAL_NOUNS = ("de",)
ARABIC_COMMA = ("ar", "fa", "ur")
TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
babel = Babel()


class LanguageConverter(BaseConverter):
    """A language tag in an address (BCP 47): ``en``, ``be``, ``pt-BR``, ``zh-Hant``."""

    regex = TAG.pattern.replace("(", "(?:")


class IdConverter(IntegerConverter):
    """The id of a row in an address; what no database could hold is no address."""

    regex = r"[0-9]{1,9}"


def init_app(app: Flask) -> None:
    """Interface texts from ``petition/translations``; the address chooses, then the browser."""
    app.config.update(
        # One folder for each catalogue. The last one says how plurals are formed: every language has it.
        BABEL_TRANSLATION_DIRECTORIES=f"{CATALOGUES};{CATALOGUES}",
        BABEL_DOMAIN="desk;messages",
        BABEL_DEFAULT_LOCALE=DEFAULT,
        BABEL_DEFAULT_TIMEZONE="UTC",
    )
    app.url_map.converters["lang"] = LanguageConverter
    app.url_map.converters["id"] = IdConverter
    babel.init_app(app, locale_selector=interface_language)
    filters: dict[str, Callable[..., str]] = {
        "day": format_day,
        "moment": format_moment,
        "ago": format_age,
        "waiting_time": format_waiting_time,
        "moment_in": format_moment_in_zone,
        "wall": format_wall_time,
        "number": format_number,
        "comma_list": join_by_commas,
        "iso": format_iso,
    }
    app.jinja_env.filters.update({name: _applied_each_time(one) for name, one in filters.items()})
    app.jinja_env.globals.update(
        language_name=language_name,
        direction=text_direction,
        country_name=country_name,
        ui_language=current_language,
        plural_samples=plural_samples,
        plural_table=plural_table,
    )


def _applied_each_time(apply: Callable[..., str]) -> Callable[..., str]:
    """A filter that the compiler does not apply to what never changes, as to 1000, in the language of that moment."""
    return pass_context(lambda _context, *given: apply(*given))


def interface_language() -> str:
    """The interface's language for this request: what the address says, else what the browser asks for."""
    if not has_request_context():
        return DEFAULT
    if request.path.startswith(DESK_ADDRESSES):
        return preferred_language(DESK)
    chosen = g.get("language") or (request.view_args or {}).get("lang") or _language_in_path()
    if chosen:
        # Always the same one for a text in another language: what a shared cache holds is right for all.
        return spoken_language(chosen)
    return preferred_language(INTERFACE)


def spoken_language(tag: str) -> str:
    """The language in which the interface speaks to a reader of a language: its own, else English."""
    return base_language(tag) if base_language(tag) in INTERFACE else DEFAULT


def _language_in_path() -> str | None:
    """The language at the head of an address that leads nowhere: the answer that it does is in that language too."""
    first = request.path.split("/", 2)[1]
    return first if request.url_rule is None and first in INTERFACE else None


def set_language(language: str) -> None:
    """From here on this request's answer is in ``language``, where the interface has it."""
    g.language = language


def current_language() -> str:
    """The language that the interface speaks at this moment."""
    locale = get_locale()
    return locale.language if locale else DEFAULT


def preferred_language(available: tuple[str, ...] | list[str]) -> str:
    """The best of the available languages for the reader's ``Accept-Language`` (RFC 9110, 12.5.4)."""
    return request.accept_languages.best_match(available) or available[0]


def base_language(tag: str) -> str:
    """The language without script and region: ``pt`` for ``pt-BR``."""
    return tag.split("-")[0]


def is_known_language(tag: str) -> bool:
    """Whether a tag is well-formed and names a language that has a name."""
    return TAG.fullmatch(tag) is not None and _locale(tag) is not None


def language_name(tag: str) -> str:
    """What a language calls itself, such as "Беларуская"; the tag itself where nobody knows."""
    locale = _locale(tag)
    own = locale.get_display_name(locale) if locale else None
    return own[:1].upper() + own[1:] if own else tag


def text_direction(tag: str) -> str:
    """``rtl`` for a language written from right to left, else ``ltr``."""
    locale = _locale(tag)
    return locale.text_direction if locale else "ltr"


def country_name(code: str | None) -> str:
    """A country's name (ISO 3166 alpha-2) in the interface's language."""
    return _language_names().get(code, code) if code else ""


def countries() -> list[tuple[str, str]]:
    """All countries as (code, name), in alphabetical order of the interface's language."""
    language, names = current_language(), _language_names()
    return sorted(((code, names[code]) for code in country_codes()), key=lambda row: sort_key(row[1], language))


def country_codes() -> frozenset[str]:
    """The codes that ``countries`` lists, which are the same in each language of the interface."""
    return _country_codes(DEFAULT)


def country_choices() -> list[tuple[str, str]]:
    """The countries for a form, headed by none."""
    return [("", "—"), *_sorted_countries(current_language())]


@cache
def _country_codes(language: str) -> frozenset[str]:
    return frozenset(_territories(language)) & frozenset(named_countries())


@cache
def _sorted_countries(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(countries())


def country_code(printed: str | None) -> str | None:
    """The alpha-2 code of a country as printed in any language, if it is one."""
    return find_country(printed or "")


def format_day(value: date | datetime | None) -> str:
    """A date in words of the interface's language."""
    return format_date(value, _day_pattern()) if value else ""


def format_moment(value: datetime | None) -> str:
    """A date and time of day in UTC, in words of the interface's language."""
    return f"{format_datetime(value, f'{_day_pattern()}, HH:mm')} UTC" if value else ""


def format_waiting_time(since: datetime) -> str:
    """How long something has been waiting, in words: "3 hours"."""
    return str(format_timedelta(datetime.now(UTC) - since, threshold=1))


def format_age(value: datetime) -> str:
    """How long ago a moment was, "2 minutes ago"; the moment itself where it is more than a day."""
    age = datetime.now(UTC) - value
    if age > timedelta(days=1):
        return format_moment(value)
    return str(format_timedelta(min(-age, timedelta(0)), add_direction=True, threshold=1))


def format_moment_in_zone(value: datetime | None, zone: str) -> str:
    """A date and time on a zone's clocks: "28 March 2027, 04:30 (Vilnius time, UTC+03:00)"."""
    if value is None or zone == "UTC":
        return format_moment(value)
    words = format_datetime(zones.wall_time_of(value, zone), f"{_day_pattern()}, HH:mm", rebase=False)
    return f"{words} ({_zone_words(zone, current_language())}, {zones.utc_offset(value, zone)})"


def format_wall_time(value: datetime | None, zone: str) -> str:
    """A date and time on a zone's clocks as form fields and scripts read it: ``2027-03-28T04:30``."""
    return zones.datetime_local_value(value, zone) if value else ""


def format_iso(value: date) -> str:
    """A day, or a moment to the second, as HTML's ``time`` element takes it (HTML, 2.3.5: three digits at most)."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def format_number(value: int) -> str:
    """A number grouped as the interface's language does."""
    return str(format_decimal(value))


def plural_samples() -> list[int]:
    """For each way of forming plurals in the interface's language, a number that takes it (CLDR)."""
    return _plural_table(current_language())[0]


def plural_table() -> str:
    """Which of these ways each number from 0 to 199 takes, a digit each, and a million: larger ones go by their end.

    For scripts, as browsers do not know the plurals of every language.
    """
    return _plural_table(current_language())[1]


@cache
def _plural_table(language: str) -> tuple[list[int], str]:
    rule = Locale.parse(language).plural_form
    numbers = (*range(200), 1_000_000)
    tags = list(dict.fromkeys(rule(number) for number in numbers))
    samples = [next(number for number in numbers if rule(number) == tag) for tag in tags]
    return samples, "".join(str(tags.index(rule(number))) for number in numbers)


def join_by_commas(items: Iterable[object]) -> str:
    """Items in a row, with the comma of the interface's language."""
    return ("، " if current_language() in ARABIC_COMMA else ", ").join(map(str, items))


def _language_names() -> dict[str, str]:
    return _territories(current_language())


@cache
def _zone_words(zone: str, language: str) -> str:
    """Whose time it is: "Vilnius time"; Unicode CLDR has some cities under a former name of their zone."""
    locale = Locale.parse(language)
    former = [old for old, new in get_global("zone_aliases").items() if new == zone]
    known_as = [locale.time_zones.get(name, {}).get("city") for name in (zone, *former)]
    city = next(filter(None, known_as), zone.split("/")[-1].replace("_", " "))
    # CLDR writes it as a heading; here it stands inside a line.
    region = ZONE_PATTERNS.get(language) or locale.zone_formats["region"]
    return str((region if language in CAPITAL_NOUNS else region.lower()) % city)


def _day_pattern() -> str:
    return DAY_PATTERNS.get(current_language(), "d MMMM y")


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
