"""Two people at one form: what somebody typed and what another saved meanwhile, brought together field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

Values = Mapping[str, str | None]
LONGEST = 4000  # characters of a ``form_mark``; no form of ours has a longer one


@dataclass(frozen=True)
class MergedForm:
    """What to save, and the fields that both changed: what was saved of them meanwhile; "" for nothing."""

    values: dict[str, str | None]
    conflicts: dict[str, str]


def form_mark(stands: Values) -> str:
    """What a form was filled with, to be carried along unseen."""
    return json.dumps({name: value or "" for name, value in stands.items()}, sort_keys=True, ensure_ascii=False)


def merge_form(seen: str, stands: Values, typed: Values) -> MergedForm:
    """Each field as whoever changed it wants it; in ``values`` what was typed stands for those that both changed.

    ``seen`` is a ``form_mark``; where it is none of ours, everything counts as typed.
    """
    before, values, both = _parse_mark(seen), dict(typed), {}
    for name, wanted in typed.items():
        was, has = None if before is None else before.get(name, ""), stands.get(name) or ""
        if has == was:
            continue
        if (wanted or "") == was:
            values[name] = has or None
        elif (wanted or "") != has:
            both[name] = has
    return MergedForm(values, both)


def _parse_mark(seen: str) -> dict[str, str] | None:
    try:
        found = json.loads(seen)
    except (ValueError, RecursionError):
        return None
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else None
