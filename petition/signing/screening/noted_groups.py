"""Groups that brought more than usual: noted as they are recognised, so that the desk need not look for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from petition.core.db import db
from petition.signing.models.screening import NotedGroup
from petition.signing.screening.group_queries import GroupKey
from petition.signing.screening.score import Group, Reason, is_flood, is_remarkable
from petition.signing.screening.signals import Thresholds

# From how many on a group is worth a look; earlier only where much counts against it.
WORTH_A_LOOK, ALIKE_WORTH_A_LOOK = 50, 10
MUCH = 5


def note_groups(
    groups: Sequence[tuple[GroupKey, Group]], reasons: Sequence[Reason], thresholds: Thresholds, at: datetime
) -> None:
    """Notes the remarkable groups of a signature that is being confirmed, with the most that counted in each.

    A group that is noted stays so, and writes again only where more counts against it than before.
    """
    for key, group in groups:
        points = sum(one.points for one in reasons if one.group == key.signal)
        if is_remarkable(group.counts, thresholds) and is_worth_a_look(group, points, thresholds):
            _note_group(key, points, at)


def forget_networks(before: datetime) -> None:
    """Deletes the notes about networks that are older than their hashes may be."""
    old = delete(NotedGroup).where(NotedGroup.signal == "network", NotedGroup.noted_at <= before)
    db.session.execute(old, execution_options={"synchronize_session": False})


def is_worth_a_look(group: Group, points: int, thresholds: Thresholds) -> bool:
    """Whether a remarkable group should be shown at the desk."""
    counts = group.counts
    if points >= MUCH:
        return True
    if counts.is_free_mail:
        return False
    if counts.signal == "likeness":
        # Where many have few names, some names are many.
        return counts.recent >= ALIKE_WORTH_A_LOOK and is_flood(counts, thresholds)
    return counts.recent >= (ALIKE_WORTH_A_LOOK if counts.signal == "mailbox" else WORTH_A_LOOK)


def _note_group(key: GroupKey, points: int, at: datetime) -> None:
    """A network that was noted under the hash of the day before stays noted under that: a rule then finds both days."""
    here = NotedGroup.statement_id == key.statement_id, NotedGroup.signal == key.signal, NotedGroup.key.in_(key.keys)
    known = db.session.scalar(select(func.max(NotedGroup.points)).where(*here))
    if known is None:
        dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
        row = {"statement_id": key.statement_id, "signal": key.signal, "key": key.keys[0]}
        insert = dialect.insert(NotedGroup).values(**row, points=points, noted_at=at)
        db.session.execute(insert.on_conflict_do_nothing())
    elif points > known:
        raised = update(NotedGroup).where(*here).values(points=points)
        db.session.execute(raised, execution_options={"synchronize_session": False})
