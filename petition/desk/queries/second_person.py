"""Whether there is somebody else who could agree to what needs a second person."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from petition.accounts.models import Coordinator
from petition.core import access
from petition.core.db import db
from petition.core.reach import Scope, role_covers
from petition.desk.scope import current_coordinator


def has_second_person(permission: str, statement_id: int | None) -> bool:
    """Whether another coordinator with an account may agree, in a statement, to what this permission is for."""
    query = select(Coordinator).where(Coordinator.id != current_coordinator(), Coordinator.ended_at.is_(None))
    others = db.session.scalars(query.options(selectinload(Coordinator.role_grants)))
    return any(one.is_set_up and _may_agree(one, permission, statement_id) for one in others)


def request_words(permission: str, statement_id: int | None) -> str:
    """What is said once a second person was asked for: who can answer, if there is anybody yet."""
    if has_second_person(permission, statement_id):
        return str(_("Request sent. Another coordinator of this statement has 24 hours to answer."))
    return str(_("Request saved. It waits 24 hours for an answer, and nobody else can answer it yet."))


def _may_agree(one: Coordinator, permission: str, statement_id: int | None) -> bool:
    """Whether a coordinator may answer for joint acts, and do the act itself, in a statement."""
    return all(
        any(role_covers(held, Scope(statement_id)) for held in access.roles_carrying(one.role_grants, name))
        for name in ("joint.answer", permission)
    )
