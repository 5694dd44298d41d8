"""A stamp in each public form: when it was made, signed, in place of a session.

Visitors get no cookie, so there is no token bound to a session. What a stamp proves is that the
form came from here, a while ago but not too long; who posts it is checked by ``access.is_same_origin``.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer

from petition.core import proof_of_work

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
        return _read_own(current_app.config["SECRET_KEY"], form, stamp)
    except BadData:
        return None


@lru_cache(maxsize=1024)
def _read_own(key: str, form: str, stamp: str) -> Any:
    """What a stamp of ours says, which many forms carry that were shown at the same time; others are not kept."""
    return _serializer(key, form).loads(stamp)


@lru_cache(maxsize=64)
def _serializer(key: str, form: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=f"form {form}")


class StampedForm:
    """What a form without a session says of whoever sends it: by its stamp, its trap, and the work that it asks for.

    Its fields are ``stamp``, ``topic`` and ``work``; ``form_name`` is what the stamp is made for.
    """

    if TYPE_CHECKING:
        form_name: Any
        stamp: Any
        topic: Any
        work: Any

    asks_work = False

    def ask_for_work(self, asked: bool) -> None:
        """Has the page ask the browser for proof of work, and ``lacks_work`` look for it."""
        self.asks_work = asked

    def lacks_work(self) -> bool:
        """Whether work was asked for and was not done for this form and the address in it."""
        if not self.asks_work:
            return False
        return not proof_of_work.is_work_done(
            self.work.data or "", self.stamp.data or "", request.form.get("email", "")
        )

    @property
    def is_trap_lifted(self) -> bool:
        """Whether it is without its trap, which somebody or something had filled in before."""
        return is_trap_lifted(self.stamp.data or "", self.form_name)

    def seconds(self) -> int | None:
        """How long whoever sends it has had the form, in whole seconds; None where nobody knows."""
        age = stamp_age(self.stamp.data or "", self.form_name)
        return int(age) if age is not None else None

    def fault(self) -> str | None:
        """Why the form is shown once more although its fields are right: a word for its notice."""
        if self.topic.data and not self.is_trap_lifted:
            return "trap"
        return stamp_fault(self.stamp.data or "", self.form_name)
