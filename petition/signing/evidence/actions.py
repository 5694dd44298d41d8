"""What shows that an organisation's endorsement was given by someone entitled to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import select

from petition.core import audit, received_forms
from petition.core.addresses import Address, parse, restore
from petition.core.db import db, now
from petition.organisations.models import Organisation
from petition.organisations.similarity import is_telling_domain
from petition.signing import links
from petition.signing.evidence.grades import (
    MOST_LETTERS,
    MOST_SECOND_PERSONS,
    SecondPerson,
    is_own_domain,
    is_same_mailbox,
    parse_second_person,
)
from petition.signing.evidence.letter_files import Media
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence, LetterFile
from petition.signing.sign.mail_budget import Correspondent, count_mails, mail_within_budget

# What a coordinator puts in, and may take out again.
BY_COORDINATORS = ("call", "letter")


class EvidenceError(Exception):
    """This evidence cannot be taken; its text is a word for the page to explain."""


def record_own_domain(endorsement: Endorsement) -> None:
    """Records, once, that the mailbox which confirmed is on the organisation's own domain, where it is."""
    organisation = endorsement.organisation
    if any(one.kind == "own_domain" for one in endorsement.evidence):
        return
    if endorsement.mailbox and organisation and is_own_domain(endorsement.mailbox, organisation.domain):
        at = now()
        endorsement.evidence.append(Evidence(kind="own_domain", asked_at=at, given_at=at))


def record_own_domains(organisation: Organisation) -> None:
    """The same for all that confirmed for an organisation, whose website is another one now."""
    confirmed = select(Endorsement).where(
        Endorsement.organisation_id == organisation.id, Endorsement.confirmed_at.is_not(None)
    )
    for endorsement in db.session.scalars(confirmed):
        record_own_domain(endorsement)


def ask_second_person(endorsement: Endorsement, name: str, address: Address) -> Evidence:
    """Asks another person of the organisation to confirm; the worker mails, within that mailbox's budget.

    Raises EvidenceError: ``no_domain``, ``other_domain``, ``is_same_mailbox``, ``given`` or ``too_many``.
    """
    _check_second_person(endorsement, address)
    found = _find_earlier_request(endorsement, address)
    if found is None and len(_second_persons(endorsement)) >= MOST_SECOND_PERSONS:
        raise EvidenceError("too_many")
    at = now()
    asked = found or Evidence(endorsement=endorsement, kind="second_person")
    asked.asked_at, asked.address, asked.note = at, address.text, SecondPerson(name).note
    db.session.add(asked)
    db.session.flush()
    # Whether the mailbox may be written to is not the representative's to know: the answer is the same.
    content = {"evidence": asked.id, "name": name, "address": asdict(address)}
    received_forms.keep_form("second-person", content, mailbox=address.mailbox)
    return asked


@received_forms.action_for("second-person")
def mail_second_person(content: received_forms.FormContent) -> None:
    """Mails the second person of an organisation, unless the question was taken back or this mailbox got enough."""
    asked, address = db.session.get(Evidence, content["evidence"]), restore(content["address"])
    if asked is None or asked.given_at is not None or asked.address != address.text:
        return
    endorsement, at = asked.endorsement, now()
    details, correspondent = endorsement.details or {}, Correspondent(endorsement.statement_id, address)
    if not count_mails(correspondent, at).may_be_mailed:
        return
    mail_within_budget(
        "second-person",
        correspondent,
        language=endorsement.language,
        content={
            "name": content["name"],
            "organisation": endorsement.organisation.name if endorsement.organisation else "",
            "representative": details.get("representative") or "",
            "role": details.get("role") or "",
        },
        edition_id=endorsement.edition_id,
        link=links.second_person_link(asked.id),
        at=at,
    )


def _check_second_person(endorsement: Endorsement, address: Address) -> None:
    domain = endorsement.organisation.domain if endorsement.organisation else None
    if not is_telling_domain(domain):
        raise EvidenceError("no_domain")
    if not is_own_domain(address, domain):
        raise EvidenceError("other_domain")
    if endorsement.mailbox and is_same_mailbox(address, endorsement.mailbox):
        raise EvidenceError("same_mailbox")


