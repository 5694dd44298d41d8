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


def init_app(app: Flask) -> None:
    """Lets the guard find out what an address is about."""
    access.locate_by(
        app,
        {
            "statement_id": _statement,
            "endorsement_id": _by_itself(Endorsement),
            "decision_id": _by_endorsement(Decision),
            "change_id": _by_endorsement(ChangeRequest),
            "wanted_id": _by_endorsement(ChangeWanted),
            "evidence_id": _by_endorsement(Evidence),
            "carry_over_id": _by_endorsement(CarryOver),
            "invitation_id": _by_itself(Invitation),
            "list_id": _by_itself(InvitationList),
            "link_id": _by_itself(PreviewLink),
            "removal_id": _by_itself(Removal),
            "release_id": _by_itself(Release),
            "coordinator_id": _coordinator,
            "held_id": _by_itself(RoleHeld),
            "joint_id": _by_itself(JointAct),
        },
    )


def _statement(statement_id: int) -> Lies | None:
    found = db.session.get(Statement, statement_id)
    return Lies(found.id) if found is not None else None


def _coordinator(coordinator_id: int) -> list[Lies] | None:
    """An account lies wherever a role is held; without any it is for whoever looks after the whole site."""
    found = db.session.get(Coordinator, coordinator_id)
    return [Lies(one.statement_id) for one in found.held] or [Lies(None)] if found is not None else None


def _by_endorsement(model: type[Base]) -> Callable[[int], Lies | None]:
    def locate(given: int) -> Lies | None:
        found: Any = db.session.get(model, given)
        return _by_itself(Endorsement)(found.endorsement_id) if found is not None else None

    return locate


def _by_itself(model: type[Base]) -> Callable[[int], Lies | None]:
    def locate(given: int) -> Lies | None:
        found = db.session.get(model, given)
        return lies(found) if found is not None else None

    return locate
