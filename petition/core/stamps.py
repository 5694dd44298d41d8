"""A stamp in each public form: when it was made, signed, in place of a session.

Visitors get no cookie, so there is no token bound to a session. What a stamp proves is that the
form came from here, a while ago but not too long; who posts it is checked by ``access.same_origin``.
"""

from __future__ import annotations

import time

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

QUICKEST_SECONDS = 2
LONGEST_SECONDS = 24 * 3600


def new(form: str) -> str:
    """A stamp for a form that is being shown now."""
    return _serializer(form).dumps(int(time.time()))


def fault(stamp: str, form: str) -> str | None:
    """None for a good stamp, else why the form is shown again: ``too_fast`` or ``too_old``."""
    try:
        made_at = _serializer(form).loads(stamp)
    except BadData:
        return "too_old"
    age = time.time() - made_at
    if age < QUICKEST_SECONDS:
        return "too_fast"
    return "too_old" if age > LONGEST_SECONDS else None


def _serializer(form: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"form {form}")
