"""Two statements with signatories of three countries in two languages, and a word in every field that says whose it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import make
import make_evidence
import make_people
import make_register
import make_removals
from petition.accounts import joint_acts
from petition.accounts.actions import RoleScope
from petition.accounts.models import RoleRemoval
from petition.core import crypto, switches
from petition.core.db import Base, db, now
from petition.invitations.actions import invite
from petition.invitations.models import InvitationList
from petition.signing.decide import actions as decisions
from petition.signing.decide import bulk
from petition.signing.decide.actions import put_on_hold
from petition.signing.evidence.grades import SecondPerson
from petition.signing.keys import country_key, keys_of, update_keys
from petition.signing.models.booth import Booth
from petition.signing.models.carry_over import CarryOver
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest, Evidence, LetterFile, RequestedChange, Reservation
from petition.signing.models.screening import Release, Suspicion
from petition.signing.publication import publish_endorsement
from petition.statements.actions import edit
from petition.statements.models import PreviewLink, Statement

CELLS = (("here", "LT", "en"), ("here", "PL", "en"), ("here", "LT", "be"), ("there", "LT", "en"), ("there", "DE", "be"))
WORDS = ("Murbat", "Velnok", "Hisdor", "Ganpil", "Tozhem")


@dataclass(frozen=True)
class Cell:
    """Signatories of one country in one language of one statement.

    ``own``: a word in all that is theirs; ``entry``: one in what the register has of them, which is common.
    """

    statement: str
    country: str
    language: str
    word: str

    @property
    def own(self) -> str:
        """What stands in every field of the signatories and the invited."""
        return f"Own{self.word}"

    @property
    def entry(self) -> str:
        """What stands in every field of their entries in the register."""
        return f"Reg{self.word}"


@dataclass
class World:
    """Everything there is: the cells, the statements by name, and the ids of all things by their names in addresses."""

    cells: tuple[Cell, ...]
    statements: dict[str, Statement]
    ids: dict[str, list[int]]
    endorsements: dict[Cell, list[int]]

    def of(self, statement: str) -> str:
        """The word in what belongs to a statement and to no signatory."""
        return f"All{statement}"


def world() -> World:
    """Makes it; the decisions of each kind were made in one act, about all of them."""
    here = make.statement()
    there = make_people.another_statement()
    cells = tuple(Cell(*cell, word) for cell, word in zip(CELLS, WORDS, strict=True))
    made = World(cells, {"here": here, "there": there}, {}, {})
    by = make.coordinator("owner", "maker@coalition.example").id
    for cell in cells:
        _people(made, cell, by)
    for name, statement in made.statements.items():
        _of_statement(made, name, statement, by)
    db.session.commit()
    _decide(made, by)
    switches.forget_switches()
    return made


def _add(made: World, name: str, row: Base) -> Any:
    db.session.add(row)
    db.session.flush()
    made.ids.setdefault(name, []).append(row.id)  # type: ignore[attr-defined]
    return row


def _people(made: World, cell: Cell, by: int) -> None:
    waits, listed = (_organisation(made, cell, kind) for kind in ("a", "b"))
    shown, odd = (_individual(made, cell, quarantined=odd) for odd in (False, True))
    made.endorsements[cell] = [one.id for one in (waits, listed, shown, odd)]
    about: dict[str, Any] = {"endorsement_id": waits.id}
    objection = SecondPerson(f"{cell.own} Second", f"{cell.own} objects").note
    _add(made, "evidence_id", Evidence(**about, kind="second_person", asked_at=now(), note=objection))
    given = {"asked_at": now(), "given_at": now(), "given_by": by}
    _add(made, "evidence_id", Evidence(**about, kind="call", note=f"{cell.own} called", **given))
    letter = _add(made, "evidence_id", Evidence(**about, kind="letter", **given))
    db.session.add(LetterFile(evidence_id=letter.id, media="application/pdf", size=9, content=cell.own.encode()))
    picture = make_evidence.png()
    proposed = {"name": f"{cell.own} renamed", "logo": {"width": 200, "height": 100}}
    change = ChangeRequest(**about, proposed=proposed, logo=picture, logo_media="image/png", asked_at=now())
    _add(made, "change_id", change)
    _add(made, "wanted_id", RequestedChange(**about, note=f"{cell.own} wanted", asked_at=now(), asked_by=by))
    demand = listed.edition.demands[0].key
    reserved = {"demand_key": demand, "reason": f"{cell.own} reserves", "made_at": now()}
    _add(made, "reservation_id", Reservation(endorsement_id=listed.id, **reserved))
    edition = waits.edition_id
    carried = {"from_edition_id": edition, "to_edition_id": edition, "how": "coordinator", "carried_at": now()}
    _add(made, "carry_over_id", CarryOver(endorsement_id=listed.id, **carried))
    details = {"organisation": f"{cell.own} Invited", "representative": f"{cell.own} Guest", "country": cell.country}
    invited = {**details, "note": f"{cell.own} note", "role": cell.own, "website": f"https://{cell.own}.example"}
    made.ids.setdefault("invitation_id", []).append(
        invite.invite_organisation(
            made.statements[cell.statement], invited, f"{cell.own.lower()}@invited.example", cell.language, by=by
        ).id
    )


def _organisation(made: World, cell: Cell, kind: str) -> Endorsement:
    name = f"{cell.entry}{kind} {cell.word[::-1]}"
    entry = make_register.entry(name, country=cell.country, website=f"https://{cell.entry}{kind}.example".lower())
    details = {
        **{field: f"{cell.own} {field}" for field in ("representative", "role")},
        "organisation": name,
        "country": cell.country,
    }
    one = _signed(made, cell, "organisation", details, f"{kind}@{cell.own}.example")
    one.organisation, one.address = entry, None if kind == "b" else one.address
    one.country_key = country_key(one)
    publish_endorsement(one)
    made.ids.setdefault("organisation_id", []).append(entry.id)
    return _add(made, "endorsement_id", one)  # type: ignore[no-any-return]


def _individual(made: World, cell: Cell, *, quarantined: bool) -> Endorsement:
    # No part of a name is public of the second one, and its group is its own.
    fields = {field: f"{cell.own} {field}" for field in ("affiliation", "comment")}
    name = f"{cell.own} {'Odd' if quarantined else 'Person'}"
    one = _signed(made, cell, "individual", {**fields, "name": name, "country": cell.country}, f"p@{cell.own}.example")
    one.quarantined_at = now() if quarantined else None
    one.country_key = country_key(one)
    publish_endorsement(one)
    _add(made, "endorsement_id", one)
    update_keys(one)
    if quarantined:
        odd = {"statement_id": one.statement_id, "endorsement_id": one.id, "noted_at": now()}
        db.session.add(Suspicion(**odd, signal="domain", key=keys_of(one)["domain"]))
        twin = _signed(made, cell, "individual", {"name": f"{name} Twin"}, f"q@{cell.own}.example")
        twin.quarantined_at, twin.country_key = now(), crypto.lookup_hash(cell.country, "country")
        db.session.add(twin)
        db.session.flush()
        db.session.add(Suspicion(**{**odd, "endorsement_id": twin.id}, signal="domain", key=keys_of(one)["domain"]))
    return one


def _signed(made: World, cell: Cell, kind: str, details: dict[str, Any], address: str) -> Endorsement:
    statement, at = made.statements[cell.statement], now()
    return Endorsement(
        statement_id=statement.id,
        edition_id=make.edition(statement).id,
        kind=kind,
        language=cell.language,
        signature_key=os.urandom(32),
        address=address.lower(),
        address_key=crypto.lookup_hash(address.lower(), "address"),
        details=details,
        visibility="full",
        updates_wanted_at=at,
        **dict.fromkeys(("asked_at", "consented_at", "confirmed_at"), at),
    )


def _of_statement(made: World, name: str, statement: Statement, by: int) -> None:
    """What tells of a statement, and of no signatory: for everybody with a role in it, and nobody else."""
    word = made.of(name)
    rows = {"rows": [[2, {"organisation": f"{word} listed", "email": f"{word}@list.example"}]], "unknown": []}
    _add(made, "list_id", InvitationList(statement_id=statement.id, rows=rows, uploaded_at=now(), uploaded_by=by))
    private = {"label": f"{word} press", "made_at": now(), "made_by": by, "expires_at": now()}
    _add(made, "link_id", PreviewLink(statement_id=statement.id, hash=os.urandom(32), **private))
    hours = {"opened_at": now(), "opened_by": by, "ends_at": now() + timedelta(hours=1), "hourly_limit": 1}
    _add(made, "booth_id", Booth(statement=statement, token_hash=os.urandom(32), place=f"{word} hall", **hours))
    released = {"signal": "domain", "key": os.urandom(32), "released_at": now(), "released_by": by}
    _add(made, "release_id", Release(statement_id=statement.id, **released))
    rule = make_removals.rule(statement, by=by, why=f"{word} rule", country="LT")
    asked = joint_acts.request_act(
        "addresses.export", f"statement {statement.slug}", by=by, why=f"{word} asked", statement_id=statement.id,
        details={"rows": 1},
    )  # fmt: skip
    member = make_people.member("moderator", RoleScope(statement.id), f"{word.lower()}@coalition.example")
    edit.save_text(statement, "en", make.TEXT.replace("stay closed", f"stay {word}"), 0, by=by)
    switches.turn_on("comments", statement.id, by=f"coordinator {by}", why=f"{word} why")
    taken = {"coordinator_id": member.id, "role": "auditor", "statement_id": statement.id}
    _add(made, "role_removal_id", RoleRemoval(**taken, removed_at=now(), removed_by=f"coordinator {by}"))
    changed = switches.last_change("comments", statement.id)
    assert changed is not None
    made.ids.setdefault("switch_change_id", []).append(changed.id)
    for key, number in {
        "statement_id": statement.id, "removal_id": rule.id, "joint_id": asked.id, "coordinator_id": member.id,
        "held_id": member.role_grants[0].id,
    }.items():  # fmt: skip
        made.ids.setdefault(key, []).append(number)


def _decide(made: World, by: int) -> None:
    waits, listed, shown = ([made.endorsements[cell][place] for cell in made.cells] for place in range(3))
    owns = {number: cell.own for cell, numbers in made.endorsements.items() for number in numbers}
    deeds: list[tuple[list[int], Callable[[Endorsement], Any]]] = [
        (waits, lambda one: put_on_hold(one, f"{owns[one.id]} held", by=by)),
        (listed, lambda one: decisions.approve(one, by=by)),
        (shown, lambda one: decisions.hide_name(one, f"{owns[one.id]} hidden", by=by)),
    ]
    for numbers, deed in deeds:
        came = bulk.decide_all(numbers, deed)
        assert len(came.decisions) == len(numbers)
        made.ids.setdefault("decision_id", []).extend(one.id for one in came.decisions)
        made.ids.setdefault("bulk_number", []).append(came.decisions[0].bulk_number or 0)
    made.ids["number"], made.ids["which"] = made.ids["bulk_number"], [1]
    made.ids["other_id"] = made.ids["organisation_id"]
    made.ids["name_id"] = made.ids["merge_id"] = made.ids["reason_id"] = [1]
    db.session.commit()
