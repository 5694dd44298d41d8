"""The audit log: every act, found again, checked, and taken away to be checked by others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from petition.accounts import queries as coordinators
from petition.core import access, audit, csv_export, zones
from petition.core.text import clean_line
from petition.core.text import parse_id as numbered
from petition.desk import audit_words
from petition.desk.listing import Listing
from petition.desk.queries import audit as queries
from petition.desk.queries.audit_names import ObjectName, object_names
from petition.desk.views.page import blueprint, number_in_address

FILTERS = ("who", "act", "kind", "which", "since", "until")
TIMES = ("since", "until")
LONGEST = 80  # characters of what stands in the address
MINUTE = timedelta(minutes=1)
# What needs no number behind it.
WHOLE = "site"


@blueprint.get("/audit")
@access.require_permission("audit.read")
def audit_log() -> ResponseReturnValue:
    """Every act, the newest first; by person, act, object and time."""
    given, before = _filter_values(), number_in_address("before")
    wanted = _parse_filter(given)
    found, more = queries.audit_entries(wanted, before=before) if wanted is not None else ([], None)
    names = object_names(one.entry.object for one in found)
    rows = [_entry_in_words(one, names.get(one.entry.object)) for one in found]
    return render_template(
        "desk/audit_log.html",
        given=given,
        faults=[name for name in TIMES if given[name] and _moment(given[name]) is None],
        people=_people_choices(given["who"]),
        groups=_groups(),
        kinds=[*audit_words.OBJECTS.items(), (WHOLE, audit_words.describe_actor(WHOLE))],
        listing=Listing("desk.audit_log", rows, more, given, key="before"),
        csv_url=url_for(".audit_csv", **_address_values(given)),
    )


@blueprint.get("/audit.csv")
@access.require_permission("audit.read")
def audit_csv() -> ResponseReturnValue:
    """The same entries, all of them and the oldest first, with the hashes that chain them."""
    wanted = _parse_filter(_filter_values())
    rows = queries.export_rows(wanted) if wanted is not None else iter(())
    pieces = csv_export.join_chunks(csv_export.csv_lines(queries.COLUMNS, rows))
    answer = Response(stream_with_context(pieces), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


@blueprint.get("/audit/check")
@access.require_permission("audit.read")
def audit_check() -> ResponseReturnValue:
    """Follows the chain from its first entry to its last, which takes a while when it is long."""
    return render_template("desk/audit_check.html", verdict=audit.verify_chain())


def _filter_values() -> dict[str, str]:
    return {name: clean_line(request.args.get(name))[:LONGEST] for name in FILTERS}


def _address_values(given: dict[str, str]) -> dict[str, Any]:
    """What of the filter is kept in an address."""
    return {name: value for name, value in given.items() if value}


def _parse_filter(given: dict[str, str]) -> queries.AuditFilter | None:
    """The filter as it was asked for; None where a time is none, so that nobody takes the answer for one."""
    since, until = (_moment(given[name]) for name in TIMES)
    if (given["since"] and since is None) or (given["until"] and until is None):
        return None
    return queries.AuditFilter(
        actor=given["who"],
        acts=_acts_of_filter(given["act"]),
        object=_object(given["kind"], given["which"]),
        since=since,
        # The minute that was named is the last one that is wanted.
        until=until + (MINUTE if "T" in given["until"] else timedelta(days=1)) if until is not None else None,
    )


def _acts_of_filter(asked: str) -> list[str]:
    """The acts of a noun, or the one that was asked for. A noun of which there are none is looked up as it stands."""
    return (queries.acts_of(asked) if asked and "." not in asked else []) or [asked] * bool(asked)


def _object(kind: str, which: str) -> str:
    if kind == WHOLE or not which:
        return WHOLE if kind == WHOLE else ""
    return f"{kind or 'endorsement'} {which}"


def _moment(given: str) -> datetime | None:
    """A day or a time of day in UTC; None for nonsense."""
    try:
        return zones.moment_of_wall_time(given if "T" in given else f"{given}T00:00", "UTC").moment
    except zones.InvalidTime:
        return None


def _people_choices(chosen: str) -> list[tuple[str, str]]:
    """Whom to choose from: who acts by itself, coordinators by name, and whoever was chosen otherwise."""
    found = [(actor, audit_words.describe_actor(actor)) for actor in audit_words.ACTORS if actor != WHOLE]
    found += [
        (one.actor, f"{one.display_name} ({audit_words.describe_actor(one.actor)})")
        for one in coordinators.all_coordinators()
    ]
    return found if not chosen or chosen in dict(found) else [*found, (chosen, audit_words.describe_actor(chosen))]


def _groups() -> list[dict[str, Any]]:
    return [
        {"noun": noun, "label": label, "acts": [(act, audit_words.describe_act(act).rstrip(":")) for act in members]}
        for noun, label, members in audit_words.grouped_acts()
    ]


def _entry_in_words(one: queries.AuditLine, named: ObjectName | None) -> dict[str, Any]:
    """An entry in words, with the ways to what else is known of its person and its object."""
    entry = one.entry
    kind, _space, which = entry.object.partition(" ")
    return {
        "number": entry.number,
        "at": entry.at,
        "actor": audit_words.describe_actor(entry.actor),
        "name": _actor_name(entry.actor),
        "by_url": url_for(".audit_log", who=entry.actor),
        "act": audit_words.describe_act(entry.act),
        "about": named,
        "object": audit_words.describe_actor(entry.object),
        "object_url": url_for(".audit_log", kind=kind, which=which or None) if _is_filterable(kind, which) else None,
        "note": one.note.text if one.note is not None else None,
        "hash": entry.hash.hex(),
    }


def _is_filterable(kind: str, which: str) -> bool:
    return kind == WHOLE or (kind in audit_words.OBJECTS and bool(which))


def _actor_name(actor: str) -> str:
    """What the others call the coordinator who acted; empty for everybody else."""
    kind, _space, which = actor.rpartition(" ")
    return coordinators.coordinator_name(numbered(which)) if kind.endswith("coordinator") else ""
