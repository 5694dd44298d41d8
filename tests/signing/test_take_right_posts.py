"""A post is found right without a form exactly where the form would find it right, with the same values."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField

import cast
from petition.core.fields import PublicForm
from petition.core.form_stamps import make_stamp
from petition.core.languages import INTERFACE, countries, country_codes, set_language
from petition.core.right_forms import FormRules, rules_of
from petition.signing.sign.forms import SignAsIndividualForm, SignAsOrganisationForm

# What somebody may send in a field: right, wrong, twice, much too much, not at all.
SENT: list[Any] = [
    None, "", " ", "  Ada \t Lovelace ", "Нав\u0301ум", "x" * 100, "x" * 121, "x" * 301, "x" * 20_000, "123", "a\x00b",
    "\u202eadA", "visit www.example.org", "shop.example.com", "Change.org", "J.Kim", "ada@example.org", "ada@example",
    "Ada <ada@example.org>", "a@b.example, c@d.example", "ADA@GMAIL.COM", "BY", "by", "XX", "full", "initials", "none",
    "y", "false", "False", "https://example.org", "example.org", "javascript:alert(1)", ["", "full"], ["full", "none"],
    ["y", ""], "line\r\n\r\n\r\nline",
]  # fmt: skip
FORMS = [(SignAsIndividualForm, cast.ALENA), (SignAsOrganisationForm, cast.CIRCLE)]


def posted(values: dict[str, Any]) -> MultiDict[str, str]:
    return MultiDict({name: value for name, value in values.items() if value is not None})


@pytest.mark.parametrize(("made_by", "who"), FORMS)
def test_it_takes_what_the_form_takes(app: Flask, made_by: type[PublicForm], who: dict[str, Any]) -> None:
    """Each field with each value, all others right; and both say the same of each."""
    found = set()
    with app.test_request_context("/en/open-courts/sign", method="POST"):
        right = {**who, "stamp": make_stamp(made_by.__name__), "updates": ""}
        for name in [field.name for field in made_by(formdata=None)]:
            for sent in SENT:
                values = posted({**right, name: sent})
                form = made_by(formdata=values)
                taken = rules_of(made_by).read(values)
                is_right = taken is not None and rules_of(made_by).allow(taken)
                assert is_right == form.validate(), (name, sent, form.errors)
                found.add(is_right)
                if taken is not None and is_right:
                    assert {one.name: one.data for one in taken} == form.data, (name, sent)
                    assert taken.email.address == form.email.address
                    assert taken.fault() == form.fault() and taken.is_trap_lifted == form.is_trap_lifted
    assert found == {True, False}


def test_it_knows_no_field_of_which_it_could_be_wrong(app: Flask) -> None:
    class Counting(PublicForm):
        number = IntegerField("How many")

    class Checking(PublicForm):
        def validate_topic(self, field: Any) -> None:
            """Says nothing."""

    with app.test_request_context("/"):
        for made_by in (Counting, Checking):
            with pytest.raises(TypeError, match="known here"):
                FormRules(made_by(formdata=None))


def test_it_has_the_same_countries_in_each_language(app: Flask) -> None:
    for language in INTERFACE:
        with app.test_request_context("/"):
            set_language(language)
            assert {code for code, _name in countries()} == country_codes()
