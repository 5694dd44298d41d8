"""Deciding about one endorsement or about several at once: who has it open is asked first, then it is held."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.accounts.queries import called
from petition.core.db import db, scrub
from petition.core.text import number
from petition.desk.queries import rejecting
from petition.desk.queries.individuals import name_of
from petition.desk.views.page import me, words
from petition.mail.wake import wake
from petition.signing import actions
from petition.signing.models import Decision, Endorsement
from petition.signing.queries import attended

Deed = Callable[[Endorsement], Decision | None]
HOME = "desk.individuals"


def decide(endorsement_id: int, deed: Deed, home: str = HOME) -> ResponseReturnValue:
    """Does one deed to one endorsement, held meanwhile, and leads back to where it was done, else to ``home``.

    Where a colleague has it open it is refused, and asked whether it shall be done anyway.
    """
    refused = held_by_another(endorsement_id)
    if refused is not None:
        return refused
    try:
        deed(actions.locked(endorsement_id))
    except (actions.CannotDecide, actions.Vanished) as fault:
        db.session.rollback()
        flash(why(str(fault)), "fault")
        return redirect(back(home), 303)
    return done(home)


def held_by_another(endorsement_id: int, way_back: str | None = None) -> ResponseReturnValue | None:
    """The page that says who has an endorsement open, with a button to decide anyway; None where nobody has."""
    other = actions.held_by_others(endorsement_id, me())
    if other is None or "anyway" in request.form:
        return None
    endorsement = db.session.get(Endorsement, endorsement_id) or abort(404)
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    page = render_template(
        "desk/_held.html",
        name=endorsement.organisation.name if endorsement.organisation is not None else name_of(endorsement),
        who=called(other.coordinator_id),
        since=other.since,
        sent=sent,
        back=way_back or back(),
    )
    db.session.rollback()
    return page, 409


def reason_missing() -> ResponseReturnValue:
    """Leads back: a decision that wants words came without."""
    flash(_("Choose a reason, or write one in a few words; then decide again."), "fault")
    return redirect(back(), 303)


def done(home: str = HOME) -> ResponseReturnValue:
    """Commits and leads back to where it was done."""
    db.session.commit()
    scrub()
    wake()
    return redirect(back(home), 303)


def why(word: str) -> str:
    """Why a decision could not be taken, or taken back."""
    if word == "signed-anew":
        return str(_("The signatory has signed anew since, so this decision stands."))
    return str(_("Somebody decided this meanwhile, or the signatory changed it. Here is how it stands now."))


def back(home: str = HOME) -> str:
    """The page of the desk from which something was done, as the form says; else ``home``."""
    given = request.form.get("back", "")
    inside = given.startswith("/desk/") and given.isprintable() and "\\" not in given and "//" not in given
    return given if inside else url_for(home)


def said(kind: str) -> rejecting.Chosen:
    """Why somebody is rejected, as the form says: a reason by its number, and own words."""
    return rejecting.chosen(kind, number(request.form.get("reason_id", "")), words("reason"))


def left_out(ids: Sequence[int], names: Mapping[int, str], erased: str) -> list[str]:
    """Whom an act on several left out, by name, with who has it open where that is why; ``erased``: who is gone."""
    held = attended(list(names), by_others_than=me())
    named = ((names.get(one, erased), held.get(one)) for one in ids)
    return [
        str(_("%(name)s (open with %(who)s)", name=name, who=called(open_.coordinator_id))) if open_ else name
        for name, open_ in named
    ]
