"""What organisations ask to change, and what they are asked to change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db, scrub
from petition.core.text import clean
from petition.desk.queries import changes as queries
from petition.desk.queries import choices
from petition.desk.queries.organisations import LONGEST_QUERY
from petition.desk.views.evidence import done, why
from petition.desk.views.page import blueprint, me, number, words
from petition.mail.wake import wake
from petition.organisations.actions import CannotKeep
from petition.signing import actions
from petition.signing.models import ChangeRequest, ChangeWanted

NOTHING_RUNS = "default-src 'none'; sandbox"


@blueprint.get("/changes")
@access.may("endorsements.read")
def changes() -> ResponseReturnValue:
    """Changes that await a decision, each with what stood before, and what was asked of organisations."""
    q, name, statement = _asked("q"), _asked("name"), number("statement")
    waiting, more = queries.waiting(statement, name, after=number("after") or 0)
    unanswered, further = queries.unanswered(before=number("before"))
    here: dict[str, Any] = {"statement": statement, "name": name or None}
    return render_template(
        "desk/changes.html",
        statements=choices.statements(),
        statement=statement,
        name=name,
        waiting=waiting,
        decided=queries.decided(),
        unanswered=unanswered,
        objections=queries.objections(),
        q=q,
        listed=queries.listed(q),
        next_url=url_for(".changes", **here, after=more) if more else None,
        first_url=url_for(".changes", **here) if number("after") else None,
        older_url=url_for(".changes", before=further, _anchor="ask") if further else None,
    )


@blueprint.post("/changes/<id:change_id>/approval")
@access.may("endorsements.decide")
def change_approval(change_id: int) -> ResponseReturnValue:
    """Applies a change."""
    return _decide(change_id, lambda one: actions.approve_change(one, by=me()))


@blueprint.post("/changes/<id:change_id>/rejection")
@access.may("endorsements.decide")
def change_rejection(change_id: int) -> ResponseReturnValue:
    """Leaves the entry as it is, with a reason that goes by mail."""
    reason = words("reason")
    if not reason:
        flash(_("Write the reason in a few words; then decide again."), "fault")
        return redirect(url_for(".changes"), 303)
    return _decide(change_id, lambda one: actions.reject_change(one, reason, by=me()))


@blueprint.post("/changes/<id:change_id>/undoing")
@access.may("endorsements.decide")
def change_undoing(change_id: int) -> ResponseReturnValue:
    """Takes a decision about a change back."""
    return _decide(change_id, lambda one: actions.undo_change(one, by=me()))


@blueprint.post("/changes/wanted/<id:wanted_id>/undoing")
@access.may("endorsements.decide")
def change_unwanted(wanted_id: int) -> ResponseReturnValue:
    """Takes back what an organisation was asked to change."""
    wanted = db.session.get(ChangeWanted, wanted_id) or abort(404)
    return done(wanted.endorsement_id, lambda _one: actions.unwant_change(wanted, by=me()), _("Taken back."))


@blueprint.get("/changes/<id:change_id>/logo")
@access.may("endorsements.read")
def proposed_logo(change_id: int) -> ResponseReturnValue:
    """The logo that an organisation asks to show."""
    change = db.session.get(ChangeRequest, change_id)
    if change is None or change.logo is None:
        abort(404)
    return _picture(change.logo, change.logo_media)


@blueprint.get("/changes/<id:change_id>/logo-before")
@access.may("endorsements.read")
def logo_before(change_id: int) -> ResponseReturnValue:
    """The logo that stood before a change."""
    change = db.session.get(ChangeRequest, change_id)
    found = queries.logo_before(change) if change is not None else None
    return _picture(*found) if found else abort(404)


def _asked(name: str) -> str:
    return clean(request.args.get(name))[:LONGEST_QUERY]


def _picture(content: bytes, media: str | None) -> Response:
    answer = Response(content, mimetype=media)
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _hold(change: ChangeRequest) -> None:
    """Holds a change with its endorsement and the entry; in the order in which merges do."""
    entry = change.endorsement.organisation
    if entry is not None:
        actions.hold_entries(entry)
    endorsement = actions.locked(change.endorsement_id)
    db.session.refresh(change)
    if entry is not None and endorsement.organisation_id != entry.id:
        # Merged at this moment: what was shown is no longer what would change.
        raise actions.CannotDecide("changed")


def _decide(change_id: int, deed: Callable[[ChangeRequest], object]) -> ResponseReturnValue:
    """Decides about one change, its endorsement held meanwhile."""
    change = db.session.get(ChangeRequest, change_id) or abort(404)
    try:
        _hold(change)
        deed(change)
    except (actions.CannotDecide, actions.Vanished, CannotKeep) as fault:
        db.session.rollback()
        flash(why(str(fault)), "fault")
        return redirect(url_for(".changes"), 303)
    db.session.commit()
    scrub()
    wake()
    return redirect(url_for(".changes"), 303)
