"""How many coordinators want to sign."""

# mypy: allow-subclassing-any

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from petition.core.forms import Form

HIGHEST = 100_000_000
FAULT = _("Enter a number from 1 to 100000000, or leave the field empty")


def goal_field(label: Any) -> IntegerField:
    """A goal; empty for none."""
    return IntegerField(
        label,
        validators=[Optional(), NumberRange(1, HIGHEST, FAULT)],
        render_kw={"inputmode": "numeric", "min": 1, "max": HIGHEST, "autocomplete": "off"},
    )


class GoalsForm(Form):
    """A goal for each kind, for they are never added up."""

    organisation = goal_field(_("Goal: organisations"))
    individual = goal_field(_("Goal: people"))

    def __init__(self, stands: Mapping[str, int] | None = None, *, sent: bool) -> None:
        super().__init__(data=dict(stands or {}), **({} if sent else {"formdata": None}))

    def goals(self) -> dict[str, int | None]:
        """What was entered, by kind."""
        return {"organisation": self.organisation.data, "individual": self.individual.data}
