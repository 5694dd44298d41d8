"""Reservations: a short reason beside each numbered demand that an organisation does not share as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _
from wtforms import Field, StringField
from wtforms.validators import Optional

from petition.core.fields import PublicForm, at_most, check_no_address, one_line
from petition.signing.reservations import LONGEST_REASON, Numbered

PREFIX = "reservation_"
Form = TypeVar("Form", bound="ReservationsForm")


class ReservationsForm(PublicForm):
    """A form that may have a field for each demand; ``with_reservations`` puts them in."""

    demands: Sequence[Numbered] = ()

    def reservations(self) -> dict[str, str]:
        """The reasons that were written, by the demand's key."""
        return {demand.key: field.data for demand, field in self.reservation_fields() if field.data}

    def reservation_fields(self) -> Iterator[tuple[Numbered, Field]]:
        """Each demand with its field."""
        for demand in self.demands:
            yield demand, self[PREFIX + demand.key]

    @property
    def has_reservations(self) -> bool:
        """Whether any field is filled in or faulty, so that the fields are shown open."""
        return any(field.data or field.errors for _demand, field in self.reservation_fields())


def with_reservations(form: type[Form], demands: Sequence[Numbered]) -> type[Form]:
    """The same form with a field for each of these demands."""
    fields: dict[str, Any] = {PREFIX + demand.key: _field(demand) for demand in demands}
    # It keeps its name: the stamp is made for that.
    return type(form.__name__, (form,), {"demands": tuple(demands), **fields})


def filled_in(reasons: Mapping[str, str]) -> dict[str, str]:
    """Reasons by key as the fields take them."""
    return {PREFIX + key: reason for key, reason in reasons.items()}


def _field(demand: Numbered) -> StringField:
    return StringField(
        _("Reservation on demand %(number)s", number=demand.number),
        description=demand.words,
        filters=[one_line],
        validators=[Optional(), at_most(LONGEST_REASON), check_no_address],
        render_kw={"maxlength": LONGEST_REASON, "autocomplete": "off"},
    )
