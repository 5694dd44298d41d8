"""What happens to coordinators' accounts. A decision names who takes it and goes on the audit log."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from petition.accounts import queries
from petition.accounts.models import INVITATION, SIGN_IN, Coordinator, CoordinatorLink, RoleGrant, RoleRemoval
from petition.core import addresses, audit, tokens
from petition.core.db import db, now
from petition.core.permissions import ROLES

INVITATION_LASTS = timedelta(days=7)
SIGN_IN_LINK_LASTS = timedelta(days=1)


class UnknownRole(ValueError):
    """No role has this name."""


class LastOwner(Exception):
    """Without this owner nobody could let anybody in any more."""


@dataclass(frozen=True)
class RoleScope:
    """Where a role holds: in one statement or everywhere; for a moderator perhaps only one country or language."""

    statement_id: int | None = None
    country: str | None = None
    language: str | None = None


EVERYWHERE = RoleScope()


class AlreadySetUp(Exception):
    """The account was set up already, or has ended: no invitation is open."""


class RoleReturned(Exception):
    """The role that was taken away was given back already."""


class LinkUsed(Exception):
    """Somebody else used the link in the same moment."""


def invite_coordinator(
    email: str, role: str, *, by: str, place: RoleScope = EVERYWHERE, name: str | None = None, note: str | None = None
) -> str:
    """Gives an address an account in a role; returns the token of the link that sets it up.

    An existing account keeps what it has and gets the role besides; an ended one comes back with
    this role alone. Earlier invitations stop working. ``note`` says on the audit log where the role holds.
    Raises UnknownRole and NotAnAddress.
    """
    _check_role(role)
    coordinator = queries.find_by_email(addresses.validate_address(email)) or _create_account(
        addresses.validate_address(email), by
    )
    if not coordinator.active:
        coordinator.role_grants = []
        coordinator.ended_at = coordinator.ended_by = None
    coordinator.invited_at, coordinator.invited_by = now(), by
    coordinator.name = coordinator.name or name
    db.session.flush()
    _add_role(coordinator, role, place, by)
    audit.append_entry(f"coordinator.invite-{role}", coordinator.actor, by=by, note=note)
    return _make_link(coordinator, INVITATION, INVITATION_LASTS)


def renew_invitation(coordinator: Coordinator, *, by: str) -> str:
    """Another link for somebody who has not set the account up yet; earlier ones stop working. Raises AlreadySetUp."""
    if coordinator.is_set_up or not coordinator.active:
        raise AlreadySetUp
    coordinator.invited_at, coordinator.invited_by = now(), by
    audit.append_entry("coordinator.renew-invitation", coordinator.actor, by=by)
    return _make_link(coordinator, INVITATION, INVITATION_LASTS)


def accept_invitation(link: CoordinatorLink, password_hash: str, language: str | None = None) -> Coordinator:
    """Sets the password of the invited account, and the language of its mails; spends the link. Raises LinkUsed."""
    use_up_link(link)
    coordinator = link.coordinator
    coordinator.password = password_hash
    coordinator.language = coordinator.language or language
    end_all_sessions(coordinator)
    return coordinator


def make_demo_link(coordinator: Coordinator, *, by: str) -> str:
    """The token of a link that signs in at once and once; the view serves it in the demo alone."""
    audit.append_entry("coordinator.sign-in-link", coordinator.actor, by=by)
    return _make_link(coordinator, SIGN_IN, SIGN_IN_LINK_LASTS)


def use_up_link(link: CoordinatorLink) -> None:
    """Uses a link up; raises LinkUsed where another request was faster."""
    taken = db.session.execute(
        update(CoordinatorLink)
        .where(CoordinatorLink.id == link.id, CoordinatorLink.used_at.is_(None))
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise LinkUsed


def grant_role(
    coordinator: Coordinator, role: str, *, by: str, place: RoleScope = EVERYWHERE, note: str | None = None
) -> bool:
    """Adds a role; gives whether it is new. Raises UnknownRole."""
    _check_role(role)
    if not _add_role(coordinator, role, place, by):
        return False
    audit.append_entry(f"coordinator.grant-{role}", coordinator.actor, by=by, note=note)
    return True


def revoke_role(held: RoleGrant, *, by: str, note: str | None = None) -> RoleRemoval:
    """Takes a role away and ends the sessions of whoever held it; raises LastOwner."""
    coordinator = db.session.get_one(Coordinator, held.coordinator_id)
    if held.role == "owner" and held.statement_id is None:
        _check_an_owner_stays(without=coordinator)
    coordinator.role_grants.remove(held)
    removal = RoleRemoval(
        coordinator_id=coordinator.id,
        role=held.role,
        statement_id=held.statement_id,
        country=held.country,
        language=held.language,
        removed_at=now(),
        removed_by=by,
    )
    db.session.add(removal)
    db.session.flush()
    end_all_sessions(coordinator)
    audit.append_entry(f"coordinator.revoke-{held.role}", coordinator.actor, by=by, note=note)
    return removal


def return_role(removal: RoleRemoval, *, by: str, note: str | None = None) -> None:
    """Gives a role back that was taken away; raises RoleReturned where it was given back already."""
    if removal.undone_at is not None:
        raise RoleReturned
    coordinator = db.session.get_one(Coordinator, removal.coordinator_id)
    place = RoleScope(removal.statement_id, removal.country, removal.language)
    grant_role(coordinator, removal.role, by=by, place=place, note=note)
    removal.undone_at = now()


def end_access(coordinator: Coordinator, *, by: str) -> None:
    """Closes an account: its sessions and links end at once; an invitation opens it again. Raises LastOwner."""
    if not coordinator.active:
        return
    _check_an_owner_stays(without=coordinator)
    coordinator.ended_at, coordinator.ended_by = now(), by
    end_all_sessions(coordinator)
    audit.append_entry("coordinator.end-access", coordinator.actor, by=by)


def restore_access(coordinator: Coordinator, *, by: str) -> None:
    """Opens an ended account as it was, with its roles, password and second factor."""
    if coordinator.active:
        return
    coordinator.ended_at = coordinator.ended_by = None
    audit.append_entry("coordinator.let-in-again", coordinator.actor, by=by)


def set_display_name(coordinator: Coordinator, name: str, *, by: str) -> None:
    """Says how the others at the desk know this person; nothing where no name is wanted."""
    if (name or None) == coordinator.name:
        return
    coordinator.name = name or None
    audit.append_entry("coordinator.name", coordinator.actor, by=by)


def set_notices(coordinator: Coordinator, how_often: str, language: str, *, by: str) -> None:
    """Says how often a coordinator is told by mail what waits, and in which language."""
    if (coordinator.notices, coordinator.language) == (how_often, language):
        return
    coordinator.notices, coordinator.language = how_often, language
    audit.append_entry("coordinator.notices", coordinator.actor, by=by)


def reset_second_factor(coordinator: Coordinator, *, by: str) -> None:
    """Forgets authenticator, recovery codes and passkeys; the next sign-in sets up new ones."""
    coordinator.tf_primary_method = coordinator.tf_totp_secret = None
    coordinator.totp_counter = None
    coordinator.mf_recovery_codes = None
    coordinator.webauthn.clear()
    end_all_sessions(coordinator)
    audit.append_entry("coordinator.reset-second-factor", coordinator.actor, by=by)


def end_all_sessions(coordinator: Coordinator) -> None:
    """Ends every session of the account, this one too."""
    coordinator.fs_uniquifier = secrets.token_hex(32)


def record_sign_in(coordinator: Coordinator) -> None:
    """Notes the day of a sign-in, for those who look after unused accounts."""
    coordinator.last_sign_in_on = now().date()


def forget_expired_links(*, before: datetime, dry_run: bool = False) -> int:
    """Deletes links that expired before a moment; gives their number."""
    over = CoordinatorLink.expires_at < before
    if dry_run:
        return len(db.session.scalars(select(CoordinatorLink.id).where(over)).all())
    gone = db.session.execute(delete(CoordinatorLink).where(over))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _create_account(email: str, by: str) -> Coordinator:
    at = now()
    coordinator = Coordinator(
        email=email,
        email_lookup=queries.email_lookup_hash(email),
        fs_uniquifier=secrets.token_hex(32),
        created_at=at,
        invited_at=at,
        invited_by=by,
    )
    db.session.add(coordinator)
    return coordinator


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise UnknownRole(f"no such role: {role}; there are {', '.join(ROLES)}")


def _add_role(coordinator: Coordinator, role: str, place: RoleScope, by: str) -> bool:
    given = (role, place.statement_id, place.country, place.language)
    if given in [(one.role, one.statement_id, one.country, one.language) for one in coordinator.role_grants]:
        return False
    given_back = update(RoleRemoval).where(
        RoleRemoval.coordinator_id == coordinator.id,
        RoleRemoval.role == role,
        RoleRemoval.statement_id.is_not_distinct_from(place.statement_id),
        RoleRemoval.country.is_not_distinct_from(place.country),
        RoleRemoval.language.is_not_distinct_from(place.language),
        RoleRemoval.undone_at.is_(None),
    )
    db.session.execute(given_back.values(undone_at=now()))
    coordinator.role_grants.append(
        RoleGrant(
            role=role,
            statement_id=place.statement_id,
            country=place.country,
            language=place.language,
            given_at=now(),
            given_by=by,
        )
    )
    db.session.flush()
    return True


def _check_an_owner_stays(*, without: Coordinator) -> None:
    """Somebody must be able to let others in: the last owner of the site who can sign in stays.

    The owners are held until the transaction ends, so that two of them do not end each other at once.
    """
    owners = queries.owners(hold=True)
    others = [one for one in owners if one.id != without.id and one.is_set_up]
    if not others and without.id in {one.id for one in owners}:
        raise LastOwner


def _make_link(coordinator: Coordinator, purpose: str, lasts: timedelta) -> str:
    token, at = tokens.make_token(), now()
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
            hash=tokens.hash_token(token),
            purpose=purpose,
            coordinator_id=coordinator.id,
            created_at=at,
            expires_at=at + lasts,
        )
    )
    db.session.flush()
    return token
