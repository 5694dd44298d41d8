"""The rows of a list, each with everything that is wrong with it, before anybody is invited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import partial

from petition.core import addresses
from petition.core.address_detection import looks_like_address
from petition.core.countries import find_region
from petition.core.text import has_letter, sound_key
from petition.invitations import cell_values
from petition.invitations.cell_values import CellError
from petition.organisations.similarity import SHARED

# What optional fields are read by: each gives back what is kept, or raises CellError.
READ: dict[str, Callable[[str], str]] = {
    "organisation_latin": cell_values.parse_latin_name,
    "acronym": cell_values.parse_acronym,
    "website": cell_values.parse_first_website,
    "representative": cell_values.parse_representative,
    "role": cell_values.parse_role,
    "note": cell_values.parse_note,
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field of a row: a word, and what a text about it needs."""

    field: str
    word: str
    values: dict[str, object]


@dataclass(frozen=True)
class Row:
    """A row as it would be invited: problems stop it, warnings are for the coordinator to look at.

    A value that has a problem stands as it was written. Notes tell what was not taken as it was written, with that
    (written): an optional value that is not understood stays empty and stops nothing. ``region`` is what stood in the
    place of a country and names none, such as "Europe".
    """

    line: int
    values: dict[str, str]
    problems: list[Problem]
    warnings: list[Problem]
    notes: list[Problem] = dataclass_field(default_factory=list)

    @property
    def may_be_invited(self) -> bool:
        """Whether nothing stops it."""
        return not self.problems


@dataclass(frozen=True)
class _Traits:
    """By what two rows are known to be one organisation."""

    line: int
    mailbox: str
    country: str
    names: frozenset[str]
    short: frozenset[str]
    domains: frozenset[str]

    @property
    def marks(self) -> frozenset[str]:
        """What two rows must share at least one of to be doubles."""
        return self.names | self.domains | {self.mailbox}


def examine_rows(
    rows: Iterable[tuple[int, dict[str, str]]], *, is_invited: Callable[[str], bool], default_language: str
) -> list[Row]:
    """Every row with its problems; doubles are looked for among the rows above that may be invited.

    ``rows`` are those of a ``spreadsheet.Sheet``; ``is_invited`` is asked with an address as it is written to.
    Words, beside those of ``cell_values.CellError``: ``already_invited``, ``address_twice`` (line),
    ``organisation_twice`` (line); of warnings: ``same_name_elsewhere`` (line), ``same_domain`` (line, domain); of
    notes: ``several_addresses`` (others), ``several_countries``, ``contact_taken_off``.

    The first right row of an organisation is the one that counts; a wrong one above stops no right one.
    """
    examined: list[Row] = []
    standing: defaultdict[str, list[_Traits]] = defaultdict(list)
    for line, written in rows:
        values, mailbox, problems, notes = _read_row(written, default_language)
        warnings: list[Problem] = []
        if mailbox and is_invited(values["email"]):
            problems.append(Problem("email", "already_invited", {}))
        if mailbox and not any(problem.field in ("email", "organisation") for problem in problems):
            traits = _traits(line, values, mailbox)
            above = {other.line: other for mark in traits.marks for other in standing[mark]}
            doubles, warnings = _find_doubles(traits, [above[line] for line in sorted(above)])
            problems += doubles
            if not problems:
                for mark in traits.marks:
                    standing[mark].append(traits)
        examined.append(Row(line, values, problems, warnings, notes))
    return examined


def _read_row(
    written: dict[str, str], default_language: str
) -> tuple[dict[str, str], addresses.Address | None, list[Problem], list[Problem]]:
    """The values of a row, its address where that is one, its problems and its notes."""
    cells = {name: cell_values.clean_cell(text) for name, text in written.items()}
    problems: list[Problem] = []
    notes: list[Problem] = []
    values = {"organisation": _read_organisation(cells, problems, notes)}
    mailbox = _read_email(cells, problems, notes)
    values["email"] = mailbox.text if mailbox else cells.get("email", "")
    values |= _read_country(cells.get("country", ""), notes)
    readers = READ | {"language": partial(cell_values.parse_language, default=default_language)}
    for name, read in readers.items():
        text = cells.get(name, "")
        try:
            values[name] = read(text)
        except CellError as fault:
            values[name] = default_language if name == "language" else ""
            notes.append(Problem(name, fault.word, {**fault.values, "written": text}))
    return values, mailbox, problems, notes


