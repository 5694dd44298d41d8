"""What signatories do with their own endorsement: at once, on every output (promise 5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from petition.core import audit
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.signing.keys import make_unused_key, update_keys
from petition.signing.mails import OF_DECISIONS
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.renewal import Renewal
from petition.signing.own.changes import drop_changes_of, forbid_logo, propose_change
from petition.signing.publication import publish_endorsement

# What a form for signing says of an individual, of a representative, and of an organisation's entry by its field there.
OF_INDIVIDUAL = ("name", "country", "affiliation", "comment")
OF_REPRESENTATIVE = ("representative", "role")
OF_ENTRY = {"name": "organisation", "latin": "organisation_latin", "website": "website", "country": "country"}


def choose_visibility(endorsement: Endorsement, visibility: str) -> None:
    """Changes how the signatory appears. Choosing to appear also lifts a coordinator's hiding."""
    if endorsement.hidden_at is not None and visibility != "withheld":
        audit.append_entry("endorsement.shown-again", f"endorsement {endorsement.id}", by="signatory")
        endorsement.hidden_at = endorsement.hidden_by = None
        lifted = update(Decision).where(Decision.endorsement_id == endorsement.id, Decision.verdict == "hide")
        db.session.execute(lifted.where(Decision.undone_at.is_(None)).values(undone_at=now()))
    endorsement.visibility = visibility
    publish_endorsement(endorsement)
    update_keys(endorsement)


def correct_details(endorsement: Endorsement, corrected: dict[str, Any], visibility: str | None = None) -> None:
    """Puts right what the signatory wrote; ``corrected`` holds the fields that may change.

    ``visibility`` is a representative's, who chooses it in the same form.
    """
    endorsement.details = {**(endorsement.details or {}), **corrected}
    endorsement.visibility = visibility or endorsement.visibility
    publish_endorsement(endorsement)
    update_keys(endorsement)


def withdraw_signature(endorsement: Endorsement) -> None:
    """Takes the signature back: neither listed nor counted from now on, and no news. It can be given again."""
    if endorsement.withdrawn_at is None:
        endorsement.withdrawn_at = now()
        publish_endorsement(endorsement)
        endorsement.updates_wanted_at = None
        # They would say how it stood a minute ago.
        mail.recall_mails(OF_DECISIONS, endorsement.id)
        if endorsement.kind == "organisation":
            drop_changes_of(endorsement)
            forbid_logo(endorsement)


def renew_signature(endorsement: Endorsement) -> None:
    """Gives a withdrawn signature again, under the same words and with the same decisions.

    What its signatory entered in the form since (``Renewal``) takes the place of what was there; what an organisation
    would change in its public entry is for coordinators to decide.
    """
    entered = db.session.get(Renewal, endorsement.id)
    endorsement.withdrawn_at = None
    if entered is None:
        publish_endorsement(endorsement)
        return
    fields = OF_REPRESENTATIVE if endorsement.kind == "organisation" else OF_INDIVIDUAL
    endorsement.consented_at, endorsement.consent_sha256 = entered.consented_at, entered.consent_sha256
    endorsement.updates_wanted_at = entered.updates_wanted_at or endorsement.updates_wanted_at
    correct_details(endorsement, {field: entered.details.get(field) for field in fields}, entered.visibility)
    values = {field: entered.details[key] for field, key in OF_ENTRY.items() if entered.details.get(key)}
    propose_change(endorsement, values)
    db.session.delete(entered)


def choose_updates(endorsement: Endorsement, *, wanted: bool) -> None:
    """Says yes to news, as from now on, or stops them; the signature is as it was. A yes given before keeps its day."""
    endorsement.updates_wanted_at = (endorsement.updates_wanted_at or now()) if wanted else None


def release_signature_key(endorsement: Endorsement) -> None:
    """Lets the same signer sign anew while this endorsement stays on record."""
    endorsement.signature_key = make_unused_key()
