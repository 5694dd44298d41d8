"""Seeing to one’s own endorsement."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Optional

from petition.core.fields import (
    ACRONYM,
    PublicForm,
    UploadField,
    address_field,
    check_organisation,
    clean_field,
    country_field,
    latin_field,
    max_length,
    organisation_field,
    website_field,
)
from petition.signing.fields import ReservationFields, kind_field, visibility_field


class VisibilityForm(PublicForm):
    """Changing how one appears."""

    visibility = visibility_field()


class MySignaturesForm(PublicForm):
    """Asking for the links to all that an address has signed."""

    email = address_field(_("The address that you signed with."))


class NewAddressForm(PublicForm):
    """Changing the mail address of the own endorsement."""

    email = address_field(_("We send a mail there; the change counts once somebody has confirmed it."))


class ErasureForm(PublicForm):
    """Erasing the own endorsement."""

    sure = BooleanField(
        _("Erase my signature and everything stored about it"),
        validators=[InputRequired(_("Tick the box if you want everything erased"))],
    )


class EntryForm(ReservationFields):
    """What an organisation shows, to be corrected."""

    name = organisation_field()
    latin = latin_field()
    acronym = StringField(
        _("Acronym"),
        filters=[clean_field],
        validators=[Optional(), check_organisation, max_length(ACRONYM)],
        render_kw={"maxlength": ACRONYM, "autocomplete": "off"},
    )
    website = website_field("")
    country = country_field()
    kind = kind_field()
    logo = UploadField(
        _("Logo"),
        description=_(
            "PNG, JPEG or WebP, up to 2 MB. Empty margins are cut off, and it is scaled to the size of the others."
        ),
        render_kw={"accept": ".png,.jpg,.jpeg,.webp"},
    )
    show_logo = BooleanField(_("Show our logo next to our signature"))
