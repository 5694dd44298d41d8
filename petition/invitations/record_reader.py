"""Records out of JSON or YAML as a table: a list of objects, wherever in the document it stands.

Read by ``core.file_reading``, in a process of its own: nesting and anchors can make a small file a large thing.
Every scalar is text, as it is written: ``no`` is Norway, not false.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

ROWS, COLUMNS, CELL, CHARACTERS, DEPTH = 10_020, 100, 1000, 8_000_000, 6
# Names that say only that something stands below them.
CONTAINERS = frozenset({"fields", "attributes", "properties", "data", "node", "values", "attrs", "params", "item"})
# Under one of these an object has a name besides the key by which it is found.
NAMES = frozenset({"name", "title", "label", "organisation", "organization", "org", "org_name", "full_name"})


class TooManyCharacters(ValueError):
    """The records hold more than any list would."""


def read_file(data: bytes, _name: str) -> list[list[tuple[int, list[str]]]] | str:
    """One table, or in one word why there is none: ``zip_bomb``, ``damaged``, ``no_records``."""
    try:
        document = parse_document(data.decode("utf-8"))
        records = find_records(document)
        return [make_table(records)] if records else "no_records"
    except (MemoryError, RecursionError, TooManyCharacters):
        return "zip_bomb"
    except (ValueError, yaml.YAMLError):
        return "damaged"


def parse_document(text: str) -> Any:
    """JSON, JSON by lines, or YAML of one or several documents."""
    if text.lstrip().startswith(("{", "[")):
        try:
            return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
        except ValueError:
            lines = [line for line in text.splitlines() if line.strip()]
            if all(line.lstrip().startswith("{") for line in lines):
                return [json.loads(line, parse_int=str, parse_float=str) for line in lines]
    documents = list(yaml.load_all(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))
    holding = [one for one in documents if isinstance(one, dict | list)]
    return holding[0] if len(holding) == 1 else holding


def find_records(value: Any, depth: int = 0) -> list[Any]:
    """The longest list of objects, or object of objects, in a document; of names the objects get their own key."""
    if depth > DEPTH:
        return []
    if isinstance(value, list):
        own = [one for one in value if isinstance(one, dict)]
        if len(value) == 1 and own:
            return max(own, find_records(own[0], depth + 1), key=len)
        return own if len(own) * 2 > len(value) else _lists_as_records(value)
    if not isinstance(value, dict):
        return []
    inner = [find_records(one, depth + 1) for one in value.values() if isinstance(one, dict | list)]
    longest = max(inner, key=len, default=[])
    objects = [one for one in value.values() if isinstance(one, dict)]
    if objects and len(objects) * 2 > len(value) and len(objects) >= len(longest):
        has_name = any(NAMES & {str(key).casefold() for key in one} for one in objects)
        return [one if has_name else {"name": key, **one} for key, one in value.items() if isinstance(one, dict)]
    return longest or ([value] if depth == 0 and value else [])


def _lists_as_records(rows: list[Any]) -> list[Any]:
    """Rows that are lists of cells or lines, as spreadsheet programs answer them."""
    return [dict(enumerate(row if isinstance(row, list) else [row])) for row in rows if row]


def make_table(records: list[Any]) -> list[tuple[int, list[str]]]:
    """A row of headings, then one for each record with its place in the list, from 1."""
    flat = []
    left = CHARACTERS
    for record in records[:ROWS]:
        cells: dict[str, str] = {}
        flatten(record, "", cells)
        flat.append(cells)
        left -= sum(map(len, cells.values()))
        if left < 0:
            raise TooManyCharacters
    headings = list(dict.fromkeys(heading for cells in flat for heading in cells))[:COLUMNS]
    rows = [(number, [cells.get(heading, "") for heading in headings]) for number, cells in enumerate(flat, start=1)]
    if all(heading.isdigit() for heading in headings):
        return rows
    return [(0, headings), *rows]


def flatten(value: Any, path: str, cells: dict[str, str], depth: int = 0) -> None:
    """Puts what an object holds into cells named by the way to it: ``contact email``, ``members 2 name``."""
    if depth > DEPTH or len(cells) > COLUMNS:
        return
    if isinstance(value, dict):
        for key, one in value.items():
            name = "" if str(key).casefold() in CONTAINERS else str(key)[:CELL]
            flatten(one, " ".join(filter(None, (path, name))), cells, depth + 1)
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for place, one in enumerate(value[:COLUMNS], start=1):
            flatten(one, path if place == 1 else f"{path} {place}", cells, depth + 1)
    else:
        text = "; ".join(map(scalar_text, value)) if isinstance(value, list) else scalar_text(value)
        cells.setdefault(path, text[:CELL])


def scalar_text(value: Any) -> str:
    """A value as a person would write it."""
    if value is None:
        return ""
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
