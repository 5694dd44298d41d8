"""Many signatures of individuals, quickly: through the actions that people use, or as rows where thousands are needed."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select

import make
from petition.core import crypto
from petition.core.addresses import parse
from petition.core.db import db, now
from petition.core.text import fold_text
from petition.signing import queries as endorsements
from petition.signing.confirm import actions as confirmation
from petition.signing.keys import keys_of
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import Suspicion
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature
from petition.statements.models import Statement

NAMES = ("Aleś", "Maryja", "Janka", "Vera", "Ihar", "Zofia", "Petra", "Ulad", "Nadzia", "Hanna", "Kira", "Taras")
LETTERS = "abdefhiklmnoprstuvz"


def network(number: int) -> tuple[bytes, ...]:
    """A network as a hash of the day, and of the day before."""
    return tuple(hashlib.sha256(f"{number} {day}".encode()).digest() for day in ("today", "before"))


def name(number: int) -> str:
    """A name that is like no other one's."""
    letters = "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(4))
    return f"{NAMES[number % len(NAMES)]} {letters.capitalize()}owa{letters[::-1]}"


def comes(statement: Statement, number: int, **given: Any) -> Endorsement:
    """Somebody who signs, and confirms after ``waits`` seconds; ``given`` goes into the signature."""
    waits = timedelta(seconds=given.pop("waits", 90))
    endorsement_id = sent(statement, number, **given)
    made = endorsements.lock_endorsement(endorsement_id)
    if made.confirmed_at is None:
        made.asked_at -= waits
    confirmation.confirm_endorsement(made, None)
    db.session.commit()
    return made


def sent(statement: Statement, number: int, **given: Any) -> int:
    """Somebody who signs, and has still to confirm."""
    details = {"name": given.pop("name", name(number)), "country": given.pop("country", None)}
    signature = Signature(
        kind="individual",
        address=parse(given.pop("address", f"p{number}@d{number}.example")),
        language=given.pop("language", "en"),
        details=details,
        visibility=given.pop("visibility", "full"),
        **{"network": network(number), "seconds": 30, **given},
    )
    made = signing.accept_signature(make.edition(statement), signature)
    db.session.commit()
    assert made is not None
    return made


def reasons(endorsement: Endorsement) -> list[str]:
    """Why somebody is in quarantine: what counts against the signature, and not what counts for people."""
    stands = Suspicion.endorsement_id == endorsement.id, Suspicion.release_id.is_(None)
    query = select(Suspicion.signal).where(*stands, or_(Suspicion.points.is_(None), Suspicion.points > 0))
    return list(db.session.scalars(query.order_by(Suspicion.id)))


def rows(statement: Statement, number: int, *, at: datetime | None = None, quarantined: bool = False) -> list[int]:
    """So many confirmed individuals as rows, a second apart; in quarantine they share a mail domain."""
    at, edition = at or now(), make.edition(statement)
    made = [_row(statement.id, edition.id, one, at + timedelta(seconds=one), quarantined) for one in range(number)]
    for start in range(0, number, 1000):
        db.session.execute(insert(Endorsement), made[start : start + 1000])
    db.session.commit()
    keys = [one["signature_key"] for one in made]
    ids: list[int] = []
    for start in range(0, number, 500):
        found = select(Endorsement.id).where(Endorsement.signature_key.in_(keys[start : start + 500]))
        ids += db.session.scalars(found.order_by(Endorsement.id))
    write_keys(made, ids)
    if quarantined:
        domain = crypto.lookup_hash("fakes.example", "domain")
        noted = [
            {"endorsement_id": one, "statement_id": statement.id, "signal": "domain", "key": domain,
             "seen": 21, "most": 20, "within_hours": 24, "noted_at": at}
            for one in ids
        ]  # fmt: skip
        db.session.execute(insert(Suspicion), noted)
        db.session.commit()
    return ids


def write_keys(made: list[dict[str, Any]], ids: list[int]) -> None:
    """What rows that were put in as they are have in common, as confirming writes it."""
    keys = [
        {"statement_id": row["statement_id"], "signal": signal, "key": key, "confirmed_at": row["confirmed_at"],
         "endorsement_id": one}
        for one, row in zip(ids, made, strict=True)
        for signal, key in keys_of(Endorsement(**row)).items()
    ]  # fmt: skip
    for start in range(0, len(keys), 1000):
        db.session.execute(insert(EndorsementKey), keys[start : start + 1000])
    db.session.commit()


def _row(statement_id: int, edition_id: int, number: int, at: datetime, quarantined: bool) -> dict[str, Any]:
    person, tag = name(number), f"{at.timestamp()} {number} {quarantined}"
    domain = "fakes.example" if quarantined else f"d{number}.example"
    address, country = f"{hashlib.sha256(tag.encode()).hexdigest()[:12]}@{domain}", ("BY", "PL", "LT")[number % 3]
    details = {"name": person, "country": country, "affiliation": None, "comment": None}
    shown = None if quarantined else person
    return {
        "statement_id": statement_id, "edition_id": edition_id, "kind": "individual",
        "language": "be" if number % 50 == 0 else "en", "signature_key": hashlib.sha256(tag.encode()).digest(),
        "address": address, "address_key": crypto.lookup_hash(address, "address"), "details": details,
        "country_key": crypto.lookup_hash(country, "country"), "visibility": "full", "asked_at": at, "consented_at": at,
        "confirmed_at": at, "quarantined_at": at if quarantined else None, "shown_name": shown,
        "shown_key": fold_text(person) if shown else None, "shown_country": country if shown else None,
    }  # fmt: skip
