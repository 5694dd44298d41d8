"""What a representative and a second person send in about evidence."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import Optional

from petition.core.fields import (
    FileRequired,
    PublicForm,
    UploadField,
    address_field,
    clean_field,
    max_length,
    name_field,
)


class SecondPersonForm(PublicForm):
    """Asking a second person of the organisation."""

    second_name = name_field(_("Name of the second person"), autocomplete="off")
    second_email = address_field(_("On the organisation’s own domain; a different mailbox from yours. Never shown."))


class LetterForm(PublicForm):
    """Putting a letter on file."""

    letter = UploadField(
        _("Letter"),
        description=_(
            "On the organisation’s letterhead and signed: a PDF, or a picture in PNG, JPEG or WebP. Up to 5 MB."
        ),
        validators=[FileRequired()],
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg,.webp"},
    )


class ObjectionForm(PublicForm):
    """A second person says that something is wrong."""

    objection = StringField(
        _("What is wrong"),
        filters=[clean_field],
        validators=[Optional(), max_length(300)],
        render_kw={"maxlength": 300, "autocomplete": "off"},
    )
