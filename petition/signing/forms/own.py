"""Seeing to one’s own endorsement."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Optional

from petition.core.fields import (
    ACRONYM,
    FileGiven,
    PublicForm,
    UploadField,
    address_field,
    at_most,
    check_organisation,
    country_field,
    latin_field,
    name_field,
    one_line,
    organisation_field,
    website_field,
)
from petition.signing.fields import ReservationFields, kind_field, visibility_field


class VisibilityForm(PublicForm):
    """Changing how one appears."""

    visibility = visibility_field()


class OwnLinkForm(PublicForm):
    """Asking for the link to the own endorsement."""

    email = address_field(_("The address that you signed with."))


class ErasureForm(PublicForm):
    """Erasing the own endorsement."""

    sure = BooleanField(
        _("Erase my signature and everything kept about it"),
        validators=[InputRequired(_("Tick the box, if you want everything erased"))],
    )


class SecondPersonForm(PublicForm):
    """Asking a second person of the organisation."""

    second_name = name_field(_("Name of the second person"), autocomplete="off")
    second_email = address_field(_("On the organisation’s own domain; another mailbox than yours. Never shown."))


class LetterForm(PublicForm):
    """Putting a letter on file."""

    letter = UploadField(
        _("Letter"),
        description=_("On the organisation’s paper and signed: a PDF, or a picture in PNG, JPEG or WebP. Up to 5 MB."),
        validators=[FileGiven()],
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg,.webp"},
    )


class ObjectionForm(PublicForm):
    """A second person says that something is wrong."""

    objection = StringField(
        _("What is wrong"),
        filters=[one_line],
        validators=[Optional(), at_most(300)],
        render_kw={"maxlength": 300, "autocomplete": "off"},
    )


class EntryForm(ReservationFields):
    """What an organisation shows, to be corrected."""

    name = organisation_field()
    latin = latin_field()
    acronym = StringField(
        _("Acronym"),
        filters=[one_line],
        validators=[Optional(), check_organisation, at_most(ACRONYM)],
        render_kw={"maxlength": ACRONYM, "autocomplete": "off"},
    )
    website = website_field("")
    country = country_field()
    kind = kind_field()
    logo = UploadField(
        _("Logo"),
        description=_("PNG, JPEG or WebP, up to 2 MB. It is cut to its drawing and made the size of the others."),
        render_kw={"accept": ".png,.jpg,.jpeg,.webp"},
    )
    show_logo = BooleanField(_("Show our logo beside our signature"))
