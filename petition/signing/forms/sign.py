"""Signing: what individuals and representatives of organisations send in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from petition.signing.forms.fields import (
    COMMENT,
    LONG_NAME,
    NAME,
    PublicForm,
    address_field,
    at_most,
    check_no_address,
    consent_field,
    country_field,
    latin_field,
    name_field,
    one_line,
    organisation_field,
    several_lines,
    visibility_field,
    website_field,
)
from petition.signing.forms.reservations import ReservationsForm


class DetailsOfIndividualForm(PublicForm):
    """What individuals say about themselves, and may correct later."""

    name = name_field(_("Your name"), _("As it should appear. One word is fine."), autocomplete="name")
    country = country_field()
    affiliation = StringField(
        _("Organisation, profession or place"),
        description=_("Shown beside your name, if your name is shown in full."),
        filters=[one_line],
        validators=[Optional(), at_most(LONG_NAME), check_no_address],
        render_kw={"autocomplete": "organization-title", "maxlength": LONG_NAME},
    )
    comment = TextAreaField(
        _("Why you sign"),
        description=_("Shown in the list, unless your name is withheld. Up to 600 characters."),
        filters=[several_lines],
        validators=[Optional(), at_most(COMMENT), check_no_address],
        render_kw={"rows": 3, "maxlength": COMMENT},
    )


class SignAsIndividualForm(DetailsOfIndividualForm):
    """Adding a name."""

    email = address_field(_("Only to confirm. Never shown."))
    visibility = visibility_field()
    consent = consent_field()
    updates = BooleanField(_("Write to me when there is news about this statement"))


class DetailsOfRepresentativeForm(PublicForm):
    """What representatives may correct about themselves."""

    representative = name_field(_("Your name"), _("Who signs for the organisation."), autocomplete="name")
    role = StringField(
        _("Your role in the organisation"),
        description=_("For example chair, director, member of the board."),
        filters=[one_line],
        validators=[InputRequired(_("Write your role in the organisation")), at_most(NAME), check_no_address],
        render_kw={"autocomplete": "organization-title", "maxlength": NAME},
    )
    show_representative = BooleanField(_("Show my name and role beside the organisation"))


class SignAsOrganisationForm(ReservationsForm, DetailsOfRepresentativeForm):
    """An organisation co-signs, through a representative."""

    organisation = organisation_field()
    organisation_latin = latin_field()
    website = website_field(_("It helps coordinators to see that the organisation exists."))
    country = country_field()
    email = address_field(
        _("To confirm and to hear of the decision. Best on the organisation’s own domain. Never shown.")
    )
    authority = BooleanField(
        _("I am entitled to sign for this organisation"),
        validators=[InputRequired(_("Tick the box, if you are entitled to sign for the organisation"))],
    )
    consent = BooleanField(
        _("I agree that my name, role and address are kept with the signature, and shown only as chosen above"),
        validators=[InputRequired(_("Tick the box, if you agree, so that we may keep the signature"))],
    )
    updates = BooleanField(_("Write to me when there is news about this statement"))
