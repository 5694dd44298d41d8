"""Text for the editor out of a file or the clipboard; nothing is saved by it."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from petition.core import access, form_answers
from petition.desk import source_words
from petition.desk.forms.editor import SourceForm, StatementForm, TextForm, one_line_end
from petition.desk.views import editor
from petition.desk.views.page import blueprint
from petition.statements.sources.document import SourceError
from petition.statements.sources.reading import MOST_BYTES, SourceText, read_source


@blueprint.post(f"{editor.HERE}/source")
@access.require_permission("texts.write")
@access.accept_files(MOST_BYTES)
@access.accept_text(editor.MOST)
@form_answers.run_read_first
def text_source(statement_id: int, lang: str) -> ResponseReturnValue:
    """The editor with the text of a file in its box; for the script, the text alone."""
    statement = editor.open_text(statement_id, lang)
    editor.require_write_permission(statement, lang)
    form, source = TextForm(), SourceForm()
    found = _read_text(source)
    if _wants_json():
        return _answer_script(source, found)
    if found is None:
        return editor.render_page(statement, lang, form, is_preview=True, source=source), 422
    form.text.data = one_line_end(found.text)
    return editor.render_page(statement, lang, form, taken=source_words.note_words(found.notes))


@blueprint.post("/statements/new/source")
@access.require_permission("statements.make")
@access.accept_files(MOST_BYTES)
@access.accept_text(editor.MOST)
@form_answers.run_read_first
def new_source() -> ResponseReturnValue:
    """The page of a new statement with the text of a file in its box; for the script, the text alone."""
    form, source = StatementForm(), SourceForm()
    found = _read_text(source)
    if _wants_json():
        return _answer_script(source, found)
    if found is None:
        return editor.render_new_page(form, is_preview=True, source=source), 422
    form.text.data = one_line_end(found.text)
    return editor.render_new_page(form, taken=source_words.note_words(found.notes))


def _read_text(source: SourceForm) -> SourceText | None:
    """The text of the file that was sent; None where there is none, which the field then says."""
    if not source.validate():
        return None
    try:
        return read_source(source.file.data or b"", source.file.filename)
    except SourceError as fault:
        source.file.errors = [source_words.refusal_words(fault)]
        return None


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _answer_script(source: SourceForm, found: SourceText | None) -> ResponseReturnValue:
    if found is None:
        return jsonify(fault=str(source.file.errors[0])), 422
    return jsonify(text=one_line_end(found.text), notes=source_words.note_words(found.notes))
