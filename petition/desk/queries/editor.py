"""What the editor shows beside a text: its outline, what to mend, who else is at it, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from petition.accounts.queries import called
from petition.core.db import now
from petition.statements import queries as statements
from petition.statements.agreement import examine
from petition.statements.differences import Piece, compare
from petition.statements.models import Revision, Statement
from petition.statements.position import Demand, Position, Signatory, normalise
from petition.statements.problems import Problem
from petition.statements.prose import plain
from petition.statements.queries import revisions

SHORT = 160  # characters of a demand in the outline, and of a line that is quoted
AROUND = 3  # lines that are shown before and after a change


@dataclass(frozen=True)
class Pointed:
    """A problem, and the line that it points at as it is written there."""

    problem: Problem
    quoted: str


@dataclass(frozen=True)
class Outlined:
    """A demand in the outline."""

    number: str
    text: str
    line: int
    demands: list[Outlined]


@dataclass(frozen=True)
class Outline:
    """What was found in a text: the parts as read, and every problem."""

    title: str
    paragraphs: int
    demands: list[Outlined]
    number: int
    closing: int
    signatories: tuple[Signatory, ...]
    problems: list[Pointed]

    @property
    def refusals(self) -> int:
        """How many problems keep the text from being read at all."""
        return sum(pointed.problem.is_refusal for pointed in self.problems)


def outline(text: str, binding: Sequence[str] | None = None) -> Outline:
    """The outline of a text; ``binding`` has the numbers that a translation has to have."""
    position, found = examine(text, binding)
    lines = normalise(text).split("\n")
    return Outline(
        title=plain(position.title),
        paragraphs=len(position.opening) + bool(position.introduction),
        demands=[_outlined(demand) for demand in position.demands],
        number=_count(position),
        closing=len(position.closing),
        signatories=position.signatories,
        problems=[Pointed(each, _short(lines[each.line - 1]) if each.line else "") for each in found],
    )


def _count(position: Position) -> int:
    return sum(1 for _demand in position.walk())


def _outlined(demand: Demand) -> Outlined:
    below = [_outlined(each) for each in demand.demands]
    return Outlined(demand.number, _short(plain(demand.text)), demand.line, below)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def names(ids: Iterable[int]) -> dict[int, str]:
    """Coordinators as their colleagues know them."""
    return {number: called(number) for number in set(ids)}


def others(statement: Statement, language: str, me: int) -> list[str]:
    """Who else has the text open."""
    return sorted(names(revisions.others(statement, language, me, now())).values())


def tabs(statement: Statement, language: str) -> list[str]:
    """The languages that there is a text in, or that one is being written in; the binding one first."""
    there = {*statements.languages(statements.current_edition(statement)), *revisions.worked_on(statement), language}
    return sorted(there, key=lambda tag: (tag != statement.binding_language, tag))


def changes(old: str, new: str) -> list[Piece]:
    """What changed from one text to the other, with a few lines around each change."""
    pieces = compare(old, new)
    last = len(pieces) - 1
    return [
        Piece("same", _around(piece.text, at > 0, at < last)) if piece.kind == "same" else piece
        for at, piece in enumerate(pieces)
    ]


def _around(text: str, is_after: bool, is_before: bool) -> str:
    lines = text.split("\n")
    if len(lines) <= AROUND * (is_after + is_before) + 2:
        return text
    head = lines[:AROUND] if is_after else []
    tail = lines[-AROUND:] if is_before else []
    return "\n".join([*head, "…", *tail])


def since(statement: Statement, language: str, base: int) -> Revision | None:
    """What somebody saved after the text was opened at ``base``."""
    newest = revisions.newest(statement, language)
    return newest if newest is not None and newest.number > base else None
