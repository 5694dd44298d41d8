"""The groups of one signature, read from the database: never more rows than it takes to know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from petition.core import addresses, crypto
from petition.core.db import db
from petition.signing.keys import EDITION, edition_key, group_values
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import NotedGroup, SigningTrace
from petition.signing.screening import contrasts
from petition.signing.screening.contrasts import Arrival
from petition.signing.screening.queries import active_release, released_keys
from petition.signing.screening.score import Group, GroupCounts, is_remarkable
from petition.signing.screening.signals import Thresholds, is_disposable

# A group is counted this far, the flow of all this far, and what is usual among so many.
MOST, MOST_OF_FLOW, MOST_USUAL = 1_000, 1_000, 400
# The newest members of a group, and as many others, are compared.
MEMBERS, OTHERS, NEAR = 40, 60, 120
# Those who are fast are looked for among so many, so that there are others to compare with while an attack is on.
NEAR_FAST = 240
FAST = b"fast"


@dataclass(frozen=True)
class GroupKey:
    """A group of one statement: its signal, and the hashes under which its members are found, the newest first.

    ``edition_id`` is the edition whose signatures are all the others.
    """

    statement_id: int
    edition_id: int
    signal: str
    keys: tuple[bytes, ...]
    is_free_mail: bool = False


def arrival_of(endorsement: Endorsement, trace: SigningTrace | None, at: datetime) -> Arrival:
    """How an individual's signature that is being confirmed came."""
    traced = (trace.network, trace.network_before, trace.seconds, trace.proof_missing_at) if trace else (None,) * 4
    row = (endorsement.address, endorsement.details, endorsement.asked_at, at, *traced)
    address = endorsement.mailbox
    is_thrown_away = address is not None and is_disposable(address)
    if address is not None and is_thrown_away:
        keys = crypto.lookup_hashes(address.registrable_domain, "domain")
        is_thrown_away = active_release(endorsement.statement_id, "domain", keys, at) is None
    return make_arrival(*row, is_thrown_away=is_thrown_away)


def make_arrival(
    address: str | None,
    details: dict[str, Any] | None,
    asked_at: datetime,
    confirmed_at: datetime,
    network: bytes | None = None,
    network_before: bytes | None = None,
    seconds: int | None = None,
    proof_missing_at: datetime | None = None,
    *,
    is_thrown_away: bool = False,
) -> Arrival:
    """How a signature came, out of the columns that say so."""
    local, _at, domain = (address or "").rpartition("@")
    return Arrival(
        at=confirmed_at,
        local=local,
        domain=domain.lower(),
        name=(details or {}).get("name") or "",
        networks=frozenset(bytes(key) for key in (network, network_before) if key),
        seconds=seconds,
        confirm_seconds=int((confirmed_at - asked_at).total_seconds()),
        proof_missing=proof_missing_at is not None,
        is_disposable=is_thrown_away,
    )


def read_groups(
    endorsement: Endorsement,
    one: Arrival,
    trace: SigningTrace | None,
    thresholds: Thresholds,
    *,
    has_releases: bool = True,
) -> list[tuple[GroupKey, Group]]:
    """The groups of a signature that have reached their floor; of remarkable ones also whom they consist of."""
    found = []
    for key in _groups_of(endorsement, trace, one.at, has_releases):
        counts = count_group(key, thresholds, one.at)
        if counts is not None:
            members = compare_group(key) if is_remarkable(counts, thresholds) else ((), ())
            found.append((key, Group(counts, *members)))
    if contrasts.is_fast(one, thresholds.fastest_seconds) and thresholds.fastest_seconds is not None:
        found.append(fast_group(endorsement, thresholds.fastest_seconds))
    return found


def count_group(key: GroupKey, thresholds: Thresholds, at: datetime) -> GroupCounts | None:
    """The numbers of a group; None where it has not reached its floor within the hours that count."""
    floor, since = thresholds.floor(key.signal, key.is_free_mail), at - timedelta(hours=thresholds.within_hours)
    if floor is None:
        return None
    newest = _newest_times(key, floor)
    if len(newest) < floor or newest[-1] <= since:
        return None
    usual, usual_flow = _count_usual(key, since)
    flow = select(EndorsementKey.endorsement_id).where(
        *_flow_conditions(key), EndorsementKey.confirmed_at >= newest[-1]
    )
    return GroupCounts(
        signal=key.signal,
        recent=sum(at > since for at in _newest_times(key, MOST)),
        among=floor,
        flow=len(db.session.execute(flow.limit(MOST_OF_FLOW)).all()),
        usual=usual,
        usual_flow=usual_flow,
        is_free_mail=key.is_free_mail,
        is_noted=_is_noted(key),
    )


def compare_group(key: GroupKey) -> tuple[tuple[Arrival, ...], tuple[Arrival, ...]]:
    """The newest members of a group, and others who signed at that time and before it."""
    newest = newest_members(key, MEMBERS)
    near = _flow_ids(key, NEAR)
    before = _flow_ids(key, OTHERS, before=newest[-1][1]) if newest else []
    members = _members_among(key, [*near, *before])
    others = [one for one in dict.fromkeys([*near, *before]) if one not in members][:OTHERS]
    read = read_arrivals([*(number for number, _at in newest), *others])
    return (
        tuple(read[number] for number, _at in newest if number in read),
        tuple(read[number] for number in others if number in read),
    )


