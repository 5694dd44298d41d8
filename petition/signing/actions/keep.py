"""What time brings: founding signatories at the start, retention at the end, the tally in between."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from petition.core import audit, crypto
from petition.core.db import db, now
from petition.core.languages import country_code
from petition.core.text import fold
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing.actions.erase import erase_all, forget_words, stop_mails
from petition.signing.actions.register import founded
from petition.signing.keys import released_key, update_keys
from petition.signing.models import Endorsement, EndorsementKey, Evidence, Letter, Tally, TallyChange
from petition.signing.publication import publish
from petition.statements.models import Edition, Statement

UNCONFIRMED_DAYS = 7
BATCH = 500
FOLD_AT_ONCE = 10_000
LONGEST_NAME = 200


def found(edition: Edition, signatories: list[tuple[str, str | None]], *, language: str, by: int | None = None) -> int:
    """Enters the organisations that stand under the text as founding signatories; gives their number.

    Each is (name, country as printed). They are confirmed and listed from the start. One that stands there
    twice signs once. ``by`` is the coordinator, if it was one who entered them.
    """
    at, once = now(), dict[str, tuple[str, str | None]]()
    for name, printed in signatories:
        once.setdefault(fold(name), (name[:LONGEST_NAME], printed))
    for name, printed in once.values():
        endorsement = Endorsement(
            statement_id=edition.statement_id,
            edition_id=edition.id,
            kind="organisation",
            language=language,
            signature_key=crypto.lookup(f"founding {fold(name)}", "signature"),
            details={"organisation": name},
            visibility="withheld",
            asked_at=at,
            confirmed_at=at,
            approved_at=at,
            founding_at=at,
        )
        endorsement.organisation = founded(name, country_code(printed))
        update_keys(endorsement)
        publish(endorsement)
        db.session.add(endorsement)
    db.session.flush()
    if by is not None:
        audit.append("statement.found", f"statement {edition.statement.slug}", by=f"coordinator {by}")
    return len(once)


def unfound(statement: Statement, *, by: int) -> int:
    """Takes the founding signatories off again; gives their number. The edition they signed stays frozen."""
    founders = Endorsement.statement_id == statement.id, Endorsement.founding_at.is_not(None)
    ids = list(db.session.scalars(select(Endorsement.id).where(*founders).order_by(Endorsement.id).with_for_update()))
    if ids:
        erase_all(ids)
        audit.append("statement.undo-found", f"statement {statement.slug}", by=f"coordinator {by}")
    return len(ids)


def drop_unconfirmed(most: int = BATCH, *, dry_run: bool = False) -> int:
    """Deletes the next of those that nobody confirmed within seven days of asking; gives the number."""
    stale = (Endorsement.confirmed_at.is_(None), Endorsement.asked_at <= now() - timedelta(days=UNCONFIRMED_DAYS))
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(Endorsement).where(*stale)) or 0
    next_ones = select(Endorsement.id).where(*stale).order_by(Endorsement.asked_at).limit(most)
    # Who confirms at this moment stays.
    ids = list(db.session.scalars(next_ones.with_for_update(skip_locked=True)))
    unsent = update(OutgoingMail).where(
        OutgoingMail.link_purpose.in_(links.OF_ENDORSEMENT),
        OutgoingMail.link_subject.in_(ids),
        OutgoingMail.sent_at.is_(None),
    )
    db.session.execute(unsent.values(recipient=None, content=None, given_up_at=now()))
    db.session.execute(delete(Endorsement).where(Endorsement.id.in_(ids)))
    return len(ids)


def destroy_due(today: date, most: int = BATCH, *, dry_run: bool = False) -> int:
    """Destroys the personal data of statements whose day has come, of the next endorsements; gives their number.

    Individuals are erased, and with them their names. Organisations stay on the list, for they are
    no persons; their representatives go, on an earlier day where the statement says so.
    """
    personal = or_(Endorsement.details.is_not(None), _sent_in_since()) & Endorsement.founding_at.is_(None)
    forgetting = (Statement.forget_representatives_on <= today) & (Endorsement.kind == "organisation")
    due = or_(Statement.destroy_on <= today, forgetting)
    query = select(Endorsement.id, Endorsement.kind, Endorsement.approved_at).join(Endorsement.statement)
    query = query.where(due, personal)
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.execute(query.order_by(Endorsement.id).limit(most).with_for_update(of=Endorsement)).all()
    listed = [row.id for row in rows if row.kind == "organisation" and row.approved_at is not None]
    if erased := [row.id for row in rows if row.id not in set(listed)]:
        erase_all(erased)
    if listed:
        _forget_representatives(listed)
    return len(rows)


def _sent_in_since() -> ColumnElement[bool]:
    """Whether there is evidence that tells of people; the own link takes some also after they were forgotten."""
    told = or_(Evidence.address.is_not(None), Evidence.note.is_not(None), Evidence.letter.has())
    return exists().where(Evidence.endorsement_id == Endorsement.id, told)


def _forget_representatives(ids: list[int]) -> None:
    forget_words(ids)
    stop_mails(ids, "the representative is no longer kept")
    # What was given stays on record; whose mailbox, what was said and what was sent in do not.
    evidence = Evidence.endorsement_id.in_(ids)
    db.session.execute(delete(Letter).where(Letter.evidence_id.in_(select(Evidence.id).where(evidence))))
    db.session.execute(update(Evidence).where(evidence).values(address=None, note=None))
    keys = delete(EndorsementKey).where(EndorsementKey.endorsement_id.in_(ids))
    db.session.execute(keys.execution_options(synchronize_session=False))
    # What is shown of an organisation itself stays as it is.
    unnamed = dict.fromkeys(("address", "address_key", "details", "shown_beside")) | {"visibility": "withheld"}
    rows = [{"id": one, "signature_key": released_key(), **unnamed} for one in ids]
    db.session.execute(update(Endorsement), rows)
    db.session.expire_all()


def fold_tally(most: int = FOLD_AT_ONCE) -> int:
    """Adds the next waiting changes to the roll-up and deletes them, in one transaction; gives their number.

    Any number of folders may run at once: each takes changes that no other holds.
    """
    waiting = select(TallyChange.id).order_by(TallyChange.id).limit(most).with_for_update(skip_locked=True)
    place = TallyChange.statement_id, TallyChange.edition_id, TallyChange.kind, TallyChange.withheld
    taken = db.session.execute(
        delete(TallyChange).where(TallyChange.id.in_(waiting)).returning(*place, TallyChange.change)
    ).all()
    sums: Counter[tuple[Any, ...]] = Counter()
    for row in taken:
        sums[row[:-1]] += row.change
    names = [column.key for column in place]
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    for key, change in sorted(sums.items()):
        upsert = dialect.insert(Tally).values(dict(zip(names, key, strict=True)) | {"endorsements": change})
        db.session.execute(
            upsert.on_conflict_do_update(index_elements=names, set_={"endorsements": Tally.endorsements + change})
        )
    return len(taken)
