"""A desk with very much to look after: so many individuals in every state, and all that a big campaign brings besides.

Rows are written as the driver takes them; all that is sealed can be opened, and keys are as confirming writes them.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import event, func, insert, select, text

import make
import make_removals
from petition.core import audit, crypto
from petition.core.db import db, now
from petition.core.text import initials_of
from petition.invitations.actions import invite
from petition.mail.models import OutgoingMail
from petition.organisations.actions import register_organisation
from petition.removals.models import Removal, RemovalMatch
from petition.signing import tallying
from petition.signing.keys import NAME, country_key, latin_name, update_keys
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import NotedGroup, Suspicion
from petition.signing.publication import name_for_visibility, publish_endorsement
from petition.signing.screening.signals import name_skeleton
from petition.signing.search import initials_key, search_key
from petition.statements.models import Statement

# So many individuals are different ones; more are copies of these, made by the database.
SEED = 20_000
ORGANISATIONS, COORDINATORS, ENTRIES, MAILS, INVITATIONS = 300, 5, 100_000, 100_000, 1_000
FIRST_NAMES = ("Aleś", "Maryja", "Janka", "Vera", "Ihar", "Zofia", "Petra", "Ulad", "Nadzia", "Hanna", "Kira", "Taras")
SYLLABLES = ("ba", "re", "mi", "lo", "du", "sa", "ve", "ki", "no", "tu", "ha", "zy", "pra", "ska", "vič", "enka")
COUNTRIES, LANGUAGES = ("BY", "PL", "LT", "DE", "UA", None), ("en", "en", "be", "ru")
BIG_DOMAINS = ("gmail.com", "proton.me", "mail.ru")
RARE_NAME, RARE_ADDRESS = "Zuzanna Rarename", "rare@rare.example"
# Of a hundred individuals each of these is one; all others are listed, or withheld.
STATES = {
    3: "quarantined", 4: "quarantined", 5: "quarantined", 6: "approval", 7: "hidden", 8: "rejected", 9: "removed",
    10: "withdrawn", 11: "waiting",
}  # fmt: skip
ACTS = ("endorsement.approve", "endorsement.hide", "endorsement.reject", "statement.edit", "invitation.invite")


def fill(statement: Statement, number: int, *, by: int) -> None:
    """All of it, for one statement; parts besides the individuals are smaller where there are fewer of these."""
    part = min(1.0, number / 1_000_000)
    if db.engine.dialect.name == "sqlite":
        # What a crash would spoil is filled anew.
        _tune_sqlite()
    rule = make_removals.rule(statement, by=by, why="They were bought.", domain="bought.example")
    rule.begun_at = rule.ended_at = now()
    rule.begun_by = by
    db.session.commit()
    first = (db.session.scalar(select(func.max(Endorsement.id))) or 0) + 1
    people = People(statement, number, first, rule.id, by)
    write_rows(Endorsement, [people.row(one) for one in range(people.seed)])
    for signal in (NAME, "likeness", "domain", "country", "language", "edition", "initials"):
        write_rows(EndorsementKey, people.keys(signal))
    _set_sequence()
    for copy in range(1, number // people.seed):
        _copy_rows(Endorsement, copy * people.seed, people)
    for copy in range(1, number // people.seed):
        _copy_rows(EndorsementKey, copy * people.seed, people)
    _set_sequence()
    write_rows(RemovalMatch, [{"removal_id": rule.id, "endorsement_id": one} for one in people.ids("removed")])
    _write_suspicions(statement, people)
    _write_log(people, max(20, round(ENTRIES * part)), by)
    _write_mails(statement, max(20, round(MAILS * part)))
    _write_organisations(statement, max(10, round(ORGANISATIONS * part)), by)
    _write_invitations(statement, max(10, round(INVITATIONS * part)), by)
    while tallying.fold_tally(50_000):
        db.session.commit()
    for _hours in tallying.count_hours():
        db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()


class People:
    """The individuals by their number: each a second apart from the next, the newest a minute ago."""

    def __init__(self, statement: Statement, number: int, first: int, rule_id: int, by: int) -> None:
        self.statement_id, self.edition_id = statement.id, make.edition(statement).id
        self.seed = min(number, SEED)
        self.number = number // self.seed * self.seed
        self.first, self.rule_id, self.by = first, rule_id, by
        self.start = now().replace(microsecond=0) - timedelta(seconds=number + 60)

    def ids(self, *states: str) -> list[int]:
        """Whoever is in one of these states, by id."""
        return [self.first + one for one in range(self.number) if _state(one) in states]

    def at(self, number: int) -> datetime:
        """When somebody confirmed."""
        return self.start + timedelta(seconds=number)

    def row(self, number: int) -> dict[str, Any]:
        """One individual as it stands in the table."""
        at, state, name, address = self.at(number), _state(number), _name(number), _address(number)
        visibility, country = _visibility(number), COUNTRIES[number % len(COUNTRIES)]
        shown = name_for_visibility(name, visibility) if state == "listed" else None
        in_full = visibility == "full"
        comment = f"Comment {number}" if number % 20 == 0 else None
        details = {"name": name, "country": country, "affiliation": None, "comment": comment}
        return {
            "id": self.first + number, "statement_id": self.statement_id, "edition_id": self.edition_id,
            "kind": "individual", "language": LANGUAGES[number % len(LANGUAGES)], "visibility": visibility,
            "signature_key": number.to_bytes(32, "big"), "address_key": crypto.lookup_hash(address, "address"),
            "address": crypto.current_key_ring().encrypt(address.encode(), "endorsement.address"),
            "details": crypto.current_key_ring().encrypt(json.dumps(details).encode(), "endorsement.details"),
            "country_key": _hash(country, "country") if country else None,
            "asked_at": at, "consented_at": at, "confirmed_at": at if state != "waiting" else None,
            "shown_name": shown, "shown_country": country if shown else None,
            "shown_comment": comment if shown else None,
            "shown_key": (_search_key(shown) if in_full else initials_key(shown)) if shown else None,
            "quarantined_at": at if state in ("quarantined", "approval") else None,
            "hidden_at": at if state == "hidden" else None, "hidden_by": self.by if state == "hidden" else None,
            "rejected_at": at if state == "rejected" else None, "rejected_by": self.by if state == "rejected" else None,
            "removed_at": at if state == "removed" else None, "removal_id": self.rule_id if state == "removed" else None,
            "withdrawn_at": at if state == "withdrawn" else None,
        }  # fmt: skip

    def keys(self, signal: str) -> list[dict[str, Any]]:
        """What they have in common by one signal, in the order of the table."""
        found = [
            (key, self.at(one), self.first + one)
            for one in range(self.seed)
            if _state(one) != "waiting" and (key := self.key(signal, one)) is not None
        ]
        return [
            {"statement_id": self.statement_id, "signal": signal, "key": key, "confirmed_at": at, "endorsement_id": one}
            for key, at, one in sorted(found)
        ]

    def key(self, signal: str, number: int) -> bytes | None:
        """The key of one of them by a signal."""
        if signal == "edition":
            return str(self.edition_id).encode()
        if signal == "language":
            return LANGUAGES[number % len(LANGUAGES)].encode()
        if signal == "initials":
            wanted = _visibility(number) == signal
            return _hash(initials_key(initials_of(_name(number))) or "", signal) if wanted else None
        if signal == "country":
            country = COUNTRIES[number % len(COUNTRIES)]
            return _hash(country, signal) if country else None
        if signal == "domain":
            return _hash(_domain(number), signal)
        return _hash(_latin(_name(number)) if signal == NAME else _skeleton(_name(number)), signal)


def write_rows(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Writes rows as they are, which are sealed already, and commits."""
    rows = list(rows)
    if not rows:
        return
    names = list(rows[0])
    table = model.__tablename__
    raw = db.session.connection().connection.cursor()
    if db.engine.dialect.name == "postgresql":
        with raw.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
    else:
        places = ", ".join("?" * len(names))
        raw.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})",
            ([_of_sqlite(row[name]) for name in names] for row in rows),
        )
    raw.close()
    db.session.commit()


