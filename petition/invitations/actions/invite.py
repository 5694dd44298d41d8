"""Inviting an organisation, inviting it again, and taking an invitation back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from flask_babel import force_locale

from petition.core import addresses, audit, crypto, languages
from petition.core.batches import rows_in_batches
from petition.core.db import db, now
from petition.invitations import links, queries
from petition.invitations.actions.retention import cancel_mails
from petition.invitations.models import Invitation
from petition.mail import actions as mail
from petition.statements.models import Statement
from petition.statements.queries import public_statements, settings

DETAILS = (
    "organisation",
    "organisation_latin",
    "acronym",
    "website",
    "country",
    "region",
    "representative",
    "role",
    "note",
)
# After everything that somebody waits for.
BULK = 5
PostMail = Callable[[str, Invitation], None]
FindEntry = Callable[[str, str, str], int | None]


class InvitationError(Exception):
    """This cannot be done; its text is a word for the page to explain.

    Words: ``invited`` (or signed, or said no already), ``over`` (the statement takes nobody any more),
    ``no_text``, ``answered``, ``imported``.
    """


def invite_organisation(
    statement: Statement, details: Mapping[str, Any], address: str, language: str, *, by: int
) -> Invitation:
    """Invites one organisation by a mail with a private link; raises InvitationError ``invited`` or ``over``."""
    lock_invitations(statement)
    if queries.invited_checker(statement)(address):
        raise InvitationError("invited")
    invitation = add_invitation(statement, details, address, language, by=by, find=queries.register_lookup())
    db.session.flush()
    invitation_poster(statement, priority=1)("invitation", invitation)
    _record_act("invite", invitation, by)
    return invitation


def renew_invitation(invitation: Invitation, *, by: int) -> Invitation:
    """Invites anew whoever had an invitation that was revoked or expired; the old links stay what they are."""
    if invitation.details is None or invitation.address is None:
        raise InvitationError("answered")
    return invite_organisation(invitation.statement, invitation.details, invitation.address, invitation.language, by=by)


def revoke_invitation(invitation: Invitation, *, by: int) -> None:
    """Takes an invitation back: its links open nothing any more, and no reminder follows."""
    if queries.endorsement_of(invitation) is not None:
        raise InvitationError("answered")
    if invitation.revoked_at is None:
        invitation.revoked_at = now()
        cancel_mails([invitation.id], trouble="taken back")
        _record_act("revoke", invitation, by)


def lock_invitations(statement: Statement) -> None:
    """Lets others who invite to this statement wait, so that nobody is invited twice; raises InvitationError."""
    settings.lock_statement(statement.id)
    at = now()
    if not statement.takes_invited or links.invitation_expiry(statement, at) <= at:
        raise InvitationError("over")
    if not queries.has_text(statement):
        raise InvitationError("no_text")


def add_invitation(
    statement: Statement,
    details: Mapping[str, Any],
    address: str,
    language: str,
    *,
    by: int,
    find: FindEntry,
) -> Invitation:
    """Adds an invitation without its mail; ``find`` is ``queries.register_lookup``."""
    at = now()
    kept = {name: details.get(name) or "" for name in DETAILS}
    invitation = Invitation(
        statement_id=statement.id,
        statement=statement,
        organisation_id=find(kept["organisation"], kept["organisation_latin"], kept["website"]),
        language=language,
        address=address,
        address_key=crypto.lookup_hash(addresses.canonical_address(address), "address"),
        country_key=_country_key(kept),
        details=kept,
        invited_at=at,
        invited_by=by,
        expires_at=links.invitation_expiry(statement, at),
    )
    db.session.add(invitation)
    return invitation


def invitation_poster(statement: Statement, *, priority: int) -> PostMail:
    """Posts mails of a kind about invitations to a statement, each with a fresh link, in the invitation's language."""
    edition = public_statements.current_edition(statement)

    @cache
    def statement_heading(language: str) -> dict[str, str]:
        tag = languages.base_language(language)
        with force_locale(tag if tag in languages.INTERFACE else languages.DEFAULT):
            due = languages.format_moment_in_zone(statement.due_at, statement.zone) if statement.due_at else ""
        return {
            "due": due,
            "public": "yes" if statement.is_public else "",
        }

    def post(kind: str, invitation: Invitation) -> None:
        told = {name: str((invitation.details or {}).get(name) or "") for name in ("organisation", "representative")}
        mail.post_mail(
            kind,
            to=invitation.address or "",
            language=invitation.language,
            content=statement_heading(invitation.language) | told,
            edition_id=edition.id,
            link=links.invitation_link(invitation),
            priority=priority,
        )

    return post


def rekey_invitations() -> Iterator[int]:
    """Makes the look-up keys of all mailboxes anew under the newest data key, a batch a transaction."""
    return rows_in_batches(Invitation, act=lambda found: list(map(_rekey, found)))


def complete_country_keys() -> Iterator[int]:
    """Gives older invitations the key of their country, a batch a transaction."""
    lacks = Invitation.country_key.is_(None), Invitation.details.is_not(None)
    return rows_in_batches(Invitation, *lacks, act=lambda found: list(map(_rekey, found)))


def _rekey(invitation: Invitation) -> None:
    if invitation.address is not None:
        invitation.address_key = crypto.lookup_hash(addresses.canonical_address(invitation.address), "address")
    invitation.country_key = _country_key(invitation.details)


def _country_key(details: Mapping[str, Any] | None) -> bytes | None:
    country = (details or {}).get("country")
    return crypto.lookup_hash(country, "country") if country else None


def _record_act(act: str, invitation: Invitation, by: int) -> None:
    audit.append_entry(f"invitation.{act}", f"invitation {invitation.id}", by=f"coordinator {by}")
