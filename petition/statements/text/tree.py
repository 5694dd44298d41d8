"""What a position consists of, once it has been read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


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
    """A name found below the text, with its country as printed in brackets."""

    name: str
    country: str | None = None


@dataclass(frozen=True)
class Line:
    """What became of one line of the source; ``number`` counts from 1."""

    number: int
    role: str
    text: str


@dataclass(frozen=True)
class Position:
    """A concerted position as a tree; every text in it is one line of inline Markdown."""

    title: str = ""
    opening: tuple[str, ...] = ()
    introduction: str | None = None
    demands: tuple[Demand, ...] = ()
    closing: tuple[str, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    notes: tuple[str, ...] = ()
    line_roles: tuple[Line, ...] = ()

    def walk(self) -> Iterator[Demand]:
        """All demands, depth first, in the order of the text."""
        return walk(self.demands)


def walk(demands: Iterable[Demand]) -> Iterator[Demand]:
    """The demands and all below them, depth first."""
    for demand in demands:
        yield from demand.walk()
