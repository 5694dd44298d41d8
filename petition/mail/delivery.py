"""The outbox goes out: claims, sends and records, one commit a mail. This is part of the worker.

However many run at once, no mail is sent by two of them at the same time. What the server accepted is
not sent again, with one exception that no sender can avoid: where the connection or this process dies
after the mail was given over (the end of DATA) and before the answer was recorded, the mail is tried
again and may arrive twice, under the same Message-ID.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context

from flask import Flask, current_app
from flask_mail import Message
from sqlalchemy.exc import OperationalError

from petition.core.crypto import DecryptionError
from petition.core.db import db, read_transactions
from petition.mail import actions, rendering
from petition.mail.models import OutgoingMail
from petition.mail.replies import MailPostponed, MailRefused, ServerUnavailable
from petition.mail.smtp import Connection

log = logging.getLogger(__name__)
# Seconds between attempts to write down what became of a mail.
RECORDING = (0, 1, 2, 5, 10, 30, 60)
# A claim outlives three renewals that fail.
RENEWED_EVERY = 10.0  # seconds


def deliver_mails(
    connection: Connection, *, batch: int = actions.BATCH, stop: Callable[[], bool] = lambda: False
) -> int:
    """Sends up to ``batch`` due mails and gives how many were claimed; ``stop`` is asked before each.

    Raises ServerUnavailable where the server takes none; those not yet tried then wait, and none is blamed.
    """
    worker = secrets.token_hex(8)
    claimed = actions.claim_mails(worker, batch=batch)
    db.session.commit()
    waiting, trouble = deque(claimed), None
    try:
        with keep_claims_alive(claimed, worker):
            while waiting and not stop():
                connection.open()
                send_mail(connection, waiting.popleft(), worker)
    except ServerUnavailable as fault:
        trouble = str(fault)
        raise
    finally:
        if waiting:
            db.session.rollback()
            actions.return_claims(waiting, worker=worker, trouble=trouble)
            db.session.commit()
    return len(claimed)


@contextmanager
def keep_claims_alive(mail_ids: list[int], worker: str, *, every: float = RENEWED_EVERY) -> Iterator[None]:
    """Renews claims while the block runs, every so many seconds, however long a server takes to answer."""
    app, ended = current_app._get_current_object(), threading.Event()  # type: ignore[attr-defined]

    def renew() -> None:
        while not ended.wait(every):
            _renew_claims(app, mail_ids, worker)

    # In a context of its own: it writes, whatever the caller may.
    thread = threading.Thread(target=Context().run, args=(renew,), name="claims", daemon=True)
    if mail_ids:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if mail_ids:
            thread.join()


def _renew_claims(app: Flask, mail_ids: list[int], worker: str) -> None:
    with app.app_context():
        try:
            actions.renew_claims(mail_ids, worker=worker)
            db.session.commit()
        except OperationalError as fault:
            db.session.rollback()
            log.warning("claims cannot be renewed for now (%s)", type(fault.orig).__name__)


def send_mail(connection: Connection, mail_id: int, worker: str) -> None:
    """Sends one claimed mail and records what became of it; skips it if somebody else has it by now."""
    kind = actions.renew_claim(mail_id, worker=worker)
    db.session.commit()
    if kind is None:
        return
    fate: Exception | None = None
    try:
        connection.send(compose(mail_id))
    except (MailRefused, rendering.RenderingError, MailPostponed, ServerUnavailable, DecryptionError) as fault:
        fate = fault
    _write_outcome(lambda: _record_outcome(mail_id, worker, fate))
    log.log(logging.WARNING if fate else logging.INFO, "mail %s (%s): %s", mail_id, kind, fate or "sent")
    if isinstance(fate, ServerUnavailable):
        raise fate


def compose(mail_id: int) -> Message:
    """The mail as it goes; nobody waits for its being written, nor while the server thinks."""
    with read_transactions():
        try:
            return rendering.build_message(db.session.get_one(OutgoingMail, mail_id, populate_existing=True))
        finally:
            db.session.rollback()


def _record_outcome(mail_id: int, worker: str, fate: Exception | None) -> None:
    if fate is None:
        actions.mark_sent(mail_id)
    elif isinstance(fate, (MailRefused, rendering.RenderingError)):
        actions.give_up_mail(mail_id, worker=worker, trouble=str(fate), is_refused=isinstance(fate, MailRefused))
    else:
        actions.postpone_mail(mail_id, worker=worker, trouble=str(fate))


def _write_outcome(write: Callable[[], None]) -> None:
    """Writes down what became of a mail, whatever it takes: a busy database must not have it sent twice."""
    for pause in RECORDING:
        time.sleep(pause)
        db.session.rollback()
        try:
            write()
            db.session.commit()
            return
        except OperationalError as fault:
            log.warning("what became of a mail cannot be recorded yet (%s)", type(fault.orig).__name__)
    db.session.rollback()
    raise RuntimeError("what became of a mail could not be recorded")
