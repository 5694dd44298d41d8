"""The queue of organisations, and the mail."""

from __future__ import annotations

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.accounts.queries import called
from petition.core import access
from petition.core.db import db
from petition.desk import scope, shown
from petition.desk.queries import changes, choices, decided, waiting
from petition.desk.queries import queue as queries
from petition.desk.queries.decided import Decided
from petition.desk.queries.organisations import used_countries
from petition.desk.queries.sought import VIEWS, sought
from petition.desk.views.bulk import QUEUE
from petition.desk.views.deciding import back, decide
from petition.desk.views.page import blueprint, me, number, words
from petition.signing import actions
from petition.signing.models import Decision
from petition.signing.queries import attended, reasons, spoken_languages

DONE = 5  # decisions shown below what waits


@blueprint.get("/")
@access.may("endorsements.read")
def queue() -> ResponseReturnValue:
    """Organisations awaiting a decision, the oldest first; or what was decided, the newest first."""
    if request.args.get("view", "waiting") not in VIEWS:
        abort(404)
    wanted, reach, after = sought(request.args), scope.endorsements(), number("after")
    items, more = ([], None) if wanted.view == "decided" else waiting.page(wanted, reach, after=after or 0)
    done, further = decided.page(before=after) if wanted.view == "decided" else decided.page(limit=DONE)
    following = further if wanted.view == "decided" else more
    return render_template(
        "desk/queue.html",
        sought=wanted,
        items=items,
        numbers=waiting.numbers(reach),
        statements=choices.statements(),
        countries=used_countries(),
        tongues=choices.spoken(spoken_languages()),
        attending=_attending([item.id for item in items]),
        changes_waiting=changes.waiting_number(),
        decided=[(one, _told(one)) for one in done],
        reasons=reasons("organisation"),
        shown=shown.sign([item.id for item in items], purpose=QUEUE),
        all_ticked=bool(request.args.get("all")),
        here=request.full_path.rstrip("?"),
        next_url=url_for(".queue", **wanted.asked, after=following) if following else None,
        first_url=url_for(".queue", **wanted.asked) if after else None,
    )


@blueprint.post("/organisations/<id:endorsement_id>/approval")
@access.may("endorsements.decide")
def approval(endorsement_id: int) -> ResponseReturnValue:
    """Lets an organisation onto the list."""
    return decide(endorsement_id, lambda one: actions.approve(one, by=me()))


@blueprint.post("/organisations/<id:endorsement_id>/hold")
@access.may("endorsements.decide")
def hold(endorsement_id: int) -> ResponseReturnValue:
    """Puts an organisation aside, with a note."""
    note = words("note")
    if note:
        return decide(endorsement_id, lambda one: actions.hold(one, note, by=me()))
    flash(_("Write the note in a few words; then put it on hold again."), "fault")
    return back()


@blueprint.post("/decisions/<id:decision_id>/undoing")
@access.may("endorsements.decide")
def undo(decision_id: int) -> ResponseReturnValue:
    """Takes a decision back."""
    decision = db.session.get(Decision, decision_id) or abort(404)
    return decide(decision.endorsement_id, lambda one: actions.undo(decision, by=me()))


@blueprint.get("/mail")
@access.may("mail.read")
def mail() -> ResponseReturnValue:
    """Mails that wait, and mails that were given up."""
    waiting, failed = queries.mail_in_trouble()
    return render_template("desk/mail.html", waiting=waiting, failed=failed)


def _told(one: Decided) -> str:
    """A decision in a few words, for the list of what can be undone; of several, the names of the first ones."""
    names = ", ".join(one.names) + (" …" if one.number > len(one.names) else "")
    if one.bulk_number is None:
        told = {"approve": _("Approved: %(name)s", name=names), "reject": _("Rejected: %(name)s", name=names)}
        return str(told.get(one.verdict) or _("On hold: %(name)s", name=names))
    several = {
        "approve": ngettext(
            "%(num)d approved in one act: %(names)s", "%(num)d approved in one act: %(names)s", one.number, names=names
        ),
        "reject": ngettext(
            "%(num)d rejected in one act: %(names)s", "%(num)d rejected in one act: %(names)s", one.number, names=names
        ),
    }
    held = ngettext(
        "%(num)d put on hold in one act: %(names)s",
        "%(num)d put on hold in one act: %(names)s",
        one.number,
        names=names,
    )
    return str(several.get(one.verdict) or held)


def _attending(ids: list[int]) -> dict[int, str]:
    """Who else has one of these open at this moment, by endorsement."""
    return {number: called(one.coordinator_id) for number, one in attended(ids, by_others_than=me()).items()}
