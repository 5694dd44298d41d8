"""Fields that forms of several features have, what they take, and the form without a session."""

# mypy: allow-subclassing-any

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import lazy_gettext as _
from markupsafe import escape
from werkzeug.exceptions import TooManyRequests
from wtforms import Field, FileField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation
from wtforms.widgets import Select

from petition.core import addresses, form_stamps, languages, try_limits
from petition.core.address_detection import find_domain, find_lowercase_domain, looks_like_address
from petition.core.form_stamps import StampedForm
from petition.core.forms import TOO_LONG, Form
from petition.core.text import clean_line, has_letter

NAME, LONG_NAME, AFFILIATION, ACRONYM, WEBSITE, NOTE = 120, 200, 300, 40, 280, 600
# What tells the autofill of browsers and password managers that a field is none of theirs.
UNFILLED = {
    "autocomplete": "off",
    "tabindex": "-1",
    "data-1p-ignore": "",
    "data-lpignore": "true",
    "data-bwignore": "",
    "data-form-type": "other",
}
NO_ADDRESS = _("Do not enter web or mail addresses in this field")


def check_organisation(form: Form, field: Field) -> None:
    """A name in any script, of one letter or more; an organisation may be called after its domain."""
    if not has_letter(field.data or ""):
        raise StopValidation(_("Enter a name with at least one letter"))
    check_no_link(form, field)


def check_name(form: Form, field: Field) -> None:
    """The same for a person, who is not called after a domain; "J.Kim" is not written as one."""
    check_organisation(form, field)
    if find_lowercase_domain(field.data or ""):
        raise StopValidation(NO_ADDRESS)


def check_no_link(form: Form, field: Field) -> None:
    """Nothing that a browser or a mail program would open; where somebody works may be called after its domain."""
    if looks_like_address(field.data or ""):
        raise StopValidation(NO_ADDRESS)


def check_no_address(form: Form, field: Field) -> None:
    """No web or mail address, and no domain, in running text."""
    check_no_link(form, field)
    if find_domain(field.data or ""):
        raise StopValidation(NO_ADDRESS)


class AddressField(StringField):
    """A mail address; ``address`` is it in all its forms, once it was found right.

    ``suggestion`` is what was probably meant, to be asked; ``is_asked``: that was done about this address.
    """

    address: addresses.Address
    suggestion: str | None = None
    is_asked = False


def check_address(form: Form, field: AddressField) -> None:
    """A complete mail address; it is kept in the form in which it is written to."""
    try:
        field.address = addresses.parse(field.data or "")
        field.data = field.address.text
    except addresses.SeveralAddresses:
        raise StopValidation(_("Enter one mail address only")) from None
    except addresses.NotAnAddress:
        raise StopValidation(_("Enter a complete mail address, such as name@example.org")) from None


def check_website(form: Form, field: Field) -> None:
    """A web address; "example.org" is understood as https://example.org."""
    given = field.data or ""
    url = given if "://" in given else f"https://{given}"
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and not parts.username and " " not in url and parts.port != 0
        host = parts.hostname or ""
    except ValueError:
        sound, host = False, ""
    if not sound or addresses.registrable_domain(host) is None:
        raise StopValidation(_("Enter a web address, such as https://example.org, or leave the field empty"))
    field.data = url


def check_country(form: Form, field: Field) -> None:
    """A country of the list."""
    if field.data not in languages.country_codes():
        raise StopValidation(_("Choose a country from the list"))


def max_length(most: int) -> Length:
    """A limit on length, said in characters."""
    return Length(max=most, message=TOO_LONG)


def clean_field(value: str | None) -> str:
    """The filter of fields of one line."""
    return clean_line(value)


class PublicForm(StampedForm, Form):
    """A form without a session: it carries a stamp, and a trap for machines that fill in everything."""

    class Meta(Form.Meta):
        csrf = False

    # Their labels are shown nowhere; without one the library looks for the name of the field in a catalogue of its own.
    stamp = HiddenField("")
    # Machines that fill in everything fill this in. Programs that people use are asked not to (``UNFILLED``), and its
    # name is none of those that they look for.
    topic = StringField(_("Leave this field empty"), validators=[max_length(WEBSITE)], render_kw=UNFILLED)
    # Counters in decimal, parted by dots (``core.proof_of_work``); only asked for while that switch is on.
    work = HiddenField("")

    def validate(self, extra_validators: Any = None) -> bool:
        """Looks at the fields, unless too many forms have come from this network; raises TooManyRequests then."""
        seconds = try_limits.count_request()
        if seconds:
            raise TooManyRequests(retry_after=seconds)
        return super().validate(extra_validators)  # type: ignore[no-any-return]

    @property
    def form_name(self) -> str:
        """What its stamp is made for."""
        return type(self).__name__

    def renew(self) -> None:
        """Gives the form a stamp, before it is shown (again); without the trap, once that was filled in.

        A good one stays: whoever mends a field has had the form for longer than that. A password manager fills the
        trap each time, so whoever uses one would never get through; what comes without it is looked at
        (``screening.signals``).
        """
        form = self.form_name
        if self.topic.data:
            self.stamp.data = form_stamps.lift_trap(self.stamp.data or "", form)
        elif self.seconds() is None:
            self.stamp.data = form_stamps.make_stamp(form)
        self.topic.data = ""


class UploadField(FileField):
    """A file, read whole into ``data``; None where none was sent. ``filename`` is what it was called."""

    filename = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Takes the file from where the browser puts files."""
        sent = request.files.get(self.name)
        self.data = None
        if sent is not None:
            self.filename = sent.filename or ""
            # Where the view starts over it is read again; it is closed with the request.
            sent.stream.seek(0)
            self.data = sent.read() if sent.filename else None


class FileRequired:
    """The validator of an upload that has to be there."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Refuses a field without a file; an empty file is one."""
        if field.data is None:
            raise StopValidation(_("Choose a file"))


def organisation_field() -> StringField:
    """The official name of an organisation."""
    return StringField(
        _("Official name of the organisation"),
        description=_("In its own language and script, as it should appear."),
        filters=[clean_field],
        validators=[DataRequired(_("Enter a name")), check_organisation, max_length(LONG_NAME)],
        render_kw={"autocomplete": "organization", "maxlength": LONG_NAME},
    )


def latin_field() -> StringField:
    """The name of an organisation in Latin script."""
    return StringField(
        _("Name in Latin script"),
        description=_("If the official name is written in another script."),
        filters=[clean_field],
        validators=[Optional(), check_organisation, max_length(LONG_NAME)],
        render_kw={"autocomplete": "off", "maxlength": LONG_NAME},
    )


def website_field(hint: Any = "") -> StringField:
    """The website of an organisation."""
    return StringField(
        _("Website"),
        description=hint,
        filters=[clean_field],
        validators=[Optional(), max_length(WEBSITE), check_website],
        render_kw={"type": "url", "inputmode": "url", "autocomplete": "url", "maxlength": WEBSITE},
    )


class LongSelect(Select):
    """A choice among hundreds, written as the library writes it: that takes longer than all the rest of the form."""

    @classmethod
    def render_option(cls, choice: Any, **_attributes: Any) -> str:
        """One option, without attributes of its own."""
        selected = "selected " if choice.selected else ""
        return f'<option {selected}value="{escape(choice.value)}">{escape(choice.label)}</option>'


def country_field() -> SelectField:
    """A choice of country; the choices come with the language of the request."""
    return SelectField(
        _("Country"),
        choices=lambda: [SelectChoice(code, name) for code, name in languages.country_choices()],
        validators=[Optional(), check_country],
        validate_choice=False,
        widget=LongSelect(),
        render_kw={"autocomplete": "country"},
    )


def address_field(hint: Any = "") -> AddressField:
    """A mail address that has to be there."""
    return AddressField(
        _("Mail address"),
        description=hint,
        filters=[clean_field],
        validators=[
            InputRequired(_("Enter a complete mail address, such as name@example.org")),
            max_length(addresses.LONGEST),
            check_address,
        ],
        render_kw={"type": "email", "inputmode": "email", "autocomplete": "email", "maxlength": addresses.LONGEST},
    )


def name_field(label: Any, hint: Any = "", **keywords: Any) -> StringField:
    """A required name of a person."""
    return StringField(
        label,
        description=hint,
        filters=[clean_field],
        validators=[DataRequired(_("Enter a name")), check_name, max_length(NAME)],
        render_kw={"maxlength": NAME, **keywords},
    )
