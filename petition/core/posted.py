"""Why a public form that was posted is shown once more, and the answer that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, current_app, make_response

from petition.core import access, limits, switches
from petition.core.fields import PublicForm

STATUS = {"limit": 429, "foreign": 403, "paused": 503}


@dataclass(frozen=True)
class Notice:
    """The reason in a word, as the page tells it; ``seconds`` to wait where that is the reason."""

    word: str
    seconds: int = 0

    @property
    def minutes(self) -> int:
        """The time to wait in whole minutes, rounded up."""
        return -(-self.seconds // 60)


def notice_for(form: PublicForm, allowed: Callable[[], bool] = lambda: True) -> Notice | None:
    """Why a form that was posted is shown once more; None where it may go through.

    ``allowed`` is asked once the fields are right, and tells beside one of them why it says no. Only what
    would go through counts against the limit of its network.
    """
    if not access.same_origin():
        return Notice("foreign")
    if not form.validate() or not allowed():
        return Notice("faults")
    fault = form.fault()
    if fault:
        return Notice(fault)
    seconds = limits.wait(current_app.config["SETTINGS"].sign_limit, "sign", limits.client_key())
    return Notice("limit", seconds) if seconds else None


def pause(statement_id: int) -> Notice | None:
    """The reason that nobody can sign a statement anew for now, where a switch says so; asked before anything else."""
    return Notice("paused", switches.RETRY_SECONDS) if switches.paused(statement_id) else None


def answer(page: str, notice: Notice) -> Response:
    """The page with the form and the reason, under the status that goes with the reason (RFC 9110, RFC 6585)."""
    made = make_response(page, STATUS.get(notice.word, 422))
    if notice.seconds:
        made.headers["Retry-After"] = str(notice.seconds)
    return made
