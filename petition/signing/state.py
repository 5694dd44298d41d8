"""The states of an endorsement: one word, derived from who and when, the same in the database and here.

The first of ``CASES`` whose columns are set, or not set, as it says is the state. The database has it as a generated
column (``Endorsement.state``); ``current_state`` says the same of a row that is not written yet. ``ACTS`` is what
people and time can do to an endorsement, from which state into which others; ``docs/states.md`` is drawn from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WAITING, WITHDRAWN, REMOVED, REJECTED = "waiting", "withdrawn", "removed", "rejected"
QUARANTINED, UNDECIDED, HIDDEN, LISTED, WITHHELD = "quarantined", "undecided", "hidden", "listed", "withheld"


@dataclass(frozen=True)
class Case:
    """A state, and what makes it: columns that are set, columns that are not, and perhaps the kind."""

    state: str
    is_set: tuple[str, ...] = ()
    is_not_set: tuple[str, ...] = ()
    kind: str | None = None

    def holds(self, row: Any) -> bool:
        """Whether a row is in this state, where it is in none of the earlier ones."""
        return (
            all(getattr(row, column) is not None for column in self.is_set)
            and all(getattr(row, column) is None for column in self.is_not_set)
            and self.kind in (None, row.kind)
        )

    def to_sql(self) -> str:
        """The same condition in the words of both databases."""
        parts = [f"{column} IS NOT NULL" for column in self.is_set]
        parts += [f"{column} IS NULL" for column in self.is_not_set]
        return " AND ".join([*parts, *([f"kind = '{self.kind}'"] if self.kind else [])])


CASES = (
    Case(WAITING, is_not_set=("confirmed_at",)),
    Case(WITHDRAWN, is_set=("withdrawn_at",)),
    Case(REMOVED, is_set=("removed_at",)),
    Case(REJECTED, is_set=("rejected_at",)),
    Case(QUARANTINED, is_set=("quarantined_at",), is_not_set=("approved_at",)),
    Case(UNDECIDED, is_not_set=("approved_at",), kind="organisation"),
    Case(HIDDEN, is_set=("hidden_at",)),
    Case(LISTED, is_set=("shown_name",)),
)
# Whatever is in none of those: it counts, and its name does not appear.
STATES = (*(case.state for case in CASES), WITHHELD)
# What counts, in the order in which the list has it; what stands besides, and may yet come to count.
COUNTED = (LISTED, WITHHELD, HIDDEN)
STANDING = (*COUNTED, QUARANTINED, UNDECIDED)
# What coordinators look for one by one: the database has an index of these alone.
OFF_THE_LIST = (WAITING, UNDECIDED, QUARANTINED, HIDDEN, REMOVED, REJECTED, WITHDRAWN)


def current_state(row: Any) -> str:
    """The state of a row as it is at this moment, written or not."""
    return next((case.state for case in CASES if case.holds(row)), WITHHELD)


def state_sql() -> str:
    """The expression of the generated column."""
    cases = " ".join(f"WHEN {case.to_sql()} THEN '{case.state}'" for case in CASES)
    return f"CASE {cases} ELSE '{WITHHELD}' END"


@dataclass(frozen=True)
class Act:
    """Something that is done to an endorsement: by whom, from which states, and where it can lead from each."""

    by: str
    leads: dict[str | None, tuple[str | None, ...]]


_CONFIRMED = tuple(state for state in STATES if state != WAITING)
_STAYS: dict[str | None, tuple[str | None, ...]] = {state: (state,) for state in STATES}
# None is before it is there, and after it is gone.
ACTS: dict[str, Act] = {
    "sign": Act("signatory", {None: (WAITING,), WAITING: (WAITING,)}),
    "confirm": Act("signatory", {WAITING: (LISTED, WITHHELD, QUARANTINED, UNDECIDED)}),
    "choose visibility": Act(
        "signatory", {**_STAYS, LISTED: (LISTED, WITHHELD), WITHHELD: (WITHHELD, LISTED), HIDDEN: (HIDDEN, LISTED)}
    ),
    "withdraw": Act("signatory", dict.fromkeys(_CONFIRMED, (WITHDRAWN,))),
    "sign again": Act("signatory", {WITHDRAWN: tuple(state for state in _CONFIRMED if state != WITHDRAWN)}),
    "erase": Act("signatory", dict.fromkeys(STATES, (None,))),
    "approve": Act("coordinator", {UNDECIDED: (LISTED,), QUARANTINED: COUNTED}),
    "undo approve": Act(
        "coordinator",
        {
            **_STAYS,
            LISTED: (UNDECIDED, QUARANTINED, LISTED),
            WITHHELD: (QUARANTINED, WITHHELD),
            HIDDEN: (QUARANTINED, HIDDEN),
        },
    ),
    "reject": Act("coordinator", dict.fromkeys(STANDING, (REJECTED,))),
    "undo reject": Act("coordinator", {**_STAYS, REJECTED: STANDING}),
    "hold": Act("coordinator", {UNDECIDED: (UNDECIDED,)}),
    "undo hold": Act("coordinator", _STAYS),
    "hide": Act("coordinator", {**_STAYS, LISTED: (HIDDEN,), WITHHELD: (HIDDEN,)}),
    "undo hide": Act("coordinator", {**_STAYS, HIDDEN: (LISTED, WITHHELD)}),
    "release": Act("coordinator", {**_STAYS, QUARANTINED: (QUARANTINED, *COUNTED)}),
    "undo release": Act("coordinator", {**_STAYS, **{state: (state, QUARANTINED) for state in COUNTED}}),
    "remove": Act("coordinator", {**_STAYS, **dict.fromkeys(STANDING, (REMOVED,))}),
    "restore": Act("coordinator", {**_STAYS, REMOVED: (*STANDING, REJECTED)}),
    "drop": Act("time", {WAITING: (None,)}),
    "destroy": Act("time", {**dict.fromkeys(STATES, (None,)), LISTED: (None, LISTED), REJECTED: (None, REJECTED)}),
}


def may_lead(act: str, before: str | None, after: str | None) -> bool:
    """Whether an act can bring an endorsement from one state into another."""
    return after in ACTS[act].leads.get(before, ())
