"""One endorsement: everything that a coordinator may see of it, and who has it open."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.accounts.queries import coordinator_name
from petition.core import access
from petition.core.db import db
from petition.desk import acts, scope
from petition.desk.queries import answers, reservations
from petition.desk.queries import endorsement as queries
from petition.desk.queries.individuals import individual_views
from petition.desk.scope import current_coordinator
from petition.desk.views.individuals import state_words
from petition.desk.views.page import blueprint
from petition.signing.decide import attendance
from petition.signing.decide import queries as reason_queries
from petition.signing.models.endorsement import Endorsement
from petition.signing.screening import queries as screening_queries


@blueprint.get("/endorsements/<id:endorsement_id>")
@access.require_permission("endorsements.read")
def endorsement(endorsement_id: int) -> ResponseReturnValue:
    """What is known, why it is in quarantine, what was decided about it, and what is on record."""
    found = db.session.get(Endorsement, endorsement_id) or abort(404)
    individual = found.kind == "individual"
    return render_template(
        "desk/endorsement.html",
        endorsement=found,
        person=individual_views([found], me=current_coordinator())[0] if individual else None,
        differences=answers.words_about(found),
        decides=scope.can_decide(found) and individual,
        may_undo=scope.can_decide(found),
        reservations=[] if individual else reservations.reservations_of(found),
        states=state_words(),
        reasons=reason_queries.offered_reasons("individual") if individual else [],
        decisions=queries.decisions_about(found),
        entries=queries.audit_records(found),
        removal=queries.removal_rule_of(found),
        here=request.path,
    )


@blueprint.post("/endorsements/<id:endorsement_id>/attending")
@access.require_permission("endorsements.decide")
def attending(endorsement_id: int) -> ResponseReturnValue:
    """Says that the coordinator has it open, or has closed it; answers who else has."""
    if "leave" in request.form:
        attendance.end_attendance(endorsement_id, current_coordinator())
        acts.commit_presence()
        return "", 204
    attendance.record_attendance(endorsement_id, current_coordinator())
    acts.commit_presence()
    other = screening_queries.attendances([endorsement_id], by_others_than=current_coordinator()).get(endorsement_id)
    words = (
        _("%(who)s also has this open and opened it first.", who=coordinator_name(other.coordinator_id))
        if other
        else ""
    )
    return {"said": str(words)}
