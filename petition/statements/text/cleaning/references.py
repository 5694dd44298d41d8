"""Link definitions are used where they are meant; footnotes are found, to be kept behind the text."""

from __future__ import annotations

import re

from petition.statements.text.cleaning.sheet import FOOTNOTE, LINK_DEFINITION, PICTURE, Sheet

DEFINITION = re.compile(
    r" {0,3}\[(?!\^)([^\[\]]{1,200})\]:\s*<?([^\s<>]+)>?(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*"
)
ADDRESS = re.compile(r"[a-zA-Z][\w+.-]*:|[/#.?]|[\w-]+(?:\.[\w-]+)+|[\w-]+/")
NOTE = re.compile(r" {0,3}\[\^[^\[\]\s]+\]:\s*\S?")
REFERENCE = re.compile(r"(?<![\\\]])(!?)\[([^\[\]]{1,500})\](?:\[([^\[\]]{0,200})\])?(?![(\[:])")
PICTURES = re.compile(
    r"\[!\[([^\[\]]*)\]\([^()]*\)\]\([^()]*\)|!\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)|!\[\[([^\[\]]*)\]\]"
)
LEFT_OF_PICTURE = re.compile(r"[\s|·•*_:-]*")


def resolve_links(sheet: Sheet) -> None:
    """Takes off the definitions of links and writes their addresses where the links are."""
    defined: dict[str, str] = {}
    for at, line in list(sheet.remaining_lines()):
        found = DEFINITION.fullmatch(line) if "]:" in line else None
        if found and ADDRESS.match(found[2]):
            defined.setdefault(_key(found[1]), found[2])
            sheet.remove_line(at, LINK_DEFINITION)
    for at, line in list(sheet.remaining_lines()) if defined else ():
        if "[" in line:
            sheet.lines[at] = REFERENCE.sub(lambda found: _write_link(found, defined), line)


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
