"""A reason for rejecting, as coordinators write it."""

# mypy: allow-subclassing-any

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from petition.core import languages
from petition.core.forms import Form
from petition.core.text import clean_line, clean_text
from petition.signing.models.reasons import Reason

LABEL, TEXT = 120, 1000
TOO_LONG = _("Use at most %(max)d characters")
PREFIX = "text_"


class ReasonForm(Form):
    """What coordinators call a reason and look for; a field for the public text in each language comes beside."""

    label = StringField(
        _("What you call it"),
        description=_("Visible at the desk only."),
        filters=[clean_line],
        validators=[DataRequired(_("Give it a short name")), Length(max=LABEL, message=TOO_LONG)],
        render_kw={"maxlength": LABEL, "autocomplete": "off"},
    )
    internal = TextAreaField(
        _("When to use it"),
        description=_("A note for everybody who decides. Visible at the desk only."),
        filters=[clean_text],
        validators=[Optional(), Length(max=TEXT, message=TOO_LONG)],
        render_kw={"maxlength": TEXT},
    )
    seen = HiddenField()

    @property
    def texts(self) -> dict[str, str]:
        """The public texts, by language."""
        return {tag: self[PREFIX + tag].data or "" for tag in self.tags}

    @property
    def tags(self) -> list[str]:
        """The languages that have a field."""
        return [field.name.removeprefix(PREFIX) for field in self if field.name.startswith(PREFIX)]

    @property
    def values(self) -> dict[str, str | None]:
        """Everything that was written, by the name of its field."""
        return {field.name: field.data or None for field in self if field.name not in ("csrf_token", "seen")}

    def asks_text(self) -> bool:
        """Whether there is a public text; says beside the first field that there should be one."""
        if any(self.texts.values()):
            return True
        self[PREFIX + self.tags[0]].errors = [gettext("Enter the text for the signatory, in at least one language")]
        return False


def reason_form(tags: Sequence[str], **given: Any) -> ReasonForm:
    """The form with a field for each of these languages."""
    fields = {PREFIX + tag: _text(tag) for tag in tags}
    made: ReasonForm = type("ReasonForm", (ReasonForm,), fields)(**given)
    return made


def reason_values(reason: Reason) -> dict[str, str | None]:
    """What a reason says, by the name of the field."""
    texts = {PREFIX + one.language: one.text for one in reason.texts}
    return {"label": reason.label, "internal": reason.internal, **texts}


def _text(tag: str) -> TextAreaField:
    return TextAreaField(
        languages.language_name(tag),
        filters=[clean_text],
        validators=[Optional(), Length(max=TEXT, message=TOO_LONG)],
        render_kw={"maxlength": TEXT, "lang": tag},
    )
