"""Confirming: from here on an endorsement counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from petition.core.db import db, now
from petition.mail import actions as mail
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing.actions.evidence import notice_domain
from petition.signing.actions.register import entered
from petition.signing.actions.reserve import reserve
from petition.signing.actions.verdict import record
from petition.signing.actions.watch import weigh
from petition.signing.keys import add_keys, country_key
from petition.signing.models import Endorsement
from petition.signing.publication import publish, shown_as
from petition.signing.state import UNDECIDED


class Vanished(LookupError):
    """The endorsement was erased a moment ago."""


def confirm(endorsement: Endorsement, used: OutgoingMail | None) -> None:
    """Confirms an endorsement that is ``locked``; again is harmless. A mail brings the link to the own endorsement.

    ``used`` is the mail whose link was pressed.
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
    weigh(endorsement, at)
    endorsement.confirmed_at = at
    publish(endorsement)
    add_keys(endorsement)
    tell(endorsement, "confirmed-individual")


def _confirm_organisation(endorsement: Endorsement, at: datetime) -> None:
    """Enters the organisation into the register, where it waits for a coordinator, unless one had invited it."""
    endorsement.confirmed_at = at
    endorsement.organisation = entered(endorsement)
    endorsement.country_key = country_key(endorsement)
    add_keys(endorsement)
    notice_domain(endorsement)
    reserve(endorsement, (endorsement.details or {}).get("reservations") or {})
    inviter = _inviter(endorsement)
    if inviter is None:
        publish(endorsement)
        tell(endorsement, "confirmed-organisation")
    else:
        record(endorsement, "approve", by=inviter, actor=f"invitation by coordinator {inviter}")
        tell(endorsement, "confirmed-organisation-invited")


def _inviter(endorsement: Endorsement) -> int | None:
    """The coordinator who invited the mailbox that confirms; None where nobody did, or it was decided already."""
    if endorsement.state != UNDECIDED:
        return None
    return next((one.given_by for one in endorsement.evidence if one.kind == "invited"), None)


def locked(endorsement_id: int) -> Endorsement:
    """The endorsement, held against a change at the same moment until the transaction ends.

    Raises Vanished where it was erased meanwhile.
    """
    query = select(Endorsement).where(Endorsement.id == endorsement_id)
    found = db.session.execute(
        query.with_for_update(of=Endorsement).execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise Vanished
    return found


def tell(endorsement: Endorsement, kind: str, *, delay: timedelta = timedelta(0), **content: str) -> None:
    """Mails the signatory, after a while or at once, with the link to the own endorsement."""
    if endorsement.address is None:
        return
    mail.post(
        kind,
        to=endorsement.address,
        language=endorsement.language,
        content=told(endorsement, **content),
        edition_id=endorsement.edition_id,
        link=links.mine(endorsement.id, endorsement.statement.destroy_on),
        delay=delay,
    )


def _appears(endorsement: Endorsement) -> str:
    """As the signatory chose to appear. What coordinators have still to look at is told like all others."""
    if endorsement.kind == "organisation":
        return endorsement.shown_name or ""
    return shown_as((endorsement.details or {}).get("name") or "", endorsement.visibility) or ""


def told(endorsement: Endorsement, **content: str) -> dict[str, Any]:
    """What a mail about an endorsement says of it, beside its link."""
    details = endorsement.details or {}
    given = {key: details.get(key) or "" for key in ("name", "organisation", "representative", "role")}
    if endorsement.organisation is not None:
        given["organisation"] = endorsement.organisation.name
    return {
        "visibility": endorsement.visibility,
        "shown_as": _appears(endorsement),
        **given,
        **content,
    }
