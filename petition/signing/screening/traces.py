"""Traces of signing: from which network, and how fast. They stay for two days, and then nothing of them does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, literal, null, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from petition.core.batches import delete_batch
from petition.core.db import Moment, db, now
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
    network, before = (*signature.network, None, None)[:2]
    row = {
        "endorsement_id": Endorsement.id,
        "statement_id": Endorsement.statement_id,
        "network": literal(network, SigningTrace.network.type) if network else null(),
        "network_before": literal(before, SigningTrace.network.type) if before else null(),
        "seconds": literal(signature.seconds, SigningTrace.seconds.type),
        "proof_missing_at": literal(signature.at if signature.proof_missing else None, Moment),
        "trap_filled_at": literal(signature.at if signature.trap_filled else None, Moment),
        "at": literal(signature.at, Moment),
    }
    waiting = select(*row.values()).where(
        Endorsement.id == bindparam("endorsement", endorsement_id or 0), Endorsement.confirmed_at.is_(None)
    )
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(SigningTrace).from_select(list(row), waiting)
    latest = {name: insert.excluded[name] for name in row if name != "endorsement_id"}
    db.session.execute(insert.on_conflict_do_update(index_elements=["endorsement_id"], set_=latest))
    _renew_release(statement_id, signature.network, signature.at)


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
