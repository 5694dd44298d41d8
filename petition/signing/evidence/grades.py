"""How well it is shown that somebody entitled to sign for an organisation did: grades, and what is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from petition.core import addresses
from petition.core.addresses import Address
from petition.organisations.similarity import is_telling_domain

Grade = Literal["strong", "fair", "declared"]

MOST_LETTERS = 3
MOST_SECOND_PERSONS = 3
STRONG_ALONE = frozenset({"letter", "invited"})
FAIR = frozenset({"own_domain", "second_person", "call"})
BY_MAILBOX = frozenset({"own_domain", "second_person"})


def evidence_grade(given: Collection[str], *, differs: bool = False) -> Grade:
    """The grade that the kinds of evidence given make together.

    ``strong``: a letter on file, an invited mailbox, or a second person together with the organisation's
    own domain. ``fair``: one of the domain, a second person, a call. ``declared``: only the word of who signed.
    Where the answer differs from the invitation (``differs``), that invitation vouches for nothing, and what is left
    makes one grade less, but for a letter.
    """
    if differs:
        kinds = set(given) - {"invited"}
        lower: dict[Grade, Grade] = {"strong": "fair", "fair": "declared", "declared": "declared"}
        return "strong" if "letter" in kinds else lower[evidence_grade(kinds)]
    kinds = set(given)
    if kinds & STRONG_ALONE or kinds >= {"own_domain", "second_person"}:
        return "strong"
    return "fair" if kinds & FAIR else "declared"


def missing_evidence(given: Collection[str], *, differs: bool = False) -> tuple[str, ...]:
    """The kinds any one of which would make the evidence strong; none where it is."""
    if evidence_grade(given, differs=differs) == "strong":
        return ()
    if differs:
        return ("letter",)
    return ("second_person", "letter") if "own_domain" in given else ("letter",)


def is_own_domain(address: Address, domain: str | None) -> bool:
    """Whether a mailbox is on an organisation's own domain; one where everybody may have a mailbox is nobody's own."""
    return is_telling_domain(domain) and address.registrable_domain == domain


def still_holds(kind: str, mailbox: str | None, domain: str | None) -> bool:
    """Whether evidence that was given speaks for the entry as it is now.

    A mailbox does only while it is on the entry's own domain: the website may have been corrected since, or
    the entry found to be another one. Where the mailbox is kept no longer it stays as it was given.
    """
    return kind not in BY_MAILBOX or mailbox is None or is_own_domain(addresses.parse(mailbox), domain)


def is_same_mailbox(one: Address, other: Address) -> bool:
    """Whether two addresses may well reach one person: the same before the @ but for dots and tags, on one domain."""
    mine, theirs = (address.mailbox.rpartition("@")[0].replace(".", "") for address in (one, other))
    return mine == theirs and one.registrable_domain == other.registrable_domain


@dataclass(frozen=True)
class SecondPerson:
    """Whom the representative named, and what that person said against it; None: nothing was said against it."""

    name: str
    objection: str | None = None

    @property
    def note(self) -> str:
        """As it is kept with the evidence: the name in the first line, an objection below."""
        return self.name if self.objection is None else f"{self.name}\n{self.objection}"


def parse_second_person(note: str | None) -> SecondPerson:
    """A second person as kept in the note of the evidence."""
    name, newline, objection = (note or "").partition("\n")
    return SecondPerson(name, objection if newline else None)
