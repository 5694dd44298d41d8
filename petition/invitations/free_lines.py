"""Lines that somebody wrote by hand: "Name (Country) – mail", "Name <mail>", "1. Name, mail, www.example.org"."""

from __future__ import annotations

import re

from petition.core.countries import find_countries, find_region
from petition.core.text import has_letter
from petition.invitations.cell_values import ADDRESS

LONGEST = 1000  # characters of a line
BULLET = re.compile(r"\s*(?:[-*•·–—▪◦+]|\(?\d{1,5}[.)])\s+")
URL = re.compile(
    r"(?i)\b(?:https?://|www\.)[^\s,;|<>()\[\]]+|(?<![\w@.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[^\s,;|<>()]*)?(?![\w@])"
)
TELEPHONE = re.compile(r"(?i)(?:\b(?:tel|phone|тел|тэл)\.?:?\s*)?[+(]?\d[\d\s()/-]{6,}\d")
LABEL = re.compile(
    r"(?i)\b(?:e-?mails?|mail(?:to)?|contact|web(?:site)?|url|почта|пошта|сайт|эл\. ?(?:почта|пошта))\s*:\s*"
)
BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
EMPTY_BRACKETS = re.compile(r"<\s*(?:mailto:)?\s*>|[(（\[]\s*[)）\]]")
SEPARATORS = re.compile(r"\s+[-–—]+\s+|\s*[|;\t•·]\s*|\s*[–—]\s*")
PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")
EDGES = " \t,;:|–—-·•<>\"'"


def split_line(line: str) -> dict[str, str]:
    """The fields of one organisation in a line; ``email`` may hold several addresses, ``note`` what is left."""
    text = BULLET.sub("", line[:LONGEST], count=1) if BULLET.match(line[:LONGEST]) else line[:LONGEST]
    fields: dict[str, str] = {}
    emails = list(dict.fromkeys(match.strip(".'\"").removeprefix("mailto:") for match in ADDRESS.findall(text)))
    text = LABEL.sub(" ", ADDRESS.sub(" ", text))
    websites = URL.findall(text)
    text = EMPTY_BRACKETS.sub(" ", URL.sub(" ", text))
    telephones = [match.strip() for match in TELEPHONE.findall(text)]
    parts = _split_parts(TELEPHONE.sub(" ", text), fields)
    if parts:
        fields["organisation"] = parts.pop(0)
    person = next((part for part in parts if PERSON.fullmatch(part) and part != part.lower()), None)
    if person:
        parts.remove(person)
        fields["representative"] = person
    kept = {"email": "; ".join(emails), "website": " ".join(websites[:1]), "note": "; ".join([*parts, *telephones])}
    return fields | {field: value for field, value in kept.items() if value}


def _split_parts(text: str, fields: dict[str, str]) -> list[str]:
    """The pieces of a line between its separators, without the country, which goes into the fields."""

    def take_country(part: str) -> bool:
        if "country" in fields or not (find_countries(part) or find_region(part)):
            return False
        fields["country"] = part
        return True

    text = BRACKETS.sub(lambda match: " ; " if take_country(match[1].strip()) else match[0], text)
    parts = [part.strip(EDGES) for part in SEPARATORS.split(text)]
    parts = [part for part in parts if has_letter(part)]
    parts = [part for place, part in enumerate(parts) if place == 0 or not take_country(part)]
    if parts and "country" not in fields:
        name, comma, last = parts[0].rpartition(",")
        if comma and take_country(last.strip()):
            parts[0] = name.strip(EDGES)
    return parts
