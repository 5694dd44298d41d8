"""Ending the links to a signature, and addresses that were to take the place of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from petition.core.db import db, now
from petition.mail import actions as mail
from petition.mail.models import OutgoingMail
from petition.mail.reissuing import reissue_links
from petition.signing import links
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Endorsement


def end_links(endorsement: Endorsement) -> datetime:
    """Ends all links to the own endorsement, and what was asked with one of them: another address; gives the moment.

    Mails that wait get a link that works, and go to the address that the endorsement has now. One that is written at
    that moment or later has a link that works, too.
    """
    at = now()
    endorsement.links_revoked_at = at
    drop_address_changes(AddressChange.endorsement_id == endorsement.id)
    if endorsement.address is not None:
        reissue_links(links.OF_OWNER, endorsement.id, to=endorsement.address, at=at)
    return at


def drop_address_changes(*which: ColumnElement[bool], most: int | None = None) -> int:
    """Deletes new addresses, with what is left of them in mails that were not sent; gives their number."""
    ids = list(db.session.scalars(select(AddressChange.id).where(*which).order_by(AddressChange.id).limit(most)))
    if ids:
        # What is left says how often somebody was mailed: whoever asks over and over mails a stranger no more for it.
        about = OutgoingMail.link_purpose == links.ADDRESS, OutgoingMail.link_subject.in_(ids)
        mail.cancel_unsent(*about, trouble="the change of address is over")
        db.session.execute(delete(AddressChange).where(AddressChange.id.in_(ids)))
    return len(ids)
