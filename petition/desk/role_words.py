"""Roles and permissions in words: who may do what, as the desk shows it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

ROLES = {
    "owner": _("owner"),
    "coordinator": _("coordinator"),
    "moderator": _("moderator"),
    "translator": _("translator"),
    "auditor": _("auditor"),
}
ABOUT_ROLES = {
    "owner": _("Everything, and who else works here."),
    "coordinator": _("Runs statements: texts, dates, invitations, signatories."),
    "moderator": _("Decides about signatories; perhaps only those of one country or language."),
    "translator": _("Writes translations, and nothing else."),
    "auditor": _("Reads everything and changes nothing."),
}
# In groups, as they stand on the page; every permission of ``core.permissions`` once.
PERMISSIONS = (
    (
        _("Signatories"),
        {
            "endorsements.read": _("See the queue, individuals and changes"),
            "endorsements.decide": _("Approve, reject, hold and hide; note calls and letters"),
            "letters.read": _("Open letters on file"),
            "quarantine.release": _("Let a whole network, mail domain or name out of quarantine"),
            "thresholds.set": _("Settle from what on signatures are odd"),
            "removals.read": _("See removal rules"),
            "removals.make": _("Make, begin, stop and undo removal rules"),
            "reasons.read": _("See the reasons for rejection"),
            "reasons.edit": _("Write the reasons for rejection"),
            "addresses.export": _("Download mail addresses of signatories who asked for updates"),
        },
    ),
    (
        _("Organisations"),
        {
            "register.read": _("See the register"),
            "register.edit": _("Correct, enter and merge organisations"),
            "invitations.read": _("See who is invited to sign"),
            "invitations.edit": _("Invite organisations to sign"),
            "invitations.export": _("Download the invitations, with their mail addresses"),
        },
    ),
    (
        _("Statements"),
        {
            "statements.read": _("See statements, their dates and rules"),
            "statements.make": _("Begin a new statement"),
            "statements.edit": _("Settle dates and rules; open, close, mark as delivered; private links"),
            "editions.read": _("See editions and who stands under which"),
            "editions.issue": _("Issue a new edition"),
            "editions.carry": _("Carry an organisation over on its word"),
            "texts.read": _("See how far the translations are"),
            "texts.write": _("Write translations"),
            "texts.edit": _("Write the binding text"),
        },
    ),
    (
        _("The desk"),
        {
            "desk.enter": _("Sign in and see the own account"),
            "team.read": _("See who works here, and where"),
            "team.edit": _("Invite people, give and take roles, end access"),
            "joint.read": _("See what takes two"),
            "joint.answer": _("Be the second person"),
            "switches.read": _("See what is switched on"),
            "switches.set": _("Pause signing, and the other switches"),
            "audit.read": _("Read the audit log"),
            "mail.read": _("See mails that wait or failed"),
            "jobs.read": _("See what runs by itself"),
        },
    ),
)
