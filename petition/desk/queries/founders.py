"""Those who stand under a text, as the desk looks through them before they become founding signatories."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from petition.accounts.queries import coordinator_name
from petition.core.db import db
from petition.core.languages import country_code
from petition.signing.decide.founders import Founder, find_entries, founder_conditions, founding_of
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.founding import Founding
from petition.statements.models import Statement
from petition.statements.queries import public_statements
from petition.statements.text import position
from petition.statements.text.tree import Signatory

KINDS = ("organisation", "individual")
LEFT_OUT = "none"
# So many are shown one by one; those behind them are entered as the text was read, or all as one kind.
MOST_SHOWN = 500
REASONS = {
    "group": _("according to the heading above"),
    "column": _("according to the column"),
    "title": _("a title is before the name"),
    "role": _("a person’s role is next to the name"),
    "given_name": _("starts with a first name"),
    "organisation_word": _("a word for an organisation"),
    "like_the_others": _("like the others around it"),
    "no_sign": _("no sign of anything else"),
}


@dataclass(frozen=True)
class FounderRow:
    """One who stands under the text: what it is taken for, why, and whether the register has it already."""

    place: int
    signatory: Signatory
    kind: str
    reason: object
    country: str | None
    is_registered: bool


@dataclass(frozen=True)
class FoundersPage:
    """All who stand under the text; ``mark`` is of the text that was read, ``rest`` the kind of those not shown."""

    rows: list[FounderRow]
    number: int
    kinds: dict[str, int]
    mark: str
    rest: str

    @property
    def overflow(self) -> int:
        """How many are not shown one by one."""
        return self.number - len(self.rows)


@dataclass(frozen=True)
class FoundingRow:
    """A founding that was begun: who did it, how far it has got, and whether people are named."""

    founding: Founding
    by: str | None
    organisations: int
    people: int
    waiting: int
    named_by: str | None

    @property
    def is_under_way(self) -> bool:
        """Whether the worker is at it."""
        return self.founding.ended_at is None


def named_signatories(statement: Statement) -> tuple[list[Signatory], str]:
    """Who stands under the binding text of the current edition, and a mark of that text."""
    try:
        text = public_statements.text_in_language(
            public_statements.current_edition(statement), statement.binding_language
        )
    except (LookupError, NoResultFound):
        return [], ""
    return list(position.parse(text.wording).signatories), hashlib.sha256(text.wording.encode()).hexdigest()[:16]


def founders_page(
    signatories: Sequence[Signatory], mark: str, kinds: Mapping[int, str], rest: str = ""
) -> FoundersPage:
    """The page; ``kinds`` are by place, from 0, and ``rest`` is the kind of those behind the ones that are shown."""
    taken = [kinds.get(place) or rest or signatory.kind for place, signatory in enumerate(signatories)]
    shown = [
        (place, one, country_code(one.country), taken[place]) for place, one in enumerate(signatories[:MOST_SHOWN])
    ]
    entries = find_entries(((one.name, code) for _at, one, code, kind in shown if kind == "organisation"), hold=False)
    rows = [
        FounderRow(place, one, kind, REASONS.get(one.reason, ""), code, (one.name, code) in entries)
        for place, one, code, kind in shown
    ]
    return FoundersPage(rows, len(signatories), {kind: taken.count(kind) for kind in KINDS}, mark, rest)


def chosen_founders(signatories: Sequence[Signatory], kinds: Mapping[int, str], rest: str = "") -> list[Founder]:
    """Who is to be entered, without those that were left out."""
    taken = ((kinds.get(place) or rest or one.kind, one) for place, one in enumerate(signatories))
    return [Founder.from_signatory(one, kind) for kind, one in taken if kind in KINDS]


def list_to_invite(signatories: Sequence[Signatory]) -> tuple[str, int]:
    """The organisations with a mail address under the text, as a table that can be invited from, and their number."""
    rows = [
        (one.name, mail, one.country or "")
        for one in signatories
        if one.kind == "organisation" and (mail := next((each for each in one.contacts if "@" in each), None))
    ]
    lines = [("Organisation", "Email", "Country"), *rows]
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines), len(rows)


def founding_row(statement: Statement) -> FoundingRow | None:
    """The founding of a statement as it is now; None where none was begun."""
    founding = founding_of(statement.id)
    if founding is None:
        return None
    counted = (
        select(Endorsement.kind, func.count().label("number"))
        .where(*founder_conditions(statement.id))
        .group_by(Endorsement.kind)
    )
    numbers = {row.kind: row.number for row in db.session.execute(counted)}
    listed = (founding.founders or {}).get("founders", [])
    return FoundingRow(
        founding,
        coordinator_name(founding.begun_by) if founding.begun_by else None,
        numbers.get("organisation", 0),
        numbers.get("individual", 0),
        max(0, len(listed) - founding.reached),
        coordinator_name(founding.people_shown_by) if founding.people_shown_by else None,
    )
