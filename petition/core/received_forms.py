"""Forms that were received and have still to be acted on.

A page that takes a mail address must not tell, by its words or by its time, what is known of that address
(promise 4). So its view keeps what was sent, in one row that is the same for everybody, and answers. A worker
then looks up who it is and does what is to be done, in the order in which forms came. The row goes in the
transaction that acts on it: nothing that was acknowledged is lost, and nothing is done twice (promise 9).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, delete, insert, or_, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.crypto import EncryptedJSON
from petition.core.db import Base, Moment, db, now, table_of
from petition.core.logs import format_trace

log = logging.getLogger(__name__)
# Of one transaction: signers wait for it at most.
BATCH = 20
LOCK = 0x666F726D  # any number, the same in every process
# One that cannot be acted on is tried again after so long, times the number of tries.
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
# A week of tries. Then it goes, as a signature does that nobody confirmed in that time (promise 2).
MOST_ATTEMPTS = 200

FormContent = dict[str, Any]
FormAction = Callable[[FormContent], object]
ACTIONS: dict[str, FormAction] = {}


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


# Made once, so that it is compiled once.
KEEP = insert(table_of(ReceivedForm))


def action_for(kind: str) -> Callable[[FormAction], FormAction]:
    """Has an action run by the worker on each form of a kind; it gets the content and does not commit."""

    def register(act: FormAction) -> FormAction:
        ACTIONS[kind] = act
        return act

    return register


def keep_form(kind: str, content: FormContent, *, edition_id: int | None = None) -> None:
    """Keeps a form, in the caller's transaction: always one row, and nothing is looked up."""
    row = {"kind": kind, "content": content, "edition_id": edition_id, "due_at": now(), "attempts": 0}
    db.session.connection().execute(KEEP, row)


def has_due_forms() -> bool:
    """Whether there is a form to act on."""
    return db.session.scalar(select(ReceivedForm.id).where(_due_condition()).limit(1)) is not None


def act_on_next_forms() -> int:
    """Acts on up to 20 forms, oldest first, in the caller's transaction; gives their number.

    0 also where another worker is at it: forms are acted on in their order, so one worker does it at a time. A form
    that cannot be acted on is kept, holds nobody up and is tried again, for a week.
    """
    if not _take_turn():
        return 0
    columns = (ReceivedForm.id, ReceivedForm.kind, ReceivedForm.content, ReceivedForm.attempts)
    waiting = select(*columns).where(_due_condition()).order_by(ReceivedForm.id).limit(BATCH)
    forms = db.session.execute(waiting).all()
    for number, kind, content, attempts in forms:
        try:
            with db.session.begin_nested():
                ACTIONS[kind](content)
                db.session.execute(delete(ReceivedForm).where(ReceivedForm.id == number))
        except OperationalError:
            # It is not this form: the database is busy or away.
            raise
        except Exception as fault:
            is_given_up = _postpone_form(number, attempts + 1)
            log.error(
                "form %s (%s) %s: %s", number, kind, "given up" if is_given_up else "put off", format_trace(fault)
            )
    return len(forms)


def _due_condition() -> ColumnElement[bool]:
    # What was not tried yet is due whatever the clock says: it may have been set back since.
    return or_(ReceivedForm.attempts == 0, ReceivedForm.due_at <= now())


def _take_turn() -> bool:
    if db.session.get_bind().dialect.name != "postgresql":
        return True  # SQLite has one writer at a time
    return bool(db.session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}))


def _postpone_form(number: int, attempts: int) -> bool:
    """Has a form tried again later, or deletes it after a week of tries; gives whether it is deleted."""
    form = ReceivedForm.id == number
    if attempts >= MOST_ATTEMPTS:
        db.session.execute(delete(ReceivedForm).where(form))
        return True
    due_at = now() + min(PAUSE * attempts, LONGEST_PAUSE)
    db.session.execute(update(ReceivedForm).where(form).values(attempts=attempts, due_at=due_at))
    return False
