"""What runs by itself: the one list of jobs, for the worker, ``flask jobs``, ``flask tidy`` and the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

from flask import Flask
from flask_babel import lazy_gettext as _

from petition.accounts import actions as accounts
from petition.accounts import joint
from petition.core import limits
from petition.core.batches import in_batches
from petition.core.db import now
from petition.core.job_runs import DAY, Job
from petition.invitations import actions as invitations
from petition.mail import actions as mail
from petition.removals import actions as removals
from petition.removals import queries as removal_queries
from petition.signing import actions as signing
from petition.statements import actions as statements

Steps = Callable[[], Iterator[int]]
OFTEN, MINUTE, QUARTER = timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=15)
# Mails about a change in one run: about what a relay takes in a minute.
MOST_ANNOUNCED = 3000


def init_app(app: Flask) -> None:
    """Lets the desk and the worker find the jobs."""
    app.extensions["jobs"] = JOBS


def job(name: str) -> Job:
    """The job of a name."""
    return next(one for one in JOBS if one.name == name)


def today() -> date:
    """The day by which retention goes, in UTC."""
    return datetime.now(UTC).date()


def once(act: Callable[[], object]) -> Steps:
    """The steps of a job that does all at once, for there is little of it."""

    def steps() -> Iterator[int]:
        yield int(act() or 0)  # type: ignore[call-overload]

    return steps


def batches(act: Callable[[int], int]) -> Steps:
    """The steps of a job that goes on until nothing is left."""
    return partial(in_batches, act)


def each(find: Callable[[], Iterable[int]], act: Callable[[int, int], int]) -> Steps:
    """The steps of a job that brings everything that is under way to its end, one after the other."""

    def steps() -> Iterator[int]:
        for one in find():
            yield from in_batches(partial(act, one))

    return steps


def announce() -> Iterator[int]:
    """The next mails about a change of substance; the others go in the next run."""
    told = 0
    for number in in_batches(signing.announce_due, most=500):
        yield number
        told += number
        if told >= MOST_ANNOUNCED:
            return


def complete_keys() -> Iterator[int]:
    """Keys that endorsements and invitations of older versions lack."""
    yield from invitations.complete_keys()
    yield from signing.complete_keys()


def tidy_up(
    name: str, does: object, tidies: str, act: Callable[..., int], *, every: timedelta = DAY, few: bool = False
) -> Job:
    """A job of retention. Its action takes the number of rows of a batch, unless they are few, or ``dry_run``."""
    steps = once(act) if few else batches(act)
    return Job(name, does, every, steps, erases=True, tidies=tidies, count=partial(act, dry_run=True))


JOBS = (
    Job("keep-time", _("Opens and closes statements at their time"), MINUTE, once(statements.keep_time)),
    Job("fold-tally", _("Adds up the counts"), MINUTE, batches(signing.fold_tally)),
    Job("count-hours", _("Counts confirmations by the hour, for charts"), MINUTE, signing.count_hours_in_steps),
    Job("announce", _("Mails signatories about a new edition"), MINUTE, announce),
    Job("end-silence", _("Carries over whose silence has lasted long enough"), MINUTE, batches(signing.end_silence)),
    Job("remind", _("Reminds organisations that were invited"), QUARTER, batches(invitations.remind_due)),
    Job(
        "release",
        _("Lets out of quarantine what was let through as a group"),
        OFTEN,
        each(signing.releases_underway, signing.bring),
        is_needed=signing.releases_underway,
        erases=True,
    ),
    Job(
        "remove",
        _("Removes by rule, and restores"),
        OFTEN,
        each(removal_queries.underway, removals.advance),
        is_needed=removal_queries.underway,
        erases=True,
    ),
    Job("complete-keys", _("Completes what older versions did not write"), DAY, complete_keys),
    tidy_up(
        "drop-unconfirmed",
        _("Deletes endorsements that nobody confirmed in seven days"),
        "endorsements that nobody confirmed in 7 days",
        signing.drop_unconfirmed,
    ),
    tidy_up(
        "drop-unanswered",
        _("Forgets second persons who did not answer in two weeks"),
        "second persons who did not answer in 14 days",
        signing.drop_unanswered,
        few=True,
    ),
    tidy_up(
        "destroy",
        _("Destroys personal data on the day that was promised"),
        "endorsements past their destruction date",
        lambda *most, **dry: signing.destroy_due(today(), *most, **dry),
    ),
    tidy_up(
        "destroy-invitations",
        _("Destroys invitations on the same day"),
        "invitations past their destruction date",
        lambda *most, **dry: invitations.destroy_due(today(), *most, **dry),
    ),
    tidy_up(
        "forget-rules",
        _("Forgets networks in removal rules, and rules that nobody began"),
        "removal rules, or what they say, kept no longer",
        lambda **dry: removals.tidy(today(), **dry),
        every=QUARTER,
        few=True,
    ),
    tidy_up(
        "forget-lists",
        _("Deletes lists of whom to invite after a day"),
        "lists of organisations to invite",
        invitations.forget_lists,
        few=True,
    ),
    tidy_up(
        "wipe-mails",
        _("Wipes mails that were given up"),
        "mails given up, wiped",
        mail.wipe_given_up,
    ),
    tidy_up("delete-mails", _("Deletes old mails"), "old mails deleted", mail.delete_settled),
    tidy_up(
        "forget-links",
        _("Deletes links of coordinators that have expired"),
        "links of coordinators",
        lambda **dry: accounts.forget_links(before=now(), **dry),
        few=True,
    ),
    tidy_up(
        "forget-joint-acts",
        _("Deletes acts that take two, 90 days after they were over"),
        "acts that take two, over for 90 days",
        joint.forget,
        few=True,
    ),
    tidy_up(
        "forget-traces",
        _("Deletes from which networks people signed, after two days"),
        "traces of signing",
        signing.forget_traces,
        every=QUARTER,
    ),
    Job("forget-attending", _("Forgets who had what open"), QUARTER, once(signing.forget_attending)),
    tidy_up(
        "forget-limits",
        _("Deletes counters of limits"),
        "counters of limits",
        lambda **dry: 0 if dry else limits.forget(),
        few=True,
    ),
)
