"""Finishing a translation of a signed edition, taking that back, and discarding a language."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, languages
from petition.desk import acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.queries import finishing as queries
from petition.desk.refusals import refusal_words
from petition.desk.scope import current_coordinator
from petition.desk.views.editor import HERE, head_context, open_text, require_write_permission
from petition.desk.views.page import blueprint
from petition.statements.actions import finish
from petition.statements.actions.finish import UnfinishedTranslation
from petition.statements.models import DiscardedLanguage, Statement


@blueprint.route(f"{HERE}/finish", methods=["GET", "POST"])
@access.require_permission("texts.write")
def finish_translation(statement_id: int, lang: str) -> ResponseReturnValue:
    """What adding a translation to a signed edition will change; one more press adds it."""
    statement = open_text(statement_id, lang)
    if request.method == "POST":
        require_write_permission(statement, lang)
    if lang == statement.binding_language:
        return redirect(url_for(".text", statement_id=statement_id, lang=lang))
    require_write_permission(statement, lang)
    if request.method == "GET":
        return _render_page(statement, lang)
    seen, here = request.form.get("mark", ""), url_for(".text", statement_id=statement_id, lang=lang)

    def add(held: Statement) -> Outcome:
        try:
            made = finish.finish_translation(held, lang, by=current_coordinator(), seen=seen)
        except UnfinishedTranslation as fault:
            words = refusal_words(fault)
            raise ActRefused(lambda: (_render_page(held, lang, words), 409)) from None
        undo = url_for(".finishing_undoing", statement_id=statement_id, lang=lang, number=made.edition.number)
        return Outcome(_("The translation is part of edition %(number)s now.", number=made.edition.number), undo)

    return acts.perform_act(add, (Statement, statement_id), back=here)


@blueprint.post(f"{HERE}/finish/<id:number>/undoing")
@access.require_permission("texts.write")
def finishing_undoing(statement_id: int, lang: str, number: int) -> ResponseReturnValue:
    """Takes a translation out of the edition again, while nobody has signed in its language."""
    require_write_permission(open_text(statement_id, lang), lang)
    return acts.perform_act(
        lambda held: finish.undo_finishing(held, lang, number, by=current_coordinator()),
        (Statement, statement_id),
        back=url_for(".text", statement_id=statement_id, lang=lang),
        said=_(
            "The translation is no longer part of edition %(number)s. Its text is still in the editor.", number=number
        ),
    )


@blueprint.post(f"{HERE}/discarding")
@access.require_permission("texts.write")
def language_discarding(statement_id: int, lang: str) -> ResponseReturnValue:
    """Takes a language out of a statement, while nobody has signed in it."""
    require_write_permission(open_text(statement_id, lang), lang)

    def discard(held: Statement) -> Outcome:
        gone = finish.discard_language(held, lang, by=current_coordinator())
        undo = url_for(".language_restoring", statement_id=statement_id, lang=lang, which=gone.id)
        said = _("The text in this language was discarded: %(language)s.", language=languages.language_name(lang))
        return Outcome(said, undo)

    return acts.perform_act(discard, (Statement, statement_id), back=url_for(".translations"))


@blueprint.post(f"{HERE}/discarding/<id:which>/undoing")
@access.require_permission("texts.write")
def language_restoring(statement_id: int, lang: str, which: int) -> ResponseReturnValue:
    """Brings a discarded language back."""
    require_write_permission(open_text(statement_id, lang), lang)

    def restore(_held: Statement, gone: DiscardedLanguage) -> str:
        if (gone.statement_id, gone.language) != (statement_id, lang):
            abort(404)
        finish.restore_language(gone, by=current_coordinator())
        return str(_("The text in this language was restored: %(language)s.", language=languages.language_name(lang)))

    rows = (Statement, statement_id), (DiscardedLanguage, which)
    return acts.perform_act(restore, *rows, back=url_for(".translations"))


def _render_page(statement: Statement, lang: str, refusal: str = "") -> str:
    return render_template(
        "desk/finish_translation.html",
        **head_context(statement, lang),
        plan=queries.plan_finishing(statement, lang),
        refusal=refusal,
    )
