"""Reservations: each is decided for itself, and shown only once it is approved."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.desk import acts, selection
from petition.desk.acts import Outcome
from petition.desk.listing import Listing
from petition.desk.queries import reservations as queries
from petition.desk.queries.decisions import name_of
from petition.desk.queries.letters import preview_letter
from petition.desk.scope import current_coordinator
from petition.desk.views.letters import LetterPage, require_seen_letter
from petition.desk.views.page import blueprint, number_in_address
from petition.signing.decide import reservations as decide_reservations
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Reservation
from petition.signing.reservations import demand_number


@blueprint.get("/reservations")
@access.require_permission("endorsements.read")
def reservations() -> ResponseReturnValue:
    """Those that wait for a decision, the oldest first, and those decided last."""
    statement = number_in_address("statement")
    waiting, more = queries.pending_reservations(statement, after=number_in_address("after") or 0)
    return render_template(
        "desk/reservations.html",
        listing=Listing("desk.reservations", waiting, more, {}, {"statement": statement}),
        decided=queries.decided_reservations(statement),
    )


@blueprint.post("/reservations/<id:reservation_id>/approval")
@access.require_permission("endorsements.decide")
def reservation_approval(reservation_id: int) -> ResponseReturnValue:
    """Lets a reservation be shown with its demand while its organisation is listed."""

    def approve(one: Reservation) -> str:
        decide_reservations.approve_reservation(one, by=current_coordinator())
        return str(_("Reservation approved: %(name)s, demand %(number)s", **_reservation_words(one)))

    return _decide_reservation(reservation_id, approve)


@blueprint.post("/reservations/<id:reservation_id>/rejection")
@access.require_permission("endorsements.decide")
def reservation_rejection(reservation_id: int) -> ResponseReturnValue:
    """Keeps a reservation off every page, with a reason that goes by mail; shows the mail first."""

    def reject(one: Reservation) -> str:
        decide_reservations.check_waiting(one)
        named = _reservation_words(one)
        page = LetterPage(
            heading=_("Reject the reservation of %(name)s on demand %(number)s", **named),
            explanation=_("The reservation is not shown. The signature stays as it is."),
            button=_("Reject and send"),
            back=selection.origin_url("desk.reservations"),
            label=_("The reason, as the representative will read it by mail"),
        )
        told = {"demand": named["number"], "reservation": one.reason}
        reason = require_seen_letter(
            page,
            lambda typed: preview_letter(one.endorsement, "reservation-rejected", words=typed, reason=typed, **told),
        )
        decide_reservations.reject_reservation(one, reason, by=current_coordinator())
        return str(_("Reservation rejected: %(name)s, demand %(number)s", **named))

    return _decide_reservation(reservation_id, reject)


@blueprint.post("/reservations/<id:reservation_id>/undoing")
@access.require_permission("endorsements.decide")
def reservation_undoing(reservation_id: int) -> ResponseReturnValue:
    """Takes a decision about a reservation back."""

    def undo(one: Reservation) -> str:
        decide_reservations.undo_reservation_decision(one, by=current_coordinator())
        return str(_("Undone. The reservation waits for a decision again."))

    return _decide_reservation(reservation_id, undo, is_undoing=True)


def _decide_reservation(
    reservation_id: int, deed: Callable[[Reservation], str], *, is_undoing: bool = False
) -> ResponseReturnValue:
    """Decides about one reservation, held together with its endorsement."""
    endorsement_id = (db.session.get(Reservation, reservation_id) or abort(404)).endorsement_id
    undo = None if is_undoing else url_for(".reservation_undoing", reservation_id=reservation_id)

    def decide(_endorsement: Endorsement, reservation: Reservation) -> Outcome:
        return Outcome(deed(reservation), undo)

    held = (Endorsement, endorsement_id), (Reservation, reservation_id)
    return acts.perform_act(decide, *held, back=selection.origin_url("desk.reservations"))


def _reservation_words(one: Reservation) -> dict[str, str]:
    return {"name": name_of(one.endorsement), "number": demand_number(one)}
