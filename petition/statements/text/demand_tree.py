"""Numbered lines put into their order: which number is a demand, and below which other it belongs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from petition.statements.text import numbering
from petition.statements.text.line_layout import Block
from petition.statements.text.numbering import Marker, Reading
from petition.statements.text.tree import Demand

DATED = re.compile(r"\w+\.? (?:de )?(?:1[89]|20)\d\d\b")
FARTHEST_JUMP = 20
FARTHEST_LETTER = 5
FARTHEST_INITIAL = 3


@dataclass
class Draft:
    """A demand whose text and sub-demands are still being collected."""

    path: tuple[str, ...]
    line: int
    indent: int
    reading: Reading
    key: tuple[str, str, bool]
    is_full: bool = False
    block: Block | None = None
    paragraphs: list[Block] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The full path as printed."""
        return ".".join(self.path)

    def to_demand(self) -> Demand:
        """The demand with all that was collected; the first paragraph stands in for a missing text."""
        text = self.block.text if self.block else ""
        paragraphs = [paragraph.text for paragraph in self.paragraphs]
        if not text and paragraphs:
            text = paragraphs.pop(0)
        below = tuple(child.to_demand() for child in self.children)
        return Demand(self.number, text, tuple(paragraphs), below, self.line)


Level = tuple[Draft | None, Draft]


@dataclass(frozen=True)
class DemandPosition:
    """Where a number belongs: below which demand, read in which way; ``is_full`` when printed as a path."""

    parent: Draft | None
    reading: Reading
    is_full: bool = False
    is_orphan: bool = False


@dataclass(frozen=True)
class SeenNumber:
    """A number met in the text: its marker, where it stands, and whether the line looks wrapped."""

    marker: Marker
    line: int
    indent: int
    is_wrapped: bool


