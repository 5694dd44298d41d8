"""Switches that hold at once, for one statement or for all."""

from __future__ import annotations

from collections.abc import Iterator

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, switches
from petition.core.db import db
from petition.core.switches import OF_THE_SITE, SWITCHES, SwitchChange
from petition.core.text import clean_text
from petition.desk import acts, switch_words
from petition.desk.acts import Outcome
from petition.desk.queries import switches as queries
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint, typed_words
from petition.statements.models import Statement

STATES = ("on", "off")


@blueprint.get("/switches", endpoint="switches")
@blueprint.get("/statements/<id:statement_id>/switches", endpoint="switches")
@access.require_permission("switches.read")
def switches_(statement_id: int | None = None) -> ResponseReturnValue:
    """What is on, and what can be switched, in the whole site or in one statement."""
    reached = access.statements_of("switches.read")
    return render_template(
        "desk/switches.html",
        statement=db.session.get(Statement, statement_id) if statement_id is not None else None,
        statements=queries.reachable_statements(reached),
        rows=queries.switch_rows(statement_id, reached),
        may_switch=_may_switch(statement_id),
        names=switch_words.NAMES,
        means=switch_words.MEANS,
        speaking=switch_words.SPEAKING,
    )


@blueprint.post("/switches/<switch_name>/<state>")
@blueprint.post("/statements/<id:statement_id>/switches/<switch_name>/<state>")
@access.require_permission("switches.set")
def switch(switch_name: str, state: str, statement_id: int | None = None) -> ResponseReturnValue:
    """Switches on or off; the reason is kept, and goes on record."""
    is_known = switch_name in SWITCHES and state in STATES
    if not is_known or not _may_switch(statement_id) or (switch_name in OF_THE_SITE and statement_id is not None):
        abort(404)
    about = f"statement {switch_words.name_of(statement_id)}" if statement_id is not None else "site"
    why, by = clean_text(typed_words("why")), f"coordinator {current_coordinator()}"
    back = url_for(".switches", statement_id=statement_id, _anchor=switch_name)
    if state == "on" and not why:
        return acts.redirect_with_reason(
            _("Give a reason in a few words; then turn it on again. Nothing was changed."), back
        )

    def turn() -> Outcome:
        if state == "off":
            switches.turn_off(switch_name, statement_id, by=by, about=about)
        else:
            message = (clean_text(typed_words("message")) or None) if switch_name in switch_words.SPEAKING else None
            switches.turn_on(switch_name, statement_id, by=by, about=about, message=message, why=why)
        # Once that is kept, this process looks anew; the others do within seconds. The page itself says what was done.
        return Outcome(rounds=_forget())

    return acts.perform_act(turn, back=back)


@blueprint.post("/switches/changes/<id:switch_change_id>/undoing")
@access.require_permission("switches.set")
def switch_undoing(switch_change_id: int) -> ResponseReturnValue:
    """Takes the last change of a switch back: it stands as it did before, with who, when and why."""
    change = db.session.get(SwitchChange, switch_change_id) or abort(404)
    if not _may_switch(change.statement_id):
        abort(404)
    about = f"statement {switch_words.name_of(change.statement_id)}" if change.statement_id is not None else "site"
    back = url_for(".switches", statement_id=change.statement_id, _anchor=change.name)

    def undo(held: SwitchChange) -> Outcome:
        switches.undo_change(held, by=f"coordinator {current_coordinator()}", about=about)
        return Outcome(_("Undone. The switch is as it was before."), rounds=_forget())

    return acts.perform_act(undo, (SwitchChange, switch_change_id), back=back)


def _forget() -> Iterator[None]:
    switches.forget_switches()
    yield


def _may_switch(statement_id: int | None) -> bool:
    """What holds everywhere is switched by those whose role holds everywhere."""
    reached = access.statements_of("switches.set")
    return reached is None or statement_id in reached
