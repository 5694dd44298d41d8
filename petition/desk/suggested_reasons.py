"""Reasons for rejecting to begin with: a coordinator takes them over, and words them as the coalition speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from petition.core import languages


@dataclass(frozen=True)
class SuggestedReason:
    """A reason: what coordinators call it, what they look for, and what the signatory reads."""

    label: Any
    internal: Any
    text: Any


SUGGESTED = {
    "organisation": (
        SuggestedReason(
            _("Cannot be verified"),
            _("It is not named on any website, did not answer a call, and nobody in the coalition knows it."),
            _(
                "We could not verify that your organisation exists as described, or reach it other than "
                "through this mailbox. Please sign again with the address of a page that names your "
                "organisation, or upload a signed letter with your signature."
            ),
        ),
        SuggestedReason(
            _("May not sign for it"),
            _(
                "An authorised person says that this person does not represent the organisation, or "
                "nobody confirms that they do."
            ),
            _(
                "We could not confirm that you may sign for the organisation. Please ask somebody who "
                "represents it to sign, or sign again with a letter from its board."
            ),
        ),
        SuggestedReason(
            _("Has signed already"),
            _("The same organisation is already on the list with another signature. See also: merging entries."),
            _(
                "Your organisation has already signed this statement and stays on the list with that "
                "signature. You do not need to do anything."
            ),
        ),
        SuggestedReason(
            _("A person, not an organisation"),
            _("The name is that of a person, or the organisation is one person’s website."),
            _(
                "This looks like the signature of a person and not of an organisation. You can sign as "
                "an individual instead."
            ),
        ),
        SuggestedReason(
            _("Not one of the organisations or people the statement is for"),
            _("A company, a party or a public authority, where the statement does not accept these."),
            _("This statement is not for organisations of this kind. The form says which ones can sign it."),
        ),
    ),
    "individual": (
        SuggestedReason(
            _("Invented name"),
            _("Nobody has this name, or the name belongs to somebody who certainly did not sign."),
            _("The name does not seem to belong to the person who signed."),
        ),
        SuggestedReason(
            _("Advertising or abuse"),
            _("The name, affiliation or comment advertises something or insults somebody."),
            _("The entry contains advertising or offends others."),
        ),
        SuggestedReason(
            _("The same person twice"),
            _("Signed from two mailboxes. Keep one of the two signatures."),
            _("The same person has signed already, from another address."),
        ),
    ),
}


def texts_by_language(text: Any) -> dict[str, str]:
    """A text in each language of the interface that has it."""
    found: dict[str, str] = {}
    for tag in languages.INTERFACE:
        with force_locale(tag):
            said = str(text)
        if tag == languages.DEFAULT or said not in found.values():
            found[tag] = said
    return found
