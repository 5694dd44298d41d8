"""What the pages around signing share."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from petition.core import form_answers, languages
from petition.core.db import db
from petition.core.fields import PublicForm
from petition.core.form_answers import Notice
from petition.identity.queries import identity_of
from petition.signing import queries as endorsements
from petition.signing.models.endorsement import Endorsement
from petition.signing.queries import EndorsementGone
from petition.statements import urls
from petition.statements.models import Statement, Text
from petition.statements.queries import public_statements
from petition.statements.queries.public_statements import ShownStatement

blueprint = Blueprint("signing", __name__)

STATUS = {
    "mangled": 404,
    "expired": 410,
    "own_expired": 410,
    "revoked": 410,
    "asked_long_ago": 410,
    "address_expired": 410,
    "not_needed": 410,
    "taken": 409,
    "used": 410,
    "gone": 410,
    "closed": 403,
    "ended": 403,
    "foreign": 403,
}


@blueprint.errorhandler(EndorsementGone)
def render_gone(_fault: EndorsementGone) -> ResponseReturnValue:
    """Somebody erased the endorsement between two presses of a button."""
    db.session.rollback()
    return render_link_problem("gone", None)


def render_link_problem(word: str, endorsement: Endorsement | None) -> ResponseReturnValue:
    """The page for a link that leads nowhere, with a way on."""
    statement = endorsement.statement if endorsement else None
    listed = public_statements.published_statements() if statement is None else []
    if len(listed) == 1:
        statement = listed[0]
    text = None
    if statement is not None:
        language = endorsement.language if endorsement else languages.current_language()
        text = public_statements.text_in_language(public_statements.current_edition(statement), language)
    page = render_template("signing/link_problem.html", problem=word, statement=statement, text=text)
    return page, STATUS[word]


def rerender_form(
    template: str, shown: ShownStatement, form: PublicForm, notice: Notice, **context: Any
) -> ResponseReturnValue:
    """The form once more, filled in as it was sent, with a fresh stamp and the reason."""
    form.renew()
    page = render_around_statement(
        template, shown, form=form, notice=notice.word, retry_after=notice.minutes, **context
    )
    return form_answers.answer_form(page, notice)


def mail_sender(statement: Statement | None, language: str) -> str:
    """Who the mails about a statement come from, or those of the site, as a mailbox shows it."""
    address = parseaddr(current_app.config["SETTINGS"].mail_from)[1]
    name = identity_of(statement, language).name
    return f"{name} <{address}>" if name else address


def render_around_endorsement(template: str, endorsement: Endorsement, **context: Any) -> str:
    """A page around an endorsement; its ``text`` is the one that was signed, unless another one is given."""
    around: dict[str, Any] = {
        "endorsement": endorsements.summarise_endorsement(endorsement),
        "statement": endorsement.statement,
        "edition": endorsement.edition,
        "text": context.get("text") or text_of(endorsement),
    }
    return render_template(template, **{**context, **around})


def text_of(endorsement: Endorsement) -> Text:
    """The words that were signed, in the language they were signed in."""
    return public_statements.text_in_language(endorsement.edition, endorsement.language)


def render_around_statement(template: str, shown: ShownStatement, endpoint: str | None = None, **context: Any) -> str:
    """A page around a statement; ``endpoint`` is the page in the other languages, where that is not this one."""
    texts = urls.language_links(shown, endpoint or request.endpoint or "")
    return render_template(
        template, statement=shown.statement, edition=shown.edition, text=shown.text, texts=texts, **context
    )


def statement_or_404(lang: str, slug: str) -> ShownStatement:
    """The statement at an address, or the answer that there is none."""
    return public_statements.find_shown(slug, lang) or abort(404)
