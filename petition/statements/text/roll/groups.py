"""Lines between the parts of a list of signatories: "Organisations", "International", a country. They sign nothing."""

from __future__ import annotations

from dataclasses import dataclass

from petition.core.countries import find_region
from petition.statements.text import line_layout
from petition.statements.text.demands.asking import asks
from petition.statements.text.line_layout import SourceLine
from petition.statements.text.roll import headings, names, tables
from petition.statements.text.roll.contacts import is_contact_line
from petition.statements.text.roll.items import is_item
from petition.statements.text.roll.rows import is_after, is_name

LONGEST_GROUP = 8


@dataclass(frozen=True)
class GroupPlace:
    """A line in a list: what follows it, how the list is set ("item", "line", "table", "") and its heading's depth."""

    line: SourceLine
    following: SourceLine | None
    style: str
    depth: int


def is_group(place: GroupPlace, words: str, level: int) -> bool:
    """Whether the line, with these words and this depth as a heading (0: none), stands above a part of the list."""
    line, following = place.line, place.following
    if not words or following is None or len(words.split()) > LONGEST_GROUP or (is_item(line) and not level):
        return False
    headed = headings.match_group(line.text)
    bold = line.text[:2] in ("**", "__") and not following.text.startswith(line.text[:2])
    stands_out = level or headed or bold or line.text.rstrip("*_ ").endswith((":", "："))
    if not stands_out and not line.after_blank and not (is_item(following) and place.style in ("", "item")):
        return False
    if is_after(words) or (asks(words) and not headed):
        return False
    is_place = names.names_country(words) or find_region(words) is not None
    if level:
        return _has_names(following) and (
            headings.match_group(words)
            or is_place
            or len(words) == 1
            or level > place.depth
            or place.depth == line_layout.DEEPEST_HEADING
        )
    if headed and _has_names(following):
        return not _is_lone_name(place, following)
    if stands_out:
        return _has_names(following) and not is_contact_line(line.text)
    if is_item(following) and place.style in ("", "item"):
        return line.after_blank or is_place
    return is_place and line.after_blank


def _has_names(following: SourceLine) -> bool:
    in_columns = "\t" in following.raw and tables.count_columned([following]) > 0
    return in_columns or is_item(following) or tables.is_pipe_row(following) or is_name(following.text, listed=True)


def _is_lone_name(place: GroupPlace, following: SourceLine) -> bool:
    """Whether a word such as "International" is only one more line of a list without blank lines."""
    tight = not place.line.after_blank and not following.after_blank
    return place.style == "line" and tight and ":" not in place.line.text
