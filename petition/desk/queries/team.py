"""Who works at the desk: with which roles, since when, and how well the account is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from petition.accounts import queries as accounts
from petition.accounts.models import Coordinator, RoleGrant, RoleRemoval
from petition.core import access, languages
from petition.core.db import db, now
from petition.core.reach import Scope
from petition.desk import audit_words, role_words, scope
from petition.desk.decision_words import actor_words
from petition.desk.queries import statements as statement_queries
from petition.statements.models import Statement

REMOVED_SHOWN = 10


@dataclass(frozen=True)
class RoleInWords:
    """A role in words: which, where, limited to what; by whom it was given, and whether who looks may take it."""

    id: int
    role: str
    where: str
    limits: list[str]
    given_at: datetime
    given_by: str
    takeable: bool


@dataclass(frozen=True)
class Member:
    """Somebody who works at the desk.

    ``state``: "here", "invited", "lapsed" (the invitation ran out) or "ended"; ``until``: of the invitation.
    ``manageable``: who looks manages every role of this account, and so the account.
    """

    id: int
    display_name: str
    email: str
    role_grants: list[RoleInWords]
    state: str
    until: datetime | None
    invited_at: datetime
    invited_by: str
    ended_at: datetime | None
    ended_by: str
    last_sign_in_on: date | None
    factors: list[str]
    is_me: bool
    manageable: bool


def members(me: int) -> list[Member]:
    """Everybody with a role that who looks may see, who is here first; those who have left come last."""
    reached = access.statements_of("team.read")
    query = select(Coordinator).order_by(Coordinator.ended_at.is_not(None), Coordinator.id)
    if reached is not None:
        query = query.where(Coordinator.role_grants.any(RoleGrant.statement_id.in_(reached)))
    invitations = accounts.open_invitations(now())
    return [member_view(one, me, invitations) for one in db.session.scalars(query)]


def member_view(one: Coordinator, me: int, invitations: dict[int, datetime] | None = None) -> Member:
    """One of them. Of the roles only those are shown that who looks may see."""
    until = (accounts.open_invitations(now()) if invitations is None else invitations).get(one.id)
    return Member(
        id=one.id,
        display_name=one.display_name,
        email=one.email,
        role_grants=[
            _role_in_words(role) for role in one.role_grants if access.can_reach("team.read", Scope(role.statement_id))
        ],
        state=_account_state(one, until),
        until=until,
        invited_at=one.invited_at,
        invited_by=audit_words.describe_object(one.invited_by),
        ended_at=one.ended_at,
        ended_by=audit_words.describe_object(one.ended_by or ""),
        last_sign_in_on=one.last_sign_in_on,
        factors=_second_factors(one),
        is_me=one.id == me,
        manageable=manages_all_roles(one),
    )


def manages_all_roles(one: Coordinator) -> bool:
    """Whether who looks manages every role of this account; who looks after one statement does not end others'."""
    places = {role.statement_id for role in one.role_grants} or {None}
    return all(access.can_reach("team.edit", Scope(place)) for place in places)


def role_places() -> list[tuple[str, str]]:
    """Where who looks may give roles, as choices of a form: each statement by its id, all of them as "all"."""
    query = select(Statement).where(scope.statements_condition("team.edit")).order_by(Statement.id.desc())
    found = [(str(one.id), statement_queries.statement_title(one)[0]) for one in db.session.scalars(query)]
    everywhere = [("all", str(_("all statements")))] if access.statements_of("team.edit") is None else []
    return [*found, *everywhere]


def role_languages() -> list[str]:
    """The languages in which the statements of ``role_places`` are signed."""
    query = select(Statement).where(scope.statements_condition("team.edit"))
    found = {tag for one in db.session.scalars(query) for tag in statement_queries.statement_languages(one)}
    return sorted(found | set(languages.INTERFACE))


def role_note(statement_id: int | None, country: str | None, language: str | None) -> str | None:
    """Where a role holds, for the audit log; None for everywhere."""
    statement = db.session.get(Statement, statement_id) if statement_id is not None else None
    found = [f"statement {statement.slug}" if statement else None, country, language]
    return ", ".join(part for part in found if part) or None


def role_statement_title(statement_id: int | None) -> str:
    """The title of the statement in which a role holds; "" for all of them."""
    statement = db.session.get(Statement, statement_id) if statement_id is not None else None
    return statement_queries.statement_title(statement)[0] if statement is not None else ""


def role_in_words(role: str, statement_id: int | None, country: str | None, language: str | None) -> dict[str, Any]:
    """A role, where and how limited, in words."""
    limits = [_("signatories from %(country)s", country=languages.country_name(country))] if country else []
    limits += [_("signed in %(language)s", language=languages.language_name(language))] if language else []
    where = role_statement_title(statement_id) if statement_id is not None else str(_("all statements"))
    return {"role": str(role_words.ROLES[role]), "where": where, "limits": limits}


@dataclass(frozen=True)
class RemovedRole:
    """A role that was taken away and can be given back; ``of``: from whom it was taken."""

    id: int
    of: str
    role: str
    where: str
    limits: list[str]
    at: datetime
    by: str
    returnable: bool


def removed_roles(of: Coordinator | None = None, *, since: datetime | None = None) -> list[RemovedRole]:
    """The roles that were taken away and not given back, the newest first, as far as who looks may see them."""
    query = select(RoleRemoval).where(RoleRemoval.undone_at.is_(None)).order_by(RoleRemoval.id.desc())
    query = query.where(RoleRemoval.coordinator_id == of.id) if of is not None else query
    query = query.where(RoleRemoval.removed_at >= since) if since is not None else query
    return [
        RemovedRole(
            id=one.id,
            of=accounts.coordinator_name(one.coordinator_id),
            **role_in_words(one.role, one.statement_id, one.country, one.language),
            at=one.removed_at,
            by=actor_words(one.removed_by),
            returnable=access.can_reach("team.edit", Scope(one.statement_id)),
        )
        for one in db.session.scalars(query.limit(REMOVED_SHOWN))
        if access.can_reach("team.read", Scope(one.statement_id))
    ]


def _role_in_words(one: RoleGrant) -> RoleInWords:
    return RoleInWords(
        id=one.id,
        **role_in_words(one.role, one.statement_id, one.country, one.language),
        given_at=one.given_at,
        given_by=audit_words.describe_object(one.given_by),
        takeable=access.can_reach("team.edit", Scope(one.statement_id)),
    )


def _account_state(one: Coordinator, until: datetime | None) -> str:
    if not one.active:
        return "ended"
    if one.is_set_up:
        return "here"
    return "invited" if until is not None else "lapsed"


def _second_factors(one: Coordinator) -> list[str]:
    found = [_("authenticator app")] if one.has_second_factor else []
    keys, codes = len(one.webauthn), one.recovery_codes_left
    found += [ngettext("%(num)d passkey", "%(num)d passkeys", keys)] if keys else []
    return [*found, ngettext("%(num)d recovery code", "%(num)d recovery codes", codes)] if codes else found
