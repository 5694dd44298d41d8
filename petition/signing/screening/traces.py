"""Traces of signing: from which network, and how fast. They stay for two days, and then nothing of them does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, literal, null, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from petition.core.batches import delete_batch
from petition.core.db import db, now
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import Release, SigningTrace, Suspicion
from petition.signing.screening.noted_groups import forget_networks
from petition.signing.screening.queries import active_release
from petition.signing.signature import Signature

TRACES_KEPT = timedelta(hours=48)
BATCH = 1000
# A release in use is renewed at most once an hour: those who sign at once do not wait for each other.
RENEWED_AFTER = timedelta(hours=1)


def record_trace(statement_id: int, endorsement_id: int | None, signature: Signature) -> None:
    """Writes down how an individual's waiting endorsement came, in place of what was written before.

    It asks the database the same whatever is known of the address (promise 4); one that has been confirmed keeps
    its trace.
    """
    if signature.kind != "individual":
        return
    row = {"endorsement_id": Endorsement.id, "statement_id": Endorsement.statement_id} | {
        name: literal(value, getattr(SigningTrace, name).type) if value is not None else null()
        for name, value in trace_values(signature).items()
    }
    waiting = select(*row.values()).where(
        Endorsement.id == bindparam("endorsement", endorsement_id or 0), Endorsement.confirmed_at.is_(None)
    )
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(SigningTrace).from_select(list(row), waiting)
    latest = {name: insert.excluded[name] for name in row if name != "endorsement_id"}
    db.session.execute(insert.on_conflict_do_update(index_elements=["endorsement_id"], set_=latest))
    _renew_release(statement_id, signature.network, signature.at)


def trace_values(signature: Signature) -> dict[str, Any]:
    """What is written down of how a signature came, by its columns."""
    network, before = (*signature.network, None, None)[:2]
    return {
        "network": network or None,
        "network_before": before or None,
        "seconds": signature.seconds,
        "proof_missing_at": signature.at if signature.proof_missing else None,
        "trap_filled_at": signature.at if signature.trap_filled else None,
        "at": signature.at,
    }


def renew_releases(signed: Iterable[tuple[int, Signature]]) -> None:
    """Keeps the networks let through from which these signatures, by their statements, came: each network once."""
    latest = {(statement_id, one.network): one.at for statement_id, one in signed if one.network}
    if not latest:
        return
    let_through = select(Release.statement_id, Release.key).where(
        Release.signal == "network",
        Release.undone_at.is_(None),
        Release.key.in_({key for _, network in latest for key in network}),
    )
    found = {(statement_id, bytes(key)) for statement_id, key in db.session.execute(let_through) if key}
    for (statement_id, network), at in latest.items():
        if any((statement_id, key) in found for key in network):
            _renew_release(statement_id, network, at)


def _renew_release(statement_id: int, network: tuple[bytes, ...], at: datetime) -> None:
    """A network that was let through stays so as long as somebody signs from it every day or two."""
    standing = active_release(statement_id, "network", network, at)
    if standing is None:
        return
    today = active_release(statement_id, "network", network[:1], at)
    if today is None:
        db.session.add(
            Release(
                statement_id=statement_id,
                signal="network",
                key=network[0],
                renews_id=standing.renews_id or standing.id,
                released_at=at,
                released_by=standing.released_by,
                expires_at=at + TRACES_KEPT,
            )
        )
        db.session.flush()
    elif today.expires_at is not None and today.expires_at < at + TRACES_KEPT - RENEWED_AFTER:
        today.expires_at = at + TRACES_KEPT


def forget_traces(most: int = BATCH, *, dry_run: bool = False) -> int:
    """Deletes the next traces older than 48 hours, and the hashes of networks wherever they were noted; gives the
    number of traces.
    """
    before = now() - TRACES_KEPT
    old = SigningTrace.at <= before
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(SigningTrace).where(old)) or 0
    is_fresh = exists().where(SigningTrace.endorsement_id == Suspicion.endorsement_id, SigningTrace.at > before)
    of_network = or_(Suspicion.signal == "network", Suspicion.group_signal == "network")
    noted = select(Suspicion.id).where(of_network, Suspicion.key.is_not(None), ~is_fresh)
    lapsed = (Release.signal == "network", Release.key.is_not(None), Release.expires_at <= now())
    for wiped in (update(Suspicion).where(Suspicion.id.in_(noted.limit(most))), update(Release).where(*lapsed)):
        db.session.execute(wiped.values(key=None).execution_options(synchronize_session=False))
    forget_networks(before)
    return delete_batch(SigningTrace, old, most=most)
