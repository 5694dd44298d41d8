"""The front matter of a page: YAML, TOML, JSON, and header blocks, with its title, date and signatories."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

import yaml

from petition.statements.text.cleaning.sheet import FRONT_MATTER, Sheet

LONGEST_BLOCK = 400_000
FENCES = {"---": ("---", "..."), "+++": ("+++",), ";;;": (";;;",), "---json": ("---",), "---toml": ("---",)}
KEY_LINE = re.compile(r"(?P<key>[A-Za-z_][\w .-]{0,40}?)\s*[:=](?:\s+(?P<value>.*)|\s*)$")
HEADER = re.compile(r"(?:#\+|:|\.\. )?(?P<key>[A-Za-z][\w -]{0,30}):(?:\s+(?P<value>\S.*)|\s*)$")
HEADER_KEYS = frozenset(
    [
        "title",
        "subtitle",
        "date",
        "category",
        "categories",
        "tags",
        "keywords",
        "slug",
        "status",
        "author",
        "authors",
        "summary",
        "lang",
        "language",
        "layout",
        "template",
        "modified",
        "updated",
        "published",
        "description",
        "url",
        "permalink",
        "image",
        "type",
        "draft",
        "translation",
        "locale",
        "copyright",
        "css",
        "format",
        "abstract",
        "version",
        "email",
        "id",
        "path",
        "cover",
        "thumbnail",
        "weight",
        "publishdate",
        "lastmod",
        "excerpt",
    ]
)
TITLES, DATES = ("title", "headline", "subject"), ("date", "published", "publishdate", "pubdate", "created")
ROLLS = ("signatories", "signers", "signatures", "signed_by", "signedby", "undersigned", "endorsers", "supporters")
FIELDS = {
    "name": ("name", "full_name", "fullname", "signatory", "person"),
    "role": ("role", "title", "position", "job", "job_title", "occupation"),
    "organisation": ("organisation", "organization", "org", "affiliation", "company", "institution", "employer"),
    "country": ("country", "nation", "location"),
}


def open_hidden_header(sheet: Sheet) -> None:
    """Takes the marks of a comment off a header block inside it, as Nikola writes one."""
    start = next((at for at, line in enumerate(sheet.lines) if line.strip()), None)
    if start is None or sheet.lines[start].strip() != "<!--":
        return
    close = next((at for at in range(start, min(start + 40, len(sheet.lines))) if "-->" in sheet.lines[at]), None)
    if close is not None and sheet.lines[close].strip() == "-->" and sheet.lines[start + 1].startswith(".. "):
        sheet.remove_line(start, FRONT_MATTER)
        sheet.remove_line(close, FRONT_MATTER)


def take_front_matter(sheet: Sheet) -> None:
    """Takes the front matter off the top of a sheet; its title, date and signatories are kept."""
    start = next((at for at, line in enumerate(sheet.lines) if line.strip()), None)
    if start is None:
        return
    end, values = _read_fenced(sheet.lines, start) or _read_json(sheet.lines, start) or _read_header(sheet.lines, start)
    for at in range(start, end):
        if sheet.source[at].strip():
            sheet.remove_line(at, FRONT_MATTER)
    if end > start:
        _keep_values(sheet, values)


Found = tuple[int, dict[str, Any]]


def _read_fenced(lines: list[str], start: int) -> Found | None:
    ends = FENCES.get(lines[start].strip().replace(" ", ""))
    if ends is None:
        return None
    close = next((at for at in range(start + 1, len(lines)) if lines[at].rstrip() in ends), None)
    body = lines[start + 1 : close] if close is not None else []
    first = next((line for line in body if line.strip() and not line.lstrip().startswith("#")), "")
    if close is None or not (KEY_LINE.match(first) or first.lstrip()[:1] in '{["'):
        return None
    values = _load_block("\n".join(body))
    if values is None:
        if sum(KEY_LINE.match(line) is not None or line[:1] in " -\t#" or not line for line in body) < len(body):
            return None
        values = _read_key_lines(body)
    return close + 1, values


def _load_block(text: str) -> dict[str, Any] | None:
    loaders: tuple[Callable[[str], Any], ...] = (tomllib.loads, json.loads, _load_yaml)
    for load in loaders if len(text) <= LONGEST_BLOCK else ():
        try:
            found = load(text)
        except (ValueError, yaml.YAMLError, RecursionError):
            continue
        if isinstance(found, dict):
            return {str(key).strip().casefold(): value for key, value in found.items()}
    return None


def _load_yaml(text: str) -> Any:
    # Aliases stay references, so a few lines do not become millions.
    return yaml.load(text, yaml.CSafeLoader)


def _read_key_lines(lines: list[str]) -> dict[str, Any]:
    found = (KEY_LINE.match(line) for line in lines if line[:1].strip())
    return {each["key"].casefold(): (each["value"] or "").strip().strip("\"'") for each in found if each}


def _read_json(lines: list[str], start: int) -> Found | None:
    if lines[start].strip() != "{":
        return None
    close = next((at for at in range(start + 1, len(lines)) if lines[at].rstrip() == "}"), None)
    values = _load_block("\n".join(lines[start : close + 1])) if close is not None else None
    return (close + 1, values) if close is not None and values is not None else None


def _read_header(lines: list[str], start: int) -> Found:
    if lines[start].startswith("% "):
        return _read_pandoc_block(lines, start)
    values: dict[str, Any] = {}
    at, key = start, ""
    while at < len(lines) and lines[at].strip():
        found = HEADER.match(lines[at].rstrip())
        if found:
            key = found["key"].strip().casefold()
            values[key] = (found["value"] or "").strip().strip("\"'")
        elif not (key and lines[at][0] == " "):
            break
        at += 1
    known = [key for key in values if key in HEADER_KEYS]
    is_over = at == len(lines) or not lines[at].strip()
    if len(known) >= 2 and is_over and len(known) * 2 >= len(values) and not {"to", "from"} & values.keys():
        return at, values
    return start, {}


def _read_pandoc_block(lines: list[str], start: int) -> Found:
    end = start
    while end < len(lines) and end < start + 3 and lines[end].startswith("%"):
        end += 1
    rows = [lines[at][1:].strip() for at in range(start, end)]
    return end, dict(zip(("title", "author", "date"), rows, strict=False))


def _keep_values(sheet: Sheet, values: dict[str, Any]) -> None:
    title = next((values[key] for key in TITLES if isinstance(values.get(key), str)), "")
    dated = next((values[key] for key in DATES if values.get(key)), None)
    sheet.title = " ".join(str(title).split())
    sheet.date = _format_date(dated)
    if sheet.title:
        sheet.notes.append("the title is the one in the front matter")
    if sheet.date:
        sheet.notes.append(f"the date in the front matter is {sheet.date}")
    for key in ROLLS:
        listed = values.get(key)
        if isinstance(listed, list):
            sheet.signatories += [entry for entry in map(_read_signatory, listed) if entry]
            return


def _format_date(value: Any) -> str | None:
    if isinstance(value, date):
        return value.isoformat()[:10]
    return " ".join(value.split())[:60] if isinstance(value, str) and value.strip() else None


def _read_signatory(entry: Any) -> dict[str, str]:
    if isinstance(entry, str):
        return {"line": " ".join(entry.split())} if entry.strip() else {}
    if not isinstance(entry, dict):
        return {}
    plain = {str(key).casefold(): " ".join(str(value).split()) for key, value in entry.items() if _is_plain(value)}
    found = {field: next((plain[key] for key in keys if plain.get(key)), "") for field, keys in FIELDS.items()}
    if not found["name"]:
        found |= {"name": found["organisation"], "organisation": ""}
    return {field: value for field, value in found.items() if value} if found["name"] else {}


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
