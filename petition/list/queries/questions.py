"""What an address asks of the list: whom, in which order, and from where on. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from petition.core.text import clean_line, initials_of
from petition.list.queries.individuals import Turn
from petition.list.queries.leads import ListFilters
from petition.organisations.models import KINDS
from petition.signing.search import parse_initials
from petition.statements.models import Edition

LONGEST_WORDS, LONGEST_PLACE = 100, 160
LISTS = ("organisations", "individuals", "comments")
ORDERS = ("name", "date")


@dataclass(frozen=True)
class Question:
    """What a page of the list is asked for; ``kind`` is one of ``LISTS``, ``sort`` one of ``ORDERS``.

    Empty, or None, is whatever was not asked, or makes no sense. ``organisation_kind`` is ``type`` in the address.
    """

    kind: str
    q: str
    country: str | None
    organisation_kind: str | None
    sort: str
    edition: Edition | None
    turn: Turn

    @property
    def filters(self) -> ListFilters:
        """Which individuals, in which order."""
        return ListFilters(
            q=self.q,
            country=self.country,
            edition_id=self.edition.id if self.edition else None,
            commented=self.kind == "comments",
            by_name=self.sort == "name",
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether a part of the list is asked for, besides an edition."""
        return bool(self.q or self.country or self.organisation_kind)

    @property
    def is_first_page(self) -> bool:
        """Whether the list is read from its beginning."""
        return self.turn == Turn()

    @property
    def initials(self) -> str | None:
        """The initials of a whole name that was typed: who is shown by these can be looked for, too."""
        if self.kind == "organisations" or parse_initials(self.q) is not None or len(self.q.split()) < 2:
            return None
        return initials_of(self.q) or None

    def query(self, **changes: Any) -> dict[str, Any]:
        """What an address has to ask for the same; with changes, and from the beginning."""
        usual = default_order(self.kind)
        asked = {
            "kind": self.kind,
            "q": self.q or None,
            "country": self.country,
            "type": self.organisation_kind,
            "sort": self.sort if self.sort != usual else None,
            "edition": self.edition.number if self.edition else None,
        }
        return {name: value for name, value in (asked | changes).items() if value is not None}


def default_order(kind: str) -> str:
    """Organisations stand by name, individuals by date, unless somebody asks otherwise."""
    return "name" if kind == "organisations" else "date"


def read_question(asked: Mapping[str, str], edition: Edition | None, *, comments: bool) -> Question:
    """The question of an address; ``comments``: whether comments are shown at all."""
    kind = asked.get("kind", "")
    kind = kind if kind in LISTS and (comments or kind != "comments") else LISTS[1 if kind == "comments" else 0]
    country, of_kind, sort = asked.get("country", ""), asked.get("type", ""), asked.get("sort", "")
    return Question(
        kind=kind,
        q=clean_line(asked.get("q", ""))[:LONGEST_WORDS],
        country=country if re.fullmatch("[A-Z]{2}", country) else None,
        organisation_kind=of_kind if kind == "organisations" and of_kind in KINDS else None,
        sort=sort if sort in ORDERS else default_order(kind),
        edition=edition,
        turn=Turn(
            after=asked.get("after", "")[:LONGEST_PLACE],
            before=asked.get("before", "")[:LONGEST_PLACE],
            day=_read_day(asked.get("day", "")),
            letter=asked.get("letter", "").strip()[:4],
        ),
    )


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None
