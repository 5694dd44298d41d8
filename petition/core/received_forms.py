"""Forms that were received and have still to be acted on.

A page that takes a mail address must not tell, by its words or by its time, what is known of that address
(promise 4). So its view keeps what was sent, in one row that is the same for everybody, and answers. A worker
then looks up who it is and does what is to be done, in the order in which forms came. The row goes in the
transaction that acts on it: nothing that was acknowledged is lost, and nothing is done twice (promise 9).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from time import perf_counter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKey,
    Insert,
    Integer,
    LargeBinary,
    Row,
    String,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from petition.core import crypto
from petition.core.crypto import EncryptedJSON
from petition.core.db import Base, Moment, db, now, table_of
from petition.core.logs import format_trace

log = logging.getLogger(__name__)
# Of one transaction, at least and at most; in between their number follows the time that the ones before took, for
# others wait for a transaction that writes.
FEWEST, MOST, STEP_SECONDS = 50, 500, 0.2
LOCK = 0x666F726D  # any number, the same in every process
# Forms of one mailbox are in one lane, and one worker at a time is at a lane. Of so many it takes so many at once.
LANES, TAKEN = 16, 4
# Lanes are looked for among so many of the oldest forms.
LOOKED_AT = 200
# One that cannot be acted on is tried again after so long, times the number of tries.
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
# A week of tries. Then it goes, as a signature does that nobody confirmed in that time (promise 2).
MOST_ATTEMPTS = 200

FormContent = dict[str, Any]
FormAction = Callable[[FormContent], object]
BatchAction = Callable[[Sequence[FormContent]], object]
Form = Row[*tuple[Any, ...]]
ACTIONS: dict[str, FormAction] = {}
BATCH_ACTIONS: dict[str, BatchAction] = {}


class ReceivedForm(Base):
    """One form as it was sent. ``content`` is personal data; the row is deleted once it has been acted on."""

    __tablename__ = "received_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[FormContent] = mapped_column(EncryptedJSON("received_form.content"))
    # The words that a signature is for: the database freezes them with this row.
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)
    due_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    # Of the mailbox that may be mailed for it (``lane_of``).
    lane: Mapped[int] = mapped_column(default=0, server_default="0")


SEALED = EncryptedJSON("received_form.content")


# Made once, so that it is compiled once.
KEEP = insert(table_of(ReceivedForm))


def action_for(kind: str) -> Callable[[FormAction], FormAction]:
    """Has an action run by the worker on each form of a kind; it gets the content and does not commit."""

    def register(act: FormAction) -> FormAction:
        ACTIONS[kind] = act
        return act

    return register


def batch_action_for(kind: str) -> Callable[[BatchAction], BatchAction]:
    """Has an action run on several forms of a kind at once, oldest first; where it fails, they are acted on singly."""

    def register(act: BatchAction) -> BatchAction:
        BATCH_ACTIONS[kind] = act
        return act

    return register


def keep_form(kind: str, content: FormContent, *, edition_id: int | None = None, mailbox: str = "") -> None:
    """Keeps a form, in the caller's transaction: always one row, and nothing is looked up.

    ``mailbox`` is the one that may be mailed for it (``Address.mailbox``): forms of one mailbox are acted on one after
    the other.
    """
    row = {"kind": kind, "content": content, "edition_id": edition_id, "due_at": now(), "lane": lane_of(mailbox)}
    db.session.connection().execute(KEEP, row | {"attempts": 0})


def insert_where(edition_id: ColumnElement[int], *conditions: ColumnElement[bool]) -> Insert:
    """An insert of a form for the edition that is found on conditions, for ``keep_form_where``; to be made once."""
    columns = table_of(ReceivedForm).c
    given = [bindparam(name, type_=columns[name].type) for name in ("kind", "content", "due_at", "lane")]
    found = select(edition_id, *given, literal(0)).where(*conditions)
    columns_in_order = ["edition_id", "kind", "content", "due_at", "lane", "attempts"]
    # Whether there was one is told by the number of rows, which the library would not ask the driver for.
    return insert(table_of(ReceivedForm)).from_select(columns_in_order, found).execution_options(preserve_rowcount=True)


def keep_form_where(
    connection: Connection, insert_form: Insert, values: dict[str, Any], kind: str, content: FormContent, mailbox: str
) -> bool:
    """Keeps a form, in the caller's transaction, where the conditions of ``insert_where`` hold; gives whether they do.

    ``values`` are those that the conditions compare with.
    """
    row = {"kind": kind, "content": content, "due_at": now(), "lane": lane_of(mailbox)}
    return connection.execute(insert_form, values | row).rowcount == 1


def lane_of(mailbox: str) -> int:
    """The lane of a mailbox: a sixteenth of all mailboxes, under a key, tells nobody which one it is."""
    return int(crypto.keyed_hash(mailbox, "lane")[:8], 16) % LANES if mailbox else 0


def has_due_forms() -> bool:
    """Whether there is a form to act on."""
    return db.session.scalar(select(ReceivedForm.id).where(_due_condition()).limit(1)) is not None


class Pace:
    """How many forms a transaction takes in this process."""

    def __init__(self) -> None:
        self.size = FEWEST

    def follow(self, done: int, seconds: float) -> None:
        """Takes account of how long the last one took."""
        if done >= self.size or seconds > STEP_SECONDS:
            fitting = int(done * STEP_SECONDS / max(seconds, 0.001))
            self.size = max(FEWEST, min(MOST, 2 * self.size, fitting))


pace = Pace()


def act_on_next_forms() -> int:
    """Acts on the next forms, oldest first, in the caller's transaction of about 200 ms; gives their number.

    0 also where other workers are at them: forms of one mailbox are acted on in their order, by one worker at a time.
    A form that cannot be acted on is kept, holds nobody up and is tried again, for a week.
    """
    begun = perf_counter()
    forms = _claim_forms()
    for kind, alike in groupby(forms, key=attrgetter("kind")):
        some = list(alike)
        if len(some) == 1 or kind not in BATCH_ACTIONS or not _act_on_all(kind, some):
            for one in some:
                _act_on_one(one)
    pace.follow(len(forms), perf_counter() - begun)
    return len(forms)


def _claim_forms() -> Sequence[Form]:
    """The next forms, which no other worker gets: of locked lanes; on SQLite one transaction writes at a time."""
    # Sealed: one that cannot be opened must not keep the others from being read.
    content = type_coerce(ReceivedForm.content, LargeBinary).label("content")
    waiting = select(ReceivedForm.id, ReceivedForm.kind, content, ReceivedForm.attempts).where(_due_condition())
    if db.session.get_bind().dialect.name == "postgresql":
        # Of old versions one worker is at all forms at a time.
        if not (lanes := _lock_lanes()):
            return []
        waiting = waiting.where(ReceivedForm.lane.in_(lanes))
    return db.session.execute(waiting.order_by(ReceivedForm.id).limit(pace.size)).all()


def _lock_lanes() -> list[int]:
    """Locks lanes until the end of the transaction, of those with the oldest forms; gives which."""
    oldest = select(ReceivedForm.id, ReceivedForm.lane).where(_due_condition()).order_by(ReceivedForm.id)
    some = oldest.limit(LOOKED_AT).subquery()
    wanted = db.session.scalars(select(some.c.lane).group_by(some.c.lane).order_by(func.min(some.c.id))).all()
    for start in range(0, len(wanted), TAKEN):
        lane = func.unnest(array(wanted[start : start + TAKEN], type_=Integer)).column_valued("lane")
        # Workers of versions without lanes hold this one alone.
        no_older_worker = func.pg_try_advisory_xact_lock_shared(LOCK)
        locked = select(lane).where(no_older_worker, func.pg_try_advisory_xact_lock(LOCK, lane))
        if lanes := list(db.session.scalars(locked)):
            return lanes
    return []


def _open(form: Form) -> FormContent:
    opened: FormContent = SEALED.process_result_value(form.content, db.session.get_bind().dialect) or {}
    return opened


def _act_on_all(kind: str, forms: Sequence[Form]) -> bool:
    """Acts on forms of a kind together, all or none; gives whether it did."""
    try:
        with db.session.begin_nested():
            BATCH_ACTIONS[kind]([_open(form) for form in forms])
            db.session.execute(delete(ReceivedForm).where(ReceivedForm.id.in_([form.id for form in forms])))
    except OperationalError:
        raise
    except Exception as fault:
        log.warning("%d forms (%s) are acted on one by one: %s", len(forms), kind, format_trace(fault))
        return False
    return True


def _act_on_one(form: Form) -> None:
    try:
        with db.session.begin_nested():
            ACTIONS[form.kind](_open(form))
            db.session.execute(delete(ReceivedForm).where(ReceivedForm.id == form.id))
    except OperationalError:
        # It is not this form: the database is busy or away.
        raise
    except Exception as fault:
        is_given_up = _postpone_form(form.id, form.attempts + 1)
        word = "given up" if is_given_up else "put off"
        log.error("form %s (%s) %s: %s", form.id, form.kind, word, format_trace(fault))


def _due_condition() -> ColumnElement[bool]:
    # What was not tried yet is due whatever the clock says: it may have been set back since.
    return or_(ReceivedForm.attempts == 0, ReceivedForm.due_at <= now())


def _postpone_form(number: int, attempts: int) -> bool:
    """Has a form tried again later, or deletes it after a week of tries; gives whether it is deleted."""
    form = ReceivedForm.id == number
    if attempts >= MOST_ATTEMPTS:
        db.session.execute(delete(ReceivedForm).where(form))
        return True
    due_at = now() + min(PAUSE * attempts, LONGEST_PAUSE)
    db.session.execute(update(ReceivedForm).where(form).values(attempts=attempts, due_at=due_at))
    return False
