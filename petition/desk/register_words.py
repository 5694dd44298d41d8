"""What the register says in single words, in words to read."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from petition.organisations.likeness import Reason
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
REFUSED = {
    "name-there": _("The organisation has this name already."),
    "itself": _("These are one and the same entry. Choose another one."),
    "cycle": _("That one is itself a part of this organisation. Change that first."),
    "merged": _("This entry is merged into another one. Undo the merge first, or work with the other one."),
    "changed": _("Somebody decided this meanwhile, or the signatory changed it. Here is how it stands now."),
    "undone": _("Somebody has taken this merge back meanwhile."),
    "merged-further": _("The entry that was kept has itself been merged into another one. Undo that merge first."),
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


def reason(one: Reason, name: str = "") -> str:
    """Why two entries may be one organisation, with what it rests on unless that is the ``name`` it stands beside."""
    if one.value == name and one.word in NAMES:
        return str(NAMES[one.word])
    told = {
        "same_name": gettext("same name: %(value)s", value=one.value),
        "similar_name": gettext("similar name: %(value)s", value=one.value),
        "name_contains": gettext("name with the same words: %(value)s", value=one.value),
        "same_acronym": gettext("same acronym: %(value)s", value=one.value),
        "acronym_of_name": gettext("%(value)s can be short for the other name", value=one.value),
        "same_domain": gettext("same domain: %(value)s", value=one.value),
    }
    return str(told[one.word])


def refused(word: str) -> str:
    """Why the register did not do what was asked."""
    return str(REFUSED.get(word, REFUSED["changed"]))
