"""What the worker does to keep the list clean, in batches: signers wait for one of them at most."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from petition.core.db import db, scrub
from petition.invitations import actions as invitations
from petition.mail import worker
from petition.removals import actions as removals
from petition.removals.queries import underway
from petition.signing import actions as signing

# Seconds between two batches, in which others may write.
BREATH = 0.05


@worker.every(minutes=15)
def forget_traces() -> None:
    """From which networks people signed, four times an hour: nothing of that is kept longer than two days."""
    signing.forget_traces()
    signing.forget_attending()


@worker.often(seconds=5)
def bring_releases() -> None:
    """What was let through as a group, or is let through no longer."""
    _batch_after_batch(signing.releases_underway, signing.bring)


@worker.daily
def complete_keys() -> None:
    """Older endorsements get the keys by which groups are found, older invitations that of their country."""
    invitations.complete_keys()
    db.session.commit()
    last = signing.complete_keys()
    while last is not None and not worker.rests():
        db.session.commit()
        time.sleep(BREATH)
        last = signing.complete_keys(last)


@worker.often(seconds=5)
def follow_rules() -> None:
    """Removing by rule, and restoring, batch after batch; signers wait for one batch at most."""
    _batch_after_batch(underway, removals.advance)


@worker.every(minutes=15)
def forget_rules() -> None:
    """Networks and rules that may be kept for two days, four times an hour."""
    removals.tidy(datetime.now(UTC).date())


def _batch_after_batch(underway: Callable[[], Sequence[int]], advance: Callable[[int], object]) -> None:
    """Brings everything that is underway to its end; ``advance`` does one batch and says whether there is more."""
    found = worker.reading(underway)
    for one in found:
        while advance(one):
            db.session.commit()
            if worker.rests():
                return
            time.sleep(BREATH)
        db.session.commit()
    if found:
        scrub()
