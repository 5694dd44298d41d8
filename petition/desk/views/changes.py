"""What organisations ask to change, and what they are asked to change."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.core.text import clean_line
from petition.desk import acts
from petition.desk.acts import Outcome
from petition.desk.listing import Listing
from petition.desk.queries import changes as queries
from petition.desk.queries import choices
from petition.desk.queries.decisions import name_of
from petition.desk.queries.letters import preview_letter
from petition.desk.queries.organisations import LONGEST_QUERY
from petition.desk.scope import current_coordinator
from petition.desk.views.evidence import redirect_to_origin
from petition.desk.views.letters import LetterPage, require_seen_letter
from petition.desk.views.page import blueprint, number_in_address
from petition.signing.decide import changes as decide_changes
from petition.signing.decide import merging
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest, RequestedChange
from petition.signing.verdicts import DecisionError

NOTHING_RUNS = "default-src 'none'; sandbox"


@blueprint.get("/changes")
@access.require_permission("endorsements.read")
def changes() -> ResponseReturnValue:
    """Changes that await a decision, each with what stood before, and what was asked of organisations."""
    q, name, statement = _typed_filter("q"), _typed_filter("name"), number_in_address("statement")
    waiting, more = queries.pending_changes(statement, name, after=number_in_address("after") or 0)
    unanswered, further = queries.unanswered_requests(statement, before=number_in_address("before"))
    return render_template(
        "desk/changes.html",
        titles=dict(choices.statement_choices()),
        statement_id=statement,
        name=name,
        listing=Listing("desk.changes", waiting, more, {"name": name}, {"statement": statement}),
        decided=queries.decided_changes(statement),
        unanswered=unanswered,
        objections=queries.objections(statement),
        q=q,
        listed=queries.find_listed_organisations(q, statement),
        older_url=url_for(".changes", before=further, statement=statement, _anchor="ask") if further else None,
    )


@blueprint.post("/changes/<id:change_id>/approval")
@access.require_permission("endorsements.decide")
def change_approval(change_id: int) -> ResponseReturnValue:
    """Applies a change."""

    def approve(one: ChangeRequest) -> None:
        decide_changes.approve_change(one, by=current_coordinator())

    return _decide_change(change_id, approve, _("Approved: %(name)s"))


@blueprint.post("/changes/<id:change_id>/rejection")
@access.require_permission("endorsements.decide")
def change_rejection(change_id: int) -> ResponseReturnValue:
    """Leaves the entry as it is, with a reason that goes by mail; shows the mail first."""

    def reject(one: ChangeRequest) -> None:
        decide_changes.check_pending(one)
        # One that asks for nothing is put away without a word to anybody.
        reason = _reason_of_rejection(one) if one.proposed else ""
        decide_changes.reject_change(one, reason, by=current_coordinator())

    return _decide_change(change_id, reject, _("Rejected: %(name)s"))


def _reason_of_rejection(one: ChangeRequest) -> str:
    page = LetterPage(
        heading=_("Reject the change of %(name)s", name=name_of(one.endorsement)),
        explanation=_("The entry stays as it is."),
        button=_("Reject and send"),
        back=url_for(".changes"),
        label=_("The reason, as the representative will read it by mail"),
    )
    return require_seen_letter(
        page, lambda typed: preview_letter(one.endorsement, "change-rejected", words=typed, reason=typed)
    )


@blueprint.post("/changes/<id:change_id>/undoing")
@access.require_permission("endorsements.decide")
def change_undoing(change_id: int) -> ResponseReturnValue:
    """Takes a decision about a change back."""
    return _decide_change(
        change_id,
        lambda one: decide_changes.undo_change(one, by=current_coordinator()),
        _("Cancelled."),
        is_undoing=True,
    )


@blueprint.post("/changes/wanted/<id:wanted_id>/undoing")
@access.require_permission("endorsements.decide")
def change_unwanted(wanted_id: int) -> ResponseReturnValue:
    """Takes back what an organisation was asked to change."""
    endorsement_id = db.session.get_one(RequestedChange, wanted_id).endorsement_id

    def withdraw_request(_endorsement: Endorsement, wanted: RequestedChange) -> None:
        decide_changes.withdraw_change_request(wanted, by=current_coordinator())

    held = (Endorsement, endorsement_id), (RequestedChange, wanted_id)
    return acts.perform_act(withdraw_request, *held, back=redirect_to_origin(endorsement_id), said=_("Cancelled."))


@blueprint.get("/changes/<id:change_id>/logo")
@access.require_permission("endorsements.read")
def proposed_logo(change_id: int) -> ResponseReturnValue:
    """The logo that an organisation asks to show."""
    change = db.session.get(ChangeRequest, change_id)
    if change is None or change.logo is None:
        abort(404)
    return _image_response(change.logo, change.logo_media)


@blueprint.get("/changes/<id:change_id>/logo-before")
@access.require_permission("endorsements.read")
def logo_before(change_id: int) -> ResponseReturnValue:
    """The logo that stood before a change."""
    change = db.session.get(ChangeRequest, change_id)
    found = queries.logo_before_change(change) if change is not None else None
    return _image_response(*found) if found else abort(404)


def _typed_filter(name: str) -> str:
    return clean_line(request.args.get(name))[:LONGEST_QUERY]


def _image_response(content: bytes, media: str | None) -> Response:
    answer = Response(content, mimetype=media)
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _decide_change(
    change_id: int, deed: Callable[[ChangeRequest], object], said: str, *, is_undoing: bool = False
) -> ResponseReturnValue:
    """Decides about one change; it is held with its endorsement and the entry, in the order in which merges do."""
    endorsement = db.session.get_one(ChangeRequest, change_id).endorsement
    entry = endorsement.organisation

    def decide() -> Outcome:
        if entry is not None:
            merging.lock_entries(entry)
        held = acts.lock_row(Endorsement, endorsement.id)
        change = acts.lock_row(ChangeRequest, change_id)
        if entry is not None and held.organisation_id != entry.id:
            # Merged at this moment: what was shown is no longer what would change.
            raise DecisionError("changed")
        deed(change)
        if is_undoing:
            return Outcome(said)
        if change.dropped_at is not None:
            # It asked for nothing, and is put away: that is no decision.
            return Outcome()
        return Outcome(said % {"name": name_of(held)}, url_for(".change_undoing", change_id=change_id))

    return acts.perform_act(decide, back=url_for(".changes"))
