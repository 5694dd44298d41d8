"""What coordinators settle about a statement: its dates, its rules, private links to its text."""

# mypy: allow-subclassing-any

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _now
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from petition.core import languages, zones
from petition.core.forms import Form
from petition.core.text import clean_line, clean_text
from petition.desk.forms import schedule_words
from petition.desk.queries import identity_lines
from petition.statements.actions import previews, settings
from petition.statements.actions.settings import PlannedDates, StatementRules
from petition.statements.models import Statement

TIMES = ("opens_at", "embargo_until", "due_at", "closes_at", "delivery_at")
DAYS = ("destroy_on", "forget_representatives_on")
AUTHORITY = "authority_"


def time_field(label: Any, hint: Any = "") -> StringField:
    """A date and time on the clocks of the statement's zone."""
    return StringField(label, description=hint, filters=[clean_line], render_kw={"type": "datetime-local"})


def day_field(label: Any, hint: Any, **keywords: Any) -> StringField:
    """A day of the calendar."""
    return StringField(label, description=hint, filters=[clean_line], render_kw={"type": "date"}, **keywords)


class PlanForm(Form):
    """The dates. ``notes`` is what to say about times that were taken in, ``dates`` what was understood."""

    zone = SelectField(
        _("Time zone"),
        description=_("All times on this page are in this time zone. Readers elsewhere also see their own."),
        validators=[InputRequired(_("Choose a time zone"))],
        choices=[],
        validate_choice=False,
    )
    opens_at = time_field(_("Signing opens"), _("Automatically, at this minute. The text is public from then on."))
    embargo_until = time_field(
        _("Embargo until"), _("Before this only private links show the text. Invited organisations may sign already.")
    )
    due_at = time_field(
        _("Due date"), _("The date by which invited organisations are asked to sign. Nothing closes on this date.")
    )
    closes_at = time_field(_("Signing closes"), _("Automatically, at this minute."))
    delivery_at = time_field(
        _("Delivery"), _("The planned day of delivery. When the statement has been delivered, mark it here.")
    )
    remind_days = StringField(
        _("Reminders, in days before the due date"),
        description=_("At most two numbers, such as 14, 3. Organisations that have answered are not reminded."),
        filters=[clean_line],
        render_kw={"inputmode": "text", "autocomplete": "off"},
    )
    destroy_on = day_field(
        _("Personal data is deleted on"),
        _("Shown before signing. Once somebody has signed, it can only be moved to an earlier day."),
        validators=[InputRequired(_("Choose the day on which personal data is deleted"))],
    )
    forget_representatives_on = day_field(
        _("Representatives’ data is deleted earlier, on"),
        _("Names, roles and mail addresses of representatives. The organisations stay on the list."),
    )

    def __init__(self, statement: Statement, *, sent: bool) -> None:
        super().__init__(data=_typed_dates(statement), **_as_sent(sent))
        self.statement = statement
        self.notes: list[str] = []
        self.dates: PlannedDates | None = None
        self.zone.choices = [SelectChoice(name, name) for name in _zones(statement.zone)]
        # What has happened is no plan any more.
        for done, planned in ((statement.opened_at, "opens_at"), (statement.closed_at, "closes_at")):
            if done is not None:
                delattr(self, planned)

    def validate(self, extra_validators: Any = None) -> bool:
        """Reads the times on the clocks of the zone, and looks for dates that contradict each other."""
        if not super().validate(extra_validators):
            return False
        if not zones.is_known_zone(self.zone.data or ""):
            self.zone.errors = [schedule_words.date_fault_words("unknown_zone")]
            return False
        dates = self._dates()
        if not any(field.errors for field in self):
            for name, word in settings.faults_in_dates(self.statement, dates):
                self._blame(name, schedule_words.date_fault_words(word))
            self._check_identity(dates)
        self.dates = dates
        return not any(field.errors for field in self)

    def _check_identity(self, dates: PlannedDates) -> None:
        """No opening is planned before readers are told who is behind the statement; one that was planned stays."""
        if dates.opens_at is not None and dates.opens_at != self.statement.opens_at:
            missing = ", ".join(line.label for line in identity_lines.missing_lines(self.statement))
            if missing:
                self._blame(
                    "opens_at", _now("First say who is behind this, under “Settings”: %(names)s", names=missing)
                )

    def _dates(self) -> PlannedDates:
        times = {name: self._moment(name) for name in TIMES if name in self}
        kept = {name: getattr(self.statement, name) for name in TIMES if name not in self}
        return PlannedDates(
            zone=self.zone.data,
            destroy_on=self._day("destroy_on") or self.statement.destroy_on,
            forget_representatives_on=self._day("forget_representatives_on"),
            remind_days=self._reminders(),
            **times,
            **kept,
        )

    def _moment(self, name: str) -> datetime | None:
        typed, zone, stored = self[name].data, self.zone.data, getattr(self.statement, name)
        if not typed:
            return None
        if stored is not None and zone == self.statement.zone and typed == zones.datetime_local_value(stored, zone):
            # Of a time that comes twice a year the form cannot say which one is meant: it stays as it was.
            return stored  # type: ignore[no-any-return]
        try:
            local = zones.moment_of_wall_time(typed, zone)
        except zones.SkippedTime as gap:
            self._blame(name, schedule_words.skipped_time_words(gap, zone))
            return None
        except zones.InvalidTime:
            self._blame(name, _now("Enter a date and a time, such as 2027-03-28 09:30"))
            return None
        if local.note == "twice":
            self.notes.append(schedule_words.doubled_time_words(str(self[name].label.text), local.moment, zone))
        return local.moment

    def _day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self[name].data) if self[name].data else None
        except ValueError:
            self._blame(name, _now("Enter a day, such as 2027-03-28"))
            return None

    def _reminders(self) -> tuple[int, ...]:
        parts = (self.remind_days.data or "").replace(",", " ").split()
        if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
            self._blame("remind_days", schedule_words.date_fault_words("reminders"))
            return ()
        return tuple(sorted((int(part) for part in parts), reverse=True))

    def _blame(self, name: str, fault: str) -> None:
        # A date that has come to pass has no field; whatever contradicts it has.
        field = self._fields.get(name, self.zone)
        field.errors = [*field.errors, fault]


