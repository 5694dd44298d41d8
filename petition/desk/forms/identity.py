"""Who is behind the site or a statement, in one language."""

# mypy: allow-subclassing-any

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional, StopValidation

from petition.core.fields import AddressField, FileRequired, UploadField, check_address, clean_field, max_length
from petition.core.forms import Form
from petition.core.text import clean_text
from petition.desk.three_way_merge import form_mark
from petition.identity import accents
from petition.identity.models import ADDRESSEE, CONTACT, LINE, NAME, IdentitySettings
from petition.organisations.logo_images import MOST_BYTES, LogoImage, LogoImageError, make_logo
from petition.organisations.logo_words import NOT_A_LOGO

LONG, CONSENT = 12_000, 1000  # characters
COLOUR = 12


def check_colour(form: Form, field: Field) -> None:
    """A colour of the web; it is kept as ``#rrggbb``."""
    field.data = accents.parse_colour(field.data or "")
    if field.data is None:
        raise StopValidation(_("Enter a colour as # with six digits, such as #0b4f6c"))


def line_field(label: Any, hint: Any, most: int) -> StringField:
    """A line of text that may be left empty."""
    return StringField(
        label,
        description=hint,
        filters=[clean_field],
        validators=[Optional(), max_length(most)],
        render_kw={"maxlength": most, "autocomplete": "off"},
    )


def text_field(label: Any, hint: Any, most: int = LONG) -> TextAreaField:
    """Paragraphs that may be left empty."""
    return TextAreaField(
        label,
        description=hint,
        filters=[clean_text],
        validators=[Optional(), max_length(most)],
        render_kw={"maxlength": most},
    )


class IdentityForm(Form):
    """What the site and a statement have both; ``TEXTS`` are the fields that are there in each language."""

    TEXTS: ClassVar[tuple[str, ...]] = ()

    contact = AddressField(
        _("Contact"),
        description=_("A mail address that readers and the press can write to. It is shown on every page."),
        filters=[clean_field],
        validators=[Optional(), max_length(CONTACT), check_address],
        render_kw={"type": "email", "autocomplete": "off", "maxlength": CONTACT},
    )
    accent = StringField(
        _("Accent colour"),
        description=_("For links and buttons, such as #0b4f6c. It is made darker or lighter where it cannot be read."),
        filters=[clean_field],
        validators=[Optional(), max_length(COLOUR), check_colour],
        render_kw={"maxlength": COLOUR, "autocomplete": "off", "dir": "ltr"},
    )
    name = line_field(_("Name"), _("Who speaks here: the coalition or campaign, as it is known."), NAME)
    coordinated_by = line_field(
        _("Coordinated by"), _("The organisation or people who collect the signatures and answer for them."), LINE
    )
    seen = HiddenField()

    @property
    def texts(self) -> dict[str, str | None]:
        """What was written in the language of the form."""
        return {name: self[name].data or None for name in self.TEXTS if name in self}


class SiteIdentityForm(IdentityForm):
    """Who is behind the site."""

    TEXTS = ("name", "coordinated_by", "imprint", "privacy", "authority", "privacy_closing")

    imprint = text_field(
        _("Imprint"), _("Who is responsible for the site: name, postal address, and what your law asks for.")
    )
    privacy = text_field(
        _("Privacy: your own words first"),
        _(
            "Who is responsible for the data and how to reach them. What is stored, and how long, is "
            "added automatically."
        ),
    )
    authority = text_field(
        _("Supervisory authority"),
        _("Where people can complain about how their data is handled: name and web address."),
        CONSENT,
    )
    privacy_closing = text_field(_("Privacy: your own words last"), _("Anything else that people should know."))


class StatementIdentityForm(IdentityForm):
    """Who is behind a statement, where that differs from the site; to whom it is addressed."""

    TEXTS = ("name", "addressee", "coordinated_by", "consent")

    addressee = line_field(
        _("Addressed to"), _("It stands under the title, such as: the Human Rights Council."), ADDRESSEE
    )
    consent = text_field(
        _("What people agree to when they sign in this language"),
        _("The interface does not speak it. Say that the signature is stored, counted, and shown as chosen."),
        CONSENT,
    )


class LogoForm(Form):
    """A picture to be the logo."""

    logo = UploadField(
        _("Logo"),
        id="logo-file",
        description=_("PNG, JPEG or WebP, up to 2 MB. Empty margins are cut off."),
        validators=[FileRequired()],
        render_kw={"accept": ".png,.jpg,.jpeg,.webp"},
    )
    made: LogoImage | None = None

    def validate_logo(self, field: Field) -> None:
        """Takes nothing but a picture."""
        try:
            self.made = make_logo((field.data or b"")[: MOST_BYTES + 1])
        except LogoImageError as fault:
            raise StopValidation(NOT_A_LOGO[fault.word]) from None


def identity_values(settings: IdentitySettings | None, texts: tuple[str, ...], language: str) -> dict[str, str | None]:
    """What stands in the fields of a form."""
    text = next((one for one in settings.texts if one.language == language), None) if settings else None
    common = {name: getattr(settings, name, None) for name in ("contact", "accent")}
    return common | {name: getattr(text, name, None) for name in texts}


def identity_mark(values: dict[str, str | None]) -> str:
    """A hash of what a form was filled with, so that nobody saves over what somebody else saved meanwhile."""
    return hashlib.sha256(form_mark(values).encode()).hexdigest()
