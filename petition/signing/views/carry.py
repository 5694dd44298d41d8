"""Carrying a signature over to a newer edition."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import db, require_writing
from petition.signing import actions, queries, silence
from petition.signing.models import Endorsement
from petition.signing.state import WAITING, WITHDRAWN
from petition.signing.views.page import about, blueprint, problem
from petition.statements import queries as statements
from petition.statements.models import Edition
from petition.statements.queries import changes, editions


@blueprint.route("/carry/<token>", methods=["GET", "POST"])
@access.anybody
def carry(token: str) -> ResponseReturnValue:
    """Shows what changed since the edition that was signed; only the button carries the signature over."""
    endorsement = _open(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    newest = statements.current_edition(endorsement.statement)
    if _state(endorsement, newest) != "pending":
        return redirect(url_for(".carried", token=token), 303)
    if request.method == "POST":
        if not access.same_origin():
            return problem("foreign", endorsement)
        if _was_read(newest):
            require_writing()
            actions.carry(actions.locked(endorsement.id), newest, "signatory")
            db.session.commit()
            return redirect(url_for(".carried", token=token), 303)
    return _page(endorsement, newest, token)


@blueprint.post("/carry/<token>/stay")
@access.anybody
def stay(token: str) -> ResponseReturnValue:
    """Answers that the signature stays where it is, whatever silence would do; it can be carried over later."""
    endorsement = _open(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not access.same_origin():
        return problem("foreign", endorsement)
    newest = statements.current_edition(endorsement.statement)
    if _state(endorsement, newest) == "pending" and _was_read(newest):
        require_writing()
        actions.stay(actions.locked(endorsement.id), newest)
        db.session.commit()
    return redirect(url_for(".carry", token=token), 303)


@blueprint.get("/carry/<token>/edition")
@access.anybody
def carried(token: str) -> ResponseReturnValue:
    """Under which edition the signature stands, where there is nothing to decide."""
    endorsement = _open(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    newest = statements.current_edition(endorsement.statement)
    state = _state(endorsement, newest)
    if state == "pending":
        return redirect(url_for(".carry", token=token), 303)
    return about("signing/carried.html", endorsement, state=state, newest=newest)


def _was_read(newest: Edition) -> bool:
    """Nobody answers to words that were issued only after they had read."""
    return request.form.get("edition") == str(newest.number)


def _open(token: str) -> Endorsement | ResponseReturnValue:
    opened = queries.open_carry(token)
    endorsement = opened.endorsement
    if endorsement is not None:
        languages.speak(endorsement.language)
    if opened.problem == "expired" and endorsement is not None:
        newest = statements.current_edition(endorsement.statement)
        state = "withdrawn" if endorsement.state == WITHDRAWN else "expired"
        return about("signing/carried.html", endorsement, state=state, newest=newest), 410
    if opened.problem or endorsement is None:
        return problem(opened.problem or "mangled", endorsement)
    return endorsement


def _state(endorsement: Endorsement, newest: Edition) -> str:
    """Whether there is something to decide: ``pending``, or why not."""
    if endorsement.state in (WAITING, WITHDRAWN):
        return "withdrawn"
    later = editions.editions(endorsement.statement)[endorsement.edition.number :]
    if not any(edition.kind == "substance" for edition in later):
        return "carried"
    return "delivered" if endorsement.statement.is_delivered else "pending"


def _page(endorsement: Endorsement, newest: Edition, token: str) -> str:
    found = changes.between(endorsement.edition, newest, endorsement.language)
    announcement = silence.going_on(endorsement.statement)
    return about(
        "signing/carry.html",
        endorsement,
        token=token,
        newest=newest,
        differences=found,
        lost=_lost(endorsement, newest),
        silence_ends_at=silence.ends_for(announcement, endorsement) if announcement else None,
        stays=announcement is not None and silence.answer(announcement, endorsement) is not None,
    )


def _lost(endorsement: Endorsement, newest: Edition) -> Sequence[str]:
    """The numbers of demands on which the signatory has a reservation and which the new edition has not."""
    there = {key for key, _number in editions.keys(newest)}
    reserved = {one.demand_key for one in endorsement.reservations} - there
    return [number for key, number in editions.keys(endorsement.edition) if key in reserved]
