"""What runs by itself: when a job is due, that one worker at a time is at it, and how its last run went.

The jobs themselves stand in ``petition/jobs.py``. A run goes on in steps, each a transaction of about 200 ms that holds
the job's row; whoever is killed in between has lost one step, and the next worker goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import CheckConstraint, String, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.batches import STEP_SECONDS
from petition.core.db import Base, Moment, db, now

DAY = timedelta(days=1)
NIGHT = time(3, 7)  # UTC
# What failed is tried again after its own pause, and at the latest after this.
RETRY = timedelta(minutes=15)
# A worker that was not seen for so long is away.
AWAY = timedelta(minutes=5)


class JobRun(Base):
    """How a job ran last: from when to when, how many rows it did, the longest step; when and how it failed last."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    done: Mapped[int] = mapped_column(default=0)
    longest_ms: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)
    # The kind of the exception; never its text, which may repeat what somebody wrote.
    failure: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (CheckConstraint("(failed_at IS NULL) = (failure IS NULL)", name="failure_is_whole"),)


@dataclass(frozen=True)
class Job:
    """Something that the worker does by itself.

    ``steps`` does it, one transaction for each number that it gives: how many rows that one did; it does not commit.
    ``is_needed`` asks beforehand, without writing, whether there is anything to do. ``read`` reads beforehand what the
    steps are then given: in one snapshot, which holds up nobody, however long it takes. Of retention, ``tidies`` is
    what ``flask tidy`` calls what goes, and ``count`` how much that would be; ``erases`` has it gone from the files,
    too.
    """

    name: str
    does: Any
    every: timedelta
    steps: Callable[..., Iterable[int]]
    is_needed: Callable[[], object] | None = None
    read: Callable[[], object] | None = None
    erases: bool = False
    tidies: str | None = None
    count: Callable[[], int] | None = None
    step_seconds: float = STEP_SECONDS

    def is_due(self, run: JobRun | None, at: datetime) -> bool:
        """Whether it should begin, or go on, at a moment; a day's job runs in the night."""
        tried = max((one for one in (run.ended_at, run.failed_at) if one), default=None) if run else None
        # Also where it was stopped half-way, or the clock was set back since.
        if run is None or tried is None or tried > at or (run.started_at and run.started_at > tried):
            return True
        if tried == run.failed_at:
            return tried + min(self.every, RETRY) <= at
        if self.every < DAY:
            return tried + self.every <= at
        night = datetime.combine(at.date(), NIGHT, at.tzinfo)
        return tried < (night if night <= at else night - DAY)


class JobBusy(Exception):
    """Another worker is at this job."""


@dataclass
class Run:
    """A run of a job that is under way in this process."""

    job: Job
    done: int = 0
    longest: float = 0.0
    found: object = None
    steps: Iterator[int] | None = field(default=None, repr=False)

    def advance(self) -> bool:
        """Does the next step in the caller's transaction; gives whether there is another one.

        Raises JobBusy where another worker is at the job at this moment.
        """
        row, begun, noted = _lock_job(self.job.name), perf_counter(), dict[str, Any]()
        if self.steps is None:
            steps = self.job.steps() if self.job.read is None else self.job.steps(self.found)
            self.steps, noted["started_at"] = iter(steps), now()
        done = next(self.steps, None)
        self.done += done or 0
        self.longest = max(self.longest, perf_counter() - begun)
        noted |= {"done": self.done, "longest_ms": round(self.longest * 1000)}
        if done is None:
            noted["ended_at"] = now()
        db.session.execute(update(JobRun).where(row).values(noted).execution_options(synchronize_session=False))
        return done is not None


def note_failure(job: Job, fault: BaseException) -> None:
    """Keeps when a job failed, and the kind of the fault; in a transaction of its own, after that of the step."""
    kind = type(fault).__qualname__[:80]
    noted = update(JobRun).where(_lock_job(job.name)).values(failed_at=now(), failure=kind)
    db.session.execute(noted.execution_options(synchronize_session=False))


def latest_runs() -> dict[str, JobRun]:
    """How each job ran last, by name."""
    return {run.name: run for run in db.session.scalars(select(JobRun).execution_options(populate_existing=True))}


def last_seen() -> datetime | None:
    """When a worker was seen last; while one is there, some job ends every minute."""
    moments = (func.max(column) for column in (JobRun.started_at, JobRun.ended_at, JobRun.failed_at))
    row = db.session.execute(select(*moments)).one()
    return max((one for one in row if one is not None), default=None)


def _lock_job(name: str) -> Any:
    """Locks the row of a job until the transaction ends, and makes it where there is none."""
    row = JobRun.name == name
    if db.session.scalar(select(JobRun.name).where(row)) is None:
        dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
        # Another worker may be at its first look too.
        db.session.execute(dialect.insert(JobRun).values(name=name).on_conflict_do_nothing())
    if db.session.scalar(select(JobRun.name).where(row).with_for_update(skip_locked=True)) is None:
        raise JobBusy
    return row
