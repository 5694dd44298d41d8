"""The alphabetical order of listed individuals: by the alphabet of the binding language, its script first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, inspect, select, update

from petition.core.collation import name_place
from petition.core.db import db
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.listed_individual import NO_LETTER, ListedIndividual
from petition.statements.models import Statement

# Bytes of a key: the first 30 letters of a name, 3 each.
LONGEST_KEY = 90
# What a trigger writes a row of the list anew for.
WATCHED = ("shown_name", "shown_country", "shown_comment", "confirmed_at")


def place_published_name(_mapper: Any, connection: Connection, endorsement: Endorsement) -> None:
    """Puts the name of an individual into its place, right after the row of the list was written by its trigger.

    Listens to the mapper, since the row is there only once the endorsement is.
    """
    if endorsement.kind != "individual" or endorsement.shown_name is None:
        return
    state = inspect(endorsement)
    if any(state.attrs[column].history.has_changes() for column in WATCHED):
        language = select(Statement.binding_language).where(Statement.id == endorsement.statement_id)
        binding = connection.scalar(language) or ""
        row = update(ListedIndividual).where(ListedIndividual.endorsement_id == endorsement.id)
        connection.execute(row.values(place_of(endorsement.shown_name, binding)))


def place_names(most: int) -> int:
    """Puts the next names into their places that a migration or a restored file brought without; gives their number."""
    for statement_id, language in db.session.execute(select(Statement.id, Statement.binding_language)).all():
        waiting = ListedIndividual.statement_id == statement_id, ListedIndividual.letter == NO_LETTER
        rows = (
            select(Endorsement.id, Endorsement.shown_name)
            .join(ListedIndividual, ListedIndividual.endorsement_id == Endorsement.id)
            .where(*waiting)
        )
        found = db.session.execute(rows.limit(most)).all()
        if found:
            places = [{"endorsement_id": one, **place_of(name or "", language)} for one, name in found]
            db.session.execute(update(ListedIndividual), places)
            return len(found)
    return 0


def place_of(name: str, language: str) -> dict[str, Any]:
    """The columns that say where a name stands in the alphabet of a language."""
    letter, key = name_place(name, language, LONGEST_KEY)
    return {"letter": letter, "name_key": key}
