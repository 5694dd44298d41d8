"""What coordinators write into the register."""

# mypy: allow-subclassing-any

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional, StopValidation

from petition.core import languages
from petition.core.fields import max_length
from petition.core.forms import Form
from petition.core.text import clean_line, fold_text
from petition.desk import register_words
from petition.invitations import cell_values
from petition.invitations.cell_values import ACRONYM, LONG_NAME, WEBSITE, CellError
from petition.organisations.actions import PUBLIC_FIELDS
from petition.organisations.models import KINDS, Organisation

WRONG = {
    "no_letter": _("Enter a name with at least one letter"),
    "holds_address": _("Do not enter web or mail addresses in this field"),
    "not_a_website": _("Enter a web address, such as https://example.org, or leave the field empty"),
}


def reader_check(taken: Any) -> Any:
    """A check by what a list of organisations is read with, so that the same is right in both."""

    def check(form: Form, field: Field) -> None:
        try:
            field.data = taken(field.data or "")
        except CellError as fault:
            told = WRONG.get(fault.word) or gettext("Use at most %(most)d characters", most=fault.values["most"])
            raise StopValidation(str(told)) from None

    return check


def name_field(label: Any, hint: Any = "", *, required: bool = False, most: int = LONG_NAME) -> StringField:
    """One line with a name of an organisation."""
    first = DataRequired(_("Enter a name")) if required else Optional()
    check = reader_check(cell_values.parse_acronym if most == ACRONYM else cell_values.parse_latin_name)
    length = max_length(most)
    return StringField(
        label,
        description=hint,
        filters=[clean_line],
        validators=[first, length, check],
        render_kw={"maxlength": most, "autocomplete": "off"},
    )


class EntryForm(Form):
    """The public fields of an entry."""

    name = name_field(register_words.FIELDS["name"], _("In its own language and script."), required=True)
    latin = name_field(register_words.FIELDS["latin"], _("If the official name is in another script."))
    acronym = name_field(register_words.FIELDS["acronym"], most=ACRONYM)
    website = StringField(
        register_words.FIELDS["website"],
        filters=[clean_line],
        validators=[
            Optional(),
            max_length(WEBSITE),
            reader_check(cell_values.parse_website),
        ],
        render_kw={"type": "url", "inputmode": "url", "autocomplete": "off", "maxlength": WEBSITE},
    )
    country = SelectField(
        register_words.FIELDS["country"],
        choices=lambda: [SelectChoice(code, name) for code, name in languages.country_choices()],
        validators=[Optional()],
    )
    kind = SelectField(
        register_words.FIELDS["kind"],
        choices=[SelectChoice("", "—"), *(SelectChoice(kind, register_words.KINDS[kind]) for kind in KINDS)],
        validators=[Optional(), AnyOf(KINDS)],
    )

    @property
    def values(self) -> dict[str, str | None]:
        """What was written, nothing for an empty field."""
        return {name: self[name].data or None for name in PUBLIC_FIELDS}


class NameForm(Form):
    """A further name: in a language, or an alias."""

    other_name = name_field(_("Name"), required=True)
    name_kind = RadioField(
        _("What it is"),
        choices=[SelectChoice("name", _("Its name in another language")), SelectChoice("alias", _("An alias"))],
        default="name",
        validators=[InputRequired(_("Choose what it is"))],
    )
    language = SelectField(
        _("Language"),
        choices=lambda: [SelectChoice("", "—"), *(SelectChoice(tag, name) for tag, name in _languages())],
        default="",
    )

    def validate_language(self, field: SelectField) -> None:
        """A name in a language says in which; an alias has none."""
        if self.name_kind.data == "name" and not field.data:
            raise StopValidation(gettext("Choose the language of this name"))


class ParentForm(Form):
    """What an organisation is a part of: another entry, by name or number, or none."""

    parent = StringField(
        _("A part or section of"),
        description=_("The name of another entry, or its number. If empty: it is not a part of another organisation."),
        filters=[clean_line],
        validators=[Optional(), max_length(LONG_NAME)],
        render_kw={"autocomplete": "off", "maxlength": LONG_NAME},
    )


def entry_values(organisation: Organisation) -> dict[str, Any]:
    """The public fields as they are."""
    return {name: getattr(organisation, name) or "" for name in PUBLIC_FIELDS}


def show_conflicts(form: EntryForm, both: Mapping[str, str]) -> EntryForm:
    """The form that says beside each of these fields what somebody else saved of it meanwhile."""
    for name, value in both.items():
        kept = languages.country_name(value) if name == "country" else register_words.KINDS.get(value, value)
        told = gettext(
            "Somebody else saved this in the meantime: “%(value)s”. Your choice is still in the "
            "field; save to keep it.",
            value=kept or "–",
        )
        form[name].errors = [told]
    return form


def _languages() -> list[tuple[str, str]]:
    tags = ("be", "uk", "ru", "pl", "lt", "lv", "et", "en", "de", "fr", "es", "it", "cs", "sk", "ka", "hy", "az", "ro",
            "nl", "sv", "nb", "da", "fi", "pt", "el", "tr", "ar", "fa", "he")  # fmt: skip
    named = [(tag, languages.language_name(tag)) for tag in tags]
    return sorted(named, key=lambda pair: fold_text(pair[1]))
