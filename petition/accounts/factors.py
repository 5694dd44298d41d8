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
    _note("add-passkey", coordinator)
    said = _("The passkey “%(name)s” can now be used as the second step of signing in to the desk.", name=name)
    _tell(coordinator, _("A passkey has been added to your account"), said)


def remove_passkey(passkey: Passkey) -> None:
    """Takes a passkey away; raises LastSecondFactor where nothing would be left beside the password."""
    coordinator = _alone(passkey.coordinator_id)
    if not coordinator.has_second_factor and coordinator.webauthn == [passkey]:
        raise LastSecondFactor
    coordinator.webauthn.remove(passkey)
    _note("remove-passkey", coordinator)
    said = _("The passkey “%(name)s” no longer opens your account at the desk.", name=passkey.name)
    _tell(coordinator, _("A passkey has been removed from your account"), said)


def remove_app(coordinator: Coordinator) -> None:
    """Forgets the authenticator app; raises LastSecondFactor where there is no passkey."""
    coordinator = _alone(coordinator.id)
    if not coordinator.webauthn:
        raise LastSecondFactor
    coordinator.tf_primary_method = coordinator.tf_totp_secret = coordinator.totp_counter = None
    _note("remove-app", coordinator)
    said = _("Codes from the authenticator app no longer open your account at the desk; your passkeys do.")
    _tell(coordinator, _("The authenticator app has been removed from your account"), said)


def set_up_app(coordinator: Coordinator) -> None:
    """Notes that an authenticator app has proven itself."""
    _note("set-up-app", coordinator)


def _note(deed: str, coordinator: Coordinator) -> None:
    audit.append(f"coordinator.{deed}", coordinator.actor, by=coordinator.actor)


def _alone(coordinator_id: int) -> Coordinator:
    """The account as it is now, held against whoever takes another factor away in the same moment."""
    query = select(Coordinator).where(Coordinator.id == coordinator_id).with_for_update()
    coordinator = db.session.scalars(query.execution_options(populate_existing=True)).one()
    db.session.expire(coordinator, ["webauthn"])
    return coordinator


def _tell(coordinator: Coordinator, subject: str, said: str) -> None:
    text = f"{said}\n\n{_('If it was not you, tell an owner of the desk at once.')}"
    content = {"subject": subject, "text": text}
    mail.post("account-notice", to=coordinator.email, language=languages.current(), content=content)
