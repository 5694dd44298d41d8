"""The page behind the link that confirms."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import db, require_writing
from petition.mail.wakeup import wake_worker
from petition.signing import links
from petition.signing import queries as endorsements
from petition.signing.confirm import actions as confirmation
from petition.signing.models.endorsement import Endorsement
from petition.signing.pages import blueprint, render_around_endorsement, render_link_problem
from petition.signing.state import WAITING, WITHDRAWN


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@access.allow_anybody
def confirm(token: str) -> ResponseReturnValue:
    """Shows what is about to be confirmed; only the button confirms (promise 3)."""
    opened = links.open_confirmation(token)
    endorsement = opened.endorsement
    if endorsement is not None:
        languages.set_language(endorsement.language)
    counts = endorsement is not None and endorsement.state not in (WAITING, WITHDRAWN)
    if request.method == "POST" and opened.problem == "used" and counts:
        return _render_confirmed(endorsement)
    if opened.problem or endorsement is None:
        return render_link_problem(opened.problem or "mangled", endorsement)
    if request.method == "POST":
        if not access.is_same_origin():
            return render_link_problem("foreign", endorsement)
        require_writing()
        # What the page showed may have been replaced since; nobody confirms words they did not read.
        endorsement = endorsements.lock_endorsement(endorsement.id)
        if request.form.get("seen", endorsements.confirmation_mark(endorsement)) == endorsements.confirmation_mark(
            endorsement
        ):
            confirmation.confirm_endorsement(endorsement, opened.mail)
            db.session.commit()
            wake_worker()
            return _render_confirmed(endorsement)
    return render_around_endorsement(
        "signing/confirm.html", endorsement, token=token, seen=endorsements.confirmation_mark(endorsement)
    )


def _render_confirmed(endorsement: Endorsement | None) -> ResponseReturnValue:
    return render_around_endorsement("signing/confirmed.html", endorsement or abort(404))
