"""Inviting at the desk: one organisation, or a list."""

# mypy: allow-subclassing-any

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from petition.core import languages
from petition.core.fields import (
    ACRONYM,
    NAME,
    NOTE,
    UploadField,
    address_field,
    check_name,
    check_no_link,
    check_organisation,
    clean_field,
    country_field,
    latin_field,
    max_length,
    organisation_field,
    website_field,
)
from petition.core.forms import Form
from petition.core.text import clean_text
from petition.invitations.actions.invite import DETAILS
from petition.invitations.spreadsheet import MOST_BYTES, MOST_CHARACTERS, MOST_ROWS
from petition.invitations.wording import LONGEST_LINE, LONGEST_NOTE, Wording

MIB = 1 << 20


class WordingFields(Form):
    """What the mail of an invitation says in words of the coordinators."""

    salutation = StringField(
        _("Salutation"),
        description=_("How the mail begins, such as “Dear colleagues,”. Left empty: the representative’s name."),
        filters=[clean_field],
        validators=[Optional(), max_length(LONGEST_LINE), check_no_link],
        render_kw={"maxlength": LONGEST_LINE, "autocomplete": "off"},
    )
    covering_note = TextAreaField(
        _("Covering note"),
        description=_("A paragraph or two in the mail, in the language you write them in."),
        filters=[clean_text],
        validators=[Optional(), max_length(LONGEST_NOTE)],
        render_kw={"maxlength": LONGEST_NOTE, "rows": 4},
    )
    sender = StringField(
        _("Sender’s name"),
        description=_("Stands below the mail: who asks, and on whose behalf."),
        filters=[clean_field],
        validators=[Optional(), max_length(LONGEST_LINE), check_no_link],
        render_kw={"maxlength": LONGEST_LINE, "autocomplete": "off"},
    )

    def wording(self) -> Wording:
        """As it was typed."""
        return Wording(self.salutation.data or "", self.covering_note.data or "", self.sender.data or "")


class WordingForm(WordingFields):
    """The mail of one invitation, to be sent again."""

    def __init__(self, wording: Wording, *, sent: bool) -> None:
        super().__init__(**({} if sent else {"formdata": None, "data": asdict(wording)}))


class ListWordingForm(WordingFields):
    """The mail to all organisations of a list."""

    language = SelectField(
        _("Language of the invitation"),
        description=_("For rows that name none."),
        validators=[InputRequired(_("Choose a language"))],
        choices=[],
    )

    def __init__(self, tags: Sequence[str], wording: Wording, language: str, *, sent: bool) -> None:
        kept = {**asdict(wording), "language": language}
        super().__init__(**({} if sent else {"formdata": None, "data": kept}))
        self.language.choices = _language_choices(tags)


class AddressForm(Form):
    """The right mailbox of an organisation that was invited."""

    email = address_field(
        _("A fresh invitation goes there; the link that was sent to the other address stops working.")
    )

    def __init__(self, *, sent: bool) -> None:
        super().__init__(**_as_sent(sent))
        self.email.render_kw = {**(self.email.render_kw or {}), "autocomplete": "off"}


class InviteForm(WordingFields):
    """One organisation to invite."""

    organisation = organisation_field()
    organisation_latin = latin_field()
    acronym = StringField(
        _("Acronym"),
        filters=[clean_field],
        validators=[Optional(), check_organisation, max_length(ACRONYM)],
        render_kw={"maxlength": ACRONYM, "autocomplete": "off"},
    )
    website = website_field()
    country = country_field()
    representative = StringField(
        _("Representative"),
        description=_("The person the mail is addressed to, if you know."),
        filters=[clean_field],
        validators=[Optional(), check_name, max_length(NAME)],
        render_kw={"maxlength": NAME, "autocomplete": "off"},
    )
    role = StringField(
        _("Role in the organisation"),
        filters=[clean_field],
        validators=[Optional(), max_length(NAME), check_no_link],
        render_kw={"maxlength": NAME, "autocomplete": "off"},
    )
    email = address_field(_("Signatures confirmed from this mailbox need no further approval."))
    language = SelectField(
        _("Language of the invitation"),
        validators=[InputRequired(_("Choose a language"))],
        choices=[],
    )
    note = StringField(
        _("Note"),
        description=_("Only the desk sees this."),
        filters=[clean_field],
        validators=[Optional(), max_length(NOTE)],
        render_kw={"maxlength": NOTE, "autocomplete": "off"},
    )

    def __init__(self, tags: Sequence[str], *, sent: bool) -> None:
        super().__init__(**_as_sent(sent))
        self.language.choices = _language_choices(tags)
        for name in ("organisation", "website", "country", "email"):
            # These are somebody else's: what the browser knows of the coordinator is no help.
            self[name].render_kw = {**self[name].render_kw, "autocomplete": "off"}

    def details(self) -> dict[str, Any]:
        """What was written about the organisation."""
        return {name: value for name, value in self.data.items() if name in DETAILS}


class ListForm(Form):
    """A list of organisations: a file, or what was pasted."""

    longest: ClassVar[Mapping[str, int]] = {"pasted": MOST_CHARACTERS}

    file = UploadField(
        _("File"),
        description=_(
            "XLSX, XLS, ODS, CSV, JSON or YAML, up to %(size)s MB and %(rows)s rows. Columns are "
            "recognised by their headings and content; you can correct this on the next page.",
            size=MOST_BYTES // MIB,
            rows=f"{MOST_ROWS:,}".replace(",", "\u202f"),
        ),
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,.json,.jsonl,.yaml,.yml,.md"},
    )
    pasted = TextAreaField(
        _("Or paste the list"),
        description=_("A table, or one organisation a line: name, mail address, country."),
        validators=[max_length(MOST_CHARACTERS)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "rows": 6},
    )

    def validate_file(self, field: UploadField) -> None:
        """A file or a paste has to be there; of both the file is read."""
        if field.data is None and not (self.pasted.data or "").strip():
            raise ValidationError(_("Choose a file, or paste the list below"))

    def __init__(self, *, sent: bool) -> None:
        super().__init__(**_as_sent(sent))


def _language_choices(tags: Sequence[str]) -> list[SelectChoice]:
    offered = dict.fromkeys((*tags, *languages.INTERFACE))
    return [SelectChoice(tag, languages.language_name(tag)) for tag in offered]


def _as_sent(sent: bool) -> dict[str, Any]:
    """Both forms stand on one page: only the one that was sent takes in what was."""
    return {} if sent else {"formdata": None}
