"""Columns of a list of organisations, recognised by their headings and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from petition.core.text import fold_text
from petition.invitations.cell_values import ADDRESS
from petition.invitations.column_content import MOST, ColumnContent
from petition.invitations.heading_words import BARE_NAMES, OTHER_THINGS, PHRASES, REMARKS, STEMS

REQUIRED = ("organisation", "email")
FIELDS = (
    "organisation", "organisation_latin", "acronym", "website", "country", "representative", "first_name", "last_name",
    "role", "email", "further_email", "language", "note",
)  # fmt: skip
LOOKED_AT = 20  # rows with a title, a date or a remark may stand above the headings
LONGEST_HEADING = 300
UNIMPORTED = re.compile(r"[(\[{（].*?[)\]}）]")
SEPARATORS = re.compile(r"\s+[-–—]\s+|[/|\n]")
INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # "orgName"
APOSTROPHE = re.compile("['’]")  # "dell'organizzazione"
PARTS_OF_NAME = frozenset({"first_name", "last_name", "representative"})
# How sure a heading makes: the whole of it is known, or a word in it.
CERTAIN, LIKELY = 2, 1
# A column that no heading names is taken for what nearly all of its cells are.
NEARLY_ALL = 0.8


@dataclass(frozen=True)
class ColumnMatch:
    """Which column holds which field, what no column could be made of, and what has no column."""

    fields: dict[int, str]
    unknown: list[str]
    missing: list[str]


def match_columns(headings: Sequence[str], contents: Mapping[int, ColumnContent] | None = None) -> ColumnMatch:
    """The fields of a line of headings; of two columns for one field the surer one counts, then the first.

    ``contents`` is what stands below the headings, by column; without it only the headings are asked.
    """
    fields: dict[int, str] = {}
    read = {at: _read_heading(heading) for at, heading in enumerate(headings)}
    for field in ("email", *(one for one in FIELDS if one not in ("email", "organisation")), "organisation"):
        named = [at for at, (known, sure) in read.items() if known == field and _holds(field, at, contents, sure)]
        if named:
            fields[max(named, key=lambda at: (read[at][1], -at))] = field
    _find_by_content(fields, contents or {})
    _give_bare_names(fields, headings, contents)
    _find_further_email(fields, read, contents or {})
    if contents is not None:
        _guess_organisation(fields, headings, contents)
    ordered = {at: fields[at] for at in sorted(fields)}
    unknown = [heading for at, heading in enumerate(headings) if at not in fields and heading.strip()]
    return ColumnMatch(ordered, unknown, [field for field in REQUIRED if field not in fields.values()])


def find_heading_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows holds the headings: the one with the most fields; None where there are none.

    Headings stand above the first row with an address; a row of which no heading is known is one only where it
    has as many cells as that row.
    """
    first = next((at for at, row in enumerate(rows) if any(map(ADDRESS.search, row))), None)
    above = rows[: LOOKED_AT if first is None else min(first, LOOKED_AT)]
    found = [len(set(match_columns(row).fields.values())) for row in above]
    best = max(range(len(found)), key=lambda at: (found[at], -at), default=None)
    if best is not None and (found[best] > 1 or (found[best] and _width(above[best]) in (1, _widest(rows)))):
        return best
    if first is None:
        return best if best is not None and found[best] else None
    last = len(above) - 1
    return last if above and 1 < _width(above[last]) >= _width(rows[first]) else None


def field_of(heading: str) -> str | None:
    """The field that a heading names, in one language or in several ("Organisation / Арганізацыя")."""
    return _read_heading(heading)[0]


def _read_heading(heading: str) -> tuple[str | None, int]:
    written = heading[:LONGEST_HEADING].replace("_", " ")
    written = INNER_CAPITAL.sub(" ", written)
    for text in (written, UNIMPORTED.sub(" ", written)):
        known = _match_phrase(text)
        if known:
            return known, CERTAIN
        parts = {_match_phrase(part) for part in SEPARATORS.split(text)} - {None}
        if len(parts) == 1:
            return parts.pop(), CERTAIN
        if len(parts) > 1:
            return None, 0
    bare = APOSTROPHE.sub(" ", written)
    return _match_stem(fold_text(UNIMPORTED.sub(" ", bare)) or fold_text(bare)), LIKELY


