"""Before a decision changes a list that was delivered: what will happen to it, and whether that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy import select

from petition.core.db import db
from petition.desk import selection
from petition.desk.acts import ActRefused
from petition.desk.queries import decisions
from petition.desk.queries.statements import statement_title
from petition.list.queries.counts import Counts, counts_with_editions
from petition.signing.deliveries import current_delivery
from petition.signing.models.delivery import DeliveryMember
from petition.signing.models.endorsement import Endorsement
from petition.signing.state import COUNTED, REJECTED
from petition.statements.models import Statement

CONFIRMED = "after-delivery"


@dataclass(frozen=True)
class ListChange:
    """What a decision does to a delivered list: to whom, in one word, and whether they belong to that list.

    ``effect``: ``come``, ``go``, ``hide`` or ``show``.
    """

    effect: str
    is_member: bool
    names: tuple[str, ...]


@dataclass(frozen=True)
class DeliveredStatement:
    """A delivered statement whose list would change, and how."""

    statement: Statement
    title: str
    language: str
    counts: Counts
    changes: tuple[ListChange, ...]


def confirm_change(endorsements: Sequence[Endorsement], verdict: str, *, undoing: bool = False) -> None:
    """Raises ActRefused with the page that says what will happen, where a delivered list changes and nobody said yes.

    ``verdict`` is a decision's; nothing is asked where the public list stays as it is.
    """
    if CONFIRMED in request.form:
        return
    found = _delivered_statements([one for one in endorsements if _effect(one, verdict, undoing)], verdict, undoing)
    if not found:
        return
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    back = selection.origin_url(selection.HOME[endorsements[0].kind])
    page = render_template("desk/_delivered.html", statements=found, sent=[*sent, (CONFIRMED, "yes")], back=back)
    raise ActRefused(lambda: (page, 409))


def _effect(endorsement: Endorsement, verdict: str, undoing: bool) -> str | None:
    """What a decision, or its undoing, does to the public list; None for nothing."""
    counts = endorsement.state in COUNTED
    if verdict == "approve":
        return ("go" if counts else None) if undoing else "come"
    if verdict == "reject":
        returns = endorsement.state == REJECTED and (endorsement.kind == "individual" or endorsement.approved_at)
        return ("come" if returns else None) if undoing else "go" if counts else None
    if verdict == "hide" and counts:
        return "show" if undoing else "hide"
    return None


def _delivered_statements(
    endorsements: Sequence[Endorsement], verdict: str, undoing: bool
) -> list[DeliveredStatement]:  # fmt: skip
    found = []
    for statement_id in sorted({one.statement_id for one in endorsements}):
        delivery = current_delivery(statement_id)
        if delivery is None:
            continue
        mine = [one for one in endorsements if one.statement_id == statement_id]
        members = select(DeliveryMember.endorsement_id).where(
            DeliveryMember.delivery_id == delivery.id,
            DeliveryMember.endorsement_id.in_([one.id for one in mine]),
        )
        statement = db.session.get_one(Statement, statement_id)
        changes = _changes(mine, set(db.session.scalars(members)), verdict, undoing)
        title, language = statement_title(statement)
        found.append(DeliveredStatement(statement, title, language, counts_with_editions(statement_id), changes))
    return found


def _changes(
    endorsements: Sequence[Endorsement], members: set[int], verdict: str, undoing: bool
) -> tuple[ListChange, ...]:  # fmt: skip
    groups: dict[tuple[str, bool], list[str]] = {}
    for one in endorsements:
        place = _effect(one, verdict, undoing) or "", one.id in members
        groups.setdefault(place, []).append(decisions.name_of(one))
    return tuple(ListChange(effect, is_member, tuple(names)) for (effect, is_member), names in sorted(groups.items()))
