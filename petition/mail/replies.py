"""What a mail server's answer means for a mail. Sources: RFC 5321 (codes), RFC 3463 (enhanced codes)."""

from __future__ import annotations

import re
import smtplib

ADDRESS = re.compile(r'"[^"]*"@\S*|\S*(?:@|%40|=40)\S*')
SHORTEST_NAME = 2
# "Authentication required", "credentials invalid", "encryption needed": said of us, whenever it is said.
SAID_OF_US = (530, 534, 535, 538)


class MailRefused(Exception):
    """This mail will never be taken; the text says why and names nobody."""


class MailPostponed(Exception):
    """This mail was not taken, but may be later; the text says why and names nobody."""


class ServerUnavailable(Exception):
    """The mail server takes no mail from us at the moment; the text says why and names nobody."""


def connection_error(fault: Exception) -> ServerUnavailable:
    """What a fault means before any mail was begun: it is never the mail's."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return ServerUnavailable(
            f"The mail server does not let us in: {clean_reply(fault.smtp_code, fault.smtp_error)}"
        )
    return ServerUnavailable(f"The mail server cannot be reached ({type(fault).__name__}).")


def sender_error(code: int, text: bytes) -> ServerUnavailable:
    """What a refusal of our own address means: no mail would be taken."""
    return ServerUnavailable(f"The mail server refuses our sender: {clean_reply(code, text)}")


def recipient_error(code: int, text: bytes, recipient: str) -> MailRefused | MailPostponed | ServerUnavailable:
    """What a refusal of the recipient means."""
    return _error_by_code(f"The mail server refuses the recipient: {clean_reply(code, text, recipient)}", code)


def mail_error(code: int, text: bytes, recipient: str) -> MailRefused | MailPostponed | ServerUnavailable:
    """What a refusal of the mail itself means."""
    return _error_by_code(f"The mail server refuses the mail: {clean_reply(code, text, recipient)}", code)


def sending_error(fault: Exception) -> MailRefused | MailPostponed:
    """What anything else means that goes wrong while a mail is being sent."""
    # Never its text: it may repeat the address or the words of the mail.
    name = type(fault).__name__
    if isinstance(fault, (ValueError, UnicodeError)):
        return MailRefused(f"The address cannot be written in a way the mail server understands ({name}).")
    return MailPostponed(f"The connection broke while the mail was being sent ({name}).")


def clean_reply(code: int, text: bytes | str, recipient: str = "") -> str:
    """A server's answer in one line with every address taken out; servers like to repeat them."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    words = ADDRESS.sub("…", " ".join(words.split()))
    for part in recipient.rpartition("@")[::2]:
        if len(part) >= SHORTEST_NAME:
            words = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return f"{code} {''.join(letter for letter in words if letter.isprintable())}".strip()


def _error_by_code(reason: str, code: int) -> MailRefused | MailPostponed | ServerUnavailable:
    if code in SAID_OF_US:
        return ServerUnavailable(reason)
    return MailRefused(reason) if 500 <= code <= 599 else MailPostponed(reason)
