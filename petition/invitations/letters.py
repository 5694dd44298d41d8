"""The words of an invitation's mail, as it goes and as it is shown before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale

from petition.core import languages
from petition.core.db import now
from petition.invitations import links
from petition.invitations.wording import Wording
from petition.mail import rendering
from petition.mail.models import OutgoingMail
from petition.mail.rendering import RenderedMail
from petition.statements.models import Statement
from petition.statements.queries import public_statements

# Stands where the mail will have a link that is made only for it.
LINK = f"{links.PATH}…"


def statement_heading(statement: Statement, language: str) -> dict[str, str]:
    """What the mail tells of its statement besides the title, in its language."""
    with force_locale(languages.spoken_language(language)):
        due = languages.format_moment_in_zone(statement.due_at, statement.zone) if statement.due_at else ""
    return {"due": due, "public": "yes" if statement.is_public else ""}


def invitation_words(details: Mapping[str, Any] | None, wording: Wording) -> dict[str, str]:
    """What the mail tells of who is invited, and in words of the coordinators."""
    told = {name: str((details or {}).get(name) or "") for name in ("organisation", "representative")}
    own = {"salutation": wording.salutation, "covering_note": wording.covering_note, "sender": wording.sender}
    return told | {name: text for name, text in own.items() if text}


def sample_content(
    statement: Statement, details: Mapping[str, Any] | None, language: str, wording: Wording
) -> dict[str, str]:
    """The content of the very mail, but for its link, which leads nowhere."""
    linked = {"link_path": LINK, "link_expires_at": links.invitation_expiry(statement, now()).isoformat()}
    return {**statement_heading(statement, language), **invitation_words(details, wording), **linked}


def preview_invitation(
    statement: Statement, details: Mapping[str, Any] | None, language: str, wording: Wording
) -> RenderedMail:
    """The mail as it will go to whoever is invited with these details, in this language; LINK for its link."""
    content = sample_content(statement, details, language, wording)
    edition = public_statements.current_edition(statement)
    return rendering.render_mail(
        OutgoingMail(kind="invitation", language=language, edition_id=edition.id, content=content)
    )
