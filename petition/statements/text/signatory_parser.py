"""The signatories below a text: under a heading, emphasised, bulleted, numbered, or one a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from petition.statements.text import line_layout, numbering, signatory_headings
from petition.statements.text.line_layout import Block, SourceLine
from petition.statements.text.tree import Signatory

HEADING_ROLE = "heading of signatories"
ROLE = "signatory"
BRACKETED = re.compile(r"(.*?)\s*[(（\[]([^()（）\[\]]+)[)）\]]", re.DOTALL)
LINK = re.compile(r"!?\[([^\[\]]+)\]\(([^()\s]*)\)")
CONTACT = re.compile(r"(?i)https?:|www\.|\w@\w|\btel\b|\+\d{3}")
ENDING_ABBREVIATION = re.compile(r"(?:^|\s)(?:\w{1,3}\.)+$|(?i:\b(?:inc|ltd|corp|assn|stift|org)\.)$")
INNER_SENTENCE = re.compile(r"\w{4,}[.!?] +[^\W\d_]")
LONGEST_NAME = 160
MOST_WORDS = 20


@dataclass
class SignatoryList:
    """Signatories found, what became of their lines, and the heading as printed."""

    signatories: list[Signatory] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    first_line: int = 0

    def add(self, source: str, lines: Iterable[SourceLine]) -> None:
        """Takes in one name with the lines it stands on; what holds no name stays unplaced."""
        lines = list(lines)
        signatory, addresses = parse_signatory(source)
        if not any(character.isalnum() for character in signatory.name):
            return
        self.signatories.append(signatory)
        self.roles.update((line.number, ROLE) for line in lines)
        self.notes += [f"the link of {signatory.name} was left out: {address}" for address in addresses]


def parse_signatory(source: str) -> tuple[Signatory, list[str]]:
    """The signatory a line names, and the addresses of links that were taken out of it."""
    addresses = [found[2] for found in LINK.finditer(source) if found[2].strip("#")]
    name = _clean_name(LINK.sub(r"\1", source))
    found = BRACKETED.fullmatch(name) if name[-1:] in (")", "）", "]") else None
    if found and found[1] and signatory_headings.is_country(found[2].strip()):
        before = _strip_punctuation(found[1])
        if any(character.isalnum() for character in before):
            return Signatory(before, found[2].strip()), addresses
    return Signatory(name), addresses


def _clean_name(text: str) -> str:
    while True:
        text = text.strip()
        if line_layout.unescape(text) != text:
            return _strip_punctuation(line_layout.unescape(text))
        bullet = numbering.BULLET.match(text)
        shorter = text[bullet.end() :] if bullet else _strip_number(text)
        shorter = shorter if shorter and shorter != text else _strip_punctuation(text)
        if shorter == text:
            return text
        text = shorter


def _strip_number(text: str) -> str:
    marker = numbering.read_marker(text)
    if marker is None or not marker.delimiter or (marker.delimiter == "." and not marker.is_numeric):
        return text
    return marker.rest


def _strip_punctuation(text: str) -> str:
    while True:
        shorter = text.strip().rstrip(";,").rstrip()
        inner = shorter.strip("*_ ")
        shorter = inner if not any(mark in inner for mark in "*_") else shorter
        ended = shorter.endswith(".") and not ENDING_ABBREVIATION.search(shorter[-12:])
        shorter = shorter[:-1] if ended and "." not in shorter.rsplit(" ", 1)[-1][:-1] else shorter
        if shorter == text:
            return text
        text = shorter


def is_name(text: str, *, listed: bool = False) -> bool:
    """Whether a line reads like a name, not a sentence; ``listed`` below a heading, where more may pass."""
    text = text.strip("*_ ")
    trimmed = text.rstrip(";,. ") if listed else text
    if not trimmed or len(trimmed) > LONGEST_NAME or len(trimmed.split()) > MOST_WORDS:
        return False
    if not any(character.isalpha() for character in trimmed) or CONTACT.search(trimmed):
        return False
    if INNER_SENTENCE.search(trimmed) or line_layout.is_date_line(trimmed) or trimmed[-1] in ":：":
        return False
    if listed:
        return True
    if signatory_headings.match_heading(trimmed) or (numbering.read_marker(trimmed) and trimmed[0].isdigit()):
        return False
    first = next(character for character in trimmed if character.isalnum())
    ends = line_layout.PAUSE.search(trimmed) and not ENDING_ABBREVIATION.search(trimmed[-12:])
    return not first.islower() and not ends and not line_layout.HEADING.fullmatch(trimmed)


def find_headed_list(lines: Sequence[SourceLine]) -> SignatoryList:
    """All signatories that stand below a heading saying so; a heading with no name below stays text."""
    roll, at = SignatoryList(), 0
    while at < len(lines):
        found = None if lines[at].literal else signatory_headings.match_heading(lines[at].text)
        if found is None or not _is_alone(lines[at], lines[at + 1 : at + 2]):
            at += 1
            continue
        at = _read_section(lines, at, found[1], roll)
    return roll


def _is_alone(line: SourceLine, following: Sequence[SourceLine]) -> bool:
    marked = line.after_blank or line.text[0] in "#*_" or ":" in line.text or "：" in line.text
    return marked and not any(each.text[0].islower() and not each.after_blank for each in following)


def _read_section(lines: Sequence[SourceLine], at: int, behind: str, roll: SignatoryList) -> int:
    head, found = lines[at], len(roll.signatories)
    for name in _split_names(behind):
        roll.add(name, [])
    if behind and len(roll.signatories) == found:
        return at + 1
    entries, after = _group_entries(lines, at + 1)
    for entry in entries:
        roll.add(" ".join(line.text for line in entry), entry)
    if len(roll.signatories) > found:
        roll.roles[head.number] = HEADING_ROLE
        roll.first_line = roll.first_line or head.number
        return after
    return at + 1


def _split_names(names: str) -> list[str]:
    for separator in (";", ","):
        parts = [part.strip() for part in names.split(separator) if part.strip()]
        if len(parts) > 1 and all(is_name(part, listed=True) for part in parts):
            return parts
    return [names] if names and is_name(names) else []


def _group_entries(lines: Sequence[SourceLine], at: int) -> tuple[list[list[SourceLine]], int]:
    entries: list[list[SourceLine]] = []
    while at < len(lines):
        line = lines[at]
        if line.is_separator:
            pass
        elif entries and _continues_entry(line, entries[-1]):
            entries[-1].append(line)
        elif _is_entry(line, entries):
            entries.append([line])
        else:
            break
        at += 1
    return entries, at


def _is_item(line: SourceLine) -> bool:
    marker = None if line.literal else numbering.read_marker(line.text)
    numbered = marker is not None and bool(marker.delimiter) and (marker.is_numeric or marker.delimiter != ".")
    return numbered or (not line.literal and numbering.BULLET.match(line.text) is not None)


def _continues_entry(line: SourceLine, entry: list[SourceLine]) -> bool:
    if line.after_blank or _is_item(line) or entry[-1].number != line.number - 1:
        return False
    if _is_item(entry[0]) and line.indent > entry[0].indent:
        return True
    return line.text[0].islower() and entry[-1].width >= line_layout.SHORT // 2


def _is_entry(line: SourceLine, entries: list[list[SourceLine]]) -> bool:
    bulleted = not line.literal and numbering.BULLET.match(line.text) is not None
    if bulleted or line.literal:
        return bulleted or is_name(line.text)
    if signatory_headings.match_heading(line.text) or line_layout.HEADING.fullmatch(line.text):
        return False
    marker = numbering.read_marker(line.text)
    if marker and marker.delimiter and marker.is_numeric:
        among_bullets = bool(entries) and numbering.BULLET.match(entries[0][0].text) is not None
        return not among_bullets and is_name(marker.rest, listed=True)
    return is_name(line.text.rstrip(";, "), listed=not line.after_blank)


def find_trailing_names(blocks: Sequence[Block]) -> list[tuple[Block, list[list[SourceLine]]]]:
    """Blocks at the end of a text that are names without a heading, each with the lines of its names."""
    lists = [block for at, block in enumerate(blocks) if _is_list(block, at == len(blocks) - 1)]
    if lists:
        return [(block, [[line] for line in block.lines]) for block in lists]
    run = list(blocks)
    while run and line_layout.is_date_line(run[-1].text):
        run.pop()
    names: list[Block] = []
    while run and _is_lone_name(run[-1]):
        names.append(run.pop())
    farewell = run and signatory_headings.FAREWELL.fullmatch(line_layout.strip_emphasis(run[-1].text))
    enough = len(names) >= (1 if farewell else 2)
    return [(block, [block.lines]) for block in reversed(names)] if enough else []


def _is_list(block: Block, is_last: bool) -> bool:
    if len(block.lines) < 2 or block.heading or block.marker:
        return False
    first, last = block.lines[0].text, block.lines[-1].text
    emphasised = first[0] in "*_" and last[-1] == first[0]
    return (emphasised or is_last or len(block.lines) > 2) and all(is_name(line.text) for line in block.lines)


def _is_lone_name(block: Block) -> bool:
    name = block.text
    name = name[2:] if name.startswith(line_layout.KEPT_DASHES) else name
    return not block.marker and not name.startswith("**") and is_name(name)


def heading_words(text: str) -> str:
    """The words of a heading of signatories, without markup and the names behind it; "" when it is none."""
    found = signatory_headings.match_heading(text)
    return found[0] if found else ""
