"""The queue of organisations, and the mail."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from petition.accounts.queries import coordinator_name
from petition.core import access
from petition.core.db import db, now
from petition.desk import line_facts, mail_words, scope
from petition.desk.counting import count_rows
from petition.desk.decision_words import describe_decision
from petition.desk.listing import Listing
from petition.desk.queries import choices, decisions, waiting
from petition.desk.queries import queue as queue_queries
from petition.desk.queries.organisations import used_countries
from petition.desk.queries.queue_filter import VIEWS, queue_filter
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint, number_in_address
from petition.mail.models import OutgoingMail
from petition.signing.decide.queries import needed_languages, offered_reasons
from petition.signing.screening.queries import attendances


def troubled_mails(limit: int = 100) -> tuple[list[OutgoingMail], list[OutgoingMail]]:
    """Mails still to be sent, and mails given up; the newest of each."""
    unsent = select(OutgoingMail).where(OutgoingMail.sent_at.is_(None)).order_by(OutgoingMail.id.desc()).limit(limit)
    waiting = db.session.scalars(unsent.where(OutgoingMail.given_up_at.is_(None)))
    given_up = db.session.scalars(unsent.where(OutgoingMail.given_up_at.is_not(None)))
    return list(waiting), list(given_up)


# Decisions shown above what waits: so many, made within this time. All others stand among those decided.
DONE, JUST_NOW = 5, timedelta(hours=1)


@blueprint.get("/")
@access.require_permission("endorsements.read")
def queue() -> ResponseReturnValue:
    """Organisations awaiting a decision, the oldest first; or what was decided, the newest first."""
    if request.args.get("view", "waiting") not in VIEWS:
        abort(404)
    wanted, reach, after = queue_filter(request.args), scope.endorsements_condition(), number_in_address("after")
    items, more = ([], None) if wanted.view == "decided" else queue_queries.queue_page(wanted, reach, after=after or 0)
    done, further = (
        decisions.standing_decisions(wanted.statement, before=after)
        if wanted.view == "decided"
        else decisions.standing_decisions(wanted.statement, since=now() - JUST_NOW, limit=DONE)
    )
    is_over, statements = wanted.view == "decided", choices.statement_choices()
    rows, following = (done, further) if is_over else (items, more)
    return render_template(
        "desk/queue.html",
        sought=wanted,
        listing=Listing("desk.queue", rows, following, wanted.filters, wanted.place),
        numbers=queue_queries.queue_numbers(reach, wanted.statement),
        statements=statements,
        titles=dict(statements),
        line_facts=line_facts.line_facts,
        countries=used_countries(),
        tongues=choices.language_choices(needed_languages()),
        attending=_open_by_others([item.id for item in items]),
        changes_waiting=count_rows(waiting.changes_query(wanted.statement)),
        reservations_waiting=count_rows(waiting.reservations_query(wanted.statement)),
        decided=[
            (one, describe_decision(one.kind, "list" if one.because else one.verdict, one.names, one.number))
            for one in done
        ],
        reasons=offered_reasons("organisation"),
        here=request.full_path.rstrip("?"),
    )


@blueprint.get("/mail")
@access.require_permission("mail.read")
def mail() -> ResponseReturnValue:
    """Mails that wait, and mails that were given up."""
    waiting, failed = troubled_mails()
    return render_template("desk/mail.html", waiting=waiting, failed=failed, kinds=mail_words.KINDS)


def _open_by_others(ids: list[int]) -> dict[int, str]:
    """Who else has one of these open at this moment, by endorsement."""
    return {
        number: coordinator_name(one.coordinator_id)
        for number, one in attendances(ids, by_others_than=current_coordinator()).items()
    }
