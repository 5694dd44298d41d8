"""Inviting people to the desk, and giving them roles."""

# mypy: allow-subclassing-any

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Optional

from petition.accounts.actions import RoleScope
from petition.core import languages
from petition.core.fields import address_field, check_country, name_field
from petition.core.forms import Form
from petition.core.permissions import ROLES
from petition.desk import role_words

EVERYWHERE = "all"
Places = Sequence[tuple[str, str]]


class RoleForm(Form):
    """A role, and where it holds."""

    role = RadioField(_("Role"), validators=[InputRequired(_("Choose a role."))])
    place = SelectField(
        _("Where"),
        description=_("In one statement, or in all of them, including future ones."),
        validators=[InputRequired(_("Choose where the role applies."))],
    )
    country = SelectField(
        _("Only signatories from"),
        description=_("For moderators: limits the role to signatories from one country."),
        validators=[Optional(), check_country],
        validate_choice=False,
    )
    language = SelectField(
        _("Only signatures in"),
        description=_("For moderators: limits the role to signatories in one language."),
        validators=[Optional()],
    )

    def __init__(self, places: Places, tags: Sequence[str], *, sent: bool, **given: Any) -> None:
        super().__init__(**given if sent else {"formdata": None, **given})
        self.role.choices = [SelectChoice(role, role_words.ROLES[role]) for role in ROLES]
        none = [("", _("Choose"))] if len(places) > 1 else []
        self.place.choices = [SelectChoice(value, label) for value, label in (*none, *places)]
        self.country.choices = [SelectChoice(code, name) for code, name in languages.country_choices()]
        self.language.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(tag, languages.language_name(tag)) for tag in tags),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Only a moderator's role is limited to one country or language."""
        if not super().validate(extra_validators):
            return False
        if self.role.data == "moderator":
            return True
        for limit in (self.country, self.language):
            if limit.data:
                limit.errors = [
                    _("Only a moderator’s role can be limited like this. Choose no limit, or the role of moderator.")
                ]
        return not (self.country.data or self.language.data)

    def where(self) -> RoleScope:
        """Where the role holds."""
        statement_id = int(self.place.data) if self.place.data != EVERYWHERE else None
        return RoleScope(statement_id, self.country.data or None, self.language.data or None)


class PersonForm(RoleForm):
    """Somebody to invite, in a role."""

    email = address_field(_("The invitation is sent to this address only."))
    name = name_field(_("Name"), _("The name that others at the desk know this person by."), autocomplete="off")

    def __init__(self, places: Places, tags: Sequence[str], *, sent: bool) -> None:
        super().__init__(places, tags, sent=sent)
        self.email.render_kw = {**self.email.render_kw, "autocomplete": "off"}
