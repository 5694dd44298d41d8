"""The evidence behind an organisation's signature, as coordinators read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from petition.accounts.queries import coordinator_name
from petition.signing.evidence import grades
from petition.signing.evidence.grades import Grade
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence

KIBIBYTE = 1024


@dataclass(frozen=True)
class EvidencePiece:
    """One piece of evidence in words; ``letter`` and ``removable`` say what can be done with it."""

    id: int
    words: str
    at: datetime
    given: bool
    objection: bool
    note: str | None
    letter: bool
    removable: bool


@dataclass(frozen=True)
class Authority:
    """How well it is shown that somebody entitled signed: the grade, its pieces, and what would help."""

    grade: Grade
    words: str
    missing: str | None
    pieces: list[EvidencePiece]


def authority_of(endorsement: Endorsement, *, differs: bool) -> Authority:
    """What there is for an endorsement, and what is missing; ``differs``: it was invited otherwise than it signed."""
    given = {one.kind for one in endorsement.evidence if one.given_at is not None and _still_holds(one)}
    grade = grades.evidence_grade(given, differs=differs)
    words = {"strong": _("verified"), "fair": _("partly verified"), "declared": _("not verified")}
    return Authority(
        grade,
        words[grade],
        _missing_words(grades.missing_evidence(given, differs=differs)),
        [_evidence_piece(one) for one in endorsement.evidence],
    )


def _still_holds(one: Evidence) -> bool:
    """Whether it speaks for the entry under which the endorsement stands by now."""
    endorsement = one.endorsement
    mailbox = one.address if one.kind == "second_person" else endorsement.address
    return grades.still_holds(one.kind, mailbox, endorsement.organisation.domain if endorsement.organisation else None)


def _missing_words(kinds: tuple[str, ...]) -> str | None:
    if not kinds:
        return None
    if "second_person" in kinds:
        return str(_("A second person who confirms, or a letter, would verify it."))
    return str(_("A letter would verify it."))


def _evidence_piece(one: Evidence) -> EvidencePiece:
    person = grades.parse_second_person(one.note) if one.kind == "second_person" else None
    objection = person is not None and person.objection is not None
    return EvidencePiece(
        id=one.id,
        words=_evidence_words(one, person, objection),
        at=one.given_at or one.asked_at,
        given=one.given_at is not None,
        objection=objection,
        note=person.objection if person else one.note,
        letter=one.letter is not None,
        removable=one.given_by is not None and one.kind in ("call", "letter"),
    )


def _evidence_words(one: Evidence, person: grades.SecondPerson | None, objection: bool) -> str:
    if person is not None:
        if objection:
            return str(_("%(name)s, named as second person, reported that something is wrong", name=person.name))
        if one.given_at is None:
            return str(_("%(name)s was asked to confirm, no answer yet", name=person.name))
        if not _still_holds(one):
            return str(
                _("%(name)s confirmed as a second person, from a domain other than that of the entry", name=person.name)
            )
        return str(_("%(name)s confirmed as a second person", name=person.name))
    if not _still_holds(one):
        return str(_("confirmed from a domain other than that of the entry"))
    if one.kind == "letter" and one.letter is not None:
        return str(_("letter (%(kind)s, %(size)s)", kind=_media(one.letter.media), size=_size(one.letter.size)))
    told = {
        "own_domain": _("confirmed from the organisation’s own domain"),
        "letter": _("a letter was received"),
        "call": _("%(name)s phoned the organisation", name=coordinator_name(one.given_by)),
        "invited": _("invited by %(name)s", name=coordinator_name(one.given_by)),
    }
    return str(told[one.kind])


def _media(media: str) -> str:
    return media.rpartition("/")[2].upper()


def _size(size: int) -> str:
    if size < KIBIBYTE * KIBIBYTE:
        return f"{max(1, round(size / KIBIBYTE))} KB"
    return f"{size / KIBIBYTE / KIBIBYTE:.1f} MB"
