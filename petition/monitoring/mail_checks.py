"""Whether the mail server takes our mail, and whether other servers are told to believe it."""

from __future__ import annotations

from collections.abc import Iterator

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from petition.config import Settings
from petition.mail import smtp
from petition.mail.replies import ServerUnavailable
from petition.monitoring.findings import Finding, fail, fine, skip, warn

TIMEOUT = 5.0
# RFC 5321, 4.2.3.
ACCEPTED = 250
# What signs under no selector of its own choice calls it so; there is no way to ask for a list (RFC 6376, 3.1).
SELECTORS = ("default", "dkim", "mail", "s1", "s2", "k1", "selector1", "selector2", "google", "smtp", "key1")


def check_mail(settings: Settings, selectors: tuple[str, ...]) -> Iterator[Finding]:
    """A conversation with the mail server up to the sender, and the sender's records in the DNS."""
    if settings.relay is None:
        yield warn("mail", "MAIL_URL is not set: no mail is sent", "set MAIL_URL for a real installation")
        return
    yield _check_conversation(settings)
    domain = smtp.sender_domain(settings.mail_from)
    if "." not in domain:
        yield warn("sender", f"{domain} is no public domain", "set MAIL_FROM to an address of a domain of yours")
        return
    try:
        yield from (_check_spf(domain), _check_dmarc(domain), _check_dkim(domain, selectors))
    except DNSException as fault:
        remedy = "look at the name servers of this machine; mail goes on without"
        yield skip("DNS", f"does not answer ({type(fault).__name__}): SPF, DKIM and DMARC were not looked at", remedy)


def _check_conversation(settings: Settings) -> Finding:
    """Connects, encrypts, signs in and names the sender, as for a mail, and takes it back: nothing is sent."""
    remedy = "look at MAIL_URL and MAIL_FROM; mails wait meanwhile, and are not lost"
    try:
        with smtp.Connection() as connection:
            connection.open()
            assert connection.host is not None
            code, _text = connection.host.mail(smtp.bare_address(settings.mail_from))
            if code != ACCEPTED:
                return fail("mail", f"the mail server refuses the sender ({code})", remedy)
            connection.host.rset()
    except ServerUnavailable as fault:
        return fail("mail", str(fault).rstrip("."), remedy)
    except OSError as fault:
        return fail("mail", f"the connection broke ({type(fault).__name__})", remedy)
    return fine("mail", "the mail server lets us in and takes the sender")


def _check_spf(domain: str) -> Finding:
    """RFC 7208."""
    found = [record for record in _texts(domain) if record.lower().startswith("v=spf1")]
    if len(found) == 1:
        return fine("SPF", f"{domain} has a record")
    if found:
        return fail(
            "SPF", f"{domain} has {len(found)} records, which counts as none", "leave one TXT record with v=spf1"
        )
    return warn(
        "SPF",
        f"{domain} has no record",
        "add a TXT record with v=spf1 that names your mail server, or mails land in spam",
    )


def _check_dmarc(domain: str) -> Finding:
    """RFC 7489: of the domain itself, or of one above it."""
    labels = domain.split(".")
    for above in (".".join(labels[start:]) for start in range(len(labels) - 1)):
        if any(record.startswith("v=DMARC1") for record in _texts(f"_dmarc.{above}")):
            return fine("DMARC", f"_dmarc.{above} has a record")
    return warn("DMARC", f"{domain} has no record", f"add a TXT record _dmarc.{domain}, to begin with v=DMARC1; p=none")


def _check_dkim(domain: str, selectors: tuple[str, ...]) -> Finding:
    """RFC 6376, under the selectors that were named, or the usual ones."""
    for selector in selectors or SELECTORS:
        if any("p=" in record for record in _texts(f"{selector}._domainkey.{domain}")):
            return fine("DKIM", f"{selector}._domainkey.{domain} has a key")
    if selectors:
        return fail(
            "DKIM",
            f"{domain} has no key under {', '.join(selectors)}",
            "publish the key that the mail server signs with",
        )
    return skip("DKIM", f"{domain} has no key under the usual selectors", "name the mail server's with --selector")


def _texts(name: str) -> list[str]:
    """The TXT records of a name; none where there is no such name."""
    resolver = Resolver()
    resolver.lifetime = TIMEOUT
    try:
        return [b"".join(record.strings).decode(errors="replace") for record in resolver.resolve(name, "TXT")]
    except (NXDOMAIN, NoAnswer):
        return []
