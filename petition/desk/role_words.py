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
    "owner": _("Everything, including who else works here."),
    "coordinator": _("Manages statements: texts, dates, invitations, signatories."),
    "moderator": _("Decides about signatories; the role can be limited to one country or language."),
    "translator": _("Writes translations only."),
    "auditor": _("Reads everything and changes nothing."),
}
# In groups, as they stand on the page; every permission of ``core.permissions`` once.
PERMISSIONS = (
    (
        _("Signatories"),
        {
            "endorsements.read": _("See the queue, people and changes"),
            "endorsements.decide": _("Approve, reject, put on hold and hide; record calls and letters"),
            "letters.read": _("Open saved letters"),
            "quarantine.release": _("Approve a whole network, mail domain or name in quarantine"),
            "thresholds.set": _("Set the spam checks"),
            "removals.read": _("See removal rules"),
            "removals.make": _("Create, start, stop and undo removal rules"),
            "reasons.read": _("See the reasons for rejection"),
            "reasons.edit": _("Write the reasons for rejection"),
            "addresses.export": _("Download mail addresses of signatories who asked for updates"),
        },
    ),
    (
        _("Organisations"),
        {
            "register.read": _("See the register"),
            "register.edit": _("Correct, add and merge organisations"),
            "invitations.read": _("See who was invited to sign"),
            "invitations.edit": _("Invite organisations to sign"),
            "invitations.export": _("Download the invitations, with their mail addresses"),
        },
    ),
    (
        _("Statements"),
        {
            "statements.read": _("See statements, their dates and rules"),
            "site.edit": _("Say who is behind the site: name, logo, imprint, privacy"),
            "statements.make": _("Start a new statement"),
            "statements.edit": _("Set dates and rules; open, close, mark as delivered; private links"),
            "editions.read": _("See editions and who signed each"),
            "editions.issue": _("Issue a new edition"),
            "editions.carry": _("Carry an organisation over with its agreement"),
            "texts.read": _("See translation status"),
            "texts.write": _("Write translations"),
            "texts.edit": _("Write the binding text"),
        },
    ),
    (
        _("The desk"),
        {
            "desk.enter": _("Sign in and see your own account"),
            "team.read": _("See the team and their roles"),
            "team.edit": _("Invite people, give and remove roles, end access"),
            "joint.read": _("See acts that need a second person"),
            "joint.answer": _("Answer as the second person"),
            "switches.read": _("See what is turned on"),
            "switches.set": _("Pause signing, and the other switches"),
            "audit.read": _("Read the audit log"),
            "mail.read": _("See mails that are waiting or failed"),
            "jobs.read": _("See automatic jobs"),
        },
    ),
)
