"""What of an endorsement is public at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import event

from petition.core.db import db
from petition.core.text import initials_of
from petition.organisations.actions import names_of
from petition.organisations.queries import surviving_entry
from petition.signing.models.endorsement import Endorsement
from petition.signing.name_order import place_published_name
from petition.signing.search import initials_key, search_key
from petition.signing.state import WITHHELD


@dataclass(frozen=True)
class PublicFields:
    """A name, what stands beside it, the code of a country, and a comment."""

    name: str
    beside: str | None
    country: str | None
    comment: str | None


def publish_endorsement(endorsement: Endorsement) -> None:
    """Brings the shown columns in line with what was decided; the signatory's choice goes first."""
    # Until the last column is right the database refuses the row, so nothing is written meanwhile.
    with db.session.no_autoflush:
        _publish(endorsement)


def _publish(endorsement: Endorsement) -> None:
    for column in ("shown_name", "shown_key", "shown_beside", "shown_comment", "shown_country"):
        setattr(endorsement, column, None)
    # With nothing shown, what counts is withheld or hidden.
    state = endorsement.state
    if endorsement.kind == "organisation":
        for reservation in endorsement.reservations:
            reservation.shown_reason = None
        if state == WITHHELD:
            _publish_organisation(endorsement)
    elif state == WITHHELD and endorsement.visibility != "withheld":
        _publish_individual(endorsement)


def _publish_organisation(endorsement: Endorsement) -> None:
    if endorsement.organisation is None:
        return
    _show(endorsement, public_fields(endorsement))
    endorsement.shown_key = search_key(*names_of(surviving_entry(endorsement.organisation)))
    for reservation in endorsement.reservations:
        reservation.shown_reason = reservation.reason if reservation.approved_at is not None else None


def _publish_individual(endorsement: Endorsement) -> None:
    shown = public_fields(endorsement)
    if shown is not None:
        _show(endorsement, shown)
        endorsement.shown_key = _individual_key(endorsement)


def _show(endorsement: Endorsement, shown: PublicFields | None) -> None:
    if shown is not None:
        endorsement.shown_name, endorsement.shown_beside = shown.name, shown.beside
        endorsement.shown_country, endorsement.shown_comment = shown.country, shown.comment


def public_fields(endorsement: Endorsement) -> PublicFields | None:
    """What everybody can read of it wherever it is listed, by what its signatory chose; None where nothing names it."""
    details, in_full = endorsement.details or {}, endorsement.visibility == "full"
    if endorsement.kind == "individual":
        name = name_for_visibility(details.get("name", ""), endorsement.visibility)
        # An affiliation tells who "A. S." is, so it goes only beside a full name.
        beside = details.get("affiliation") if in_full else None
        return PublicFields(name, beside, details.get("country"), details.get("comment")) if name else None
    if endorsement.organisation is None:
        return None
    # An entry that was found to be another one is shown as that.
    organisation = surviving_entry(endorsement.organisation)
    signed_by = (details.get("representative"), details.get("role")) if in_full else ()
    is_named = bool(signed_by and signed_by[0])
    beside = ", ".join(part for part in signed_by if part) if is_named else None
    return PublicFields(organisation.name, beside, organisation.country, None)


def individual_key(visibility: str, shown_name: str | None, shown_beside: str | None) -> str | None:
    """What is searched of an individual who is shown so."""
    return search_key(shown_name, shown_beside) if visibility == "full" else initials_key(shown_name or "")


def _individual_key(endorsement: Endorsement) -> str | None:
    return individual_key(endorsement.visibility, endorsement.shown_name, endorsement.shown_beside)


def refresh_search_key(endorsement: Endorsement) -> None:
    """Makes anew what is searched of an endorsement, for one that was published when names were folded otherwise."""
    if endorsement.shown_name is None:
        return
    if endorsement.kind == "individual":
        endorsement.shown_key = _individual_key(endorsement)
    elif endorsement.organisation is not None:
        endorsement.shown_key = search_key(*names_of(surviving_entry(endorsement.organisation)))


def name_for_visibility(name: str, visibility: str) -> str | None:
    """A name as it appears with this choice; None where it does not appear."""
    if visibility == "withheld":
        return None
    return name if visibility == "full" else initials_of(name) or None


for act in ("after_insert", "after_update"):
    event.listen(Endorsement, act, place_published_name)
