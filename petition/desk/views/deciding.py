"""What all pages share on which organisations are decided about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.desk.queries import decided, waiting
from petition.desk.views import judging
from petition.signing.models import Decision, Endorsement

HOME = "desk.queue"


def decide(endorsement_id: int, deed: Callable[[Endorsement], Decision | None]) -> ResponseReturnValue:
    """Decides about one organisation, and leads back into the queue."""
    return judging.decide(endorsement_id, deed, HOME)


def done() -> ResponseReturnValue:
    """Keeps what was decided and leads back into the queue."""
    return judging.done(HOME)


def back() -> ResponseReturnValue:
    """To the page of the queue from which it was decided."""
    return redirect(back_url(), 303)


def back_url() -> str:
    """The address of that page, as the form says, else of the queue."""
    return judging.back(HOME)


def say_left_out(endorsement_ids: Sequence[int]) -> None:
    """Names those about whom nothing was decided, and who has them open where that is why."""
    there = {one.id: decided.name_of(one) for one in waiting.chosen(endorsement_ids)}
    named = judging.left_out(endorsement_ids, there, str(_("one that was erased")))
    if named:
        told = _("Left out, because somebody decided or changed them meanwhile: %(names)s.", names=", ".join(named))
        flash(told, "fault")
