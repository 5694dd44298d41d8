"""What the pages of the desk share."""

from __future__ import annotations

from flask import Blueprint, request
from flask_login import current_user

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

LONGEST = 1000  # characters of a reason
DIGITS = 9  # of an id in an address


def me() -> int:
    """The coordinator who asks."""
    return int(current_user.id)


def words(name: str) -> str:
    """A reason or note as typed, bounded."""
    return request.form.get(name, "").strip()[:LONGEST]


def number(name: str) -> int | None:
    """A number from the address; None for none, and for nonsense."""
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= DIGITS else None
