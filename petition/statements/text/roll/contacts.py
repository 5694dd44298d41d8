"""Mail addresses, telephone numbers, accounts and links that stand beside a name; they are never part of it."""

from __future__ import annotations

import re

LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)?)(?:\s+\"[^\"]*\")?\)")
MAIL = re.compile(
    r"(?i)(?:mailto:)?[\w.+%-]{1,64}\\?(?:@|＠|\s?[\[(]at[\])]\s?)[\w-]{1,63}(?:(?:\.|"
    r"\s?[\[(]dot[\])]\s?)[\w-]{1,63}){1,6}"
)
ADDRESS = re.compile(
    r"(?i)(?:https?://|www\.|\bt\.me/|\bwa\.me/|\bfb\.com/|facebook\.com/|instagram\.com/|twitter\.com/)[^\s<>()\[\]]+"
)
LABEL = (
    r"(?:tel(?:ephone|efon|éfono|éfono|efone|efoon|efono)?|phone|ph|mob(?:ile|il)?|cell|fax|тел(?:ефон)?|"
    r"тэл(?:ефон)?|факс|моб|handy|móvil|celular|"
    r"cellulare|電話|电话|전화|هاتف|تلفن|téléphone|tél|gsm|whats\s?app|signal|viber|telegram|telegrama|тг|телеграм|"
    r"тэлеграм|skype|e-?mail|mail|correo(?: electrónico)?|"
    r"courriel|эл\.? ?почта|почта|пошта|e-posta|email address|twitter|x|instagram|facebook|fb|ig|mastodon|bluesky|"
    r"web(?:site)?|сайт|contact|kontakt)"
)
PHONE = re.compile(
    rf"(?i)(?:\b{LABEL}\.?\s*(?:(?:y|and|/|&|und|et)\s*{LABEL})?\s*[:：]?\s*)?(?:(?<![\w+])\+|(?<![\w+])00(?=\d)|"
    rf"(?<=[:：.]\s)|(?<=[:：.])|(?<![\w(])(?=\(?0\d))\(?\d[\d\s().\-–/]{{6,18}}\d"
)
ACCOUNT = re.compile(rf"(?i)(?:\b{LABEL}\s*[:：]?\s*)?(?<![\w@.])@[A-Za-z]\w{{2,30}}(?:@[\w.-]+)?\b")
LABELLED = re.compile(rf"(?i)[,;(–—|-]?\s*\b{LABEL}\s*[:：]\s*$")
# What each of them has in it, found sooner than the whole.
AT_SIGN, ADDRESS_SIGN = re.compile(r"(?i)[@＠]|at[\])]"), re.compile(r"(?i)/|www\.")
FIGURES = re.compile(r"\d[\d\s().\-–/]{6}")
EMPTY = re.compile(r"[(\[<（]\s*[;,/|]*\s*[)\]>）]|<\s*$")
LONGEST = 2000
EDGES = " \t,;:|/–—-·•<(["
# Words that show that a line is there for writing or calling to somebody.
SIGNS = re.compile(
    r"(?i)https?:|www\.|\w\\?[@＠]\w|\b(?:tel|phone|fax|тел|тэл|факс|téléphone|teléfono|telefon|whatsapp|"
    r"e-?mail)\b\.?\s*[:：+(\d]|\+\d[\d\s().-]{7,}"
)


def take_contacts(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without contact data, and what was taken off, as printed, each once.

    The words of links stay; addresses they lead to are contacts too, but for places in the page.
    """
    found: dict[str, None] = {}
    if len(text) > LONGEST:
        return text, ()
    if "www." not in text and not any(sign in text for sign in "@＠+:/[(0123456789"):
        return text, ()
    kept = LINK.sub(lambda link: _keep_words(link, found), text)
    for pattern, hint in ((MAIL, AT_SIGN), (ADDRESS, ADDRESS_SIGN), (ACCOUNT, AT_SIGN), (PHONE, FIGURES)):
        if hint.search(kept):
            kept = pattern.sub(lambda match: _take(match[0], found), kept)
    if not found:
        return kept, ()
    while (shorter := LABELLED.sub("", EMPTY.sub("", kept)).rstrip().rstrip(EDGES)) != kept:
        kept = shorter
    return " ".join(kept.split()), tuple(found)


def _keep_words(link: re.Match[str], found: dict[str, None]) -> str:
    address = link[2].strip("#<>")
    if address:
        found[address] = None
    return link[1] if not MAIL.fullmatch(link[1].strip()) else " "


def _take(printed: str, found: dict[str, None]) -> str:
    value = printed.strip(EDGES + ".").replace("\\", "")
    if sum(letter.isdigit() for letter in value) < 7 and not any(sign in value for sign in "@＠./[("):
        return printed
    found.setdefault(value, None)
    return " "


def is_reachable(contact: str) -> bool:
    """Whether contact data reaches somebody, as mail and telephone do; a link only leads somewhere."""
    return any(pattern.match(contact) for pattern in (MAIL, PHONE, ACCOUNT)) or contact.startswith(("mailto:", "tel:"))


def is_contact_line(text: str) -> bool:
    """Whether a line is there for writing or calling to somebody: an address or a number, or the word before it."""
    return SIGNS.search(text[:LONGEST]) is not None
