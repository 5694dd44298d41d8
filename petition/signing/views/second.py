"""A second person of the organisation confirms."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import db, is_reading, require_writing, scrub
from petition.signing import actions, queries
from petition.signing.evidence import second_person
from petition.signing.forms import ObjectionForm
from petition.signing.models import Evidence
from petition.signing.views.page import about, blueprint, problem


@blueprint.route("/second/<token>", methods=["GET", "POST"])
@access.anybody
def second(token: str) -> ResponseReturnValue:
    """Shows what a second person vouches for; only the button does (promise 3)."""
    evidence = _open(token)
    if not isinstance(evidence, Evidence):
        return evidence
    if request.method == "POST" and second_person(evidence.note).objection is None:
        require_writing()
        actions.vouch(evidence)
        db.session.commit()
        return redirect(url_for(".second", token=token), 303)
    return _page(evidence, token)


@blueprint.post("/second/<token>/objection")
@access.anybody
def objection(token: str) -> ResponseReturnValue:
    """A second person says that something is wrong."""
    evidence, form = _open(token), ObjectionForm()
    if not isinstance(evidence, Evidence):
        return evidence
    if not form.validate():
        return _page(evidence, token, form), 422
    require_writing()
    actions.object_(evidence, form.objection.data or "")
    db.session.commit()
    scrub()
    return redirect(url_for(".second", token=token), 303)


def _open(token: str) -> Evidence | ResponseReturnValue:
    """What a link for a second person names, held where it is changed now; or the page that says why not."""
    opened = queries.open_second(token)
    endorsement = opened.evidence.endorsement if opened.evidence else None
    if endorsement is not None:
        languages.speak(endorsement.language)
    if opened.problem == "gone" or opened.evidence is None or endorsement is None:
        return _not_needed() if opened.problem == "gone" else problem("mangled", None)
    if opened.problem:
        return problem(opened.problem, endorsement)
    if request.method == "POST":
        if not access.same_origin():
            return problem("foreign", endorsement)
        if not is_reading():
            actions.locked(endorsement.id)
    return opened.evidence


def _not_needed() -> ResponseReturnValue:
    page = render_template("signing/link_problem.html", problem="not_needed", statement=None, text=None)
    return page, 410


def _page(evidence: Evidence, token: str, form: ObjectionForm | None = None) -> str:
    form = form or ObjectionForm(formdata=None)
    form.renew()
    return about(
        "signing/second.html",
        evidence.endorsement,
        token=token,
        form=form,
        person=second_person(evidence.note),
        given_at=evidence.given_at,
    )
