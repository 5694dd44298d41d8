"""Those who stand under a text, as the desk looks through them before they become founding signatories."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import NoResultFound

from petition.accounts.queries import coordinator_name
from petition.core.db import db
from petition.core.languages import country_code
from petition.organisations.models import Organisation
from petition.organisations.queries import current_register
from petition.organisations.similarity import ComparableOrganisation
from petition.signing.decide.founder_entries import find_entries, signed_organisations
from petition.signing.decide.founders import Founder, founder_conditions, founding_of
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.founding import Founding
from petition.statements.models import Statement
from petition.statements.queries import public_statements
from petition.statements.text import position
from petition.statements.text.tree import Signatory

KINDS = ("organisation", "individual")
LEFT_OUT, NEW_ENTRY = "none", "new"
# Entries that are offered besides, where the register has likely ones.
MOST_ENTRIES = 4
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
class FounderChoices:
    """What a coordinator chose of those under a text, by place from 0: what each is, and under which entry.

    ``rest`` is what those are that are not shown. An entry is an id, as text, or ``NEW_ENTRY``.
    """

    kinds: Mapping[int, str] = field(default_factory=dict)
    entries: Mapping[int, str] = field(default_factory=dict)
    rest: str = ""

    def to_json(self) -> dict[str, Any]:
        """To be kept until a second person agrees: no name is in it."""
        return {"kinds": list(self.kinds.items()), "entries": list(self.entries.items()), "rest": self.rest}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> FounderChoices:
        """What was kept."""
        return cls(dict(kept.get("kinds", ())), dict(kept.get("entries", ())), kept.get("rest", ""))


@dataclass(frozen=True)
class FounderRow:
    """One who stands under the text: what it is taken for, why, and what the register has of it.

    ``entries`` are those it may be, the likeliest first, ``entry`` the chosen one, as an id or ``NEW_ENTRY``.
    ``has_signed``: the signature of that entry stands already.
    """

    place: int
    signatory: Signatory
    kind: str
    reason: object
    country: str | None
    entries: list[Organisation]
    entry: str
    has_signed: bool


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
    statement: Statement, signatories: Sequence[Signatory], mark: str, choices: FounderChoices
) -> FoundersPage:
    """The page, with what was chosen on it."""
    shown = list(enumerate(signatories[:MOST_SHOWN]))
    sure = find_entries(
        ((one.name, country_code(one.country)) for _place, one in shown if one.kind == "organisation"), hold=False
    )
    signed = signed_organisations(statement.id)
    rows = [_make_row(place, one, choices, sure, signed) for place, one in shown]
    kinds = [row.kind for row in rows]
    kinds += [choices.kinds.get(place) or choices.rest or one.kind for place, one in _unseen_signatories(signatories)]
    return FoundersPage(rows, len(signatories), {kind: kinds.count(kind) for kind in KINDS}, mark, choices.rest)


def _unseen_signatories(signatories: Sequence[Signatory]) -> Iterable[tuple[int, Signatory]]:
    return enumerate(signatories[MOST_SHOWN:], MOST_SHOWN)


def _make_row(
    place: int,
    one: Signatory,
    choices: FounderChoices,
    sure: Mapping[tuple[str, str | None], Organisation],
    signed: Collection[int],
) -> FounderRow:
    country = country_code(one.country)
    kind = choices.kinds.get(place) or choices.rest or one.kind
    entries: list[Organisation] = []
    if one.kind == "organisation" or kind == "organisation":
        found = sure.get((one.name, country))
        entries = [found] if found is not None else []
        entries += [each for each in _likely_entries(one.name) if each is not found]
    default = str(entries[0].id) if entries and (one.name, country) in sure else NEW_ENTRY
    entry = choices.entries.get(place, default)
    has_signed = entry.isdecimal() and int(entry) in signed
    # Whoever signed already is left out, unless somebody says otherwise.
    kind = LEFT_OUT if has_signed and place not in choices.kinds else kind
    return FounderRow(place, one, kind, REASONS.get(one.reason, ""), country, entries, entry, has_signed)


def _likely_entries(name: str) -> list[Organisation]:
    likely = current_register().register.find_duplicates(ComparableOrganisation(0, (name,)), most=MOST_ENTRIES)
    found = (db.session.get(Organisation, one.id) for one in likely)
    return [one for one in found if one is not None and one.merged_into_id is None]


def chosen_founders(signatories: Sequence[Signatory], choices: FounderChoices) -> list[Founder]:
    """Who is to be entered, without those that were left out."""
    made = []
    for place, one in enumerate(signatories):
        kind, entry = choices.kinds.get(place) or choices.rest or one.kind, choices.entries.get(place, "")
        if kind in KINDS:
            made.append(
                replace(
                    Founder.from_signatory(one, kind),
                    entry=int(entry) if entry.isdecimal() and kind == "organisation" else None,
                    is_new=entry == NEW_ENTRY,
                )
            )
    return made


def list_to_invite(signatories: Sequence[Signatory]) -> tuple[str, int]:
    """The organisations with a mail address under the text, as a table that can be invited from, and their number."""
    rows = [
        (one.name, mail, one.country or "")
        for one in signatories
        if one.kind == "organisation" and (mail := next((each for each in one.contacts if "@" in each), None))
    ]
    lines = [("Organisation", "Email", "Country"), *rows]
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines), len(rows)


def _entered_at(founding: Founding) -> tuple[ColumnElement[bool], ...]:
    """When founding signatories confirmed, by which an index has them: as their founding began, which older ones,
    of a version before there were foundings, may have done more than once.
    """
    is_older = founding.begun_by is None and founding.people_shown_at is None
    last = founding.ended_at if is_older and founding.ended_at is not None else founding.begun_at
    return Endorsement.kind.in_(KINDS), Endorsement.confirmed_at.between(founding.begun_at, last)


def founding_row(statement: Statement) -> FoundingRow | None:
    """The founding of a statement as it is now; None where none was begun."""
    founding = founding_of(statement.id)
    if founding is None:
        return None
    counted = (
        select(Endorsement.kind, func.count().label("number"))
        .where(*founder_conditions(statement.id), *_entered_at(founding))
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
