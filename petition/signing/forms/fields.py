"""The fields of the forms on which people sign, and see to what they signed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectChoice, SelectField
from wtforms.validators import AnyOf, InputRequired, Optional

from petition.core.text import clean_lines
from petition.organisations.models import KINDS

COMMENT = 600
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


def several_lines(value: str | None) -> str:
    """The filter of fields of several lines."""
    return clean_lines(value)


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


def consent_field() -> BooleanField:
    """The consent that the law asks for, since a signature shows an opinion (GDPR, Article 9(2)(a))."""
    return BooleanField(
        _("I agree that my signature is kept and counted, and shown as chosen above"),
        description=_("A signature can show a political opinion, so the law asks for this yes."),
        validators=[InputRequired(_("Tick the box, if you agree, so that we may keep your signature"))],
    )
