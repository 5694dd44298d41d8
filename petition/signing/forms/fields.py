"""The fields of public forms, what they take, and the form without a session."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FileField, HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional, StopValidation

from petition.core import addresses, languages, stamps
from petition.core.text import clean, clean_lines, has_letter, looks_like_address
from petition.organisations.models import KINDS

NAME, LONG_NAME, ACRONYM, WEBSITE, COMMENT = 120, 200, 40, 280, 600
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
NO_ADDRESS = _("Leave web and mail addresses out of this field")


def check_organisation(form: FlaskForm, field: Field) -> None:
    """A name in any script, of one letter or more; an organisation may be called after its domain."""
    if not has_letter(field.data or ""):
        raise StopValidation(_("Write a name with at least one letter"))
    if looks_like_address(field.data or ""):
        raise StopValidation(NO_ADDRESS)


def check_name(form: FlaskForm, field: Field) -> None:
    """The same for a person, who is not called after a domain."""
    check_organisation(form, field)
    check_no_address(form, field)


def check_no_address(form: FlaskForm, field: Field) -> None:
    """No web or mail address where words belong."""
    if looks_like_address(field.data or "") or addresses.domain_in(field.data or ""):
        raise StopValidation(NO_ADDRESS)


def check_address(form: FlaskForm, field: Field) -> None:
    """A complete mail address; it is kept in the form in which it is written to."""
    try:
        field.data = addresses.checked(field.data or "")
    except addresses.NotAnAddress:
        raise StopValidation(_("Write a complete mail address, such as name@example.org")) from None


def check_website(form: FlaskForm, field: Field) -> None:
    """A web address; "example.org" is understood as https://example.org."""
    given = field.data or ""
    url = given if "://" in given else f"https://{given}"
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and not parts.username and " " not in url and parts.port != 0
        host = parts.hostname or ""
    except ValueError:
        sound, host = False, ""
    if not sound or addresses.registrable(host) is None:
        raise StopValidation(_("Write a web address, such as https://example.org, or leave the field empty"))
    field.data = url


def check_country(form: FlaskForm, field: Field) -> None:
    """A country of the list."""
    if field.data not in languages.country_codes():
        raise StopValidation(_("Choose a country from the list"))


def at_most(most: int) -> Length:
    """A limit on length, said in characters."""
    return Length(max=most, message=_("Use at most %(max)d characters"))


def one_line(value: str | None) -> str:
    """The filter of fields of one line."""
    return clean(value)


def several_lines(value: str | None) -> str:
    """The filter of fields of several lines."""
    return clean_lines(value)


class PublicForm(FlaskForm):
    """A form without a session: it carries a stamp, and a trap for machines that fill in everything."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Text fields take text: a file sent in their place is no input."""
            return super().wrap_formdata(form, request.form if request.method == "POST" else formdata)

    stamp = HiddenField()
    website_url_2 = StringField(_("Leave this field empty"), render_kw={"autocomplete": "off", "tabindex": "-1"})

    def renew(self) -> None:
        """Gives the form a fresh stamp and empties the trap, before it is shown (again)."""
        self.stamp.data = stamps.new(type(self).__name__)
        self.website_url_2.data = ""

    def fault(self) -> str | None:
        """Why the form is shown once more although its fields are right: a word for its notice."""
        if self.website_url_2.data:
            return "trap"
        return stamps.fault(self.stamp.data or "", type(self).__name__)


def country_field() -> SelectField:
    """A choice of country; the choices come with the language of the request."""
    return SelectField(
        _("Country"),
        choices=lambda: [SelectChoice(code, name) for code, name in languages.country_choices()],
        validators=[Optional(), check_country],
        validate_choice=False,
        render_kw={"autocomplete": "country"},
    )


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
        _("How should you appear?"),
        choices=[
            SelectChoice("full", _("With your name")),
            SelectChoice("initials", _("With initials")),
            SelectChoice("withheld", _("Name withheld")),
        ],
        validators=[InputRequired(_("Choose how you should appear"))],
        validate_choice=True,
    )


def name_field(label: Any, hint: Any = "", **keywords: Any) -> StringField:
    """A required name."""
    return StringField(
        label,
        description=hint,
        filters=[one_line],
        validators=[InputRequired(_("Write a name")), check_name, at_most(NAME)],
        render_kw={"maxlength": NAME, **keywords},
    )


def address_field(hint: Any) -> StringField:
    """The mail address that confirms."""
    return StringField(
        _("Mail address"),
        description=hint,
        filters=[one_line],
        validators=[InputRequired(_("Write a complete mail address, such as name@example.org")), check_address],
        render_kw={"type": "email", "inputmode": "email", "autocomplete": "email", "maxlength": 254},
    )


def consent_field() -> BooleanField:
    """The consent that the law asks for, since a signature shows an opinion (GDPR, Article 9(2)(a))."""
    return BooleanField(
        _("I agree that my signature is kept and counted, and shown as chosen above"),
        description=_("A signature can show a political opinion, so the law asks for this yes."),
        validators=[InputRequired(_("Tick the box, if you agree, so that we may keep your signature"))],
    )


class UploadField(FileField):
    """A file, read whole into ``data``; None where none was sent. What it is called is not kept."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Takes the file from where the browser puts files."""
        sent = request.files.get(self.name)
        self.data = None
        if sent is not None:
            with sent.stream:
                self.data = sent.read() if sent.filename else None


class FileGiven:
    """The validator of an upload that has to be there."""

    field_flags = {"required": True}

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Refuses an empty field."""
        if not field.data:
            raise StopValidation(_("Choose a file"))


def organisation_field() -> StringField:
    """The official name of an organisation."""
    return StringField(
        _("Official name of the organisation"),
        description=_("In its own language and script, as it should appear."),
        filters=[one_line],
        validators=[InputRequired(_("Write a name")), check_organisation, at_most(LONG_NAME)],
        render_kw={"autocomplete": "organization", "maxlength": LONG_NAME},
    )


def latin_field() -> StringField:
    """The name of an organisation in Latin script."""
    return StringField(
        _("Name in Latin script"),
        description=_("If the official name is written in another script."),
        filters=[one_line],
        validators=[Optional(), check_organisation, at_most(LONG_NAME)],
        render_kw={"autocomplete": "off", "maxlength": LONG_NAME},
    )


def website_field(hint: Any) -> StringField:
    """The website of an organisation."""
    return StringField(
        _("Website"),
        description=hint,
        filters=[one_line],
        validators=[Optional(), at_most(WEBSITE), check_website],
        render_kw={"type": "url", "inputmode": "url", "autocomplete": "url", "maxlength": WEBSITE},
    )
