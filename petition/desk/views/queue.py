"""The queue of organisations, and the mail."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from petition.accounts.queries import called
from petition.core import access
from petition.desk import scope
from petition.desk.decision_words import describe_decision
from petition.desk.listing import Listing
from petition.desk.queries import changes, choices, decided, waiting
from petition.desk.queries import queue as queries
from petition.desk.queries.organisations import used_countries
from petition.desk.queries.sought import VIEWS, sought
from petition.desk.views.page import blueprint, me, number
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
    is_over = wanted.view == "decided"
    rows, following = (done, further) if is_over else (items, more)
    return render_template(
        "desk/queue.html",
        sought=wanted,
        listing=Listing("desk.queue", rows, following, wanted.filters, {"view": wanted.asked.get("view")}),
        numbers=waiting.numbers(reach),
        statements=choices.statements(),
        countries=used_countries(),
        tongues=choices.spoken(spoken_languages()),
        attending=_attending([item.id for item in items]),
        changes_waiting=changes.waiting_number(),
        decided=[(one, describe_decision(one.kind, one.verdict, one.names, one.number)) for one in done],
        reasons=reasons("organisation"),
        here=request.full_path.rstrip("?"),
    )


@blueprint.get("/mail")
@access.may("mail.read")
def mail() -> ResponseReturnValue:
    """Mails that wait, and mails that were given up."""
    waiting, failed = queries.mail_in_trouble()
    return render_template("desk/mail.html", waiting=waiting, failed=failed)


def _attending(ids: list[int]) -> dict[int, str]:
    """Who else has one of these open at this moment, by endorsement."""
    return {number: called(one.coordinator_id) for number, one in attended(ids, by_others_than=me()).items()}
