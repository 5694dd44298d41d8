"""What runs by itself: how often, when last, and what failed."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import access, job_runs
from petition.desk.queries import jobs as queries
from petition.desk.views.page import blueprint


@blueprint.get("/jobs")
@access.require_permission("jobs.read")
def jobs() -> ResponseReturnValue:
    """The jobs of the worker."""
    runs = job_runs.latest_runs()
    rows = [(job, runs.get(job.name)) for job in current_app.extensions["jobs"]]
    return render_template(
        "desk/jobs.html",
        rows=rows,
        presence=queries.presence(),
        alarms=queries.count_alarms(),
        how_often=interval_words,
    )


def interval_words(pause: timedelta) -> str:
    """How often a job runs, in words."""
    seconds = int(pause.total_seconds())
    if pause == job_runs.DAY:
        return str(_("every night"))
    if seconds == 60:
        return str(_("every minute"))
    if seconds < 60:
        return str(ngettext("every %(num)s second", "every %(num)s seconds", seconds))
    return str(ngettext("every %(num)s minute", "every %(num)s minutes", seconds // 60))
