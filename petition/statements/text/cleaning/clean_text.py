"""A text without what is no text: the step before it is read."""

from __future__ import annotations

from dataclasses import dataclass

from petition.statements.text.cleaning.front_matter import open_hidden_header, take_front_matter
from petition.statements.text.cleaning.html_tags import turn_html
from petition.statements.text.cleaning.markup import take_comments, take_task_boxes, take_template_tags
from petition.statements.text.cleaning.navigation import take_navigation
from petition.statements.text.cleaning.references import find_footnotes, resolve_links, take_pictures
from petition.statements.text.cleaning.sheet import open_sheet


@dataclass(frozen=True)
class CleanText:
    """What is left of a text.

    ``lines``: number of the source line, counted from 1, and what it says. ``roles``: what each line was that was
    taken off, by its number. ``footnotes``: numbers of lines that are notes. ``title``, ``date`` and
    ``signatories`` (``line``, or ``name``, ``role``, ``organisation``, ``country``) are those of the front matter.
    """

    lines: tuple[tuple[int, str], ...]
    source: tuple[str, ...]
    roles: dict[int, str]
    notes: tuple[str, ...]
    footnotes: frozenset[int]
    title: str = ""
    date: str | None = None
    signatories: tuple[dict[str, str], ...] = ()


def clean_text(text: str) -> CleanText:
    """Takes front matter, comments, tags, pictures, definitions and navigation off a normalised text."""
    sheet = open_sheet(text)
    open_hidden_header(sheet)
    take_comments(sheet)
    take_front_matter(sheet)
    take_template_tags(sheet)
    take_task_boxes(sheet)
    resolve_links(sheet)
    take_pictures(sheet)
    turn_html(sheet)
    take_navigation(sheet)
    notes = find_footnotes(sheet)
    lines = [(at + 1, part) for at, line in enumerate(sheet.lines) for part in line.split("\n")]
    return CleanText(
        lines=tuple(lines),
        source=tuple(sheet.source),
        roles={number: role for number, role in sheet.roles.items() if number - 1 not in notes},
        notes=tuple(sheet.notes),
        footnotes=frozenset(at + 1 for at in notes),
        title=sheet.title,
        date=sheet.date,
        signatories=tuple(sheet.signatories),
    )
