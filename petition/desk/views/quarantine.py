"""The quarantine: what is odd, in groups and one by one; letting a group through; from what on something is odd."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.desk import acts, scope
from petition.desk.acts import Done, NotDone
from petition.desk.forms.thresholds import ThresholdsForm
from petition.desk.queries import finding
from petition.desk.queries import quarantine as queries
from petition.desk.queries import statements as about
from petition.desk.queries.finding import Wanted
from petition.desk.views.individuals import chosen_statement, list_people, statements_here
from petition.desk.views.page import blueprint, me
from petition.removals.criteria import signal_words
from petition.signing import actions
from petition.signing.models import Release
from petition.signing.queries import thresholds as thresholds_of
from petition.statements.models import Statement


@blueprint.get("/quarantine")
@access.may("endorsements.read")
def quarantine() -> ResponseReturnValue:
    """What is in quarantine in one statement: groups first, then who has waited longest."""
    here = statements_here()
    statement = _led_to(here)
    if statement is None:
        return render_template("desk/quarantine.html", statement=None)
    held = access.holding("endorsements.read")
    found = finding.find(Wanted(statement.id, "quarantined"), held, request.args.get("after", ""), oldest_first=True)
    whole = scope.is_whole("endorsements.read", statement.id)
    place = {"statement": statement.id} if len(here) > 1 else {}
    return render_template(
        "desk/quarantine.html",
        statement=statement,
        statements=here,
        number=queries.number(statement.id) if whole else None,
        most=queries.MOST,
        groups=queries.groups(statement.id) if whole and "after" not in request.args else [],
        releases=queries.releases(statement.id) if whole else [],
        **list_people("desk.quarantine", found, statement.id, {}, place),
    )


@blueprint.post("/statements/<id:statement_id>/releases")
@access.may("quarantine.release")
def releases(statement_id: int) -> ResponseReturnValue:
    """Lets a group through, now and from here on."""
    signal, key = request.form.get("signal", ""), _key()

    def release(statement: Statement) -> Done:
        name = queries.name_of_group(statement_id, signal, key)
        released = actions.release(statement, signal, key, by=me(), told=name or None)
        said = (
            _("%(name)s is let through, and stays so.", name=name)
            if released.done_at is not None
            else _("%(name)s is let through. The last of them are out in a minute.", name=name)
        )
        return Done(said, url_for(".release_undoing", release_id=released.id))

    return acts.act(release, (Statement, statement_id), back=_quarantine(statement_id))


@blueprint.post("/releases/<id:release_id>/undoing")
@access.may("quarantine.release")
def release_undoing(release_id: int) -> ResponseReturnValue:
    """Takes the letting through of a group back."""
    found = db.session.get(Release, release_id) or abort(404)

    def undo(_release: Release) -> str:
        actions.undo_release(release_id, by=me())
        return str(_("Taken back."))

    return acts.act(undo, (Release, release_id), back=_quarantine(found.statement_id))


@blueprint.get("/statements/<id:statement_id>/thresholds")
@access.may("endorsements.read")
def thresholds(statement_id: int) -> ResponseReturnValue:
    """From what on signatures are odd, and what each signal has caught."""
    return _thresholds(statement_id, ThresholdsForm(thresholds_of(statement_id), sent=False))


@blueprint.post("/statements/<id:statement_id>/thresholds")
@access.may("thresholds.set")
def thresholds_setting(statement_id: int) -> ResponseReturnValue:
    """Settles from what on signatures are odd."""
    form = ThresholdsForm(sent=True)

    def settle(statement: Statement) -> str:
        if not form.validate():
            raise NotDone(lambda: (_thresholds(statement_id, form), 422))
        is_new = actions.settle_thresholds(statement, form.thresholds(), by=me())
        return str(_("Settled. It holds for whoever confirms from now on.")) if is_new else ""

    return acts.act(settle, (Statement, statement_id), back=url_for(".thresholds", statement_id=statement_id))


def _thresholds(statement_id: int, form: ThresholdsForm) -> str:
    statement = db.session.get(Statement, statement_id) or abort(404)
    title, language = about.title(statement)
    return render_template(
        "desk/thresholds.html",
        statement=statement,
        title=title,
        title_language=language,
        form=form,
        caught=queries.caught(statement_id) if scope.is_whole("endorsements.read", statement_id) else None,
        signals=signal_words(),
        may_set=access.may_do("thresholds.set", statement_id),
    )


def _led_to(here: Sequence[Statement]) -> Statement | None:
    """The statement that the address names; else the newest in which somebody is in quarantine, or the newest."""
    if request.args.get("statement"):
        return chosen_statement(here)
    return next((one for one in here if queries.anybody(one.id)), None) or chosen_statement(here)


def _key() -> bytes:
    try:
        return bytes.fromhex(request.form.get("key", ""))
    except ValueError:
        return b""


def _quarantine(statement_id: int) -> str:
    return url_for(".quarantine", statement=statement_id)