def _read_organisation(cells: dict[str, str], problems: list[Problem], notes: list[Problem]) -> str:
    """The name; an address or a website behind it goes into its own field, where that is empty."""
    text = cells.get("organisation", "")
    bare = cell_values.strip_contacts(text) if looks_like_address(text) else text
    if bare != text and has_letter(bare):
        notes.append(Problem("organisation", "contact_taken_off", {"written": text}))
        found = cell_values.ADDRESS.search(text)
        cells["email"] = cells.get("email") or (found[0] if found else "")
        cells["website"] = cells.get("website") or cell_values.find_web_address(text)
        text = bare
    try:
        return cell_values.parse_organisation(text)
    except CellError as fault:
        problems.append(Problem("organisation", fault.word, fault.values))
        return text


def _read_email(cells: dict[str, str], problems: list[Problem], notes: list[Problem]) -> addresses.Address | None:
    """The address that is used; further ones go into the note, a name beside it is the representative's."""
    text = cells.get("email", "")
    try:
        found = cell_values.parse_email(text)
    except CellError as fault:
        problems.append(Problem("email", fault.word, fault.values))
        return None
    if found.others:
        others = ", ".join(found.others)
        notes.append(Problem("email", "several_addresses", {"written": text, "others": others}))
        cells["note"] = "; ".join(filter(None, (cells.get("note"), others)))
    if found.words and not cells.get("representative"):
        with suppress(CellError):
            cells["representative"] = cell_values.parse_representative(found.words)
    return found.address


def _read_country(text: str, notes: list[Problem]) -> dict[str, str]:
    """The country, of several the first; or the wording of a region."""
    try:
        codes = cell_values.parse_countries(text)
    except CellError as fault:
        notes.append(Problem("country", fault.word, {"written": text}))
        return {"country": "", "region": ""}
    if len(codes) > 1:
        notes.append(Problem("country", "several_countries", {"written": text}))
    return {"country": codes[0] if codes else "", "region": "" if codes else find_region(text) or ""}


def _traits(line: int, values: dict[str, str], mailbox: addresses.Address) -> _Traits:
    names = {_key(values["organisation"]), _key(values["organisation_latin"])} - {""}
    domains = {mailbox.domain, cell_values.host_of_url(values["website"]) or ""} - {""}
    registered = {addresses.registrable_domain(domain) for domain in domains}
    return _Traits(
        line,
        mailbox.canonical,
        values["country"],
        frozenset(names),
        frozenset(names | {_key(values["acronym"])}) - {""},
        frozenset(domain for domain in registered if domain and domain not in addresses.FREE_MAIL | SHARED),
    )


def _key(name: str) -> str:
    # The sound of a name has a repeated digit once; "School 1" and "School 11" are two.
    return " ".join([sound_key(name), *re.findall(r"\d+", name)])


def _find_doubles(row: _Traits, above: list[_Traits]) -> tuple[list[Problem], list[Problem]]:
    problems: dict[str, Problem] = {}
    warnings: dict[str, Problem] = {}
    for other in above:
        at: dict[str, object] = {"line": other.line}
        same_domain = sorted(row.domains & other.domains)
        elsewhere = row.country and other.country and row.country != other.country and not same_domain
        if row.mailbox == other.mailbox:
            problems.setdefault("address_twice", Problem("email", "address_twice", at))
        if (row.names & other.names and not elsewhere) or (row.short & other.short and same_domain):
            problems.setdefault("organisation_twice", Problem("organisation", "organisation_twice", at))
        elif row.names & other.names:
            warnings.setdefault("same_name_elsewhere", Problem("organisation", "same_name_elsewhere", at))
        elif same_domain and row.mailbox != other.mailbox:
            at["domain"] = same_domain[0]
            warnings.setdefault("same_domain", Problem("website", "same_domain", at))
    return list(problems.values()), list(warnings.values())
