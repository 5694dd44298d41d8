"""How signatures of individuals are checked."""

# mypy: allow-subclassing-any

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from petition.core.forms import Form
from petition.signing.screening.signals import Thresholds

MOST = 100_000


def number_field(label: Any, hint: Any, least: int, most: int, fault: Any, *, required: bool = False) -> IntegerField:
    """A whole number; an optional one switches its signal off where it is left empty."""
    return IntegerField(
        label,
        description=hint,
        validators=[InputRequired(fault) if required else Optional(), NumberRange(least, most, fault)],
        render_kw={"inputmode": "numeric", "min": least, "max": most, "autocomplete": "off"},
    )


class ThresholdsForm(Form):
    """The thresholds of a statement."""

    same_domain = number_field(
        _("From one mail domain"),
        _("A provider where anybody can have a mailbox may bring five times as many."),
        1,
        MOST,
        _("Enter a number from 1 to 100000, or leave the field empty"),
    )
    same_network = number_field(
        _("From one network"),
        _("A school, an office or the customers of a mobile carrier can share one network."),
        1,
        MOST,
        _("Enter a number from 1 to 100000, or leave the field empty"),
    )
    alike_names = number_field(
        _("With nearly the same name"),
        _("In any spelling and order, with or without numbers after them."),
        1,
        MOST,
        _("Enter a number from 1 to 100000, or leave the field empty"),
    )
    same_mailbox = number_field(
        _("From one mailbox with different tags"),
        _("Such as ada+1@example.org and ada+2@example.org. A family may share a mailbox."),
        1,
        MOST,
        _("Enter a number from 1 to 100000, or leave the field empty"),
    )
    times_usual = number_field(
        _("Times the usual share"),
        _("A group is compared once its share of all signatures is more than so many times what it was before."),
        2,
        20,
        _("Enter a number from 2 to 20"),
        required=True,
    )
    hold_at = number_field(
        _("Points from which a signature goes into quarantine"),
        _("With fewer points needed, more real people wait; with more, more fakes are listed."),
        5,
        30,
        _("Enter a number of points from 5 to 30"),
        required=True,
    )
    within_hours = number_field(
        _("Within how many hours"),
        _("All four cover this period, from 1 to 48 hours."),
        1,
        48,
        _("Enter a number of hours from 1 to 48"),
        required=True,
    )
    fastest_seconds = number_field(
        _("Shortest time to fill in the form, in seconds"),
        _("People need a few seconds to enter a name and an address; a script does not."),
        2,
        600,
        _("Enter a number of seconds from 2 to 600, or leave the field empty"),
    )
    disposable = BooleanField(_("Count disposable mail addresses"))
    largest_share = number_field(
        _("Largest share of the list that one coordinator may remove by rule, in percent"),
        _("A removal rule that covers more than this needs a second person."),
        1,
        100,
        _("Enter a number from 1 to 100"),
        required=True,
    )

    def __init__(self, stands: Thresholds | None = None, *, sent: bool) -> None:
        super().__init__(data=asdict(stands) if stands else None, **({} if sent else {"formdata": None}))

    def thresholds(self) -> Thresholds:
        """What was settled."""
        return Thresholds(**{name: self[name].data for name in asdict(Thresholds())})
