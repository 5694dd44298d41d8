"""The pages before an act that is hard to take back: what will happen, what is unfinished, and which mails go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from petition.core import access, languages
from petition.core.db import db
from petition.desk import acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.queries import checklist
from petition.desk.queries import last_look as queries
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.identity_lines import CheckLine
from petition.desk.queries.last_look import LastLook
from petition.desk.views.page import blueprint
from petition.mail import samples
from petition.mail.samples import MailSample
from petition.statements.actions.import_text import StatementError
from petition.statements.models import Statement

# What a form of such a page sends of its own; everything else is carried through it.
OWN_FIELDS = ("csrf_token", "look", "do", "why")


@blueprint.get("/statements/<id:statement_id>/opening")
@access.require_permission("statements.edit")
def opening_look(statement_id: int) -> ResponseReturnValue:
    """What opening means, and what is unfinished."""
    return _show_look(statement_id, "opening")


@blueprint.get("/statements/<id:statement_id>/closing")
@access.require_permission("statements.edit")
def closing_look(statement_id: int) -> ResponseReturnValue:
    """What closing means, and what is unfinished."""
    return _show_look(statement_id, "closing")


@blueprint.get("/statements/<id:statement_id>/delivery")
@access.require_permission("statements.edit")
def delivery_look(statement_id: int) -> ResponseReturnValue:
    """What delivery means, and what is unfinished."""
    return _show_look(statement_id, "delivery")


@blueprint.post("/statements/<id:statement_id>/test-mail")
@access.require_permission("statements.edit")
def test_mail(statement_id: int) -> ResponseReturnValue:
    """Sends a mail to whoever asks, to see that mail works."""

    def send(_held: Statement) -> Outcome:
        samples.post_test_mail(to=current_user.email, language=languages.current_language())
        return Outcome(str(_("A test mail goes to %(email)s.", email=current_user.email)))

    back = url_for(".statement", statement_id=statement_id, _anchor="checklist")
    return acts.perform_act(send, (Statement, statement_id), back=back)


def render_look(
    statement: Statement, look: LastLook, action: str, back: str, *, changed: bool = False, said: str = ""
) -> str:
    """The page of an act. ``action`` is where its button posts to, ``back`` the page to return to without acting."""
    title, language = statement_queries.statement_title(statement)
    return render_template(
        "desk/_last_look.html",
        statement=statement,
        title=title,
        title_language=language,
        look=look,
        action=action,
        back=back,
        changed=changed,
        said=said,
        carried=carried_fields(),
        checklist=_undone_lines(statement, look),
    )


def _undone_lines(statement: Statement, look: LastLook) -> list[CheckLine]:
    """What is not done of the list before opening, but for what the page says as unfinished already."""
    if look.act != "opening" or statement_queries.current_stage(statement) not in statement_queries.BEFORE_SIGNING:
        return []
    lines = checklist.launch_checklist(statement)
    return [line for line in lines if not line.is_done and line.word not in ("languages", "links", "founders")]


def carried_fields() -> list[tuple[str, str]]:
    """What was sent with the form before this page, to be sent again with its button."""
    sent: Iterable[tuple[str, str]] = request.form.items(multi=True)
    return [(name, value) for name, value in sent if name not in OWN_FIELDS]


def check_look(statement: Statement, act: str) -> None:
    """Raises ActRefused where the page before an act was not read, or says something else by now.

    Raises StatementError where somebody came first.
    """
    look = queries.LOOKS[act](statement)
    if look.obstacle == queries.OVER:
        raise StatementError
    if look.obstacle or request.form.get("look") != look.mark:
        raise ActRefused(lambda: (_render_statement_look(statement, act, changed="look" in request.form), 409))


def require_look(
    statement: Statement, look: LastLook, action: str, back: str, rehearse: Callable[[], list[MailSample]] = list
) -> Outcome | None:
    """The same for an act with fields of its own, which the page carries; None where the act may be done.

    The page is shown first, then once more where it says something else by now: ActRefused has it. What is given is
    the page once more, after its mails were sent to whoever reads it. ``rehearse`` makes the mails.
    """
    given, wants_samples = request.form.get("look"), request.form.get("do") == "sample"
    if given == look.mark and not look.obstacle and not wants_samples:
        return None
    look = replace(look, mails=rehearse())
    if wants_samples and look.mails:
        number = samples.post_samples(look.mails, to=current_user.email)
        said = ngettext("%(num)s test mail goes to you.", "%(num)s test mails go to you.", number)
        page = render_look(statement, look, action, back, said=said)
        return Outcome(answer=lambda: page)
    page = render_look(statement, look, action, back, changed=given not in (None, look.mark))
    raise ActRefused(lambda: (page, 200 if given is None else 409))


def _show_look(statement_id: int, act: str) -> ResponseReturnValue:
    statement = db.session.get(Statement, statement_id) or abort(404)
    return _render_statement_look(statement, act)


def _render_statement_look(statement: Statement, act: str, *, changed: bool = False) -> str:
    look = queries.LOOKS[act](statement)
    back = url_for(".statement", statement_id=statement.id)
    return render_look(statement, look, url_for(f".{act}", statement_id=statement.id), back, changed=changed)
