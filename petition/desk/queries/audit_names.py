"""What the objects of the audit log are called, as far as whoever reads it may see that, and where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from petition.accounts.models import Coordinator
from petition.core import access
from petition.core.db import db
from petition.core.languages import language_name
from petition.desk import scope
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.decisions import name_of
from petition.invitations.models import Invitation
from petition.organisations.models import Organisation
from petition.removals.models import Removal
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence
from petition.signing.models.reasons import Reason
from petition.statements.models import Statement


@dataclass(frozen=True)
class ObjectName:
    """What an object is called, and the page about it, where whoever asks may open that."""

    name: str
    url: str | None


def object_names(objects: Iterable[str]) -> dict[str, ObjectName]:
    """The names of objects such as "endorsement 12", by how the log has them; what has none by now is left out."""
    wanted: dict[str, list[str]] = {}
    for one in set(objects):
        kind, _space, which = one.partition(" ")
        wanted.setdefault(kind, []).append(which)
    found = {}
    for kind, reads in READERS.items():
        for which, named in reads(wanted.get(kind, [])).items() if kind in wanted else ():
            found[f"{kind} {which}"] = named
    return found


def _rows(model: Any, which: Sequence[str], *options: Any) -> list[Any]:
    numbers = [int(one) for one in which if one.isdigit()]
    return list(db.session.scalars(select(model).where(model.id.in_(numbers)).options(*options)))


def _make_name(endpoint: str, name: str, **place: Any) -> ObjectName:
    return ObjectName(name, url_for(endpoint, **place) if access.may_open(endpoint) else None)


def _endorsement_name(one: Endorsement) -> ObjectName | None:
    if not scope.can_reach("endorsements.read", one):
        return None
    name = name_of(one)
    return _make_name("desk.endorsement", name, endorsement_id=one.id) if name else None


def _endorsements(which: Sequence[str]) -> dict[str, ObjectName]:
    rows = _rows(Endorsement, which, joinedload(Endorsement.organisation))
    return {str(one.id): named for one in rows if (named := _endorsement_name(one))}


def _evidence(which: Sequence[str]) -> dict[str, ObjectName]:
    rows = _rows(Evidence, which, joinedload(Evidence.endorsement))
    return {str(one.id): named for one in rows if (named := _endorsement_name(one.endorsement))}


def _statements(which: Sequence[str]) -> dict[str, ObjectName]:
    """Of statements and their texts: "open-courts", or "open-courts edition 1 be"."""
    slugs = {one: one.partition(" ")[0] for one in which}
    query = select(Statement).where(
        Statement.slug.in_(set(slugs.values())), scope.statements_condition("statements.read")
    )
    found = {one.slug: one for one in db.session.scalars(query)}
    return {each: _statement_name(found[slug], each) for each, slug in slugs.items() if slug in found}


def _statement_name(statement: Statement, object_name: str) -> ObjectName:
    title, (_slug, *rest) = statement_queries.statement_title(statement)[0], object_name.split(" ")
    if rest[:1] == ["edition"] and len(rest) in (2, 3):
        title = _("%(title)s, edition %(number)s", title=title, number=rest[1])
        if len(rest) == 3:
            title = f"{title}, {language_name(rest[2])}"
    elif len(rest) == 1:
        title = f"{title}, {language_name(rest[0])}"
    elif rest:
        title = f"{title}, {' '.join(rest)}"
    return _make_name("desk.statement", title, statement_id=statement.id)


def _invitations(which: Sequence[str]) -> dict[str, ObjectName]:
    rows = [one for one in _rows(Invitation, which) if scope.can_reach("invitations.read", one) and one.details]
    return {
        str(one.id): _make_name(
            "desk.invitations", one.details.get("organisation") or "", statement_id=one.statement_id
        )
        for one in rows
    }


def _removals(which: Sequence[str]) -> dict[str, ObjectName]:
    rows = [one for one in _rows(Removal, which) if scope.can_reach("removals.read", one)]
    return {
        str(one.id): _make_name("desk.removal", _("removal rule %(number)s", number=one.id), removal_id=one.id)
        for one in rows
    }


def _organisations(which: Sequence[str]) -> dict[str, ObjectName]:
    return {
        str(one.id): _make_name("desk.organisation", one.name, organisation_id=one.id)
        for one in _rows(Organisation, which)
    }


def _reasons(which: Sequence[str]) -> dict[str, ObjectName]:
    return {str(one.id): _make_name("desk.reason", one.label, reason_id=one.id) for one in _rows(Reason, which)}


def _coordinators(which: Sequence[str]) -> dict[str, ObjectName]:
    return {
        str(one.id): _make_name("desk.coordinator", one.display_name, coordinator_id=one.id)
        for one in _rows(Coordinator, which)
    }


READERS: dict[str, Callable[[Sequence[str]], dict[str, ObjectName]]] = {
    "endorsement": _endorsements,
    "evidence": _evidence,
    "statement": _statements,
    "invitation": _invitations,
    "removal": _removals,
    "organisation": _organisations,
    "reason": _reasons,
    "coordinator": _coordinators,
}
