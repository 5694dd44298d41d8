"""What all pages share on which organisations are decided about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.accounts.queries import called
from petition.core.db import db, scrub
from petition.desk.queries import decided, waiting
from petition.desk.views import judging
from petition.desk.views.page import me
from petition.mail.wake import wake
from petition.signing import actions
from petition.signing.models import Decision, Endorsement
from petition.signing.queries import attended


def decide(endorsement_id: int, deed: Callable[[Endorsement], Decision | None]) -> ResponseReturnValue:
    """Decides about one organisation, held meanwhile, and leads back into the queue.

    Where a colleague has it open it is refused, and asked whether it shall be done anyway.
    """
    if db.session.get(Endorsement, endorsement_id) is None:
        abort(404)
    refused = judging.held_by_another(endorsement_id)
    if refused is not None:
        return refused
    try:
        deed(actions.locked(endorsement_id))
    except (actions.CannotDecide, actions.Vanished) as fault:
        db.session.rollback()
        flash(why(str(fault)), "fault")
        return back()
    return done()


def done() -> ResponseReturnValue:
    """Keeps what was decided and leads back into the queue."""
    db.session.commit()
    scrub()
    wake()
    return back()


def why(word: str) -> str:
    """Why something was not decided."""
    if word == "signed-anew":
        return str(_("The organisation has signed anew since, so this decision stands."))
    return str(_("Somebody decided this meanwhile, or the signatory changed it. Here is how it stands now."))


def back() -> ResponseReturnValue:
    """To the page of the queue from which it was decided."""
    return redirect(back_url(), 303)


def back_url() -> str:
    """The address of that page, as the form says, else of the queue."""
    return judging.back() if request.form.get("back") else url_for("desk.queue")


def say_left_out(endorsement_ids: Sequence[int]) -> None:
    """Names those about whom nothing was decided, and who has them open where that is why."""
    there = {one.id: decided.name_of(one) for one in waiting.chosen(endorsement_ids)}
    held, named = attended(list(there), by_others_than=me()), []
    for number in endorsement_ids:
        name = there.get(number) or str(_("one that was erased"))
        if number in held:
            name = str(_("%(name)s (open with %(who)s)", name=name, who=called(held[number].coordinator_id)))
        named.append(name)
    if named:
        told = _("Left out, because somebody decided or changed them meanwhile: %(names)s.", names=", ".join(named))
        flash(told, "fault")
