"""What of an endorsement is public at this moment."""

from __future__ import annotations

from petition.core.text import fold, initials
from petition.signing.models import Endorsement


def publish(endorsement: Endorsement) -> None:
    """Brings the shown columns in line with what was decided; the signatory's choice goes first."""
    for column in ("shown_name", "shown_key", "shown_beside", "shown_comment", "shown_country"):
        setattr(endorsement, column, None)
    if endorsement.confirmed_at is None or endorsement.withdrawn_at is not None:
        return
    if endorsement.kind == "organisation":
        _publish_organisation(endorsement)
    elif endorsement.hidden_at is None and endorsement.visibility != "withheld":
        _publish_individual(endorsement)


def _publish_organisation(endorsement: Endorsement) -> None:
    organisation, details = endorsement.organisation, endorsement.details or {}
    if endorsement.approved_at is None or organisation is None:
        return
    endorsement.shown_name = organisation.name
    endorsement.shown_key = fold(f"{organisation.name} {organisation.latin or ''}")[:400]
    endorsement.shown_country = organisation.country
    if endorsement.visibility == "full" and details.get("representative"):
        signed_by = (details["representative"], details.get("role"))
        endorsement.shown_beside = ", ".join(part for part in signed_by if part)


def _publish_individual(endorsement: Endorsement) -> None:
    details = endorsement.details or {}
    in_full = endorsement.visibility == "full"
    endorsement.shown_name = shown_as(details.get("name", ""), endorsement.visibility)
    if endorsement.shown_name is None:
        return
    endorsement.shown_country = details.get("country")
    endorsement.shown_comment = details.get("comment")
    # An affiliation tells who "A. S." is, so it goes only beside a full name.
    endorsement.shown_beside = details.get("affiliation") if in_full else None
    endorsement.shown_key = fold(f"{endorsement.shown_name} {endorsement.shown_beside or ''}")[:400]


def shown_as(name: str, visibility: str) -> str | None:
    """A name as it appears with this choice; None where it does not appear."""
    if visibility == "withheld":
        return None
    return name if visibility == "full" else initials(name) or None
