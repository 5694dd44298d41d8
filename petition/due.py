"""What the worker does to keep the list clean, in batches: signers wait for one of them at most."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from petition.core.db import begin_reading, begin_writing, db, scrub
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
    # Looking every few seconds must not queue with those who write.
    begin_reading()
    found = signing.releases_underway()
    db.session.rollback()
    begin_writing()
    for release_id in found:
        while signing.bring(release_id):
            db.session.commit()
            if worker.rests():
                return
            time.sleep(BREATH)
        db.session.commit()
    if found:
        scrub()


@worker.daily
def complete_keys() -> None:
    """Older endorsements get the keys by which groups are found."""
    last = signing.complete_keys()
    while last is not None and not worker.rests():
        db.session.commit()
        time.sleep(BREATH)
        last = signing.complete_keys(last)


@worker.often(seconds=5)
def follow_rules() -> None:
    """Removing by rule, and restoring, batch after batch; signers wait for one batch at most."""
    # Looking every few seconds must not queue with those who write.
    begin_reading()
    found = underway()
    db.session.rollback()
    begin_writing()
    for removal_id in found:
        while removals.advance(removal_id):
            db.session.commit()
            if worker.rests():
                return
            time.sleep(BREATH)
        db.session.commit()
    if found:
        scrub()


@worker.every(minutes=15)
def forget_rules() -> None:
    """Networks and rules that may be kept for two days, four times an hour."""
    removals.tidy(datetime.now(UTC).date())
