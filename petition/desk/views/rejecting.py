"""Rejecting an organisation: the words, a look at the mail as it will go, and then the deed."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.desk.queries import rejecting as queries
from petition.desk.queries import waiting
from petition.desk.queries.rejecting import Chosen
from petition.desk.views import deciding, judging
from petition.desk.views.page import blueprint, me
from petition.signing import actions
from petition.signing.models import Decision, Endorsement
from petition.signing.queries import reasons


@blueprint.route("/organisations/<id:endorsement_id>/rejection/words", methods=["GET", "POST"])
@access.may("endorsements.decide")
def rejection_words(endorsement_id: int) -> ResponseReturnValue:
    """Choosing what to say; with what had been chosen, for whoever comes back to it."""
    endorsement = _awaiting(endorsement_id)
    return _words_page(endorsement) if endorsement else _decided_meanwhile()


@blueprint.post("/organisations/<id:endorsement_id>/rejection/preview")
@access.may("endorsements.decide")
def rejection_preview(endorsement_id: int) -> ResponseReturnValue:
    """The mail exactly as it will go; nothing is decided yet."""
    endorsement, said = _awaiting(endorsement_id), judging.said("organisation")
    if endorsement is None:
        return _decided_meanwhile()
    if said.says_nothing:
        return _words_page(endorsement, is_faulty=True), 422
    return _preview_page(endorsement, said)


@blueprint.post("/organisations/<id:endorsement_id>/rejection")
@access.may("endorsements.decide")
def rejection(endorsement_id: int) -> ResponseReturnValue:
    """Keeps an organisation off the list and sends what was shown; where it would be another mail now, shows that."""
    endorsement, said = _awaiting(endorsement_id), judging.said("organisation")
    if endorsement is None:
        return _decided_meanwhile()
    if said.says_nothing:
        return _words_page(endorsement, is_faulty=True), 422
    if request.form.get("seen") != queries.preview(endorsement, said).mark:
        is_another = "seen" in request.form
        return _preview_page(endorsement, said, is_another=is_another), 409 if is_another else 200

    def reject(one: Endorsement) -> Decision:
        return turned_down(one, said)

    flash(_("Rejected. The mail goes in a minute; until then you can take it back."), "success")
    return deciding.decide(endorsement_id, reject)


def turned_down(endorsement: Endorsement, said: Chosen) -> Decision:
    """Rejects with the words that this signatory will read."""
    reason_id = said.reason.id if said.reason else None
    text = queries.words_for(endorsement, said)
    return actions.reject(endorsement, text, by=me(), reason_id=reason_id)


def _awaiting(endorsement_id: int) -> Endorsement | None:
    endorsement = db.session.get(Endorsement, endorsement_id) or abort(404)
    return endorsement if endorsement.state == "undecided" else None


def _decided_meanwhile() -> ResponseReturnValue:
    flash(judging.why("changed"), "fault")
    return deciding.back()


def _words_page(endorsement: Endorsement, *, is_faulty: bool = False) -> str:
    return render_template(
        "desk/rejection_words.html",
        item=waiting.items([endorsement], likes=False)[0],
        reasons=reasons("organisation"),
        said=judging.said("organisation"),
        is_faulty=is_faulty,
        binding=endorsement.statement.binding_language,
        back=deciding.back_url(),
    )


def _preview_page(endorsement: Endorsement, said: Chosen, *, is_another: bool = False) -> str:
    return render_template(
        "desk/rejection_preview.html",
        preview=queries.preview(endorsement, said),
        said=said,
        is_another=is_another,
        back=deciding.back_url(),
    )
