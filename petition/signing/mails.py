"""Mails to a signatory about the own endorsement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from petition.mail import actions as mail
from petition.signing import links
from petition.signing.models.endorsement import Endorsement
from petition.signing.publication import name_for_visibility

# What tells of decisions: about the signature, about reservations, about changes of the entry; and that one was undone.
OF_SIGNATURE = (
    "organisation-approved",
    "organisation-rejected",
    "organisation-double",
    "individual-rejected",
    "name-hidden",
)
OF_RESERVATION = ("reservation-approved", "reservation-rejected")
OF_CHANGE = ("change-approved", "change-rejected")
UNDONE = ("decision-undone", "reservation-undone", "change-undone")
OF_DECISIONS = (*OF_SIGNATURE, *OF_RESERVATION, *OF_CHANGE, *UNDONE)


def mail_about_endorsement(
    endorsement: Endorsement,
    kind: str,
    *,
    delay: timedelta = timedelta(0),
    at: datetime | None = None,
    **content: Any,
) -> None:
    """Mails the signatory, after a while or at once, with the link to the own endorsement; written ``at`` a moment."""
    if endorsement.address is None:
        return
    mail.post_mail(
        kind,
        to=endorsement.address,
        language=endorsement.language,
        content=mail_content(endorsement, **content),
        edition_id=endorsement.edition_id,
        link=links.own_link(endorsement.id, endorsement.statement.destroy_on),
        at=at,
        delay=delay,
    )


def _shown_name_in_words(endorsement: Endorsement) -> str:
    """As the signatory chose to appear. What coordinators have still to look at is told like all others."""
    if endorsement.kind == "organisation":
        return endorsement.shown_name or ""
    return name_for_visibility((endorsement.details or {}).get("name") or "", endorsement.visibility) or ""


def mail_content(endorsement: Endorsement, **content: Any) -> dict[str, Any]:
    """What a mail about an endorsement says of it, beside its link."""
    details = endorsement.details or {}
    given = {key: details.get(key) or "" for key in ("name", "organisation", "representative", "role")}
    if endorsement.organisation is not None:
        given["organisation"] = endorsement.organisation.name
    return {
        "visibility": endorsement.visibility,
        "shown_as": _shown_name_in_words(endorsement),
        **given,
        **content,
    }