def newest_members(key: GroupKey, most: int) -> list[tuple[int, datetime]]:
    """The ids of a group's newest members, and when they confirmed. Each hash is asked for by itself, in its order."""
    found: list[tuple[int, datetime]] = []
    for one in key.keys:
        number, at, conditions = _rows_of(key, one)
        query = select(number, at).where(*conditions, at.is_not(None)).order_by(at.desc()).limit(most)
        found += [(row[0], row[1]) for row in db.session.execute(query)]
    return sorted(found, key=lambda row: row[1], reverse=True)[:most]


def read_arrivals(endorsement_ids: Sequence[int]) -> dict[int, Arrival]:
    """How each of some confirmed signatures came, by id."""
    query = (
        select(
            Endorsement.id, Endorsement.address, Endorsement.details, Endorsement.asked_at, Endorsement.confirmed_at,
            SigningTrace.network, SigningTrace.network_before, SigningTrace.seconds, SigningTrace.proof_missing_at,
        )
        .outerjoin(SigningTrace, SigningTrace.endorsement_id == Endorsement.id)
        .where(Endorsement.id.in_(endorsement_ids), Endorsement.kind == "individual")
    )  # fmt: skip
    return {number: make_arrival(*row) for number, *row in db.session.execute(query) if row[3] is not None}


def _groups_of(
    endorsement: Endorsement, trace: SigningTrace | None, at: datetime, has_releases: bool
) -> Iterator[GroupKey]:
    """The groups that count: not those that were approved."""
    number, edition, address = endorsement.statement_id, endorsement.edition_id, endorsement.mailbox
    values = group_values(endorsement)
    is_free = address is not None and addresses.is_free_mail(address.registrable_domain)
    networks = tuple(key for key in (trace.network, trace.network_before) if key) if trace else ()
    # What lets each group through: its own keys, or those of the domain of mailboxes that are thrown away.
    asked: dict[str, tuple[str, tuple[bytes, ...]]] = {}
    for signal, value in values.items():
        approved, text = ("domain", values["domain"]) if signal == "disposable" else (signal, value)
        asked[signal] = approved, tuple(crypto.lookup_hashes(text, approved))
    asked |= {"network": ("network", networks)} if networks else {}
    own_keys = [key for _signal, keys in asked.values() for key in keys]
    released = released_keys(number, own_keys, at) if has_releases else set()
    for signal, (approved, own) in asked.items():
        if not any((approved, key) in released for key in own):
            keys = own if signal != "disposable" else tuple(crypto.lookup_hashes(values[signal], signal))
            yield GroupKey(number, edition, signal, keys, is_free and signal == "domain")


def fast_group(endorsement: Endorsement, fastest: int) -> tuple[GroupKey, Group]:
    """Those among the newest of all whose form was filled in too fast; nothing but speed keeps them together."""
    key = GroupKey(endorsement.statement_id, endorsement.edition_id, "fast", (FAST,))
    newest = sorted(read_arrivals(_flow_ids(key, NEAR_FAST)).values(), key=lambda one: one.at, reverse=True)
    members = tuple(one for one in newest if contrasts.is_fast(one, fastest))
    others = tuple(one for one in newest if not contrasts.is_fast(one, fastest))
    return key, Group(GroupCounts("fast", len(members), len(members), len(newest)), members, others)


def _count_usual(key: GroupKey, before: datetime) -> tuple[int, int]:
    """How many of a group there were among the last of all before a moment, and how many these are."""
    flow = _flow_ids(key, MOST_USUAL, before=before)
    return (len(_members_among(key, flow)), len(flow)) if flow else (0, 0)


def _flow_ids(key: GroupKey, most: int, *, before: datetime | None = None) -> list[int]:
    """The newest of all who signed the edition, or the newest before a moment."""
    query = select(EndorsementKey.endorsement_id).where(*_flow_conditions(key))
    if before is not None:
        query = query.where(EndorsementKey.confirmed_at < before)
    return list(db.session.scalars(query.order_by(EndorsementKey.confirmed_at.desc()).limit(most)))


def _flow_conditions(key: GroupKey) -> tuple[ColumnElement[bool], ...]:
    return (
        EndorsementKey.statement_id == key.statement_id,
        EndorsementKey.signal == EDITION,
        EndorsementKey.key == edition_key(key.edition_id),
    )


def _members_among(key: GroupKey, endorsement_ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for one in key.keys:
        number, _at, conditions = _rows_of(key, one)
        found |= set(db.session.scalars(select(number).where(*conditions, number.in_(endorsement_ids))))
    return found


def _newest_times(key: GroupKey, most: int) -> list[datetime]:
    return [at for _number, at in newest_members(key, most)]


def _rows_of(key: GroupKey, one: bytes) -> tuple[Any, Any, tuple[ColumnElement[bool], ...]]:
    """The columns of the id and the time of those under one hash, and the conditions."""
    if key.signal == "network":
        here = SigningTrace.statement_id == key.statement_id, SigningTrace.network == one
        return SigningTrace.endorsement_id, SigningTrace.confirmed_at, here
    keyed = EndorsementKey.signal == key.signal, EndorsementKey.key == one
    conditions = EndorsementKey.statement_id == key.statement_id, *keyed
    return EndorsementKey.endorsement_id, EndorsementKey.confirmed_at, conditions


def _is_noted(key: GroupKey) -> bool:
    query = select(NotedGroup.key).where(
        NotedGroup.statement_id == key.statement_id, NotedGroup.signal == key.signal, NotedGroup.key.in_(key.keys)
    )
    return db.session.scalar(query.limit(1)) is not None
