"""An uploaded list at the desk: what its columns are, and its rows, a page at a time."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.core.text import parse_id
from petition.desk import acts, invitation_words
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.invitations import ListWordingForm
from petition.desk.queries import list_previews
from petition.desk.queries import statements as statement_queries
from petition.desk.views.page import blueprint, number_in_address
from petition.invitations import columns, letters
from petition.invitations.actions import lists
from petition.invitations.models import InvitationList
from petition.invitations.wording import Wording


@blueprint.get("/invitation-lists/<id:list_id>")
@access.require_permission("invitations.edit")
def invitation_list(list_id: int) -> ResponseReturnValue:
    """A list, row by row, with every problem beside its cell; the coordinator chooses whom to invite."""
    kept = db.session.get(InvitationList, list_id) or abort(404)
    if (kept.rows is None and kept.imported_at is None) or request.args.get("rows") not in (None, *list_previews.KINDS):
        abort(404)
    return render_list(kept)


def render_list(kept: InvitationList, wording_form: ListWordingForm | None = None) -> str:
    """The page of a list; the form of its mail comes along where it was sent, else it is fresh."""
    kind, page = request.args.get("rows"), max(number_in_address("page") or 1, 1)
    title, language = statement_queries.statement_title(kept.statement)
    preview, rows = list_previews.preview_list(kept, kind, page), kept.rows or {}
    wording, tags = Wording.from_json(rows.get("wording")), statement_queries.statement_languages(kept.statement)
    chosen = rows.get("language") or kept.statement.binding_language
    return render_template(
        "desk/invitation_list.html",
        kept=kept,
        statement=kept.statement,
        title=title,
        title_language=language,
        preview=preview,
        kind=kind,
        page=page,
        fields=invitation_words.field_words(),
        field_choices=invitation_words.column_words(),
        kinds=invitation_words.row_kind_words(),
        wording_form=wording_form or ListWordingForm(tags, wording, chosen, sent=False),
        letters=[
            letters.preview_invitation(kept.statement, values, values["language"], wording)
            for values in preview.samples
        ],
        sheet_name=rows.get("name") or "",
        others=list_previews.other_sheets(kept),
        omitted=[(name, invitation_words.omitted_words(word)) for name, word in rows.get("omitted", ())],
        choices=invitation_words.choices_of_fields(tags),
    )


def list_url(list_id: int) -> str:
    """The page of a list as it was looked at."""
    return url_for(".invitation_list", list_id=list_id, rows=request.args.get("rows"), page=request.args.get("page"))


@blueprint.post("/invitation-lists/<id:list_id>/columns")
@access.require_permission("invitations.edit")
def list_columns(list_id: int) -> ResponseReturnValue:
    """Says what the columns of a list are; it is remembered for lists with the same headings."""
    here = url_for(".invitation_list", list_id=list_id)

    def assign(kept: InvitationList) -> Outcome:
        fields = posted_fields()
        twice = {field for field in fields.values() if list(fields.values()).count(field) > 1}
        if twice:
            named = ", ".join(invitation_words.column_words()[field] for field in sorted(twice))
            raise ActRefused(
                lambda: acts.redirect_with_reason(_("Chosen for two columns: %(names)s", names=named), here)
            )
        lists.assign_fields(kept, fields)
        return Outcome(_("The columns are saved, also for later lists with these headings."))

    return acts.perform_act(assign, (InvitationList, list_id), back=here)


@blueprint.post("/invitation-lists/<id:list_id>/ticks")
@access.require_permission("invitations.edit")
def list_ticks(list_id: int) -> ResponseReturnValue:
    """Keeps what was ticked on one page of a list, and leads to another one."""
    kind, _dot, page = request.form.get("to", "").partition(".")
    rows = kind if kind in list_previews.KINDS else None
    back = url_for(".invitation_list", list_id=list_id, rows=rows, page=parse_id(page))

    def keep(kept: InvitationList) -> None:
        lists.keep_ticks(kept, shown_lines() or (), posted_lines("row"))

    return acts.perform_act(keep, (InvitationList, list_id), back=back)


def posted_lines(name: str) -> set[int]:
    """The numbers of lines that were sent under a name."""
    return {line for sent in request.form.getlist(name) if (line := parse_id(sent)) is not None}


def shown_lines() -> set[int] | None:
    """The lines that the page had boxes for; None where it does not say so."""
    sent = request.form.get("shown")
    return None if sent is None else {line for one in sent.split() if (line := parse_id(one)) is not None}


def posted_corrections() -> dict[tuple[int, str], str]:
    """The cells that were written anew, by line and field; a field that was left as it was shown is none."""
    found: dict[tuple[int, str], str] = {}
    for name, text in request.form.items():
        prefix, _dash, place = name.partition("-")
        line, _second, field = place.partition("-")
        number = parse_id(line)
        if prefix == "fix" and number is not None and text.strip() != request.form.get(f"was-{place}", ""):
            found[number, field] = text
    return found


def posted_words() -> dict[tuple[str, str], str]:
    """What is to stand in the place of words that are the same in several rows, by field and words."""
    sent = zip(*(request.form.getlist(f"same-{part}") for part in ("field", "written", "text")), strict=False)
    return {(field, written): text.strip() for field, written, text in sent if text.strip()}


def posted_fields() -> dict[int, str]:
    """The fields by the place of their column, as they were chosen."""
    chosen = {parse_id(name.removeprefix("column-")): field for name, field in request.form.items()}
    return {at: field for at, field in chosen.items() if at is not None and field in columns.FIELDS}
