"""What organisations signed otherwise than they were invited, as coordinators read it and confirm it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import gettext as _

from petition.core import languages
from petition.core.addresses import parse
from petition.invitations.differences import Answer, Difference, answers_of
from petition.signing.models.endorsement import Endorsement

NAMED = 5


def unchecked_answers(endorsements: Sequence[Endorsement], checked: Collection[int | None]) -> dict[int, Answer]:
    """The answers that differ from their invitation and that nobody ticked as checked, by the id of the endorsement."""
    found = answers_of(endorsements)
    return {number: one for number, one in found.items() if one.differences and number not in checked}


def words_about(endorsement: Endorsement) -> list[str]:
    """What one differs in from the invitation that it answers, in words; nothing for whoever was not invited."""
    answer = answers_of([endorsement]).get(endorsement.id)
    return [difference_words(one) for one in answer.differences] if answer else []


def ask_check_words(answer: Answer) -> str:
    """Why one cannot be approved yet: what differs, and what to do."""
    told = "; ".join(map(difference_words, answer.differences))
    return str(_("Not approved: this differs from the invitation. %(told)s. Tick that you have checked it.", told=told))


def left_unchecked_words(answers: Sequence[Answer]) -> str:
    """Which ones an act on several left out because they differ; "" for none."""
    if not answers:
        return ""
    named = ", ".join(signed_name(one) for one in answers[:NAMED]) + (" …" if len(answers) > NAMED else "")
    return str(_("Left out, because they signed otherwise than invited and need a tick each: %(names)s.", names=named))


def signed_name(answer: Answer) -> str:
    """The name that the answer gives, else the one that was invited."""
    return next((one.signed for one in answer.differences if one.field == "organisation"), answer.invited_name)


def difference_words(one: Difference) -> str:
    """One difference in words; of mailboxes only the domain of the one that signed is told."""
    told = {"invited": one.invited, "signed": one.signed}
    if one.field == "country":
        told = {name: languages.country_name(code) for name, code in told.items()}
    if one.field == "email":
        return str(
            _(
                "The address is not the invited one: invited at %(invited)s, signed from %(domain)s",
                invited=one.invited,
                domain=parse(one.signed).domain,
            )
        )
    if not one.invited:
        return str(_("Name in Latin script that the invitation did not have: %(signed)s", signed=one.signed))
    words = {
        "organisation": _("Invited as %(invited)s, signed as %(signed)s", **told),
        "organisation_latin": _("In Latin script invited as %(invited)s, signed as %(signed)s", **told),
        "country": _("Country invited: %(invited)s, signed: %(signed)s", **told),
        "website": _("Website invited: %(invited)s, signed: %(signed)s", **told),
        "representative": _("Invited through %(invited)s, signed by %(signed)s", **told),
    }
    return str(words[one.field])