def _copy_rows(model: Any, further: int, people: People) -> None:
    """Writes the seed once more, with other ids, later moments, and hashes of nobody."""
    is_postgresql = db.engine.dialect.name == "postgresql"
    names = [one.name for one in model.__table__.columns if one.computed is None]
    at = (
        f"{{}} + interval '{further} seconds'"
        if is_postgresql
        else f"strftime('%Y-%m-%d %H:%M:%f000', {{}}, '+{further} seconds')"
    )
    given = {one: at.format(one) for one in names if one.endswith("_at")}
    given |= {"id": f"id + {further}", "endorsement_id": f"endorsement_id + {further}"}
    unused = "sha256(random()::text::bytea)" if is_postgresql else "randomblob(32)"
    given |= {"signature_key": unused, "address_key": unused}
    number = "id" if "id" in names else "endorsement_id"
    db.session.execute(
        text(
            f"INSERT INTO {model.__tablename__} ({', '.join(names)})"
            f" SELECT {', '.join(given.get(one, one) for one in names)} FROM {model.__tablename__}"
            f" WHERE {number} BETWEEN {people.first} AND {people.first + people.seed - 1}"
        )
    )
    db.session.commit()


def _of_sqlite(value: Any) -> Any:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def _set_sequence() -> None:
    if db.engine.dialect.name == "postgresql":
        for table in ("endorsement", "outgoing_mail"):
            db.session.execute(text(f"SELECT setval('{table}_id_seq', (SELECT coalesce(max(id), 1) FROM {table}))"))
        db.session.commit()


