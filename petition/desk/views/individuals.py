"""Individuals, found by what stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from petition.core import access, languages
from petition.core.db import db, now
from petition.core.text import parse_id
from petition.desk import scope
from petition.desk.decision_words import describe_decision
from petition.desk.listing import Listing
from petition.desk.queries import individual_search
from petition.desk.queries import individuals as queries
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.individual_search import STATES, IndividualFilter, IndividualsFound
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint
from petition.removals.criteria import signal_words
from petition.signing.decide import queries as reason_queries
from petition.signing.models.screening import SIGNALS
from petition.statements.models import Statement

LONGEST_QUERY = 200
# For how long a decision stands above the list; beside whom it is about it stands for ever.
JUST_NOW = timedelta(hours=1)


@blueprint.get("/individuals")
@access.require_permission("endorsements.read")
def individuals() -> ResponseReturnValue:
    """Confirmed individuals of a statement, found by what the address says."""
    here = reachable_statements()
    statement = statement_in_address(here)
    if statement is None:
        return render_template("desk/individuals.html", statement=None)
    wanted = _parse_filter(statement.id)
    found = individual_search.find_individuals(
        wanted, access.roles_with("endorsements.read"), request.args.get("after", "")
    )
    asked = {name: value for name, value in request.args.items() if name not in ("after", "all", "statement")}
    place = {"statement": statement.id} if "statement" in request.args else {}
    return render_template(
        "desk/individuals.html",
        statement=statement,
        statements=here,
        wanted=wanted,
        asked=asked,
        signals=signal_words(),
        countries=languages.country_choices(),
        tags=statement_queries.statement_languages(statement),
        **list_people("desk.individuals", found, statement.id, asked, place),
    )


def list_people(
    endpoint: str, found: IndividualsFound, statement_id: int, asked: Mapping[str, Any], place: Mapping[str, Any]
) -> dict[str, Any]:
    """What every list of individuals has: the rows, the reasons for rejecting, and what can be taken back."""
    rows, last = (
        queries.individual_views(found.rows, me=current_coordinator()),
        queries.undoable_decisions(statement_id, now() - JUST_NOW),
    )
    return {
        "listing": Listing(endpoint, rows, found.next, asked, place, is_cut=found.is_cut),
        "states": state_words(),
        "reasons": reason_queries.offered_reasons("individual"),
        "decided": [(one, describe_decision(one.kind, one.verdict, one.names, one.number)) for one in last],
        "here": request.full_path.rstrip("?"),
    }


def reachable_statements() -> list[Statement]:
    """The statements whose individuals the coordinator may see, the newest first."""
    query = select(Statement).where(scope.statements_condition("endorsements.read")).order_by(Statement.id.desc())
    return list(db.session.scalars(query))


def statement_in_address(here: Sequence[Statement]) -> Statement | None:
    """The statement that the address names, else the newest that is public; 404 for one that is not among them."""
    given = request.args.get("statement", "")
    if not given:
        return next((one for one in here if one.is_public), here[0]) if here else None
    return next((one for one in here if str(one.id) == given), None) or abort(404)


def state_words() -> dict[str, str]:
    """Where an individual stands, in words."""
    return {
        "all": _("all"),
        "listed": _("listed"),
        "withheld": _("counted, name withheld"),
        "quarantined": _("in quarantine"),
        "hidden": _("name hidden"),
        "rejected": _("rejected"),
        "removed": _("removed by a rule"),
        "withdrawn": _("withdrawn"),
    }


def _parse_filter(statement_id: int) -> IndividualFilter:
    args = request.args
    rule, country, language = args.get("rule", ""), args.get("country", "").upper(), args.get("language", "")
    until = _parse_day("until")
    return IndividualFilter(
        statement_id=statement_id,
        state=args.get("state", "all") if args.get("state") in STATES else "all",
        language=language if languages.is_known_language(language) else "",
        country=country if country in languages.country_codes() else "",
        signal=args.get("signal", "") if args.get("signal") in SIGNALS else "",
        rule=parse_id(rule),
        q=args.get("q", "").strip()[:LONGEST_QUERY],
        since=_parse_day("since"),
        until=until + timedelta(days=1) if until else None,
    )


def _parse_day(name: str) -> datetime | None:
    try:
        return datetime.strptime(request.args.get(name, ""), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
