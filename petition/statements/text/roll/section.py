"""The lines below a heading of signatories, read row by row until something else begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from petition.statements.text import line_layout
from petition.statements.text.demands.asking import asks, heads_notes
from petition.statements.text.line_layout import SourceLine
from petition.statements.text.roll import headings, names, tables
from petition.statements.text.roll.contacts import is_contact_line, take_contacts
from petition.statements.text.roll.groups import LONGEST_GROUP, GroupPlace, is_group
from petition.statements.text.roll.headings import HEADING
from petition.statements.text.roll.items import is_item, next_line, strip_item
from petition.statements.text.roll.rows import (
    NOTE_MARK,
    Row,
    is_after,
    is_name,
    is_placeholder,
    is_row,
    split_names,
    take_others,
)

MOST_SKIPPED, FEWEST_AROUND = 2, 2
HEADING_ROLE, GROUP_ROLE, TABLE_ROLE = "heading of signatories", "heading among signatories", "heading of columns"


def _names_beside_contact(text: str) -> bool:
    """Whether a line is a name and how to reach who has it."""
    kept, contacts = take_contacts(text)
    plain = bool(contacts) and len(kept.split()) <= LONGEST_GROUP and not is_after(text) and not asks(kept)
    return plain and kept[:1] == kept[:1].upper() and is_name(kept, listed=True)


@dataclass
class Section:
    """What was read: the rows, what became of other lines, notes, and the index of the first line behind."""

    rows: list[Row] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    after: int = 0


@dataclass
class SectionReader:
    """Reads on from a place; ``level`` is the depth of the heading above, 7 where it was no Markdown heading."""

    lines: Sequence[SourceLine]
    at: int
    level: int = 7
    group: str = ""
    country: str | None = None
    style: str = ""
    is_broken: bool = False
    skipped: int = 0
    part: int = 0
    odd: int = 0
    starts_run: bool = True
    found: Section = field(default_factory=Section)

    def read(self) -> Section:
        """The rows from here to where the list ends."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.is_separator:
                self.is_broken = self.is_broken or not tables.RULE.fullmatch(line.raw.strip()) or "|" not in line.raw
                self.at += 1
            elif line.is_note or not self._take(line):
                break
        self.found.after = self.at
        return self.found

    def _take(self, line: SourceLine) -> bool:
        """Whether the line belongs to the list; then the place is behind it."""
        self.starts_run = line.after_blank or self.is_broken
        if line.after_blank and heads_notes(line.text) and not line.literal:
            return False
        if is_placeholder(strip_item(line.text)) and self.found.rows:
            self._note_others(line, line.text)
            return True
        if NOTE_MARK.match(line.text):
            return False
        if not line.literal and self._take_heading(line):
            return True
        if not line.literal and ((is_after(line.text) and not is_item(line)) or HEADING.fullmatch(line.text)):
            return self._skip(line)
        if tables.is_pipe_row(line) or self._begins_loose_table(line):
            return self._take_table(self._pipe_rows())
        if is_item(line):
            return self._take_item(line)
        if self.style == "item" and self.found.rows:
            return self._take_below_item(line)
        return self._take_plain(line)

    # Headings and what stands between the parts of a list

    def _take_heading(self, line: SourceLine) -> bool:
        marked = HEADING.fullmatch(line.text)
        found = None if is_item(line) else headings.match_heading(line.text)
        if found and (found.is_marked or line.after_blank or not self.found.rows) and not self._reads_on(found.words):
            self._begin_group(line, found.kind, None, HEADING_ROLE)
            for name in split_names(found.behind, is_alone=True):
                self._add(name, [line])
            return True
        words = headings.strip_group(marked[2] if marked else line.text)
        if marked and heads_notes(words):
            return False
        place = GroupPlace(line, next_line(self.lines, self.at + 1), self.style, self.level)
        if is_group(place, words, len(marked[1]) if marked else 0):
            country = words if names.names_country(words) else None
            self._begin_group(line, headings.kind_of_group(words), country, GROUP_ROLE)
            return True
        return False

    def _reads_on(self, words: str) -> bool:
        following = next_line(self.lines, self.at + 1)
        return (
            following is not None
            and not following.after_blank
            and following.text[0].islower()
            and not words.endswith(":")
        )

    def _begin_group(self, line: SourceLine, kind: str, country: str | None, role: str) -> None:
        self.group, self.country, self.part = kind, country, self.part + 1
        self.found.roles[line.number] = role
        self.is_broken = False
        self.style = "" if self.style == "line" else self.style
        self.at += 1

    def _skip(self, line: SourceLine) -> bool:
        """Passes over a line before the names begin, such as a count or a date."""
        follows = next_line(self.lines, self.at + 1)
        self.skipped += line.after_blank
        if self.found.rows or self.skipped > MOST_SKIPPED or follows is None or HEADING.fullmatch(line.text):
            return False
        if not any(is_item(each) or tables.is_pipe_row(each) for each in self.lines[self.at + 1 : self.at + 5]):
            return False
        self.at += 1
        return True

    def _take_table(self, run: list[SourceLine]) -> bool:
        if not run:
            return False
        has_rule = any(line.is_separator for line in self.lines[self.at + 1 : self.at + 2])
        rows, head = tables.read_table(run, has_rule=has_rule)
        if not rows:
            return False
        self.found.roles.update((line.number, TABLE_ROLE) for line in head)
        for row in rows:
            row.group, row.country = self.group, self.country
            self.found.rows.append(row)
        self.style = "table"
        last = run[-1]
        while self.at < len(self.lines) and self.lines[self.at] is not last:
            self.at += 1
        self.at += 1
        return True

    def _pipe_rows(self) -> list[SourceLine]:
        run: list[SourceLine] = []
        for at in range(self.at, len(self.lines)):
            line = self.lines[at]
            if line.is_separator and not (line.after_blank and run):
                continue
            if line.literal or "|" not in line.text or (run and line.after_blank):
                break
            run.append(line)
        return run

    def _begins_loose_table(self, line: SourceLine) -> bool:
        """Whether a rule of columns stands below the line; then one pipe is enough."""
        below = self.lines[self.at + 1 : self.at + 2]
        return not line.literal and "|" in line.text and bool(below) and below[0].is_separator and "|" in below[0].text

    def _take_item(self, line: SourceLine) -> bool:
        if line.literal or (self.is_broken and self.style == "line"):
            return line.literal and self._take_plain(line)
        text = strip_item(line.text)
        left, others = take_others(text)
        if others and not left:
            self._note_others(line, others)
            return True
        if not is_row(text) or (self.style == "line" and line.after_blank and len(text.split()) > LONGEST_GROUP * 2):
            return self._leave_out_row(line, text)
        self.style = self.style or "item"
        self._add(text, [line], is_item=True)
        return True

    def _leave_out_row(self, line: SourceLine, text: str) -> bool:
        """Leaves out one item that names nobody, where names go on directly below it."""
        following = next_line(self.lines, self.at + 1)
        goes_on = following is not None and is_item(following) and is_row(strip_item(following.text))
        is_first = not self.found.rows and not self.odd and self.level < line_layout.DEEPEST_HEADING + (not self.at)
        enough = is_first or (self.style == "item" and self.odd * FEWEST_AROUND < len(self.found.rows))
        if not goes_on or not enough:
            return False
        self.odd += 1
        self._note_others(line, text)
        return True

    def _take_below_item(self, line: SourceLine) -> bool:
        row = self.found.rows[-1]
        first = row.lines[0] if row.lines else line
        set_in = line.indent > first.indent
        wrapped = not line.after_blank and (
            set_in or line.text[0].islower() or row.text.rstrip().endswith((",", "-", "–"))
        )
        if (
            (wrapped or set_in)
            and not is_contact_line(line.text)
            and len(row.text) + len(line.text) < line_layout.SHORT * 8
        ):
            joined = (
                f"{row.text} {line.text}"
                if not line.after_blank and not row.lines[-1].is_break
                else f"{row.text}, {line.text}"
            )
            self.found.rows[-1].text = joined
            row.lines.append(line)
            self.at += 1
            return True
        left, others = take_others(line.text)
        if others and not left:
            self._note_others(line, others)
            return True
        if self.is_broken or not line.after_blank or not is_name(line.text) or asks(line.text):
            return False
        # A name without its bullet among others that have one.
        following = next_line(self.lines, self.at + 1)
        if following is None or not is_item(following):
            return False
        self._add(line.text, [line])
        return True

    def _take_plain(self, line: SourceLine) -> bool:
        if self.is_broken and self.found.rows and not is_name(line.text):
            return False
        left, others = take_others(line.text)
        if others and not left:
            self._note_others(line, others)
            return True
        if (not self.style and not self.found.rows) or self.style in ("columns", "table"):
            run = self._plain_run()
            if len(run) > 1 and tables.count_columned(run) * 10 >= len(run) * 6:
                return self._take_table(run)
        if not line.literal and self._continues(line):
            self.found.rows[-1].text += f" {line.text}"
            self.found.rows[-1].lines.append(line)
            self.at += 1
            return True
        bare = line.text.rstrip(";；,、， ")
        if not (is_name(bare, listed=not line.after_blank, may_be_dated=True) or self._is_row_of_names(line)):
            return self._skip(line)
        self.style = "line"
        self._add(line.text, [line])
        return True

    def _plain_run(self) -> list[SourceLine]:
        run: list[SourceLine] = []
        for at in range(self.at, len(self.lines)):
            line = self.lines[at]
            if line.is_separator or (run and line.after_blank) or is_item(line) or HEADING.fullmatch(line.text):
                break
            run.append(line)
        return run

    def _continues(self, line: SourceLine) -> bool:
        if line.after_blank or not self.found.rows or not self.found.rows[-1].lines or self.found.rows[-1].cells:
            return False
        previous = self.found.rows[-1].lines[-1]
        beneath = previous.number == line.number - 1 and not previous.is_break
        return beneath and line.text[0].islower() and previous.width >= line_layout.SHORT // 2

    def _is_row_of_names(self, line: SourceLine) -> bool:
        text = line.text.strip("*_ ").rstrip(",;")
        if is_contact_line(text) and (not line.after_blank or not self.found.rows) and _names_beside_contact(text):
            beside = self.lines[self.at + 1 : self.at + 2]
            return bool(self.found.rows) or bool(beside and not beside[0].after_blank)
        if is_contact_line(text) or asks(text[:120]):
            return is_row(text) and "@" in line.text and not line.after_blank and len(text.split()) < LONGEST_GROUP
        parts = split_names(text, is_alone=True)
        return len(parts) > 2 and sum(len(part.split()) for part in parts) < 9 * len(parts)

    def _add(self, text: str, lines: list[SourceLine], *, is_item: bool = False) -> None:
        row = Row(text, list(lines), self.group, self.country, {}, self.starts_run, is_item, self.part)
        self.found.rows.append(row)
        self.is_broken = False
        if lines and self.at < len(self.lines) and lines[0] is self.lines[self.at]:
            self.at += 1

    def _note_others(self, line: SourceLine, words: str) -> None:
        self.found.notes.append(f"line {line.number}: not named: {words}")
        self.found.roles[line.number] = GROUP_ROLE
        self.at += 1
