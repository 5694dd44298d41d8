"""The form that an invited organisation finds filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, StringField
from wtforms.validators import Optional

from petition.core.fields import (
    PublicForm,
    address_field,
    at_most,
    authority_field,
    check_no_address,
    country_field,
    latin_field,
    name_field,
    one_line,
    organisation_field,
    representative_consent_field,
    role_field,
    updates_field,
    website_field,
)
from petition.signing.reservations import LONGEST_REASON, Numbered

FIELDS = ("organisation", "organisation_latin", "website", "country", "representative", "role")
PREFIX = "reservation_"


class AnswerForm(PublicForm):
    """An invited organisation signs, through a representative; with a field for each demand where that is allowed."""

    demands: Sequence[Numbered] = ()

    organisation = organisation_field()
    organisation_latin = latin_field()
    website = website_field()
    country = country_field()
    representative = name_field(_("Your name"), _("Who signs for the organisation."), autocomplete="name")
    role = role_field()
    email = address_field(
        _(
            "The invitation went to this mailbox, and the link to confirm goes there too. "
            "If you write another address, a coordinator looks at the signature first. Never shown."
        )
    )
    show_representative = BooleanField(_("Show my name and role beside the organisation"))
    authority = authority_field()
    consent = representative_consent_field()
    updates = updates_field()

    def details(self) -> dict[str, Any]:
        """What was written, as it is kept with the endorsement."""
        given: dict[str, Any] = {name: self[name].data or None for name in FIELDS}
        reasons = {demand.key: field.data for demand, field in self.reservation_fields() if field.data}
        return given | ({"reservations": reasons} if reasons else {})

    def reservation_fields(self) -> Iterator[tuple[Numbered, Field]]:
        """Each demand with its field."""
        for demand in self.demands:
            yield demand, self[PREFIX + demand.key]

    @property
    def has_reservations(self) -> bool:
        """Whether any field is filled in or faulty, so that the fields are shown open."""
        return any(field.data or field.errors for _demand, field in self.reservation_fields())


def answer_form(filled_in: dict[str, Any], demands: Sequence[Numbered]) -> AnswerForm:
    """The form, filled in, with a field for a reservation on each of these demands."""
    fields = {PREFIX + demand.key: _reservation(demand) for demand in demands}
    # It keeps its name: the stamp is made for that.
    made = type("AnswerForm", (AnswerForm,), {"demands": tuple(demands), **fields})
    form: AnswerForm = made(data=filled_in)
    return form


def _reservation(demand: Numbered) -> StringField:
    return StringField(
        _("Reservation on demand %(number)s", number=demand.number),
        description=demand.words,
        filters=[one_line],
        validators=[Optional(), at_most(LONGEST_REASON), check_no_address],
        render_kw={"maxlength": LONGEST_REASON, "autocomplete": "off"},
    )