def _state(number: int) -> str:
    return STATES.get(number % 100, "listed") if number else "listed"


def _visibility(number: int) -> str:
    if number % 11 == 10:
        return "withheld"
    return "initials" if number % 7 == 6 else "full"


@cache
def _family(part: int) -> str:
    return "".join(random.Random(part).choices(SYLLABLES, k=3)).capitalize()


def _name(number: int) -> str:
    return f"{FIRST_NAMES[number % 12]} {_family(number * 7919 % 4096)}" if number else RARE_NAME


def _domain(number: int) -> str:
    return BIG_DOMAINS[number % 3] if number % 3 else f"d{number * 31 % 3000}.example"


def _address(number: int) -> str:
    return f"p{number}@{_domain(number)}" if number else RARE_ADDRESS


@cache
def _hash(value: str, purpose: str) -> bytes:
    return crypto.lookup_hash(value, purpose)


@cache
def _search_key(name: str) -> str:
    return search_key(name)


@cache
def _latin(name: str) -> str:
    return latin_name(name)


@cache
def _skeleton(name: str) -> str:
    return name_skeleton(name)


def _write_suspicions(statement: Statement, people: People) -> None:
    """Each in quarantine for its mail domain, some for their likeness too; a noted group for each of thirty domains."""
    rows = []
    for one in people.ids("quarantined", "approval"):
        number = one - people.first
        shared = {"endorsement_id": one, "statement_id": statement.id, "noted_at": people.at(number)}
        if _state(number) == "approval":
            rows.append({**shared, "signal": "approval", "key": None, "group_signal": None, "points": None})
            continue
        for signal, key in (
            ("domain", people.key("domain", number % people.seed)),
            ("likeness", people.key("likeness", number % people.seed)),
        ):
            rows.append({**shared, "signal": signal, "key": key, "group_signal": signal, "points": 5})
    write_rows(Suspicion, rows)
    domains = [_hash(one, "domain") for one in (*BIG_DOMAINS, *(f"d{number * 3}.example" for number in range(30)))]
    noted = {"statement_id": statement.id, "signal": "domain", "points": 9, "noted_at": now()}
    write_rows(NotedGroup, [{**noted, "key": one} for one in domains])


