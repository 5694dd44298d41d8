"""What must not go on by itself where the backup left off: mails, sessions, links, announcements, ids."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, CursorResult, Executable, delete, func, select, text, update

from petition.accounts.models import Coordinator, CoordinatorLink
from petition.backups.models import ErasureEntry
from petition.core.db import db, now
from petition.mail.models import OutgoingMail
from petition.mail.queries import is_unsettled
from petition.signing.models.carry_over import Announcement

# No worker waits for so long: until then a mail is held back.
HELD = datetime(9999, 1, 1, tzinfo=UTC)
DROPPED = "dropped after a restore: it may have been sent before"
# Ids that were given between the backup and the loss must not be given to others.
GAP = 10_000_000
NUMBERED = ("endorsement", "invitation", "erasure_log")


def settle_database() -> Counter[str]:
    """Holds back mails that may have been sent since, ends announcements, sessions, unused links.

    Gives how many of each. The caller commits.
    """
    done: Counter[str] = Counter()
    held = update(OutgoingMail).where(is_unsettled()).values(due_at=HELD, claimed_by=None, claimed_until=None)
    done["mails"] = _count(held)
    at = now()
    under_way = update(Announcement).where(Announcement.ended_at.is_(None))
    done["announcements"] = _count(under_way.values(told_at=func.coalesce(Announcement.told_at, at), ended_at=at))
    for one in db.session.scalars(select(Coordinator)):
        one.fs_uniquifier = uuid4().hex
    done["links"] = _count(delete(CoordinatorLink).where(CoordinatorLink.used_at.is_(None)))
    db.session.flush()
    return done


def leave_gaps(noted: int) -> None:
    """Leaves a gap in ids; ``noted``: the highest number of an act in the logs of erasures.

    What is noted from now on has higher numbers than all that was, for they say what came after what. The caller
    commits.
    """
    for table in NUMBERED:
        _leave_gap(table, noted if table == ErasureEntry.__tablename__ else 0)


def held_mails() -> int:
    """How many mails are held back."""
    return db.session.scalar(select(func.count()).select_from(OutgoingMail).where(*_are_held())) or 0


def release_mails() -> int:
    """Sends what was held back, as if it came due now; gives the number."""
    return _count(update(OutgoingMail).where(*_are_held()).values(due_at=now()))


def drop_mails() -> int:
    """Gives up what was held back; the links in it go on working for whoever has them. Gives the number."""
    gone = {"recipient": None, "content": None, "given_up_at": now(), "trouble": DROPPED}
    return _count(update(OutgoingMail).where(*_are_held()).values(gone))


def _are_held() -> tuple[ColumnElement[bool], ...]:
    return is_unsettled(), OutgoingMail.due_at == HELD


def _leave_gap(table: str, least: int) -> None:
    given = {"table": table, "gap": GAP, "least": least}
    if db.engine.dialect.name == "sqlite":
        moved = text("UPDATE sqlite_sequence SET seq = max(seq, :least) + :gap WHERE name = :table")
        if not _count(moved.bindparams(**given)):
            db.session.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :least + :gap)"), given)
        return
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    moved = text(f"SELECT setval({sequence}, greatest(nextval({sequence}), :least) + :gap)")
    db.session.execute(moved, {"gap": GAP, "least": least})


def _count(statement: Executable) -> int:
    found = db.session.execute(statement, execution_options={"synchronize_session": False})
    return found.rowcount if isinstance(found, CursorResult) else 0
