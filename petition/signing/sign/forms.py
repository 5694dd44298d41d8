"""Signing: what individuals and representatives of organisations send in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from petition.core.fields import (
    AFFILIATION,
    PublicForm,
    address_field,
    check_no_address,
    check_no_link,
    clean_field,
    country_field,
    max_length,
    name_field,
)
from petition.core.text import clean_text
from petition.signing.fields import (
    OrganisationFields,
    representative_field,
    role_field,
    show_representative_field,
    updates_field,
    visibility_field,
)

COMMENT = 600


def consent_field() -> BooleanField:
    """The consent that the law asks for, since a signature shows an opinion (GDPR, Article 9(2)(a))."""
    return BooleanField(
        _("I agree that my signature is stored and counted, and shown as chosen above"),
        validators=[InputRequired(_("Tick the box if you agree that we may store your signature"))],
    )


class DetailsOfIndividualForm(PublicForm):
    """What individuals say about themselves, and may correct later."""

    name = name_field(_("Your name"), _("One word is enough."), autocomplete="name")
    country = country_field()
    affiliation = StringField(
        _("Organisation, profession or place"),
        description=_("Shown next to your name, if your name is shown in full."),
        filters=[clean_field],
        validators=[Optional(), max_length(AFFILIATION), check_no_link],
        render_kw={"autocomplete": "organization-title", "maxlength": AFFILIATION},
    )
    comment = TextAreaField(
        _("Why you sign"),
        description=_("Shown in the list, unless your name is withheld. Up to 600 characters."),
        filters=[clean_text],
        validators=[Optional(), max_length(COMMENT), check_no_address],
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

    representative = representative_field()
    role = role_field()
    show_representative = show_representative_field()


class SignAsOrganisationForm(OrganisationFields):
    """An organisation co-signs, through a representative."""

    website_hint = _("It helps coordinators to check that the organisation exists.")
    address_hint = _("For the confirmation and the decision. Preferably on the organisation’s own domain. Never shown.")


class OwnLinkForm(PublicForm):
    """Asking for the link to the own endorsement."""

    email = address_field(_("The address that you signed with."))
