"""All signatories of a text: below headings that say so, in the front matter, and where a person said so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from petition.statements.text import line_layout
from petition.statements.text.cleaning.references import NOTE_MARK
from petition.statements.text.demands.asking import asks
from petition.statements.text.line_layout import SourceLine
from petition.statements.text.roll import headings, names, tables
from petition.statements.text.roll.contacts import is_link, is_reachable, take_contacts
from petition.statements.text.roll.items import is_item
from petition.statements.text.roll.people import suggest_kinds
from petition.statements.text.roll.person_words import ORGANISATION
from petition.statements.text.roll.person_words import ROLE as ROLE_WORD
from petition.statements.text.roll.rows import Row, is_name, split_names, take_others
from petition.statements.text.roll.runs import arrange_rows
from petition.statements.text.roll.section import HEADING_ROLE, Section, SectionReader
from petition.statements.text.roll.vocabulary import is_farewell
from petition.statements.text.tree import Signatory

ROLE = "signatory"
FEWEST_CODES = 2
BESIDE = ("role", "organisation", "place")
LONGEST_HEADING, MOST_AGAIN, MOST_BEHIND = 4, 200, 4


@dataclass
class SignatoryList:
    """Signatories found, what became of their lines by number, notes, and the line where the first list begins."""

    signatories: list[Signatory] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    first_line: int = 0

    def add_rows(self, rows: Sequence[Row]) -> int:
        """Takes in the rows of one list; gives how many of them name somebody."""
        for row in rows:
            row.text, others = take_others(NOTE_MARK.sub("", row.text))
            if others:
                where = f"line {row.lines[0].number}: " if row.lines else ""
                self.notes.append(f"{where}not named: {others}")
        arranged = arrange_rows(rows)
        codes = _has_codes(arranged)
        read = [(row, *_read_row(row, codes)) for row in arranged]
        read = [each for each in read if any(map(str.isalnum, each[1].name))]
        made = suggest_kinds([each[1] for each in read], [each[0].group for each in read])
        made = [_take_town(one, each[0].text) for one, each in zip(made, read, strict=True)]
        for (_row, _signatory, contacts), signatory in zip(read, _take_places(made), strict=True):
            self.signatories.append(signatory)
            self._note_contacts(signatory.name, contacts)
        # Names parted from one row share its lines: each line is marked once.
        shared = {id(row.lines): row.lines for row, _signatory, _contacts in read}
        self.roles.update((line.number, ROLE) for lines in shared.values() for line in lines)
        return len(read)

    def _note_contacts(self, name: str, contacts: Sequence[str]) -> None:
        for contact in contacts:
            word = "contact" if is_reachable(contact) else "link" if is_link(contact) else "address"
            self.notes.append(f"the {word} of {name} was left out: {contact}")


def _read_row(row: Row, codes: bool) -> tuple[Signatory, tuple[str, ...]]:
    """The signatory a row names, not yet told apart, and the contact data that was taken off."""
    text, contacts = take_contacts(row.text)
    line = row.lines[0].number if row.lines else 0
    name = names.clean_name(text)
    if row.cells:
        name, country = (
            (name, row.cells["country"]) if row.cells.get("country") else names.take_country(name, codes=codes)
        )
        contacts += (row.cells["contact"],) if "contact" in row.cells else ()
        role, organisation, place = (take_contacts(row.cells[key])[0] if key in row.cells else None for key in BESIDE)
        found = Signatory(name, country or row.country, role, organisation, place)
        return replace(found, contacts=contacts, line=line), contacts
    name, country = names.take_country(name, codes=codes)
    return Signatory(names.strip_punctuation(name), country or row.country, contacts=contacts, line=line), contacts


def _has_codes(rows: Sequence[Row]) -> bool:
    """Whether a list prints countries as codes: several rows end in one."""
    ends = [row.text.rstrip(" .;,*_)]").replace("(", " ").replace(",", " ").rsplit(" ", 1)[-1] for row in rows[:200]]
    found = sum(len(end) in (2, 3) and end.isupper() and names.names_country(end, codes=True) for end in ends)
    return found > FEWEST_CODES and found * 10 >= len(ends) * 6


def _take_town(one: Signatory, printed: str) -> Signatory:
    """The organisation without the town that stood in one bracket with its country: "Guild (Vilnius, Lithuania)"."""
    found = names.BRACKETED.fullmatch(one.name) if one.country and one.name[-1:] == ")" else None
    if found is None or one.kind != "organisation" or one.place or not _may_be_town(found[2]):
        return one
    beside = re.search(rf"{re.escape(found[2])}\s*[,;–—/|，、-]\s*{re.escape(one.country or '')}\s*[)）\]]", printed)
    return replace(one, name=found[1], place=found[2]) if beside else one


def _take_places(found: Sequence[Signatory]) -> list[Signatory]:
    """Towns between name and country are taken off where the whole list prints them."""
    parts = [names.split_parts(each.name) for each in found]
    shaped = [
        len(each) == 2 and _may_be_town(each[1]) and bool(one.country) for each, one in zip(parts, found, strict=True)
    ]
    if sum(shaped) < LONGEST_HEADING - 1 or sum(shaped) * 10 < len(found) * 7:
        return list(found)
    return [
        replace(one, name=each[0], place=each[1]) if fits and one.kind == "organisation" else one
        for one, each, fits in zip(found, parts, shaped, strict=True)
    ]


def _may_be_town(part: str) -> bool:
    plain = not ORGANISATION.search(part) and not ROLE_WORD.search(part) and not names.ACRONYM.fullmatch(part)
    return plain and len(part.split()) <= 3 and part[:1].isupper() and part.replace("-", " ").replace(" ", "").isalpha()


def find_headed_lists(lines: Sequence[SourceLine], title: str = "") -> SignatoryList:
    """All signatories that stand below a heading saying so; a heading with no name below stays text.

    ``title`` is that of the front matter, which may itself be such a heading.
    """
    roll, at = SignatoryList(), 0
    whole = headings.match_heading(title) if lines and is_item(lines[0]) else None
    if whole and not whole.behind:
        at = _read_section(lines, -1, whole, -1, roll)
    while at < len(lines):
        heading = _heading_at(lines, at)
        at = _read_section(lines, at, *heading, roll) if heading else _read_table(lines, at, roll)
    return roll


def _read_table(lines: Sequence[SourceLine], at: int, roll: SignatoryList) -> int:
    """Takes in a table at the end of a letter, or below its farewell, whose headings say that it is of signatories."""
    line, group = lines[at], _find_group(lines, at)
    has_rule = any(below.is_separator for below in lines[at + 1 : at + 2])
    if not tables.is_pipe_row(line) or not (group or (has_rule and tables.heads_table(line))):
        return at + 1
    after = next((end for end in range(at + 1, len(lines)) if lines[end].after_blank), len(lines))
    above = next((each for each in reversed(lines[max(0, at - 3) : at]) if not each.is_separator), None)
    behind = [each for each in lines[after : after + 2 * MOST_BEHIND] if not (each.is_separator or each.is_note)]
    behind = [each for each in behind if not tables.is_pipe_row(each)]
    follows_farewell = above is not None and is_farewell(line_layout.strip_emphasis(above.text))
    is_other = above is not None and above is not group and above.text.rstrip("*_ ")[-1:] in (":", "：")
    if not follows_farewell and (is_other or len(behind) > MOST_BEHIND):
        return after
    section = SectionReader(lines[at:after], 0, group=headings.kind_of_group(group.text) if group else "").read()
    if not roll.add_rows(section.rows):
        return after
    roll.roles.update(section.roles)
    if group:
        roll.roles[group.number] = HEADING_ROLE
    roll.first_line = roll.first_line or (group or line).number
    return after


def _find_group(lines: Sequence[SourceLine], at: int) -> SourceLine | None:
    """The line "Organisations" above a table without headings, whose first row is on this line."""
    rules = at - 1
    while rules >= 0 and lines[rules].is_separator and "|" in lines[rules].text:
        rules -= 1
    above = lines[rules] if 0 <= rules < at - 1 else None
    return above if above and headings.match_group(above.text) else None


def _heading_at(lines: Sequence[SourceLine], at: int) -> tuple[headings.RollHeading, int] | None:
    """The heading that begins on a line, and the index of its last line."""
    line = lines[at]
    if line.literal or line.is_note or line.is_separator or (is_item(line) and not line.text.startswith("#")):
        return None
    if _begins_groups(lines, at):
        return headings.RollHeading("", is_marked=True), at
    found = headings.match_heading(line.text) or _match_group(line)
    if found:
        return (found, at) if _is_alone(line, lines[at + 1 : at + 2]) else None
    if not line.after_blank or line.text.rstrip("*_ ")[-1:] in ":：":
        return None
    joined = line.text
    for last in range(at + 1, min(at + LONGEST_HEADING, len(lines))):
        if lines[last].after_blank or is_item(lines[last]) or line_layout.SENTENCE_END.search(joined):
            return None
        joined = f"{joined} {lines[last].text}"
        if joined.rstrip("*_ ")[-1] in ":：":
            found = headings.match_heading(joined)
            return (found, last) if found else None
    return None


def _match_group(line: SourceLine) -> headings.RollHeading | None:
    """A heading of a part, such as "Organisations:", that no heading of the whole stands above."""
    kind = headings.kind_of_group(line.text) if headings.match_group(line.text) else ""
    marked = line.text.rstrip("*_ ").endswith((":", "："))
    return headings.RollHeading(headings.strip_group(line.text), kind=kind) if kind and marked else None


def _begins_groups(lines: Sequence[SourceLine], at: int) -> bool:
    """Whether a line is a farewell with parts of a numbered list of names below: "International:"."""
    below = lines[at + 1 : at + 4]
    if len(below) < 3 or not is_farewell(lines[at].text) or not lines[at].text.endswith(","):
        return False
    heads = headings.match_group(below[0].text) or names.names_country(headings.strip_group(below[0].text))
    return heads and not is_item(below[0]) and all(is_item(each) and not asks(each.text) for each in below[1:])


def _is_alone(line: SourceLine, following: Sequence[SourceLine]) -> bool:
    marked = line.after_blank or line.text[0] in "#*_" or ":" in line.text or "：" in line.text
    return marked and not any(each.text[0].islower() and not each.after_blank for each in following)


def _read_section(
    lines: Sequence[SourceLine], at: int, heading: headings.RollHeading, last: int, roll: SignatoryList
) -> int:
    marked = headings.HEADING.fullmatch(lines[at].text) if at >= 0 else None
    section = _read_names(lines, last + 1, heading, len(marked[1]) if marked else line_layout.DEEPEST_HEADING)
    # What was no list is looked at again for headings in it, but for long stretches, which would cost their square.
    again = at + 1 if section.rows and section.after - at < MOST_AGAIN else max(at + 1, section.after)
    if not section.rows or not _is_roll(section, heading) or not roll.add_rows(section.rows):
        return again
    if heading.words:
        roll.roles.update((line.number, HEADING_ROLE) for line in lines[max(at, 0) : last + 1])
    roll.roles.update(section.roles)
    roll.notes += section.notes
    roll.first_line = roll.first_line or lines[max(at, 0)].number
    return section.after


def _read_names(lines: Sequence[SourceLine], at: int, heading: headings.RollHeading, level: int) -> Section:
    behind = split_names(heading.behind, is_alone=True) if heading.behind else []
    goes_on = len(behind) == 1 and behind[0][0].islower()
    if heading.behind and (goes_on or not all(is_name(name, listed=True) for name in behind)):
        return Section(after=at)
    reads_on = (
        not behind or heading.behind.rstrip().endswith((",", ";")) or (at < len(lines) and not lines[at].after_blank)
    )
    section = SectionReader(lines, at, level, heading.kind).read() if reads_on else Section(after=at)
    section.rows[:0] = [Row(name, [], heading.kind) for name in behind]
    return section


def _is_roll(section: Section, heading: headings.RollHeading) -> bool:
    """Whether what was read below a heading that is not marked as one is names all through."""
    if heading.is_marked or any(row.cells for row in section.rows):
        return True
    sentences = sum(
        row.text.rstrip().endswith((".", ";", "!", "?")) and len(row.text.split()) > 9 for row in section.rows
    )
    return sentences * 3 < len(section.rows)


def add_listed(roll: SignatoryList, listed: Sequence[Mapping[str, str]]) -> None:
    """Takes in the signatories of the front matter."""
    rows = [Row(each["line"]) if "line" in each else Row(each["name"], cells=dict(each)) for each in listed if each]
    if rows:
        roll.notes.append("signatories were found in the front matter")
        roll.add_rows(rows)


def add_chosen(roll: SignatoryList, lines: Sequence[SourceLine]) -> None:
    """Takes in lines of which a person said that they are signatories."""
    rows = [
        Row(line.text, [line], starts_run=line.after_blank, is_item=is_item(line))
        for line in lines
        if not line.is_separator
    ]
    roll.add_rows(rows)
    roll.first_line = min(filter(None, (roll.first_line, lines[0].number if lines else 0)), default=0)
