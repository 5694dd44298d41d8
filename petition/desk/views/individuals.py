"""Individuals: found, let through, kept off the list, hidden; one by one or up to fifty at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from petition.core import access, languages
from petition.core.db import db
from petition.core.text import number
from petition.desk import scope, shown
from petition.desk.queries import finding, rejecting
from petition.desk.queries import individuals as queries
from petition.desk.queries import statements as about
from petition.desk.queries.finding import STATES, Wanted
from petition.desk.views import judging
from petition.desk.views.page import blueprint, me, words
from petition.removals.criteria import signal_words
from petition.signing import actions
from petition.signing import queries as signing
from petition.signing.models import SIGNALS, Decision, Endorsement
from petition.statements.models import Statement

SHOWN = "individuals"
LONGEST_QUERY = 200
# What a look at the mail carries along of the form that was sent.
CARRIED = ("back", "shown", "chosen", "verdict", "anyway")


@blueprint.get("/individuals")
@access.may("endorsements.read")
def individuals() -> ResponseReturnValue:
    """Confirmed individuals of a statement, found by what the address says."""
    here = statements_here()
    statement = chosen_statement(here)
    if statement is None:
        return render_template("desk/individuals.html", statement=None, rows=[])
    wanted = _wanted(statement.id)
    found = finding.find(wanted, access.holding("endorsements.read"), request.args.get("after", ""))
    asked = {name: value for name, value in request.args.items() if name != "after"}
    return render_template(
        "desk/individuals.html",
        statement=statement,
        statements=here,
        wanted=wanted,
        asked=asked,
        is_cut=found.is_cut,
        next_url=_here(asked, after=found.next) if found.next else None,
        first_url=_here(asked) if "after" in request.args else None,
        signals=signal_words(),
        countries=languages.country_choices(),
        tags=about.languages(statement),
        **listed(found.rows, statement.id),
    )


def listed(rows: Sequence[Endorsement], statement_id: int) -> dict[str, Any]:
    """What every list of individuals has: the rows, the signed list of them, reasons, and what can be taken back."""
    people = queries.people(rows, me=me())
    return {
        "rows": people,
        "states": state_words(),
        "token": shown.sign([one.id for one in people], purpose=SHOWN),
        "reasons": signing.reasons("individual"),
        "decides": {one.id for one in rows if scope.may_decide(one)},
        "undo": queries.last_decisions(statement_id),
        "here": request.full_path.rstrip("?"),
    }


@blueprint.post("/individuals/<id:endorsement_id>/approval")
@access.may("endorsements.decide")
def individual_approval(endorsement_id: int) -> ResponseReturnValue:
    """Lets an individual out of quarantine."""
    return judging.decide(endorsement_id, lambda one: actions.let_through(one, by=me()))


@blueprint.post("/individuals/<id:endorsement_id>/rejection")
@access.may("endorsements.decide")
def individual_rejection(endorsement_id: int) -> ResponseReturnValue:
    """Keeps an individual off the list; first the mail is shown as it will go."""
    said, endorsement = judging.said("individual"), db.session.get(Endorsement, endorsement_id) or abort(404)
    if said.says_nothing:
        return judging.reason_missing()
    refused = judging.held_by_another(endorsement_id)
    if refused is not None:
        return refused
    if request.form.get("seen") != rejecting.preview(endorsement, said).mark:
        return _mail_page([endorsement], said, url_for(".individual_rejection", endorsement_id=endorsement_id))
    return judging.decide(endorsement_id, lambda one: _turn_down(one, said))


@blueprint.post("/individuals/<id:endorsement_id>/hiding")
@access.may("endorsements.decide")
def hiding(endorsement_id: int) -> ResponseReturnValue:
    """Hides an individual's name, with a reason."""
    reason = words("reason")
    if not reason:
        return judging.reason_missing()
    return judging.decide(endorsement_id, lambda one: actions.hide(one, reason, by=me()))


@blueprint.post("/individuals/decisions/<id:decision_id>/undoing")
@access.may("endorsements.decide")
def individual_undoing(decision_id: int) -> ResponseReturnValue:
    """Takes a decision about an individual back."""
    decision = db.session.get(Decision, decision_id) or abort(404)
    if decision.endorsement.kind != "individual":
        abort(404)
    return judging.decide(decision.endorsement_id, lambda one: actions.undo(decision, by=me()))


@blueprint.post("/individuals/decisions")
@access.may("endorsements.decide")
def individuals_deciding() -> ResponseReturnValue:
    """Decides about several of exactly the rows that were shown; those that changed meanwhile are left out, by name."""
    given = dict(one.partition(".")[::2] for one in request.form.getlist("chosen"))
    try:
        ids = shown.chosen(request.form.get("shown", ""), _numbers(list(given)), purpose=SHOWN)
    except shown.NotShown:
        flash(_("This list is older than an hour, or not yours. Here it is anew: choose again."), "fault")
        return redirect(judging.back(), 303)
    verdict, said = request.form.get("verdict", ""), judging.said("individual")
    if not ids or verdict not in ("approve", "reject", "hide"):
        flash(_("Nobody was chosen. Tick the boxes beside the names first."), "fault")
        return redirect(judging.back(), 303)
    if (verdict == "reject" and said.says_nothing) or (verdict == "hide" and not words("reason")):
        return judging.reason_missing()
    if verdict == "reject" and "seen" not in request.form:
        found = list(db.session.scalars(select(Endorsement).where(Endorsement.id.in_(ids)).order_by(Endorsement.id)))
        return _mail_page(found, said, url_for(".individuals_deciding"))
    came = actions.decide_all(ids, lambda one: _decide(one, verdict, said), lambda one: _is_as_shown(one, given))
    _tell(len(came.decisions), _left_out(came.left_out))
    return judging.done()


