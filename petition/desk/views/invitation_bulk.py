"""Acts on several invitations, and the table of them as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import access, audit, csv_export
from petition.core.db import db
from petition.core.text import parse_id
from petition.desk import acts, invitation_words, refusals, selection
from petition.desk.acts import Outcome
from petition.desk.queries import invitations as queries
from petition.desk.refusals import Refusal
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint
from petition.invitations.actions import invite as invite_actions
from petition.invitations.actions import pursue
from petition.invitations.actions.invite import InvitationError
from petition.invitations.models import Invitation
from petition.invitations.queries import STATES
from petition.statements.models import Statement

# Invitations a transaction.
BATCH = 200
NAMED = 5
ACTS: dict[str, Callable[..., Any]] = {
    "resend": pursue.resend_invitation,
    "extend": pursue.extend_invitation,
    "withdraw": invite_actions.revoke_invitation,
}


@blueprint.post("/statements/<id:statement_id>/invitations/bulk")
@access.require_permission("invitations.edit")
def invitation_bulk(statement_id: int) -> ResponseReturnValue:
    """Sends several invitations again, extends them or withdraws them; those for which it cannot be are named."""
    state = _posted_state()
    back = selection.origin_url(url_for(".invitations", statement_id=statement_id, state=state))
    word = request.form.get("act", "")
    if word not in ACTS:
        abort(404)

    def act_on_all(statement: Statement) -> Outcome:
        numbers = _chosen_numbers(statement, state)
        if not numbers:
            raise Refusal(_("Nothing was done: select at least one invitation."))
        done, left_out = [0], list[str]()
        rounds = _act_in_batches(ACTS[word], numbers, done, left_out)
        next(rounds)

        def tell() -> ResponseReturnValue:
            if done[0]:
                flash(invitation_words.bulk_words(word, done[0]), "success")
            if left_out:
                flash(_left_out_words(left_out), "fault")
            return redirect(back, 303)

        return Outcome(answer=tell, rounds=rounds)

    return acts.perform_act(act_on_all, (Statement, statement_id), back=back)


def _act_in_batches(
    deed: Callable[..., Any], numbers: list[int], done: list[int], left_out: list[str]
) -> Iterator[None]:
    """Does one thing to each, as many a transaction as nobody has to wait for; counts those done, notes the others."""
    for first in range(0, len(numbers), BATCH):
        for number in numbers[first : first + BATCH]:
            held = acts.lock_row(Invitation, number)
            try:
                deed(held, by=current_coordinator())
            except InvitationError as fault:
                name = str((held.details or {}).get("organisation") or "")
                left_out.append(f"{name}: {refusals.refusal_words(fault)}")
            else:
                done[0] += 1
        yield


def _left_out_words(left_out: list[str]) -> str:
    named = "; ".join(left_out[:NAMED]) + (" …" if len(left_out) > NAMED else "")
    told = ngettext("%(num)s was left out. %(names)s", "%(num)s were left out. %(names)s", len(left_out), names=named)
    return str(told)


def _chosen_numbers(statement: Statement, state: str | None) -> list[int]:
    """The ids that were ticked, or those of all that the filter finds by now, as far as they are in reach."""
    there = [row.invitation.id for row in queries.rows_in_state(statement, state)]
    if "everything" in request.form:
        return there
    ticked = {parse_id(one) for one in request.form.getlist("row")}
    every = {row.invitation.id for row in queries.rows_in_state(statement, None)}
    return sorted(number for number in ticked if number in every and number is not None)


@blueprint.post("/statements/<id:statement_id>/invitations/export")
@access.require_permission("invitations.export")
def invitation_export(statement_id: int) -> ResponseReturnValue:
    """Hands out the invitations that the filter finds as CSV; how many there were goes on the audit log."""
    state = _posted_state()

    def export(statement: Statement) -> Outcome:
        rows = queries.rows_in_state(statement, state)
        # Whole before the commit: what is on record is what was handed out.
        file = "".join(csv_export.csv_lines(queries.EXPORTED, map(queries.exported_cells, rows)))
        audit.append_entry(
            "invitation.export",
            f"statement {statement.slug}",
            by=f"coordinator {current_coordinator()}",
            note=str(len(rows)),
        )
        answer = Response(file, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{statement.slug}-invitations.csv"'
        answer.headers["Cache-Control"] = "no-store"
        return Outcome(answer=lambda: answer)

    if db.session.get(Statement, statement_id) is None:
        abort(404)
    return acts.perform_act(export, (Statement, statement_id), back=url_for(".invitations", statement_id=statement_id))


def _posted_state() -> str | None:
    state = request.form.get("state")
    return state if state in STATES else None
