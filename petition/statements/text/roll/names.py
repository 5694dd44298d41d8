"""A name as it is printed in a list: cleaned of numbers, bullets and emphasis, its country taken from its end."""

from __future__ import annotations

import re
from functools import lru_cache

from petition.core.countries import find_countries, find_country, find_region
from petition.statements.text import numbering
from petition.statements.text.roll.person_words import LEGAL

BRACKETED = re.compile(r"(.*?)\s*[(（\[]([^()（）\[\]]+)[)）\]]", re.DOTALL)
ENDING_ABBREVIATION = re.compile(r"(?:^|\s)(?:\w{1,3}\.)+$|(?i:\b(?:inc|ltd|corp|assn|stift|org|jr|sr|esq)\.)$")
SEPARATOR = re.compile(r"\s*[,;|،；，、]\s*|\s+[-–—―/]\s+|(?<=[\w)»”\"])[–—]\s+|\s+[–—](?=\w)")
LAST_SENTENCE = re.compile(r"(?<=\w\w)\.\s+(?=[^\W\d_]+(?: [^\W\d_]+){0,3}$)")
COUNTRY_FIRST = re.compile(r"([^:：]{3,40})[:：]\s+(.+)")
ACRONYM = re.compile(r"[^\W\d_]*[A-ZА-ЯЁІЎЄЇÄÖÜ]{2,}[\w&.-]{0,8}|[A-ZА-Я]\w{0,6}[A-ZА-Я]")
FOOTNOTE_MARK = re.compile(r"\[\^[^\[\]\s]{1,30}\]")
SHORT_FORM = re.compile(r"(?:[^\W\d_]\.){2,}")
LONGEST = 400
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
# Codes of two and three letters that stand for a country wherever they are; others are abbreviations of names, too.
SURE_CODES = frozenset(
    [
        "UK",
        "USA",
        "US",
        "UAE",
        "DRC",
        "EU",
        "PRC",
        "ROC",
        "DPRK",
        "РФ",
        "ČR",
        "РБ",
        "США",
        "ЗША",
        "ВБ",
        "СССР",
        "КНР",
        "ОАЭ",
        "RU-BY",
        "EEUU",
        "EUA",
        "RFA",
    ]
)


def clean_name(text: str) -> str:
    """The name without bullet, number, emphasis and punctuation around it."""
    text = FOOTNOTE_MARK.sub("", text)
    while True:
        text = text.strip()
        if text.startswith("\\") and not text.startswith("\\\\"):
            return strip_punctuation(text[1:])
        bullet = numbering.BULLET.match(text)
        shorter = text[bullet.end() :] if bullet else _strip_number(text)
        shorter = shorter if shorter and shorter != text else strip_punctuation(text)
        if shorter == text:
            return text
        text = shorter


def _strip_number(text: str) -> str:
    marker = numbering.read_marker(text)
    if marker and marker.delimiter and (marker.is_numeric or marker.delimiter != "."):
        # Figures with a comma behind them are a name: "11.11.11, Belgium".
        return text if marker.rest[:1] in tuple(",;–—-(") else marker.rest
    # Lists of a thousand names and more.
    long = re.match(r"\(?\d{4,6}[.)]\)?\s+(?=\D)", text)
    return text[long.end() :] if long else text


def strip_punctuation(text: str) -> str:
    """The text without separators at its end and emphasis around it; the stop of an abbreviation stays."""
    while True:
        shorter = text.strip().rstrip(";,،；，、|\\").rstrip()
        inner = shorter.strip("*_ ")
        shorter = inner if not any(mark in inner for mark in "*_") else shorter
        ended = shorter.endswith((".", "。")) and not ENDING_ABBREVIATION.search(shorter[-12:])
        shorter = shorter[:-1] if ended and "." not in shorter.rsplit(" ", 1)[-1][:-1] else shorter
        if shorter == text:
            return text
        text = shorter


