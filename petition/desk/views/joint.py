"""What takes two: what waits for a second person, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.accounts import joint_acts as actions
from petition.accounts.models import JointAct
from petition.core import access
from petition.desk import acts, joint_acts
from petition.desk.acts import Outcome
from petition.desk.queries import joint as queries
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint, number_in_address


@blueprint.get("/joint")
@access.require_permission("joint.read")
def joint() -> ResponseReturnValue:
    """Acts that take two: who asks for what, why, and until when."""
    me, statement_id = current_coordinator(), number_in_address("statement")
    return render_template(
        "desk/joint.html",
        waiting=queries.waiting_acts(me, statement_id),
        over=queries.finished_acts(me, statement_id),
    )


@blueprint.post("/joint/<id:joint_id>/agreement")
@access.require_permission("joint.answer")
def joint_agreement(joint_id: int) -> ResponseReturnValue:
    """Agrees to what another coordinator asked for; where nothing else is to be chosen, it is done at once."""

    def agree(one: JointAct) -> Outcome:
        joint_acts.check_asker(one)
        actions.agree_to_act(one, by=current_coordinator())
        deed = joint_acts.kind_of(one).deed
        if deed is None:
            undo = url_for(".joint_agreement_undoing", joint_id=joint_id)
            return Outcome(_("You agreed. The person who asked has 24 hours to do it."), undo)
        actions.use_agreement(one)
        deed(one)
        return Outcome(_("You agreed, and it was done."))

    return _answer_act(joint_id, agree)


@blueprint.post("/joint/<id:joint_id>/agreement/undoing")
@access.require_permission("joint.answer")
def joint_agreement_undoing(joint_id: int) -> ResponseReturnValue:
    """Takes one's agreement back while nothing was done on it."""
    said = _("Your agreement is cancelled.")
    return _answer_act(joint_id, lambda one: actions.withdraw_agreement(one, by=current_coordinator()), said)


@blueprint.post("/joint/<id:joint_id>/refusal")
@access.require_permission("joint.answer")
def joint_refusal(joint_id: int) -> ResponseReturnValue:
    """Says no to what another coordinator asked for."""
    return _answer_act(
        joint_id,
        lambda one: actions.refuse_act(one, by=current_coordinator()),
        _("Refused. The request can be made again."),
    )


@blueprint.post("/joint/<id:joint_id>/taking-back")
@access.require_permission("joint.answer")
def joint_withdrawal(joint_id: int) -> ResponseReturnValue:
    """Takes back what one asked for."""
    return _answer_act(
        joint_id, lambda one: actions.refuse_act(one, by=current_coordinator()), _("Cancelled."), mine=True
    )


def _answer_act(
    joint_id: int, deed: Callable[[JointAct], object], said: str = "", *, mine: bool = False
) -> ResponseReturnValue:
    """Does one thing to an act; of those that are somebody else's only who may answer."""

    def answer(one: JointAct) -> object:
        if not (one.asked_by == current_coordinator() if mine else joint_acts.may_answer(one, current_coordinator())):
            abort(404)
        return deed(one)

    return acts.perform_act(answer, (JointAct, joint_id), back=url_for(".joint"), said=said)
