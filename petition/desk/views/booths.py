"""The booths of a statement."""

from __future__ import annotations

from flask import abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db, now
from petition.core.qr_codes import draw_qr_code
from petition.desk import acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.booths import BoothForm
from petition.desk.queries.editor import coordinator_names
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint
from petition.signing.booths import actions, queries
from petition.signing.models.booth import Booth
from petition.statements.models import Statement


@blueprint.get("/statements/<id:statement_id>/booths")
@access.require_permission("statements.read")
def booths(statement_id: int) -> ResponseReturnValue:
    """Where people sign at events, and a new one."""
    return _render_page(statement_id, BoothForm(sent=False))


@blueprint.post("/statements/<id:statement_id>/booths")
@access.require_permission("statements.edit")
def booth_opening(statement_id: int) -> ResponseReturnValue:
    """Opens a booth; its link is shown once."""
    form = BoothForm(sent=True)

    def save(statement: Statement) -> Outcome:
        if not form.validate():
            raise ActRefused(lambda: (_render_page(statement_id, form), 422))
        opened = {"place": form.place.data, "hours": form.hours.data, "hourly_limit": form.hourly_limit.data}
        try:
            booth, token = actions.open_booth(statement, by=current_coordinator(), **opened)
        except actions.BoothError:
            raise ActRefused(lambda: (_render_page(statement_id, form, is_closed=True), 409)) from None
        path = url_for("signing.booth", lang=statement.binding_language, slug=statement.slug, token=token)
        link, booth_id = f"{current_app.config['PUBLIC_URL']}{path}", booth.id
        return Outcome(answer=lambda: _render_page(statement_id, BoothForm(sent=False), link=link, opened=booth_id))

    return acts.perform_act(save, (Statement, statement_id), back=url_for(".booths", statement_id=statement_id))


@blueprint.post("/booths/<id:booth_id>/ending")
@access.require_permission("statements.edit")
def booth_ending(booth_id: int) -> ResponseReturnValue:
    """Ends a booth at once."""
    found = db.session.get(Booth, booth_id) or abort(404)

    def end(booth: Booth) -> str:
        is_ended = actions.end_booth(booth, by=current_coordinator())
        return str(_("The booth has ended: its link opens no form any more.")) if is_ended else ""

    return acts.perform_act(end, (Booth, booth_id), back=url_for(".booths", statement_id=found.statement_id))


def _render_page(
    statement_id: int, form: BoothForm, *, link: str = "", opened: int | None = None, is_closed: bool = False
) -> str:
    statement = db.session.get(Statement, statement_id) or abort(404)
    listed = queries.list_booths(statement_id)
    return render_template(
        "desk/booths.html",
        statement=statement,
        form=form,
        booths=listed,
        running={one.id for one in listed if one.ended_at is None and one.ends_at > now()},
        names=coordinator_names([one.opened_by for one in listed]),
        link=link,
        code=draw_qr_code(link) if link else "",
        opened=opened,
        is_closed=is_closed,
    )
