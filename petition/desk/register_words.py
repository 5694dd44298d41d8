"""What the register says in single words, in words to read."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from petition.organisations.similarity import Reason
from petition.signing.fields import KIND_WORDS

KINDS = KIND_WORDS
FIELDS = {
    "name": _("Official name"),
    "latin": _("Name in Latin script"),
    "acronym": _("Acronym"),
    "website": _("Website"),
    "country": _("Country"),
    "kind": _("Kind"),
}
NAMES = {"same_name": _("same name"), "similar_name": _("similar name"), "name_contains": _("name with the same words")}
STATES = {
    "waiting": _("not confirmed"),
    "withdrawn": _("withdrawn"),
    "rejected": _("rejected"),
    "undecided": _("waiting for a decision"),
    "hidden": _("hidden"),
    "listed": _("listed"),
    "withheld": _("not listed"),
}


def reason_words(one: Reason, name: str = "") -> str:
    """Why two entries may be one organisation, with what it rests on unless that is the ``name`` it stands beside."""
    if one.value == name and one.word in NAMES:
        return str(NAMES[one.word])
    told = {
        "same_name": gettext("same name: %(value)s", value=one.value),
        "similar_name": gettext("similar name: %(value)s", value=one.value),
        "name_contains": gettext("name with the same words: %(value)s", value=one.value),
        "same_acronym": gettext("same acronym: %(value)s", value=one.value),
        "acronym_of_name": gettext("%(value)s may be an abbreviation of the other name", value=one.value),
        "same_domain": gettext("same domain: %(value)s", value=one.value),
    }
    return str(told[one.word])
