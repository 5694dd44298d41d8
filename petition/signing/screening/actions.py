"""Watching over individuals' signatures: what is odd goes into quarantine, with its reasons, and is not dropped."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from petition.core import audit, crypto, switches
from petition.core.db import db, now
from petition.signing.keys import has_key, keys_of
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import SigningTrace, Suspicion, Threshold
from petition.signing.screening import signals
from petition.signing.screening.queries import active_release, thresholds_of
from petition.signing.screening.signals import SignalCounts, Thresholds
from petition.statements.models import Statement


def screen_signature(endorsement: Endorsement, at: datetime) -> None:
    """Looks at an individual's signature as it is confirmed, and puts it into quarantine where something is odd.

    To be called before it counts: it is not among those that it is compared with. The signatory notices nothing.
    """
    limits, trace = thresholds_of(endorsement.statement_id), db.session.get(SigningTrace, endorsement.id)
    found = signals.find_signals(_count_signals(endorsement, trace, limits, at), limits)
    if trace is not None:
        trace.confirmed_at = at
    if not found:
        return
    keys: dict[str, bytes | None] = {**keys_of(endorsement), "network": trace.network if trace else None}
    endorsement.quarantined_at = at
    for one in found:
        db.session.add(
            Suspicion(
                endorsement_id=endorsement.id,
                statement_id=endorsement.statement_id,
                key=keys.get(signals.GROUP_OF.get(one.signal, "")),
                noted_at=at,
                **asdict(one),
            )
        )


def set_thresholds(statement: Statement, settled: Thresholds, *, by: int) -> bool:
    """Settles from what on signatures are odd, at once and in every process; gives whether anything changed."""
    before = thresholds_of(statement.id)
    changed = {name: value for name, value in asdict(settled).items() if value != getattr(before, name)}
    if not changed:
        return False
    row = db.session.get(Threshold, statement.id) or Threshold(statement_id=statement.id)
    given = asdict(settled)
    is_watched = given.pop("disposable")
    for name, value in given.items():
        setattr(row, name, value)
    row.disposable_taken_at = None if is_watched else row.disposable_taken_at or now()
    db.session.add(row)
    note = "\n".join(
        f"{name}: {_describe_threshold(getattr(before, name))} → {_describe_threshold(value)}"
        for name, value in changed.items()
    )
    audit.append_entry("thresholds.set", f"statement {statement.slug}", by=f"coordinator {by}", note=note)
    return True


def _describe_threshold(value: int | None) -> str:
    return "off" if value is None or value is False else "on" if value is True else str(value)


def _count_signals(
    endorsement: Endorsement, trace: SigningTrace | None, limits: Thresholds, at: datetime
) -> SignalCounts:
    """Counts around one signature; never more rows than it takes to know."""
    since = at - timedelta(hours=limits.within_hours)
    address, number = endorsement.mailbox, endorsement.statement_id
    domain = address.registrable_domain if address else ""
    is_released = _is_released(number, "domain", domain, at)
    network = [key for key in (trace.network, trace.network_before) if key] if trace else []
    return SignalCounts(
        domain=_count_from_domain(number, domain, limits.same_domain, since) if not is_released else None,
        network=_count_from_network(number, network, limits.same_network, since, at),
        likeness=_count_similar_names(endorsement, limits.alike_names, since, at),
        is_disposable=address is not None and not is_released and signals.is_disposable(address),
        seconds=trace.seconds if trace else None,
        proof_missing=trace is not None and trace.proof_missing_at is not None,
        trap_filled=trace is not None and trace.trap_filled_at is not None,
        approval=switches.active_switch("approval", number) is not None,
    )


def _is_released(statement_id: int, signal: str, value: str, at: datetime) -> bool:
    return bool(value) and active_release(statement_id, signal, crypto.lookup_hashes(value, signal), at) is not None


def _count_from_domain(statement_id: int, domain: str, most: int | None, since: datetime) -> int | None:
    if most is None or not domain or not signals.is_telling_domain(domain):
        return None
    return _count_confirmed(statement_id, "domain", domain, since, most)


def _count_similar_names(endorsement: Endorsement, most: int | None, since: datetime, at: datetime) -> int | None:
    bones = signals.name_skeleton((endorsement.details or {}).get("name") or "")
    if most is None or bones is None or _is_released(endorsement.statement_id, "likeness", bones, at):
        return None
    return _count_confirmed(endorsement.statement_id, "likeness", bones, since, most)


def _count_confirmed(statement_id: int, signal: str, value: str, since: datetime, most: int) -> int:
    alike = has_key(statement_id, signal, *crypto.lookup_hashes(value, signal))
    return _count_up_to(select(EndorsementKey.endorsement_id).where(*alike, EndorsementKey.confirmed_at > since), most)


def _count_from_network(
    statement_id: int, keys: list[bytes], most: int | None, since: datetime, at: datetime
) -> int | None:
    if most is None or not keys or active_release(statement_id, "network", keys, at) is not None:
        return None
    query = select(SigningTrace.endorsement_id).where(
        SigningTrace.statement_id == statement_id, SigningTrace.network.in_(keys)
    )
    return _count_up_to(query.where(SigningTrace.confirmed_at > since), most)


def _count_up_to(query: Any, most: int) -> int:
    return len(db.session.execute(query.limit(most)).all()) if most else 0