@blueprint.post("/individuals/bulk/<id:number>/undoing")
@access.may("endorsements.decide")
def individuals_undoing(number: int) -> ResponseReturnValue:
    """Takes back what was decided in one act, as far as it stands."""
    query = select(Endorsement).join(Decision, Decision.endorsement_id == Endorsement.id)
    stand = Decision.bulk_number == number, Decision.undone_at.is_(None)
    touched = list(db.session.scalars(query.where(*stand))) or abort(404)
    if not all(one.kind == "individual" for one in touched) or not scope.may_decide_all([one.id for one in touched]):
        abort(404)
    came = actions.undo_all(number, by=me())
    flash(
        ngettext("%(num)s decision was taken back.", "%(num)s decisions were taken back.", len(came.decisions)),
        "success",
    )
    names = _left_out(came.left_out)
    if names:
        flash(_("Something else was decided since about: %(names)s. That stands.", names=", ".join(names)), "fault")
    return judging.done()


def statements_here() -> list[Statement]:
    """The statements whose individuals the coordinator may see, the newest first."""
    query = select(Statement).where(scope.statements("endorsements.read")).order_by(Statement.id.desc())
    return list(db.session.scalars(query))


def chosen_statement(here: Sequence[Statement]) -> Statement | None:
    """The statement that the address names, else the newest that is public; 404 for one that is not among them."""
    given = request.args.get("statement", "")
    if not given:
        return next((one for one in here if one.is_public), here[0]) if here else None
    return next((one for one in here if str(one.id) == given), None) or abort(404)


def state_words() -> dict[str, str]:
    """Where an individual stands, in words."""
    return {
        "all": _("all"),
        "listed": _("listed"),
        "withheld": _("counted, name withheld"),
        "quarantined": _("in quarantine"),
        "hidden": _("name hidden"),
        "rejected": _("rejected"),
        "removed": _("removed by a rule"),
        "withdrawn": _("withdrawn"),
    }


def _here(asked: dict[str, Any], **more: Any) -> str:
    return url_for(".individuals", **{**asked, **more})


def _wanted(statement_id: int) -> Wanted:
    args = request.args
    rule, country, language = args.get("rule", ""), args.get("country", "").upper(), args.get("language", "")
    until = _day("until")
    return Wanted(
        statement_id=statement_id,
        state=args.get("state", "all") if args.get("state") in STATES else "all",
        language=language if languages.known(language) else "",
        country=country if country in languages.country_codes() else "",
        signal=args.get("signal", "") if args.get("signal") in SIGNALS else "",
        rule=number(rule),
        q=args.get("q", "").strip()[:LONGEST_QUERY],
        since=_day("since"),
        until=until + timedelta(days=1) if until else None,
    )


def _day(name: str) -> datetime | None:
    try:
        return datetime.strptime(request.args.get(name, ""), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _numbers(given: Sequence[str]) -> list[int]:
    """Ids as a form sends them; nonsense becomes one that is on no list."""
    numbers = [number(one) for one in given]
    return [-1 if one is None else one for one in numbers]


def _mail_page(endorsements: Sequence[Endorsement], said: rejecting.Chosen, send_url: str) -> ResponseReturnValue:
    """The mails as they will go, one of each language; nothing is decided yet."""
    previews = [rejecting.preview(one, said) for one in endorsements]
    groups: dict[tuple[str, str | None], list[rejecting.Preview]] = {}
    for one in previews:
        groups.setdefault((one.language, one.instead), []).append(one)
    return render_template(
        "desk/individual_rejection.html",
        previews=previews,
        groups=list(groups.values()),
        said=said,
        reasons=signing.reasons("individual"),
        send_url=send_url,
        carried=[(name, value) for name in CARRIED for value in request.form.getlist(name)],
        back=judging.back(),
    )


def _turn_down(endorsement: Endorsement, said: rejecting.Chosen) -> Decision:
    return actions.turn_down(
        endorsement,
        rejecting.words_for(endorsement, said),
        by=me(),
        reason_id=said.reason.id if said.reason else None,
    )


def _decide(endorsement: Endorsement, verdict: str, said: rejecting.Chosen) -> Decision:
    if actions.held_by_others(endorsement.id, me()) is not None and "anyway" not in request.form:
        raise actions.CannotDecide("held")
    if verdict == "approve":
        return actions.let_through(endorsement, by=me())
    if verdict == "reject":
        if rejecting.preview(endorsement, said).mark not in request.form.getlist("seen"):
            raise actions.CannotDecide("changed")
        return _turn_down(endorsement, said)
    return actions.hide(endorsement, words("reason"), by=me())


def _is_as_shown(endorsement: Endorsement, given: dict[str, str]) -> bool:
    return endorsement.kind == "individual" and given.get(str(endorsement.id)) == queries.mark(endorsement)


def _left_out(ids: Sequence[int]) -> list[str]:
    """Whom an act on several left out, by name, and by whom it is held where that is why."""
    there = db.session.scalars(select(Endorsement).where(Endorsement.id.in_(ids)))
    erased = str(_("somebody who erased the own signature"))
    return judging.left_out(ids, {one.id: queries.name_of(one) for one in there}, erased)


def _tell(number: int, names: Sequence[str]) -> None:
    if number:
        flash(ngettext("%(num)s decided.", "%(num)s decided.", number), "success")
    if names:
        flash(_("Left out, because they changed or were decided meanwhile: %(names)s", names=", ".join(names)), "fault")
