"""What takes two: what waits for a second person, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.accounts import joint as acts
from petition.accounts.joint import CannotJoin
from petition.accounts.models import JointAct
from petition.core import access
from petition.core.db import db, scrub
from petition.desk import joint_acts
from petition.desk.queries import joint as queries
from petition.desk.views.page import blueprint, me
from petition.mail.wake import wake


@blueprint.get("/joint")
@access.may("joint.read")
def joint() -> ResponseReturnValue:
    """Acts that take two: who asks for what, why, and until when."""
    return render_template("desk/joint.html", waiting=queries.waiting(me()), over=queries.over(me()))


@blueprint.post("/joint/<id:joint_id>/agreement")
@access.may("joint.answer")
def joint_agreement(joint_id: int) -> ResponseReturnValue:
    """Agrees to what another coordinator asked for; where nothing else is to be chosen, it is done at once."""

    def agree(one: JointAct) -> str:
        joint_acts.check_asker(one)
        acts.agree(one, by=me())
        deed = joint_acts.kind(one).deed
        if deed is None:
            return str(_("Agreed. Whoever asked has 24 hours to do it."))
        acts.take_up(one)
        deed(one)
        return str(_("Agreed, and done."))

    return _answer(joint_id, agree)


@blueprint.post("/joint/<id:joint_id>/agreement/undoing")
@access.may("joint.answer")
def joint_agreement_undoing(joint_id: int) -> ResponseReturnValue:
    """Takes one's agreement back while nothing was done on it."""

    def take_back(one: JointAct) -> str:
        acts.take_agreement_back(one, by=me())
        return str(_("Your agreement is taken back."))

    return _answer(joint_id, take_back)


@blueprint.post("/joint/<id:joint_id>/refusal")
@access.may("joint.answer")
def joint_refusal(joint_id: int) -> ResponseReturnValue:
    """Says no to what another coordinator asked for."""

    def refuse(one: JointAct) -> str:
        acts.refuse(one, by=me())
        return str(_("Refused. It can be asked for again."))

    return _answer(joint_id, refuse)


@blueprint.post("/joint/<id:joint_id>/taking-back")
@access.may("joint.answer")
def joint_taking_back(joint_id: int) -> ResponseReturnValue:
    """Takes back what one asked for."""

    def take_back(one: JointAct) -> str:
        acts.refuse(one, by=me())
        return str(_("Taken back."))

    return _answer(joint_id, take_back, mine=True)


def _answer(joint_id: int, deed: Callable[[JointAct], str], *, mine: bool = False) -> ResponseReturnValue:
    """Does one thing to an act, held meanwhile; of those that are somebody else's only who may answer."""
    one = acts.held(joint_id) or abort(404)
    if not (one.asked_by == me() if mine else joint_acts.may_answer(one, me())):
        abort(404)
    try:
        told = deed(one)
    except CannotJoin as fault:
        db.session.rollback()
        flash(joint_acts.why_not(str(fault)), "fault")
    else:
        db.session.commit()
        scrub()
        wake()
        flash(told, "success")
    return redirect(url_for(".joint"), 303)
