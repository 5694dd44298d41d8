"""What runs by itself: the one list of jobs, for the worker, ``flask jobs``, ``flask tidy`` and the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

from flask import Flask
from flask_babel import lazy_gettext as _

from petition.accounts import actions as accounts
from petition.accounts import joint_acts
from petition.backups.actions import scheduling, shipping
from petition.core import limits
from petition.core.batches import run_in_batches
from petition.core.db import now
from petition.core.job_runs import DAY, Job
from petition.invitations.actions import announce as announce_invited
from petition.invitations.actions import invite, remind
from petition.invitations.actions import retention as retention_actions
from petition.list import export_files, history, momentum, recount
from petition.mail import actions as mail
from petition.notices import actions as notices
from petition.removals import actions as removals
from petition.removals import queries as removal_queries
from petition.signing import name_order, retention, tallying, word_index
from petition.signing.carry import actions as carry_overs
from petition.signing.carry import announcements
from petition.signing.decide import attendance, founders
from petition.signing.evidence import actions as evidence_actions
from petition.signing.screening import releases, traces
from petition.signing.sign import key_rotation
from petition.statements.actions import schedule

Steps = Callable[[], Iterator[int]]
OFTEN, MINUTE, QUARTER = timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=15)
FEW_MINUTES = timedelta(minutes=5)
# Mails about a change in one run: about what a relay takes in a minute.
MOST_ANNOUNCED = 3000


def init_app(app: Flask) -> None:
    """Lets the desk and the worker find the jobs."""
    app.extensions["jobs"] = JOBS


def find_job(name: str) -> Job:
    """The job of a name."""
    return next(one for one in JOBS if one.name == name)


def retention_day() -> date:
    """The day by which retention goes, in UTC."""
    return datetime.now(UTC).date()


def run_whole(act: Callable[[], object]) -> Steps:
    """The steps of a job that does all at once, for there is little of it."""

    def steps() -> Iterator[int]:
        yield int(act() or 0)  # type: ignore[call-overload]

    return steps


def run_until_empty(act: Callable[[int], int]) -> Steps:
    """The steps of a job that goes on until nothing is left."""
    return partial(run_in_batches, act)


def run_for_each(find: Callable[[], Iterable[int]], act: Callable[[int, int], int]) -> Steps:
    """The steps of a job that brings everything that is under way to its end, one after the other."""

    def steps() -> Iterator[int]:
        for one in find():
            yield from run_in_batches(partial(act, one))

    return steps


def announce() -> Iterator[int]:
    """The next mails about a change of substance, to who has signed and then to who was invited; the others go in the
    next run.
    """
    told = 0
    for tell in (announcements.continue_announcements, announce_invited.tell_invited):
        for number in run_in_batches(tell, most=500):
            yield number
            told += number
            if told >= MOST_ANNOUNCED:
                return


def complete_keys() -> Iterator[int]:
    """Keys that endorsements, invitations and entries of older versions lack."""
    yield from invite.complete_country_keys()
    yield from key_rotation.complete_grouping_keys()
    yield from key_rotation.refresh_register_keys()


def retention_job(
    name: str, does: object, tidies: str, act: Callable[..., int], *, every: timedelta = DAY, few: bool = False
) -> Job:
    """A job of retention. Its action takes the number of rows of a batch, unless they are few, or ``dry_run``."""
    steps = run_whole(act) if few else run_until_empty(act)
    return Job(name, does, every, steps, erases=True, tidies=tidies, count=partial(act, dry_run=True))


JOBS = (
    Job("keep-time", _("Opens and closes signing as scheduled"), MINUTE, run_whole(schedule.record_due_stages)),
    Job("fold-tally", _("Updates the counts"), MINUTE, run_until_empty(tallying.fold_tally)),
    Job(tallying.HOURS_JOB, _("Counts confirmations by the hour, for charts"), MINUTE, tallying.count_hours),
    Job("keep-history", _("Keeps the history of the counts, by the hour"), MINUTE, history.record_hour),
    Job(
        "check-counts",
        _("Compares the counts with the signatures"),
        DAY,
        recount.record_checks,
        read=recount.compare_counts,
    ),
    Job(
        "count-momentum",
        _("Counts who joined in the last week, and from how many countries"),
        QUARTER,
        momentum.count_momentum,
        read=momentum.read_momentum,
    ),
    Job("announce", _("Mails signatories, and who was invited, about a new edition"), MINUTE, announce),
    Job(
        "end-silence",
        _("Carries over the signatures of people who have not answered in time"),
        MINUTE,
        run_until_empty(carry_overs.carry_over_silent),
    ),
    Job("remind", _("Reminds invited organisations"), QUARTER, run_until_empty(remind.send_due_reminders)),
    Job(
        "release",
        _("Approves groups in quarantine"),
        OFTEN,
        run_for_each(releases.unfinished_releases, releases.continue_release),
        is_needed=releases.unfinished_releases,
        erases=True,
    ),
    Job(
        "remove",
        _("Removes signatures by rule, and restores them"),
        OFTEN,
        run_for_each(removal_queries.unfinished_rules, removals.run_batch),
        is_needed=removal_queries.unfinished_rules,
        erases=True,
    ),
    Job(
        "found",
        _("Adds and removes founding signatories"),
        OFTEN,
        run_for_each(founders.unfinished_foundings, founders.continue_founding),
        is_needed=founders.unfinished_foundings,
        erases=True,
    ),
    Job(
        "ship-erasures",
        _("Notes outside the database what must not come back with a backup"),
        OFTEN,
        run_until_empty(shipping.ship_entries),
        is_needed=shipping.is_shipping_needed,
    ),
    Job(
        "back-up",
        _("Makes a backup when one is due"),
        QUARTER,
        scheduling.begin_backup,
        is_needed=scheduling.is_work_due,
    ),
    retention_job(
        "forget-erasures",
        _("Deletes notes of erasures that no backup is old enough for"),
        "notes of erasures that no backup is old enough for",
        lambda **dry: shipping.prune_entries(**dry),
        few=True,
    ),
    Job("tell-coordinators", _("Mails coordinators what waits for them"), MINUTE, notices.tell_coordinators),
    Job("place-names", _("Puts names into alphabetical order"), MINUTE, run_until_empty(name_order.place_names)),
    Job(
        "drop-exports",
        _("Deletes download files of lists that have changed"),
        OFTEN,
        export_files.drop_files,
        is_needed=export_files.has_outdated_files,
        erases=True,
    ),
    Job("write-exports", _("Writes download files of long lists"), FEW_MINUTES, export_files.write_files),
    Job("index-names", _("Indexes names for the search"), MINUTE, run_until_empty(word_index.index_names)),
    Job("complete-keys", _("Fills in what older versions did not record"), DAY, complete_keys),
    retention_job(
        "drop-unconfirmed",
        _("Deletes signatures that were not confirmed within seven days"),
        "signatures not confirmed within 7 days",
        retention.delete_unconfirmed,
    ),
    retention_job(
        "forget-renewals",
        _("Deletes forms for signing again that were not completed within seven days"),
        "forms for signing again, not completed within 7 days",
        retention.forget_renewals,
    ),
    retention_job(
        "drop-address-changes",
        _("Deletes new mail addresses that did not confirm within a day"),
        "new mail addresses not confirmed within a day",
        retention.drop_address_changes,
    ),
    retention_job(
        "drop-unanswered",
        _("Deletes the details of second persons who did not answer within two weeks"),
        "second persons who did not answer within 14 days",
        evidence_actions.delete_unanswered,
        few=True,
    ),
    retention_job(
        "destroy",
        _("Deletes personal data on the promised day"),
        "signatures past their destruction date",
        lambda *most, **dry: retention.destroy_expired(retention_day(), *most, **dry),
    ),
    retention_job(
        "destroy-invitations",
        _("Deletes invitations on the same day"),
        "invitations past their destruction date",
        lambda *most, **dry: retention_actions.destroy_expired(retention_day(), *most, **dry),
    ),
    retention_job(
        "forget-rules",
        _("Deletes networks from removal rules, and rules that were never started"),
        "removal rules, or their networks, no longer kept",
        lambda **dry: removals.forget_expired_rules(retention_day(), **dry),
        every=QUARTER,
        few=True,
    ),
    retention_job(
        "forget-lists",
        _("Deletes uploaded invitation lists after a day"),
        "uploaded invitation lists",
        retention_actions.forget_lists,
        few=True,
    ),
    retention_job(
        "wipe-mails",
        _("Deletes the content of undeliverable mails"),
        "undeliverable mails, content deleted",
        mail.wipe_failed_mails,
    ),
    retention_job("delete-mails", _("Deletes old mails"), "old mails deleted", mail.delete_settled),
    retention_job(
        "delete-listed-links",
        _("Deletes links to signatures that expired long ago"),
        "old links to signatures",
        retention.delete_listed_links,
    ),
    retention_job(
        "forget-links",
        _("Deletes links of coordinators that have expired"),
        "expired links of coordinators",
        lambda **dry: accounts.forget_expired_links(before=now(), **dry),
        few=True,
    ),
    retention_job(
        "forget-joint-acts",
        _("Deletes finished requests for a second person after 90 days"),
        "finished requests for a second person, 90 days old",
        joint_acts.forget_joint_acts,
        few=True,
    ),
    retention_job(
        "forget-traces",
        _("Deletes the record of networks people signed from, after two days"),
        "records of networks that people signed from",
        traces.forget_traces,
        every=QUARTER,
    ),
    Job(
        "forget-attending",
        _("Deletes the record of who had what open"),
        QUARTER,
        run_whole(attendance.forget_attendances),
    ),
    retention_job(
        "forget-limits",
        _("Deletes rate-limit counters"),
        "rate-limit counters",
        lambda **dry: 0 if dry else limits.forget_expired(),
        few=True,
    ),
)
