"""What stands in one cell of a list: what it is taken for, or what is wrong with it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from petition.core import addresses
from petition.core.text import clean, has_letter, looks_like_address
from petition.invitations import names

NAME, LONG_NAME, ACRONYM, WEBSITE, NOTE = 120, 200, 40, 280, 600
NOTHING = frozenset({"-", "–", "—", "n/a", "N/A", "?"})
ADDRESS = re.compile(r"[^\s,;|/<>()\[\]]+@[^\s,;|/<>()\[\]]+")
# What a cell with a link holds, or one copied out of a mail: "mailto:a@example.org", "Ala <a@example.org>".
WRAPPED = re.compile(r"(?:[^<>@]*<)?(?:mailto:)?([^<>\s]+@[^<>\s]+?)>?", re.IGNORECASE)


class Wrong(Exception):
    """A cell that cannot be taken as it is: a word, and what a text about it needs.

    Words: ``missing``, ``too_long`` (most), ``no_letter``, ``holds_address``, ``not_an_address``,
    ``several_addresses``, ``not_a_website``, ``unknown_country``, ``unknown_language``.
    """

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word = word
        self.values = values


def plain(value: str | None) -> str:
    """A cell as one clean line; what people write where nothing is to be written counts as nothing."""
    text = clean(value)
    return "" if text in NOTHING else text


def organisation(text: str) -> str:
    """The official name, in any script."""
    if not text:
        raise Wrong("missing")
    return organisation_latin(text)


def organisation_latin(text: str) -> str:
    """A further name; an organisation may be called after its domain, but an address is no name."""
    return _named(text, LONG_NAME)


def acronym(text: str) -> str:
    """A short name of a few letters."""
    return _named(text, ACRONYM)


def representative(text: str) -> str:
    """A person, who is not called after a domain."""
    return role(_named(text, NAME))


def role(text: str) -> str:
    """A role in words."""
    if addresses.domain_in(text) or looks_like_address(text):
        raise Wrong("holds_address")
    return _short(text, NAME)


def note(text: str) -> str:
    """Whatever the coordinator wants to remember."""
    return _short(text, NOTE)


def email(text: str) -> str:
    """One complete mail address, as it is written to."""
    if not text:
        raise Wrong("missing")
    if len(ADDRESS.findall(text)) > 1:
        raise Wrong("several_addresses")
    wrapped = WRAPPED.fullmatch(text)
    try:
        return addresses.checked(wrapped[1] if wrapped else text)
    except addresses.NotAnAddress:
        raise Wrong("not_an_address") from None


def website(text: str) -> str:
    """A web address; "example.org" is understood as https://example.org."""
    if not text:
        return ""
    url = text if "://" in text else f"https://{text}"
    if host(url) is None:
        raise Wrong("not_a_website")
    return _short(url, WEBSITE)


def host(url: str) -> str | None:
    """The host of a web address that could be visited, else None."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and not parts.username and " " not in url and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if sound and addresses.registrable(parts.hostname or "") else None


def country(text: str) -> str:
    """The code of a country; see ``names``."""
    code = names.country_of(text) if text else ""
    if code is None:
        raise Wrong("unknown_country")
    return code


def language(text: str, default: str) -> str:
    """The tag of a language; see ``names``."""
    tag = names.language_of(text) if text else default
    if tag is None:
        raise Wrong("unknown_language")
    return tag


def _named(text: str, most: int) -> str:
    if text and not has_letter(text):
        raise Wrong("no_letter")
    if looks_like_address(text):
        raise Wrong("holds_address")
    return _short(text, most)


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong("too_long", most=most)
    return text
