"""Groups that brought more than usual: what they look like and why, some of their members, and the rule for each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select

from petition.core import addresses, zones
from petition.core.db import db, now
from petition.desk.counting import COUNTED_AT_MOST, count_rows
from petition.desk.queries.decisions import name_of
from petition.desk.queries.quarantine import quarantined_query
from petition.desk.reason_words import reason_words
from petition.signing.keys import has_key
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import GROUPED, NotedGroup, SigningTrace
from petition.signing.screening import group_queries
from petition.signing.screening.group_queries import GroupKey
from petition.signing.screening.queries import active_release, thresholds_of
from petition.signing.screening.score import Group, GroupCounts, Reason, judge_group, score_members
from petition.signing.screening.signals import Thresholds
from petition.statements.models import Statement

# Numbers over a thousand are not counted out, as of the other groups in quarantine.
MOST, SHOWN, LOOKED_AT, PEOPLE = COUNTED_AT_MOST, 6, 30, 20
# Judging one takes ten questions, so no more are than are shown; and of each its newest members are looked at.
NEWEST = 2_000
ORDER = ("source", "unclear", "people")
# The page is made anew after each decision about one of those in quarantine.
JUDGED_SECONDS, MOST_JUDGED = 60.0, 200
_judged: dict[tuple[Any, ...], tuple[float, _Judgement]] = {}


@dataclass(frozen=True)
class NotedGroupView:
    """A group as coordinators decide about it. ``verdict`` is what it looks like (``score.judge_group``).

    ``listed`` and ``quarantined`` go up to ``MOST`` + 1, which means more. ``rule`` is what describes it in the form
    for removal rules; ``releases`` says whether it can be approved as one.
    """

    signal: str
    key: str
    name: str
    verdict: str
    listed: int
    quarantined: int
    reasons: tuple[str, ...]
    people: tuple[tuple[int, str, str], ...]
    rule: dict[str, str]
    releases: bool


def noted_groups(statement: Statement) -> list[NotedGroupView]:
    """The weightiest groups of a statement, which somebody should look at: those that look like one source first."""
    query = select(NotedGroup).where(NotedGroup.statement_id == statement.id)
    newest = db.session.scalars(query.order_by(NotedGroup.points.desc(), NotedGroup.noted_at.desc()).limit(LOOKED_AT))
    limits, views = thresholds_of(statement.id), list[NotedGroupView]()
    for one in newest:
        if (view := _make_view(statement, one, limits)) is not None:
            views.append(view)
        if len(views) == SHOWN:
            break
    return sorted(views, key=lambda one: (ORDER.index(one.verdict), -one.listed))


def _make_view(statement: Statement, noted: NotedGroup, limits: Thresholds) -> NotedGroupView | None:
    """One group; None where it was approved, or nobody of it is left."""
    key = bytes(noted.key)
    if noted.signal in GROUPED and active_release(statement.id, noted.signal, [key], now()) is not None:
        return None
    states = _count_states(statement.id, noted.signal, key, limits)
    people = _newest_people(statement.id, noted.signal, key, limits)
    if not people or not states:
        return None
    judged = _judge(people[0], noted, limits, states)
    name = _group_name(noted.signal, people)
    return NotedGroupView(
        signal=noted.signal,
        key=key.hex(),
        name=name,
        verdict=judged.verdict,
        listed=states["listed"] + states["withheld"] + states["hidden"],
        quarantined=states["quarantined"],
        reasons=tuple(reason_words(one, name) for one in judged.reasons),
        people=tuple((one.id, name_of(one), _domain(one)) for one in people),
        rule=_rule(statement, noted, name, judged.reasons, limits),
        releases=noted.signal in GROUPED,
    )


@dataclass(frozen=True)
class _Judgement:
    verdict: str
    reasons: tuple[Reason, ...]


def _judge(newest: Endorsement, noted: NotedGroup, limits: Thresholds, states: Counter[str]) -> _Judgement:
    """What a group looks like, and why: anew with each new member and each decision about one, else once a minute."""
    group = noted.statement_id, noted.signal, bytes(noted.key), noted.noted_at, noted.points
    key = str(db.engine.url), *group, newest.id, tuple(sorted(states.items())), limits
    kept = _judged.get(key)
    if kept is None or kept[0] + JUDGED_SECONDS < time.monotonic():
        compared = _compare(newest, noted, limits)
        scored = score_members(compared, limits)
        verdict, reasons = judge_group(scored, limits, noted.points), _common_reasons(compared, scored)
        if len(_judged) >= MOST_JUDGED:
            _judged.clear()
        kept = _judged[key] = time.monotonic(), _Judgement(verdict, tuple(reasons))
    return kept[1]


def _compare(one: Endorsement, noted: NotedGroup, limits: Thresholds) -> Group:
    key = GroupKey(noted.statement_id, one.edition_id, noted.signal, (bytes(noted.key),))
    if noted.signal == "fast":
        return group_queries.fast_group(one, limits.fastest_seconds or 0)[1]
    counts = group_queries.count_group(key, limits, now())
    members = group_queries.compare_group(key)
    return Group(counts or GroupCounts(noted.signal, MOST, 1, 1, is_noted=True), *members)


def _common_reasons(group: Group, scored: list[list[Reason]]) -> list[Reason]:
    """What counts for or against at least half of the members, the weightiest first."""
    found: Counter[str] = Counter()
    example: dict[str, Reason] = {}
    for reasons in scored:
        for reason in reasons:
            if reason.group or reason.points < 0:
                found[reason.signal] += 1
                # Whoever signs is counted with those before; here all of them are there already.
                example[reason.signal] = replace(reason, seen=group.counts.recent) if reason.within_hours else reason
    common = [example[signal] for signal, number in found.items() if 2 * number >= len(group.members)]
    return sorted(common, key=lambda reason: -reason.points)


def _members(statement_id: int, signal: str, key: bytes, limits: Thresholds) -> Select[Any]:
    """The ids of a group's newest members, as a rule would find them: the largest has hundreds of thousands."""
    if signal in ("network", "fast"):
        is_from = or_(SigningTrace.network == key, SigningTrace.network_before == key)
        is_one = is_from if signal == "network" else SigningTrace.seconds < (limits.fastest_seconds or 0)
        traced = select(SigningTrace.endorsement_id).where(SigningTrace.statement_id == statement_id, is_one)
        return traced.order_by(SigningTrace.endorsement_id.desc()).limit(NEWEST)
    keyed = select(EndorsementKey.endorsement_id).where(*has_key(statement_id, signal, key))
    return keyed.order_by(EndorsementKey.confirmed_at.desc(), EndorsementKey.endorsement_id.desc()).limit(NEWEST)


