"""The page behind the link that confirms."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import db, require_writing
from petition.mail.wake import wake
from petition.signing import actions, queries
from petition.signing.models import Endorsement
from petition.signing.state import WAITING, WITHDRAWN
from petition.signing.views.page import about, blueprint, problem


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@access.anybody
def confirm(token: str) -> ResponseReturnValue:
    """Shows what is about to be confirmed; only the button confirms (promise 3)."""
    opened = queries.open_confirmation(token)
    endorsement = opened.endorsement
    if endorsement is not None:
        languages.speak(endorsement.language)
    counts = endorsement is not None and endorsement.state not in (WAITING, WITHDRAWN)
    if request.method == "POST" and opened.problem == "used" and counts:
        return _confirmed(endorsement)
    if opened.problem or endorsement is None:
        return problem(opened.problem or "mangled", endorsement)
    if request.method == "POST":
        if not access.same_origin():
            return problem("foreign", endorsement)
        require_writing()
        # What the page showed may have been replaced since; nobody confirms words they did not read.
        endorsement = actions.locked(endorsement.id)
        if request.form.get("seen", queries.seen(endorsement)) == queries.seen(endorsement):
            actions.confirm(endorsement, opened.mail)
            db.session.commit()
            wake()
            return _confirmed(endorsement)
    return about("signing/confirm.html", endorsement, token=token, seen=queries.seen(endorsement))


def _confirmed(endorsement: Endorsement | None) -> ResponseReturnValue:
    return about("signing/confirmed.html", endorsement or abort(404))
