"""Where a coordinator comes in."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from petition.core import access
from petition.desk.views.page import blueprint

# What each role does first.
FIRST = ("desk.queue", "desk.translations")


@blueprint.get("/start")
@access.roles(*access.ROLES)
def start() -> ResponseReturnValue:
    """Leads to the first page that is this coordinator's to see."""
    first = next((endpoint for endpoint in FIRST if access.may_open(endpoint)), None)
    return redirect(url_for(first or abort(404)), 302)