def _count_states(statement_id: int, signal: str, key: bytes, limits: Thresholds) -> Counter[str]:
    """How many of the newest are in which state; of those in quarantine all whom the group brought there."""
    members = _members(statement_id, signal, key, limits).subquery()
    states = select(Endorsement.state.label("state")).join(members, members.c.endorsement_id == Endorsement.id)
    kept = states.where(state_condition("listed", "withheld", "hidden", "quarantined")).subquery()
    counted = select(kept.c.state, func.count().label("number")).group_by(kept.c.state)
    found = Counter({row.state: row.number for row in db.session.execute(counted)})
    in_quarantine = quarantined_query(statement_id, signal, key)
    found["quarantined"] = max(found["quarantined"], count_rows(in_quarantine))
    return +found


def _newest_people(statement_id: int, signal: str, key: bytes, limits: Thresholds) -> list[Endorsement]:
    members = _members(statement_id, signal, key, limits).limit(PEOPLE).subquery()
    query = select(Endorsement).join(members, members.c.endorsement_id == Endorsement.id)
    return list(db.session.scalars(query.where(Endorsement.confirmed_at.is_not(None)).order_by(Endorsement.id.desc())))


def _group_name(signal: str, people: list[Endorsement]) -> str:
    if signal == "domain":
        return _domain(people[0])
    named = {"network": _("One network"), "mailbox": _("One mailbox"), "disposable": _("Disposable mail addresses")}
    named["fast"] = _("Forms sent too fast")
    return str(named.get(signal) or name_of(people[0]))


def _domain(one: Endorsement) -> str:
    return one.mailbox.registrable_domain if one.mailbox else "–"


def _rule(
    statement: Statement, noted: NotedGroup, name: str, reasons: Sequence[Reason], limits: Thresholds
) -> dict[str, str]:
    """What describes the group in the form for rules, under the names of its fields."""
    key, fastest = bytes(noted.key).hex(), str(limits.fastest_seconds or "")
    rule = {
        "domain": {"domain": name},
        "network": {"network": key},
        "fast": {"faster_than": fastest},
    }.get(noted.signal, {"group": f"{noted.signal}:{key}"})
    if noted.signal == "fast" or (noted.signal == "domain" and addresses.is_free_mail(name)):
        # Very many others have this in common, too: only those from that time on, and as fast as these.
        rule["since"] = zones.datetime_local_value(noted.noted_at, statement.zone)
        if any(one.signal == "all_fast" for one in reasons):
            rule["faster_than"] = fastest
    said = "; ".join(reason_words(one, name) for one in reasons if one.points > 0)
    return rule | ({"why": said[:300]} if said else {})
