"""Postal addresses, numbers of documents and dates of birth beside a name; nobody may publish them."""

from __future__ import annotations

import re

from petition.statements.text.roll.names import names_country
from petition.statements.text.roll.person_words import ORGANISATION, ROLE

STREET = re.compile(
    r"(?i)\d{1,5}[a-z]?,? (?:[^\W\d_][\w.'’-]* ){1,4}(?:road|rd|street|st|avenue|ave|lane|ln|drive|dr|square|sq|"
    r"boulevard|blvd|court|"
    r"way|place|close|terrace|crescent|row|gardens|hill)\b\.?.{0,20}"
    r"|(?:\d{1,4}(?: ?(?:bis|ter))?,? )?(?:rue|avenue|av\.|boulevard|bd|place|chemin|allée|quai|impasse|calle|c/|"
    r"avda\.?|avenida|plaza|"
    r"paseo|carrer|rua|travessa|praça|via|viale|piazza|corso|ul\.|ulica|al\.|aleje|os\.|pl\.|plac|вул\.?|вуліца|"
    r"вулиця|ул\.?|"
    r"улица|пр-т|праспект|проспект|просп\.?|пл\.|пер\.|завулак|провулок|бульвар|бул\.?|strada|str\.|ulice|náměstí|"
    r"nám\.|"
    r"trg|οδός|شارع) ?[^\d]{2,40}\d{1,4}(?![\d.]).{0,20}"
    r"|(?:rue|avenue|boulevard|chemin|allée|quai) .{2,40}\d{1,4}"
    r"|\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place|chemin|allée|quai|impasse) .{2,40}"
    r"|(?:[^\W\d_][\w.'’-]* ){0,3}[^\W\d_][\w-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|damm|ufer|straat|laan|"
    r"plein|gracht|kade|"
    r"gatan|gata|vägen|väg|vej|gade|veien|katu)\.? \d{1,4} ?[a-z]?(?:[-–/ ]\d{1,4})?"
    r"|(?:[^\W\d_][\w.'’-]* ){1,3}(?:utca|út|tér|sokak|sok\.|cad\.|caddesi|straße|strasse|street|road|g\.|gatvė|"
    r"iela)\.? (?:no:? ?)?\d{1,4}.{0,12}"
    r"|(?:p\.? ?o\.? ?box|postfach|apartado|apdo\.?|bp|а/с|casella postale|skr(?:ytka|\.) poczt\w*) ?\d{1,6}.{0,20}"
    r"|(?:кв|буд|д|дом|корп|apt|flat|floor|suite|m)\.? ?\d{1,4} ?[a-zа-я]?"
)
POSTCODE = re.compile(
    r"(?:[A-Z]{1,3}[- ])?(?:\d{4,6}|\d{2}-\d{3}|\d{3} \d{2}|\d{4} ?[A-Z]{2})(?: [^\W\d_][^\d,;]{1,40})?"
    r"|(?:[^\W\d_][^\d,;]{1,40} )?[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|"
    r"(?:[^\W\d_][^\d,;]{1,40} )?[A-Z]{2} \d{5}(?:-\d{4})?"
)
DOCUMENT = re.compile(
    r"(?i)\b(?:passport|паспорт|пашпарт|dni|nie|pesel|curp|cpf|rg|cédula|carnet|personnummer|bsn|id(?: card)?|"
    r"identity card|"
    r"personalausweis|ausweis\w*|carte d['’]identité|rodné číslo|инн|ідэнтыфікацыйны нумар|ідн|іпн)\b\.?\s*(?:no\.?|"
    r"nr\.?|n[º°]|№|#)?\s*"
    r"[:：]?\s*[A-ZА-Я]{0,3} ?\d[\d.\-/ ]{3,20}[\dA-Z]?"
)
BIRTH = re.compile(
    r"(?i)[(,;]?\s*(?:\*|\b(?:born|geb(?:oren)?|née?(?: le)?|nacid[oa](?: el)?|nascid[oa](?: em)?|nat[oa](?: il)?|"
    r"нар|род|ur|nar|"
    r"född|født|d\.?o\.?b|date of birth))\b\.?:?\s*(?:on |am |in )?\s*\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\)?"
)
PART = re.compile(r"\s*[,;|]\s*|\s+[-–—·•]\s+")
BRACKET = re.compile(r"[(\[]([^()\[\]]{4,160})[)\]]")
LONGEST_PART, MOST_PARTS = 90, 24


def take_private(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without addresses, numbers of documents and dates of birth behind a name, and what was taken off."""
    if not any(map(str.isdigit, text)):
        return text, ()
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        found.append(match[0].strip(" ,;()"))
        return " "

    kept = BIRTH.sub(take, DOCUMENT.sub(take, text))
    kept = BRACKET.sub(lambda match: take(match) if _is_address(match[1]) else match[0], kept)
    kept = _drop_parts(kept, found)
    return (" ".join(kept.split()).strip(" ,;") if found else text), tuple(found)


def _drop_parts(text: str, found: list[str]) -> str:
    """The text without its parts that are addresses; the first part is the name and stays."""
    parts = list(PART.finditer(text))
    if not 0 < len(parts) <= MOST_PARTS:
        return text
    kept, has_street = text[: parts[0].start()], False
    for at, sign in enumerate(parts):
        end = parts[at + 1].start() if at + 1 < len(parts) else len(text)
        part = text[sign.end() : end]
        street = is_street(part)
        if street or _is_coded_town(part) or (has_street and _is_town(part)):
            has_street = True
            found.append(part.strip())
        else:
            kept += text[sign.start() : end]
    return kept


def _is_town(part: str) -> bool:
    """Whether a part behind a street is its town."""
    bare = part.strip(" .")
    if POSTCODE.fullmatch(bare):
        return True
    plain = len(bare.split()) <= 3 and not any(map(str.isdigit, bare)) and not names_country(bare)
    return plain and not ORGANISATION.search(bare) and not ROLE.search(bare)


def _is_coded_town(part: str) -> bool:
    """Whether a part is a postcode and a town; a year and a word are none."""
    bare = part.strip(" .")
    return POSTCODE.fullmatch(bare) is not None and " " in bare and not re.match(r"(?:1[89]|20)\d\d ", bare)


def _is_address(text: str) -> bool:
    return any(is_street(part) or _is_coded_town(part) for part in PART.split(text))


def is_street(part: str) -> bool:
    """Whether a part of a line is a street and a number, a box at the post office or a flat."""
    return len(part) <= LONGEST_PART and STREET.fullmatch(part.strip(" .")) is not None
