"""Posts with which nothing is wrong, found so without making a form: by the filters and validators of the form itself.

A form is made to be shown: with labels, widgets, choices and words for what is wrong, which costs more than all else
that is done with a post. So what each field takes is read off a form once, and run on what was posted. Wherever
anything is not simply right nobody is told so from here: the form is made, and says what it always says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from petition.core.fields import AddressField, PublicForm
from petition.core.form_stamps import StampedForm

# Kinds of fields of which it is known here what they make of a post.
TEXTS, CHOICES = (StringField, TextAreaField, HiddenField, AddressField), (SelectField, RadioField)


@dataclass(frozen=True, slots=True)
class FieldRules:
    """What a field takes; ``choices`` where nothing else may be chosen, ``unticked`` what a box has that is empty."""

    name: str
    filters: tuple[Callable[[Any], Any], ...]
    validators: tuple[Callable[[Any, Any], None], ...]
    choices: frozenset[str] | None = None
    unticked: tuple[Any, ...] | None = None


class RightField:
    """What was posted in a field, as filters and validators look at it; ``address`` is that of an ``AddressField``."""

    process_errors = ()
    address: Any = None
    suggestion: str | None = None
    is_asked = False

    def __init__(self, name: str, data: Any, raw_data: list[str]) -> None:
        self.name, self.data, self.raw_data = name, data, raw_data
        self.errors: list[str] = []


class RightForm(StampedForm):
    """A post of a form, and its fields by their names, as a form has them."""

    def __init__(self, form_name: str, fields: dict[str, RightField]) -> None:
        self.form_name, self._fields = form_name, fields

    def __getitem__(self, name: str) -> RightField:
        return self._fields[name]

    def __getattr__(self, name: str) -> RightField:
        if name == "_fields" or name not in self._fields:
            raise AttributeError(name)
        return self._fields[name]

    def __iter__(self) -> Iterator[RightField]:
        return iter(self._fields.values())


class FormRules:
    """What the fields of a kind of form take."""

    def __init__(self, form: PublicForm) -> None:
        self.form_name = form.form_name
        self.fields = tuple(_field_rules(form, field) for field in form)

    def read(self, posted: MultiDict[str, str]) -> RightForm | None:
        """What was posted, through the filters; None where that is not right."""
        found = {}
        for rules in self.fields:
            sent = posted.getlist(rules.name)
            data: Any = sent[0] if sent else None
            if rules.unticked is not None:
                data = bool(sent) and data not in rules.unticked
            try:
                for clean in rules.filters:
                    data = clean(data)
            except ValueError:
                return None
            found[rules.name] = RightField(rules.name, data, sent)
        return RightForm(self.form_name, found)

    def allow(self, form: RightForm) -> bool:
        """Whether each field is as its validators want it."""
        return all(_is_right(rules, form, form[rules.name]) for rules in self.fields)


@cache
def rules_of(made_by: Any) -> FormRules:
    """The rules of a kind of form; the first time to be asked for by a request."""
    return FormRules(made_by(formdata=None))


def _is_right(rules: FieldRules, form: RightForm, field: RightField) -> bool:
    if rules.choices is not None and field.data not in rules.choices:
        return False
    try:
        for check in rules.validators:
            check(form, field)
    except StopValidation as stopped:
        # Without words: there is nothing to look at, and that is right.
        return not any(stopped.args)
    except ValidationError:
        return False
    return True


def _field_rules(form: PublicForm, field: Any) -> FieldRules:
    """Raises TypeError for a field of which it is not known here what it makes of a post."""
    if hasattr(form, f"validate_{field.name}") or field.default is not None:
        raise TypeError(f"{field.name}: only what a field says itself is known here")
    given = field.name, tuple(field.filters), tuple(field.validators)
    if type(field) in TEXTS:
        return FieldRules(*given)
    if type(field) is BooleanField:
        return FieldRules(*given, unticked=tuple(field.false_values))
    if type(field) in CHOICES and field.coerce is str:
        offered = frozenset(one.value for one in field.choices) if field.validate_choice else None
        return FieldRules(*given, choices=offered)
    raise TypeError(f"{field.name}: a {type(field).__name__} is not known here")
