"""Acts that take two: one coordinator asks and says why, another agrees, and it is done within a day.

Whoever agrees is another account, and the database refuses anything else. What an act does, and who may answer,
is for the desk to say; here it is only a name.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from petition.accounts.models import JointAct
from petition.core import audit
from petition.core.db import db, now

LASTS = timedelta(hours=24)
KEPT_FOR = timedelta(days=90)


class JointActError(Exception):
    """Not this way, or not any more; the word says why: "waiting", "over", "own" or "not-agreed"."""


def state(one: JointAct, at: datetime | None = None) -> str:
    """Where an act stands, as one of ``STATES``."""
    if one.done_at is not None:
        return "done"
    if one.refused_at is not None:
        return "refused"
    if one.expires_at <= (at or now()):
        return "expired"
    return "agreed" if one.agreed_at is not None else "waiting"


def request_act(
    act: str,
    object: str,
    *,
    by: int,
    why: str,
    statement_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> JointAct:
    """Asks for a second person, who has 24 hours to answer. Raises JointActError("waiting")."""
    at = now()
    asked = JointAct(
        act=act,
        object=object,
        statement_id=statement_id,
        details=details or {},
        why=why,
        asked_at=at,
        asked_by=by,
        expires_at=at + LASTS,
    )
    if open_act_about(act, object) is not None:
        raise JointActError("waiting")
    db.session.add(asked)
    db.session.flush()
    audit.append_entry(f"joint.ask-{act}", object, by=f"coordinator {by}", note=why)
    return asked


def agree_to_act(one: JointAct, *, by: int) -> None:
    """Says yes; from now on there are 24 hours to do it. Raises JointActError."""
    _expect_state(one, "waiting")
    if one.asked_by == by:
        raise JointActError("own")
    one.agreed_at, one.agreed_by = now(), by
    one.expires_at = one.agreed_at + LASTS
    db.session.flush()
    audit.append_entry(f"joint.agree-{one.act}", one.object, by=f"coordinator {by}")


def withdraw_agreement(one: JointAct, *, by: int) -> None:
    """Takes one's yes back, as long as nothing has been done on it. Raises JointActError."""
    _expect_state(one, "agreed")
    if one.agreed_by != by:
        raise JointActError("own")
    one.agreed_at = one.agreed_by = None
    audit.append_entry(f"joint.undo-agree-{one.act}", one.object, by=f"coordinator {by}")


def refuse_act(one: JointAct, *, by: int) -> None:
    """Says no; or, by whoever asked, takes the asking back. Raises JointActError."""
    if state(one) not in ("waiting", "agreed") or (one.agreed_at is not None and one.asked_by != by):
        raise JointActError("over")
    one.agreed_at = one.agreed_by = None
    one.refused_at, one.refused_by = now(), by
    verb = "take-back" if one.asked_by == by else "refuse"
    audit.append_entry(f"joint.{verb}-{one.act}", one.object, by=f"coordinator {by}")


def use_agreement(one: JointAct) -> None:
    """Uses the agreement up, once; the deed belongs into the same transaction. Raises JointActError."""
    if state(one) != "agreed":
        raise JointActError("not-agreed" if state(one) == "waiting" else "over")
    taken = db.session.execute(
        update(JointAct)
        .where(JointAct.id == one.id, JointAct.done_at.is_(None), JointAct.agreed_at.is_not(None))
        .values(done_at=now())
        .execution_options(synchronize_session="fetch")
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise JointActError("over")


def open_act_about(act: str, object: str) -> JointAct | None:
    """What was asked about this thing and is not over: waiting, or agreed and to be done."""
    query = select(JointAct).where(
        JointAct.act == act,
        JointAct.object == object,
        JointAct.done_at.is_(None),
        JointAct.refused_at.is_(None),
        JointAct.expires_at > now(),
    )
    return db.session.scalars(query.order_by(JointAct.id.desc()).limit(1)).first()


def forget_joint_acts(*, dry_run: bool = False) -> int:
    """Deletes what was over 90 days ago; the audit log keeps what was done. Gives the number."""
    past = JointAct.expires_at < now() - KEPT_FOR
    if dry_run:
        return len(db.session.scalars(select(JointAct.id).where(past)).all())
    return int(db.session.execute(delete(JointAct).where(past)).rowcount)  # type: ignore[attr-defined]


def _expect_state(one: JointAct, wanted: str) -> None:
    if state(one) != wanted:
        raise JointActError("over")
