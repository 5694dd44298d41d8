"""The form that an invited organisation finds filled in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from petition.signing.fields import OrganisationFields


class AnswerForm(OrganisationFields):
    """An invited organisation signs, through a representative."""

    address_hint = _(
        "The invitation was sent to this mailbox, and the confirmation link will be sent there "
        "too. If you enter another address, a coordinator reviews the signature first. Never "
        "shown."
    )