def _second_persons(endorsement: Endorsement) -> list[Evidence]:
    return [one for one in endorsement.evidence if one.kind == "second_person"]


def _find_earlier_request(endorsement: Endorsement, address: Address) -> Evidence | None:
    """The same person, asked already; raises EvidenceError where an answer has come."""
    for one in _second_persons(endorsement):
        if one.address and is_same_mailbox(parse(one.address), address):
            if one.given_at is not None or parse_second_person(one.note).objection is not None:
                raise EvidenceError("given")
            return one
    return None


def record_second_person(evidence: Evidence) -> None:
    """A second person confirms that the organisation endorses; again is harmless."""
    evidence.given_at = evidence.given_at or now()


def record_objection(evidence: Evidence, words: str) -> None:
    """A second person says that something is wrong: that is told the coordinators, and vouches for nothing."""
    evidence.given_at = None
    evidence.note = SecondPerson(parse_second_person(evidence.note).name, words).note
    audit.append_entry(
        "endorsement.objection", f"endorsement {evidence.endorsement_id}", by=f"second person {evidence.id}"
    )


def file_letter(endorsement: Endorsement, content: bytes, media: Media, *, by: int | None = None) -> Evidence:
    """Puts a letter, as ``letters.cleaned`` gives it, on file; ``by`` is the coordinator who does it for the
    organisation. Raises EvidenceError ``too_many`` beyond three.
    """
    if sum(one.kind == "letter" for one in endorsement.evidence) >= MOST_LETTERS:
        raise EvidenceError("too_many")
    at = now()
    filed = Evidence(kind="letter", asked_at=at, given_at=at, given_by=by)
    filed.letter = LetterFile(media=media, size=len(content), content=content)
    endorsement.evidence.append(filed)
    if by is not None:
        audit.append_entry("letter.file", f"endorsement {endorsement.id}", by=f"coordinator {by}")
    return filed


def record_call(endorsement: Endorsement, words: str, *, by: int) -> Evidence:
    """Notes that a coordinator called back, and what was said."""
    at = now()
    call = Evidence(kind="call", asked_at=at, given_at=at, given_by=by, note=words)
    endorsement.evidence.append(call)
    audit.append_entry("endorsement.call", f"endorsement {endorsement.id}", by=f"coordinator {by}")
    return call


def remove_evidence(evidence: Evidence, *, by: int) -> None:
    """Takes back a call or a letter that a coordinator had put in; raises EvidenceError ``not_ours`` for any other."""
    if evidence.kind not in BY_COORDINATORS or evidence.given_by is None:
        raise EvidenceError("not_ours")
    act = "letter.take-out" if evidence.kind == "letter" else "endorsement.take-out-call"
    audit.append_entry(act, f"endorsement {evidence.endorsement_id}", by=f"coordinator {by}")
    db.session.delete(evidence)


def withdraw_letter(evidence: Evidence) -> None:
    """The organisation takes back a letter of its own; raises EvidenceError ``not_ours`` for any other."""
    if evidence.kind != "letter" or evidence.given_by is not None:
        raise EvidenceError("not_ours")
    # Somebody may have approved on the strength of it.
    audit.append_entry("letter.take-back", f"endorsement {evidence.endorsement_id}", by="signatory")
    db.session.delete(evidence)


def read_letter(letter: LetterFile, *, by: int) -> bytes:
    """The content of a letter on file; that a coordinator read it goes on record."""
    audit.append_entry("letter.read", f"evidence {letter.evidence_id}", by=f"coordinator {by}")
    return letter.content


def delete_unanswered(*, dry_run: bool = False) -> int:
    """Deletes what is kept of second persons who did not answer while their link worked; gives their number."""
    stale = now() - timedelta(days=links.SECOND_DAYS)
    query = select(Evidence).where(
        Evidence.kind == "second_person", Evidence.given_at.is_(None), Evidence.asked_at <= stale
    )
    silent = [one for one in db.session.scalars(query) if parse_second_person(one.note).objection is None]
    for one in silent if not dry_run else []:
        db.session.delete(one)
    return len(silent)
