"""Slips in the domain of a mail address: what was probably meant, for the form to ask; never to decide.

Nothing is looked up: not whether a domain has mail, and not whether an address is known. A suggestion is made where a
domain is one slip of the fingers away from a provider that very many people use, and is no provider itself.
``static/js/address.js`` says the same while the form is filled in; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from petition.core.addresses import FREE_MAIL, FREE_MAIL_BY_COUNTRY, is_free_mail

# Providers by about the number of their users; of two that are equally near the first is meant.
WELL_KNOWN = (
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "proton.me",
    "protonmail.com", "yandex.by", "yandex.ru", "yandex.com", "rambler.ru", "mail.ru", "inbox.ru", "tut.by", "ukr.net",
    "bigmir.net", "onet.pl", "interia.pl", "gazeta.pl", "seznam.cz", "centrum.cz", "gmx.de", "gmx.net", "web.de",
    "freenet.de", "t-online.de", "posteo.de", "mailbox.org", "riseup.net", "disroot.org", "tutanota.com", "tuta.com",
    "fastmail.com", "live.com", "orange.fr", "wanadoo.fr", "laposte.net", "libero.it", "hotmail.fr", "yahoo.fr",
)  # fmt: skip
# What fingers make of ".com"; some of these are domains of countries, where these providers are not.
COM_SLIPS = frozenset({"con", "cm", "co", "cmo", "ocm", "om", "vom", "xom", "cpm", "comm", "coom", "cim", "c", "comn"})
# Domains near to one of those on which people do have mail.
NO_SLIPS = frozenset(
    {"email.com", "mail.com", "fmail.com", "inbox.com", "gmail.ru", "grail.com", "proton.com", "hotmail.co.uk"}
)
# A name that is shorter has too many neighbours that are right: "wp.pl" and "op.pl", "gmx.de" and "gmx.at".
SHORTEST = 5
# From this length on the first letter may be missing.
LONG = 7


# The same for the script.
LISTS = {
    "well_known": list(WELL_KNOWN),
    "com_slips": sorted(COM_SLIPS),
    "right": sorted(NO_SLIPS | FREE_MAIL - set(WELL_KNOWN)),
    "by_country": FREE_MAIL_BY_COUNTRY.pattern,
    "shortest": SHORTEST,
    "long": LONG,
}


@dataclass(frozen=True)
class Domain:
    """A domain in two parts: up to its first dot, and after it."""

    name: str
    ending: str


def suggest_address(address: str) -> str | None:
    """The address that was probably meant; None where this one may well be right."""
    local, at, domain = address.rpartition("@")
    meant = suggest_domain(domain.lower()) if at else None
    return f"{local}@{meant}" if meant else None


def suggest_domain(domain: str) -> str | None:
    """The well-known domain that is one slip away; None for one that is known, and for one that is near to none."""
    typed = _split(domain)
    if typed.ending in COM_SLIPS and f"{typed.name}.com" in WELL_KNOWN:
        return f"{typed.name}.com"
    if domain in NO_SLIPS or domain in WELL_KNOWN or is_free_mail(domain):
        return None
    typed = Domain(typed.name, "com" if typed.ending in COM_SLIPS else typed.ending)
    # With neither part as it should be it is near to none, as nearly all domains are.
    near = [known for known in KNOWN_PARTS if known.ending == typed.ending or known.name == typed.name]
    return next((f"{known.name}.{known.ending}" for known in near if _is_slip(typed, known)), None)


def _is_slip(typed: Domain, known: Domain) -> bool:
    """Whether one of the two parts is as it should be and the other one slip away."""
    if typed.ending == known.ending:
        return _is_name_slip(typed.name, known.name)
    # Only a provider without domains in other countries: "yandex.kz" is none of "yandex.by".
    return typed.name == known.name == "gmail" and is_one_slip(typed.ending, known.ending)


def _is_name_slip(typed: str, known: str) -> bool:
    if not is_one_slip(typed, known):
        return False
    if sorted(typed) == sorted(known):
        return len(known) >= SHORTEST - 1
    if len(known) < SHORTEST:
        return False
    # Whoever types the first letter looks at it: "ymail" and "email" are not "gmail".
    return typed[0] == known[0] or (len(known) >= LONG and typed == known[1:])


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, too many or another one, or two neighbours changed places."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    given, wanted = typed[start:], meant[start:]
    if not given or not wanted:
        return len(given) + len(wanted) == 1
    swapped = given[1::-1] + given[2:]
    return wanted in (given[1:], swapped) or given[1:] in (wanted, wanted[1:]) or given == wanted[1:]


def _split(domain: str) -> Domain:
    name, _dot, ending = domain.partition(".")
    return Domain(name, ending)


KNOWN_PARTS = tuple(_split(one) for one in WELL_KNOWN)
