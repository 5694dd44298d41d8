"""The one table of who may do what at the desk. A route names its permission; what names none is closed.

A role is held in one statement or in the whole site; a moderator's may be limited to one country or language. A
permission of the ``site`` asks for a role that is held everywhere and without such a limit.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("owner", "coordinator", "moderator", "translator", "auditor")
EDITING = ("owner", "coordinator")
DECIDING = (*EDITING, "moderator")
READING = (*DECIDING, "auditor")
WRITING = (*EDITING, "translator")
OVERSEEING = (*EDITING, "auditor")


@dataclass(frozen=True)
class Permission:
    """Who holds it; ``again``: asks for the second factor once more; ``together``: it takes a second person besides."""

    roles: tuple[str, ...]
    site: bool = False
    needs_reauthentication: bool = False
    needs_second_person: bool = False


PERMISSIONS = {
    "desk.enter": Permission(ROLES),
    "endorsements.read": Permission(READING),
    "endorsements.decide": Permission(DECIDING),
    "letters.read": Permission(READING),
    "reasons.read": Permission(READING),
    "reasons.edit": Permission(EDITING, site=True),
    "quarantine.release": Permission(EDITING),
    "thresholds.set": Permission(EDITING),
    "removals.read": Permission(OVERSEEING),
    "removals.make": Permission(EDITING),
    "register.read": Permission(READING),
    "register.edit": Permission(DECIDING, site=True),
    "statements.read": Permission(READING),
    "statements.make": Permission(EDITING, site=True),
    "statements.edit": Permission(EDITING),
    "site.edit": Permission(("owner",), site=True),
    "editions.read": Permission(READING),
    "editions.issue": Permission(EDITING),
    "editions.carry": Permission(DECIDING),
    "texts.read": Permission((*WRITING, "auditor")),
    "texts.write": Permission(WRITING),
    "texts.edit": Permission(EDITING),
    "invitations.read": Permission(READING),
    "invitations.edit": Permission(EDITING),
    "invitations.export": Permission(EDITING),
    "audit.read": Permission(OVERSEEING, site=True),
    "mail.read": Permission(OVERSEEING, site=True),
    "jobs.read": Permission(OVERSEEING, site=True),
    "team.read": Permission(OVERSEEING),
    "team.edit": Permission(("owner",), needs_reauthentication=True),
    "switches.read": Permission(OVERSEEING),
    "switches.set": Permission(EDITING),
    "addresses.export": Permission(EDITING, needs_reauthentication=True, needs_second_person=True),
    "joint.read": Permission(OVERSEEING),
    "joint.answer": Permission(EDITING, needs_reauthentication=True),
}
