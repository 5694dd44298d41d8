"""What stands in one cell of a list: what it is taken for, or what is wrong with it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from petition.core import addresses
from petition.core.address_detection import find_lowercase_domain, looks_like_address
from petition.core.text import clean_line, has_letter
from petition.invitations import localised_names

NAME, LONG_NAME, ACRONYM, WEBSITE, NOTE = 120, 200, 40, 280, 600
NOTHING = frozenset({"-", "–", "—", "n/a", "N/A", "?"})
ADDRESS = re.compile(r"[^\s,;|/<>()\[\]]+@[^\s,;|/<>()\[\]]+")
# What a cell with a link holds, or one copied out of a mail: "mailto:a@example.org", "Ala <a@example.org>".
WRAPPED = re.compile(r"(?:[^<>@]*<)?(?:mailto:)?([^<>\s]+@[^<>\s]+?)>?", re.IGNORECASE)


class CellError(Exception):
    """A cell that cannot be taken as it is: a word, and what a text about it needs.

    Words: ``missing``, ``too_long`` (most), ``no_letter``, ``holds_address``, ``not_an_address``,
    ``several_addresses``, ``not_a_website``, ``unknown_country``, ``unknown_language``.
    """

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word = word
        self.values = values


def clean_cell(value: str | None) -> str:
    """A cell as one clean line; what people write where nothing is to be written counts as nothing."""
    text = clean_line(value)
    return "" if text in NOTHING else text


def parse_organisation(text: str) -> str:
    """The official name, in any script."""
    if not text:
        raise CellError("missing")
    return parse_latin_name(text)


def parse_latin_name(text: str) -> str:
    """A further name; an organisation may be called after its domain, but an address is no name."""
    return _check_name(text, LONG_NAME)


def parse_acronym(text: str) -> str:
    """A short name of a few letters."""
    return _check_name(text, ACRONYM)


def parse_representative(text: str) -> str:
    """A person, who is not called after a domain."""
    if find_lowercase_domain(text):
        raise CellError("holds_address")
    return _check_name(text, NAME)


def parse_role(text: str) -> str:
    """A role in words, perhaps with the organisation."""
    if looks_like_address(text):
        raise CellError("holds_address")
    return _check_short_text(text, NAME)


def parse_note(text: str) -> str:
    """Whatever the coordinator wants to remember."""
    return _check_short_text(text, NOTE)


def parse_email(text: str) -> str:
    """One complete mail address, as it is written to."""
    if not text:
        raise CellError("missing")
    if len(ADDRESS.findall(text)) > 1:
        raise CellError("several_addresses")
    wrapped = WRAPPED.fullmatch(text)
    try:
        return addresses.validate_address(wrapped[1] if wrapped else text)
    except addresses.NotAnAddress:
        raise CellError("not_an_address") from None


def parse_website(text: str) -> str:
    """A web address; "example.org" is understood as https://example.org."""
    if not text:
        return ""
    url = text if "://" in text else f"https://{text}"
    if host_of_url(url) is None:
        raise CellError("not_a_website")
    return _check_short_text(url, WEBSITE)


def host_of_url(url: str) -> str | None:
    """The host of a web address that could be visited, else None."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and not parts.username and " " not in url and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if sound and addresses.registrable_domain(parts.hostname or "") else None


def parse_country(text: str) -> str:
    """The code of a country; see ``localised_names``."""
    code = localised_names.parse_country(text) if text else ""
    if code is None:
        raise CellError("unknown_country")
    return code


def parse_language(text: str, default: str) -> str:
    """The tag of a language; see ``localised_names``."""
    tag = localised_names.parse_language(text) if text else default
    if tag is None:
        raise CellError("unknown_language")
    return tag


def _check_name(text: str, most: int) -> str:
    if text and not has_letter(text):
        raise CellError("no_letter")
    if looks_like_address(text):
        raise CellError("holds_address")
    return _check_short_text(text, most)


def _check_short_text(text: str, most: int) -> str:
    if len(text) > most:
        raise CellError("too_long", most=most)
    return text
