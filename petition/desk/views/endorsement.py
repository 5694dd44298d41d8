"""One endorsement: everything that a coordinator may see of it, and who has it open."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.accounts.queries import called
from petition.core import access
from petition.core.db import db
from petition.desk import acts, scope
from petition.desk.queries import endorsement as queries
from petition.desk.queries.individuals import people
from petition.desk.views.individuals import state_words
from petition.desk.views.page import blueprint, me
from petition.signing import actions
from petition.signing import queries as signing
from petition.signing.models import Endorsement


@blueprint.get("/endorsements/<id:endorsement_id>")
@access.may("endorsements.read")
def endorsement(endorsement_id: int) -> ResponseReturnValue:
    """What is known, why it is in quarantine, what was decided about it, and what is on record."""
    found = db.session.get(Endorsement, endorsement_id) or abort(404)
    individual = found.kind == "individual"
    return render_template(
        "desk/endorsement.html",
        endorsement=found,
        person=people([found], me=me())[0] if individual else None,
        decides=scope.may_decide(found) and individual,
        states=state_words(),
        reasons=signing.reasons("individual") if individual else [],
        decisions=queries.decisions(found),
        entries=queries.entries(found),
        removal=queries.removal(found),
        here=request.path,
    )


@blueprint.post("/endorsements/<id:endorsement_id>/attending")
@access.may("endorsements.decide")
def attending(endorsement_id: int) -> ResponseReturnValue:
    """Says that the coordinator has it open, or has closed it; answers who else has."""
    if "leave" in request.form:
        actions.leave(endorsement_id, me())
        acts.keep_presence()
        return "", 204
    actions.attend(endorsement_id, me())
    acts.keep_presence()
    other = signing.attended([endorsement_id], by_others_than=me()).get(endorsement_id)
    words = _("%(who)s has this open too, and came first.", who=called(other.coordinator_id)) if other else ""
    return {"said": str(words)}
