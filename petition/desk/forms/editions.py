"""What a coordinator says when issuing a new edition."""

# mypy: allow-subclassing-any

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from petition.core.forms import Form

WAYS = 2
"""From how many demands of the edition before one can be made, at most."""


class EditionForm(Form):
    """The kind of change, and that the differences were read; ``mark`` stands for what was shown."""

    kind = RadioField(
        _("What kind of change is it?"),
        choices=[
            SelectChoice("typing", _("A typing error")),
            SelectChoice("substance", _("A change of substance")),
        ],
        validators=[InputRequired(_("Choose the kind of change"))],
    )
    read = BooleanField(
        _("I have read the differences"), validators=[DataRequired(_("Read the differences, and tick the box"))]
    )
    mark = HiddenField()


def origin_field(place: int, way: int) -> str:
    """The name of the field that says from which demand the new one at a place comes."""
    return f"origin-{place}-{way}"


def chosen_mapping(sent: Mapping[str, str], numbers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each new number the old ones that were chosen; a demand whose fields were not sent is left out."""
    found = {}
    for place, number in enumerate(numbers):
        fields = [origin_field(place, way) for way in range(WAYS)]
        if fields[0] in sent:
            found[number] = tuple(dict.fromkeys(sent[field] for field in fields if sent.get(field)))
    return found
