"""What the privacy page says, taken from the constants and settings that the code itself obeys.

Every job of retention has a row here; a test compares the two, so that a new kind of data cannot be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from petition.accounts import joint_acts
from petition.backups.actions import shipping
from petition.core.permissions import PERMISSIONS
from petition.invitations.actions import retention as invitations
from petition.mail import actions as mail
from petition.removals import actions as removals
from petition.signing import links, retention
from petition.signing.screening import traces

# As the desk calls them (``desk.role_words``); here they are texts that every reader sees.
ROLES = {
    "owner": lazy_gettext("owner"),
    "coordinator": lazy_gettext("coordinator"),
    "moderator": lazy_gettext("moderator"),
    "translator": lazy_gettext("translator"),
    "auditor": lazy_gettext("auditor"),
}


@dataclass(frozen=True)
class KeptRow:
    """Something that is kept, until when, and the jobs that delete it (``petition.jobs``)."""

    what: str
    until: str
    jobs: tuple[str, ...]


@dataclass(frozen=True)
class ReaderRow:
    """Something that is read, and by whom."""

    what: str
    who: str


def kept_rows() -> list[KeptRow]:
    """What is kept and until when."""
    return [
        *_signature_rows(),
        *_address_rows(),
        *_screening_rows(),
        *_mail_rows(),
        *_coordinator_rows(),
        _backup_row(),
    ]


def reader_rows() -> list[ReaderRow]:
    """Who reads what at the desk, by the table of permissions."""
    rows = [
        (_("Signatures, with what organisations said of their representatives"), "endorsements.read"),
        (_("Letters that organisations sent in as evidence"), "letters.read"),
        (_("Invitations, with the mail addresses of those invited"), "invitations.read"),
        (_("Mail addresses of people who asked for news, as a file"), "addresses.export"),
        (_("The log of what coordinators decided"), "audit.read"),
    ]
    return [ReaderRow(what, _role_words(permission)) for what, permission in rows]


def _signature_rows() -> list[KeptRow]:
    unconfirmed, second = _days(retention.UNCONFIRMED_DAYS), _days(links.SECOND_DAYS)
    return [
        KeptRow(
            _("A signature that nobody confirmed by mail"),
            _("Deleted after %(period)s.", period=unconfirmed),
            ("drop-unconfirmed",),
        ),
        KeptRow(
            _("What somebody entered to sign again after withdrawing"),
            _("Deleted after %(period)s, unless it is used.", period=unconfirmed),
            ("forget-renewals",),
        ),
        KeptRow(
            _("A confirmed signature: name, mail address, country, affiliation, comment, choices, consent, times"),
            _(
                "Deleted on the day that is shown before signing; then only the number stays. "
                "As soon as you erase it yourself, it is deleted and no longer counted."
            ),
            ("destroy",),
        ),
        KeptRow(
            _("Name and address of a second person who was asked to confirm the signature of an organisation"),
            _("Deleted after %(period)s without an answer, else with the signature.", period=second),
            ("drop-unanswered",),
        ),
        KeptRow(
            _("Invitations of organisations, and the lists that they came from"),
            _(
                "Invitations are deleted on the same day as the signatures; lists after %(period)s, "
                "unless rows are left.",
                period=_days(invitations.LISTS_KEPT.days),
            ),
            ("destroy-invitations", "forget-lists"),
        ),
    ]


def _address_rows() -> list[KeptRow]:
    return [
        KeptRow(
            _("A new mail address for a signature, until it has confirmed"),
            _("Deleted after %(period)s.", period=_hours(timedelta(hours=links.ADDRESS_HOURS))),
            ("drop-address-changes",),
        ),
    ]


def _screening_rows() -> list[KeptRow]:
    return [
        KeptRow(
            _("From which network a form came, as a hash that cannot be turned back into an address"),
            _("Deleted after %(period)s.", period=_hours(traces.TRACES_KEPT)),
            ("forget-traces",),
        ),
        KeptRow(
            _("Rules by which signatures were removed, where they name such a network"),
            _("The network is deleted after %(period)s.", period=_hours(removals.KEPT)),
            ("forget-rules",),
        ),
        KeptRow(
            _("Counters against floods of forms, under a hash"),
            _("Useless after a day, since the secret in the hash changes daily, and then deleted."),
            ("forget-limits",),
        ),
    ]


def _mail_rows() -> list[KeptRow]:
    return [
        KeptRow(
            _("Mails to you: address and content"),
            _(
                "Deleted as soon as a mail is sent; after %(period)s where it could not be sent.",
                period=_days(mail.WIPED_AFTER.days),
            ),
            ("wipe-mails",),
        ),
        KeptRow(
            _("That a mail was sent, without address and content"),
            _("Deleted %(period)s after its link has expired.", period=_days(mail.KEPT_FOR.days)),
            ("delete-mails", "delete-listed-links"),
        ),
    ]


def _coordinator_rows() -> list[KeptRow]:
    return [
        KeptRow(
            _("Of coordinators: account, links to sign in, requests to a second person"),
            _(
                "Links are deleted once they have expired, requests after %(period)s; what was decided "
                "stays in the log.",
                period=_days(joint_acts.KEPT_FOR.days),
            ),
            ("forget-links", "forget-joint-acts"),
        )
    ]


def _backup_row() -> KeptRow:
    # Backups for so many days, the notes a day longer; those made by hand are for their makers to delete.
    return KeptRow(
        _("Encrypted backups, and notes without names that keep what was deleted from coming back with one"),
        _("Deleted after %(period)s.", period=_days(shipping.backup_settings().keep_days + 1)),
        ("forget-erasures",),
    )


def _role_words(permission: str) -> str:
    found = PERMISSIONS[permission]
    named = ", ".join(str(ROLES[role]) for role in found.roles)
    return _("%(roles)s; only once a second person agrees", roles=named) if found.needs_second_person else named


def _days(number: int) -> str:
    return str(ngettext("%(num)s day", "%(num)s days", number))


def _hours(period: timedelta) -> str:
    number = int(period.total_seconds() // 3600)
    return str(ngettext("%(num)s hour", "%(num)s hours", number))
