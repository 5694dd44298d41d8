"""What each kind of mail is called at the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

KINDS: dict[str, object] = {
    "account-notice": _("Notice about an account"),
    "already-signed": _("Signed already"),
    "change-approved": _("Change of an entry approved"),
    "change-rejected": _("Change of an entry rejected"),
    "change-undone": _("Decision on a change undone"),
    "change-wanted": _("Request for a change"),
    "confirm-individual": _("Please confirm: person"),
    "confirm-organisation": _("Please confirm: organisation"),
    "confirmed-individual": _("Signature confirmed: person"),
    "confirmed-organisation": _("Signature confirmed: organisation"),
    "confirmed-organisation-invited": _("Invited organisation listed"),
    "coordinator-invitation": _("Invitation to the desk"),
    "coordinator-notice": _("To do at the desk"),
    "decision-undone": _("Decision on a signature undone"),
    "edition-changed": _("New edition: signatories"),
    "individual-rejected": _("Person rejected"),
    "invitation": _("Invitation"),
    "invitation-edition": _("New edition: invited organisations"),
    "invitation-reminder": _("Reminder of an invitation"),
    "mail-sample": _("Sample of a mail"),
    "mail-test": _("Test mail"),
    "name-hidden": _("Name hidden"),
    "organisation-approved": _("Organisation approved"),
    "organisation-double": _("Organisation signed twice"),
    "organisation-rejected": _("Organisation rejected"),
    "own-link": _("Link to one’s own signature"),
    "link-renewed": _("New link to one’s own signature"),
    "address-confirm": _("Confirmation of a new mail address"),
    "address-changed": _("Mail address changed, to the address before"),
    "my-signatures": _("Links to one’s own signatures"),
    "reservation-approved": _("Reservation approved"),
    "reservation-rejected": _("Reservation rejected"),
    "reservation-undone": _("Decision on a reservation undone"),
    "second-person": _("Request to a second representative"),
    "sign-again": _("Sign again after a withdrawal"),
}
