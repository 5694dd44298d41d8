"""What coordinators decide about changes that organisations ask for, and what they ask organisations to change."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from petition.core import audit
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.organisations import actions as organisations
from petition.organisations.models import Logo, Organisation
from petition.signing.decide.actions import MAIL_DELAY
from petition.signing.decide.merging import republish_endorsements
from petition.signing.evidence.actions import record_own_domains
from petition.signing.mails import OF_CHANGE, mail_about_endorsement
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest, RequestedChange
from petition.signing.own.changes import changes_of_organisation, drop_change, drop_unpermitted_logos
from petition.signing.reservations import approved_keys, reservation_reasons, set_reservations
from petition.signing.verdicts import DecisionError

# In ``proposed`` and ``before`` beside the public fields; ``entry``: the id of the entry that was changed,
# ``approved_reservations``: the keys of those that were approved before.
APART = ("reservations", "approved_reservations", "logo", "entry")


def approve_change(change: ChangeRequest, *, by: int) -> None:
    """Applies a change to the entry, on every output, and tells the representative.

    Where nothing is asked for it is put away, and nobody is told.
    """
    organisation = _organisation_of_pending(change)
    if not change.proposed:
        drop_change(change)
        return
    change.before = {**_replace_values(change, organisation, change.proposed, by=by), "entry": organisation.id}
    if change.logo is not None and (asked := change.proposed.get("logo")):
        change.before = {**change.before, "logo": _logo_to_json(organisation.logo)}
        _set_logo(organisation, change.logo, str(change.logo_media), asked["width"], asked["height"])
        drop_unpermitted_logos(organisation)
    change.approved_at, change.decided_by, change.undone_at = now(), by, None
    _record_act(change, "approve", by)
    record_own_domains(organisation)
    mail_about_endorsement(change.endorsement, "change-approved", delay=MAIL_DELAY, at=change.approved_at)
    republish_endorsements(organisation)


def reject_change(change: ChangeRequest, reason: str, *, by: int) -> None:
    """Leaves the entry as it is; the reason goes to the representative by mail, where something was asked for."""
    _organisation_of_pending(change)
    if not change.proposed:
        drop_change(change)
        return
    change.rejected_at, change.decided_by, change.reason, change.undone_at = now(), by, reason, None
    _record_act(change, "reject", by, reason)
    mail_about_endorsement(
        change.endorsement, "change-rejected", delay=MAIL_DELAY, at=change.rejected_at, reason=reason
    )


def undo_change(change: ChangeRequest, *, by: int) -> None:
    """Takes a decision about a change back: the entry is as before, and the change awaits a decision again,
    unless the organisation has asked for another one meanwhile.

    Raises DecisionError ``changed`` where the entry has changed since, or nothing would come of it.
    """
    organisation = _organisation_of_decided(change)
    later = [one for one in db.session.scalars(changes_of_organisation(organisation)) if one.id > change.id]
    verdict = "reject" if change.rejected_at is not None else "approve"
    if any(verdict == "reject" or one.approved_at is not None for one in later):
        raise DecisionError("changed")
    at = change.approved_at or change.rejected_at
    if verdict == "approve":
        _restore_values(change, organisation, by=by)
    change.approved_at = change.rejected_at = change.decided_by = change.before = change.reason = None
    change.undone_at = now()
    if any(one.dropped_at is None for one in later):
        drop_change(change)
    _record_act(change, f"undo-{verdict}", by)
    if not mail.recall_mails(OF_CHANGE, change.endorsement_id, at=at):
        mail_about_endorsement(change.endorsement, "change-undone", delay=MAIL_DELAY, verdict=verdict)
    republish_endorsements(organisation)


def request_change(endorsement: Endorsement, note: str, *, by: int) -> RequestedChange:
    """Asks the representative by mail to put something right.

    Raises DecisionError ``no-address`` where there is nobody to mail.
    """
    if endorsement.kind != "organisation" or endorsement.confirmed_at is None or endorsement.withdrawn_at is not None:
        raise DecisionError("changed")
    if endorsement.address is None:
        raise DecisionError("no-address")
    wanted = RequestedChange(endorsement_id=endorsement.id, note=note, asked_at=now(), asked_by=by)
    db.session.add(wanted)
    audit.append_entry("endorsement.want-change", f"endorsement {endorsement.id}", by=f"coordinator {by}", note=note)
    mail_about_endorsement(endorsement, "change-wanted", delay=MAIL_DELAY, note=note)
    return wanted


def withdraw_change_request(wanted: RequestedChange, *, by: int) -> None:
    """Takes back what a coordinator asked to change, and the mail if it has not gone."""
    audit.append_entry("endorsement.unwant-change", f"endorsement {wanted.endorsement_id}", by=f"coordinator {by}")
    mail.recall_mails(("change-wanted",), wanted.endorsement_id)
    db.session.delete(wanted)


def check_pending(change: ChangeRequest) -> None:
    """Raises DecisionError where a change awaits no decision any more."""
    _organisation_of_pending(change)


def _organisation_of_pending(change: ChangeRequest) -> Organisation:
    """The organisation whose change awaits a decision; raises DecisionError where it does no longer."""
    decided = change.approved_at or change.rejected_at or change.dropped_at
    organisation = change.endorsement.organisation
    if decided or organisation is None or change.endorsement.withdrawn_at is not None:
        raise DecisionError("changed")
    return organisation


def _organisation_of_decided(change: ChangeRequest) -> Organisation:
    """The entry that a decided change was about; the endorsement may stand under another one since, by a merge."""
    found = change.endorsement.organisation
    if change.approved_at is not None and change.before:
        found = db.session.get(Organisation, change.before["entry"])
    # Its logo, the only thing that it was about, may have been erased since: nothing would be left to decide about.
    if found is None or not change.proposed or (change.approved_at is None and change.rejected_at is None):
        raise DecisionError("changed")
    return found


def _replace_values(
    change: ChangeRequest, organisation: Organisation, values: dict[str, Any], *, by: int
) -> dict[str, Any]:
    """Puts values into the entry and gives those that stood there."""
    endorsement = change.endorsement
    before = organisations.correct_organisation(
        organisation, {field: value for field, value in values.items() if field not in APART}, by=by
    )
    if "reservations" in values:
        before["reservations"] = reservation_reasons(endorsement)
        before["approved_reservations"] = approved_keys(endorsement)
        approved = values.get("approved_reservations", values["reservations"])
        set_reservations(endorsement, values["reservations"], approved=approved, by=by)
    return before


def _restore_values(change: ChangeRequest, organisation: Organisation, *, by: int) -> None:
    before, logo = change.before or {}, organisation.logo
    stands = {field: getattr(organisation, field) for field in organisations.PUBLIC_FIELDS}
    stands["reservations"] = reservation_reasons(change.endorsement)
    applied = {field: value for field, value in change.proposed.items() if field != "logo"}
    replaced = change.logo is not None and (logo is None or logo.content != change.logo)
    if replaced or any(stands[field] != value for field, value in applied.items()):
        raise DecisionError("changed")
    _replace_values(change, organisation, before, by=by)
    if "logo" in before:
        kept, organisation.logo = before["logo"], None
        db.session.flush()
        if kept is not None:
            content = base64.b64decode(kept["content"])
            _set_logo(organisation, content, kept["media"], kept["width"], kept["height"])


def _logo_to_json(logo: Logo | None) -> dict[str, Any] | None:
    if logo is None:
        return None
    content = base64.b64encode(logo.content).decode()
    return {"media": logo.media, "width": logo.width, "height": logo.height, "content": content}


def _set_logo(organisation: Organisation, content: bytes, media: str, width: int, height: int) -> None:
    logo = organisation.logo or Logo(organisation_id=organisation.id)
    logo.content, logo.media, logo.width, logo.height = content, media, width, height
    logo.sha256, logo.added_at = hashlib.sha256(content).hexdigest(), now()
    organisation.logo = logo


def _record_act(change: ChangeRequest, act: str, by: int, note: str | None = None) -> None:
    audit.append_entry(f"change.{act}", f"endorsement {change.endorsement_id}", by=f"coordinator {by}", note=note)
