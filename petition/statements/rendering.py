"""A position as the page shows it: rendered once, when a text is saved."""

from __future__ import annotations

from typing import Any

from petition.statements.position import Demand, Position
from petition.statements.prose import inline_html


def render(position: Position) -> dict[str, Any]:
    """Safe HTML for every part of a position, in the shape that the page's template reads."""
    return {
        "title": inline_html(position.title),
        "opening": [inline_html(block) for block in position.opening],
        "introduction": inline_html(position.introduction) if position.introduction else None,
        "demands": [_demand(demand) for demand in position.demands],
        "closing": [inline_html(block) for block in position.closing],
    }


def _demand(demand: Demand) -> dict[str, Any]:
    return {
        "number": demand.number,
        "blocks": [inline_html(block) for block in (demand.text, *demand.paragraphs) if block],
        "demands": [_demand(below) for below in demand.demands],
    }
