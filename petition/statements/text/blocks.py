"""Lines collected into blocks: paragraphs, headings, bullets and numbered items."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from petition.statements.text import line_layout, numbering
from petition.statements.text.cleaning.references import NOTE
from petition.statements.text.demand_tree import DemandTree, SeenNumber
from petition.statements.text.demands.lists import NumberedLine, count_lazy, numbered_lines, split_lists
from petition.statements.text.demands.taking import NumberedLists
from petition.statements.text.line_layout import Block, SourceLine
from petition.statements.text.roll.headings import HEADING

# Lists with bullets are counted apart from those with numbers.
BULLETS = 1_000_000


class BlockReader:
    """Collects the blocks of the lines that are free; numbers are placed in the tree of the list they stand in."""

    def __init__(self, lines: Sequence[SourceLine], taken: Collection[int], *, every_number: bool = False) -> None:
        self.lines = lines
        self.taken = taken
        self.blocks: list[Block] = []
        self.lists = NumberedLists()
        self._bullets = 0
        free = [line for line in lines if line.number not in taken]
        numbered = numbered_lines(free)
        parted = [numbered] if every_number else split_lists(free, numbered)
        self._numbered: dict[int, tuple[int, NumberedLine]] = {}
        for number, run in enumerate(filter(None, parted), 1):
            lazy = {} if every_number else count_lazy(run)
            run = [NumberedLine(n.at, lazy.get(n.at, n.marker), n.indent, n.is_heading) for n in run]
            self.lists.trees[number] = DemandTree(each.marker for each in run)
            self._numbered.update((id(free[each.at]), (number, each)) for each in run)

    def read(self) -> list[Block]:
        """The blocks in the order of the text."""
        current: Block | None = None
        previous: SourceLine | None = None
        for line in self.lines:
            if line.number in self.taken:
                current = None
            elif line.is_separator:
                self._underline(line, previous)
                current = None
            else:
                block = self._begin_block(line, previous, current)
                if block is None and current is not None:
                    current.append(line)
                else:
                    current = block or Block([line], line.text)
                    self.blocks.append(current)
                current = None if current.heading else current
            previous = line
        return self.blocks

    def _underline(self, line: SourceLine, previous: SourceLine | None) -> None:
        blocks = self.blocks
        if line.after_blank or previous is None or not blocks or blocks[-1].marker:
            return
        beneath = blocks[-1].lines[-1] is previous and line_layout.UNDERLINE.fullmatch(line.text)
        if beneath and (line.text[0] == "=" or len(blocks) == 1):
            blocks[-1].heading = blocks[-1].heading or (1 if line.text[0] == "=" else 2)

    def _begin_block(self, line: SourceLine, previous: SourceLine | None, current: Block | None) -> Block | None:
        heading = None if line.literal else HEADING.fullmatch(line.text)
        level, text = (len(heading[1]), heading[2]) if heading else (0, line.text)
        words = line_layout.unescape(text) if heading else text
        literal = line.literal or words != text
        if line.is_note:
            starts = NOTE.match(line.text) or current is None or not current.lines[0].is_note
            return Block([line], text) if starts else None
        item = None if literal else self._place_number(line, previous, level, text)
        if item:
            return item
        if heading:
            return Block([line], words, level)
        dashed = None if literal else line_layout.with_dash_bullet(text)
        if dashed:
            return Block([line], dashed, is_bullet=True, group=BULLETS + self._bullet_list(current))
        if current is None or previous is None or line.after_blank or current.lines[0].is_note:
            return Block([line], text)
        if previous.is_break and not current.marker and not current.is_bullet:
            return Block([line], text)
        is_first = len(self.blocks) == 1 and len(current.lines) == 1 and not current.marker
        begins = line_layout.begins_paragraph(line, previous, current.indent, is_first)
        return Block([line], text) if begins else None

    def _bullet_list(self, current: Block | None) -> int:
        """The number of the bulleted list: it goes on where the block before is a bullet, too."""
        before = self.blocks[-1] if self.blocks else current
        self._bullets += not (before is not None and before.is_bullet)
        return self._bullets

    def _place_number(self, line: SourceLine, previous: SourceLine | None, level: int, text: str) -> Block | None:
        number, found = self._numbered.get(id(line), (0, None))
        if found is None:
            return None
        wrapped = not level and line_layout.looks_wrapped(line, previous)
        marker = found.marker
        draft = self.lists.trees[number].place(SeenNumber(marker, line.number, found.indent, wrapped))
        if draft is None:
            return None
        printed = line_layout.with_dash_bullet(text) if marker.bulleted and numbering.BULLET.match(text) else text
        block = Block([line], marker.rest, level, marker, list_number=number, printed=printed or text, group=number)
        self.lists.keep(block, draft)
        return block
