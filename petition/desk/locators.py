"""Where things lie that addresses of the desk name: in which statement, and for endorsements of whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from petition.accounts.models import Coordinator, JointAct, RoleGrant, RoleRemoval
from petition.core import access
from petition.core.db import Base, db
from petition.core.reach import Scope, scope_of
from petition.core.switches import SwitchChange
from petition.invitations.models import Invitation, InvitationList
from petition.removals.models import Removal
from petition.signing.models.booth import Booth
from petition.signing.models.carry_over import CarryOver
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.evidence import ChangeRequest, Evidence, RequestedChange, Reservation
from petition.signing.models.screening import Release
from petition.statements.models import PreviewLink, Statement

# What is about one endorsement lies where that does.
OF_ENDORSEMENT = (Decision, ChangeRequest, RequestedChange, Evidence, Reservation, CarryOver)


def init_app(app: Flask) -> None:
    """Lets the guard find out what an address is about."""
    access.set_locators(
        app,
        {
            "statement_id": _locate_row(Statement),
            "endorsement_id": _locate_row(Endorsement),
            "decision_id": _locate_row(Decision),
            "change_id": _locate_row(ChangeRequest),
            "wanted_id": _locate_row(RequestedChange),
            "reservation_id": _locate_row(Reservation),
            "evidence_id": _locate_row(Evidence),
            "carry_over_id": _locate_row(CarryOver),
            "invitation_id": _locate_row(Invitation),
            "list_id": _locate_row(InvitationList),
            "link_id": _locate_row(PreviewLink),
            "removal_id": _locate_row(Removal),
            "booth_id": _locate_row(Booth),
            "release_id": _locate_row(Release),
            "coordinator_id": _locate_row(Coordinator),
            "held_id": _locate_row(RoleGrant),
            "role_removal_id": _locate_row(RoleRemoval),
            "switch_change_id": _locate_row(SwitchChange),
            "joint_id": _locate_row(JointAct),
        },
    )


def scopes_of(row: Any) -> list[Scope]:
    """Where a row lies, to reach one of which is enough; none for what lies in no statement, such as the register."""
    if isinstance(row, Statement):
        return [Scope(row.id)]
    if isinstance(row, Coordinator):
        # An account lies wherever a role is held; without any it is for whoever looks after the whole site.
        return [Scope(one.statement_id) for one in row.role_grants] or [Scope(None)]
    if isinstance(row, OF_ENDORSEMENT):
        return scopes_of(db.session.get_one(Endorsement, row.endorsement_id))
    return [scope_of(row)] if hasattr(row, "statement_id") else []


def _locate_row(model: type[Base]) -> Callable[[int], list[Scope] | None]:
    def locate(given: int) -> list[Scope] | None:
        found = db.session.get(model, given)
        return scopes_of(found) if found is not None else None

    return locate
