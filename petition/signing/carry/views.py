"""Carrying a signature over to a newer edition."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import db, require_writing
from petition.signing import links
from petition.signing import queries as endorsements
from petition.signing.carry import actions as carry_overs
from petition.signing.carry import silence
from petition.signing.models.endorsement import Endorsement
from petition.signing.pages import blueprint, render_around_endorsement, render_link_problem
from petition.signing.state import WAITING, WITHDRAWN
from petition.statements.models import Edition
from petition.statements.queries import differences, lineage, public_statements


@blueprint.route("/carry/<token>", methods=["GET", "POST"])
@access.allow_anybody
def carry(token: str) -> ResponseReturnValue:
    """Shows what changed since the edition that was signed; only the button carries the signature over."""
    endorsement = _open_endorsement(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    newest = public_statements.current_edition(endorsement.statement)
    if _decision_state(endorsement, newest) != "pending":
        return redirect(url_for(".carry_status", token=token), 303)
    if request.method == "POST":
        if not access.is_same_origin():
            return render_link_problem("foreign", endorsement)
        if _is_newest_read(newest):
            require_writing()
            carry_overs.carry_over(endorsements.lock_endorsement(endorsement.id), newest, "signatory")
            db.session.commit()
            return redirect(url_for(".carry_status", token=token), 303)
    return _render_page(endorsement, newest, token)


@blueprint.post("/carry/<token>/stay")
@access.allow_anybody
def stay(token: str) -> ResponseReturnValue:
    """Answers that the signature stays where it is, whatever silence would do; it can be carried over later."""
    endorsement = _open_endorsement(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not access.is_same_origin():
        return render_link_problem("foreign", endorsement)
    newest = public_statements.current_edition(endorsement.statement)
    if _decision_state(endorsement, newest) == "pending" and _is_newest_read(newest):
        require_writing()
        carry_overs.record_refusal(endorsements.lock_endorsement(endorsement.id), newest)
        db.session.commit()
    return redirect(url_for(".carry", token=token), 303)


@blueprint.get("/carry/<token>/edition")
@access.allow_anybody
def carry_status(token: str) -> ResponseReturnValue:
    """Under which edition the signature stands, where there is nothing to decide."""
    endorsement = _open_endorsement(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    newest = public_statements.current_edition(endorsement.statement)
    state = _decision_state(endorsement, newest)
    if state == "pending":
        return redirect(url_for(".carry", token=token), 303)
    return render_around_endorsement("signing/carry_status.html", endorsement, state=state, newest=newest)


def _is_newest_read(newest: Edition) -> bool:
    """Nobody answers to words that were issued only after they had read."""
    return request.form.get("edition") == str(newest.number)


def _open_endorsement(token: str) -> Endorsement | ResponseReturnValue:
    opened = links.open_carry(token)
    endorsement = opened.endorsement
    if endorsement is not None:
        languages.set_language(endorsement.language)
    if opened.problem == "expired" and endorsement is not None:
        newest = public_statements.current_edition(endorsement.statement)
        state = "withdrawn" if endorsement.state == WITHDRAWN else "expired"
        return render_around_endorsement("signing/carry_status.html", endorsement, state=state, newest=newest), 410
    if opened.problem or endorsement is None:
        return render_link_problem(opened.problem or "mangled", endorsement)
    return endorsement


def _decision_state(endorsement: Endorsement, newest: Edition) -> str:
    """Whether there is something to decide: ``pending``, or why not."""
    if endorsement.state in (WAITING, WITHDRAWN):
        return "withdrawn"
    later = lineage.editions(endorsement.statement)[endorsement.edition.number :]
    if not any(edition.kind == "substance" for edition in later):
        return "carried"
    return "delivered" if endorsement.statement.is_delivered else "pending"


def _render_page(endorsement: Endorsement, newest: Edition, token: str) -> str:
    found = differences.differences_between(endorsement.edition, newest, endorsement.language)
    announcement = silence.current_announcement(endorsement.statement)
    return render_around_endorsement(
        "signing/carry.html",
        endorsement,
        token=token,
        newest=newest,
        differences=found,
        lost=_lost_reservations(endorsement, newest),
        silence_ends_at=silence.silence_end_for(announcement, endorsement) if announcement else None,
        stays=announcement is not None and silence.recorded_answer(announcement, endorsement) is not None,
    )


def _lost_reservations(endorsement: Endorsement, newest: Edition) -> Sequence[str]:
    """The numbers of demands on which the signatory has a reservation and which the new edition has not."""
    there = {key for key, _number in lineage.keyed_numbers(newest)}
    reserved = {one.demand_key for one in endorsement.reservations} - there
    return [number for key, number in lineage.keyed_numbers(endorsement.edition) if key in reserved]