def take_country(name: str, *, codes: bool = False) -> tuple[str, str | None]:
    """The name without the country at its end, in brackets or behind a separator, and the country as printed.

    ``codes``: whether codes of two and three letters are countries in this list.
    """
    if len(name) > LONGEST:
        return name, None
    flag = FLAG.search(name)
    if flag:
        letters = "".join(chr(ord(each) - 0x1F1E6 + ord("A")) for each in flag[0])
        rest = strip_punctuation(FLAG.sub(" ", name).strip())
        rest, printed = take_country(" ".join(rest.split()), codes=codes)
        return rest, printed or letters
    found = BRACKETED.fullmatch(name) if name[-1:] in (")", "）", "]") else None
    if found:
        return _take_bracketed(name, found[1], found[2].strip(), codes)
    return _take_last_part(name, codes)


def _take_bracketed(name: str, before: str, inside: str, codes: bool) -> tuple[str, str | None]:
    before = strip_punctuation(before)
    if not any(character.isalnum() for character in before):
        return name, None
    if names_country(inside, codes=codes) or _is_region(inside):
        return before, inside
    parts = split_parts(inside)
    if len(parts) > 1 and names_country(parts[-1], codes=codes) and not all(map(names_country, parts)):
        rest = inside[: inside.rindex(parts[-1])].rstrip(" ,;-–—/|，、；")
        return f"{before} ({rest})", parts[-1]
    if len(parts) > 1 and names_country(parts[0], codes=codes):
        return before, inside
    shorter, country = _take_last_part(before, codes) if ACRONYM.fullmatch(inside) else (before, None)
    return (f"{shorter} ({inside})", country) if country else (name, None)


def _take_last_part(name: str, codes: bool) -> tuple[str, str | None]:
    places = [found for found in SEPARATOR.finditer(name) if not _has_open_bracket(name, found.start())]
    for found in reversed(places[-4:]):
        before, last = strip_punctuation(name[: found.start()]), name[found.end() :].strip()
        last = last if SHORT_FORM.fullmatch(last) else last.strip(" .")
        if names_country(last, codes=codes) and any(character.isalnum() for character in before):
            return before, last
    stop = LAST_SENTENCE.search(name)
    if stop and len(name[stop.end() :]) > 3 and names_country(name[stop.end() :]):
        return name[: stop.start()], name[stop.end() :]
    first = COUNTRY_FIRST.fullmatch(name)
    return (first[2], first[1]) if first and names_country(first[1]) else (name, None)


def _has_open_bracket(name: str, at: int) -> bool:
    before = name[:at]
    return before.count("(") > before.count(")") or before.count("«") > before.count("»")


def names_country(text: str, *, codes: bool = False) -> bool:
    """Whether a text is wholly the name of a country, or of several."""
    return len(text) <= LONGEST and _names_country(text, codes)


@lru_cache(maxsize=4096)
def _names_country(text: str, codes: bool) -> bool:
    bare = text.strip(" .")
    if not bare or len(bare) > 80 or (bare[0].islower() and len(bare) < 4):
        return False
    letters = bare.replace(".", "").replace(" ", "")
    if len(letters) <= 3 and letters.isascii() and letters not in SURE_CODES:
        return codes and letters.isupper() and find_country(bare) is not None
    return letters in SURE_CODES or find_country(bare) is not None or bool(find_countries(bare))


def _is_region(text: str) -> bool:
    return find_region(text) is not None


def split_parts(text: str) -> list[str]:
    """The parts of a line between separators that stand in no brackets; "Inc." and "e.V." stay with what is before."""
    if len(text) > LONGEST:
        return [text]
    parts: list[str] = []
    start = 0
    for found in SEPARATOR.finditer(text):
        if not _has_open_bracket(text, found.start()):
            parts.append(text[start : found.start()].strip())
            start = found.end()
    parts.append(text[start:].strip())
    joined: list[str] = []
    for part in filter(None, parts):
        if joined and LEGAL.fullmatch(part):
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined
