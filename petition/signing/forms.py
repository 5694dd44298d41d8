"""The shape of what signatories send in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from petition.core import addresses, languages, stamps
from petition.core.text import clean, clean_lines, has_letter, looks_like_address

NAME, LONG_NAME, WEBSITE, COMMENT = 120, 200, 280, 600
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


class SignAsOrganisationForm(DetailsOfRepresentativeForm):
    """An organisation co-signs, through a representative."""

    organisation = StringField(
        _("Official name of the organisation"),
        description=_("In its own language and script, as it should appear."),
        filters=[one_line],
        validators=[InputRequired(_("Write a name")), check_organisation, at_most(LONG_NAME)],
        render_kw={"autocomplete": "organization", "maxlength": LONG_NAME},
    )
    organisation_latin = StringField(
        _("Name in Latin script"),
        description=_("If the official name is written in another script."),
        filters=[one_line],
        validators=[Optional(), check_organisation, at_most(LONG_NAME)],
        render_kw={"autocomplete": "off", "maxlength": LONG_NAME},
    )
    website = StringField(
        _("Website"),
        description=_("It helps coordinators to see that the organisation exists."),
        filters=[one_line],
        validators=[Optional(), at_most(WEBSITE), check_website],
        render_kw={"type": "url", "inputmode": "url", "autocomplete": "url", "maxlength": WEBSITE},
    )
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
