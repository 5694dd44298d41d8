"""The form that an invited organisation finds filled in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from petition.signing.fields import OrganisationFields


class AnswerForm(OrganisationFields):
    """An invited organisation signs, through a representative."""

    address_hint = _(
        "The invitation went to this mailbox, and the link to confirm goes there too. "
        "If you write another address, a coordinator looks at the signature first. Never shown."
    )