class DemandTree:
    """The demands met so far; the branch that is open decides where the next number goes."""

    def __init__(self, markers: Iterable[Marker]) -> None:
        self.roots: list[Draft] = []
        self.notes: list[str] = []
        self._open: list[Draft] = []
        self._top: Draft | None = None
        self._lines: dict[str, int] = {}
        self._duplicates: list[tuple[str, int, int]] = []
        every = list(markers)
        self._ahead = {(_folded_path(m.path[:-1]), r) for m in every for r in numbering.readings_of(m.path[-1])}
        self._printed = Counter(_folded_path(m.path) for m in every)

    @property
    def duplicates(self) -> tuple[tuple[str, int, int], ...]:
        """Numbers used twice: number, line of the first, line of the second."""
        return tuple(self._duplicates)

    @property
    def last(self) -> Draft | None:
        """The demand met last, which a following paragraph belongs to."""
        return self._open[-1] if self._open else None

    def place(self, seen: SeenNumber) -> Draft | None:
        """The demand that this number begins, now part of the tree; None when it is only text."""
        spot = self._place_dotted(seen) if len(seen.marker.path) > 1 else self._place_single(seen)
        path = (*(spot.parent.path if spot and spot.parent else ()), seen.marker.path[-1])
        if spot is None or len(path) > numbering.DEEPEST:
            self._note_refusal(seen)
            return None
        key = (spot.reading.kind, seen.marker.delimiter, seen.marker.bulleted)
        path = seen.marker.path if spot.is_orphan else path
        draft = Draft(path, seen.line, seen.indent, spot.reading, key, spot.is_full)
        self._note_order(draft, spot)
        self._attach(draft, spot)
        return draft

    def _attach(self, draft: Draft, spot: DemandPosition) -> None:
        siblings = spot.parent.children if spot.parent else self.roots
        siblings.append(draft)
        depth = next((at for at, each in enumerate(self._open, 1) if each is spot.parent), 0)
        self._open[depth:] = [draft]
        if spot.parent is None and not spot.is_orphan:
            self._top = draft

    # Numbers that print their whole path

    def _place_dotted(self, seen: SeenNumber) -> DemandPosition | None:
        marker = seen.marker
        above = _folded_path(marker.path[:-1])
        parent = next((each for each in reversed(self._open) if _folded_path(each.path) == above), None)
        if parent is None:
            return self._place_orphan(seen)
        previous = parent.children[-1].reading if parent.children else None
        reading = _best_reading(numbering.readings_of(marker.path[-1]), previous)
        taken = marker.is_sure or self._is_dotted_demand(seen, previous, reading)
        return DemandPosition(parent, reading, is_full=True) if taken else None

    def _is_dotted_demand(self, seen: SeenNumber, previous: Reading | None, reading: Reading) -> bool:
        marker = seen.marker
        in_order = numbering.is_next(previous, reading) if previous else reading.value == 1
        if not marker.is_numeric:
            abbreviated = marker.as_printed.lower() in numbering.ABBREVIATIONS and marker.delimiter != ")"
            return in_order and not abbreviated
        small = marker.rest[:1].islower()
        if marker.delimiter == "":
            expected = previous is not None or not small or self._is_ahead(marker.path[:-1], reading)
            return in_order and expected and not (seen.is_wrapped and small)
        step = reading.value - (previous.value if previous else 0)
        return in_order or (not seen.is_wrapped and abs(step) <= FARTHEST_JUMP)

    def _place_orphan(self, seen: SeenNumber) -> DemandPosition | None:
        marker = seen.marker
        if not marker.is_numeric:
            return None
        reading = numbering.readings_of(marker.path[-1])[0]
        last = self.roots[-1] if self.roots else None
        beside = last is not None and _folded_path(last.path[:-1]) == _folded_path(marker.path[:-1])
        follows = last is not None and beside and numbering.is_next(last.reading, reading)
        expected = not seen.is_wrapped and self._is_ahead(marker.path[:-1], reading)
        return DemandPosition(None, reading, True, True) if marker.is_sure or follows or expected else None

    # Numbers that print one component only

    def _place_single(self, seen: SeenNumber) -> DemandPosition | None:
        marker, readings = seen.marker, numbering.readings_of(seen.marker.path[0])
        levels = self._levels()
        same = [
            (parent, last, reading)
            for parent, last in levels
            for reading in readings
            if last.key == (reading.kind, marker.delimiter, marker.bulleted)
        ]
        nearest = min(same, key=lambda level: _reading_distance(seen, level[1], level[2]), default=None)
        if nearest and numbering.is_next(nearest[1].reading, nearest[2]):
            return None if self._is_mid_sentence(seen) else DemandPosition(nearest[0], nearest[2])
        start = next((reading for reading in readings if reading.value == 1), None)
        is_deeper = nearest is None or seen.indent >= nearest[1].indent + 2
        if start and is_deeper and self._may_open(seen, start):
            return DemandPosition(self.last, start)
        if nearest and _may_jump(seen, nearest[1].reading, nearest[2]):
            return DemandPosition(nearest[0], nearest[2])
        return self._place_sloppy(seen, levels, readings) or self._place_forced(seen, readings)

    def _levels(self) -> list[Level]:
        """What a bare number may follow: the demand above, None at the top, and its last demand."""
        below: list[Level] = [(above, last) for above, last in pairwise(self._open) if not last.is_full]
        top: list[Level] = [(None, self._top)] if self._top else []
        return [*reversed(below), *top]

    def _place_sloppy(
        self, seen: SeenNumber, levels: list[Level], readings: tuple[Reading, ...]
    ) -> DemandPosition | None:
        # "1." may be followed by "2)" where the author was not careful.
        for parent, last in levels:
            for reading in readings:
                if numbering.is_next(last.reading, reading) and not self._is_initial(seen, reading):
                    return None if self._is_mid_sentence(seen) else DemandPosition(parent, reading)
        return None

    def _place_forced(self, seen: SeenNumber, readings: tuple[Reading, ...]) -> DemandPosition | None:
        expected = next((reading for reading in readings if self._is_ahead((), reading)), None)
        if seen.marker.is_sure:
            return DemandPosition(self.last, _likely_reading(seen.marker.path[0], readings))
        if self._open or expected is None or seen.is_wrapped:
            return None
        return DemandPosition(None, expected)

    def _may_open(self, seen: SeenNumber, start: Reading) -> bool:
        if seen.marker.is_sure or self._is_ahead((), start):
            return True
        if seen.is_wrapped or DATED.match(seen.marker.rest):
            return False
        return not self._is_initial(seen, start)

    def _is_initial(self, seen: SeenNumber, reading: Reading) -> bool:
        return reading.kind != "digit" and seen.marker.delimiter == "." and not self._is_ahead((), reading)

    def _is_mid_sentence(self, seen: SeenNumber) -> bool:
        return seen.is_wrapped and not seen.marker.bulleted and self._printed[_folded_path(seen.marker.path)] > 1

    def _is_ahead(self, above: tuple[str, ...], reading: Reading) -> bool:
        return any((_folded_path(above), each) in self._ahead for each in numbering.successors(reading))

    # What the reader of the outline should look at

    def _note_order(self, draft: Draft, spot: DemandPosition) -> None:
        number = draft.number
        if number.casefold() in self._lines:
            first = self._lines[number.casefold()]
            self._duplicates.append((number, first, draft.line))
            self.notes.append(f"line {draft.line}: demand number {number} was already used on line {first}")
        self._lines.setdefault(number.casefold(), draft.line)
        siblings = spot.parent.children if spot.parent else self.roots
        if spot.is_orphan:
            above = ".".join(draft.path[:-1])
            self.notes.append(f"line {draft.line}: there is no demand {above} above {number}; kept at the top")
        elif siblings and not siblings[-1].path[:-1] and spot.parent is None:
            self._note_jump(draft, self._top or siblings[-1])
        else:
            self._note_jump(draft, siblings[-1] if siblings else None)

    def _note_jump(self, draft: Draft, previous: Draft | None) -> None:
        if previous is None and draft.reading.value != 1:
            self.notes.append(f"line {draft.line}: the first number here is {draft.number}")
        if previous is None or numbering.is_next(previous.reading, draft.reading):
            return
        if previous.number.casefold() != draft.number.casefold():
            self.notes.append(f"line {draft.line}: demand {draft.number} comes after {previous.number}")

    def _note_refusal(self, seen: SeenNumber) -> None:
        if seen.marker.delimiter or seen.marker.bulleted:
            printed = seen.marker.as_printed
            self.notes.append(f"line {seen.line}: “{printed}” is out of order here, so it was kept as text")


def _folded_path(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(component.casefold() for component in path)


def _best_reading(readings: tuple[Reading, ...], previous: Reading | None) -> Reading:
    if previous is None:
        return next((reading for reading in readings if reading.value == 1), readings[0])
    return max(readings, key=lambda each: (numbering.is_next(previous, each), each.kind == previous.kind))


def _likely_reading(component: str, readings: tuple[Reading, ...]) -> Reading:
    # A list that begins in its middle: v and x are Roman there, c and d are letters.
    return readings[-1] if component.lower() in "ivx" else readings[0]


def _reading_distance(seen: SeenNumber, last: Draft, reading: Reading) -> tuple[bool, bool, int]:
    apart = abs(seen.indent - last.indent)
    return apart > 1, not numbering.is_next(last.reading, reading), apart


def _may_jump(seen: SeenNumber, previous: Reading, reading: Reading) -> bool:
    marker, step = seen.marker, reading.value - previous.value
    if marker.is_sure:
        return True
    if seen.is_wrapped or DATED.match(marker.rest):
        return False
    if reading.kind == "digit":
        return step <= FARTHEST_JUMP
    return 0 < step <= FARTHEST_INITIAL if marker.delimiter == "." else step <= FARTHEST_LETTER
