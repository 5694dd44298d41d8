"""All lines of a text with what became of them, one by one and as the blocks that an editor shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from petition.statements.text.choices import Use
from petition.statements.text.cleaning.clean_text import CleanText
from petition.statements.text.line_layout import Block, SourceLine
from petition.statements.text.tree import Line, TextBlock

TEXT = ("opening", "introduction", "closing", "unplaced, kept as a paragraph")
TAKEN = {
    "title": "title",
    "signatory": "signatories",
    "heading among signatories": "signatories",
    "heading of columns": "signatories",
    "heading of signatories": "heading of signatories",
}
JOINED = ("demands", "signatories")


def line_roles(clean: CleanText, lines: Sequence[SourceLine], roles: Mapping[int, str]) -> tuple[Line, ...]:
    """Each line that is not blank, with its role; several parts of one line have the role of the first."""
    texts: dict[int, str] = {}
    for line in lines:
        texts.setdefault(line.number, line.text)
    found = []
    for number, source in enumerate(clean.source, 1):
        if number in texts:
            found.append(Line(number, roles.get(number) or "separator", texts[number]))
        elif source.strip("> "):
            found.append(Line(number, clean.roles.get(number, "separator"), " ".join(source.split())))
    return tuple(found)


def number_groups(blocks: Sequence[Block]) -> dict[int, int]:
    """What belongs together, by the number of the line: a paragraph, or all items of a list."""
    groups: dict[int, int] = {}
    for at, block in enumerate(blocks):
        # Lists count from below zero, paragraphs from above it.
        group = -block.group if block.group else at + 1
        groups.update((line.number, group) for line in block.lines)
    return groups


def block_overview(
    clean: CleanText, roles: Mapping[int, str], uses: Mapping[int, Use], groups: Mapping[int, int]
) -> tuple[TextBlock, ...]:
    """The blocks of a text: a paragraph, a list, a roll each, in the order of the lines."""
    found: list[TextBlock] = []
    before = (0, "")
    for number, source in enumerate(clean.source, 1):
        if not source.strip():
            before = (before[0] if before[0] < 0 else 0, before[1])
            continue
        taken = _taken_as(roles.get(number) or clean.roles.get(number, "separator"))
        here = (groups.get(number, 0), taken)
        last = found[-1] if found else None
        if last and last.taken_as == taken and (taken in JOINED or here == before):
            found[-1] = TextBlock(last.first, number, taken, last.is_choice or number in uses)
        else:
            found.append(TextBlock(number, number, taken, number in uses))
        before = here
    return tuple(found)


def _taken_as(role: str) -> str:
    if role in TEXT:
        return "text"
    return "demands" if role.startswith(("demand ", "paragraph of demand ")) else TAKEN.get(role, role)
