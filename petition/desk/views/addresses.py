"""Mail addresses of signatories: asked for with a reason, agreed to by a second person, downloaded once."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.accounts import joint_acts
from petition.accounts.models import JointAct
from petition.core import access, audit, csv_export
from petition.core.db import db
from petition.desk import acts
from petition.desk import joint_acts as desk_joint_acts
from petition.desk.acts import Outcome
from petition.desk.forms.addresses import ReasonForm
from petition.desk.joint_acts import ADDRESSES
from petition.desk.queries import addresses as queries
from petition.desk.queries import joint as asked
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.second_person import request_words
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint
from petition.statements.models import Statement


@blueprint.get("/statements/<id:statement_id>/addresses")
@access.require_permission("addresses.export")
def addresses(statement_id: int) -> ResponseReturnValue:
    """Who can be written to, and the way to their addresses."""
    return _render_page(_get_statement(statement_id), ReasonForm(formdata=None))


@blueprint.post("/statements/<id:statement_id>/addresses")
@access.require_permission("addresses.export")
def addresses_asking(statement_id: int) -> ResponseReturnValue:
    """Asks for a second person."""
    statement, form = _get_statement(statement_id), ReasonForm()
    if not form.validate():
        return _render_page(statement, form), 422

    def ask(held: Statement) -> Outcome:
        asked_for = joint_acts.request_act(
            ADDRESSES,
            _object_name(held),
            by=current_coordinator(),
            why=form.why.data or "",
            statement_id=held.id,
            details={"rows": queries.count_addresses(held)},
        )
        said = request_words("addresses.export", held.id)
        return Outcome(said, url_for(".joint_withdrawal", joint_id=asked_for.id))

    return acts.perform_act(ask, (Statement, statement_id), back=url_for(".addresses", statement_id=statement_id))


@blueprint.post("/statements/<id:statement_id>/addresses/<id:joint_id>/download")
@access.require_permission("addresses.export")
def addresses_download(statement_id: int, joint_id: int) -> ResponseReturnValue:
    """Hands out the addresses, once, to whoever asked; how many there were goes on the audit log."""
    statement = _get_statement(statement_id)

    def download_addresses(one: JointAct) -> Outcome:
        if (one.act, one.object, one.asked_by) != (ADDRESSES, _object_name(statement), current_coordinator()):
            abort(404)
        desk_joint_acts.check_agreeing_person(one)
        joint_acts.use_agreement(one)
        # Whole before the commit: what is on record is what was handed out.
        found = list(queries.all_addresses(statement))
        file = "".join(csv_export.csv_lines(("email",), ((address,) for address in found)))
        audit.append_entry(
            "addresses.export", _object_name(statement), by=f"coordinator {current_coordinator()}", note=str(len(found))
        )
        answer = Response(file, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{statement.slug}-addresses.csv"'
        answer.headers["Cache-Control"] = "no-store"
        return Outcome(answer=lambda: answer)

    return acts.perform_act(
        download_addresses, (JointAct, joint_id), back=url_for(".addresses", statement_id=statement_id)
    )


def _render_page(statement: Statement, form: ReasonForm) -> str:
    title, language = statement_queries.statement_title(statement)
    rows = asked.latest_acts(ADDRESSES, _object_name(statement), current_coordinator())
    return render_template(
        "desk/addresses.html",
        statement=statement,
        title=title,
        title_language=language,
        form=form,
        rows=rows,
        is_open=any(row.state in ("waiting", "agreed") for row in rows),
    )


def _object_name(statement: Statement) -> str:
    return f"statement {statement.slug}"


def _get_statement(statement_id: int) -> Statement:
    return db.session.get(Statement, statement_id) or abort(404)
