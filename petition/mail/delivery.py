"""The outbox goes out: claims, hands over and records, in batches. This is part of the worker.

However many run at once, no mail is sent by two of them at the same time. What the server accepted is
not sent again, with one exception that no sender can avoid: where the connection or this process dies
after a mail was given over (the end of DATA) and before the answer was recorded, the mail is tried
again and may arrive twice, under the same Message-ID.

No more mails are claimed than the connections are about to take, and those that a person waits for besides whatever
else is claimed: bulk mail that is due, however much, holds them up for no longer than the mails just being sent.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Collection

from sqlalchemy import select

from petition.core.crypto import DecryptionError
from petition.core.db import db, now, read_transactions
from petition.mail import actions, rendering
from petition.mail.models import OutgoingMail
from petition.mail.pool import ConnectionPool, Errand, Outcome
from petition.mail.queries import has_due_mails
from petition.mail.replies import MailRefused, ServerUnavailable

log = logging.getLogger(__name__)
# A claim outlives three renewals that fail; a mail is not begun in its last seconds, for clocks differ.
RENEWED_EVERY, LAST_SECONDS = 10.0, 2.0
# Mails that are claimed for a connection before it has sent the one that it is at.
AHEAD = 1


class Delivery:
    """One worker's sending, over the connections of one pool; to be used by one thread."""

    def __init__(self, pool: ConnectionPool) -> None:
        self.pool, self.worker = pool, secrets.token_hex(8)
        # What this worker has claimed and has not recorded yet, and what of it is known how it ended.
        self.held: dict[int, str] = {}
        self.ended: list[Outcome] = []
        self.renewed_at = time.monotonic()
        # Whether the relay has taken a mail since this was last set.
        self.has_sent = False

    def step(self, *, most: int | None = None) -> bool:
        """Records what became of mails, and hands over what is due, at most so many; gives whether mails are under way.

        Raises ServerUnavailable where the relay takes none: those not yet tried then wait, and none is blamed. Where
        the database is away it loses nothing: the next step records what this one could not.
        """
        self._collect()
        if not self.ended and not self._is_renewal_due() and not self._can_claim():
            return bool(self.held)
        self._record()
        away = next((one.fault for one in self.ended if isinstance(one.fault, ServerUnavailable)), None)
        begun = time.monotonic()
        if away is None:
            self._renew()
            claimed = self._claim(most)
        else:
            claimed = []
            self._return_queued(trouble=str(away))
        db.session.commit()
        self._forget_ended()
        if away is not None:
            raise away
        self._queue_mails(claimed, begun + actions.CLAIM.total_seconds() - LAST_SECONDS)
        return bool(self.held)

    def end(self) -> None:
        """Ends after the mails that are being sent, and gives back the others."""
        self.pool.close()
        self._collect()
        self._record()
        self._return_queued()
        db.session.commit()
        self._forget_ended()

    def _collect(self) -> None:
        self.ended += self.pool.take_outcomes()

    def _is_renewal_due(self) -> bool:
        return bool(self.held) and time.monotonic() - self.renewed_at >= RENEWED_EVERY

    def _rooms(self) -> tuple[int, int]:
        """How many more mails may be claimed: of those that somebody waits for, and of all."""
        most = self.pool.size * (1 + AHEAD)
        awaited = self.pool.count_queued(below=actions.BULK)
        return most - awaited, most - len(self.held) + len(self.ended)

    def _can_claim(self) -> bool:
        """Whether there is something to claim, and room; asked without queueing with those who write."""
        awaited, every = self._rooms()
        below = None if every > 0 else actions.BULK
        if awaited <= 0 and every <= 0:
            return False
        with read_transactions():
            try:
                return has_due_mails(now(), below=below)
            finally:
                db.session.rollback()

    def _record(self) -> None:
        """Writes down what became of mails, in the caller's transaction."""
        actions.mark_sent(*(one.id for one in self.ended if one.fault is None and one.is_tried))
        actions.return_claims(
            (one.id for one in self.ended if one.fault is None and not one.is_tried), worker=self.worker
        )
        for one in self.ended:
            if one.fault is not None:
                self._record_fault(one.id, one.fault, is_tried=one.is_tried)

    def _record_fault(self, mail_id: int, fault: Exception, *, is_tried: bool) -> None:
        if isinstance(fault, (MailRefused, rendering.RenderingError)):
            is_refused = isinstance(fault, MailRefused)
            actions.give_up_mail(mail_id, worker=self.worker, trouble=str(fault), is_refused=is_refused)
        elif is_tried:
            actions.postpone_mail(mail_id, worker=self.worker, trouble=str(fault))
        else:
            actions.return_claims([mail_id], worker=self.worker, trouble=str(fault))

    def _renew(self) -> None:
        if self._is_renewal_due():
            begun = time.monotonic()
            ours = actions.renew_claims(self.held, worker=self.worker)
            # What another worker took over, for this one had been away from the database, is no longer to be begun.
            self.pool.unqueue(self.held.keys() - ours)
            self.pool.prolong(ours, begun + actions.CLAIM.total_seconds() - LAST_SECONDS)
            self.renewed_at = begun

    def _claim(self, most: int | None) -> list[int]:
        awaited, every = self._rooms()
        if most is not None:
            awaited, every = min(awaited, most), min(every, most)
        claimed = actions.claim_mails(self.worker, batch=awaited, below=actions.BULK) if awaited > 0 else []
        if every > len(claimed):
            claimed += actions.claim_mails(self.worker, batch=every - len(claimed))
        return claimed

    def _return_queued(self, trouble: str | None = None) -> None:
        """Gives back what nobody has begun to send."""
        waiting = self.pool.unqueue()
        actions.return_claims(waiting, worker=self.worker, trouble=trouble)
        for mail_id in waiting:
            self.held.pop(mail_id, None)

    def _forget_ended(self) -> None:
        """What is written down by now is no longer held."""
        for one in self.ended:
            log.log(
                logging.WARNING if one.fault else logging.INFO,
                "mail %s (%s): %s",
                one.id,
                one.kind,
                one.fault or "sent",
            )
            self.held.pop(one.id, None)
            self.has_sent |= one.is_tried and one.fault is None
        self.ended = []

    def _queue_mails(self, claimed: Collection[int], until: float) -> None:
        """Gives the mails to the connections, each as soon as it is written."""
        # Once for all of them: where the relay takes not even the first, the others are not tried in vain.
        self.pool.resume()
        with read_transactions():
            try:
                what = (OutgoingMail.id, OutgoingMail.kind, OutgoingMail.priority)
                rows = db.session.execute(select(*what).where(OutgoingMail.id.in_(claimed))) if claimed else ()
                known = {row.id: row for row in rows}
                for mail_id in claimed:
                    self._write(mail_id, known[mail_id].kind, known[mail_id].priority, until)
            finally:
                db.session.rollback()

    def _write(self, mail_id: int, kind: str, priority: int, until: float) -> None:
        try:
            mail = db.session.get_one(OutgoingMail, mail_id, populate_existing=True)
            message = rendering.build_message(mail)
        except (MailRefused, rendering.RenderingError, DecryptionError) as fault:
            self.ended.append(Outcome(mail_id, kind, fault))
            self.held[mail_id] = kind
        else:
            self.held[mail_id] = kind
            self.pool.add_errands([Errand(priority, mail_id, kind, message, until)])
