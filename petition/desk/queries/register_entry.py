"""What the page of one entry of the register shows, and that of two side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select

from petition.accounts import queries as coordinators
from petition.core import languages
from petition.core.db import db
from petition.core.text import fold_text, sound_key
from petition.desk import register_words, scope
from petition.desk.queries import answers
from petition.desk.queries.endorsement import DecisionRecord, decisions_about
from petition.desk.queries.organisations import name_or_domain_condition
from petition.invitations import merging as invitations
from petition.organisations.actions import PUBLIC_FIELDS, domain_of
from petition.organisations.models import Organisation, OrganisationMerge
from petition.organisations.similarity import ComparableOrganisation
from petition.signing.decide.merging import MergePreview, public_names
from petition.signing.models.endorsement import Endorsement
from petition.signing.queries import state_told
from petition.signing.state import REJECTED, UNDECIDED, WITHDRAWN
from petition.statements.queries import public_statements

MOST_CALLED = 6
DIGITS = 9


def comparable_entry(organisation: Organisation) -> ComparableOrganisation:
    """What an entry is compared by."""
    names = [organisation.name, organisation.latin, *(one.name for one in organisation.names)]
    given = tuple(name for name in names if name)
    return ComparableOrganisation(organisation.id, given, organisation.acronym, organisation.domain)


@dataclass(frozen=True)
class SignedStatement:
    """What an organisation endorsed: the title, the word for how that stands, and where to look.

    ``twice``: under this statement the organisation stands by another endorsement too. ``decision``: the last one that
    stands about it, which can be undone. ``differences``: what it signed otherwise than it was invited, in words.
    """

    id: int
    title: str
    language: str
    state: str
    confirmed_at: datetime | None
    representative: str
    url: str | None
    queue: str | None
    twice: bool = False
    decides: bool = False
    decision: DecisionRecord | None = None
    differences: Sequence[str] = ()


def signed_statement(endorsement: Endorsement, twice: bool = False) -> SignedStatement:
    """An endorsement as the register shows it."""
    text = public_statements.text_in_language(endorsement.edition, languages.current_language())
    word, slug = state_told(endorsement), endorsement.statement.slug
    public = url_for("list.statement", lang=text.language, slug=slug)
    held = "on-hold" if endorsement.held_at else "waiting"
    return SignedStatement(
        id=endorsement.id,
        title=text.title,
        language=text.language,
        state=word,
        confirmed_at=endorsement.confirmed_at,
        representative=(endorsement.details or {}).get("representative") or "",
        url=public if endorsement.statement.is_public else None,
        queue=url_for("desk.queue", view=held, _anchor=f"item-{endorsement.id}") if word == UNDECIDED else None,
        twice=twice,
        decides=scope.can_decide(endorsement),
        decision=next((one for one in decisions_about(endorsement) if one.may_be_undone), None),
        differences=answers.words_about(endorsement),
    )


def signed_statements(organisation: Organisation) -> list[SignedStatement]:
    """What it endorsed as far as whoever asks may see it, newest first; twice under one statement, both say so."""
    query = select(Endorsement).where(Endorsement.organisation_id == organisation.id)
    rows = reachable_endorsements(db.session.scalars(query.order_by(Endorsement.id.desc())))
    stand = Counter(one.statement_id for one in rows if _is_standing(one))
    return [signed_statement(one, stand[one.statement_id] > 1 and _is_standing(one)) for one in rows]


def reachable_endorsements(endorsements: Iterable[Endorsement]) -> list[Endorsement]:
    """Those of them that whoever asks may see."""
    return [one for one in endorsements if scope.can_reach("endorsements.read", one)]


def count_invitations(organisation: Organisation) -> int:
    """How many invitations name it, of those that whoever asks may see."""
    return sum(scope.can_reach("invitations.read", one) for one in invitations.invitations_of(organisation.id))


def is_double_signature(endorsement: Endorsement) -> bool:
    """Whether its organisation stands under this statement by another endorsement too."""
    query = select(Endorsement).where(
        Endorsement.organisation_id == endorsement.organisation_id,
        Endorsement.statement_id == endorsement.statement_id,
        Endorsement.id != endorsement.id,
    )
    return _is_standing(endorsement) and any(map(_is_standing, db.session.scalars(query)))


def _is_standing(endorsement: Endorsement) -> bool:
    return endorsement.state not in (WITHDRAWN, REJECTED)


@dataclass(frozen=True)
class Renaming:
    """A public list on which an organisation has another name after a merge than before."""

    title: str
    language: str
    before: str
    after: str


def names_changed_by_merge(preview: MergePreview, kept: Organisation) -> list[Renaming]:
    """The lists on which the merge changes the public name, as far as whoever asks may see them.

    Of a statement that both have signed it depends on which of the two signatures stays; that is asked apart.
    """
    twice = {one.merged.id for one in preview.twice}
    moving = [one for one in reachable_endorsements(preview.endorsements) if one.id not in twice]
    found = [(one, before) for one, before in public_names(moving) if before != kept.name]
    return [_renaming(one, before, kept.name) for one, before in found]


def renamings(before: Iterable[tuple[Endorsement, str]]) -> list[Renaming]:
    """Which of these public names are others by now, as far as whoever asks may see them."""
    now_listed = dict(public_names([one for one, _name in before]))
    found = [(one, name, now_listed[one]) for one, name in before if now_listed.get(one, name) != name]
    return [_renaming(one, name, after) for one, name, after in found if scope.can_reach("endorsements.read", one)]


def renaming_words(one: Renaming) -> str:
    """What became of a public name, in a sentence."""
    told = {"title": one.title, "before": one.before, "after": one.after}
    return str(_("On the list of “%(title)s” the name is now “%(after)s”, and no longer “%(before)s”.", **told))


def _renaming(endorsement: Endorsement, before: str, after: str) -> Renaming:
    text = public_statements.text_in_language(endorsement.edition, languages.current_language())
    return Renaming(text.title, text.language, before, after)


@dataclass(frozen=True)
class ComparedField:
    """One field of two entries, side by side."""

    name: str
    kept: str
    merged: str


def compare_fields(kept: Organisation, merged: Organisation) -> list[ComparedField]:
    """The public fields of two entries, and their other names."""
    rows = [ComparedField(name, _value(kept, name), _value(merged, name)) for name in PUBLIC_FIELDS]
    other = [", ".join(name.name for name in one.names) for one in (kept, merged)]
    above = [one.parent.name if one.parent else "" for one in (kept, merged)]
    return [*rows, ComparedField("other", *other), ComparedField("parent", *above)]


def find_by_name(typed: str) -> list[Organisation]:
    """The entries of this number or name, else those in whose names these words stand; six at most."""
    digits = typed.removeprefix("#").strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= DIGITS:
        found = db.session.get(Organisation, int(digits))
        return [found] if found else []
    if not (spoken := sound_key(typed)):
        return []
    stand = select(Organisation).where(Organisation.merged_into_id.is_(None)).order_by(Organisation.id)
    first = or_(Organisation.sound == spoken, Organisation.sound.startswith(spoken + "\n", autoescape=True))
    exact = list(db.session.scalars(stand.where(first).limit(MOST_CALLED)))
    words = [name_or_domain_condition(word, typed) for word in fold_text(typed).split()[:8]]
    return exact or list(db.session.scalars(stand.where(*words).limit(MOST_CALLED)))


def comparable_from_form(values: Mapping[str, str | None]) -> ComparableOrganisation:
    """What an entry that is only typed yet is compared by; its number is no entry's."""
    given = tuple(name for name in (values["name"], values["latin"]) if name)
    return ComparableOrganisation(0, given, values["acronym"], domain_of(values["website"]))


