"""What a position consists of, once it has been read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Demand:
    """A numbered demand; ``number`` is the full path as printed ("2.1", "3.a"), ``line`` counts from 1."""

    number: str
    text: str
    paragraphs: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()
    line: int = 0

    def walk(self) -> Iterator[Demand]:
        """This demand and all below it, depth first, in the order of the text."""
        yield self
        yield from walk(self.demands)


@dataclass(frozen=True)
class Signatory:
    """A name found below the text, with what stood beside it.

    ``country`` is as printed, and may be a region. ``role`` and ``organisation`` are those of a person, ``place`` a
    town. ``kind`` is "organisation" or "individual", a suggestion; ``reason`` says why, in one word:
    "group", "column", "title", "role", "given_name", "organisation_word", "like_the_others" or "no_sign". ``contacts``
    (addresses, numbers, accounts, links) stood beside the name: for an invitation, never to be published. ``line``
    counts from 1, 0 where there is none.
    """

    name: str
    country: str | None = None
    role: str | None = None
    organisation: str | None = None
    place: str | None = None
    kind: str = field(default="organisation", compare=False)
    reason: str = field(default="no_sign", compare=False)
    contacts: tuple[str, ...] = field(default=(), compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class TextBlock:
    """Lines that an editor shows as one, and what they were taken for.

    ``first`` and ``last`` are lines of the source, counted from 1. ``taken_as`` is "title", "text", "demands",
    "signatories", "heading of signatories", or a role of cleaning such as "comment". ``is_choice`` where a person said
    so.
    """

    first: int
    last: int
    taken_as: str
    is_choice: bool = False


@dataclass(frozen=True)
class Line:
    """What became of one line of the source; ``number`` counts from 1."""

    number: int
    role: str
    text: str


@dataclass(frozen=True)
class Position:
    """A concerted position as a tree; every text in it is one line of inline Markdown.

    ``blocks`` are all lines in the order of the text; ``date`` is the one of the front matter, as printed there.
    """

    title: str = ""
    opening: tuple[str, ...] = ()
    introduction: str | None = None
    demands: tuple[Demand, ...] = ()
    closing: tuple[str, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    notes: tuple[str, ...] = ()
    line_roles: tuple[Line, ...] = ()
    blocks: tuple[TextBlock, ...] = ()
    date: str | None = None

    def walk(self) -> Iterator[Demand]:
        """All demands, depth first, in the order of the text."""
        return walk(self.demands)


def walk(demands: Iterable[Demand]) -> Iterator[Demand]:
    """The demands and all below them, depth first."""
    for demand in demands:
        yield from demand.walk()
