"""A position as the page shows it: rendered once, when a text is saved."""

from __future__ import annotations

from typing import Any

from petition.statements.text.prose import inline_html
from petition.statements.text.tree import Demand, Position


def render_position(position: Position) -> dict[str, Any]:
    """Safe HTML for every part of a position, in the shape that the page's template reads."""
    return {
        "title": inline_html(position.title),
        "opening": [inline_html(block) for block in position.opening],
        "introduction": inline_html(position.introduction) if position.introduction else None,
        "demands": [_render_demand(demand) for demand in position.demands],
        "closing": [inline_html(block) for block in position.closing],
    }


def _render_demand(demand: Demand) -> dict[str, Any]:
    return {
        "number": demand.number,
        "blocks": [inline_html(block) for block in (demand.text, *demand.paragraphs) if block],
        "demands": [_render_demand(below) for below in demand.demands],
    }
