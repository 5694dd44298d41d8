"""Mail addresses of signatories: asked for with a reason, agreed to by a second person, downloaded once."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.accounts import joint
from petition.accounts.models import JointAct
from petition.core import access, audit, delimited
from petition.core.db import db
from petition.desk import acts, joint_acts
from petition.desk.acts import Done
from petition.desk.forms.addresses import WhyForm
from petition.desk.joint_acts import ADDRESSES
from petition.desk.queries import addresses as queries
from petition.desk.queries import joint as asked
from petition.desk.queries import statements as about
from petition.desk.views.page import blueprint, me
from petition.statements.models import Statement


@blueprint.get("/statements/<id:statement_id>/addresses")
@access.may("addresses.export")
def addresses(statement_id: int) -> ResponseReturnValue:
    """Who can be written to, and the way to their addresses."""
    return _page(_statement(statement_id), WhyForm(formdata=None))


@blueprint.post("/statements/<id:statement_id>/addresses")
@access.may("addresses.export")
def addresses_asking(statement_id: int) -> ResponseReturnValue:
    """Asks for a second person."""
    statement, form = _statement(statement_id), WhyForm()
    if not form.validate():
        return _page(statement, form), 422

    def ask(held: Statement) -> Done:
        asked_for = joint.ask(
            ADDRESSES,
            _object(held),
            by=me(),
            why=form.why.data or "",
            statement_id=held.id,
            details={"rows": queries.number(held)},
        )
        said = _("Asked. Another coordinator of this statement has 24 hours to answer.")
        return Done(said, url_for(".joint_taking_back", joint_id=asked_for.id))

    return acts.act(ask, (Statement, statement_id), back=url_for(".addresses", statement_id=statement_id))


@blueprint.post("/statements/<id:statement_id>/addresses/<id:joint_id>/download")
@access.may("addresses.export")
def addresses_download(statement_id: int, joint_id: int) -> ResponseReturnValue:
    """Hands out the addresses, once, to whoever asked; how many there were goes on the audit log."""
    statement = _statement(statement_id)

    def hand_out(one: JointAct) -> Done:
        if (one.act, one.object, one.asked_by) != (ADDRESSES, _object(statement), me()):
            abort(404)
        joint_acts.check_second(one)
        joint.take_up(one)
        # Whole before the commit: what is on record is what was handed out.
        found = list(queries.everybody(statement))
        file = "".join(delimited.lines(("email",), ((address,) for address in found)))
        audit.append("addresses.export", _object(statement), by=f"coordinator {me()}", note=str(len(found)))
        answer = Response(file, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{statement.slug}-addresses.csv"'
        answer.headers["Cache-Control"] = "no-store"
        return Done(answer=lambda: answer)

    return acts.act(hand_out, (JointAct, joint_id), back=url_for(".addresses", statement_id=statement_id))


def _page(statement: Statement, form: WhyForm) -> str:
    title, language = about.title(statement)
    rows = asked.latest(ADDRESSES, _object(statement), me())
    return render_template(
        "desk/addresses.html",
        statement=statement,
        title=title,
        title_language=language,
        form=form,
        rows=rows,
        is_open=any(row.state in ("waiting", "agreed") for row in rows),
    )


def _object(statement: Statement) -> str:
    return f"statement {statement.slug}"


def _statement(statement_id: int) -> Statement:
    return db.session.get(Statement, statement_id) or abort(404)
