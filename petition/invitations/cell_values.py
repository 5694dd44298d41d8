"""What stands in one cell of a list: what it is taken for, or what is wrong with it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from petition.core import addresses
from petition.core.address_detection import find_lowercase_domain, looks_like_address
from petition.core.countries import find_countries, find_country, find_region
from petition.core.text import clean_line, fold_text, has_letter
from petition.invitations import localised_names

NAME, LONG_NAME, ACRONYM, WEBSITE, NOTE = 120, 200, 40, 280, 600
# What people and programs write where nothing is to be written, folded (``fold_text``); signs alone say nothing either.
NOTHING = frozenset({
    "n a", "na", "nan", "none", "null", "nil", "nothing", "not applicable", "not available", "unknown", "tbc",
    "tbd", "нет", "неизвестно", "не указано", "нема", "няма", "невядома", "немає", "невідомо", "н д", "keine",
    "keiner", "kein", "unbekannt", "entfallt", "brak", "nie dotyczy", "ninguno", "ninguna", "no aplica", "aucun",
    "aucune", "neant", "sans", "nessuno", "nessuna", "nenhum", "nenhuma", "nera", "zadny", "zadna", "geen", "yok",
    "无", "無", "لا يوجد", "undefined",
})  # fmt: skip
LONGEST_NOTHING = 20
NO_WORD = re.compile(r"[\W_]*")
ADDRESS = re.compile(r"[^\s,;|/<>()\[\]@]{1,64}@[^\s,;|/<>()\[\]]{1,255}")
# As in: ada (at) example (dot) org.
SPELT_AT, SPELT_DOT = (
    re.compile(r"(?i)\s*[(\[{]\s*(?:at|@)\s*[)\]}]\s*"),
    re.compile(r"(?i)\s*[(\[{]\s*(?:dot|punkt|\.)\s*[)\]}]\s*"),
)
BRACKET = re.compile(r"[<(\[]")
LABELS = re.compile(r"(?i)\b(?:e-?mails?|mail(?:to)?)\s*:\s*")
WEB_ADDRESS = re.compile(r"(?i)\b(?:https?://|www\.)[^\s,;|<>()\[\]]+")
EDGES = " \t,;:|–—-·•<>()[]\"'"
BETWEEN_VALUES = re.compile(r"[\s,;|<>()]+")


class CellError(Exception):
    """A cell that cannot be taken as it is: a word, and what a text about it needs.

    Words: ``missing``, ``too_long`` (most), ``no_letter``, ``holds_address``, ``not_an_address``, ``not_a_website``,
    ``unknown_country``, ``unknown_language``.
    """

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word = word
        self.values = values


def clean_cell(value: str | None) -> str:
    """A cell as one clean line; what people write where nothing is to be written counts as nothing."""
    text = clean_line(value)
    return "" if NO_WORD.fullmatch(text) or (len(text) <= LONGEST_NOTHING and fold_text(text) in NOTHING) else text


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


@dataclass(frozen=True)
class MailCell:
    """What a cell with mail addresses holds: the one that is used, further ones, and words beside them."""

    address: addresses.Address
    others: tuple[str, ...]
    words: str


def parse_email(text: str) -> MailCell:
    """The first complete mail address in a cell, as it is written to; "Ada <ada@example.org>" has words beside it."""
    if not text:
        raise CellError("missing")
    plain = SPELT_DOT.sub(".", SPELT_AT.sub("@", text if ADDRESS.search(text) else addresses.unwrap_address(text)))
    words = LABELS.sub(" ", ADDRESS.sub(" ", plain)).strip(EDGES)
    # Of an address with a space in it a part would look complete.
    if has_letter(words) and not BRACKET.search(plain) and len(max(words.split(), key=len)) < 3:
        raise CellError("not_an_address")
    found: dict[str, addresses.Address] = {}
    for written in ADDRESS.findall(plain):
        with suppress(addresses.NotAnAddress):
            address = addresses.parse(written.removeprefix("mailto:").partition("?")[0])
            found.setdefault(address.text, address)
    if not found:
        raise CellError("not_an_address")
    first, *others = found
    return MailCell(found[first], tuple(others), words if has_letter(words) else "")


def strip_contacts(name: str) -> str:
    """A name without the mail and web addresses that stand behind it."""
    return WEB_ADDRESS.sub(" ", ADDRESS.sub(" ", name)).replace("<", " ").replace(">", " ").strip(" \t,;:|–—-·•()[]")


def find_web_address(text: str) -> str:
    """The first web address in a text, else nothing."""
    found = WEB_ADDRESS.search(text)
    return found[0] if found else ""


def parse_website(text: str) -> str:
    """A web address; "example.org" is understood as https://example.org."""
    if not text:
        return ""
    url = text if "://" in text else f"https://{text}"
    if host_of_url(url) is None:
        raise CellError("not_a_website")
    return _check_short_text(url, WEBSITE)


def parse_first_website(text: str) -> str:
    """The first web address in a cell that may hold several, or words beside it."""
    parts = [part for part in BETWEEN_VALUES.split(text) if part and "@" not in part]
    for part in parts:
        with suppress(CellError):
            return parse_website(part)
    return parse_website(text)


def host_of_url(url: str) -> str | None:
    """The host of a web address that could be visited, else None."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and not parts.username and " " not in url and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if sound and addresses.registrable_domain(parts.hostname or "") else None


def parse_countries(text: str) -> tuple[str, ...]:
    """The codes of the countries in a cell, () for none; of "Vilnius, Lithuania" the one that is a country."""
    if not text:
        return ()
    code = localised_names.parse_country(text)
    found = (code,) if code else find_countries(text)
    parts = () if found or find_region(text) else tuple(filter(None, map(find_country, re.split("[,;/()]", text))))
    if not found and len(set(parts)) != 1 and not find_region(text):
        raise CellError("unknown_country")
    return found or parts[:1]


def parse_language(text: str, default: str) -> str:
    """The tag of a language; see ``localised_names``."""
    tag = localised_names.parse_language(text) if text else default
    if tag is None:
        parts = map(localised_names.parse_language, filter(None, re.split(r"\s*[,;/&]\s*", text)))
        tag = next(filter(None, parts), None)
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
