"""What happens to outgoing mail.

A row is put in by ``post_mail`` and ends sent or given up. In between a worker claims it for a short while, and renews
its claims for as long as it lives; where it dies, they run out and somebody else takes the rows up.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Delete, Update, and_, delete, func, insert, or_, select, update

from petition.core import tokens
from petition.core.batches import delete_batch, insert_many
from petition.core.db import db, now, table_of
from petition.mail.links import Link
from petition.mail.models import OutgoingMail
from petition.mail.queries import is_due, is_unsettled

BATCH = 20
# The classes of ``OutgoingMail.priority``: what a person waits for, what one person is written by another, what
# coordinators are told, and what goes to many. No mail is sent before one of a class above that could be sent.
AWAITED, PERSONAL, NOTICE, BULK = 0, 1, 2, 5
# With the second that a worker takes to look again: what a dead one had claimed is taken over within a minute.
CLAIM = timedelta(seconds=40)
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
)
JITTER = 0.1
# RFC 5321, 4.5.4.1: "generally at least 4-5 days".
PATIENCE = timedelta(days=5)
WIPED_AFTER = timedelta(days=7)
KEPT_FOR = timedelta(days=90)
MOST_TIDIED = 1000
TROUBLE_LENGTH = 300
TOO_LATE = "Its link expired before the mail could be sent."
CLEARED: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
WIPED: dict[str, Any] = {"recipient": None, "content": None}
# Made once, so that it is compiled once for each set of columns.
POST = insert(table_of(OutgoingMail))
Row = dict[str, Any]
_collected: ContextVar[list[Row] | None] = ContextVar("collected", default=None)


@contextmanager
def collect_mails() -> Iterator[list[OutgoingMail]]:
    """Inside, ``post_mail`` puts no mail into the outbox; the list has them afterwards, for who looks at them
    beforehand.
    """
    found: list[OutgoingMail] = []
    with _collect_rows() as rows:
        yield found
    found += [OutgoingMail(**row) for row in rows]


@contextmanager
def post_batch() -> Iterator[None]:
    """What is posted inside comes into the outbox at its end, by one statement for all."""
    with _collect_rows() as rows:
        yield
    if (outer := _collected.get()) is not None:
        outer += rows
        return
    # One statement takes rows of the same columns.
    for _, alike in groupby(sorted(rows, key=sorted), key=sorted):
        insert_many(OutgoingMail, list(alike))


@contextmanager
def _collect_rows() -> Iterator[list[Row]]:
    rows: list[Row] = []
    before = _collected.set(rows)
    try:
        yield rows
    finally:
        _collected.reset(before)


def post_mail(
    kind: str,
    *,
    to: str,
    language: str,
    content: dict[str, Any],
    edition_id: int | None = None,
    link: Link | None = None,
    correspondent: bytes | None = None,
    priority: int = AWAITED,
    at: datetime | None = None,
    delay: timedelta = timedelta(0),
    uid: str | None = None,
) -> None:
    """Puts one mail into the outbox, in the caller's transaction; it is rendered when it is sent.

    ``kind`` names the folder in ``templates/mail``; ``content`` is what its templates read besides what the edition
    tells (``rendering.content_of``) and ``link``, which is made here and known from then on only by its hash.
    """
    at = at or now()
    row: Row = {
        "uid": uid or make_uid(),
        "kind": kind,
        "language": language,
        "recipient": to,
        "content": content,
        "edition_id": edition_id,
        "correspondent": correspondent,
        "priority": priority,
        "created_at": at,
        "due_at": at + delay,
    }
    if link is not None:
        row |= _make_link(link, content)
    if (found := _collected.get()) is not None:
        found.append(row)
        return
    db.session.connection().execute(POST, row)


def make_uid() -> str:
    """What one mail is known by, before it is posted too."""
    return secrets.token_hex(16)


def _make_link(link: Link, content: dict[str, Any]) -> dict[str, Any]:
    """The columns of a mail with a link; only its content has the link itself."""
    token = tokens.make_token()
    secret = {"link_path": link.path + token, "link_expires_at": link.expires_at.isoformat()}
    return {
        "content": content | secret,
        "link_hash": tokens.hash_token(token),
        "link_purpose": link.purpose,
        "link_subject": link.subject,
        "link_expires_at": link.expires_at,
    }


def recall_mails(kinds: tuple[str, ...], subject: int, *, at: datetime | None = None) -> int:
    """Takes back mails about one thing that nobody has begun to send, those written ``at`` a moment where it is given.

    Gives their number: where it is 0, somebody may have read them.
    """
    return _execute(delete(OutgoingMail).where(*_recallable(kinds, subject, at)))


def has_recallable_mails(kinds: tuple[str, ...], subject: int, *, at: datetime | None = None) -> bool:
    """Whether there are mails that ``recall_mails`` would take back."""
    query = select(OutgoingMail.id).where(*_recallable(kinds, subject, at))
    return db.session.scalar(query.limit(1)) is not None


def _recallable(kinds: tuple[str, ...], subject: int, at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return (
        OutgoingMail.kind.in_(kinds),
        OutgoingMail.link_subject == subject,
        OutgoingMail.sent_at.is_(None),
        OutgoingMail.claimed_by.is_(None),
        *([OutgoingMail.created_at == at] if at is not None else []),
    )


def cancel_unsent(*which: ColumnElement[bool], trouble: str) -> None:
    """Gives up mails that were not sent, with what is secret in them; by its row an old link says what became of it."""
    unsent = update(OutgoingMail).where(*which, OutgoingMail.sent_at.is_(None))
    _execute(unsent.values(given_up_at=now(), trouble=trouble, **WIPED))


def claim_mails(worker: str, *, batch: int = BATCH, below: int | None = None, at: datetime | None = None) -> list[int]:
    """Claims up to ``batch`` due mails for ``worker`` and gives their ids, most urgent first; where it is given, of
    those more urgent than ``below``.

    Two workers never get the same row: PostgreSQL skips rows that another one is claiming, SQLite lets
    only one transaction write at a time. A mail whose link has expired is given up on the way.
    """
    at = at or now()
    urgent_first = (OutgoingMail.priority, OutgoingMail.due_at, OutgoingMail.id)
    wanted = select(OutgoingMail.id, OutgoingMail.link_expires_at).where(is_due(at)).order_by(*urgent_first)
    if below is not None:
        wanted = wanted.where(OutgoingMail.priority < below)
    rows = db.session.execute(wanted.limit(batch).with_for_update(skip_locked=True)).all()
    late = [row.id for row in rows if row.link_expires_at is not None and row.link_expires_at <= at]
    ids = [row.id for row in rows if row.id not in late]
    if late:
        _execute(_update_mails(late).values(given_up_at=at, trouble=TOO_LATE, **CLEARED))
    if ids:
        _execute(_update_mails(ids).values(claimed_by=worker, claimed_until=at + CLAIM))
    return ids


def renew_claims(mail_ids: Iterable[int], *, worker: str, at: datetime | None = None) -> set[int]:
    """Claims for longer what a worker that lives still has, and gives which; what another one took over stays with that
    one.
    """
    longer = _claimed_mails(list(mail_ids), worker).values(claimed_until=(at or now()) + CLAIM)
    held = longer.returning(OutgoingMail.id).execution_options(synchronize_session=False)
    return set(db.session.scalars(held))


def return_claims(mail_ids: Iterable[int], *, worker: str, trouble: str | None = None) -> None:
    """Gives claimed mails back untried; ``trouble`` says why they wait, if it is not their turn only."""
    said = {} if trouble is None else {"trouble": trouble[:TROUBLE_LENGTH]}
    _execute(_claimed_mails(list(mail_ids), worker).values(**CLEARED, **said))


def mark_sent(*mail_ids: int, at: datetime | None = None) -> None:
    """Records that the server took mails, and wipes what was secret in them.

    Whoever holds the claim by now: the server has them, and they must not be sent again.
    """
    unsent = _update_mails(list(mail_ids)).where(OutgoingMail.sent_at.is_(None))
    _execute(unsent.values(sent_at=at or now(), given_up_at=None, refused_at=None, trouble=None, **CLEARED, **WIPED))


def postpone_mail(mail_id: int, *, worker: str, trouble: str, at: datetime | None = None) -> None:
    """Tries a mail again later, after a pause that grows; gives it up once later would be too late."""
    at = at or now()
    columns = (OutgoingMail.attempts, OutgoingMail.created_at, OutgoingMail.link_expires_at)
    row = db.session.execute(select(*columns).where(OutgoingMail.id == mail_id)).one()
    again = at + retry_pause(row.attempts)
    deadline = min(row.created_at + PATIENCE, row.link_expires_at or again)
    if again > deadline:
        give_up_mail(mail_id, worker=worker, trouble=trouble, at=at)
        return
    later = _claimed_mails([mail_id], worker).values(due_at=again, trouble=trouble[:TROUBLE_LENGTH], **CLEARED)
    _execute(later.values(attempts=OutgoingMail.attempts + 1))


def retry_pause(attempts: int) -> timedelta:
    """How long a mail waits that failed ``attempts`` times before; spread, so that not all come at once."""
    return PAUSES[min(attempts, len(PAUSES) - 1)] * random.uniform(1, 1 + JITTER)


def give_up_mail(
    mail_id: int, *, worker: str, trouble: str, at: datetime | None = None, is_refused: bool = False
) -> None:
    """Stops trying; ``trouble`` is the reason shown, without any address in it. ``is_refused``: by a mail server."""
    at = at or now()
    ended = _claimed_mails([mail_id], worker).values(
        given_up_at=at, refused_at=at if is_refused else None, trouble=trouble[:TROUBLE_LENGTH], **CLEARED
    )
    _execute(ended.values(attempts=OutgoingMail.attempts + 1))


def wipe_failed_mails(most: int = MOST_TIDIED, *, dry_run: bool = False) -> int:
    """Wipes the next mails that were given up 7 days ago; gives their number."""
    which = (
        OutgoingMail.given_up_at <= now() - WIPED_AFTER,
        or_(OutgoingMail.recipient.is_not(None), OutgoingMail.content.is_not(None)),
    )
    if dry_run:
        return _count(*which)
    some = select(OutgoingMail.id).where(*which).limit(most)
    return _execute(update(OutgoingMail).where(OutgoingMail.id.in_(some)).values(**WIPED))


def delete_settled(most: int = MOST_TIDIED, *, dry_run: bool = False) -> int:
    """Deletes the next settled mails that are of no use any more; gives their number.

    One is of use until 90 days after its link expired, or after it was settled where it had none: until then an old
    link gets an answer that says what became of it.
    """
    before = now() - KEPT_FOR
    settled_at = func.coalesce(OutgoingMail.sent_at, OutgoingMail.given_up_at)
    which = (
        settled_at.is_not(None),
        or_(
            OutgoingMail.link_expires_at <= before,
            and_(OutgoingMail.link_expires_at.is_(None), settled_at <= before),
        ),
    )
    return _count(*which) if dry_run else delete_batch(OutgoingMail, *which, most=most)


def _count(*which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(OutgoingMail).where(*which)) or 0


def _update_mails(mail_ids: list[int]) -> Update:
    return update(OutgoingMail).where(OutgoingMail.id.in_(mail_ids))


def _claimed_mails(mail_ids: list[int], worker: str) -> Update:
    return _update_mails(mail_ids).where(is_unsettled(), OutgoingMail.claimed_by == worker)


def _execute(statement: Update | Delete) -> int:
    without_reloading = statement.execution_options(synchronize_session=False)
    return cast(CursorResult[Any], db.session.execute(without_reloading)).rowcount
