"""Who works at the desk: with which roles, since when, and how well the account is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from petition.accounts import queries as accounts
from petition.accounts.models import Coordinator, RoleHeld
from petition.core import access, languages
from petition.core.db import db, now
from petition.core.reach import Lies
from petition.desk import audit_words, role_words, scope
from petition.desk.queries import statements as about
from petition.statements.models import Statement


@dataclass(frozen=True)
class Held:
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
    called: str
    email: str
    held: list[Held]
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
        query = query.where(Coordinator.held.any(RoleHeld.statement_id.in_(reached)))
    invitations = accounts.open_invitations(now())
    return [member(one, me, invitations) for one in db.session.scalars(query)]


def member(one: Coordinator, me: int, invitations: dict[int, datetime] | None = None) -> Member:
    """One of them. Of the roles only those are shown that who looks may see."""
    until = (accounts.open_invitations(now()) if invitations is None else invitations).get(one.id)
    return Member(
        id=one.id,
        called=one.called,
        email=one.email,
        held=[_held(role) for role in one.held if access.reaches("team.read", Lies(role.statement_id))],
        state=_state(one, until),
        until=until,
        invited_at=one.invited_at,
        invited_by=audit_words.called(one.invited_by),
        ended_at=one.ended_at,
        ended_by=audit_words.called(one.ended_by or ""),
        last_sign_in_on=one.last_sign_in_on,
        factors=_factors(one),
        is_me=one.id == me,
        manageable=manages(one),
    )


def manages(one: Coordinator) -> bool:
    """Whether who looks manages every role of this account; who looks after one statement does not end others'."""
    places = {role.statement_id for role in one.held} or {None}
    return all(access.reaches("team.edit", Lies(place)) for place in places)


def places() -> list[tuple[str, str]]:
    """Where who looks may give roles, as choices of a form: each statement by its id, all of them as "all"."""
    query = select(Statement).where(scope.statements("team.edit")).order_by(Statement.id.desc())
    found = [(str(one.id), about.title(one)[0]) for one in db.session.scalars(query)]
    everywhere = [("all", str(_("all statements")))] if access.statements_of("team.edit") is None else []
    return [*found, *everywhere]


def tags() -> list[str]:
    """The languages in which the statements of ``places`` are signed."""
    query = select(Statement).where(scope.statements("team.edit"))
    found = {tag for one in db.session.scalars(query) for tag in about.languages(one)}
    return sorted(found | set(languages.INTERFACE))


def note(statement_id: int | None, country: str | None, language: str | None) -> str | None:
    """Where a role holds, for the audit log; None for everywhere."""
    statement = db.session.get(Statement, statement_id) if statement_id is not None else None
    found = [f"statement {statement.slug}" if statement else None, country, language]
    return ", ".join(part for part in found if part) or None


def title(statement_id: int | None) -> str:
    """The title of the statement in which a role holds; "" for all of them."""
    statement = db.session.get(Statement, statement_id) if statement_id is not None else None
    return about.title(statement)[0] if statement is not None else ""


def in_words(role: str, statement_id: int | None, country: str | None, language: str | None) -> dict[str, Any]:
    """A role, where and how limited, in words."""
    limits = [_("signatories from %(country)s", country=languages.country_name(country))] if country else []
    limits += [_("signed in %(language)s", language=languages.name(language))] if language else []
    where = title(statement_id) if statement_id is not None else str(_("all statements"))
    return {"role": str(role_words.ROLES[role]), "where": where, "limits": limits}


def _held(one: RoleHeld) -> Held:
    return Held(
        id=one.id,
        **in_words(one.role, one.statement_id, one.country, one.language),
        given_at=one.given_at,
        given_by=audit_words.called(one.given_by),
        takeable=access.reaches("team.edit", Lies(one.statement_id)),
    )


def _state(one: Coordinator, until: datetime | None) -> str:
    if not one.active:
        return "ended"
    if one.has_come:
        return "here"
    return "invited" if until is not None else "lapsed"


def _factors(one: Coordinator) -> list[str]:
    found = [_("authenticator app")] if one.has_second_factor else []
    keys, codes = len(one.webauthn), one.recovery_codes_left
    found += [ngettext("%(num)d passkey", "%(num)d passkeys", keys)] if keys else []
    return [*found, ngettext("%(num)d recovery code", "%(num)d recovery codes", codes)] if codes else found
