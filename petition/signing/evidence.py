"""How well it is shown that somebody entitled to sign for an organisation did: grades, and what is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from petition.core import addresses

Grade = Literal["strong", "fair", "declared"]

MOST_LETTERS = 3
MOST_SECOND_PERSONS = 3
STRONG_ALONE = frozenset({"letter", "invited"})
FAIR = frozenset({"own_domain", "second_person", "call"})


def grade(given: Collection[str]) -> Grade:
    """The grade that the kinds of evidence given make together.

    ``strong``: a letter on file, an invited mailbox, or a second person together with the organisation's
    own domain. ``fair``: one of the domain, a second person, a call. ``declared``: only the word of who signed.
    """
    kinds = set(given)
    if kinds & STRONG_ALONE or kinds >= {"own_domain", "second_person"}:
        return "strong"
    return "fair" if kinds & FAIR else "declared"


def missing(given: Collection[str]) -> tuple[str, ...]:
    """The kinds any one of which would make the evidence strong; none where it is."""
    if grade(given) == "strong":
        return ()
    return ("second_person", "letter") if "own_domain" in given else ("letter",)


def own_domain(address: str, domain: str | None) -> bool:
    """Whether a mailbox is on an organisation's own domain; a provider of free mailboxes is nobody's own."""
    if not is_own(domain):
        return False
    host = addresses.domain_of(address)
    return host not in addresses.FREE_MAIL and addresses.registrable(host) == domain


def is_own(domain: str | None) -> bool:
    """Whether mailboxes on a website's domain say anything about who runs it."""
    return domain is not None and domain not in addresses.FREE_MAIL


@dataclass(frozen=True)
class SecondPerson:
    """Whom the representative named, and what that person said against it; None: nothing was said against it."""

    name: str
    objection: str | None = None

    @property
    def note(self) -> str:
        """As it is kept with the evidence: the name in the first line, an objection below."""
        return self.name if self.objection is None else f"{self.name}\n{self.objection}"


def second_person(note: str | None) -> SecondPerson:
    """A second person as kept in the note of the evidence."""
    name, newline, objection = (note or "").partition("\n")
    return SecondPerson(name, objection if newline else None)
