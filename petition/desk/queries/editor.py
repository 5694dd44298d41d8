"""What the editor shows beside a text: its outline, what to mend, who else is at it, what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from petition.accounts.queries import coordinator_name
from petition.core.db import now
from petition.statements.editions.word_differences import Piece, compare_texts
from petition.statements.models import Revision, Statement
from petition.statements.queries import public_statements, revisions
from petition.statements.text.agreement import BindingText, examine_text
from petition.statements.text.choices import USES
from petition.statements.text.normalisation import normalise_text
from petition.statements.text.problems import Problem
from petition.statements.text.prose import plain_text
from petition.statements.text.tree import Demand, Position, Signatory

SHORT = 160  # characters of a demand in the outline, and of a line that is quoted
MOST_PARTS = 200  # of a text, that are offered to be taken for something else
AROUND = 3  # lines that are shown before and after a change


# What a person may say of a part: of a comment or a picture there is nothing to say.
OFFERED = frozenset({"title", "heading of signatories", *USES})


@dataclass(frozen=True)
class LocatedProblem:
    """A problem, and the line that it points at as it is written there."""

    problem: Problem
    quoted: str


@dataclass(frozen=True)
class OutlinedDemand:
    """A demand in the outline."""

    number: str
    text: str
    line: int
    demands: list[OutlinedDemand]


@dataclass(frozen=True)
class OutlinedPart:
    """Lines taken for one thing, a word of ``TextBlock.taken_as``: how they begin, and whether somebody said so."""

    first: int
    last: int
    taken_as: str
    words: str
    is_choice: bool


@dataclass(frozen=True)
class TextOutline:
    """What was found in a text: the parts as read, and every problem."""

    title: str
    paragraphs: int
    demands: list[OutlinedDemand]
    number: int
    closing: int
    signatories: tuple[Signatory, ...]
    problems: list[LocatedProblem]
    parts: list[OutlinedPart]

    @property
    def refusals(self) -> int:
        """How many problems keep the text from being read at all."""
        return sum(pointed.problem.is_refusal for pointed in self.problems)


def make_outline(text: str, binding: BindingText | None = None) -> TextOutline:
    """The outline of a text; ``binding`` is what a translation is measured by."""
    position, found = examine_text(text, binding)
    lines = normalise_text(text).split("\n")
    return TextOutline(
        title=plain_text(position.title),
        paragraphs=len(position.opening) + bool(position.introduction),
        demands=[_outline_demand(demand) for demand in position.demands],
        number=_count_demands(position),
        closing=len(position.closing),
        signatories=position.signatories,
        problems=[LocatedProblem(each, _first_words(lines[each.line - 1]) if each.line else "") for each in found],
        parts=[
            OutlinedPart(block.first, block.last, block.taken_as, _first_words(lines[block.first - 1]), block.is_choice)
            for block in position.blocks[:MOST_PARTS]
            if block.taken_as in OFFERED
        ],
    )


def _count_demands(position: Position) -> int:
    return sum(1 for _demand in position.walk())


def _outline_demand(demand: Demand) -> OutlinedDemand:
    below = [_outline_demand(each) for each in demand.demands]
    return OutlinedDemand(demand.number, _first_words(plain_text(demand.text)), demand.line, below)


def _first_words(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def coordinator_names(ids: Iterable[int]) -> dict[int, str]:
    """Coordinators as their colleagues know them."""
    return {number: coordinator_name(number) for number in set(ids)}


def other_editors(statement: Statement, language: str, me: int) -> list[str]:
    """Who else has the text open."""
    return sorted(coordinator_names(revisions.other_editors(statement, language, me, now())).values())


def language_tabs(statement: Statement, language: str) -> list[str]:
    """The languages that there is a text in, or that one is being written in; the binding one first."""
    there = {
        *public_statements.edition_languages(public_statements.current_edition(statement)),
        *revisions.languages_in_editor(statement),
        language,
    }
    return sorted(there, key=lambda tag: (tag != statement.binding_language, tag))


def text_changes(old: str, new: str) -> list[Piece]:
    """What changed from one text to the other, with a few lines around each change."""
    pieces = compare_texts(old, new)
    last = len(pieces) - 1
    return [
        Piece("same", _surrounding_lines(piece.text, at > 0, at < last)) if piece.kind == "same" else piece
        for at, piece in enumerate(pieces)
    ]


def _surrounding_lines(text: str, is_after: bool, is_before: bool) -> str:
    lines = text.split("\n")
    if len(lines) <= AROUND * (is_after + is_before) + 2:
        return text
    head = lines[:AROUND] if is_after else []
    tail = lines[-AROUND:] if is_before else []
    return "\n".join([*head, "…", *tail])


def newer_revision(statement: Statement, language: str, base: int) -> Revision | None:
    """What somebody saved after the text was opened at ``base``."""
    newest = revisions.newest_revision(statement, language)
    return newest if newest is not None and newest.number > base else None
