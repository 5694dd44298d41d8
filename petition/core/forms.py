"""The form that looks at how long each value is before anything else looks at it."""

# mypy: allow-subclassing-any

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, PasswordField, StringField
from wtforms.validators import Length, StopValidation
from wtforms.widgets import HiddenInput

TOO_LONG = _("Use at most %(max)d characters")
LIBRARY_WORDS = {
    "Not a valid choice.": _("Choose one of the options"),
    "Invalid Choice: could not coerce.": _("Choose one of the options"),
    "Not a valid integer value.": _("Enter a whole number"),
}
# Characters. What nobody types is cut there, since nothing longer can be right.
DEFAULT, PASSWORD, HIDDEN = 300, 256, 4000
# Before it is cleaned a text may be longer than its limit: letters taken apart into marks, spaces that count once.
TIMES, ROOM = 4, 200


class Form(FlaskForm):
    """A form each field of which has a limit of length, also where nobody thought of one.

    The limit is that of the field's ``Length``, in characters of the cleaned text (Unicode code points after the
    field's filters). Four times as much and a little is cleaned at all; what is longer stays as it was sent, so
    that it can be shown again, and no filter and no other validator gets to see it.
    """

    # Limits of fields that have no ``Length``.
    longest: ClassVar[Mapping[str, int]] = {}

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Binds a field, and puts its limit in front of its filters and validators."""
            field = super().bind_field(form, unbound_field, options)
            _add_limit(field, form.longest.get(field.short_name))
            return field

        def get_translations(self, form: Any) -> Any:
            """What the library says by itself, in our words: it has none in some languages of the interface."""
            return LibraryWords(super().get_translations(form))

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted: a file sent in the place of a text is no input."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return request.form if request.method == "POST" else None


def limit_of(field: Field) -> int | None:
    """The limit that a field states, in characters; None where it states none."""
    stated = [one.max for one in field.validators if isinstance(one, Length) and one.max > 0]
    return min(stated, default=None)


def is_typed(field: Field) -> bool:
    """Whether people type into a field; anything else is a choice, a box, a number, a file, or not seen."""
    return isinstance(field, StringField) and not isinstance(field.widget, HiddenInput)


def add_limits(form: type[FlaskForm]) -> type[FlaskForm]:
    """The same form of a library, as a ``Form``."""
    return form if issubclass(form, Form) else type(form.__name__, (form, Form), {})


def _add_limit(field: Field, stated: int | None) -> None:
    stated = stated or limit_of(field)
    if is_typed(field):
        limit = LengthLimit(stated or (PASSWORD if isinstance(field, PasswordField) else DEFAULT))
        field.filters = [limit.refuse, *field.filters]
        field.validators = [limit, *field.validators]
    else:
        most = stated or HIDDEN
        field.filters = [lambda value: _strip_nul(value[:most]) if isinstance(value, str) else value, *field.filters]


def _strip_nul(value: Any) -> Any:
    # Neither a page nor PostgreSQL can hold it.
    return value.replace("\0", "") if isinstance(value, str) else value


class LibraryWords:
    """The library's own remarks on what was entered, and others as it has them."""

    def __init__(self, others: Any) -> None:
        self.others = others

    def gettext(self, text: str) -> str:
        """A remark in the language of the interface."""
        return str(LIBRARY_WORDS[text] if text in LIBRARY_WORDS else self.others.gettext(text))

    def ngettext(self, one: str, several: str, number: int) -> str:
        """A remark with a number, as the library has it: our forms have their own."""
        return str(self.others.ngettext(one, several, number))


class LengthLimit:
    """What refuses a text that is too long: before its filters, and right after them."""

    def __init__(self, most: int) -> None:
        self.most = most

    def refuse(self, value: Any) -> Any:
        """The filter: ends the taking in of what is much too long."""
        if isinstance(value, str) and len(value) > TIMES * self.most + ROOM:
            raise ValueError(self.message)
        return _strip_nul(value)

    def __call__(self, form: Any, field: Field) -> None:
        """The validator: lets none after it look at what is too long."""
        if field.process_errors:
            raise StopValidation
        if isinstance(field.data, str) and len(field.data) > self.most:
            raise StopValidation(self.message)

    @property
    def message(self) -> str:
        """What is said beside the field."""
        return str(TOO_LONG) % {"max": self.most}
