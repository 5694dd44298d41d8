"""Why a public form that was posted is shown once more, and the answer that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Response, current_app, g, make_response

from petition.core import access, limits, switches, try_limits
from petition.core import db as database
from petition.core.fields import PublicForm

Made = TypeVar("Made")
# How many forms are taken, in the words of the limits library, and by what they are counted together.
FormBudget = tuple[str, str]
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


def notice_for(
    form: PublicForm, allowed: Callable[[], bool] = lambda: True, budget: FormBudget | None = None
) -> Notice | None:
    """Why a form that was posted is shown once more; None where it may go through.

    ``allowed`` is asked once the fields are right, and tells beside one of them why it says no. Each form counts
    against a wide limit of its network, before its fields are looked at; what would go through, against a narrow one.
    Where a ``budget`` is given, that counts in place of both of the network's.
    What went through is not looked at twice, where the view starts over.
    """
    notice = _reuse_judgement(form, budget)
    if notice:
        return notice
    if not allowed():
        return Notice("faults")
    seconds = count_right_form(budget)
    return Notice("limit", seconds) if seconds else None


def count_right_form(budget: FormBudget | None = None) -> int:
    """Counts this request as a form of its network that is right, once; gives 0, or the seconds to wait.

    Until it was counted as a try, whatever became of it, it is counted as that with it.
    """
    if "seconds_for_right_form" not in g:
        rules, who = budget or (current_app.config["SETTINGS"].sign_limit, None)
        g.seconds_for_right_form = try_limits.count_request(rules, who) or (
            limits.count_try(rules, "sign", who or limits.client_key()) if rules else 0
        )
    return int(g.seconds_for_right_form)


def _reuse_judgement(form: PublicForm, budget: FormBudget | None) -> Notice | None:
    judged: tuple[PublicForm, Notice | None] | None = g.get("judged_form")
    if judged is None or judged[0] is not form:
        judged = g.judged_form = form, _judge(form, budget)
    return judged[1]


def _judge(form: PublicForm, budget: FormBudget | None) -> Notice | None:
    if not access.is_same_origin():
        return Notice("foreign")
    seconds = try_limits.count_request(*(budget or ()))
    if seconds:
        return Notice("limit", seconds)
    if not form.validate():
        return Notice("faults")
    fault = form.fault()
    return Notice(fault) if fault else None


def reuse_result(name: str, make: Callable[[], Made]) -> Made:
    """What is made of a post by work that nobody should wait for: made once, also where its view starts over."""
    made: dict[str, Made] = g.setdefault("made_once", {})
    if name not in made:
        made[name] = make()
    return made[name]


def reuse_form(make: Callable[[], Made]) -> Made:
    """The form that was posted, made once."""
    return reuse_result("form", make)


def run_read_first(view: access.View) -> access.View:
    """Runs a view as one that only reads, up to its ``db.require_writing``; then anew, as one that writes.

    So whoever sends a form with faults, or a link that leads nowhere, holds no lock; and everything that the view
    has checked is checked again in the transaction in which it writes.
    """

    @wraps(view)
    def run(**values: Any) -> Any:
        try:
            return view(**values)
        except database.WriteRequired:
            database.db.session.rollback()
            database.begin_writing()
            return view(**values)

    return access.mark_read_first(run)  # type: ignore[return-value]


def pause_notice(statement_id: int) -> Notice | None:
    """The reason that nobody can sign a statement anew for now, where a switch says so; asked before anything else."""
    return Notice("paused", switches.RETRY_SECONDS) if switches.signing_pause(statement_id) else None


def answer_form(page: str, notice: Notice) -> Response:
    """The page with the form and the reason, under the status that goes with the reason (RFC 9110, RFC 6585)."""
    made = make_response(page, STATUS.get(notice.word, 422))
    if notice.seconds:
        made.headers["Retry-After"] = str(notice.seconds)
    return made
