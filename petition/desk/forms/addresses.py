"""Asking for the mail addresses of a statement's signatories."""

# mypy: allow-subclassing-any

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from petition.core.fields import NOTE, max_length
from petition.core.forms import Form


class ReasonForm(Form):
    """Why somebody wants to do what takes two."""

    why = TextAreaField(
        _("Why"),
        description=_("The second person reads this, and it stays in the audit log."),
        filters=[lambda typed: typed.strip() if typed else typed],
        validators=[DataRequired(_("Describe what you need them for.")), max_length(NOTE)],
        render_kw={"maxlength": NOTE},
    )
