"""What becomes of an account's second factors: one is added, one is removed, never the last; its owner is told."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from petition.accounts.models import Coordinator, Passkey
from petition.core import audit, languages
from petition.core.db import db, now
from petition.mail import actions as mail


class LastSecondFactor(Exception):
    """Without it the password alone would be left."""


def add_passkey(coordinator: Coordinator, name: str, **told: Any) -> None:
    """Keeps a passkey that has proven itself; ``told`` is what its device said of it."""
    coordinator.webauthn.append(Passkey(name=name, added_on=now().date(), **told))
    db.session.flush()
    _record_change("add-passkey", coordinator)
    said = _("You can now use the passkey “%(name)s” as the second step of signing in to the desk.", name=name)
    _mail_notice(coordinator, _("A passkey has been added to your account"), said)


def remove_passkey(passkey: Passkey) -> None:
    """Takes a passkey away; raises LastSecondFactor where nothing would be left beside the password."""
    coordinator = _lock_coordinator(passkey.coordinator_id)
    if not coordinator.has_second_factor and coordinator.webauthn == [passkey]:
        raise LastSecondFactor
    coordinator.webauthn.remove(passkey)
    _record_change("remove-passkey", coordinator)
    said = _("The passkey “%(name)s” no longer opens your account at the desk.", name=passkey.name)
    _mail_notice(coordinator, _("A passkey has been removed from your account"), said)


def remove_app(coordinator: Coordinator) -> None:
    """Forgets the authenticator app; raises LastSecondFactor where there is no passkey."""
    coordinator = _lock_coordinator(coordinator.id)
    if not coordinator.webauthn:
        raise LastSecondFactor
    coordinator.tf_primary_method = coordinator.tf_totp_secret = coordinator.totp_counter = None
    _record_change("remove-app", coordinator)
    said = _("Codes from the authenticator app no longer open your account at the desk; your passkeys do.")
    _mail_notice(coordinator, _("The authenticator app has been removed from your account"), said)


def record_app_setup(coordinator: Coordinator) -> None:
    """Notes that an authenticator app has proven itself."""
    _record_change("set-up-app", coordinator)


def _record_change(deed: str, coordinator: Coordinator) -> None:
    audit.append_entry(f"coordinator.{deed}", coordinator.actor, by=coordinator.actor)


def _lock_coordinator(coordinator_id: int) -> Coordinator:
    """The account as it is now, held against whoever takes another factor away in the same moment."""
    query = select(Coordinator).where(Coordinator.id == coordinator_id).with_for_update()
    coordinator = db.session.scalars(query.execution_options(populate_existing=True)).one()
    db.session.expire(coordinator, ["webauthn"])
    return coordinator


def _mail_notice(coordinator: Coordinator, subject: str, said: str) -> None:
    text = f"{said}\n\n{_('If you did not do this, tell an owner of the desk immediately.')}"
    content = {"subject": subject, "text": text}
    mail.post_mail("account-notice", to=coordinator.email, language=languages.current_language(), content=content)
