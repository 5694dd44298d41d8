"""A second person of the organisation confirms."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import db, is_reading, require_writing, truncate_wal
from petition.signing import links
from petition.signing import queries as endorsements
from petition.signing.evidence import actions as evidence_actions
from petition.signing.evidence.forms import ObjectionForm
from petition.signing.evidence.grades import parse_second_person
from petition.signing.models.evidence import Evidence
from petition.signing.pages import blueprint, render_around_endorsement, render_link_problem


@blueprint.route("/second/<token>", methods=["GET", "POST"])
@access.allow_anybody
def second(token: str) -> ResponseReturnValue:
    """Shows what a second person vouches for; only the button does (promise 3)."""
    evidence = _open_evidence(token)
    if not isinstance(evidence, Evidence):
        return evidence
    if request.method == "POST" and parse_second_person(evidence.note).objection is None:
        require_writing()
        evidence_actions.record_second_person(evidence)
        db.session.commit()
        return redirect(url_for(".second", token=token), 303)
    return _render_page(evidence, token)


@blueprint.post("/second/<token>/objection")
@access.allow_anybody
def objection(token: str) -> ResponseReturnValue:
    """A second person says that something is wrong."""
    evidence, form = _open_evidence(token), ObjectionForm()
    if not isinstance(evidence, Evidence):
        return evidence
    if not form.validate():
        return _render_page(evidence, token, form), 422
    require_writing()
    evidence_actions.record_objection(evidence, form.objection.data or "")
    db.session.commit()
    truncate_wal()
    return redirect(url_for(".second", token=token), 303)


def _open_evidence(token: str) -> Evidence | ResponseReturnValue:
    """What a link for a second person names, held where it is changed now; or the page that says why not."""
    opened = links.open_second(token)
    endorsement = opened.evidence.endorsement if opened.evidence else None
    if endorsement is not None:
        languages.set_language(endorsement.language)
    if opened.problem == "gone" or opened.evidence is None or endorsement is None:
        return _render_not_needed() if opened.problem == "gone" else render_link_problem("mangled", None)
    if opened.problem:
        return render_link_problem(opened.problem, endorsement)
    if request.method == "POST":
        if not access.is_same_origin():
            return render_link_problem("foreign", endorsement)
        if not is_reading():
            endorsements.lock_endorsement(endorsement.id)
    return opened.evidence


def _render_not_needed() -> ResponseReturnValue:
    page = render_template("signing/link_problem.html", problem="not_needed", statement=None, text=None)
    return page, 410


def _render_page(evidence: Evidence, token: str, form: ObjectionForm | None = None) -> str:
    form = form or ObjectionForm(formdata=None)
    form.renew()
    return render_around_endorsement(
        "signing/second.html",
        evidence.endorsement,
        token=token,
        form=form,
        person=parse_second_person(evidence.note),
        given_at=evidence.given_at,
    )
