"""Something of each kind that the desk has a page for, to knock at every door with."""

from __future__ import annotations

from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.routing import Rule

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.invitations.models import InvitationList
from petition.organisations.models import Logo, Organisation
from petition.signing.models import ChangeRequest, Evidence
from petition.statements.actions import edit

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
    edit.save(statement, "en", make.TEXT.replace("stay closed", "stay shut"), 0, by=by)
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
    }


def address(app: Flask, rule: Rule, there: dict[str, str | int]) -> str:
    """The address of a route, filled in; 1 stands for what is not there, which a guard never comes to."""
    with app.test_request_context():
        return url_for(rule.endpoint, **{name: there.get(name, 1) for name in rule.arguments})  # type: ignore[arg-type]
