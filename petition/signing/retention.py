"""What retention demands of endorsements: deletes what nobody confirmed, destroys what is due."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update

from petition.core.batches import delete_batch
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.mail.models import OutgoingMail
from petition.signing import destroyed_counts, links
from petition.signing.keys import EDITION, make_unused_key
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.evidence import Evidence, LetterFile
from petition.signing.models.own_link import OwnLink
from petition.signing.models.renewal import Renewal
from petition.signing.own import link_ending
from petition.signing.own.erasure import cancel_mails, delete_written_notes, erase_endorsements
from petition.signing.state import WAITING
from petition.statements.models import Statement

UNCONFIRMED_DAYS = 7
BATCH = 500


def delete_unconfirmed(most: int = BATCH, *, dry_run: bool = False) -> int:
    """Deletes the next of those that nobody confirmed within seven days of asking; gives the number."""
    stale = (Endorsement.confirmed_at.is_(None), Endorsement.asked_at <= now() - timedelta(days=UNCONFIRMED_DAYS))
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(Endorsement).where(*stale)) or 0
    # Along the index of those off the list, one statement after the other.
    unconfirmed = state_condition(WAITING), Endorsement.statement_id.in_(select(Statement.id))
    next_ones = select(Endorsement.id).where(*unconfirmed, *stale).limit(most)
    # Who confirms at this moment stays.
    ids = list(db.session.scalars(next_ones.with_for_update(skip_locked=True)))
    about = OutgoingMail.link_purpose.in_(links.OF_ENDORSEMENT), OutgoingMail.link_subject.in_(ids)
    mail.cancel_unsent(*about, trouble="nobody confirmed in time")
    db.session.execute(delete(Endorsement).where(Endorsement.id.in_(ids)))
    return len(ids)


def destroy_expired(today: date, most: int = BATCH, *, dry_run: bool = False) -> int:
    """Destroys the personal data of statements whose day has come, of the next endorsements; gives their number.

    Individuals are erased, and with them their names; how many they were is kept, and counts on. Organisations stay
    on the list, for they are no persons; their representatives go, on an earlier day where the statement says so.
    """
    personal = or_(Endorsement.details.is_not(None), _has_later_evidence()) & ~_is_founding_organisation()
    forgetting = (Statement.forget_representatives_on <= today) & (Endorsement.kind == "organisation")
    due = or_(Statement.destroy_on <= today, forgetting)
    query = select(Endorsement.id, Endorsement.kind, Endorsement.approved_at).join(Endorsement.statement)
    query = query.where(due, personal)
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.execute(query.order_by(Endorsement.id).limit(most).with_for_update(of=Endorsement)).all()
    listed = [row.id for row in rows if row.kind == "organisation" and row.approved_at is not None]
    if erased := [row.id for row in rows if row.id not in set(listed)]:
        destroyed_counts.keep_counts(erased)
        erase_endorsements(erased)
    if listed:
        _forget_representatives(listed)
    if len(rows) < most:
        destroyed_counts.end_destructions(now())
    return len(rows)


def _is_founding_organisation() -> ColumnElement[bool]:
    return Endorsement.founding_at.is_not(None) & (Endorsement.kind == "organisation")


def forget_renewals(most: int = BATCH, *, dry_run: bool = False) -> int:
    """Deletes the next of what people entered to sign again, and did not within seven days; gives the number."""
    stale = Renewal.asked_at <= now() - timedelta(days=UNCONFIRMED_DAYS)
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(Renewal).where(stale)) or 0
    return delete_batch(Renewal, stale, most=most)


def drop_address_changes(most: int = BATCH, *, dry_run: bool = False) -> int:
    """Deletes the next of new addresses that did not confirm within a day; gives their number."""
    stale = AddressChange.asked_at <= now() - timedelta(hours=links.ADDRESS_HOURS)
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(AddressChange).where(stale)) or 0
    return link_ending.drop_address_changes(stale, most=most)


def delete_listed_links(most: int = BATCH, *, dry_run: bool = False) -> int:
    """Deletes the next of the links in lists that expired 90 days ago, as the mails that have one are; their number."""
    stale = OwnLink.expires_at <= now() - mail.KEPT_FOR
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(OwnLink).where(stale)) or 0
    return delete_batch(OwnLink, stale, most=most)


def _has_later_evidence() -> ColumnElement[bool]:
    """Whether there is evidence that tells of people; the own link takes some also after they were forgotten."""
    told = or_(Evidence.address.is_not(None), Evidence.note.is_not(None), Evidence.letter.has())
    return exists().where(Evidence.endorsement_id == Endorsement.id, told)


def _forget_representatives(ids: list[int]) -> None:
    delete_written_notes(ids)
    cancel_mails(ids, "the representative is no longer kept")
    # What was given stays on record; whose mailbox, what was said and what was sent in do not.
    evidence = Evidence.endorsement_id.in_(ids)
    db.session.execute(delete(LetterFile).where(LetterFile.evidence_id.in_(select(Evidence.id).where(evidence))))
    db.session.execute(update(Evidence).where(evidence).values(address=None, note=None))
    keys = delete(EndorsementKey).where(EndorsementKey.endorsement_id.in_(ids), EndorsementKey.signal != EDITION)
    db.session.execute(keys.execution_options(synchronize_session=False))
    db.session.execute(delete(Renewal).where(Renewal.endorsement_id.in_(ids)))
    # What is shown of an organisation itself stays as it is.
    unnamed = dict.fromkeys(("address", "address_key", "details", "shown_beside")) | {"visibility": "withheld"}
    rows = [{"id": one, "signature_key": make_unused_key(), **unnamed} for one in ids]
    db.session.execute(update(Endorsement), rows)
    db.session.expire_all()
