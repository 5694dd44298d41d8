"""Putting a text into an edition that nobody has signed, so that each demand in it is found again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import delete, select

from petition.core.db import db
from petition.statements.actions.import_text import add_text, remove_text
from petition.statements.editions.renumbering import Proposal, propose_origins
from petition.statements.models import CarriedText, Demand, DemandOrigin, Edition
from petition.statements.queries.public_statements import text_in_language
from petition.statements.text.edition_text import parse_stored
from petition.statements.text.normalisation import text_digest
from petition.statements.text.tree import Position


def replace_text(edition: Edition, language: str, text: str, position: Position) -> None:
    """Gives the edition this text in a language, in place of the one it had; with the binding one come its demands."""
    if language == edition.statement.binding_language:
        numbers = [demand.number for demand in edition.demands]
        _renumber_demands(edition, parse_stored(text_in_language(edition, language).wording, numbers), position)
        edition.sha256 = text_digest(text)
    clear_text(edition, language)
    add_text(edition, language, text, position)
    db.session.expire(edition, ["translations", "demands"])


def clear_text(edition: Edition, language: str) -> None:
    """Takes a text out of the edition, be it translated or carried over."""
    remove_text(edition, language)
    carried = delete(CarriedText).where(CarriedText.edition_id == edition.id, CarriedText.language == language)
    db.session.execute(carried)


def _renumber_demands(edition: Edition, old: Position, new: Position) -> None:
    """Gives the edition the demands of the new text; one that is still the same keeps its key and its origins."""
    rows = {row.number: row for row in db.session.scalars(select(Demand).where(Demand.edition_id == edition.id))}
    proposals = propose_origins(old, new)
    origins = {number: _origins(rows, proposal) for number, proposal in proposals.items()}
    kept = {number: rows[there] for number, there in _kept_demands(proposals, set(rows)).items()}
    gone = set(rows.values()) - set(kept.values())
    for row in gone:
        db.session.delete(row)
    for row in kept.values():
        # While they change places, no two may have one number.
        row.number = f"~{row.id}"
    db.session.flush()
    for place, demand in enumerate(new.walk()):
        row = kept.get(demand.number) or _create_demand(edition, demand.number, place, origins[demand.number])
        row.number, row.place = demand.number, place
    db.session.flush()


def _kept_demands(proposals: Mapping[str, Proposal], old: set[str]) -> dict[str, str]:
    """Which new number has the demand of which old one: the words stayed, or else the number."""
    used = {number for proposal in proposals.values() for number in proposal.origins}
    left = old - used
    return {number: proposal.origins[0] for number, proposal in proposals.items() if proposal.kind == "same"} | {
        number: number for number, proposal in proposals.items() if proposal.kind == "new" and number in left
    }


def _origins(rows: Mapping[str, Demand], proposal: Proposal) -> set[int]:
    """The demands of the edition before from which those come that a demand was split off or merged from."""
    ids = [rows[number].id for number in proposal.origins]
    return (
        set(db.session.scalars(select(DemandOrigin.origin_id).where(DemandOrigin.demand_id.in_(ids)))) if ids else set()
    )


def _create_demand(edition: Edition, number: str, place: int, origins: set[int]) -> Demand:
    row = Demand(edition_id=edition.id, key=secrets.token_hex(8), number=number, place=place)
    db.session.add(row)
    db.session.flush()
    db.session.add_all(DemandOrigin(demand_id=row.id, origin_id=origin) for origin in sorted(origins))
    return row
