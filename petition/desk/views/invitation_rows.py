"""What a coordinator does to the rows of an uploaded list: correct, tick many, dismiss; and how its mail is worded."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from petition.core import access, audit
from petition.core.db import db
from petition.core.text import parse_id
from petition.desk import acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.invitations import ListWordingForm
from petition.desk.queries import list_previews
from petition.desk.queries import statements as statement_queries
from petition.desk.refusals import Refusal
from petition.desk.scope import current_coordinator
from petition.desk.views.invitation_list import (
    list_url,
    posted_corrections,
    posted_lines,
    posted_words,
    render_list,
    shown_lines,
)
from petition.desk.views.page import blueprint
from petition.invitations.actions import list_corrections, lists, pursue
from petition.invitations.models import InvitationList
from petition.invitations.wording import Wording


@blueprint.post("/invitation-lists/<id:list_id>/corrections")
@access.require_permission("invitations.edit")
def list_correction(list_id: int) -> ResponseReturnValue:
    """Writes cells anew, one by one or the same words in all rows at once; the rows are looked at again."""

    def correct(kept: InvitationList) -> str:
        lists.keep_ticks(kept, shown_lines() or (), posted_lines("row"))
        number = list_corrections.correct_words(kept, posted_words())
        number += list_corrections.correct_cells(kept, posted_corrections())
        if not number:
            raise Refusal(_("Nothing was corrected: no field says anything else than before."))
        return str(ngettext("%(num)s cell is corrected.", "%(num)s cells are corrected.", number))

    return acts.perform_act(correct, (InvitationList, list_id), back=list_url(list_id))


@blueprint.post("/invitation-lists/<id:list_id>/all-ticks")
@access.require_permission("invitations.edit")
def list_all_ticks(list_id: int) -> ResponseReturnValue:
    """Ticks all rows that the filter finds, on every page, or takes their ticks away."""

    def tick(kept: InvitationList) -> str:
        lists.keep_ticks(kept, shown_lines() or (), posted_lines("row"))
        found = list_previews.rows_of_kind(lists.examine_list(kept), request.args.get("rows"))
        lines = [row.line for row in found if row.may_be_invited]
        is_on = request.form.get("all") == "on"
        list_corrections.tick_lines(kept, lines, is_on=is_on)
        words = (
            ngettext("%(num)s row is selected.", "%(num)s rows are selected.", len(lines))
            if is_on
            else ngettext("%(num)s row is no longer selected.", "%(num)s rows are no longer selected.", len(lines))
        )
        return str(words)

    return acts.perform_act(tick, (InvitationList, list_id), back=list_url(list_id))


@blueprint.post("/invitation-lists/<id:list_id>/dismissal")
@access.require_permission("invitations.edit")
def list_dismissal(list_id: int) -> ResponseReturnValue:
    """Takes one row off a list without inviting it."""
    statement_id = db.session.get_one(InvitationList, list_id).statement_id
    line = parse_id(request.form.get("line", ""))

    def dismiss(kept: InvitationList) -> Outcome:
        lists.keep_ticks(kept, shown_lines() or (), posted_lines("row"))
        number = list_corrections.dismiss_lines(kept, set() if line is None else {line})
        if not number:
            raise Refusal(_("This row is not in the list any more."))
        what, who = f"statement {kept.statement.slug}", f"coordinator {current_coordinator()}"
        audit.append_entry("invitation.dismiss", what, by=who, note=str(number))
        gone = kept.rows is None
        back = url_for(".invitations", statement_id=statement_id) if gone else None
        return Outcome(_("The row is dismissed. Nobody was invited by it."), back=back)

    return acts.perform_act(dismiss, (InvitationList, list_id), back=list_url(list_id))


@blueprint.post("/invitation-lists/<id:list_id>/wording")
@access.require_permission("invitations.edit")
def list_wording(list_id: int) -> ResponseReturnValue:
    """Keeps how the mail to this list is worded and shows it; or mails it to the coordinator first."""
    found = db.session.get_one(InvitationList, list_id)
    tags = statement_queries.statement_languages(found.statement)
    form = ListWordingForm(tags, Wording(), "", sent=True)
    if not form.validate():
        return render_list(found, wording_form=form), 422

    def word(kept: InvitationList) -> str:
        list_corrections.set_wording(kept, form.wording(), form.language.data)
        if request.form.get("step") != "sample":
            return str(_("The wording is kept; the mail below reads as it will go."))
        samples = list_previews.sample_rows(kept)
        if not samples:
            raise ActRefused(
                lambda: acts.redirect_with_reason(_("Select a row first: the mail is about an organisation."), back)
            )
        for values in samples:
            pursue.mail_sample(kept.statement, values, values["language"], form.wording(), to=current_user.email)
        return str(_("A sample in each language goes to %(address)s. Nobody was invited.", address=current_user.email))

    back = list_url(list_id) + "#mail"
    return acts.perform_act(word, (InvitationList, list_id), back=back)
