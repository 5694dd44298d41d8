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
from petition.signing.actions.change import drop, drop_unpermitted_logos, of_organisation
from petition.signing.actions.confirm import tell
from petition.signing.actions.decide import SECOND_THOUGHTS
from petition.signing.actions.evidence import notice_domains
from petition.signing.actions.merge import show
from petition.signing.actions.reserve import reasons, reserve
from petition.signing.actions.verdict import CannotDecide
from petition.signing.models import ChangeRequest, ChangeWanted, Endorsement

TOLD = ("change-approved", "change-rejected")
# In ``proposed`` and ``before`` beside the public fields; ``entry``: the id of the entry that was changed.
APART = ("reservations", "logo", "entry")


def approve_change(change: ChangeRequest, *, by: int) -> None:
    """Applies a change to the entry, on every output, and tells the representative.

    Where nothing is asked for it is put away, and nobody is told.
    """
    organisation = _pending(change)
    if not change.proposed:
        drop(change)
        return
    change.before = {**_replace(change, organisation, change.proposed, by=by), "entry": organisation.id}
    if change.logo is not None and (asked := change.proposed.get("logo")):
        change.before = {**change.before, "logo": _kept(organisation.logo)}
        _put_logo(organisation, change.logo, str(change.logo_media), asked["width"], asked["height"])
        drop_unpermitted_logos(organisation)
    change.approved_at, change.decided_by, change.undone_at = now(), by, None
    _on_record(change, "approve", by)
    notice_domains(organisation)
    tell(change.endorsement, "change-approved", delay=SECOND_THOUGHTS)
    show(organisation)


def reject_change(change: ChangeRequest, reason: str, *, by: int) -> None:
    """Leaves the entry as it is; the reason goes to the representative by mail, where something was asked for."""
    _pending(change)
    if not change.proposed:
        drop(change)
        return
    change.rejected_at, change.decided_by, change.reason, change.undone_at = now(), by, reason, None
    _on_record(change, "reject", by, reason)
    tell(change.endorsement, "change-rejected", delay=SECOND_THOUGHTS, reason=reason)


def undo_change(change: ChangeRequest, *, by: int) -> None:
    """Takes a decision about a change back: the entry is as before, and the change awaits a decision again,
    unless the organisation has asked for another one meanwhile.

    Raises CannotDecide ``changed`` where the entry has changed since, or nothing would come of it.
    """
    organisation = _changed(change)
    later = [one for one in db.session.scalars(of_organisation(organisation)) if one.id > change.id]
    verdict = "reject" if change.rejected_at is not None else "approve"
    if any(verdict == "reject" or one.approved_at is not None for one in later):
        raise CannotDecide("changed")
    if verdict == "approve":
        _put_back(change, organisation, by=by)
    change.approved_at = change.rejected_at = change.decided_by = change.before = change.reason = None
    change.undone_at = now()
    if any(one.dropped_at is None for one in later):
        drop(change)
    mail.recall(TOLD, change.endorsement_id)
    _on_record(change, f"undo-{verdict}", by)
    show(organisation)


def want_change(endorsement: Endorsement, note: str, *, by: int) -> ChangeWanted:
    """Asks the representative by mail to put something right.

    Raises CannotDecide ``no-address`` where there is nobody to mail.
    """
    if endorsement.kind != "organisation" or endorsement.confirmed_at is None or endorsement.withdrawn_at is not None:
        raise CannotDecide("changed")
    if endorsement.address is None:
        raise CannotDecide("no-address")
    wanted = ChangeWanted(endorsement_id=endorsement.id, note=note, asked_at=now(), asked_by=by)
    db.session.add(wanted)
    audit.append("endorsement.want-change", f"endorsement {endorsement.id}", by=f"coordinator {by}", note=note)
    tell(endorsement, "change-wanted", delay=SECOND_THOUGHTS, note=note)
    return wanted


def unwant_change(wanted: ChangeWanted, *, by: int) -> None:
    """Takes back what a coordinator asked to change, and the mail if it has not gone."""
    audit.append("endorsement.unwant-change", f"endorsement {wanted.endorsement_id}", by=f"coordinator {by}")
    mail.recall(("change-wanted",), wanted.endorsement_id)
    db.session.delete(wanted)


def _pending(change: ChangeRequest) -> Organisation:
    """The organisation whose change awaits a decision; raises CannotDecide where it does no longer."""
    decided = change.approved_at or change.rejected_at or change.dropped_at
    organisation = change.endorsement.organisation
    if decided or organisation is None or change.endorsement.withdrawn_at is not None:
        raise CannotDecide("changed")
    return organisation


def _changed(change: ChangeRequest) -> Organisation:
    """The entry that a decided change was about; the endorsement may stand under another one since, by a merge."""
    found = change.endorsement.organisation
    if change.approved_at is not None and change.before:
        found = db.session.get(Organisation, change.before["entry"])
    # Its logo, the only thing that it was about, may have been erased since: nothing would be left to decide about.
    if found is None or not change.proposed or (change.approved_at is None and change.rejected_at is None):
        raise CannotDecide("changed")
    return found


def _replace(change: ChangeRequest, organisation: Organisation, values: dict[str, Any], *, by: int) -> dict[str, Any]:
    """Puts values into the entry and gives those that stood there."""
    endorsement = change.endorsement
    before = organisations.correct(
        organisation, {field: value for field, value in values.items() if field not in APART}, by=by
    )
    if "reservations" in values:
        before["reservations"] = reasons(endorsement)
        reserve(endorsement, values["reservations"], approved_at=endorsement.approved_at and now())
    return before


def _put_back(change: ChangeRequest, organisation: Organisation, *, by: int) -> None:
    before, logo = change.before or {}, organisation.logo
    stands = {field: getattr(organisation, field) for field in organisations.PUBLIC_FIELDS}
    stands["reservations"] = reasons(change.endorsement)
    applied = {field: value for field, value in change.proposed.items() if field != "logo"}
    replaced = change.logo is not None and (logo is None or logo.content != change.logo)
    if replaced or any(stands[field] != value for field, value in applied.items()):
        raise CannotDecide("changed")
    _replace(change, organisation, before, by=by)
    if "logo" in before:
        kept, organisation.logo = before["logo"], None
        db.session.flush()
        if kept is not None:
            content = base64.b64decode(kept["content"])
            _put_logo(organisation, content, kept["media"], kept["width"], kept["height"])


def _kept(logo: Logo | None) -> dict[str, Any] | None:
    if logo is None:
        return None
    content = base64.b64encode(logo.content).decode()
    return {"media": logo.media, "width": logo.width, "height": logo.height, "content": content}


def _put_logo(organisation: Organisation, content: bytes, media: str, width: int, height: int) -> None:
    logo = organisation.logo or Logo(organisation_id=organisation.id)
    logo.content, logo.media, logo.width, logo.height = content, media, width, height
    logo.sha256, logo.added_at = hashlib.sha256(content).hexdigest(), now()
    organisation.logo = logo


def _on_record(change: ChangeRequest, act: str, by: int, note: str | None = None) -> None:
    audit.append(f"change.{act}", f"endorsement {change.endorsement_id}", by=f"coordinator {by}", note=note)
