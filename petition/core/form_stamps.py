"""A stamp in each public form: when it was made, signed, in place of a session.

Visitors get no cookie, so there is no token bound to a session. What a stamp proves is that the
form came from here, a while ago but not too long; who posts it is checked by ``access.is_same_origin``.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

QUICKEST_SECONDS = 2
LONGEST_SECONDS = 24 * 3600
# Clocks of several machines differ by so much; a stamp from further ahead was made before the clock was set back.
AHEAD_SECONDS = 60
TRAP_LIFTED = "no-trap"


def make_stamp(form: str) -> str:
    """A stamp for a form that is being shown now."""
    return _serializer(current_app.config["SECRET_KEY"], form).dumps(int(time.time()))


def lift_trap(stamp: str, form: str) -> str:
    """A stamp as old as this one, or a new one, for a form that is shown without its trap."""
    seconds = _shown_at(stamp, form)
    return _serializer(current_app.config["SECRET_KEY"], form).dumps(
        [int(time.time() if seconds is None else seconds), TRAP_LIFTED]
    )


def is_trap_lifted(stamp: str, form: str) -> bool:
    """Whether the form is without its trap, since that was sprung when it was sent before."""
    return isinstance(_read(stamp, form), list)


def stamp_fault(stamp: str, form: str) -> str | None:
    """None for a good stamp, else why the form is shown again: ``too_fast`` or ``too_old``."""
    seconds = stamp_age(stamp, form)
    if seconds is None:
        return "too_old"
    return "too_fast" if seconds < QUICKEST_SECONDS else None


def stamp_age(stamp: str, form: str) -> float | None:
    """How many seconds ago the form was shown first; None for no stamp of ours, and for one too old to be taken."""
    shown_at = _shown_at(stamp, form)
    return time.time() - shown_at if shown_at is not None else None


def _shown_at(stamp: str, form: str) -> float | None:
    read = _read(stamp, form)
    if read is None:
        return None
    shown_at = float(read[0] if isinstance(read, list) else read)
    return shown_at if -AHEAD_SECONDS <= time.time() - shown_at <= LONGEST_SECONDS else None


def _read(stamp: str, form: str) -> Any:
    """What a stamp says; None where it is none of ours."""
    try:
        return _serializer(current_app.config["SECRET_KEY"], form).loads(stamp)
    except BadData:
        return None


@lru_cache(maxsize=64)
def _serializer(key: str, form: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=f"form {form}")
