"""What the pages around signing share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from petition.core import languages, posted
from petition.core.db import db
from petition.core.fields import PublicForm
from petition.core.posted import Notice
from petition.signing import actions, queries
from petition.signing.models import Endorsement
from petition.statements import places
from petition.statements import queries as statements
from petition.statements.models import Text
from petition.statements.queries import Shown

blueprint = Blueprint("signing", __name__)

STATUS = {
    "mangled": 404,
    "expired": 410,
    "own_expired": 410,
    "asked_long_ago": 410,
    "used": 410,
    "gone": 410,
    "closed": 403,
    "foreign": 403,
}


@blueprint.errorhandler(actions.Vanished)
def vanished(_fault: actions.Vanished) -> ResponseReturnValue:
    """Somebody erased the endorsement between two presses of a button."""
    db.session.rollback()
    return problem("gone", None)


def problem(word: str, endorsement: Endorsement | None) -> ResponseReturnValue:
    """The page for a link that leads nowhere, with a way on."""
    statement = endorsement.statement if endorsement else None
    listed = statements.listed() if statement is None else []
    if len(listed) == 1:
        statement = listed[0]
    text = None
    if statement is not None:
        language = endorsement.language if endorsement else languages.current()
        text = statements.text_in(statements.current_edition(statement), language)
    page = render_template("signing/link_problem.html", problem=word, statement=statement, text=text)
    return page, STATUS[word]


def again(template: str, shown: Shown, form: PublicForm, notice: Notice, **context: Any) -> ResponseReturnValue:
    """The form once more, filled in as it was sent, with a fresh stamp and the reason."""
    form.renew()
    page = render(template, shown, form=form, notice=notice.word, retry_after=notice.minutes, **context)
    return posted.answer(page, notice)


def about(template: str, endorsement: Endorsement, **context: Any) -> str:
    """A page around an endorsement."""
    return render_template(
        template,
        endorsement=queries.summary(endorsement),
        statement=endorsement.statement,
        edition=endorsement.edition,
        text=text_of(endorsement),
        **context,
    )


def text_of(endorsement: Endorsement) -> Text:
    """The words that were signed, in the language they were signed in."""
    return statements.text_in(endorsement.edition, endorsement.language)


def render(template: str, shown: Shown, **context: Any) -> str:
    """A page around a statement."""
    texts = places.in_languages(shown, request.endpoint or "")
    return render_template(
        template, statement=shown.statement, edition=shown.edition, text=shown.text, texts=texts, **context
    )


def shown_or_404(lang: str, slug: str) -> Shown:
    """The statement at an address, or the answer that there is none."""
    return statements.shown(slug, lang) or abort(404)
