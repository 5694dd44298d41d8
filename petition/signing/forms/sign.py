"""Signing: what individuals and representatives of organisations send in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Optional

from petition.core.fields import (
    LONG_NAME,
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
from petition.signing.forms.fields import COMMENT, consent_field, several_lines, visibility_field
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
    updates = updates_field()


class DetailsOfRepresentativeForm(PublicForm):
    """What representatives may correct about themselves."""

    representative = name_field(_("Your name"), _("Who signs for the organisation."), autocomplete="name")
    role = role_field()
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
    authority = authority_field()
    consent = representative_consent_field()
    updates = updates_field()
