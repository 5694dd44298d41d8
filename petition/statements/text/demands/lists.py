"""The numbered lines of a text parted into lists: where the counting begins anew, and what Markdown counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from petition.statements.text import numbering
from petition.statements.text.demands import labels
from petition.statements.text.demands.asking import asks, heads_notes
from petition.statements.text.line_layout import SourceLine
from petition.statements.text.numbering import Marker, Reading
from petition.statements.text.roll.headings import HEADING
from petition.statements.text.roll.vocabulary import is_farewell

Key = tuple[str, str, bool, bool]
# Columns by which what stands below a heading with a number is set in, to be counted below it.
BELOW_HEADING = 8
PARAGRAPH_INDENT = 3
FARTHEST_JUMP = 20


@dataclass(frozen=True)
class NumberedLine:
    """A line that begins with a number; ``at`` is its index, ``is_heading`` whether it is a Markdown heading."""

    at: int
    marker: Marker
    indent: int
    is_heading: bool

    def reading(self, kind: str = "") -> Reading:
        """The way to understand its last component, of a kind where it can be; "i" begins Roman numerals."""
        readings = numbering.readings_of(self.marker.path[-1])
        of_kind = [each for each in readings if each.kind == kind]
        return (of_kind or [each for each in readings if each.value == 1] or list(readings))[0]

    def key(self, kind: str = "") -> Key:
        """What the numbers of one list have in common."""
        return self.reading(kind).kind, self.marker.delimiter, self.marker.bulleted, self.is_heading


@dataclass
class _Run:
    """A list while its lines are collected: the key of its first number, and how far it has counted."""

    key: Key
    indent: int
    value: int
    first_value: int
    lines: list[NumberedLine] = field(default_factory=list)

    @property
    def counts_nothing(self) -> bool:
        """Whether all numbers so far were the same, as Markdown allows."""
        return self.value == self.first_value


def read_number(line: SourceLine) -> tuple[Marker | None, bool]:
    """The number or numbering words that a line begins with, and whether the line is a heading."""
    if line.literal or line.is_note:
        return None, False
    heading = HEADING.fullmatch(line.text)
    text = heading[2] if heading else line.text
    return numbering.read_marker(text) or labels.read_label(text, is_heading=heading is not None), heading is not None


def numbered_lines(lines: Sequence[SourceLine]) -> list[NumberedLine]:
    """The lines that begin with a number, whether or not they turn out to be items."""
    found = []
    has_headings = False
    for at, line in enumerate(lines):
        marker, is_heading = read_number(line)
        if marker is None:
            continue
        has_headings = has_headings or is_heading
        indent = 0 if is_heading else line.indent + BELOW_HEADING * has_headings
        found.append(NumberedLine(at, marker, indent, is_heading))
    return found


class _Gaps:
    """What stands between numbered lines: paragraphs, headings, sentences that ask, and what ends every list."""

    def __init__(self, lines: Sequence[SourceLine]) -> None:
        self.any: list[int] = []
        self.strong: list[int] = []
        self.ends: list[int] = []
        for at, line in enumerate(lines):
            if line.is_separator or line.literal or numbering.BULLET.match(line.text) or read_number(line)[0]:
                continue
            heading = HEADING.fullmatch(line.text) is not None
            introduces = line.text.rstrip("*_ ").endswith((":", "：")) and asks(line.text)
            apart = line.after_blank and line.indent <= PARAGRAPH_INDENT
            if (heads_notes(line.text) and (line.after_blank or heading)) or is_farewell(line.text.strip("*_ ")):
                self.ends.append(at)
            if heading or introduces or (apart and asks(line.text)):
                self.strong.append(at)
            if heading or introduces or apart:
                self.any.append(at)

    def has_gap(self, places: Sequence[int], first: int, last: int) -> bool:
        """Whether one of the places lies between two lines."""
        found = bisect_right(places, first)
        return found < len(places) and places[found] < last


def split_lists(lines: Sequence[SourceLine], numbered: Sequence[NumberedLine]) -> list[list[NumberedLine]]:
    """The numbered lines of each list, in the order of the text; sublists are part of the list they stand in."""
    gaps, runs = _Gaps(lines), list[_Run]()
    ahead: dict[tuple[Key, int], list[int]] = {}
    for each in numbered:
        if len(each.marker.path) == 1:
            ahead.setdefault((each.key(), each.reading().value), []).append(each.at)
    for each in numbered:
        run = runs[-1] if runs else None
        if run is None or _begins_list(each, run, gaps, ahead):
            reading = each.reading()
            runs.append(_Run(each.key(), each.indent, reading.value, reading.value, [each]))
            continue
        reading = each.reading(run.key[0])
        if each.key(run.key[0]) == run.key and len(each.marker.path) == 1 and each.indent <= run.indent + 1:
            run.value = max(run.value, reading.value)
        run.lines.append(each)
    return [run.lines for run in runs]


def _begins_list(each: NumberedLine, run: _Run, gaps: _Gaps, ahead: dict[tuple[Key, int], list[int]]) -> bool:
    before = run.lines[-1].at
    if gaps.has_gap(gaps.ends, before, each.at):
        return True
    if len(each.marker.path) > 1 or each.indent > run.indent + 1:
        return False
    reading = each.reading(run.key[0])
    if each.key(run.key[0]) == run.key:
        if reading.value > run.value or not gaps.has_gap(gaps.any, before, each.at):
            return False
        lazy = run.counts_nothing and reading.value == run.value
        return not lazy or gaps.has_gap(gaps.strong, before, each.at)
    if each.reading().value != 1 or not gaps.has_gap(gaps.strong, before, each.at):
        return False
    later = ahead.get((run.key, run.value + 1), [])
    return bisect_right(later, each.at) == len(later)


def count_lazy(lines: Iterable[NumberedLine]) -> dict[int, Marker]:
    """Numbers for the items of lists that say the same number on each line, by the index of the line.

    Markdown counts such items from the first number on.
    """
    groups: list[list[NumberedLine]] = []
    levels: list[list[NumberedLine]] = []
    for each in lines:
        if len(each.marker.path) > 1 or not each.marker.is_numeric or each.marker.delimiter not in (".", ")"):
            continue
        while levels and levels[-1][0].indent > each.indent + 1:
            levels.pop()
        if levels and each.reading().value - levels[-1][0].reading().value > FARTHEST_JUMP:
            continue
        if levels and abs(levels[-1][0].indent - each.indent) <= 1 and levels[-1][0].key() == each.key():
            levels[-1].append(each)
        else:
            groups.append([each])
            levels.append(groups[-1])
    # Who writes 0 before each item leaves the counting to Markdown.
    lazy = [group for group in groups if len(group) > 1 and len({each.marker.path for each in group}) == 1]
    return {
        each.at: replace(each.marker, path=(str((each.reading().value or 1) + step),))
        for group in lazy
        for step, each in enumerate(group)
    }
