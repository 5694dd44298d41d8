"""Times as people set them: wall time in a zone of the IANA time zone database, kept as a moment in UTC.

The zones come from the machine (``/usr/share/zoneinfo``), else from the package ``tzdata``; where a
clock change leaves out or repeats an hour, PEP 495 says what a wall time means.
"""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.core import get_global

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
# What <input type="datetime-local"> sends; with a space, what people type where it is a text field.
WALL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{3})?)?", re.ASCII)
# Beyond these years a moment may leave the calendar when it changes its zone.
YEARS = range(1970, 9999)
MINUTE = timedelta(minutes=1)


class MissingZones(LookupError):
    """The machine has no time zones; the operator installs the system's package ``tzdata``."""


class InvalidTime(ValueError):
    """What was given is no date and time such as ``2027-03-28T03:30``."""


class SkippedTime(ValueError):
    """A wall time that a change of clocks leaves out.

    ``earlier`` and ``later``: the last minute before the change and the first one after it, as moments in UTC.
    """

    def __init__(self, wall: datetime, earlier: datetime, later: datetime) -> None:
        super().__init__(f"a change of clocks leaves out {wall:%Y-%m-%d %H:%M}")
        self.earlier = earlier
        self.later = later


@dataclass(frozen=True)
class ZonedTime:
    """What a wall time means: the moment in UTC; ``note`` is "twice" where it comes twice and the first is taken."""

    moment: datetime
    note: Literal["twice"] | None = None


@cache
def zone_names() -> list[str]:
    """The zones to choose from: today's names of the form Area/City, in order, then UTC. Raises MissingZones."""
    here = zoneinfo.available_timezones()
    if not here:
        raise MissingZones("this machine has no time zones: install the package tzdata")
    # Each territory's zones under their present names: without aliases and without fixed offsets.
    current = get_global("zone_territories")
    return [*sorted(name for name in here if name.startswith(AREAS) and name in current), "UTC"]


def is_known_zone(name: str) -> bool:
    """Whether a statement may keep its times in this zone; former names of cities count as well."""
    return name == "UTC" or (name.split("/")[0] in AREAS and "/" in name and name in _available_zones())


def moment_of_wall_time(local: str | datetime, zone: str) -> ZonedTime:
    """The moment of a wall time in a zone, for instance ``at("2027-03-28T04:00", "Europe/Vilnius")``.

    Raises SkippedTime in the hour that a change of clocks leaves out, InvalidTime for what is no wall time;
    the zone is one that is ``is_known_zone``.
    """
    wall = _parse_wall_time(local)
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:
        # In the gap the offset from before it comes first and leads past it (PEP 495).
        change = _find_offset_change(second, first, ZoneInfo(zone))
        raise SkippedTime(wall, change - MINUTE, change)
    return ZonedTime(first, "twice" if first < second else None)


def wall_time_of(moment: datetime, zone: str) -> datetime:
    """A moment on the clocks of a zone, to be shown; Python counts and compares such times without their offsets."""
    return moment.astimezone(ZoneInfo(zone))


def utc_offset(moment: datetime, zone: str) -> str:
    """How far a zone's clocks are from UTC at a moment: ``UTC+02:00``, ``UTC−03:00``, ``UTC``."""
    ahead = wall_time_of(moment, zone).utcoffset() or timedelta()
    minutes = round(abs(ahead) / MINUTE)
    sign = "−" if ahead < timedelta() else "+"
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}" if minutes else "UTC"


def datetime_local_value(moment: datetime, zone: str) -> str:
    """A moment as ``<input type="datetime-local">`` takes it: ``2027-03-28T03:30``, to the minute."""
    return wall_time_of(moment, zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _parse_wall_time(given: str | datetime) -> datetime:
    try:
        wall = datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        raise InvalidTime(f"must be a date and time such as 2027-03-28T03:30, not {given!r}") from None
    if wall.tzinfo is not None or wall.year not in YEARS or (isinstance(given, str) and not WALL_TIME.fullmatch(given)):
        raise InvalidTime(f"must be a date and time such as 2027-03-28T03:30, not {given!r}")
    return wall


def _find_offset_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first minute of the new offset, found between two moments in UTC that have different ones."""
    new = after.astimezone(zone).utcoffset()
    low, high = 0, -(-(after - before) // MINUTE)
    start = before.replace(second=0, microsecond=0)
    while high - low > 1:
        middle = (low + high) // 2
        if (start + middle * MINUTE).astimezone(zone).utcoffset() == new:
            high = middle
        else:
            low = middle
    return start + high * MINUTE


@cache
def _available_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