class RulesForm(Form):
    """What signatories can rely on; made for the languages of a statement by ``rules_form``."""

    late_rule = RadioField(
        _("Signatures after delivery"),
        choices=[SelectChoice("refused", _("is not accepted")), SelectChoice("listed", _("is listed as late"))],
        validators=[InputRequired(_("Choose what happens to signatures after delivery"))],
    )
    silence_days = IntegerField(
        _("Days after which no answer to a changed text counts as a yes"),
        description=_(
            "If empty: people and organisations that do not answer stay with the text they signed. "
            "Fixed by the first signature."
        ),
        validators=[
            Optional(),
            NumberRange(1, settings.LONGEST_SILENCE, _("Enter a number of days from 1 to 365, or leave it empty")),
        ],
        render_kw={"inputmode": "numeric", "min": 1, "max": settings.LONGEST_SILENCE},
    )
    reservations = BooleanField(
        _("Organisations may sign with a reservation on a demand"),
        description=_("With a short reason, shown next to the demand once a coordinator has approved it."),
    )

    def authority_fields(self) -> list[Any]:
        """The fields of the rule on authority, one for each language."""
        return [field for field in self if field.name.startswith(AUTHORITY)]

    def rules(self, statement: Statement) -> StatementRules:
        """What was settled; where silence is fixed already, that stays."""
        return StatementRules(
            late_rule=self.late_rule.data,
            silence_days=self.silence_days.data if "silence_days" in self else statement.silence_days,
            reservations_allowed=self.reservations.data,
            authority={field.name.removeprefix(AUTHORITY): field.data or "" for field in self.authority_fields()},
        )


def rules_form(
    statement: Statement, tags: list[str], authority: dict[str, str], *, fixed: bool, sent: bool
) -> RulesForm:
    """The form for the rules, with a text on authority in each language; ``fixed``: silence can no longer change."""
    fields = {f"{AUTHORITY}{tag}": _authority_field(tag) for tag in tags}
    form: RulesForm = type("RulesForm", (RulesForm,), fields)(
        data={
            "late_rule": statement.late_rule,
            "silence_days": statement.silence_days,
            "reservations": statement.reservations_allowed_at is not None,
            **{f"{AUTHORITY}{tag}": authority.get(tag, "") for tag in tags},
        },
        **_as_sent(sent),
    )
    if fixed:
        del form.silence_days
    return form


class PreviewForm(Form):
    """A private link: for whom, and for how long."""

    label = StringField(
        _("Recipient"),
        description=_("Only the desk sees this."),
        filters=[clean_line],
        validators=[
            DataRequired(_("Enter who the link is for")),
            Length(max=previews.LONGEST_LABEL, message=_("Use at most %(max)d characters")),
        ],
        render_kw={"maxlength": previews.LONGEST_LABEL, "autocomplete": "off"},
    )
    days = IntegerField(
        _("Valid for how many days"),
        default=14,
        validators=[
            InputRequired(_("Enter a number of days from 1 to 90")),
            NumberRange(1, previews.MOST_DAYS, _("Enter a number of days from 1 to 90")),
        ],
        render_kw={"inputmode": "numeric", "min": 1, "max": previews.MOST_DAYS},
    )

    def __init__(self, *, sent: bool) -> None:
        super().__init__(**_as_sent(sent))


def _as_sent(sent: bool) -> dict[str, Any]:
    """Several forms stand on one page: only the one that was sent takes in what was."""
    return {} if sent else {"formdata": None}


def _authority_field(tag: str) -> TextAreaField:
    return TextAreaField(
        languages.language_name(tag),
        filters=[clean_text],
        validators=[Optional(), Length(max=settings.LONGEST_RULE, message=_("Use at most %(max)d characters"))],
        render_kw={"lang": tag, "maxlength": settings.LONGEST_RULE},
    )


def _typed_dates(statement: Statement) -> dict[str, str]:
    """A statement's dates as the fields take them."""
    typed = {"zone": statement.zone, "remind_days": ", ".join((statement.remind_days or "").split(","))}
    for name in TIMES:
        moment = getattr(statement, name)
        typed[name] = zones.datetime_local_value(moment, statement.zone) if moment else ""
    for name in DAYS:
        day = getattr(statement, name)
        typed[name] = day.isoformat() if day else ""
    return typed


def _zones(own: str) -> list[str]:
    names = zones.zone_names()
    return names if own in names else [own, *names]
