"""Makes what the public pages show of organisations and editions, through the same actions where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select

import make
from petition.core import switches
from petition.core.db import db, now
from petition.list.queries.counts import forget_counts
from petition.organisations.models import Logo, Organisation
from petition.signing.keys import move_to_edition
from petition.signing.models.carry_over import CarryOver
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Reservation
from petition.statements.actions.issue import issue_edition
from petition.statements.models import Demand, Edition, Statement

PAGE = "/en/open-courts"
LIST = f"{PAGE}/signatories"
# 2.1 is new, what was 2.1 and 2.2 moved on, 2.3 has other words than 2.2 had, 3 was dropped.
CHANGED = (
    make.TEXT.split("*Association")[0]
    .replace(" - 2.1. closing the cases;", " - 2.1. publishing the lists of cases;\n - 2.2. closing the cases;")
    .replace(" - 2.2. lifting the entry bans.", " - 2.3. lifting the entry bans at once.")
    .replace("3. To regard observers as *equal* partners.\n", "")
)
MAPPING: dict[str, tuple[str, ...]] = {"1": ("1",), "2": ("2",), "2.1": (), "2.2": ("2.1",), "2.3": ("2.2",)}


def second_edition(
    statement: Statement, text: str = CHANGED, mapping: Mapping[str, tuple[str, ...]] = MAPPING, kind: str = "substance"
) -> Edition:
    """The next edition, as a coordinator issues it."""
    edition = issue_edition(statement, kind, mapping, make.coordinator().id, {statement.binding_language: text})
    db.session.commit()
    return edition


def organisations(edition: Edition, *names: str) -> list[Endorsement]:
    """Organisations that endorse an edition and are listed."""
    for name in names:
        make.founder(edition, name, "LT")
    db.session.commit()
    query = select(Endorsement).where(Endorsement.shown_name.in_(names)).order_by(Endorsement.id)
    return list(db.session.scalars(query))


def reserve(endorsement: Endorsement, number: str, reason: str, *, shown: bool = True) -> Reservation:
    """A reservation on a demand of the edition that was signed, approved or not."""
    key = db.session.scalar(
        select(Demand.key).where(Demand.edition_id == endorsement.edition_id, Demand.number == number)
    )
    row = Reservation(endorsement_id=endorsement.id, demand_key=key, reason=reason, made_at=now())
    if shown:
        row.approved_at, row.shown_reason = now(), reason
    db.session.add(row)
    db.session.commit()
    return row


def carry(endorsement: Endorsement, to: Edition) -> None:
    """The endorsement goes over to another edition."""
    row = CarryOver(
        endorsement_id=endorsement.id, from_edition_id=endorsement.edition_id, to_edition_id=to.id, how="signatory",
        carried_at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    endorsement.edition_id = to.id
    move_to_edition([endorsement.id], to.id)
    db.session.commit()


def logo(organisation: Organisation, width: int = 320, height: int = 160) -> None:
    """A logo of an organisation, as it is kept."""
    row = Logo(
        organisation_id=organisation.id, content=b"x", media="image/png", width=width, height=height, sha256="ab" * 32,
        added_at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()


@contextmanager
def counted_queries() -> Any:
    """What the database is asked meanwhile, counts and switches included, whether or not they are still kept."""
    forget_counts()
    switches.forget_switches()
    told: list[str] = []

    def tell(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        # What a connection is told when it changes sides depends on who had it before.
        if not statement.startswith("PRAGMA"):
            told.append(statement)

    event.listen(db.engine, "before_cursor_execute", tell)
    try:
        yield told
    finally:
        event.remove(db.engine, "before_cursor_execute", tell)
