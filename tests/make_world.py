"""Something of each kind that the desk has a page for, to knock at every door with."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.routing import Rule

import cast
import make
import make_removals
from page import CheckedClient
from petition.accounts import actions as accounts
from petition.accounts import joint_acts
from petition.accounts import queries as coordinators
from petition.accounts.actions import RoleScope
from petition.accounts.models import RoleRemoval
from petition.core import audit, crypto
from petition.core.db import db, now
from petition.core.switches import SwitchChange
from petition.invitations.actions import invite
from petition.invitations.models import InvitationList
from petition.organisations.models import Logo, Organisation
from petition.removals import actions as removals
from petition.removals.criteria import Criteria
from petition.signing.models.booth import Booth
from petition.signing.models.carry_over import CarryOver
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.evidence import ChangeRequest, Evidence, RequestedChange, Reservation
from petition.signing.models.reasons import Reason
from petition.signing.models.screening import Release
from petition.statements.actions import edit
from petition.statements.models import PreviewLink, Statement

LOGO = b"not looked at"


def everything(client: CheckedClient) -> dict[str, str | int]:
    """Makes one of each, and gives what stands for them in addresses."""
    statement = make.statement()
    endorsement = make.signed(client, cast.CIRCLE)
    other = db.session.scalars(select(Organisation.id).where(Organisation.id != endorsement.organisation_id)).first()
    by = make.coordinator("owner", "owner@coalition.example").id
    db.session.add(
        Logo(
            organisation_id=endorsement.organisation_id,
            content=LOGO,
            media="image/png",
            width=1,
            height=1,
            sha256="0" * 64,
            added_at=now(),
        )
    )
    change = ChangeRequest(
        endorsement_id=endorsement.id, proposed={}, logo=LOGO, logo_media="image/png", asked_at=now()
    )
    uploaded = InvitationList(statement_id=statement.id, rows={"rows": []}, uploaded_at=now(), uploaded_by=by)
    evidence = Evidence(endorsement_id=endorsement.id, kind="call", asked_at=now(), given_at=now(), given_by=by)
    db.session.add_all([change, uploaded, evidence])
    edit.save_text(statement, "en", make.TEXT.replace("stay closed", "stay shut"), 0, by=by)
    db.session.commit()
    return {
        "statement_id": statement.id,
        "lang": "en",
        "which": 1,
        "organisation_id": endorsement.organisation_id or 0,
        "other_id": other or 0,
        "endorsement_id": endorsement.id,
        "change_id": change.id,
        "list_id": uploaded.id,
        "evidence_id": evidence.id,
        "removal_id": make_removals.rule(statement, by=by, country="PL").id,
        "switch_name": "pause",
        "state": "on",
        **_more(statement, endorsement, by),
    }


def _more(statement: Statement, endorsement: Endorsement, by: int) -> dict[str, str | int]:
    """What lies in the statement besides: decided, asked for, invited, removed, let through; and who works on it."""
    # The rules for those limited to a country look here.
    endorsement.country_key = crypto.lookup_hash("LT", "country")
    number = audit.append_entry("endorsement.hold", f"endorsement {endorsement.id}", by=f"coordinator {by}")
    about = {"endorsement_id": endorsement.id}
    edition_id = endorsement.edition_id
    made = {
        "decision_id": Decision(
            **about, verdict="hold", reason="?", decided_at=now(), decided_by=by, audit_number=number
        ),
        "wanted_id": RequestedChange(**about, note="?", asked_at=now(), asked_by=by),
        "reservation_id": Reservation(**about, demand_key="x", reason="?", made_at=now()),
        "booth_id": Booth(
            statement_id=statement.id,
            token_hash=b"\2" * 32,
            place="?",
            hourly_limit=1,
            opened_at=now(),
            opened_by=by,
            ends_at=now() + timedelta(hours=1),
        ),
        "switch_change_id": SwitchChange(
            name="pause", statement_id=statement.id, is_on=False, changed_at=now(), changed_by="test"
        ),
        "carry_over_id": CarryOver(
            **about, from_edition_id=edition_id, to_edition_id=edition_id, how="coordinator", carried_at=now()
        ),
        "link_id": PreviewLink(
            statement_id=statement.id, hash=b"\1" * 32, label="Press", made_at=now(), made_by=by, expires_at=now()
        ),
        "release_id": Release(
            statement_id=statement.id, signal="domain", key=b"\1" * 32, released_at=now(), released_by=by
        ),
        "removal_id": removals.create_rule(statement, Criteria(domain="bought.example"), "?", [], by=by),
        "invitation_id": invite.invite_organisation(
            statement, {"organisation": "Rivers", "country": "LT"}, "office@rivers.example", "en", by=by
        ),
        "reason_id": Reason(kind="organisation", label="?", made_at=now(), made_by=by),
        "joint_id": joint_acts.request_act(
            "addresses.export",
            f"statement {statement.slug}",
            by=by,
            why="?",
            statement_id=statement.id,
            details={"rows": 1},
        ),
    }
    db.session.add_all(made.values())
    accounts.invite_coordinator("keeper@coalition.example", "moderator", by="test", place=RoleScope(statement.id))
    member = coordinators.find_by_email("keeper@coalition.example")
    assert member is not None
    db.session.commit()
    place = {"coordinator_id": member.id, "role": "auditor", "statement_id": statement.id}
    removal = RoleRemoval(**place, removed_at=now(), removed_by="test")
    db.session.add(removal)
    db.session.commit()
    ids = {name: row.id for name, row in made.items()}
    held = {"held_id": member.role_grants[0].id, "role_removal_id": removal.id}
    return {**ids, "coordinator_id": member.id, **held}


def address(app: Flask, rule: Rule, there: dict[str, str | int]) -> str:
    """The address of a route, filled in; 1 stands for what is not there, which a guard never comes to."""
    with app.test_request_context():
        return url_for(rule.endpoint, **{name: there.get(name, 1) for name in rule.arguments})  # type: ignore[arg-type]
