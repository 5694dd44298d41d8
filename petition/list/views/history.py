"""How the counts grew: the page with its chart and table, and the same for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, jsonify
from flask.typing import ResponseReturnValue

from petition.core import access, pages
from petition.core.scales import scale_top
from petition.list import history
from petition.list.views.page import blueprint, public_answer, render_statement_page
from petition.signing.models.tally import CountHistory
from petition.statements.queries import public_statements

# Of the drawing; of the steps in it, and of the days in the table, the most.
WIDTH, HEIGHT, MOST_STEPS, MOST_DAYS = 600, 100, 300, 120


@dataclass(frozen=True)
class CountLine:
    """A count through time: the line and what is below it as paths of SVG, the top of the scale, the last number."""

    line: str
    area: str
    top: int
    number: int


@blueprint.get("/<slug>/counts/history.json")
@access.allow_anybody
def history_records(slug: str) -> ResponseReturnValue:
    """The counts at each full hour at which they had changed, the oldest first."""
    found = public_statements.find_published(slug) or abort(404)
    return pages.make_cacheable(jsonify(history.history_records(found.id)), anywhere=True)


@blueprint.get("/<lang:lang>/<slug>/history", endpoint="history")
@access.allow_anybody
def show_history(lang: str, slug: str) -> ResponseReturnValue:
    """How the counts grew: a chart of each kind, and the table by day."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    kept = history.read_history(shown.statement.id)
    days = history.last_of_days(kept)
    kinds = ("individuals", "organisations")
    return public_answer(
        render_statement_page(
            "list/history.html",
            shown,
            lines={kind: _draw_line([(one, getattr(one, kind)) for one in kept]) for kind in kinds if kept},
            width=WIDTH,
            first=kept[0].hour if kept else None,
            last=kept[-1].hour if kept else None,
            days=days[:MOST_DAYS],
            has_more=len(days) > MOST_DAYS,
            fewest=history.FEWEST,
        )
    )


def _draw_line(numbers: Sequence[tuple[CountHistory, int]]) -> CountLine:
    """Steps: a count stays until the next one."""
    first, last = numbers[0][0].hour, numbers[-1][0].hour
    length = max((last - first).total_seconds(), 1)
    top = scale_top(max(number for _, number in numbers))
    every = -(-len(numbers) // MOST_STEPS)
    drawn = [*numbers[:-1:every], numbers[-1]]
    places = [
        (round((one.hour - first).total_seconds() / length * WIDTH, 1), round(HEIGHT - number / top * HEIGHT, 1))
        for one, number in drawn
    ]
    line = f"M0 {places[0][1]:g}" + "".join(f"H{x:g}V{y:g}" for x, y in places[1:]) + f"H{WIDTH}"
    return CountLine(line, f"{line}V{HEIGHT}H0Z", top, numbers[-1][1])