def _match_phrase(heading: str) -> str | None:
    folded = fold_text(heading)
    return _phrases().get(folded) or _phrases().get(_strip_remarks(folded))


def _strip_remarks(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in _remarks())


def _match_stem(folded: str) -> str | None:
    spaced = f" {folded} "
    found = [field for field, stems in _stems().items() if any(stem in spaced for stem in stems)]
    if "other" in found or not found:
        return None
    return "representative" if found[0] in PARTS_OF_NAME and not PARTS_OF_NAME.isdisjoint(found[1:]) else found[0]


def _holds(field: str, at: int, contents: Mapping[int, ColumnContent] | None, sure: int = LIKELY) -> bool:
    """Whether a column can be what its heading says."""
    content = (contents or {}).get(at)
    if content is None or not content.filled:
        return contents is None or field != "organisation"
    if field == "email":
        return sure == CERTAIN or content.addresses > 0 or content.names < MOST
    if field == "organisation":
        return content.names >= MOST / 2 and (content.addresses < MOST or content.mixed >= MOST)
    return content.addresses < MOST


def _find_by_content(fields: dict[int, str], contents: Mapping[int, ColumnContent]) -> None:
    """Adds the columns of addresses, websites and countries that no heading names."""
    for field, least in (("email", MOST / 2), ("website", NEARLY_ALL), ("country", NEARLY_ALL)):
        shares = {at: content.shares[field] for at, content in contents.items() if at not in fields and content.filled}
        best = max(shares, key=lambda at: (shares[at], -at), default=None)
        if field not in fields.values() and best is not None and shares[best] >= least:
            fields[best] = field


def _find_further_email(
    fields: dict[int, str], read: Mapping[int, tuple[str | None, int]], contents: Mapping[int, ColumnContent]
) -> None:
    """Adds a second column of addresses: where the first has none, its address is used."""
    free = [at for at, content in contents.items() if at not in fields and content.addresses >= MOST]
    free = [at for at in free if contents[at].mixed < MOST] or [at for at in free if read[at][0] == "email"]
    if free and "email" in fields.values():
        fields[free[0]] = "further_email"


def _give_bare_names(
    fields: dict[int, str], headings: Sequence[str], contents: Mapping[int, ColumnContent] | None
) -> None:
    """What is headed "Name" is the organisation's where no other column is, else the representative's."""
    for at, heading in enumerate(headings):
        if at not in fields and _strip_remarks(fold_text(heading)) in _bare_names():
            has_person = {"first_name", "last_name"} & set(fields.values())
            wanted = ("organisation",) if has_person else ("organisation", "representative")
            free = [field for field in wanted if field not in fields.values() and _holds(field, at, contents)]
            if free:
                fields[at] = free[0]


def _guess_organisation(fields: dict[int, str], headings: Sequence[str], contents: Mapping[int, ColumnContent]) -> None:
    """Without a heading organisations are the only column of names; where there are no headings at all, the first."""
    if "organisation" in fields.values():
        return
    free = [at for at, content in contents.items() if at not in fields and content.may_be_names]
    if len(free) == 1 or (free and not any(heading.strip() for heading in headings)):
        fields[free[0]] = "organisation"


def _width(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _widest(rows: Sequence[Sequence[str]]) -> int:
    return max(map(_width, rows))


@cache
def _phrases() -> dict[str, str]:
    return {fold_text(heading): field for field, headings in PHRASES.items() for heading in headings}


@cache
def _bare_names() -> frozenset[str]:
    return frozenset(map(fold_text, BARE_NAMES))


@cache
def _remarks() -> frozenset[str]:
    return frozenset(map(fold_text, REMARKS))


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    """Stems by field as they are looked for in a folded heading between spaces; ``other`` for what is no field."""
    return {field: tuple(map(_stem_text, stems.split())) for field, stems in {**STEMS, "other": OTHER_THINGS}.items()}


def _stem_text(stem: str) -> str:
    folded = fold_text(stem.strip("=*").replace("_", " "))
    return folded if stem.startswith("*") else f" {folded} " if stem.startswith("=") else f" {folded}"
