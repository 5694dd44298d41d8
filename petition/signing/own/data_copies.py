"""A copy of all that is held about one signature, for whoever gave it (GDPR, Art. 15 and 20).

Left out is what would tell who is in quarantine, or what somebody else said in confidence: grounds for suspicion, notes
of coordinators, the answer of a second person. Keyed hashes are left out too: they are made of what is in it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from petition.core.db import db
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing import queries as endorsements
from petition.signing.models.consent import ConsentWording
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest, RequestedChange
from petition.signing.models.renewal import Renewal
from petition.signing.models.screening import SigningTrace
from petition.signing.own.address_changes import pending_address
from petition.signing.publication import public_fields
from petition.statements.queries import public_statements

Copy = dict[str, Any]


def copy_data(endorsement: Endorsement) -> Copy:
    """The copy, ready for JSON: moments and days as RFC 3339 writes them."""
    edition, statement = endorsement.edition, endorsement.statement
    told = endorsements.summarise_endorsement(endorsement)
    text = public_statements.text_in_language(edition, endorsement.language)
    made: Copy = {
        "statement": {"title": text.title, "slug": statement.slug, "destroyed_on": statement.destroy_on},
        "signed": {
            "edition": edition.number, "sha256": edition.sha256, "language": endorsement.language,
            "sent_at": endorsement.asked_at, "confirmed_at": endorsement.confirmed_at,
            "withdrawn_at": endorsement.withdrawn_at,
        },
        "signatory": {"kind": endorsement.kind, "mail_address": endorsement.address, "entered": endorsement.details},
        "choices": {
            "visibility": endorsement.visibility, "news_since": endorsement.updates_wanted_at,
            "logo_permitted_at": endorsement.logo_permitted_at, "links_replaced_at": endorsement.links_revoked_at,
            "authority_declared_at": endorsement.authority_declared_at,
        },
        "consent": _consent(endorsement),
        "public_where_listed": _public(endorsement),
        "state": told.state,
        "rejection": told.rejection or None,
        "entered_to_sign_again": _renewal(endorsement),
        "reservations": [
            {"demand": one.number, "reason": one.reason, "state": one.state}
            for one in told.reservations
        ],
        "changes_of_the_entry": _changes(endorsement),
        "questions_of_coordinators": _questions(endorsement),
        "evidence": [
            {"kind": one.kind, "asked_at": one.asked_at, "given_at": one.given_at, "mail_address": one.address}
            for one in endorsement.evidence
        ],
        "new_mail_address": _new_address(endorsement),
        "network": _network(endorsement),
        "mails": _mails(endorsement),
    }  # fmt: skip
    return {name: _plain(value) for name, value in made.items()}


def find_consent_wording(endorsement: Endorsement) -> ConsentWording | None:
    """The sentence that was agreed to; None for founding signatories and older signatures, which do not name it."""
    return db.session.get(ConsentWording, endorsement.consent_sha256) if endorsement.consent_sha256 else None


def _consent(endorsement: Endorsement) -> Copy:
    wording, given = find_consent_wording(endorsement), {"at": endorsement.consented_at}
    if wording is None:
        return given
    return given | {"wording": wording.text, "language": wording.language, "sha256": wording.sha256}


def _public(endorsement: Endorsement) -> Copy | None:
    shown = public_fields(endorsement)
    return None if shown is None else vars(shown).copy()


def _renewal(endorsement: Endorsement) -> Copy | None:
    entered = db.session.get(Renewal, endorsement.id)
    return (
        None
        if entered is None
        else {"entered": entered.details, "visibility": entered.visibility, "at": entered.asked_at}
    )


def _changes(endorsement: Endorsement) -> list[Copy]:
    asked = select(ChangeRequest).where(ChangeRequest.endorsement_id == endorsement.id).order_by(ChangeRequest.id)
    return [
        {
            "asked": one.proposed, "asked_at": one.asked_at, "approved_at": one.approved_at,
            "rejected_at": one.rejected_at, "reason": one.reason,
        }
        for one in db.session.scalars(asked)
    ]  # fmt: skip


def _questions(endorsement: Endorsement) -> list[Copy]:
    asked = select(RequestedChange).where(RequestedChange.endorsement_id == endorsement.id).order_by(RequestedChange.id)
    return [
        {"note": one.note, "asked_at": one.asked_at, "answered_at": one.answered_at}
        for one in db.session.scalars(asked)
    ]


def _new_address(endorsement: Endorsement) -> Copy | None:
    asked = pending_address(endorsement)
    return None if asked is None else {"mail_address": asked.address, "asked_at": asked.asked_at}


def _network(endorsement: Endorsement) -> Copy | None:
    """What is kept for two days of how the form came."""
    trace = db.session.get(SigningTrace, endorsement.id)
    if trace is None:
        return None
    return {"hash": bytes(trace.network).hex() if trace.network else None, "seconds_on_the_form": trace.seconds}


def _mails(endorsement: Endorsement) -> list[Copy]:
    about = OutgoingMail.link_purpose.in_(links.OF_ENDORSEMENT), OutgoingMail.link_subject == endorsement.id
    sent = select(OutgoingMail.kind, OutgoingMail.created_at, OutgoingMail.sent_at).where(*about)
    return [
        {"kind": kind, "written_at": written_at, "sent_at": sent_at}
        for kind, written_at, sent_at in db.session.execute(sent.order_by(OutgoingMail.id))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime | date) else value
