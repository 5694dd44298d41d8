"""Describing whom a removal rule removes."""

# mypy: allow-subclassing-any

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _now
from flask_babel import lazy_gettext as _
from wtforms import Field, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, NumberRange, Optional, StopValidation

from petition.core import addresses, languages, zones
from petition.core.fields import NAME, clean_field, country_field, max_length
from petition.core.forms import Form
from petition.core.text import clean_text
from petition.desk.forms import schedule_words
from petition.removals.criteria import FORGOTTEN, Criteria, literal_text, parse_domain, signal_words
from petition.signing.models.screening import SIGNALS

NETWORK = re.compile("[0-9a-f]{64}")
GROUP = re.compile("(likeness|mailbox|disposable):[0-9a-f]{64}")
LONGEST_WHY = 600
ANY = SelectChoice("", "—")


def check_domain(form: Form, field: Field) -> None:
    """A domain that can have mailboxes."""
    try:
        field.data = parse_domain(field.data or "")
    except addresses.NotAnAddress:
        raise StopValidation(_("Enter a mail domain, such as example.org")) from None


def check_pattern(form: Form, field: Field) -> None:
    """A pattern that says something."""
    if not literal_text(field.data or ""):
        raise StopValidation(_("Enter some letters of the name besides * and ?"))


def check_network(form: Form, field: Field) -> None:
    """A hash as other pages of the desk fill it in."""
    if not NETWORK.fullmatch(field.data or ""):
        raise StopValidation(_("Keep the value that another page filled in, or empty the field"))


def check_group(form: Form, field: Field) -> None:
    """A group as other pages of the desk fill it in."""
    if not GROUP.fullmatch(field.data or ""):
        raise StopValidation(_("Keep the value that another page filled in, or empty the field"))


def time_field(label: Any) -> StringField:
    """A date and time on the clocks of the statement's zone."""
    return StringField(
        label,
        filters=[clean_field],
        validators=[Optional()],
        render_kw={"type": "datetime-local", "autocomplete": "off"},
    )


class RemovalForm(Form):
    """Conditions that all have to hold, and why. ``criteria`` is what was understood."""

    domain = StringField(
        _("Mail domain"),
        description=_("The part after the @, such as example.org."),
        filters=[clean_field],
        validators=[Optional(), max_length(255), check_domain],
        render_kw={"maxlength": 255, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    name = StringField(
        _("Name"),
        description=_("* stands for any letters, ? for one letter. Only names that are shown in full are searched."),
        filters=[clean_field],
        validators=[Optional(), max_length(NAME), check_pattern],
        render_kw={"maxlength": NAME, "autocomplete": "off", "spellcheck": "false"},
    )
    since = time_field(_("Confirmed from"))
    until = time_field(_("Confirmed before"))
    country = country_field()
    language = SelectField(_("Language of the signature"), choices=[], validators=[Optional()])
    signal = SelectField(_("Reason for quarantine"), choices=[], validators=[Optional()])
    network = StringField(
        _("Network"),
        description=_("A hash that tells networks apart for 48 hours. No address can be read from it."),
        filters=[clean_field],
        validators=[Optional(), check_network],
        render_kw={"maxlength": 64, "autocomplete": "off", "spellcheck": "false", "readonly": True},
    )
    group = StringField(
        _("Group"),
        description=_("A hash of what its members have in common. No name and no address can be read from it."),
        filters=[clean_field],
        validators=[Optional(), check_group],
        render_kw={"maxlength": 80, "autocomplete": "off", "spellcheck": "false", "readonly": True},
    )
    faster_than = IntegerField(
        _("Form sent in less than, in seconds"),
        description=_("Known for 48 hours after somebody signs."),
        validators=[Optional(), NumberRange(1, 600, _("Enter a number of seconds from 1 to 600"))],
        render_kw={"inputmode": "numeric", "min": 1, "max": 600, "autocomplete": "off"},
    )
    why = TextAreaField(
        _("Why"),
        description=_("For the audit log. Other coordinators read it, signatories do not."),
        filters=[clean_text],
        validators=[DataRequired(_("Describe in a few words why they should be removed")), max_length(LONGEST_WHY)],
        render_kw={"maxlength": LONGEST_WHY},
    )

    def __init__(self, tags: Sequence[str], zone: str, given: dict[str, str] | None = None) -> None:
        super().__init__(data=given, **({"formdata": None} if given is not None else {}))
        self.zone = zone
        self.criteria = Criteria()
        self.language.choices = [ANY, *(SelectChoice(tag, languages.language_name(tag)) for tag in tags)]
        words = signal_words()
        self.signal.choices = [ANY, *(SelectChoice(signal, words[signal]) for signal in SIGNALS)]
        self.country.render_kw = {"autocomplete": "off"}
        # Nobody types a hash: there is a field for it where another page has led here with one.
        for name in ("network", "group", "faster_than"):
            if not self[name].data:
                del self[name]

    def validate(self, extra_validators: Any = None) -> bool:
        """Understands the conditions; there has to be one at least."""
        if not super().validate(extra_validators):
            return False
        since, until = self._moment("since"), self._moment("until")
        if not any(field.errors for field in self):
            texts = ("domain", "network", "name", "country", "language", "signal", "group")
            given: dict[str, Any] = {name: self[name].data or "" for name in texts if name in self}
            faster_than = self["faster_than"].data or 0 if "faster_than" in self else 0
            self.criteria = Criteria(**given, since=since, until=until, faster_than=faster_than)
            self._check_conditions()
        return not (self.form_errors or any(field.errors for field in self))

    def _check_conditions(self) -> None:
        criteria = self.criteria
        if criteria.is_empty:
            self.form_errors = [_now("Enter at least one condition: a rule without conditions would match everybody")]
        elif criteria.since is not None and criteria.until is not None and criteria.since >= criteria.until:
            self.until.errors = [_now("Choose a time after the start time")]

    def _moment(self, name: str) -> datetime | None:
        if not self[name].data:
            return None
        try:
            return zones.moment_of_wall_time(self[name].data, self.zone).moment
        except zones.SkippedTime as gap:
            self[name].errors = [schedule_words.skipped_time_words(gap, self.zone)]
        except zones.InvalidTime:
            self[name].errors = [_now("Enter a date and a time, such as 2027-03-28 09:30")]
        return None


def criteria_values(criteria: Criteria, zone: str) -> dict[str, str]:
    """What would have to be typed to describe the same."""
    given: dict[str, Any] = {**criteria.to_json(), "since": criteria.since, "until": criteria.until}
    return {
        name: zones.datetime_local_value(value, zone) if isinstance(value, datetime) else str(value)
        for name, value in given.items()
        if value and value != FORGOTTEN
    }
