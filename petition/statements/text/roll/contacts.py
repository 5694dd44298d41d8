"""Mail addresses, telephone numbers, accounts and links that stand beside a name; they are never part of it."""

from __future__ import annotations

import re

from petition.statements.text.roll.postal import take_private

LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)?)(?:\s+\"[^\"]*\")?\)")
MAIL = re.compile(
    r"(?i)(?:mailto:)?[\w.+%-]{1,64}\\?(?:@|＠|\s?[\[(]at[\])]\s?)[\w-]{1,63}(?:(?:\.|"
    r"\s?[\[(]dot[\])]\s?)[\w-]{1,63}){1,6}"
)
ADDRESS = re.compile(
    r"(?i)(?:https?://|www\.|\bt\.me/|\bwa\.me/|\bfb\.com/|facebook\.com/|instagram\.com/|"
    r"twitter\.com/)[^\s<>()\[\]]+"
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
# "ann at example dot org", in the words that people use for the sign.
MAIL_IN_WORDS = re.compile(
    r"(?i)(?:\b(?:e-?mail|mail|почта|пошта)\s*[:：]?\s*)?[\w.+-]{1,64}\s+(?:at\s+(?=[\w-]+\s+dot\s)|"
    r"[\[(]?(?:arobase|arroba|собака|сабака|małpa|klammeraffe|ät|chiocciola|snabel-?a|zavináč|zavinac|kukac|"
    r"apenstaartje|"
    r"apestaart|at)[\])]?\s+(?=[\w-]+(?:\.|\s+[\[(]?(?:dot|point|punto|punkt|ponto|kropka|точка|кропка|крапка|tečka|"
    r"pont)\b)))"
    r"[\w-]{1,63}(?:(?:\.|\s+[\[(]?(?:dot|point|punto|punkt|ponto|kropka|точка|кропка|крапка|tečka|"
    r"pont)[\])]?\s+)[\w-]{1,63}){1,5}"
)
LABELLED_NUMBER = re.compile(
    r"(?i)(?:手机|手機|电话|電話|전화|携帯|هاتف|تلفن|טלפון|फोन|โทร|\bqq|\bpgp|"
    r"\bgpg)\s*[:：]?\s*\+?(?:0x)?[\da-f][\da-f ().\-–/]{3,60}[\da-f]|"
    r"\b(?:tel(?:ephone|efon|éfono|efone|efoon)?|phone|mobile?|mob|cell|fax|handy|gsm|móvil|celular|téléphone|"
    r"тел(?:ефон)?|"
    r"тэл(?:ефон)?|моб|whats\s?app|signal|viber|telegram)\b\.?\s*(?:no\.?|nr\.?|"
    r"number)?\s*[:：]?\s*\+?\(?\d[\d ().\-–/]{3,18}\d"
)
LABELLED_ACCOUNT = re.compile(
    r"(?i)\b(?:discord|signal|telegram|telegrama|тг|телеграм|тэлеграм|skype|viber|whats\s?app|matrix|threema|"
    r"session|icq|wechat|weixin|"
    r"微信|qq|twitter|instagram|insta|facebook|fb|mastodon|bluesky|xmpp|jabber|github|"
    r"linkedin)\s*[:：]\s*[@＠]?[\w.#/:-]{2,60}"
    r"(?:@[\w.-]{1,60})?"
)
NATIONAL_NUMBER = re.compile(
    r"(?<![\w.-])(?:\(\d{3}\) ?\d{3}[-. ]\d{4}|\d{3}[-.]\d{3}[-.]\d{4}|"
    r"8[ -]\(?\d{3}\)?[ -]\d{3}[ -]?\d\d[ -]?\d\d)(?![\w-])"
)
# A site behind a name and a separator; a name may be one itself.
SITE = re.compile(
    r"(?<=\w)\s*[:,(|–—-]\s+\(?(?:[a-z0-9-]{2,40}\.){1,3}(?:org|com|net|info|eu|io|int|edu|ngo|"
    r"[a-z]{2})(?:/\S{0,200})?\)?(?=$|[\s,;)])"
)
EMPTY_PART = re.compile(r"\s[-–—|/]\s+(?=[-–—|/]\s)|[,;]\s*(?=[,;])")
LABELLED = re.compile(rf"(?i)[,;(–—|-]?\s*\b{LABEL}\s*[:：]\s*$")
# What each of them has in it, found sooner than the whole.
AT_SIGN, ADDRESS_SIGN = re.compile(r"(?i)[@＠]|at[\])]"), re.compile(r"(?i)/|www\.")
HINTS = {MAIL: AT_SIGN, ADDRESS: ADDRESS_SIGN, ACCOUNT: AT_SIGN, PHONE: re.compile(r"\d[\d\s().\-–/]{6}")}
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
    has_sign = any(sign in text for sign in ("www.", " dot ", *"@＠+:/[(0123456789"))
    if not (has_sign or ("." in text and (SITE.search(text) or MAIL_IN_WORDS.search(text)))):
        return text, ()
    kept = LINK.sub(lambda link: _keep_words(link, found), text)
    kept, private = take_private(kept)
    found.update(dict.fromkeys(private))
    for pattern, take in TAKEN:
        if pattern not in HINTS or HINTS[pattern].search(kept):
            kept = pattern.sub(lambda match, take=take: take(match[0], found), kept)  # type: ignore[misc]
    if not found:
        return kept, ()
    kept = EMPTY_PART.sub(" ", kept)
    while (shorter := LABELLED.sub("", EMPTY.sub("", kept)).rstrip().rstrip(EDGES)) != kept:
        kept = shorter
    return " ".join(kept.split()), tuple(found)


def _keep_words(link: re.Match[str], found: dict[str, None]) -> str:
    address = link[2].strip("#<>")
    if address:
        found[address] = None
    return link[1] if not MAIL.fullmatch(link[1].strip()) else " "


def _take_all(printed: str, found: dict[str, None]) -> str:
    found.setdefault(printed.strip(EDGES + "."), None)
    return " "


def _take(printed: str, found: dict[str, None]) -> str:
    value = printed.strip(EDGES + ".").replace("\\", "")
    is_short = sum(letter.isdigit() for letter in value) < 7
    if is_short and not (any(map(str.isalpha, value)) and any(sign in value for sign in "@＠./[(")):
        return printed
    found.setdefault(value, None)
    return " "


# In this order: what has a word before it first, so that the word goes with it.
TAKEN = (
    (MAIL, _take),
    (ADDRESS, _take),
    (LABELLED_NUMBER, _take_all),
    (LABELLED_ACCOUNT, _take_all),
    (ACCOUNT, _take),
    (PHONE, _take),
    (MAIL_IN_WORDS, _take_all),
    (NATIONAL_NUMBER, _take_all),
    (SITE, _take_all),
)
REACHING = (MAIL, PHONE, ACCOUNT, LABELLED_NUMBER, LABELLED_ACCOUNT, MAIL_IN_WORDS, NATIONAL_NUMBER)


def is_reachable(contact: str) -> bool:
    """Whether contact data reaches somebody, as mail and telephone do; a link only leads somewhere."""
    return any(pattern.match(contact) for pattern in REACHING) or contact.startswith(("mailto:", "tel:"))


def is_link(contact: str) -> bool:
    """Whether what was taken off leads to a place in the web, and is no postal address."""
    return " " not in contact and ("/" in contact or "." in contact)


def is_contact_line(text: str) -> bool:
    """Whether a line is there for writing or calling to somebody: an address or a number, or the word before it."""
    return SIGNS.search(text[:LONGEST]) is not None
