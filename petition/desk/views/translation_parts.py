"""A translation beside the binding text, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access
from petition.core.db import begin_reading
from petition.desk import acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.editor import PartsForm, one_line_end
from petition.desk.queries import editor as editor_queries
from petition.desk.queries import translation_parts as queries
from petition.desk.queries.translation_parts import PartsDraft
from petition.desk.scope import current_coordinator
from petition.desk.views.editor import HERE, MOST, head_context, may_write, open_text, require_write_permission
from petition.desk.views.page import blueprint, number_in_address
from petition.statements.actions import edit
from petition.statements.models import Statement


@blueprint.route(f"{HERE}/parts", methods=["GET", "POST"])
@access.require_permission("texts.write")
@access.accept_text(MOST)
def text_parts(statement_id: int, lang: str) -> ResponseReturnValue:
    """The binding text and its translation side by side; what is saved is the same text as in the one box."""
    statement, form = open_text(statement_id, lang), PartsForm()
    if lang == statement.binding_language:
        return redirect(url_for(".text", statement_id=statement_id, lang=lang))
    if request.method == "GET":
        draft = queries.open_parts(statement, lang)
        form.base.data = draft.base
        return _render_page(statement, lang, form, draft)
    require_write_permission(statement, lang)
    edit.record_presence(statement, lang, current_coordinator())
    if request.form.get("do") == "preview":
        acts.commit_presence()
        begin_reading()
        draft = queries.open_parts(statement, lang, _typed_parts(), form.base_revision)
        return _render_page(statement, lang, form, draft, is_preview=True)
    return _save_parts(statement, lang, form)


def _save_parts(statement: Statement, lang: str, form: PartsForm) -> ResponseReturnValue:
    typed, approved = _typed_parts(), request.form.getlist("right")

    def save(held: Statement) -> Outcome:
        draft = queries.open_parts(held, lang, typed, form.base_revision)
        if draft.faults:
            raise ActRefused(lambda: (_render_page(held, lang, form, draft), 422))
        if draft.conflicts:
            # What was typed is kept as a revision; what is saved next from this page has seen the other text.
            edit.save_text(held, lang, draft.wording, form.base_revision, by=current_coordinator())
            form.base.raw_data, form.base.data = None, draft.base
            return Outcome(answer=lambda: (_render_page(held, lang, form, draft), 409))
        try:
            saved = edit.save_text(
                held, lang, draft.wording, draft.base, by=current_coordinator(), approved=set(approved)
            )
        except edit.NothingToSave:
            faulty = queries.refuse_parts(draft)
            raise ActRefused(lambda: (_render_page(held, lang, form, faulty), 422)) from None
        return Outcome(back=url_for(".text_parts", statement_id=held.id, lang=lang, saved=saved.revision.number))

    here = url_for(".text_parts", statement_id=statement.id, lang=lang)
    return acts.perform_act(save, (Statement, statement.id), back=here)


def _typed_parts() -> Mapping[str, str]:
    """What was typed into each box, by the key of the part."""
    return {name[5:]: one_line_end(typed) for name, typed in request.form.items() if name.startswith("part.")}


def _render_page(statement: Statement, lang: str, form: PartsForm, draft: PartsDraft, **more: Any) -> str:
    return render_template(
        "desk/text_parts.html",
        **head_context(statement, lang),
        form=form,
        draft=draft,
        writes=may_write(statement, lang),
        others=editor_queries.other_editors(statement, lang, current_coordinator()),
        newer=editor_queries.newer_revision(statement, lang, form.base_revision),
        just_saved=draft.base > 0 and number_in_address("saved") == draft.base and request.method == "GET",
        approved=set(request.form.getlist("right")),
        **{"is_preview": False, **more},
    )
