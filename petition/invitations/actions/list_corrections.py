"""Correcting the rows of a list on its page: cells written anew, ticks for many at once, rows dismissed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from petition.core.text import clean_line, fold_text
from petition.invitations import sheet
from petition.invitations.actions.invite import InvitationError
from petition.invitations.list_rows import READ
from petition.invitations.models import InvitationList
from petition.invitations.wording import Wording

# What can be written anew on the page.
FIELDS = ("organisation", "email", "country", "language", *READ)
LONGEST = 300  # characters of a cell


def corrected_rows(kept: InvitationList) -> list[tuple[int, dict[str, str]]]:
    """The rows by field with the number of each line, as they were corrected."""
    corrections = (kept.rows or {}).get("corrections", {})
    return [(line, {**values, **corrections.get(str(line), {})}) for line, values in sheet.from_json(kept.rows).rows]


def correct_cells(kept: InvitationList, cells: Mapping[tuple[int, str], str]) -> int:
    """Writes cells anew, by line and field; gives how many are otherwise now. Raises InvitationError ``imported``."""
    rows, corrections = dict(corrected_rows(kept)), dict(_open_rows(kept).get("corrections", {}))
    changed = 0
    for (line, field), written in cells.items():
        text = clean_line(written)[:LONGEST]
        if line in rows and field in FIELDS and rows[line].get(field, "") != text:
            corrections[str(line)] = {**corrections.get(str(line), {}), field: text}
            changed += 1
    kept.rows = {**_open_rows(kept), "corrections": corrections}
    return changed


def correct_words(kept: InvitationList, words: Mapping[tuple[str, str], str]) -> int:
    """Writes anew, in every row, what stands for a field in these words; an empty answer changes nothing."""
    wanted = {(field, fold_text(written)): text for (field, written), text in words.items() if text}
    found = {
        (line, field): wanted[field, folded]
        for line, values in corrected_rows(kept)
        for field, value in values.items()
        if (field, folded := fold_text(value)) in wanted and folded
    }
    return correct_cells(kept, found)


def tick_lines(kept: InvitationList, lines: Collection[int], *, is_on: bool) -> None:
    """Ticks many rows at once, or takes their ticks away."""
    rows = _open_rows(kept)
    kept.rows = {**rows, "ticks": {**rows.get("ticks", {}), **{str(line): is_on for line in lines}}}


def set_wording(kept: InvitationList, wording: Wording, language: str) -> None:
    """What the mails to this list say besides, and in which language rows are invited that name none."""
    kept.rows = {**_open_rows(kept), "wording": wording.to_json(), "language": language}


def dismiss_lines(kept: InvitationList, lines: Collection[int]) -> int:
    """Takes rows off a list without inviting them; gives how many there were."""
    there = {line for line, _values in corrected_rows(kept)} & set(lines)
    _open_rows(kept)
    remove_lines(kept, there)
    return len(there)


def remove_lines(kept: InvitationList, lines: Collection[int]) -> None:
    """Takes rows off a list; a list in which nobody is left keeps nothing."""
    rows = _open_rows(kept)
    left = sheet.from_json(rows).without_lines(lines)
    gone = {str(line) for line in lines}
    told = {
        name: {line: value for line, value in rows.get(name, {}).items() if line not in gone}
        for name in ("corrections", "ticks")
    }
    kept.rows = {**rows, **left.to_json(), **told} if left.rows else None


def _open_rows(kept: InvitationList) -> dict[str, Any]:
    if kept.rows is None:
        raise InvitationError("imported")
    return kept.rows
