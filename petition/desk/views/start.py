"""Where a coordinator comes in: what there is to do, what happened, what comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime

from petition.core import access
from petition.core.db import now
from petition.desk import scope
from petition.desk.chart import make_chart
from petition.desk.queries import hours, overview
from petition.desk.queries import jobs as job_queries
from petition.desk.queries import start as queries
from petition.desk.queries.hours import Period
from petition.desk.views.page import blueprint
from petition.signing.models.endorsement import KINDS

# Who decides about nothing does something else first.
OTHERWISE = ("desk.translations",)
# How a day and an hour are written below the bars (Unicode, UTS 35).
DAY, HOUR = "d MMM", "d MMM, HH:mm"


@blueprint.get("/start")
@access.require_permission("desk.enter")
def start() -> ResponseReturnValue:
    """The overview; leads translators to their work."""
    if not access.has_permission("endorsements.read"):
        first = next((endpoint for endpoint in OTHERWISE if access.may_open(endpoint)), None)
        return redirect(url_for(first or abort(404)), 302)
    at = now()
    # Confirmations are counted by statement alone: who reaches a part of the signatories reads no such numbers.
    whole = scope.reaches_a_whole_statement("endorsements.read")
    sends = current_app.config["SETTINGS"].relay is not None
    by_hour, by_day = hours.recent_periods(queries.wholly_reachable_statements("endorsements.read"), at)
    charts = [("hours", by_hour, HOUR), ("days", by_day, DAY)] if _has_any(by_day) else []
    awaiting = queries.pending_work()
    rows, has_more = overview.statement_lines()
    is_new = whole and not awaiting and not queries.has_signatures()
    steps = queries.first_steps() if is_new else []
    return render_template(
        "desk/start.html",
        rows=rows,
        has_more=has_more,
        awaiting=awaiting,
        running=queries.running_removals(),
        unanswered=queries.unanswered_invitations(),
        mails=queries.failed_mails(sends=sends),
        coming=queries.upcoming_steps(),
        alarms=job_queries.count_alarms(),
        worker_missed=job_queries.is_missed(sends=sends),
        figures=[_chart_context(*one) for one in charts],
        first_steps=[] if all(step.is_done for step in steps) else steps,
    )


def _has_any(periods: Sequence[Period]) -> bool:
    """Whether there is something for a chart to show."""
    return any(period.individual or period.organisation for period in periods)


def _chart_context(word: str, periods: Sequence[Period], pattern: str) -> dict[str, Any]:
    """A figure: a chart for each kind, and the rows of the table behind it, the newest first."""
    named = [(format_datetime(period.start, pattern), period) for period in periods]
    return {
        "word": word,
        "shown": _has_any(periods),
        "charts": {kind: make_chart([(words, getattr(period, kind)) for words, period in named]) for kind in KINDS},
        "ends": (named[0][0], named[len(named) // 2][0], named[-1][0]),
        "rows": [(words, period) for words, period in reversed(named)],
    }
