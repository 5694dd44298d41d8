"""What organisations ask to change, and what they are asked to change."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.core.text import clean
from petition.desk import acts
from petition.desk.acts import Done
from petition.desk.listing import Listing
from petition.desk.queries import changes as queries
from petition.desk.queries import choices
from petition.desk.queries.decided import name_of
from petition.desk.queries.organisations import LONGEST_QUERY
from petition.desk.views.evidence import back
from petition.desk.views.page import blueprint, me, number, words
from petition.signing import actions
from petition.signing.models import ChangeRequest, ChangeWanted, Endorsement

NOTHING_RUNS = "default-src 'none'; sandbox"


@blueprint.get("/changes")
@access.may("endorsements.read")
def changes() -> ResponseReturnValue:
    """Changes that await a decision, each with what stood before, and what was asked of organisations."""
    q, name, statement = _asked("q"), _asked("name"), number("statement")
    waiting, more = queries.waiting(statement, name, after=number("after") or 0)
    unanswered, further = queries.unanswered(before=number("before"))
    return render_template(
        "desk/changes.html",
        statements=choices.statements(),
        statement=statement,
        name=name,
        listing=Listing("desk.changes", waiting, more, {"statement": statement, "name": name}),
        decided=queries.decided(),
        unanswered=unanswered,
        objections=queries.objections(),
        q=q,
        listed=queries.listed(q),
        older_url=url_for(".changes", before=further, _anchor="ask") if further else None,
    )


@blueprint.post("/changes/<id:change_id>/approval")
@access.may("endorsements.decide")
def change_approval(change_id: int) -> ResponseReturnValue:
    """Applies a change."""

    def approve(one: ChangeRequest) -> None:
        actions.approve_change(one, by=me())

    return _decide(change_id, approve, _("Approved: %(name)s"))


@blueprint.post("/changes/<id:change_id>/rejection")
@access.may("endorsements.decide")
def change_rejection(change_id: int) -> ResponseReturnValue:
    """Leaves the entry as it is, with a reason that goes by mail."""
    reason = words("reason")
    if not reason:
        return acts.refuse(_("Write the reason in a few words; then decide again."), url_for(".changes"))

    def reject(one: ChangeRequest) -> None:
        actions.reject_change(one, reason, by=me())

    return _decide(change_id, reject, _("Rejected: %(name)s"))


@blueprint.post("/changes/<id:change_id>/undoing")
@access.may("endorsements.decide")
def change_undoing(change_id: int) -> ResponseReturnValue:
    """Takes a decision about a change back."""
    return _decide(change_id, lambda one: actions.undo_change(one, by=me()), _("Taken back."), is_undoing=True)


@blueprint.post("/changes/wanted/<id:wanted_id>/undoing")
@access.may("endorsements.decide")
def change_unwanted(wanted_id: int) -> ResponseReturnValue:
    """Takes back what an organisation was asked to change."""
    endorsement_id = db.session.get_one(ChangeWanted, wanted_id).endorsement_id

    def take_back(_endorsement: Endorsement, wanted: ChangeWanted) -> None:
        actions.unwant_change(wanted, by=me())

    held = (Endorsement, endorsement_id), (ChangeWanted, wanted_id)
    return acts.act(take_back, *held, back=back(endorsement_id), said=_("Taken back."))


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


def _decide(
    change_id: int, deed: Callable[[ChangeRequest], object], said: str, *, is_undoing: bool = False
) -> ResponseReturnValue:
    """Decides about one change; it is held with its endorsement and the entry, in the order in which merges do."""
    endorsement = db.session.get_one(ChangeRequest, change_id).endorsement
    entry = endorsement.organisation

    def decide() -> Done:
        if entry is not None:
            actions.hold_entries(entry)
        held = acts.hold(Endorsement, endorsement.id)
        change = acts.hold(ChangeRequest, change_id)
        if entry is not None and held.organisation_id != entry.id:
            # Merged at this moment: what was shown is no longer what would change.
            raise actions.CannotDecide("changed")
        deed(change)
        if is_undoing:
            return Done(said)
        if change.dropped_at is not None:
            # It asked for nothing, and is put away: that is no decision.
            return Done()
        return Done(said % {"name": name_of(held)}, url_for(".change_undoing", change_id=change_id))

    return acts.act(decide, back=url_for(".changes"))
