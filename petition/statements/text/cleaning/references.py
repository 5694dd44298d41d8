"""Link definitions are used where they are meant; footnotes are found, to be kept behind the text."""

from __future__ import annotations

import re

from petition.statements.text.cleaning.sheet import FOOTNOTE, LINK_DEFINITION, PICTURE, Sheet

DEFINITION = re.compile(
    r" {0,3}\[(?!\^)([^\[\]]{1,200})\]:\s*<?([^\s<>]+)>?(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*"
)
ADDRESS = re.compile(r"[a-zA-Z][\w+.-]*:|[/#.?]|[\w-]+(?:\.[\w-]+)+|[\w-]+/")
NOTE = re.compile(r" {0,3}\[\^[^\[\]\s]+\]:\s*\S?")
REFERENCE = re.compile(r"(?<![\\\]])(!?)\[((?<=!\[)|[^\[\]]{1,500})\](?:\[([^\[\]]{0,200})\])?(?![(\[:])")
PICTURES = re.compile(
    r"\[!\[([^\[\]]*)\]\([^()]*\)\](?:\([^()]*\)|\[[^\[\]]*\])|!\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)|!\[\[([^\[\]]*)\]\]"
)
BARE_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\[\]]{1,200}\]:\s*")
TITLE_OF_LINK = re.compile(r"\s*(?:\"[^\"]*\"|'[^']*'|\([^()]*\))\s*")
NOTE_MARK = re.compile(r"(?<=\S) ?\[\^[^\[\]\s]{1,60}\]")
LEFT_OF_PICTURE = re.compile(r"[\s|·•*_:-]*")


def resolve_links(sheet: Sheet) -> None:
    """Takes off the definitions of links and writes their addresses where the links are."""
    defined: dict[str, str] = {}
    for at, line in list(sheet.remaining_lines()):
        found = _match_definition(sheet, at, line) if "]:" in line else None
        if found and ADDRESS.match(found[2]):
            defined.setdefault(_key(found[1]), found[2])
            for one in range(at, _end_of_definition(sheet, at, line)):
                sheet.remove_line(one, LINK_DEFINITION)
    for at, line in list(sheet.remaining_lines()) if defined else ():
        if "[" in line:
            sheet.lines[at] = REFERENCE.sub(lambda found: _write_link(found, defined), line)


def _match_definition(sheet: Sheet, at: int, line: str) -> re.Match[str] | None:
    """The definition that begins on a line; its address may stand on the next."""
    below = sheet.lines[at + 1] if at + 1 < len(sheet.lines) else ""
    whole = f"{line} {below.strip()}" if BARE_DEFINITION.fullmatch(line) else line
    return DEFINITION.fullmatch(whole)


def _end_of_definition(sheet: Sheet, at: int, line: str) -> int:
    """The index behind a definition; its title may stand below, set in or not."""
    end = at + 2 if BARE_DEFINITION.fullmatch(line) else at + 1
    has_title = line.rstrip().endswith(('"', "'", ")"))
    below = sheet.lines[end] if end < len(sheet.lines) else ""
    return end + 1 if below and not has_title and TITLE_OF_LINK.fullmatch(below) else end


def _key(words: str) -> str:
    return " ".join(words.casefold().split())


def _write_link(found: re.Match[str], defined: dict[str, str]) -> str:
    address = defined.get(_key(found[3] or found[2]))
    return f"{found[1]}[{found[2]}]({address})" if address else found[0]


def take_pictures(sheet: Sheet) -> None:
    """Takes off pictures; what they show is noted in their own words."""
    for at, line in list(sheet.remaining_lines()):
        if "![" not in line:
            continue
        for found in PICTURES.finditer(line):
            sheet.note(at, f"{PICTURE} left out: {found[1] or found[2] or found[3] or 'no words'}")
        left = PICTURES.sub("", line)
        if left != line:
            sheet.replace_line(at, "" if LEFT_OF_PICTURE.fullmatch(left) else left, PICTURE)


def find_footnotes(sheet: Sheet) -> set[int]:
    """The indices of lines that are footnotes, with the lines set in below them."""
    found, inside = set(), False
    for at, line in enumerate(sheet.lines):
        if at not in sheet.protected and NOTE.match(line):
            inside = True
        elif line.strip() and not line.startswith(("    ", "\t")):
            # A lazy line right below still belongs to the note.
            inside = (
                inside and at > 0 and bool(sheet.lines[at - 1].strip()) and not line.startswith(("#", "-", "*", "|"))
            )
        if inside and line.strip():
            found.add(at)
            sheet.roles.setdefault(at + 1, FOOTNOTE)
    return found
