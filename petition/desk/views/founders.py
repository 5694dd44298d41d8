"""Founding signatories at the desk: looked through, entered, named, taken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.accounts import joint_acts as requests
from petition.core import access, text
from petition.core.db import db
from petition.desk import joint_acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.queries import founders as queries
from petition.desk.queries import joint as joint_queries
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.founders import FounderChoices
from petition.desk.queries.founding_look import founding_look
from petition.desk.queries.second_person import request_words
from petition.desk.scope import current_coordinator
from petition.desk.views import last_look
from petition.desk.views.page import blueprint, typed_words
from petition.desk.views.statements import act_on_statement, statement_url
from petition.signing.decide import founders as decide_founders
from petition.signing.decide.founders import Founder
from petition.statements.actions.import_text import StatementError
from petition.statements.models import Statement
from petition.statements.queries.public_statements import current_edition

# What a button makes of all at once.
FOR_ALL = {"organisations": "organisation", "people": "individual", "as-read": ""}


@blueprint.get("/statements/<id:statement_id>/founders")
@access.require_permission("statements.edit")
def founders(statement_id: int) -> ResponseReturnValue:
    """Who stands under the text, before they are entered; afterwards, how far that has got."""
    return _render_page(db.session.get(Statement, statement_id) or abort(404))


def _render_page(statement: Statement, fault: str = "") -> str:
    found = queries.founding_row(statement)
    heading, language = statement_queries.statement_title(statement)
    signatories, mark = queries.named_signatories(statement)
    table, mailable = queries.list_to_invite(signatories)
    about = joint_acts.founding_object(statement)
    return render_template(
        "desk/founders.html",
        statement=statement,
        title=heading,
        title_language=language,
        stage=statement_queries.current_stage(statement),
        found=found,
        page=None if found else queries.founders_page(statement, signatories, mark, _sent_choices()),
        table=table,
        mailable=mailable,
        fault=fault,
        takes_two=decide_founders.needs_second_person(statement),
        asked=next(iter(joint_queries.latest_acts(joint_acts.FOUNDING, about, current_coordinator(), 1)), None),
        may_be_undone=found is not None and decide_founders.can_be_removed(statement, found.founding),
    )


def _sent_choices() -> FounderChoices:
    """What was chosen of each, by place, and what those are that are not shown."""
    every = request.form.get("do", "")
    if every in FOR_ALL:
        return FounderChoices(rest=FOR_ALL[every])
    rest = request.form.get("rest", "")
    known = (*queries.KINDS, queries.LEFT_OUT)
    kinds = {place: value for place, value in _sent_by_place("kind-") if value in known}
    entries = {
        place: value
        for place, value in _sent_by_place("entry-")
        if value == queries.NEW_ENTRY or text.parse_id(value) is not None
    }
    return FounderChoices(kinds, entries, rest if rest in queries.KINDS else "")


def _sent_by_place(prefix: str) -> Iterator[tuple[int, str]]:
    for name, value in request.form.items():
        place = name.removeprefix(prefix)
        if name.startswith(prefix) and place.isdecimal() and len(place) < 6:
            yield int(place), value


@blueprint.post("/statements/<id:statement_id>/founders")
@access.require_permission("statements.edit")
def founding(statement_id: int) -> ResponseReturnValue:
    """Shows what entering them means, then enters them; once signing has begun, asks a second person instead."""
    statement = db.session.get(Statement, statement_id) or abort(404)
    if request.form.get("do", "") in (*FOR_ALL, "edit"):
        return _render_page(statement)

    def enter(held: Statement) -> Outcome:
        if held.is_delivered or queries.founding_row(held) is not None:
            raise StatementError
        signatories, mark = queries.named_signatories(held)
        if request.form.get("mark") != mark:
            changed = _("The text was changed in the meantime. Check its signatories again.")
            raise ActRefused(lambda: (_render_page(held, changed), 409))
        choices = _sent_choices()
        chosen = queries.chosen_founders(signatories, choices)
        if not chosen:
            raise ActRefused(lambda: (_render_page(held, _("There is nobody left to add.")), 422))
        look = founding_look(held, chosen, mark)
        last_look.require_look(held, look, url_for(".founding", statement_id=held.id), _page_url(held))
        return _ask_second_person(held, choices, mark) if look.asks_why else _enter_founders(held, chosen)

    return act_on_statement(statement_id, enter)


def _enter_founders(held: Statement, chosen: Sequence[Founder]) -> Outcome:
    begun = decide_founders.begin_founding(
        current_edition(held), chosen, language=held.binding_language, by=current_coordinator()
    )
    said = ngettext("%(num)s founding signatory was added.", "%(num)s founding signatories were added.", begun.reached)
    later = _("The first of them have been added; the others follow within minutes.")
    undo = url_for(".founders_undoing", statement_id=held.id)
    return Outcome(said if begun.ended_at else later, undo, back=_page_url(held))


def _ask_second_person(held: Statement, choices: FounderChoices, mark: str) -> Outcome:
    why = typed_words("why")
    if not why:
        fault = _("Write why, for the second person who is to agree.")
        raise ActRefused(lambda: (_render_page(held, fault), 422))
    asked = requests.request_act(
        joint_acts.FOUNDING,
        joint_acts.founding_object(held),
        by=current_coordinator(),
        why=why,
        statement_id=held.id,
        details={"mark": mark, **choices.to_json()},
    )
    said = request_words(joint_acts.KINDS[joint_acts.FOUNDING].permission, held.id)
    return Outcome(said, url_for(".joint_withdrawal", joint_id=asked.id), back=_page_url(held))


@blueprint.post("/statements/<id:statement_id>/founders/names")
@access.require_permission("statements.edit")
def founder_names(statement_id: int) -> ResponseReturnValue:
    """Publishes the names of the people among them, whose consent the coalition has."""

    def show(held: Statement) -> Outcome:
        if request.form.get("consent") != "y":
            fault = _("Confirm first that each of them agreed to be named.")
            raise ActRefused(lambda: (_render_page(held, fault), 422))
        if not decide_founders.show_people(held, by=current_coordinator()):
            raise StatementError
        return Outcome(
            _("The names are published wherever the statement is public. For very many names this takes some minutes."),
            back=_page_url(held),
        )

    return act_on_statement(statement_id, show)


@blueprint.post("/statements/<id:statement_id>/founders/undoing")
@access.require_permission("statements.edit")
def founders_undoing(statement_id: int) -> ResponseReturnValue:
    """Takes the founding signatories off again, as long as that is possible."""

    def remove_founders(held: Statement) -> Outcome:
        if not decide_founders.remove_founding_signatories(held, by=current_coordinator()):
            raise StatementError
        if queries.founding_row(held) is not None:
            return Outcome(back=_page_url(held))  # which says that they are being taken off
        return Outcome(_("The founding signatories were removed."), back=statement_url(statement_id, "ways"))

    return act_on_statement(statement_id, remove_founders)


def _page_url(statement: Statement) -> str:
    return statement_url(statement.id, endpoint=".founders")
