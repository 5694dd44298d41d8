"""What happens to coordinators' accounts. A decision names who takes it and goes on the audit log."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from petition.accounts import queries
from petition.accounts.models import INVITATION, SIGN_IN, Coordinator, CoordinatorLink, Role
from petition.core import access, addresses, audit, tokens
from petition.core.db import db, now

INVITATION_LASTS = timedelta(days=7)
SIGN_IN_LINK_LASTS = timedelta(days=1)


class UnknownRole(ValueError):
    """No role has this name."""


class AlreadyUsed(Exception):
    """Somebody else used the link in the same moment."""


def invite(email: str, role: str, *, by: str) -> str:
    """Gives an address an account in a role; returns the token of the link that sets it up.

    An existing account keeps what it has and gets the role besides; an ended one comes back with
    this role alone. Earlier invitations stop working. Raises UnknownRole and NotAnAddress.
    """
    wanted = _role(role)
    coordinator = queries.by_email(addresses.checked(email)) or _new(addresses.checked(email), by)
    if not coordinator.active:
        coordinator.roles = []
        coordinator.ended_at = coordinator.ended_by = None
    if wanted not in coordinator.roles:
        coordinator.roles.append(wanted)
    coordinator.invited_at, coordinator.invited_by = now(), by
    db.session.flush()
    audit.append(f"coordinator.invite-{role}", coordinator.actor, by=by)
    return _link(coordinator, INVITATION, INVITATION_LASTS)


def accept_invitation(link: CoordinatorLink, password_hash: str) -> Coordinator:
    """Sets the password of the invited account and spends the link; raises AlreadyUsed."""
    spend(link)
    coordinator = link.coordinator
    coordinator.password = password_hash
    sign_out_everywhere(coordinator)
    return coordinator


def demo_link(coordinator: Coordinator, *, by: str) -> str:
    """The token of a link that signs in at once and once; the view serves it in the demo alone."""
    audit.append("coordinator.sign-in-link", coordinator.actor, by=by)
    return _link(coordinator, SIGN_IN, SIGN_IN_LINK_LASTS)


def spend(link: CoordinatorLink) -> None:
    """Uses a link up; raises AlreadyUsed where another request was faster."""
    taken = db.session.execute(
        update(CoordinatorLink)
        .where(CoordinatorLink.id == link.id, CoordinatorLink.used_at.is_(None))
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyUsed


def grant(coordinator: Coordinator, role: str, *, by: str) -> None:
    """Adds a role; raises UnknownRole."""
    wanted = _role(role)
    if wanted not in coordinator.roles:
        coordinator.roles.append(wanted)
        audit.append(f"coordinator.grant-{role}", coordinator.actor, by=by)


def revoke(coordinator: Coordinator, role: str, *, by: str) -> None:
    """Takes a role away, which a signed-in coordinator feels with the next click; raises UnknownRole."""
    unwanted = _role(role)
    if unwanted in coordinator.roles:
        coordinator.roles.remove(unwanted)
        audit.append(f"coordinator.revoke-{role}", coordinator.actor, by=by)


def end_access(coordinator: Coordinator, *, by: str) -> None:
    """Closes an account: its sessions and links end at once; an invitation opens it again."""
    if not coordinator.active:
        return
    coordinator.ended_at, coordinator.ended_by = now(), by
    sign_out_everywhere(coordinator)
    audit.append("coordinator.end-access", coordinator.actor, by=by)


def reset_second_factor(coordinator: Coordinator, *, by: str) -> None:
    """Forgets authenticator and recovery codes; the next sign-in sets up new ones."""
    coordinator.tf_primary_method = coordinator.tf_totp_secret = None
    coordinator.totp_counter = None
    coordinator.mf_recovery_codes = None
    sign_out_everywhere(coordinator)
    audit.append("coordinator.reset-second-factor", coordinator.actor, by=by)


def sign_out_everywhere(coordinator: Coordinator) -> None:
    """Ends every session of the account, this one too."""
    coordinator.fs_uniquifier = secrets.token_hex(32)


def note_sign_in(coordinator: Coordinator) -> None:
    """Notes the day of a sign-in, for those who look after unused accounts."""
    coordinator.last_sign_in_on = now().date()


def forget_links(*, before: datetime) -> int:
    """Deletes links that expired before a moment; gives their number."""
    gone = db.session.execute(delete(CoordinatorLink).where(CoordinatorLink.expires_at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def rekey() -> int:
    """Makes the hashes by which accounts are found anew under the newest data key; gives their number."""
    coordinators = queries.everybody()
    for coordinator in coordinators:
        coordinator.email_lookup = queries.lookup(coordinator.email)
    return len(coordinators)


def _new(email: str, by: str) -> Coordinator:
    at = now()
    coordinator = Coordinator(
        email=email,
        email_lookup=queries.lookup(email),
        fs_uniquifier=secrets.token_hex(32),
        created_at=at,
        invited_at=at,
        invited_by=by,
    )
    db.session.add(coordinator)
    return coordinator


def _role(name: str) -> Role:
    if name not in access.ROLES:
        raise UnknownRole(f"no such role: {name}; there are {', '.join(access.ROLES)}")
    known = set(db.session.scalars(select(Role.name)))
    db.session.add_all(Role(name=role) for role in access.ROLES if role not in known)
    db.session.flush()
    return db.session.scalars(select(Role).where(Role.name == name)).one()


def _link(coordinator: Coordinator, purpose: str, lasts: timedelta) -> str:
    token, at = tokens.new(), now()
    db.session.execute(
        update(CoordinatorLink)
        .where(
            CoordinatorLink.coordinator_id == coordinator.id,
            CoordinatorLink.purpose == purpose,
            CoordinatorLink.used_at.is_(None),
            CoordinatorLink.expires_at > at,
        )
        .values(expires_at=at)
    )
    db.session.add(
        CoordinatorLink(
            hash=tokens.digest(token),
            purpose=purpose,
            coordinator_id=coordinator.id,
            created_at=at,
            expires_at=at + lasts,
        )
    )
    db.session.flush()
    return token
