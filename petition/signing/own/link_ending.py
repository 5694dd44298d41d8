"""Ending the links to a signature, and addresses that were to take the place of its own."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select, update

from petition.core.db import db, now
from petition.mail.models import OutgoingMail
from petition.mail.reissuing import reissue_links
from petition.signing import links
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Endorsement


def end_links(endorsement: Endorsement) -> None:
    """Ends all links to the own endorsement, and what was asked with one of them: another address.

    Mails that wait get a link that works, and go to the address that the endorsement has now.
    """
    at = now()
    endorsement.links_revoked_at = at
    drop_address_changes(AddressChange.endorsement_id == endorsement.id)
    if endorsement.address is not None:
        reissue_links(links.OF_OWNER, endorsement.id, to=endorsement.address, at=at)


def drop_address_changes(*which: ColumnElement[bool], most: int | None = None) -> int:
    """Deletes new addresses, with what is left of them in mails that were not sent; gives their number."""
    ids = list(db.session.scalars(select(AddressChange.id).where(*which).order_by(AddressChange.id).limit(most)))
    if ids:
        wipe_address_mails(ids)
        db.session.execute(delete(AddressChange).where(AddressChange.id.in_(ids)))
    return len(ids)


def wipe_address_mails(change_ids: Collection[int]) -> None:
    """Leaves nothing but how often somebody was mailed: whoever asks over and over mails a stranger no more for it."""
    unsent = update(OutgoingMail).where(
        OutgoingMail.link_purpose == links.ADDRESS,
        OutgoingMail.link_subject.in_(change_ids),
        OutgoingMail.sent_at.is_(None),
    )
    gone = {"recipient": None, "content": None, "trouble": "the change of address is over"}
    db.session.execute(unsent.values(given_up_at=now(), **gone))