def parts_of(organisation: Organisation) -> list[Organisation]:
    """Its parts and sections, as far as they stand for themselves."""
    query = select(Organisation).where(Organisation.parent_id == organisation.id, Organisation.merged_into_id.is_(None))
    return list(db.session.scalars(query.order_by(Organisation.name, Organisation.id)))


@dataclass(frozen=True)
class MergeRecord:
    """A merge that this entry took part in."""

    merge: OrganisationMerge
    other: Organisation
    was_kept: bool
    by: str


def merges_of(organisation: Organisation) -> list[MergeRecord]:
    """The merges of an entry, newest first."""
    query = select(OrganisationMerge).where(
        or_(OrganisationMerge.kept_id == organisation.id, OrganisationMerge.merged_id == organisation.id)
    )
    found = []
    for one in db.session.scalars(query.order_by(OrganisationMerge.id.desc())):
        kept = one.kept_id == organisation.id
        other = db.session.get_one(Organisation, one.merged_id if kept else one.kept_id)
        found.append(MergeRecord(one, other, kept, coordinators.coordinator_name(one.merged_by)))
    return found


def _value(organisation: Organisation, field: str) -> str:
    value = getattr(organisation, field) or ""
    if field == "country":
        return languages.country_name(value)
    return str(register_words.KINDS[value]) if field == "kind" and value else str(value)
