"""Confirming: from here on an endorsement counts."""

from __future__ import annotations

from datetime import datetime

from petition.core.db import now
from petition.mail.models import OutgoingMail
from petition.signing.confirm.register import find_or_register
from petition.signing.deliveries import is_told_late
from petition.signing.evidence.actions import record_own_domain
from petition.signing.invitation_checks import inviter_who_approves
from petition.signing.keys import add_keys, country_key
from petition.signing.mails import mail_about_endorsement
from petition.signing.models.endorsement import Endorsement
from petition.signing.publication import publish_endorsement
from petition.signing.reservations import set_reservations, waiting_numbers
from petition.signing.screening.actions import screen_signature
from petition.signing.state import UNDECIDED
from petition.signing.verdicts import record_decision


def confirm_endorsement(endorsement: Endorsement, used: OutgoingMail | None) -> None:
    """Confirms an endorsement that is ``lock_endorsement``; again is harmless. A mail brings the link to the own
    endorsement.

    ``used`` is the mail whose link was pressed; None where the mailbox showed itself in another way.
    """
    if endorsement.confirmed_at is not None:
        return
    at = now()
    if used is not None:
        used.link_used_at = at
    if endorsement.kind == "individual":
        _confirm_individual(endorsement, at)
    else:
        _confirm_organisation(endorsement, at)


def _confirm_individual(endorsement: Endorsement, at: datetime) -> None:
    """Publishes it at once, unless something is odd; the mail is the same either way."""
    screen_signature(endorsement, at)
    endorsement.confirmed_at = at
    publish_endorsement(endorsement)
    add_keys(endorsement)
    mail_about_endorsement(endorsement, "confirmed-individual", is_late=is_told_late(endorsement))


def _confirm_organisation(endorsement: Endorsement, at: datetime) -> None:
    """Enters the organisation into the register, where it waits for a coordinator, unless one had invited it."""
    endorsement.confirmed_at = at
    endorsement.organisation = find_or_register(endorsement)
    endorsement.country_key = country_key(endorsement)
    add_keys(endorsement)
    record_own_domain(endorsement)
    set_reservations(endorsement, (endorsement.details or {}).get("reservations") or {})
    inviter = _find_inviter(endorsement)
    if inviter is None:
        publish_endorsement(endorsement)
        mail_about_endorsement(endorsement, "confirmed-organisation")
    else:
        record_decision(endorsement, "approve", by=inviter, actor=f"invitation by coordinator {inviter}")
        waiting = waiting_numbers(endorsement)
        mail_about_endorsement(
            endorsement, "confirmed-organisation-invited", waiting=waiting, is_late=is_told_late(endorsement)
        )


def _find_inviter(endorsement: Endorsement) -> int | None:
    """The coordinator who invited just this organisation at the mailbox that confirms; None where nobody did, or it was
    decided already.
    """
    return inviter_who_approves(endorsement) if endorsement.state == UNDECIDED else None
