"""What the pages of the desk share."""

from __future__ import annotations

from flask import Blueprint, request
from flask_login import current_user

from petition.core import text

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

LONGEST = 1000  # characters of a reason


def me() -> int:
    """The coordinator who asks."""
    return int(current_user.id)


def words(name: str) -> str:
    """A reason or note as typed, bounded."""
    return request.form.get(name, "").strip()[:LONGEST]


def number(name: str) -> int | None:
    """A number from the address; None for none, and for nonsense."""
    return text.number(request.args.get(name, ""))
