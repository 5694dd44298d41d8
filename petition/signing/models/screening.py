"""What is suspicious about individuals' endorsements: traces of two days, reasons, groups, and what was approved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.db import Base, Moment
from petition.signing.models.endorsement import Endorsement

# "approval": a coordinator has switched on that individuals, too, are approved one by one.
SIGNALS = ("domain", "network", "likeness", "mailbox", "disposable", "fast", "quick", "proof", "trap", "approval")
# What almost all of a group have and few of the others ("origin": nearly one name from one network).
CONTRASTS = (
    "all_fast", "all_quick", "all_proof", "all_order", "all_origin", "all_network", "all_domain", "all_address",
    "all_even",
    "all_sudden",
)  # fmt: skip
# What speaks for people, with points below zero.
FOR_PEOPLE = ("human_time", "names_differ", "providers")
GROUPED = ("domain", "network", "likeness", "mailbox")


class SigningTrace(Base):
    """From which network a form came, as a hash under the salt of the day, and how fast it was filled in.

    ``network_before`` is the same network under the salt of the day before: it brings those together who came from
    it around midnight. Deleted after 48 hours. The address itself is kept nowhere (promise 6).
    """

    __tablename__ = "signing_trace"

    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    network: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    network_before: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    # Seconds between showing the form and sending it.
    seconds: Mapped[int | None]
    # The browser was asked for a proof of work and gave none: it runs no scripts.
    proof_missing_at: Mapped[datetime | None] = mapped_column(Moment)
    # A field that nobody sees was filled in, when the form was sent before.
    trap_filled_at: Mapped[datetime | None] = mapped_column(Moment)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    # As the endorsement's: only what was confirmed is counted against a network.
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_signing_trace_network", "statement_id", "network", "confirmed_at"),)


class Suspicion(Base):
    """One thing that counts for or against an endorsement in quarantine (``screening.score.Reason``).

    ``points`` is how much; None, of older ones: enough by itself. ``key`` is what it has in common with others, in the
    group ``group_signal``: the keyed hash of a mail domain, of a mailbox or of a name's likeness, or the hash of a
    network, which is wiped after 48 hours. ``seen`` is how many there were within ``within_hours``, or how many
    seconds it took, or a percentage; ``most`` is what would have been expected.
    """

    __tablename__ = "suspicion"

    id: Mapped[int] = mapped_column(primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    signal: Mapped[str] = mapped_column(String(12))
    points: Mapped[int | None]
    group_signal: Mapped[str | None] = mapped_column(String(12))
    key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    seen: Mapped[int | None]
    most: Mapped[int | None]
    within_hours: Mapped[int | None]
    noted_at: Mapped[datetime] = mapped_column(Moment)
    # Let through together with all others that have this in common.
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id", ondelete="SET NULL"), index=True)

    endorsement: Mapped[Endorsement] = relationship()

    __table_args__ = (
        CheckConstraint(f"signal IN {SIGNALS + CONTRASTS + FOR_PEOPLE}", name="signal"),
        Index("ix_suspicion_key", "statement_id", "signal", "key", "id"),
    )


class Release(Base):
    """A mail domain, a network, a mailbox or a name that is let through: no more suspicion of this kind, and those that
    were in quarantine for it alone are out of it.

    A network is known only by a hash of the day. Whoever signs from it on the next day renews the release under that
    day's hash (``renews_id``); it lapses at ``expires_at``, two days after the last one signed. ``reached_id`` is the
    suspicion up to which the release has been brought to the endorsements; ``done_at`` is the end of that, and after
    ``undone_at`` the end of its undoing. The key of a network is wiped once the release has lapsed.
    """

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    signal: Mapped[str] = mapped_column(String(12))
    key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), index=True)
    released_at: Mapped[datetime] = mapped_column(Moment)
    released_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    reached_id: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))

    __table_args__ = (
        CheckConstraint(f"signal IN {GROUPED}", name="signal"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undoing_is_whole"),
        Index("ix_release_key", "statement_id", "signal", "key"),
    )


class NotedGroup(Base):
    """A group of individuals that brought more than its usual share when somebody of it confirmed.

    ``key`` as that of a suspicion; of all disposable mailboxes together, and of all forms filled in too fast, the name
    of the signal. ``points`` is the most that counted against one of them. The row of a network goes after 48 hours.
    """

    __tablename__ = "noted_group"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    signal: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    points: Mapped[int]
    noted_at: Mapped[datetime] = mapped_column(Moment)


class Threshold(Base):
    """From what on signatures of a statement are suspicious (``screening.signals.Thresholds``); None switches a signal
    off. Hours look back from the confirming.

    ``largest_share``: the part of the list, in percent, over which a removal rule needs a second person.
    """

    __tablename__ = "threshold"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    same_domain: Mapped[int | None]
    same_network: Mapped[int | None]
    alike_names: Mapped[int | None]
    same_mailbox: Mapped[int | None]
    times_usual: Mapped[int] = mapped_column(server_default="3")
    within_hours: Mapped[int]
    fastest_seconds: Mapped[int | None]
    disposable_taken_at: Mapped[datetime | None] = mapped_column(Moment)
    hold_at: Mapped[int] = mapped_column(server_default="8")
    largest_share: Mapped[int]

    __table_args__ = (
        CheckConstraint("within_hours BETWEEN 1 AND 48", name="within_hours"),
        CheckConstraint("largest_share BETWEEN 1 AND 100", name="largest_share"),
    )


class Attendance(Base):
    """A coordinator has had an endorsement open since then; it counts for half a minute after ``seen_at``."""

    __tablename__ = "attending"

    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), primary_key=True)
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("coordinator.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
