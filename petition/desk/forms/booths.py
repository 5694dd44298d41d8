"""Opening a booth."""

# mypy: allow-subclassing-any

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from petition.core.fields import clean_field, max_length
from petition.core.forms import Form
from petition.signing.booths.actions import LARGEST_LIMIT, LONGEST_HOURS

PLACE = 120
HOURS_FAULT, LIMIT_FAULT = _("Enter a number of hours from 1 to 24"), _("Enter a number from 1 to 2000")


class BoothForm(Form):
    """Where it is, for how long, and how many it takes."""

    place = StringField(
        _("Event or place"),
        description=_("Only the desk sees it, such as: Conference, entrance hall."),
        filters=[clean_field],
        validators=[DataRequired(_("Enter what you call it at the desk")), max_length(PLACE)],
        render_kw={"maxlength": PLACE, "autocomplete": "off"},
    )
    hours = IntegerField(
        _("Open for how many hours"),
        default=8,
        validators=[InputRequired(HOURS_FAULT), NumberRange(1, LONGEST_HOURS, HOURS_FAULT)],
        render_kw={"inputmode": "numeric", "min": 1, "max": LONGEST_HOURS, "autocomplete": "off"},
    )
    hourly_limit = IntegerField(
        _("Forms an hour at most"),
        description=_("In place of the limit of the network, which all at the event share."),
        default=300,
        validators=[InputRequired(LIMIT_FAULT), NumberRange(1, LARGEST_LIMIT, LIMIT_FAULT)],
        render_kw={"inputmode": "numeric", "min": 1, "max": LARGEST_LIMIT, "autocomplete": "off"},
    )

    def __init__(self, *, sent: bool) -> None:
        super().__init__(**({} if sent else {"formdata": None}))
