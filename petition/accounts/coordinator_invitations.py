"""Asking somebody to work at the desk, by mail: the link that sets the account up goes to that mailbox alone."""

from __future__ import annotations

from dataclasses import dataclass

from petition.accounts import actions, queries
from petition.accounts.actions import EVERYWHERE, INVITATION_LASTS, RoleScope
from petition.accounts.models import Coordinator
from petition.core import addresses
from petition.core.db import now
from petition.mail import actions as mail

INVITATION_PATH, SIGN_IN_PATH = "/desk/invitation/", "/desk/login"


class RoleAlreadyGranted(Exception):
    """The person has this very role there already."""


@dataclass(frozen=True)
class CoordinatorInvitation:
    """Who is asked, in which role and where; ``title`` is that of the statement, ``note`` goes on the audit log."""

    email: str
    name: str
    role: str
    place: RoleScope = EVERYWHERE
    title: str = ""
    note: str | None = None


def invite_coordinator(asked: CoordinatorInvitation, *, by: Coordinator, language: str) -> Coordinator:
    """Gives the role and sends the mail, in this language: with a link that sets up the account, good for 7 days.

    Who has an account already gets the role at once, and a mail that says so: nobody but its holder sets a
    password anew. Raises RoleAlreadyGranted, UnknownRole and NotAnAddress.
    """
    known = queries.find_by_email(addresses.validate_address(asked.email))
    if known is not None and known.active and known.is_set_up:
        if not actions.grant_role(known, asked.role, by=by.actor, place=asked.place, note=asked.note):
            raise RoleAlreadyGranted
        known.name = known.name or asked.name or None
        _post_invitation(known, asked, by, language, None)
        return known
    token = actions.invite_coordinator(
        asked.email, asked.role, by=by.actor, place=asked.place, name=asked.name or None, note=asked.note
    )
    coordinator = queries.find_by_email(addresses.validate_address(asked.email))
    if coordinator is None:
        raise LookupError("the invited account is not there")
    _post_invitation(coordinator, asked, by, language, token)
    return coordinator


def renew_invitation(coordinator: Coordinator, asked: CoordinatorInvitation, *, by: Coordinator, language: str) -> None:
    """Sends another link to somebody who has not come yet; earlier ones stop working. Raises AlreadySetUp."""
    _post_invitation(coordinator, asked, by, language, actions.renew_invitation(coordinator, by=by.actor))


def _post_invitation(
    coordinator: Coordinator, asked: CoordinatorInvitation, by: Coordinator, language: str, token: str | None
) -> None:
    content = {
        "name": coordinator.name or "",
        "inviter": by.display_name,
        "role": asked.role,
        "statement_title": asked.title,
        "country": asked.place.country or "",
        "only_language": asked.place.language or "",
        "is_new": token is not None,
        "link_path": INVITATION_PATH + token if token else SIGN_IN_PATH,
        "link_expires_at": (now() + INVITATION_LASTS).isoformat(),
    }
    mail.post_mail("coordinator-invitation", to=coordinator.email, language=language, content=content)
