"""The editor: one box per language, its outline beside it."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, form_answers, languages
from petition.core.db import begin_reading, db, require_writing
from petition.desk import acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.editor import SourceForm, StatementForm, TextForm, one_line_end
from petition.desk.listing import Listing
from petition.desk.queries import editor as queries
from petition.desk.queries import finishing
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint, number_in_address
from petition.statements.actions import edit
from petition.statements.actions.import_text import StatementError
from petition.statements.models import Revision, Statement
from petition.statements.queries import binding_text, public_statements, revisions
from petition.statements.text.choices import write_choice
from petition.statements.text.normalisation import LARGEST, PositionError, normalise_text

# Bytes of a form: a text of 1 MB, each byte of which may be sent as three.
MOST = 3_500_000
HERE = "/statements/<id:statement_id>/text/<lang:lang>"


@blueprint.route("/statements/new", methods=["GET", "POST"])
@access.require_permission("statements.make")
@access.accept_text(MOST)
@form_answers.run_read_first
def new_statement() -> ResponseReturnValue:
    """A new statement, begun as a draft."""
    form = StatementForm()
    is_preview = request.form.get("do") == "preview" or _take_choice(form)
    if not form.is_submitted() or is_preview:
        return render_new_page(form, is_preview=is_preview)
    if not form.validate():
        return render_new_page(form), 422
    require_writing()

    def start() -> Outcome:
        try:
            made = edit.start_statement(form.text.data, form.slug.data, form.language.data, by=current_coordinator())
        except PositionError:
            form.text.errors = [_("The text cannot be imported like this; see what to fix")]
        except StatementError:
            form.slug.errors = [_("Another statement uses this address; choose a different one")]
        else:
            back = url_for(".text", statement_id=made.id, lang=made.binding_language)
            return Outcome(_("The draft is saved. Only the desk can see it."), back=back)
        raise ActRefused(lambda: (render_new_page(form), 422))

    return acts.perform_act(start, back=url_for(".statements"))


def render_new_page(form: StatementForm, *, is_preview: bool = False, **more: Any) -> str:
    """The box for the first text of a statement."""
    outline = (
        queries.make_outline(form.text.data) if form.text.data or (form.is_submitted() and not is_preview) else None
    )
    return render_template(
        "desk/new_statement.html",
        **{"source": SourceForm(formdata=None), **more},
        form=form,
        outline=outline,
        is_preview=is_preview,
        language=form.language.data,
    )


@blueprint.post("/statements/new/outline")
@access.require_permission("statements.make")
@access.accept_text(MOST)
@form_answers.run_read_first
def new_outline() -> ResponseReturnValue:
    """The outline of a text that is not saved anywhere yet."""
    language = request.form.get("language", "")
    known = language if languages.is_known_language(language) else None
    return render_template("desk/_outline.html", outline=queries.make_outline(_sent_text()), language=known)


@blueprint.route(HERE, methods=["GET", "POST"])
@access.require_permission("texts.write")
@access.accept_text(MOST)
def text(statement_id: int, lang: str) -> ResponseReturnValue:
    """One text, to be written in a box."""
    statement, form = open_text(statement_id, lang), TextForm()
    if request.method == "GET":
        return render_page(statement, lang, _fill_form(statement, lang, form))
    require_write_permission(statement, lang)
    edit.record_presence(statement, lang, current_coordinator())
    if _take_choice(form) or request.form.get("do") == "preview" or not form.validate():
        acts.commit_presence()
        # To read the text takes a while, and nobody has to wait for it.
        begin_reading()
        return render_page(statement, lang, form, is_preview=True)
    return _save_text(statement, lang, form)


def _fill_form(statement: Statement, lang: str, form: TextForm) -> TextForm:
    """The form with the text that is worked on, or with the one that is to be taken up again."""
    at_work, wanted = revisions.working_text(statement, lang), number_in_address("from")
    again = None if wanted is None else revisions.find_revision(statement, lang, wanted) or abort(404)
    form.text.data = again.wording if again else at_work.wording
    form.base.data = at_work.base
    return form


def _save_text(statement: Statement, lang: str, form: TextForm) -> ResponseReturnValue:
    def save(held: Statement) -> Outcome:
        try:
            saved = edit.save_text(held, lang, form.text.data, form.base_revision, by=current_coordinator())
        except edit.NothingToSave:
            form.text.errors = [_("This was not saved; see what to fix")]
            raise ActRefused(lambda: (render_page(held, lang, form, is_preview=True), 422)) from None
        theirs = saved.conflict
        if theirs is not None:
            # What is saved next from this page has seen the other text.
            form.base.raw_data, form.base.data = None, theirs.number
            return Outcome(answer=lambda: (render_page(held, lang, form, theirs=theirs, aside=saved.revision), 409))
        # Not flashed: what the page asks beside it carries the session along, and could lose the word.
        return Outcome(back=url_for(".text", statement_id=held.id, lang=lang, saved=saved.revision.number))

    here = url_for(".text", statement_id=statement.id, lang=lang)
    return acts.perform_act(save, (Statement, statement.id), back=here)


def render_page(statement: Statement, lang: str, form: TextForm, **more: Any) -> str:
    """The box with all that stands around it."""
    at_work, measure = revisions.working_text(statement, lang), binding_text.required_text(statement, lang)
    outline = queries.make_outline(form.text.data, measure)
    found = outline if form.text.data == at_work.wording else queries.make_outline(at_work.wording, measure)
    obstacle = revisions.saving_obstacle(at_work.edition, lang, [pointed.problem for pointed in found.problems])
    theirs = more.get("theirs")
    return render_template(
        "desk/text.html",
        **head_context(statement, lang),
        form=form,
        outline=outline,
        at_work=at_work,
        obstacle=obstacle,
        can_return_to_editor=at_work.is_in_edition and finishing.can_return_to_editor(statement, lang),
        writes=may_write(statement, lang),
        others=queries.other_editors(statement, lang, current_coordinator()),
        newer=None if theirs else queries.newer_revision(statement, lang, form.base_revision),
        pieces=queries.text_changes(theirs.wording, normalise_text(form.text.data)) if theirs else [],
        their_name=queries.coordinator_names([theirs.saved_by]).get(theirs.saved_by) if theirs else None,
        again=number_in_address("from") if request.method == "GET" else None,
        just_saved=at_work.revision is not None and number_in_address("saved") == at_work.base,
        **{"source": SourceForm(formdata=None), **more},
    )


@blueprint.post(f"{HERE}/outline")
@access.require_permission("texts.write")
@access.accept_text(MOST)
@form_answers.run_read_first
def outline(statement_id: int, lang: str) -> ResponseReturnValue:
    """The outline of a text as it stands in the box."""
    statement = open_text(statement_id, lang)
    found = queries.make_outline(_sent_text(), binding_text.required_text(statement, lang))
    writes = may_write(statement, lang)
    return render_template("desk/_outline.html", outline=found, language=lang, writes=writes)


@blueprint.post(f"{HERE}/presence")
@access.require_permission("texts.write")
def presence(statement_id: int, lang: str) -> ResponseReturnValue:
    """Notes that the text is open here, and says who else has it open or saved it meanwhile."""
    statement, form = open_text(statement_id, lang), TextForm()
    if may_write(statement, lang):
        edit.record_presence(statement, lang, current_coordinator())
    others, newer = (
        queries.other_editors(statement, lang, current_coordinator()),
        queries.newer_revision(statement, lang, form.base_revision),
    )
    shown = render_template("desk/_others.html", **head_context(statement, lang), others=others, newer=newer)
    acts.commit_presence()
    return shown


@blueprint.get(f"{HERE}/revisions", endpoint="revisions")
@access.require_permission("texts.write")
def revisions_(statement_id: int, lang: str) -> ResponseReturnValue:
    """Everything that was saved of a text."""
    statement, below = open_text(statement_id, lang), number_in_address("below")
    rows, more = revisions.revision_history(statement, lang, below=below)
    return render_template(
        "desk/revisions.html",
        **head_context(statement, lang),
        listing=Listing("desk.revisions", rows, more, place={"statement_id": statement_id, "lang": lang}, key="below"),
        newest=revisions.newest_revision(statement, lang),
        names=queries.coordinator_names(row.saved_by for row in rows),
    )


@blueprint.get(f"{HERE}/revisions/<id:which>")
@access.require_permission("texts.write")
def revision(statement_id: int, lang: str, which: int) -> ResponseReturnValue:
    """One text that was saved, and what it changed."""
    statement = open_text(statement_id, lang)
    found: Revision = revisions.find_revision(statement, lang, which) or abort(404)
    before = revisions.revision_before(found)
    return render_template(
        "desk/revision.html",
        **head_context(statement, lang),
        revision=found,
        before=before,
        pieces=queries.text_changes(before.wording, found.wording) if before else [],
        names=queries.coordinator_names([found.saved_by]),
        writes=may_write(statement, lang),
    )


def open_text(statement_id: int, lang: str) -> Statement:
    """The statement, to work on its text in a language."""
    if not languages.is_known_language(lang):
        abort(404)
    return db.session.get(Statement, statement_id) or abort(404)


def may_write(statement: Statement, lang: str) -> bool:
    """Translators leave the binding text alone."""
    if access.has_permission("texts.edit", statement.id):
        return True
    return access.has_permission("texts.write", statement.id) and lang != statement.binding_language


def require_write_permission(statement: Statement, lang: str) -> None:
    """Answers 404 to who may only read the text."""
    if not may_write(statement, lang):
        abort(404)


def _take_choice(form: StatementForm | TextForm) -> bool:
    """Writes into the box what a part is to be taken for, where a button says so ("12:demands"); nothing is saved."""
    line, _colon, use = request.form.get("take", "").partition(":")
    if not line.isdecimal() or len(line) > len(str(LARGEST)):
        return False
    form.text.data = write_choice(form.text.data, int(line), use)
    return True


def _sent_text() -> str:
    return one_line_end(request.form.get("text"))


def head_context(statement: Statement, lang: str) -> dict[str, Any]:
    """What every page about a text says at its head."""
    return {
        "statement": statement,
        "language": lang,
        "heading": public_statements.text_in_language(
            public_statements.current_edition(statement), statement.binding_language
        ),
        "tags": queries.language_tabs(statement, lang),
    }
