"""The private page behind an invitation."""

from __future__ import annotations

from flask import Blueprint

from petition.invitations import models as _models  # noqa: F401

blueprint = Blueprint("invitations", __name__)
