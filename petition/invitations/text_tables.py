"""A table out of text: Markdown, cells between delimiters, or lines that somebody wrote by hand."""

from __future__ import annotations

import re
from collections import Counter

from petition.core.countries import find_country
from petition.invitations import columns, csv_import
from petition.invitations.cell_values import ADDRESS
from petition.invitations.file_types import SpreadsheetError
from petition.invitations.free_lines import split_line

Table = list[tuple[int, list[str]]]
# What a line written by hand is made of, as headings that ``columns`` knows.
PARTS = ("organisation", "email", "country", "representative", "website", "note")
RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?)?\s*")
CELL_END = re.compile(r"(?<!\\)\|")
LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:mailto:)?([^()\s]*)[^()]*\)")
EMPHASIS = re.compile(r"(\*\*|__|`|~~)(.+?)\1")
FIELD = re.compile(r"\s*(?:[-*]\s+)?([^\W\d_][^:：]{0,40})[:：](?:\s+(.*)|$)")
BETWEEN_PEOPLE = re.compile(r"(?<=>)\s*[,;]\s*")
# Lines, and characters of each, that are looked at.
MOST_LINES, LONGEST = 100_000, 1000
LOOKED_AT = 100
HALF, MOST = 0.5, 0.7
EDGES = " :#*"


def parse_text(text: str) -> Table:
    """The rows in which something stands, with the number of the line where each begins."""
    lines = [line[:LONGEST] for line in text.splitlines()[:MOST_LINES]]
    marked = _parse_markdown(lines)
    if marked:
        return marked
    try:
        delimited = csv_import.parse_table(text)
    except SpreadsheetError:
        # A quotation mark in a line by hand opens what nothing closes.
        by_hand = _parse_blocks(lines) or _parse_lines(lines)
        if not by_hand:
            raise
        return by_hand
    if _is_table(delimited):
        return delimited
    return _parse_blocks(lines) or _parse_lines(lines) or delimited


def split_cells(table: Table, column: int) -> Table:
    """A table of which one column holds all that is known of an organisation, with a column for each part of it."""
    rows = [(line, _part_cells(cells[column] if column < len(cells) else "", cells)) for line, cells in table]
    return [(0, list(PARTS)), *rows]


def _part_cells(written: str, cells: list[str]) -> list[str]:
    parts = split_line(written)
    others = [cell for cell in cells if cell and cell != written]
    country = next((cell for cell in others if find_country(cell)), "")
    return [parts.get(part) or (country if part == "country" else "") for part in PARTS]


def _parse_markdown(lines: list[str]) -> Table:
    rule = next((at for at, line in enumerate(lines) if at and RULE.fullmatch(line) and "|" in lines[at - 1]), None)
    if rule is None:
        return []
    rows = [rule - 1]
    rows += [at for at in range(rule + 1, len(lines)) if "|" in lines[at]]
    return [(at + 1, _markdown_cells(lines[at])) for at in rows]


def _markdown_cells(line: str) -> list[str]:
    cells = CELL_END.split(line.strip().removeprefix("|"))
    cells = cells[:-1] if not cells[-1].strip() else cells
    return [_plain_markdown(cell.replace("\\|", "|")).strip() for cell in cells]


def _plain_markdown(cell: str) -> str:
    text = LINK.sub(lambda link: link[1] if link[1] == link[2] else f"{link[1]} <{link[2]}>", cell)
    return EMPHASIS.sub(r"\2", text.replace("<br>", "; ").replace("<br/>", "; "))


def _is_table(rows: Table) -> bool:
    """Whether most rows have as many cells, and addresses a cell of their own or a heading above them."""
    beginning = [cells for _line, cells in rows[:LOOKED_AT]]
    headings = columns.find_heading_row(beginning)
    if headings is not None and len(columns.match_columns(beginning[headings]).fields) > 1:
        return True
    widths = Counter(len(cells) for _line, cells in rows)
    usual, number = max(widths.items(), key=lambda item: item[1], default=(1, 0))
    if usual < 2 or number < len(rows) * HALF:
        return False
    addresses = [(at, cell) for cells in beginning for at, cell in enumerate(cells) if ADDRESS.search(cell)]
    alone = Counter(at for at, cell in addresses if ADDRESS.fullmatch(cell.strip(" <>")))
    return max(alone.values(), default=0) >= len(addresses) * MOST


def _parse_lines(lines: list[str]) -> Table:
    """One organisation a line, or its name and below that its address; a country alone stands above its own."""
    rows: list[tuple[int, dict[str, str]]] = []
    above: tuple[int, dict[str, str]] | None = None
    country = ""
    for number, line in enumerate(lines, start=1):
        for entry in _split_people(line):
            parts = {"country": country} | split_line(entry)
            if find_country(entry.strip(EDGES)):
                country = entry.strip(EDGES)
            elif not ADDRESS.search(entry):
                rows += [above] if above and rows else []
                above = (number, parts)
            elif above and "organisation" not in parts:
                rows.append((above[0], above[1] | {name: value for name, value in parts.items() if value}))
                above = None
            else:
                rows += [above] if above and rows else []
                rows.append((number, parts))
                above = None
    rows += [above] if above and rows else []
    cells = [(number, [parts.get(part, "") for part in PARTS]) for number, parts in rows]
    return [(0, list(PARTS)), *cells] if cells else []


def _split_people(line: str) -> list[str]:
    """The entries of a line: several where it lists the recipients of a mail."""
    entries = BETWEEN_PEOPLE.split(line) if len(ADDRESS.findall(line)) > 1 else [line]
    return [entry for entry in entries if entry.strip()]


def _parse_blocks(lines: list[str]) -> Table:
    """One organisation a block of lines between empty ones, its fields named ("E-mail: …") or not."""
    blocks = _blocks_of_lines(lines)
    told = [block for block in blocks if any(map(ADDRESS.search, block[1]))]
    if len(told) < 1 or len(told) < len(blocks) * HALF or not all(len(lines) > 1 for _number, lines in told):
        return []
    if any(sum(map(bool, map(ADDRESS.search, lines))) > 1 for _number, lines in told):
        return []
    named = [{match[1].strip(): match[2] or "" for match in map(FIELD.fullmatch, lines) if match} for _n, lines in told]
    if all(len(fields) > 1 for fields in named):
        headings = list(dict.fromkeys(heading for fields in named for heading in fields))[: csv_import.MOST_COLUMNS]
        rows = [[fields.get(heading, "") for heading in headings] for fields in named]
        return [(0, headings), *((number, cells) for (number, _lines), cells in zip(told, rows, strict=True))]
    split = [split_line(" | ".join(lines)) for _number, lines in told]
    rows = [[parts.get(part, "") for part in PARTS] for parts in split]
    return [(0, list(PARTS)), *((number, cells) for (number, _lines), cells in zip(told, rows, strict=True))]


def _blocks_of_lines(lines: list[str]) -> list[tuple[int, list[str]]]:
    blocks: list[tuple[int, list[str]]] = []
    is_open = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            is_open = False
        elif is_open:
            blocks[-1][1].append(line.strip())
        else:
            blocks.append((number, [line.strip()]))
            is_open = True
    return blocks
