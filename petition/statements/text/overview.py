"""All lines of a text with what became of them, one by one and as the blocks that an editor shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from petition.statements.text.choices import Use
from petition.statements.text.cleaning.clean_text import CleanText
from petition.statements.text.line_layout import SourceLine
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


def block_overview(clean: CleanText, roles: Mapping[int, str], uses: Mapping[int, Use]) -> tuple[TextBlock, ...]:
    """The blocks of a text: a paragraph, a list, a roll each, in the order of the lines."""
    found: list[TextBlock] = []
    is_apart = True
    for number, source in enumerate(clean.source, 1):
        if not source.strip():
            is_apart = True
            continue
        role = roles.get(number) or clean.roles.get(number, "separator")
        taken = _taken_as(role)
        last = found[-1] if found else None
        if last and last.taken_as == taken and (not is_apart or taken in JOINED):
            found[-1] = TextBlock(last.first, number, taken, last.is_choice or number in uses)
        else:
            found.append(TextBlock(number, number, taken, number in uses))
        is_apart = False
    return tuple(found)


def _taken_as(role: str) -> str:
    if role in TEXT:
        return "text"
    return "demands" if role.startswith(("demand ", "paragraph of demand ")) else TAKEN.get(role, role)
