"""The numbered demands as a reservation names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from petition.statements.models import Edition, Text

LONGEST_REASON = 300  # characters
SHORTENED = 140


@dataclass(frozen=True)
class Numbered:
    """A demand by its key, with the number it has in a text and the beginning of its words."""

    key: str
    number: str
    words: str


@dataclass(frozen=True)
class Reserved:
    """A reservation as people read it: the number of the demand, and the reason."""

    key: str
    number: str
    reason: str


def numbered(edition: Edition, text: Text) -> list[Numbered]:
    """The demands of an edition in the order and the words of one of its texts."""
    walked = list(_walk(text.rendered.get("demands") or []))
    pairs = zip(edition.demands, walked, strict=False)
    return [Numbered(demand.key, item["number"], _shortened(item)) for demand, item in pairs]


def reserved(edition: Edition, reasons: Mapping[str, str]) -> list[Reserved]:
    """Reasons by key, in the order of the demands; a key that the edition does not have comes last, unnumbered."""
    found = [Reserved(one.key, one.number, reasons[one.key]) for one in edition.demands if one.key in reasons]
    known = {one.key for one in found}
    return found + [Reserved(key, "", reason) for key, reason in reasons.items() if key not in known]


def _walk(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from _walk(item.get("demands") or [])


def _shortened(item: dict[str, Any]) -> str:
    words = Markup((item.get("blocks") or [""])[0]).striptags()  # noqa: S704 - rendered by us, and stripped
    return words if len(words) <= SHORTENED else f"{words[:SHORTENED].rsplit(' ', 1)[0]}…"
