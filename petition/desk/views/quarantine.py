"""The quarantine: what is suspicious, in groups and one by one; letting a group through; the spam checks."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.desk import acts, scope
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.thresholds import ThresholdsForm
from petition.desk.queries import individual_search
from petition.desk.queries import noted_groups as noted
from petition.desk.queries import quarantine as queries
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.individual_search import IndividualFilter
from petition.desk.scope import current_coordinator
from petition.desk.views.individuals import list_people, reachable_statements, statement_in_address
from petition.desk.views.page import blueprint
from petition.removals.criteria import signal_words
from petition.signing.models.screening import Release
from petition.signing.screening import actions as screening
from petition.signing.screening import releases as screening_releases
from petition.signing.screening.queries import thresholds_of
from petition.statements.models import Statement


@blueprint.get("/quarantine")
@access.require_permission("endorsements.read")
def quarantine() -> ResponseReturnValue:
    """What is in quarantine in one statement: groups first, then who has waited longest."""
    here = reachable_statements()
    statement = _statement_in_address(here)
    if statement is None:
        return render_template("desk/quarantine.html", statement=None)
    held = access.roles_with("endorsements.read")
    found = individual_search.find_individuals(
        IndividualFilter(statement.id, "quarantined"), held, request.args.get("after", ""), oldest_first=True
    )
    whole = scope.reaches_whole_statement("endorsements.read", statement.id)
    place = {"statement": statement.id} if len(here) > 1 else {}
    is_first = whole and "after" not in request.args
    noted_groups = noted.noted_groups(statement) if is_first else []
    shown = {(one.signal, one.key) for one in noted_groups}
    groups = queries.quarantine_groups(statement.id, shown) if is_first else []
    return render_template(
        "desk/quarantine.html",
        statement=statement,
        statements=here,
        noted_groups=noted_groups,
        number=queries.count_quarantined(statement.id) if whole else None,
        most=queries.MOST,
        groups=groups,
        releases=queries.released_groups(statement.id) if whole else [],
        **list_people("desk.quarantine", found, statement.id, {}, place),
    )


@blueprint.post("/statements/<id:statement_id>/releases")
@access.require_permission("quarantine.release")
def releases(statement_id: int) -> ResponseReturnValue:
    """Lets a group through, now and from here on."""
    signal, key = request.form.get("signal", ""), _group_key()

    def release(statement: Statement) -> Outcome:
        name = queries.name_of_group(statement_id, signal, key)
        released = screening_releases.release_group(statement, signal, key, by=current_coordinator(), told=name or None)
        said = (
            _("%(name)s is approved, now and in future.", name=name)
            if released.done_at is not None
            else _("%(name)s is being approved. This takes about a minute.", name=name)
        )
        return Outcome(said, url_for(".release_undoing", release_id=released.id))

    return acts.perform_act(release, (Statement, statement_id), back=_quarantine_url(statement_id))


@blueprint.post("/releases/<id:release_id>/undoing")
@access.require_permission("quarantine.release")
def release_undoing(release_id: int) -> ResponseReturnValue:
    """Takes the letting through of a group back."""
    found = db.session.get(Release, release_id) or abort(404)

    def undo(_release: Release) -> str:
        screening_releases.undo_release(release_id, by=current_coordinator())
        return str(_("Cancelled."))

    return acts.perform_act(undo, (Release, release_id), back=_quarantine_url(found.statement_id))


@blueprint.get("/statements/<id:statement_id>/thresholds")
@access.require_permission("endorsements.read")
def thresholds(statement_id: int) -> ResponseReturnValue:
    """How signatures are checked, and what each signal has caught."""
    return _render_thresholds(statement_id, ThresholdsForm(thresholds_of(statement_id), sent=False))


@blueprint.post("/statements/<id:statement_id>/thresholds")
@access.require_permission("thresholds.set")
def thresholds_setting(statement_id: int) -> ResponseReturnValue:
    """Settles how signatures are checked."""
    form = ThresholdsForm(sent=True)

    def settle(statement: Statement) -> str:
        if not form.validate():
            raise ActRefused(lambda: (_render_thresholds(statement_id, form), 422))
        is_new = screening.set_thresholds(statement, form.thresholds(), by=current_coordinator())
        return str(_("Saved. This applies to signatures confirmed from now on.")) if is_new else ""

    return acts.perform_act(settle, (Statement, statement_id), back=url_for(".thresholds", statement_id=statement_id))


def _render_thresholds(statement_id: int, form: ThresholdsForm) -> str:
    statement = db.session.get(Statement, statement_id) or abort(404)
    title, language = statement_queries.statement_title(statement)
    return render_template(
        "desk/thresholds.html",
        statement=statement,
        title=title,
        title_language=language,
        form=form,
        caught=queries.count_by_signal(statement_id)
        if scope.reaches_whole_statement("endorsements.read", statement_id)
        else None,
        signals=signal_words(),
        may_set=access.has_permission("thresholds.set", statement_id),
    )


def _statement_in_address(here: Sequence[Statement]) -> Statement | None:
    """The statement that the address names; else the newest in which somebody is in quarantine, or the newest."""
    if request.args.get("statement"):
        return statement_in_address(here)
    return next((one for one in here if queries.has_quarantined(one.id)), None) or statement_in_address(here)


def _group_key() -> bytes:
    try:
        return bytes.fromhex(request.form.get("key", ""))
    except ValueError:
        return b""


def _quarantine_url(statement_id: int) -> str:
    return url_for(".quarantine", statement=statement_id)
