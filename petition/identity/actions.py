"""What coordinators say about who is behind the site and its statements; each change is on record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import delete

from petition.core import audit
from petition.core.db import db, now
from petition.identity.models import (
    FIELDS,
    OF_A_STATEMENT,
    OF_THE_SITE,
    SITE,
    IdentityLogo,
    IdentitySettings,
    IdentityText,
)
from petition.identity.queries import find_logo, find_settings
from petition.organisations.logo_images import LogoImage
from petition.statements.models import Statement


def set_identity(
    statement: Statement | None,
    *,
    by: str,
    contact: str | None = None,
    accent: str | None = None,
    texts: Mapping[str, Mapping[str, str | None]] | None = None,
) -> bool:
    """Sets all that is said of a statement, or of the site, but the logo; ``texts`` is by language, then by field.

    Languages that are not named stay as they are. False where all of it stood so already.
    """
    held = _hold_settings(statement)
    told = [
        name for name, value in (("contact", contact), ("accent", accent)) if getattr(held, name) != (value or None)
    ]
    held.contact, held.accent = contact or None, accent or None
    for language, words in (texts or {}).items():
        told += [f"{field} {language}" for field in _set_text(held, language, words, is_site=statement is None)]
    if told:
        held.changed_at = now()
        audit.append_entry("identity.set", _object_name(statement), by=by, note="; ".join(told))
    db.session.flush()
    return bool(told)


def set_logo(statement: Statement | None, made: LogoImage, *, by: str) -> None:
    """Keeps a picture as the logo, which shows from now on."""
    held = _hold_settings(statement)
    db.session.flush()
    logo = find_logo(held.statement_id) or IdentityLogo(identity_id=held.id)
    logo.content, logo.media, logo.width, logo.height = made.content, made.media, made.width, made.height
    logo.sha256, logo.added_at = hashlib.sha256(made.content).hexdigest(), now()
    db.session.add(logo)
    held.changed_at = now()
    audit.append_entry("identity.set-logo", _object_name(statement), by=by)
    db.session.flush()


def remove_logo(statement: Statement | None, *, by: str) -> bool:
    """Deletes the logo; False where there is none. A statement then shows the site's."""
    logo = find_logo(statement.id if statement else None)
    if logo is None:
        return False
    db.session.execute(delete(IdentityLogo).where(IdentityLogo.identity_id == logo.identity_id))
    db.session.expunge(logo)
    _hold_settings(statement).changed_at = now()
    audit.append_entry("identity.remove-logo", _object_name(statement), by=by)
    return True


def _hold_settings(statement: Statement | None) -> IdentitySettings:
    found = find_settings(statement.id if statement else None)
    if found is None:
        place = statement.id if statement else None
        found = IdentitySettings(id=place or SITE, statement_id=place, changed_at=now())
        db.session.add(found)
    return found


def _set_text(held: IdentitySettings, language: str, words: Mapping[str, str | None], *, is_site: bool) -> list[str]:
    """Sets what is said in one language; gives the fields that differ."""
    of_elsewhere = OF_A_STATEMENT if is_site else OF_THE_SITE
    text = next((one for one in held.texts if one.language == language), None)
    wanted = {field: words.get(field) or None for field in FIELDS if field in words and field not in of_elsewhere}
    changed = [field for field, value in wanted.items() if getattr(text, field, None) != value]
    if changed and text is None:
        text = IdentityText(language=language)
        held.texts.append(text)
    for field in changed:
        setattr(text, field, wanted[field])
    return changed


def _object_name(statement: Statement | None) -> str:
    return f"statement {statement.slug}" if statement else "site"
