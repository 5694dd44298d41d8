"""What forms on which somebody signs have in common, wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional

from petition.core.fields import (
    NAME,
    PublicForm,
    address_field,
    check_no_address,
    check_no_link,
    clean_field,
    country_field,
    latin_field,
    max_length,
    name_field,
    organisation_field,
    website_field,
)
from petition.organisations.models import KINDS
from petition.signing.reservations import LONGEST_REASON, NumberedDemand

KIND_WORDS = {
    "ngo": _("Non-governmental organisation"),
    "union": _("Trade union"),
    "professional": _("Professional body"),
    "religious": _("Religious body"),
    "academic": _("Academic institution"),
    "public": _("Public body"),
    "business": _("Business"),
    "informal": _("Informal group"),
}
# What is kept of an organisation's signature, besides reservations.
DETAILS = ("organisation", "organisation_latin", "website", "country", "representative", "role")
RESERVATION = "reservation_"
# To what whoever ticks it says yes.
NEWS_WORDS = _("Send me news about this statement")
Form = TypeVar("Form", bound="ReservationFields")


def kind_field() -> SelectField:
    """A choice of what sort of organisation it is."""
    return SelectField(
        _("Kind of organisation"),
        choices=[SelectChoice("", "—"), *(SelectChoice(kind, KIND_WORDS[kind]) for kind in KINDS)],
        validators=[Optional(), AnyOf(KINDS, message=_("Choose a kind from the list"))],
        validate_choice=False,
    )


def visibility_field() -> RadioField:
    """The choice of how a person appears."""
    return RadioField(
        _("How do you want to appear?"),
        choices=[
            SelectChoice("full", _("With your name")),
            SelectChoice("initials", _("With initials")),
            SelectChoice("withheld", _("Name withheld")),
        ],
        validators=[InputRequired(_("Choose how you want to appear"))],
        validate_choice=True,
    )


def representative_field() -> StringField:
    """The name of whoever signs for an organisation."""
    return name_field(_("Your name"), _("The person who signs for the organisation."), autocomplete="name")


def role_field() -> StringField:
    """What a representative is in the organisation."""
    return StringField(
        _("Your role in the organisation"),
        description=_("For example chair, director, member of the board."),
        filters=[clean_field],
        validators=[DataRequired(_("Enter your role in the organisation")), max_length(NAME), check_no_link],
        render_kw={"autocomplete": "organization-title", "maxlength": NAME},
    )


def authority_field() -> BooleanField:
    """The declaration of whoever signs for an organisation."""
    return BooleanField(
        _("I am entitled to sign for this organisation"),
        validators=[InputRequired(_("Tick the box if you are entitled to sign for the organisation"))],
    )


def representative_consent_field() -> BooleanField:
    """The consent of a representative (GDPR, Article 9(2)(a))."""
    return BooleanField(
        _("I agree that my name, role and address are stored with the signature, and shown only as chosen above"),
        validators=[InputRequired(_("Tick the box if you agree that we may store the signature"))],
    )


def show_representative_field() -> BooleanField:
    """The wish of a representative to be named."""
    return BooleanField(_("Show my name and role next to the organisation"))


def updates_field() -> BooleanField:
    """The wish to hear more."""
    return BooleanField(NEWS_WORDS)


class ReservationFields(PublicForm):
    """A short reason beside each numbered demand that an organisation does not share as it stands.

    ``with_reservations`` puts the fields in.
    """

    demands: Sequence[NumberedDemand] = ()

    def reservations(self) -> dict[str, str]:
        """The reasons that were written, by the demand's key."""
        return {demand.key: field.data for demand, field in self.reservation_fields() if field.data}

    def reservation_fields(self) -> Iterator[tuple[NumberedDemand, Field]]:
        """Each demand with its field."""
        for demand in self.demands:
            yield demand, self[RESERVATION + demand.key]

    @property
    def has_reservations(self) -> bool:
        """Whether any field is filled in or faulty, so that the fields are shown open."""
        return any(field.data or field.errors for _demand, field in self.reservation_fields())


class OrganisationFields(ReservationFields):
    """What an organisation writes when it signs, through a representative; in the order of the page."""

    website_hint: Any = ""
    address_hint: Any = ""

    organisation = organisation_field()
    organisation_latin = latin_field()
    website = website_field()
    country = country_field()
    representative = representative_field()
    role = role_field()
    email = address_field()
    show_representative = show_representative_field()
    authority = authority_field()
    consent = representative_consent_field()
    updates = updates_field()

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.website.description, self.email.description = self.website_hint, self.address_hint

    def details(self) -> dict[str, Any]:
        """What was written, as it is kept with the endorsement."""
        reasons = self.reservations()
        return organisation_details(self) | ({"reservations": reasons} if reasons else {})


def organisation_details(form: Any) -> dict[str, Any]:
    """What was written but for reservations, of a form that is shown or of a post that is right."""
    return {name: form[name].data or None for name in DETAILS}


def with_reservations(form: type[Form], demands: Sequence[NumberedDemand]) -> type[Form]:
    """The same form with a field for each of these demands."""
    fields: dict[str, Any] = {RESERVATION + demand.key: _reservation_field(demand) for demand in demands}
    # It keeps its name: the stamp is made for that.
    return type(form.__name__, (form,), {"demands": tuple(demands), **fields})


def reservation_values(reasons: Mapping[str, str]) -> dict[str, str]:
    """Reasons by key as the fields take them."""
    return {RESERVATION + key: reason for key, reason in reasons.items()}


def _reservation_field(demand: NumberedDemand) -> StringField:
    return StringField(
        _("Reservation on demand %(number)s", number=demand.number),
        description=demand.words,
        filters=[clean_field],
        validators=[Optional(), max_length(LONGEST_REASON), check_no_address],
        render_kw={"maxlength": LONGEST_REASON, "autocomplete": "off"},
    )
