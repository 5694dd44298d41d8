"""Where things lie that addresses of the desk name: in which statement, and for endorsements of whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from petition.accounts.models import Coordinator, JointAct, RoleHeld
from petition.core import access
from petition.core.db import Base, db
from petition.core.reach import Lies, lies
from petition.invitations.models import Invitation, InvitationList
from petition.removals.models import Removal
from petition.signing.models import CarryOver, ChangeRequest, ChangeWanted, Decision, Endorsement, Evidence, Release
from petition.statements.models import PreviewLink, Statement

# What is about one endorsement lies where that does.
OF_ENDORSEMENT = (Decision, ChangeRequest, ChangeWanted, Evidence, CarryOver)


def init_app(app: Flask) -> None:
    """Lets the guard find out what an address is about."""
    access.locate_by(
        app,
        {
            "statement_id": _by(Statement),
            "endorsement_id": _by(Endorsement),
            "decision_id": _by(Decision),
            "change_id": _by(ChangeRequest),
            "wanted_id": _by(ChangeWanted),
            "evidence_id": _by(Evidence),
            "carry_over_id": _by(CarryOver),
            "invitation_id": _by(Invitation),
            "list_id": _by(InvitationList),
            "link_id": _by(PreviewLink),
            "removal_id": _by(Removal),
            "release_id": _by(Release),
            "coordinator_id": _by(Coordinator),
            "held_id": _by(RoleHeld),
            "joint_id": _by(JointAct),
        },
    )


def places(row: Any) -> list[Lies]:
    """Where a row lies, to reach one of which is enough; none for what lies in no statement, such as the register."""
    if isinstance(row, Statement):
        return [Lies(row.id)]
    if isinstance(row, Coordinator):
        # An account lies wherever a role is held; without any it is for whoever looks after the whole site.
        return [Lies(one.statement_id) for one in row.held] or [Lies(None)]
    if isinstance(row, OF_ENDORSEMENT):
        return places(db.session.get_one(Endorsement, row.endorsement_id))
    return [lies(row)] if hasattr(row, "statement_id") else []


def _by(model: type[Base]) -> Callable[[int], list[Lies] | None]:
    def locate(given: int) -> list[Lies] | None:
        found = db.session.get(model, given)
        return places(found) if found is not None else None

    return locate
