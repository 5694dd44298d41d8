"""What an organisation asks to change in its public entry, and its leave to show a logo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select, update

from petition.core.db import db, now
from petition.organisations.actions import PUBLIC_FIELDS, delete_logo
from petition.organisations.logo_images import LogoImage
from petition.organisations.models import Organisation
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest, RequestedChange
from petition.signing.reservations import reservation_reasons, signed_demand_keys, take_reservations


def public_entry(endorsement: Endorsement) -> dict[str, Any]:
    """The public fields of the organisation's entry as they stand."""
    return {field: getattr(endorsement.organisation, field, None) for field in PUBLIC_FIELDS}


def propose_change(
    endorsement: Endorsement,
    values: Mapping[str, Any],
    reservations: Mapping[str, str] | None = None,
    logo: LogoImage | None = None,
) -> ChangeRequest | None:
    """Asks for changes, which a coordinator approves; gives None where nothing differs from what stands.

    ``values`` holds public fields, ``reservations`` all reasons as they should be on the demands signed, of which
    only new wordings of approved ones are asked for like this (``take_reservations``). It takes the place of what the
    organisation asked for before, and answers what a coordinator had asked; as long as the signature is not approved,
    it takes the place of nothing that was asked through another one.
    """
    if endorsement.organisation is None:
        return None
    stands = public_entry(endorsement)
    proposed = {field: value or None for field, value in values.items() if (value or None) != stands[field]}
    before = reservation_reasons(endorsement)
    if reservations is not None:
        wanted = take_reservations(endorsement, _earlier_reservations(endorsement) | dict(reservations))
        proposed |= {} if wanted is None else {"reservations": wanted}
    earlier = db.session.scalars(pending_changes_query().where(ChangeRequest.endorsement_id == endorsement.id)).first()
    content: bytes | None = logo.content if logo is not None else None
    media: str | None = logo.media if logo is not None else None
    if logo is not None:
        proposed["logo"] = {"width": logo.width, "height": logo.height}
    elif earlier is not None and earlier.logo is not None and "logo" in earlier.proposed:
        # A picture that still awaits its decision need not be sent again.
        content, media, proposed["logo"] = earlier.logo, earlier.logo_media, earlier.proposed["logo"]
    if endorsement.approved_at is not None:
        drop_changes(endorsement.organisation)
    drop_changes_of(endorsement)
    if proposed or reservation_reasons(endorsement) != before:
        _answer_requests(endorsement)
    if not proposed:
        return None
    change = ChangeRequest(endorsement=endorsement, proposed=proposed, logo=content, logo_media=media, asked_at=now())
    db.session.add(change)
    return change


def _answer_requests(endorsement: Endorsement) -> None:
    """What coordinators asked to put right is answered."""
    asked = update(RequestedChange).where(RequestedChange.endorsement_id == endorsement.id)
    db.session.execute(asked.where(RequestedChange.answered_at.is_(None)).values(answered_at=now()))


def _earlier_reservations(endorsement: Endorsement) -> dict[str, str]:
    """The reservations on demands that only an earlier edition had: no form has a field for them."""
    signed = signed_demand_keys(endorsement)
    return {key: reason for key, reason in reservation_reasons(endorsement).items() if key not in signed}


def pending_changes_query() -> Select[ChangeRequest]:
    """The changes that await a decision, the oldest first."""
    return (
        select(ChangeRequest)
        .where(
            ChangeRequest.approved_at.is_(None),
            ChangeRequest.rejected_at.is_(None),
            ChangeRequest.dropped_at.is_(None),
        )
        .order_by(ChangeRequest.id)
    )


def changes_of_organisation(organisation: Organisation) -> Select[ChangeRequest]:
    """Every change that was ever asked for an organisation and is still on record, the oldest first."""
    query = select(ChangeRequest).join(Endorsement, Endorsement.id == ChangeRequest.endorsement_id)
    return query.where(Endorsement.organisation_id == organisation.id).order_by(ChangeRequest.id)


def drop_changes(organisation: Organisation) -> None:
    """Takes back what is still asked for an organisation; a picture that came with it goes."""
    asked = select(Endorsement.id).where(Endorsement.organisation_id == organisation.id)
    _drop(pending_changes_query().where(ChangeRequest.endorsement_id.in_(asked)))


def drop_changes_of(endorsement: Endorsement) -> None:
    """Takes back what is still asked through one endorsement."""
    _drop(pending_changes_query().where(ChangeRequest.endorsement_id == endorsement.id))


def _drop(changes: Select[ChangeRequest]) -> None:
    for change in db.session.scalars(changes):
        drop_change(change)


def drop_change(change: ChangeRequest) -> None:
    """Nobody decides about this change any more; a picture that came with it goes."""
    change.dropped_at = now()
    change.logo = change.logo_media = None


def permit_logo(endorsement: Endorsement) -> None:
    """Gives leave to show the organisation's logo beside this endorsement; the date of the first leave stays."""
    endorsement.logo_permitted_at = endorsement.logo_permitted_at or now()


def forbid_logo(endorsement: Endorsement) -> None:
    """Takes that leave back, at once; pictures that were kept by it go."""
    endorsement.logo_permitted_at = None
    organisation = endorsement.organisation
    if organisation is not None:
        drop_unpermitted_logos(organisation)


def drop_unpermitted_logos(organisation: Organisation) -> None:
    """Deletes an organisation's logo, everywhere it is kept, when no endorsement is left that may show it."""
    db.session.flush()
    permitted = select(Endorsement.id).where(
        Endorsement.organisation_id == organisation.id,
        Endorsement.logo_permitted_at.is_not(None),
        Endorsement.withdrawn_at.is_(None),
    )
    if db.session.scalar(permitted.limit(1)) is not None:
        return
    delete_logo(organisation)
    for change in db.session.scalars(changes_of_organisation(organisation)):
        _drop_picture(change)


def _drop_picture(change: ChangeRequest) -> None:
    change.logo = change.logo_media = None
    without = {field: value for field, value in change.proposed.items() if field != "logo"}
    is_pending = change.approved_at is None and change.rejected_at is None
    if without != change.proposed:
        change.proposed = without
        if is_pending and not without:
            change.dropped_at = change.dropped_at or now()
    if change.before and change.before.get("logo"):
        change.before = {field: value for field, value in change.before.items() if field != "logo"}
