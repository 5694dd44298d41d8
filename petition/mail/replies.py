"""What a mail server's answer means for a mail. Sources: RFC 5321 (codes), RFC 3463 (enhanced codes)."""

from __future__ import annotations

import re
import smtplib

ADDRESS = re.compile(r'"[^"]*"@\S*|\S*(?:@|%40|=40)\S*')
SHORTEST_NAME = 2
# "Authentication required", "credentials invalid", "encryption needed": said of us, whenever it is said.
SAID_OF_US = (530, 534, 535, 538)


class Refused(Exception):
    """This mail will never be taken; the text says why and names nobody."""


class NotNow(Exception):
    """This mail was not taken, but may be later; the text says why and names nobody."""


class ServerAway(Exception):
    """The mail server takes no mail from us at the moment; the text says why and names nobody."""


def while_connecting(fault: Exception) -> ServerAway:
    """What a fault means before any mail was begun: it is never the mail's."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return ServerAway(f"The mail server does not let us in: {said(fault.smtp_code, fault.smtp_error)}")
    return ServerAway(f"The mail server cannot be reached ({type(fault).__name__}).")


def of_sender(code: int, text: bytes) -> ServerAway:
    """What a refusal of our own address means: no mail would be taken."""
    return ServerAway(f"The mail server refuses our sender: {said(code, text)}")


def of_recipient(code: int, text: bytes, recipient: str) -> Refused | NotNow | ServerAway:
    """What a refusal of the recipient means."""
    return _by_code(f"The mail server refuses the recipient: {said(code, text, recipient)}", code)


def of_mail(code: int, text: bytes, recipient: str) -> Refused | NotNow | ServerAway:
    """What a refusal of the mail itself means."""
    return _by_code(f"The mail server refuses the mail: {said(code, text, recipient)}", code)


def while_sending(fault: Exception) -> Refused | NotNow:
    """What anything else means that goes wrong while a mail is being sent."""
    # Never its text: it may repeat the address or the words of the mail.
    name = type(fault).__name__
    if isinstance(fault, (ValueError, UnicodeError)):
        return Refused(f"The address cannot be written in a way the mail server understands ({name}).")
    return NotNow(f"The connection broke while the mail was being sent ({name}).")


def said(code: int, text: bytes | str, recipient: str = "") -> str:
    """A server's answer in one line with every address taken out; servers like to repeat them."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    words = ADDRESS.sub("…", " ".join(words.split()))
    for part in recipient.rpartition("@")[::2]:
        if len(part) >= SHORTEST_NAME:
            words = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return f"{code} {''.join(letter for letter in words if letter.isprintable())}".strip()


def _by_code(reason: str, code: int) -> Refused | NotNow | ServerAway:
    if code in SAID_OF_US:
        return ServerAway(reason)
    return Refused(reason) if 500 <= code <= 599 else NotNow(reason)
