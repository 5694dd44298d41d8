"""Watching over individuals' signatures: what is suspicious goes into quarantine with its reasons; none is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from petition.core import audit, switches
from petition.core.db import db, now
from petition.signing.keys import keys_of
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import SigningTrace, Suspicion, Threshold
from petition.signing.screening import group_queries
from petition.signing.screening.group_queries import GroupKey
from petition.signing.screening.noted_groups import note_groups
from petition.signing.screening.queries import thresholds_of
from petition.signing.screening.score import Group, Reason, is_held, score
from petition.signing.screening.signals import GROUP_OF, Thresholds
from petition.statements.models import Statement


@dataclass(frozen=True)
class WeighedSignature:
    """How a signature weighs: what counts for and against it, in which groups it was seen, by which thresholds."""

    decisive: Sequence[Reason]
    reasons: Sequence[Reason]
    groups: Sequence[tuple[GroupKey, Group]]
    thresholds: Thresholds

    @property
    def is_held(self) -> bool:
        """Whether it goes into quarantine."""
        return bool(self.decisive) or is_held(self.reasons, self.thresholds)


def weigh_signature(
    endorsement: Endorsement,
    trace: SigningTrace | None,
    thresholds: Thresholds,
    at: datetime,
    *,
    has_releases: bool = True,
) -> WeighedSignature:
    """Looks at an individual's signature that is being confirmed, and changes nothing.

    To be called before it counts: it is not among those that it is compared with. ``has_releases`` is False where it is
    known that nothing is let through under its statement, so that nothing has to be looked up.
    """
    one = group_queries.arrival_of(endorsement, trace, at)
    groups = group_queries.read_groups(endorsement, one, trace, thresholds, has_releases=has_releases)
    reasons = score(one, [group for _key, group in groups], thresholds)
    return WeighedSignature(_find_decisive(endorsement, trace, thresholds), reasons, groups, thresholds)


def screen_signature(endorsement: Endorsement, at: datetime) -> None:
    """Weighs an individual's signature, and puts it into quarantine where it is suspicious; nobody notices."""
    trace = db.session.get(SigningTrace, endorsement.id)
    weighed = weigh_signature(endorsement, trace, thresholds_of(endorsement.statement_id), at)
    note_groups(weighed.groups, weighed.reasons, weighed.thresholds, at)
    if trace is not None:
        trace.confirmed_at = at
    if weighed.is_held:
        put_in_quarantine(endorsement, trace, weighed, at)


def _find_decisive(endorsement: Endorsement, trace: SigningTrace | None, limits: Thresholds) -> list[Reason]:
    """What is enough by itself: a field that nobody sees was filled in, or everybody is looked at."""
    found = []
    if trace is not None and trace.trap_filled_at is not None:
        found.append(Reason("trap", limits.hold_at))
    if switches.active_switch("approval", endorsement.statement_id) is not None:
        found.append(Reason("approval", limits.hold_at))
    return found


def put_in_quarantine(
    endorsement: Endorsement, trace: SigningTrace | None, weighed: WeighedSignature, at: datetime
) -> None:
    """Notes in an endorsement that it is in quarantine, and writes down why."""
    keys: dict[str, bytes | None] = {**keys_of(endorsement), "network": trace.network if trace else None}
    endorsement.quarantined_at = at
    for one in (*weighed.decisive, *weighed.reasons):
        db.session.add(
            Suspicion(
                endorsement_id=endorsement.id,
                statement_id=endorsement.statement_id,
                key=keys.get(GROUP_OF.get(one.group or one.signal, "")),
                group_signal=one.group or None,
                noted_at=at,
                **{name: value for name, value in asdict(one).items() if name != "group"},
            )
        )


def set_thresholds(statement: Statement, settled: Thresholds, *, by: int) -> bool:
    """Settles from what on signatures are suspicious, at once and in every process; gives whether anything changed."""
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
