"""What the pages of the desk share."""

from __future__ import annotations

from flask import Blueprint, request

from petition.core import text

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

LONGEST = 1000  # characters of a reason


def typed_words(name: str) -> str:
    """A reason or note as typed, bounded."""
    return request.form.get(name, "").strip()[:LONGEST]


def number_in_address(name: str) -> int | None:
    """A number from the address; None for none, and for nonsense."""
    return text.parse_id(request.args.get(name, ""))
