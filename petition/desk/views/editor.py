"""The editor: one box per language, its outline beside it."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, languages, posted
from petition.core.db import begin_reading, db, require_writing
from petition.desk import acts
from petition.desk.acts import Done, NotDone
from petition.desk.forms.editor import StatementForm, TextForm, one_line_end
from petition.desk.listing import Listing
from petition.desk.queries import editor as queries
from petition.desk.views.page import blueprint, me, number
from petition.statements import queries as statements
from petition.statements.actions import StatementError, edit
from petition.statements.models import Revision, Statement
from petition.statements.position import PositionError, normalise
from petition.statements.queries import revisions

# Bytes of a form: a text of 200 kB, each letter of which may be sent as six.
MOST = 1_000_000
HERE = "/statements/<id:statement_id>/text/<lang:lang>"


@blueprint.route("/statements/new", methods=["GET", "POST"])
@access.may("statements.make")
@access.takes_text(MOST)
@posted.reads_first
def new_statement() -> ResponseReturnValue:
    """A new statement, begun as a draft."""
    form = StatementForm()
    is_preview = request.form.get("do") == "preview"
    if not form.is_submitted() or is_preview:
        return _new_page(form, is_preview=is_preview)
    if not form.validate():
        return _new_page(form), 422
    require_writing()

    def start() -> Done:
        try:
            made = edit.start(form.text.data, form.slug.data, form.language.data, by=me())
        except PositionError:
            form.text.errors = [_("The text cannot be taken in like this; see what to mend")]
        except StatementError:
            form.slug.errors = [_("Another statement stands at this address; choose a different one")]
        else:
            back = url_for(".text", statement_id=made.id, lang=made.binding_language)
            return Done(_("The draft is saved. Nobody but the desk sees it."), back=back)
        raise NotDone(lambda: (_new_page(form), 422))

    return acts.act(start, back=url_for(".statements"))


def _new_page(form: StatementForm, *, is_preview: bool = False) -> str:
    outline = queries.outline(form.text.data) if form.text.data or (form.is_submitted() and not is_preview) else None
    language = form.language.data
    return render_template(
        "desk/new_statement.html", form=form, outline=outline, is_preview=is_preview, language=language
    )


@blueprint.post("/statements/new/outline")
@access.may("statements.make")
@access.takes_text(MOST)
@posted.reads_first
def new_outline() -> ResponseReturnValue:
    """The outline of a text that is not saved anywhere yet."""
    language = request.form.get("language", "")
    known = language if languages.known(language) else None
    return render_template("desk/_outline.html", outline=queries.outline(_sent()), language=known)


@blueprint.route(HERE, methods=["GET", "POST"])
@access.may("texts.write")
@access.takes_text(MOST)
def text(statement_id: int, lang: str) -> ResponseReturnValue:
    """One text, to be written in a box."""
    statement, form = _opened(statement_id, lang), TextForm()
    if request.method == "GET":
        return _page(statement, lang, _filled(statement, lang, form))
    _only_who_may_write(statement, lang)
    edit.be_seen(statement, lang, me())
    if request.form.get("do") == "preview" or not form.validate():
        acts.keep_presence()
        # To read the text takes a while, and nobody has to wait for it.
        begin_reading()
        return _page(statement, lang, form, is_preview=True)
    return _saved(statement, lang, form)


def _filled(statement: Statement, lang: str, form: TextForm) -> TextForm:
    """The form with the text that is worked on, or with the one that is to be taken up again."""
    at_work, wanted = revisions.working(statement, lang), number("from")
    again = None if wanted is None else revisions.revision(statement, lang, wanted) or abort(404)
    form.text.data = again.wording if again else at_work.wording
    form.base.data = at_work.base
    return form


def _saved(statement: Statement, lang: str, form: TextForm) -> ResponseReturnValue:
    def save(held: Statement) -> Done:
        try:
            saved = edit.save(held, lang, form.text.data, form.begun_on, by=me())
        except edit.NothingToSave:
            form.text.errors = [_("This was not saved; see what to mend")]
            raise NotDone(lambda: (_page(held, lang, form, is_preview=True), 422)) from None
        theirs = saved.conflict
        if theirs is not None:
            # What is saved next from this page has seen the other text.
            form.base.raw_data, form.base.data = None, theirs.number
            return Done(answer=lambda: (_page(held, lang, form, theirs=theirs, aside=saved.revision), 409))
        # Not flashed: what the page asks beside it carries the session along, and could lose the word.
        return Done(back=url_for(".text", statement_id=held.id, lang=lang, saved=saved.revision.number))

    here = url_for(".text", statement_id=statement.id, lang=lang)
    return acts.act(save, (Statement, statement.id), back=here)


def _page(statement: Statement, lang: str, form: TextForm, **more: Any) -> str:
    """The box with all that stands around it."""
    at_work, measure = revisions.working(statement, lang), revisions.measure(statement, lang)
    outline = queries.outline(form.text.data, measure)
    found = outline if form.text.data == at_work.wording else queries.outline(at_work.wording, measure)
    obstacle = revisions.obstacle(at_work.edition, lang, [pointed.problem for pointed in found.problems])
    theirs = more.get("theirs")
    return render_template(
        "desk/text.html",
        **_around(statement, lang),
        form=form,
        outline=outline,
        at_work=at_work,
        obstacle=obstacle,
        writes=_may_write(statement, lang),
        others=queries.others(statement, lang, me()),
        newer=None if theirs else queries.since(statement, lang, form.begun_on),
        pieces=queries.changes(theirs.wording, normalise(form.text.data)) if theirs else [],
        their_name=queries.names([theirs.saved_by]).get(theirs.saved_by) if theirs else None,
        again=number("from") if request.method == "GET" else None,
        just_saved=at_work.revision is not None and number("saved") == at_work.base,
        **more,
    )


@blueprint.post(f"{HERE}/outline")
@access.may("texts.write")
@access.takes_text(MOST)
@posted.reads_first
def outline(statement_id: int, lang: str) -> ResponseReturnValue:
    """The outline of a text as it stands in the box."""
    statement = _opened(statement_id, lang)
    found = queries.outline(_sent(), revisions.measure(statement, lang))
    return render_template("desk/_outline.html", outline=found, language=lang)


@blueprint.post(f"{HERE}/presence")
@access.may("texts.write")
def presence(statement_id: int, lang: str) -> ResponseReturnValue:
    """Notes that the text is open here, and says who else has it open or saved it meanwhile."""
    statement, form = _opened(statement_id, lang), TextForm()
    if _may_write(statement, lang):
        edit.be_seen(statement, lang, me())
    others, newer = queries.others(statement, lang, me()), queries.since(statement, lang, form.begun_on)
    shown = render_template("desk/_others.html", **_around(statement, lang), others=others, newer=newer)
    acts.keep_presence()
    return shown


@blueprint.post(f"{HERE}/finish")
@access.may("texts.write")
def finish_translation(statement_id: int, lang: str) -> ResponseReturnValue:
    """Adds a translation to an edition that is signed and has none in this language."""
    statement = _opened(statement_id, lang)
    _only_who_may_write(statement, lang)
    return acts.act(
        lambda held: edit.finish(held, lang, by=me()),
        (Statement, statement_id),
        back=url_for(".text", statement_id=statement_id, lang=lang),
        said=_("The translation is part of the edition now."),
    )


@blueprint.get(f"{HERE}/revisions", endpoint="revisions")
@access.may("texts.write")
def revisions_(statement_id: int, lang: str) -> ResponseReturnValue:
    """Everything that was saved of a text."""
    statement, below = _opened(statement_id, lang), number("below")
    rows, more = revisions.history(statement, lang, below=below)
    return render_template(
        "desk/revisions.html",
        **_around(statement, lang),
        listing=Listing("desk.revisions", rows, more, place={"statement_id": statement_id, "lang": lang}, key="below"),
        newest=revisions.newest(statement, lang),
        names=queries.names(row.saved_by for row in rows),
    )


@blueprint.get(f"{HERE}/revisions/<id:which>")
@access.may("texts.write")
def revision(statement_id: int, lang: str, which: int) -> ResponseReturnValue:
    """One text that was saved, and what it changed."""
    statement = _opened(statement_id, lang)
    found: Revision = revisions.revision(statement, lang, which) or abort(404)
    before = revisions.before(found)
    return render_template(
        "desk/revision.html",
        **_around(statement, lang),
        revision=found,
        before=before,
        pieces=queries.changes(before.wording, found.wording) if before else [],
        names=queries.names([found.saved_by]),
        writes=_may_write(statement, lang),
    )


def _opened(statement_id: int, lang: str) -> Statement:
    """The statement; the page speaks the reader's language, whichever the text is in."""
    languages.speak(languages.preferred(languages.INTERFACE))
    if not languages.known(lang):
        abort(404)
    return db.session.get(Statement, statement_id) or abort(404)


def _may_write(statement: Statement, lang: str) -> bool:
    """Translators leave the binding text alone."""
    if access.may_do("texts.edit", statement.id):
        return True
    return access.may_do("texts.write", statement.id) and lang != statement.binding_language


def _only_who_may_write(statement: Statement, lang: str) -> None:
    if not _may_write(statement, lang):
        abort(404)


def _sent() -> str:
    return one_line_end(request.form.get("text"))


def _around(statement: Statement, lang: str) -> dict[str, Any]:
    """What every page about a text says at its head."""
    return {
        "statement": statement,
        "language": lang,
        "heading": statements.text_in(statements.current_edition(statement), statement.binding_language),
        "tags": queries.tabs(statement, lang),
    }
