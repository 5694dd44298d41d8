"""What signatories do with their own endorsement: at once, on every output (promise 5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from petition.core import audit
from petition.core.db import db, now
from petition.signing.keys import make_unused_key, update_keys
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.own.changes import drop_changes_of, forbid_logo
from petition.signing.publication import publish_endorsement


def choose_visibility(endorsement: Endorsement, visibility: str) -> None:
    """Changes how the signatory appears. Choosing to appear also lifts a coordinator's hiding."""
    if endorsement.hidden_at is not None and visibility != "withheld":
        audit.append_entry("endorsement.shown-again", f"endorsement {endorsement.id}", by="signatory")
        endorsement.hidden_at = endorsement.hidden_by = None
        lifted = update(Decision).where(Decision.endorsement_id == endorsement.id, Decision.verdict == "hide")
        db.session.execute(lifted.where(Decision.undone_at.is_(None)).values(undone_at=now()))
    endorsement.visibility = visibility
    publish_endorsement(endorsement)


def correct_details(endorsement: Endorsement, corrected: dict[str, Any], visibility: str | None = None) -> None:
    """Puts right what the signatory wrote; ``corrected`` holds the fields that may change.

    ``visibility`` is a representative's, who chooses it in the same form.
    """
    endorsement.details = {**(endorsement.details or {}), **corrected}
    endorsement.visibility = visibility or endorsement.visibility
    publish_endorsement(endorsement)
    update_keys(endorsement)


def withdraw_signature(endorsement: Endorsement) -> None:
    """Takes the signature back: neither listed nor counted from now on. It can be given again."""
    if endorsement.withdrawn_at is None:
        endorsement.withdrawn_at = now()
        publish_endorsement(endorsement)
        if endorsement.kind == "organisation":
            drop_changes_of(endorsement)
            forbid_logo(endorsement)


def renew_signature(endorsement: Endorsement) -> None:
    """Gives a withdrawn signature again, under the same words and with the same decisions."""
    endorsement.withdrawn_at = None
    publish_endorsement(endorsement)


def release_signature_key(endorsement: Endorsement) -> None:
    """Lets the same signer sign anew while this endorsement stays on record."""
    endorsement.signature_key = make_unused_key()
