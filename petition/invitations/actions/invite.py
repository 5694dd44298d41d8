"""Inviting an organisation, inviting it again, and taking an invitation back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from petition.core import addresses, audit, crypto, tokens
from petition.core.batches import rows_in_batches
from petition.core.db import db, now
from petition.invitations import letters, links, queries
from petition.invitations.actions.retention import cancel_mails
from petition.invitations.models import Invitation, InvitationLink
from petition.invitations.wording import NO_WORDING, Wording
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
BULK = mail.BULK
PostMail = Callable[[str, Invitation], None]
FindEntry = Callable[[str, str, str], int | None]


class InvitationError(Exception):
    """This cannot be done; its text is a word for the page to explain.

    Words: ``invited`` (or signed, or said no already), ``over`` (the statement takes nobody any more),
    ``no_text``, ``answered``, ``declined``, ``ended``, ``imported``, ``just_sent``, ``longest``, ``same_address``.
    """


def invite_organisation(
    statement: Statement,
    details: Mapping[str, Any],
    address: str,
    language: str,
    *,
    by: int,
    wording: Wording = NO_WORDING,
) -> Invitation:
    """Invites one organisation by a mail with a private link; raises InvitationError ``invited`` or ``over``."""
    lock_invitations(statement)
    if queries.invited_checker(statement)(address):
        raise InvitationError("invited")
    find = queries.register_lookup()
    invitation = add_invitation(statement, details, address, language, by=by, find=find, wording=wording)
    db.session.flush()
    invitation_poster(statement, priority=mail.PERSONAL)("invitation", invitation)
    record_act("invite", invitation, by)
    return invitation


def renew_invitation(invitation: Invitation, *, by: int) -> Invitation:
    """Invites anew whoever had an invitation that was revoked or expired; the old links stay what they are."""
    if invitation.details is None or invitation.address is None:
        raise InvitationError("answered")
    wording = Wording.from_json(invitation.wording)
    return invite_organisation(
        invitation.statement, invitation.details, invitation.address, invitation.language, by=by, wording=wording
    )


def revoke_invitation(invitation: Invitation, *, by: int) -> None:
    """Takes an invitation back: its links open nothing any more, and no reminder follows."""
    if queries.endorsement_of(invitation) is not None:
        raise InvitationError("answered")
    if invitation.revoked_at is None:
        invitation.revoked_at = now()
        cancel_mails([invitation.id], trouble="taken back")
        record_act("revoke", invitation, by)


def copy_link(invitation: Invitation, *, by: int) -> str:
    """A further link to the page of an invitation, to be passed on by hand: the token, of which only a hash is kept.

    Raises InvitationError ``ended`` where the invitation was taken back or has expired.
    """
    if not invitation.is_live:
        raise InvitationError("ended")
    token = tokens.make_token()
    made = InvitationLink(token_hash=tokens.hash_token(token), invitation_id=invitation.id, made_at=now(), made_by=by)
    db.session.add(made)
    record_act("copy-link", invitation, by)
    return token


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
    wording: Wording,
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
        wording=wording.to_json(),
        told_edition=public_statements.current_edition(statement).number,
        invited_at=at,
        invited_by=by,
        expires_at=links.invitation_expiry(statement, at),
    )
    db.session.add(invitation)
    return invitation


def invitation_poster(statement: Statement, *, priority: int) -> PostMail:
    """Posts mails of a kind about invitations to a statement, each with a fresh link, in the invitation's language."""
    edition = public_statements.current_edition(statement)
    heading = cache(partial(letters.statement_heading, statement))

    def post(kind: str, invitation: Invitation) -> None:
        words = letters.invitation_words(invitation.details, Wording.from_json(invitation.wording))
        mail.post_mail(
            kind,
            to=invitation.address or "",
            language=invitation.language,
            content={**heading(invitation.language), **words},
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


def record_act(act: str, invitation: Invitation, by: int) -> None:
    """Puts an act about one invitation on the audit log."""
    audit.append_entry(f"invitation.{act}", f"invitation {invitation.id}", by=f"coordinator {by}")
