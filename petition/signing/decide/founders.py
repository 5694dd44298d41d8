"""Founding signatories: the organisations and people who stand under the text when signing begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, select

from petition.core import audit, crypto
from petition.core.db import db, now
from petition.core.languages import country_code
from petition.organisations.models import Organisation
from petition.signing.decide.founder_entries import (
    find_or_register_founder,
    has_signed,
    lock_entry,
    register_founder,
)
from petition.signing.keys import founder_identity, update_keys
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.founding import Founding
from petition.signing.own.erasure import erase_endorsements
from petition.signing.publication import publish_endorsement
from petition.signing.state import WITHHELD
from petition.statements.models import Edition, Statement
from petition.statements.text.tree import Signatory

LONGEST_NAME = 200
# So many are entered in the transaction that begins it; the worker goes on with the others.
AT_ONCE = 50


class FoundingError(Exception):
    """Founding signatories cannot be entered, or taken off, like this; the word says why.

    ``delivered``; ``second-person`` where signing has begun and nobody else agreed; ``begun`` where they were entered
    before that and are part of what others signed beside.
    """


@dataclass(frozen=True)
class Founder:
    """One who stands under a text: a name, the country as printed, and whether it is an individual's.

    ``affiliation`` is what stands beside an individual's name: role, organisation, or both. ``entry`` is the id of the
    entry in the register that somebody chose for an organisation, ``is_new`` that it shall get one of its own.
    """

    name: str
    country: str | None = None
    kind: str = "organisation"
    affiliation: str | None = None
    entry: int | None = None
    is_new: bool = False

    @property
    def identity(self) -> str:
        """Who it is, in the text that ``signature_key`` is made of: one that stands there twice signs once."""
        return founder_identity(self.kind, self.name, self.affiliation)

    @classmethod
    def from_signatory(cls, signatory: Signatory, kind: str | None = None) -> Founder:
        """Whoever a text names; ``kind`` is what a coordinator says where the text was read otherwise."""
        if (kind or signatory.kind) == "organisation":
            return cls.shorten(signatory.name, signatory.country, "organisation", None)
        beside = ", ".join(part for part in (signatory.role, signatory.organisation) if part)
        return cls.shorten(signatory.name, signatory.country, "individual", beside)

    @classmethod
    def shorten(cls, name: str, country: str | None, kind: str, affiliation: str | None) -> Founder:
        """A founder whose words fit into an endorsement."""
        return cls(name[:LONGEST_NAME], country, kind, (affiliation or "")[:LONGEST_NAME] or None)


def begin_founding(
    edition: Edition,
    founders: Iterable[Founder],
    *,
    language: str,
    by: int | None = None,
    agreed_by: int | None = None,
    at_once: int = AT_ONCE,
) -> Founding:
    """Begins to enter founding signatories; the first ``at_once`` are entered now, the others by the worker.

    ``by`` is the coordinator, if it was one who entered them, ``agreed_by`` the second person. People count and are
    not named until ``show_people``. No statement has two foundings (IntegrityError). Raises FoundingError after
    delivery, and once signing has begun where no second person agreed.
    """
    if edition.statement.is_delivered:
        raise FoundingError("delivered")
    if needs_second_person(edition.statement) and agreed_by in (None, by):
        raise FoundingError("second-person")
    once = {founder.identity: founder for founder in founders}
    founding = Founding(
        statement_id=edition.statement_id,
        edition_id=edition.id,
        language=language,
        founders={"founders": [asdict(founder) for founder in once.values()]},
        reached=0,
        begun_at=now(),
        begun_by=by,
    )
    founding.edition = edition
    db.session.add(founding)
    db.session.flush()
    if by is not None:
        audit.append_entry("statement.found", f"statement {edition.statement.slug}", by=f"coordinator {by}")
    continue_founding(founding.statement_id, at_once)
    return founding


def needs_second_person(statement: Statement) -> bool:
    """Whether signing has begun: from then on founding signatories change what the public has seen."""
    begun = statement.opened_at or statement.opens_at
    return begun is not None and begun <= now()


def can_be_removed(statement: Statement, founding: Founding) -> bool:
    """Whether founding signatories can be taken off again: not after delivery, and none whom others signed beside."""
    begun = statement.opened_at or statement.opens_at
    return not statement.is_delivered and (begun is None or begun > now() or founding.begun_at >= begun)


def enter_signatories(edition: Edition, signatories: Sequence[Signatory], *, language: str) -> Founding:
    """Enters those whom a text names, as it was read, all at once: for examples and tests, which have few."""
    founders = [Founder.from_signatory(one) for one in signatories]
    return begin_founding(edition, founders, language=language, at_once=len(founders) + 1)


def unfinished_foundings() -> list[int]:
    """The statements whose founding signatories are on their way: being entered, named, or taken off."""
    query = select(Founding.statement_id).where(Founding.ended_at.is_(None)).order_by(Founding.statement_id)
    return list(db.session.scalars(query))


def continue_founding(statement_id: int, most: int) -> int:
    """Does the next step of up to ``most`` founding signatories; gives how many, 0 where nothing is left to do."""
    held = select(Founding).where(Founding.statement_id == statement_id, Founding.ended_at.is_(None))
    founding = db.session.scalar(held.with_for_update().execution_options(populate_existing=True))
    if founding is None:
        return 0
    if founding.undone_at is not None:
        return _remove_next(founding, most)
    done = _enter_next(founding, most)
    done += _show_next(founding, most - done) if done < most else 0
    if done < most:
        founding.ended_at, founding.founders = now(), None
    db.session.flush()
    return done


def _enter_next(founding: Founding, most: int) -> int:
    listed = (founding.founders or {}).get("founders", [])
    wanted = [Founder(**one) for one in listed[founding.reached : founding.reached + most]]
    for founder in wanted:
        entry = _find_entry(founder)
        # Whoever signed before, or stands here twice in two spellings, is not counted again.
        if entry is None or not has_signed(founding.statement_id, entry):
            enter_founder(founding, founder, entry)
    founding.reached += len(wanted)
    db.session.flush()
    return len(wanted)


def _find_entry(founder: Founder) -> Organisation | None:
    """The entry of an organisation in the register, a new one where there is none; None for a person."""
    if founder.kind != "organisation":
        return None
    country = country_code(founder.country)
    if founder.entry is not None and (chosen := lock_entry(founder.entry)) is not None:
        return chosen
    found = register_founder if founder.is_new else find_or_register_founder
    return found(founder.name, country)


def enter_founder(founding: Founding, founder: Founder, entry: Organisation | None = None) -> Endorsement:
    """Enters one, under the edition and in the language of a founding; ``entry`` is that of an organisation."""
    at, is_organisation = founding.begun_at, founder.kind == "organisation"
    endorsement = Endorsement(
        statement_id=founding.statement_id,
        edition_id=founding.edition_id,
        kind=founder.kind,
        language=founding.language,
        signature_key=crypto.lookup_hash(founder.identity, "signature"),
        details={"organisation": founder.name} if is_organisation else _individual_details(founder),
        visibility="withheld",
        asked_at=at,
        confirmed_at=at,
        founding_at=at,
    )
    if is_organisation:
        endorsement.approved_at = at
        endorsement.organisation = entry or _find_entry(founder)
    else:
        # Given to the coalition, as whoever began the founding vouches.
        endorsement.consented_at = at
        endorsement.visibility = "full" if founding.people_shown_at is not None else "withheld"
    publish_endorsement(endorsement)
    db.session.add(endorsement)
    db.session.flush()
    update_keys(endorsement)
    return endorsement


def _individual_details(founder: Founder) -> dict[str, str | None]:
    return {
        "name": founder.name,
        "affiliation": founder.affiliation,
        "country": country_code(founder.country),
    }


def _hold_founding(statement: Statement) -> Founding | None:
    """The founding of a statement that is not being undone, held."""
    held = select(Founding).where(Founding.statement_id == statement.id, Founding.undone_at.is_(None))
    return db.session.scalar(held.with_for_update().execution_options(populate_existing=True))


def show_people(statement: Statement, *, by: int) -> bool:
    """Publishes the names of founding individuals, who agreed to it; False where that is done already."""
    founding = _hold_founding(statement)
    if founding is None or founding.people_shown_at is not None:
        return False
    founding.people_shown_at, founding.people_shown_by, founding.ended_at = now(), by, None
    audit.append_entry("statement.show-founders", f"statement {statement.slug}", by=f"coordinator {by}")
    db.session.flush()
    continue_founding(statement.id, AT_ONCE)
    return True


def _show_next(founding: Founding, most: int) -> int:
    if founding.people_shown_at is None:
        return 0
    unnamed = select(Endorsement).where(*founder_conditions(founding.statement_id), *UNNAMED).order_by(Endorsement.id)
    found = list(db.session.scalars(unnamed.limit(most).with_for_update(of=Endorsement)))
    for endorsement in found:
        endorsement.visibility = "full"
        publish_endorsement(endorsement)
    db.session.flush()
    return len(found)


# Founding individuals whose names nobody has published yet, and nobody has hidden.
UNNAMED = (Endorsement.kind == "individual", Endorsement.visibility == "withheld", state_condition(WITHHELD))


def founder_conditions(statement_id: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions on endorsements that they are a statement's founding ones."""
    return Endorsement.statement_id == statement_id, Endorsement.founding_at.is_not(None)


def remove_founding_signatories(statement: Statement, *, by: int) -> bool:
    """Begins to take the founding signatories off again; False where there are none.

    The edition they signed stays frozen. Raises FoundingError where it is too late for that.
    """
    founding = _hold_founding(statement)
    if founding is None:
        return False
    if not can_be_removed(statement, founding):
        raise FoundingError("delivered" if statement.is_delivered else "begun")
    founding.undone_at, founding.ended_at, founding.founders = now(), None, None
    audit.append_entry("statement.undo-found", f"statement {statement.slug}", by=f"coordinator {by}")
    db.session.flush()
    continue_founding(statement.id, AT_ONCE)
    return True


def _remove_next(founding: Founding, most: int) -> int:
    next_ones = select(Endorsement.id).where(*founder_conditions(founding.statement_id)).order_by(Endorsement.id)
    ids = list(db.session.scalars(next_ones.limit(most).with_for_update()))
    if ids:
        erase_endorsements(ids)
    if len(ids) < most:
        db.session.delete(founding)
    db.session.flush()
    return len(ids)


def founding_of(statement_id: int) -> Founding | None:
    """The founding of a statement, if one was begun."""
    return db.session.get(Founding, statement_id)
