"""What coordinators decide about reservations: about each for itself; the signature is valid in the meantime."""

from __future__ import annotations

from petition.core import audit
from petition.core.db import now
from petition.mail import actions as mail
from petition.signing.decide.actions import MAIL_DELAY
from petition.signing.mails import OF_RESERVATION, mail_about_endorsement
from petition.signing.models.evidence import Reservation
from petition.signing.publication import publish_endorsement
from petition.signing.reservations import demand_number, reservation_state
from petition.signing.state import REJECTED, WAITING, WITHDRAWN
from petition.signing.verdicts import DecisionError


def approve_reservation(reservation: Reservation, *, by: int) -> None:
    """Lets a reservation be shown with its demand while its organisation is listed, and tells the representative."""
    check_waiting(reservation)
    reservation.approved_at, reservation.approved_by = now(), by
    _record_act(reservation, "approve", by)
    _post_mail(reservation, "reservation-approved")
    publish_endorsement(reservation.endorsement)


def reject_reservation(reservation: Reservation, reason: str, *, by: int) -> None:
    """Keeps a reservation off every page; the reason goes to the representative by mail. The signature stands."""
    check_waiting(reservation)
    reservation.rejected_at, reservation.rejected_by, reservation.rejection = now(), by, reason
    _record_act(reservation, "reject", by, reason)
    _post_mail(reservation, "reservation-rejected", reason=reason)


def undo_reservation_decision(reservation: Reservation, *, by: int) -> None:
    """Takes a decision about a reservation back: it waits again, and is shown nowhere.

    Its representative is told where the mail about the decision has gone. Raises DecisionError ``changed`` where it
    is not decided.
    """
    at = reservation.approved_at or reservation.rejected_at
    if at is None or reservation.endorsement.state == WITHDRAWN:
        raise DecisionError("changed")
    verdict = "reject" if reservation.rejected_at is not None else "approve"
    reservation.approved_at = reservation.approved_by = None
    reservation.rejected_at = reservation.rejected_by = reservation.rejection = None
    # Before anything is written: the database refuses what is shown and not approved.
    publish_endorsement(reservation.endorsement)
    _record_act(reservation, f"undo-{verdict}", by)
    if not mail.recall_mails(OF_RESERVATION, reservation.endorsement_id, at=at):
        _post_mail(reservation, "reservation-undone", verdict=verdict)


def check_waiting(reservation: Reservation) -> None:
    """Raises DecisionError where a reservation awaits no decision any more."""
    is_over = reservation.endorsement.state in (WAITING, WITHDRAWN, REJECTED)
    if is_over or reservation_state(reservation) != "waiting":
        raise DecisionError("changed")


def _post_mail(reservation: Reservation, kind: str, **content: str) -> None:
    at = reservation.approved_at or reservation.rejected_at or now()
    told = {"demand": demand_number(reservation), "reservation": reservation.reason, **content}
    mail_about_endorsement(reservation.endorsement, kind, delay=MAIL_DELAY, at=at, **told)


def _record_act(reservation: Reservation, act: str, by: int, reason: str | None = None) -> None:
    where, thing = f"demand {demand_number(reservation)}", f"endorsement {reservation.endorsement_id}"
    note = f"{where}: {reason}" if reason else where
    audit.append_entry(f"reservation.{act}", thing, by=f"coordinator {by}", note=note)
