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
            _("No website that names it, no answer to a call, nobody in the coalition knows it."),
            _(
                "We could not find out that your organisation exists as it is described, nor reach it in any other way "
                "than by this mailbox. Please sign again with the address of a page that names your organisation, or "
                "file a signed letter with your signature."
            ),
        ),
        SuggestedReason(
            _("May not sign for it"),
            _("Somebody entitled says that this person does not represent the organisation, or nobody confirms it."),
            _(
                "We could not confirm that you may sign for the organisation. Please let somebody sign who represents "
                "it, or sign again with a letter from its board."
            ),
        ),
        SuggestedReason(
            _("Has signed already"),
            _("The same organisation stands on the list by another signature. See also: merging entries."),
            _(
                "Your organisation has signed this statement already and stays on the list by that signature. "
                "There is nothing left for you to do."
            ),
        ),
        SuggestedReason(
            _("A person, not an organisation"),
            _("The name is that of a person, or the organisation is one person’s website."),
            _(
                "This looks like the signature of a person and not of an organisation. You are welcome to sign as an "
                "individual instead."
            ),
        ),
        SuggestedReason(
            _("Not whom the statement is meant for"),
            _("A company, a party or a body of a state, where the statement takes none."),
            _("This statement is signed by organisations of another kind. The form says which ones can sign it."),
        ),
    ),
    "individual": (
        SuggestedReason(
            _("Made-up name"),
            _("Nobody is called like this; or the name of somebody who certainly did not sign."),
            _("The name does not seem to be that of the person who signed."),
        ),
        SuggestedReason(
            _("Advertising or abuse"),
            _("The name, affiliation or comment sells something or insults somebody."),
            _("The entry holds advertising or offends others."),
        ),
        SuggestedReason(
            _("The same person twice"),
            _("Signed from two mailboxes. Let one of the two signatures stand."),
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