def _write_log(people: People, number: int, by: int) -> None:
    """A log that holds, and a decision for each who was hidden or rejected, as far as there are entries."""
    last = db.session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.number.desc()).limit(1)).first()
    at_number, previous = (last.number, last.hash) if last else (0, audit.START)
    decided = people.ids("hidden", "rejected")
    rows, decisions = [], []
    for one in range(number):
        at, act = people.at(one * people.number // number), ACTS[one % len(ACTS)]
        about = f"endorsement {people.first + one % people.number}"
        at_number += 1
        if one < len(decided):
            verdict = "hide" if _state(decided[one] - people.first) == "hidden" else "reject"
            act, about = f"endorsement.{verdict}", f"endorsement {decided[one]}"
            decisions.append(
                {"endorsement_id": decided[one], "verdict": verdict, "decided_at": at, "decided_by": by,
                 "audit_number": at_number}
            )  # fmt: skip
        sealed = audit.entry_hash(at_number, at, f"coordinator {by}", act, about, None, previous)
        rows.append({"number": at_number, "at": at, "actor": f"coordinator {by}", "act": act, "object": about,
                     "note_digest": None, "previous": previous, "hash": sealed})  # fmt: skip
        previous = sealed
    write_rows(audit.AuditEntry, rows)
    for start in range(0, len(decisions), 1000):
        db.session.execute(insert(Decision), decisions[start : start + 1000])
    db.session.commit()


def _write_mails(statement: Statement, number: int) -> None:
    """Mails that went, one in a hundred given up, one in twenty still to go."""
    recipient = crypto.current_key_ring().encrypt(b"reader@reader.example", "outgoing_mail.recipient")
    content = crypto.current_key_ring().encrypt(b"{}", "outgoing_mail.content")
    first = (db.session.scalar(select(func.max(OutgoingMail.id))) or 0) + 1
    rows = []
    for one in range(number):
        at, waits, failed = now() - timedelta(seconds=5 * (number - one)), one % 20 == 0, one % 100 == 1
        rows.append({
            "id": first + one, "uid": os.urandom(16).hex(), "kind": "own-link-individual", "language": "en",
            "recipient": recipient if waits or failed else None, "content": content if waits or failed else None,
            "edition_id": make.edition(statement).id, "correspondent": os.urandom(32), "priority": 1,
            "created_at": at, "due_at": at, "attempts": 5 if failed else 0,
            "sent_at": None if waits or failed else at, "given_up_at": at if failed else None,
            "trouble": "550 no such mailbox" if failed else None,
        })  # fmt: skip
    write_rows(OutgoingMail, rows)
    _set_sequence()


def _write_organisations(statement: Statement, number: int, by: int) -> None:
    """A third waits for a decision, the others are listed."""
    for one in range(number):
        name = f"{_family(one)} {_family(one + 999)} Society {one}"
        entry = register_organisation(name, latin=None, website=f"https://s{one}.example", country="PL")
        at = now() - timedelta(hours=one)
        made = Endorsement(
            statement_id=statement.id, edition_id=make.edition(statement).id, kind="organisation", language="en",
            signature_key=os.urandom(32), address=f"office@s{one}.example", organisation=entry, visibility="full",
            address_key=crypto.lookup_hash(f"office@s{one}.example", "address"),
            details={"organisation": name, "country": "PL", "representative": "Vera Test", "role": "chair"},
            **dict.fromkeys(("asked_at", "consented_at", "confirmed_at", "authority_declared_at"), at),
            approved_at=at if one % 3 else None, approved_by=by if one % 3 else None,
        )  # fmt: skip
        db.session.add(made)
        made.country_key = country_key(made)
        publish_endorsement(made)
        db.session.flush()
        update_keys(made)
    db.session.commit()


def _write_invitations(statement: Statement, number: int, by: int) -> None:
    for one in range(number):
        details = {"organisation": f"{_family(one)} Invited {one}", "country": "LT"}
        invite.invite_organisation(statement, details, f"office@i{one}.example", "en", by=by)
        if one % 50 == 49:
            db.session.commit()
    db.session.commit()


def rules_of(statement: Statement) -> Iterator[Removal]:
    """The rules of a statement."""
    yield from db.session.scalars(select(Removal).where(Removal.statement_id == statement.id))


def _tune_sqlite() -> None:
    def on_begin(connection: Any) -> None:
        cursor = connection.connection.cursor()
        for pragma in ("cache_size=-400000", "secure_delete=OFF"):
            cursor.execute(f"PRAGMA {pragma}")

    event.listen(db.engine, "begin", on_begin)
