"""Erasing endorsements with every personal trace of them: one, as its signatory asks, or a batch whose day has come."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Select, and_, delete, select, update

from petition.core import audit
from petition.core.db import Base, db
from petition.mail import actions as mail
from petition.mail.models import OutgoingMail
from petition.organisations.models import Organisation
from petition.signing import links
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.evidence import ChangeRequest, Evidence, RequestedChange, Reservation
from petition.signing.models.own_link import OwnLink
from petition.signing.own.changes import drop_unpermitted_logos
from petition.signing.own.link_ending import drop_address_changes

Forget = Callable[[Collection[int]], object]
# What features above this one keep of a signatory, and forget with the endorsements of these ids.
FORGETTING: list[Forget] = []
# Tables whose rows are nothing without their organisation.
PARTS_OF_ENTRY = ("organisation_sort_key", "logo")


def run_before_erasure(forget: Forget) -> Forget:
    """Has an action run before endorsements are deleted; it gets their ids and does not commit."""
    FORGETTING.append(forget)
    return forget


def erase_endorsement(endorsement: Endorsement) -> None:
    """Deletes an endorsement and every personal trace of it; what stays is that something was decided."""
    db.session.flush()
    erase_endorsements([endorsement.id])


def erase_endorsements(ids: Collection[int]) -> None:
    """The same for many at once."""
    delete_written_notes(ids)
    cancel_mails(ids, "erased by the signatory")
    for forget in FORGETTING:
        forget(ids)
    of_organisations = select(Endorsement.organisation_id).where(Endorsement.id.in_(ids)).distinct()
    entries = {one for one in db.session.scalars(of_organisations) if one is not None}
    db.session.execute(delete(Endorsement).where(Endorsement.id.in_(ids)))
    if entries:
        _drop_entries(entries)


def delete_written_notes(ids: Collection[int]) -> None:
    """Deletes what coordinators wrote about endorsements and to their signatories; the audit log keeps the acts."""
    decisions = Decision.endorsement_id.in_(ids)
    organisations = select(Endorsement.id).where(Endorsement.id.in_(ids), Endorsement.kind == "organisation")
    noted = [select(Decision.audit_number).where(decisions)]
    if of_them := list(db.session.scalars(organisations)):
        # Not only decisions are noted about organisations, and those are few.
        objects = [f"endorsement {one}" for one in of_them]
        noted.append(select(audit.AuditEntry.number).where(audit.AuditEntry.object.in_(objects)))
        db.session.execute(delete(RequestedChange).where(RequestedChange.endorsement_id.in_(of_them)))
        changes = update(ChangeRequest).where(ChangeRequest.endorsement_id.in_(of_them))
        db.session.execute(changes.values(reason=None))
        rejected = update(Reservation).where(Reservation.endorsement_id.in_(of_them))
        db.session.execute(rejected.values(rejection=None))
    for numbers in noted:
        db.session.execute(delete(audit.AuditNote).where(audit.AuditNote.entry_number.in_(numbers)))
    db.session.execute(update(Decision).where(decisions).values(reason=None))


def cancel_mails(ids: Collection[int], trouble: str) -> None:
    """Nothing goes out about endorsements any more; ``trouble`` says why. The rows stay, so that an old link
    says what became of it.
    """
    own = and_(OutgoingMail.link_purpose.in_(links.OF_ENDORSEMENT), OutgoingMail.link_subject.in_(ids))
    evidence = select(Evidence.id).where(Evidence.endorsement_id.in_(ids))
    second = and_(OutgoingMail.link_purpose == links.SECOND, OutgoingMail.link_subject.in_(evidence))
    # A mail that lists the links to all that an address has signed can be asked for again.
    listing = OutgoingMail.uid.in_(select(OwnLink.mail_uid).where(OwnLink.endorsement_id.in_(ids)))
    for which in (own, second, listing):
        mail.cancel_unsent(which, trouble=trouble)
    drop_address_changes(AddressChange.endorsement_id.in_(ids))
    # The keyed hash of the own address goes too. Those of others count what they were mailed: were they gone, whoever
    # signs and erases again and again could mail a stranger without end (promise 4).
    for which in (own, listing):
        db.session.execute(update(OutgoingMail).where(which).values(correspondent=None))


def _drop_entries(entries: set[int]) -> None:
    """Deletes entries of the register that nothing refers to any more; of the others what was shown by leave."""
    needed: set[int] = set()
    for query in _references(entries):
        needed |= {one for one in db.session.scalars(query) if one is not None}
    if alone := entries - needed:
        db.session.execute(delete(Organisation).where(Organisation.id.in_(alone)))
    kept = select(Organisation).where(Organisation.id.in_(needed)).order_by(Organisation.id)
    for organisation in db.session.scalars(kept).all():
        drop_unpermitted_logos(organisation)


def _references(entries: set[int]) -> list[Select[Any]]:
    """Who still needs these entries: endorsements, invitations, names entered, merges, their parts."""
    columns = [
        key.parent
        for table in Base.metadata.tables.values()
        if table.name not in PARTS_OF_ENTRY
        for key in table.foreign_keys
        if key.column.table.name == "organisation"
    ]
    return [select(column).where(column.in_(entries)).distinct() for column in columns]
