"""Mail addresses: checked, and brought to the one form under which a mailbox is found again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email
from publicsuffixlist import PublicSuffixList

from petition.core.text import UNWANTED


class NotAnAddress(ValueError):
    """This cannot be a mail address."""


class SeveralAddresses(NotAnAddress):
    """These are two addresses or more."""


@dataclass(frozen=True)
class Provider:
    """What a mail provider does with the part before the @: which spellings reach one mailbox."""

    domain: str
    dots: bool = False  # True: dots do not matter
    tag: str | None = None  # everything from this character on does not matter


# Only providers that document it. Elsewhere "a.b@" and "ab@" may be two people.
PROVIDERS = {
    alias: rule
    for rule, aliases in (
        (Provider("gmail.com", dots=True, tag="+"), ("gmail.com", "googlemail.com")),
        (Provider("outlook.com", tag="+"), ("outlook.com",)),
        (Provider("hotmail.com", tag="+"), ("hotmail.com",)),
        (Provider("live.com", tag="+"), ("live.com",)),
        (Provider("icloud.com", tag="+"), ("icloud.com", "me.com", "mac.com")),
        (Provider("proton.me", dots=True, tag="+"), ("proton.me", "protonmail.com", "pm.me")),
        (Provider("fastmail.com", tag="+"), ("fastmail.com",)),
        (Provider("yandex.ru", tag="+"), ("yandex.ru", "yandex.com", "yandex.by", "yandex.kz", "ya.ru")),
        (Provider("tuta.com"), ("tuta.com",)),
    )
    for alias in aliases
}
# Providers of mailboxes for everybody: such an address says nothing about an organisation.
FREE_MAIL = frozenset(PROVIDERS) | {
    "yahoo.com", "aol.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "mail.ru", "bk.ru", "inbox.ru", "list.ru",
    "rambler.ru", "tut.by", "ukr.net", "i.ua", "meta.ua", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "seznam.cz",
    "tutanota.com", "disroot.org", "riseup.net", "posteo.de", "mailbox.org", "zoho.com", "hey.com", "mail.com",
    "ymail.com", "rocketmail.com", "msn.com", "aim.com", "zoho.eu", "zohomail.com", "tutamail.com", "tuta.io",
    "keemail.me", "protonmail.ch", "startmail.com", "hushmail.com", "runbox.com", "mailfence.com", "vivaldi.net",
    "duck.com", "mozmail.com", "vk.com", "internet.ru", "xmail.ru", "bigmir.net", "email.ua", "online.ua", "open.by",
    "inbox.lv", "inbox.lt", "mail.ee", "hot.ee", "op.pl", "vp.pl", "go2.pl", "gazeta.pl", "tlen.pl", "email.cz",
    "post.cz", "centrum.cz", "volny.cz", "azet.sk", "zoznam.sk", "abv.bg", "freemail.hu", "citromail.hu",
    "t-online.de", "freenet.de", "arcor.de", "bluewin.ch", "laposte.net", "orange.fr", "wanadoo.fr", "free.fr",
    "sfr.fr", "libero.it", "virgilio.it", "btinternet.com", "qq.com", "163.com", "126.com", "naver.com", "daum.net",
}  # fmt: skip
# Providers with a domain for each country: "yahoo.co.uk", "hotmail.fr".
FREE_MAIL_BY_COUNTRY = re.compile(r"(?:yahoo|hotmail|outlook|live|gmx|yandex)\.(?:com?\.)?[a-z]{2}")


# Characters of a host name and of an address (RFC 1035, 2.3.4; RFC 5321, 4.5.3.1): nothing longer is looked at.
LONGEST_HOST, LONGEST = 253, 254
# The forms of ASCII characters that East Asian keyboards give, and the small @.
FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3002: ".", 0xFE6B: "@"}
# Joiners belong between letters of scripts that join; anywhere else they were copied along and are not seen.
STRAY_JOINER = re.compile("(?<![^\\x00-\\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\\x00-\\x7f\u200c\u200d])")
QUOTES = "\"'`“”„«»‹›‘’"
# A name with the address in brackets, or the other way round; a link of Markdown.
BRACKETED = (
    re.compile(r"([^<>]*)<([^<>]*)>[\s,;.]*"),
    re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)[\s,;.]*"),
    re.compile(r"([^()]*)\(([^()]*)\)[\s,;.]*"),
)
COPIED_TO = re.compile(r"(?i)[?&](?:to|b?cc)=")
SCHEME = re.compile(r"(?i)(mailto|e-?mail):\s*")


@dataclass(frozen=True)
class Address:
    """A mail address that was checked, in all its forms; each is made once.

    ``text`` is how it is written to, and nothing else ever is. ``canonical`` is one form for all spellings that reach
    the same mailbox, only for comparing.
    """

    text: str
    canonical: str

    @property
    def domain(self) -> str:
        """Its domain in ASCII."""
        return self.canonical.rsplit("@", 1)[1]

    @property
    def mailbox(self) -> str:
        """The canonical form without any tag: whoever runs a domain may well deliver "x+1@" to "x@".

        Only for counting mails; two people never share a signature by it.
        """
        local, _at, domain = self.canonical.rpartition("@")
        return f"{local.split('+')[0] or local}@{domain}"

    @cached_property
    def registrable_domain(self) -> str:
        """The domain that somebody registered for it; of "a@mail.uni.example" that is "uni.example"."""
        return registrable_domain(self.domain) or self.domain


def unwrap_address(written: str) -> str:
    """The address alone, out of what mail programs and pages give when it is copied.

    "Ada <ada@example.org>", "ada@example.org (Ada)", "[Ada](mailto:ada@example.org)", "mailto:…?subject=…", quotes
    around it, a full-width @, characters that nobody sees. What holds two different addresses, or none, stays as it
    is, but for those characters.
    """
    text = STRAY_JOINER.sub("", UNWANTED.sub("", written)).translate(FULL_WIDTH)
    for pattern in BRACKETED:
        if bracketed := pattern.fullmatch(text.strip()):
            found = {part.casefold(): part for part in map(_strip_scheme, bracketed.groups()) if "@" in part}
            return next(iter(found.values())) if len(found) == 1 else text
    return _strip_scheme(text)


def _strip_scheme(text: str) -> str:
    bare = text.strip().strip(QUOTES).rstrip(",;.").strip(QUOTES).strip()
    scheme = SCHEME.match(bare)
    if scheme is None or COPIED_TO.search(bare):
        return bare
    address = bare[scheme.end() :].partition("?")[0]
    return (unquote(address) if scheme[1].lower() == "mailto" else address).strip()


def parse(address: str) -> Address:
    """An address as somebody wrote it (``unwrap_address``); raises NotAnAddress. Source: RFC 5321, 6531, 5891.

    Internationalised addresses are welcome; whether the domain takes mail is not asked here.
    """
    stripped = unwrap_address(address)
    if sum("@" in part for part in re.split(r"[\s,;<>]", stripped)) > 1:
        raise SeveralAddresses("two addresses or more")
    if len(stripped) > LONGEST:
        raise NotAnAddress("an address has at most 254 characters")
    try:
        valid = validate_email(stripped, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as fault:
        raise NotAnAddress(str(fault)) from None
    local, domain = valid.local_part.casefold(), (valid.ascii_domain or valid.domain).lower()
    rule = PROVIDERS.get(domain)
    if rule is not None:
        domain = rule.domain
        local = local.split(rule.tag)[0] or local if rule.tag else local
        local = local.replace(".", "") if rule.dots else local
    return Address(valid.normalized, f"{local}@{domain}")


def restore(kept: str | dict[str, str]) -> Address:
    """An address out of a form that was received, which keeps it as a dictionary; older forms have its text alone."""
    return parse(kept) if isinstance(kept, str) else Address(**kept)


def validate_address(address: str) -> str:
    """An address as it should be written to; raises NotAnAddress."""
    return parse(address).text


def canonical_address(address: str) -> str:
    """One form for all spellings of an address that reach the same mailbox; raises NotAnAddress."""
    return parse(address).canonical


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have a mailbox on this domain."""
    return domain in FREE_MAIL or FREE_MAIL_BY_COUNTRY.fullmatch(domain) is not None


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def public_suffix(host: str) -> str | None:
    """The end of a host under which anybody can register a domain, "co.uk"; None where there is none."""
    try:
        return _suffixes().publicsuffix(host.encode("idna").decode(), accept_unknown=False) or None
    except UnicodeError:
        return None


def registrable_domain(host: str) -> str | None:
    """The domain that somebody registered, "viasna.org" for "www.viasna.org" (Public Suffix List)."""
    if len(host) > LONGEST_HOST:
        return None
    try:
        ascii_host = host.strip(".").lower().encode("idna").decode()
    except UnicodeError:
        return None
    if ascii_host.rpartition(".")[2].isdigit():
        return None  # an IP address
    return _suffixes().privatesuffix(ascii_host) or None
