"""The acts that take two, as the desk shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select

from petition.accounts import joint_acts as accounts_joint_acts
from petition.accounts.models import JointAct
from petition.accounts.queries import coordinator_name
from petition.core.db import db, now
from petition.desk import joint_acts, scope

PAGE = 25


@dataclass(frozen=True)
class JointActRow:
    """An act: what it is, who asked and why, until when, and what became of it.

    ``answerable``, ``retractable``, ``withdrawable``: whether who looks may answer it, take the own yes back, or
    the own asking.
    """

    id: int
    words: str
    shown: list[tuple[str, str]]
    why: str
    asked_at: datetime
    asked_by: str
    expires_at: datetime
    state: str
    answered_at: datetime | None
    answered_by: str
    done_at: datetime | None
    url: str
    is_mine: bool
    answerable: bool
    retractable: bool
    withdrawable: bool


def waiting_acts(me: int, statement_id: int | None = None) -> list[JointActRow]:
    """What waits for an answer or for being done, in one statement or anywhere; the oldest first."""
    query = _open_acts().where(*_place_conditions(statement_id)).order_by(JointAct.id).limit(PAGE)
    return [act_row(one, me) for one in db.session.scalars(query)]


def finished_acts(me: int, statement_id: int | None = None) -> list[JointActRow]:
    """What was done, refused or has run out, in one statement or anywhere; the newest first."""
    is_over = (JointAct.done_at.is_not(None)) | (JointAct.refused_at.is_not(None)) | (JointAct.expires_at <= now())
    query = (
        select(JointAct)
        .where(is_over, scope.rows_condition(JointAct, "joint.read"), *_place_conditions(statement_id))
        .order_by(JointAct.id.desc())
        .limit(PAGE)
    )
    return [act_row(one, me) for one in db.session.scalars(query)]


def latest_acts(act: str, object: str, me: int, limit: int = 5) -> list[JointActRow]:
    """What was asked about one thing, the newest first."""
    query = select(JointAct).where(JointAct.act == act, JointAct.object == object)
    return [act_row(one, me) for one in db.session.scalars(query.order_by(JointAct.id.desc()).limit(limit))]


def act_row(one: JointAct, me: int) -> JointActRow:
    """An act as it stands, for who looks at it."""
    kind, state = joint_acts.kind_of(one), accounts_joint_acts.state(one)
    return JointActRow(
        id=one.id,
        words=str(kind.words),
        shown=kind.shown(one),
        why=one.why,
        asked_at=one.asked_at,
        asked_by=coordinator_name(one.asked_by),
        expires_at=one.expires_at,
        state=state,
        answered_at=one.agreed_at or one.refused_at,
        answered_by=coordinator_name(one.agreed_by or one.refused_by),
        done_at=one.done_at,
        url=kind.url(one),
        is_mine=one.asked_by == me,
        answerable=state == "waiting" and joint_acts.may_answer(one, me),
        retractable=state == "agreed" and one.agreed_by == me,
        withdrawable=state in ("waiting", "agreed") and one.asked_by == me,
    )


def _place_conditions(statement_id: int | None) -> list[ColumnElement[bool]]:
    return [] if statement_id is None else [JointAct.statement_id == statement_id]


def _open_acts() -> Select[JointAct]:
    return select(JointAct).where(
        JointAct.done_at.is_(None),
        JointAct.refused_at.is_(None),
        JointAct.expires_at > now(),
        scope.rows_condition(JointAct, "joint.read"),
    )
