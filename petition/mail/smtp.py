"""Flask-Mail's connection, repaired.

As it comes (0.10) it has no timeout, verifies no certificate, tells the machine's name, leaves a half
begun mail behind after an error, and may fail after a mail was taken. Sources: RFC 5321 (SMTP),
RFC 6531 (SMTPUTF8), RFC 8314 (TLS).
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time
from copy import copy
from email import message_from_bytes, policy
from email.utils import parseaddr
from typing import Any

import flask_mail
import idna
from flask import Flask, current_app

from petition.config import Settings
from petition.config.values import Relay
from petition.mail import replies
from petition.mail.replies import MailPostponed, MailRefused, ServerUnavailable

# Seconds for one answer. The mail itself gets longer: who hangs up too early sends twice
# (RFC 5321, 4.5.3.2.6).
TIMEOUT = 30.0
TAKING = 120.0
SLOWEST_START = 90.0
IDLE = 5.0
MAILS_A_CONNECTION = 100


def init_app(app: Flask) -> None:
    """Hands the relay to Flask-Mail under the names it knows."""
    settings: Settings = app.config["SETTINGS"]
    relay = settings.relay or Relay("", 25, None, None, "none")
    app.config.update(
        MAIL_SERVER=relay.host,
        MAIL_PORT=relay.port,
        MAIL_USERNAME=relay.user,
        MAIL_PASSWORD=relay.password,
        MAIL_USE_TLS=relay.tls == "starttls",
        MAIL_USE_SSL=relay.tls == "implicit",
        MAIL_DEFAULT_SENDER=settings.mail_from,
        # Its debugging prints whole mails.
        MAIL_DEBUG=0,
    )
    flask_mail.Mail().init_app(app)


def ascii_domain(domain: str) -> str:
    """A domain as it travels in the DNS; raises Refusal where it cannot. Source: RFC 5891."""
    try:
        return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except UnicodeError:
        raise MailRefused("The domain of the address is not valid.") from None


def ascii_address(address: str) -> str:
    """An address with its domain in ASCII; the part before the @ stays as it is."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


def bare_address(sender: str) -> str:
    """The address alone in a sender such as ``Undersigned <no-reply@example.org>``."""
    return ascii_address(parseaddr(sender)[1])


def sender_domain(sender: str) -> str:
    """The domain of the sender: the name we go by, instead of the machine's."""
    return bare_address(sender).rpartition("@")[2]


class Connection(flask_mail.Connection):
    """One connection to the relay, opened when needed and used for many mails."""

    host: smtplib.SMTP | None

    def __init__(
        self,
        mail: Any = None,
        *,
        timeout: float = TIMEOUT,
        taking: float = TAKING,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """``mail`` is Flask-Mail's state, by default the application's; times are in seconds."""
        super().__init__(mail or current_app.extensions["mail"])
        self.timeout, self.taking = timeout, taking
        self.context = context or ssl.create_default_context()
        self.used = 0.0

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def open(self) -> None:
        """Connects, unless that is done and still good; raises ServerUnavailable."""
        if self.host is not None and not self._is_alive():
            self.close()
        if not self.mail.server:
            raise ServerUnavailable("No mail server is set (MAIL_URL).")
        if self.host is None:
            try:
                self.host = self.configure_host()
            except Exception as fault:
                raise replies.connection_error(fault) from None
            self.num_emails = 0
            self.used = time.monotonic()

    def close(self) -> None:
        """Takes leave of the server, if it is still there. Never fails: what was sent is sent."""
        if self.host is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self.host.quit()
            self.host.close()
        self.host = None

    def configure_host(self) -> smtplib.SMTP:
        """A fresh connection: verified where it is encrypted, signed in where that is asked."""
        name = sender_domain(self.mail.default_sender or "")
        server, port = self.mail.server, self.mail.port or 25
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(server, port, name, timeout=self.timeout, context=self.context)
        else:
            host = smtplib.SMTP(server, port, name, timeout=self.timeout)
        try:
            if self.mail.use_tls:
                host.starttls(context=self.context)
            host.ehlo_or_helo_if_needed()
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def send(self, message: flask_mail.Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """Sends one mail over the open connection; raises Refusal, MailPostponed or ServerUnavailable.

        When it returns, the server has answered for the mail. NotNow can also mean that the connection
        was cut after the mail was given over and before the answer: it may then arrive twice.
        """
        if self.host is None:
            raise ServerUnavailable("There is no connection to the mail server.")
        try:
            self._transact(self.host, message)
        except Exception as fault:
            self._reset(self.host)
            if isinstance(fault, (MailRefused, MailPostponed, ServerUnavailable)):
                raise
            raise replies.sending_error(fault) from None
        self.num_emails += 1
        self.used = time.monotonic()

    def _transact(self, host: smtplib.SMTP, message: flask_mail.Message) -> None:
        raw, recipient, options = _prepare_mail(host, message)
        begun = time.monotonic()
        code, text = host.mail(bare_address(str(message.sender)), options)
        if code != 250:
            raise replies.sender_error(code, text)
        code, text = host.rcpt(recipient)
        if code not in (250, 251):
            raise replies.recipient_error(code, text, recipient)
        if time.monotonic() - begun > SLOWEST_START:
            raise MailPostponed("The mail server is too slow.")
        code, text = self._send_content(host, raw)
        if code != 250:
            raise replies.mail_error(code, text, recipient)

    def _send_content(self, host: smtplib.SMTP, raw: bytes) -> tuple[int, bytes]:
        if host.sock is not None:
            host.sock.settimeout(self.taking)
        try:
            return host.data(raw)
        except smtplib.SMTPDataError as refusal:
            text = refusal.smtp_error
            return refusal.smtp_code, text if isinstance(text, bytes) else text.encode()
        finally:
            if host.sock is not None:
                host.sock.settimeout(self.timeout)

    def _reset(self, host: smtplib.SMTP) -> None:
        # A mail that was begun must not be what the next one is added to.
        try:
            good = host.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            good = False
        if not good:
            self.close()

    def _is_alive(self) -> bool:
        if self.host is None or self.num_emails >= MAILS_A_CONNECTION:
            return False
        if time.monotonic() - self.used < IDLE:
            return True
        try:
            return self.host.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False


def _prepare_mail(host: smtplib.SMTP, message: flask_mail.Message) -> tuple[bytes, str, list[str]]:
    """The mail in bytes, its one recipient, and the options of MAIL; raises Refusal."""
    if message.has_bad_headers():
        raise MailRefused("A header of the mail holds a line break.")
    (recipient,) = (address for address in message.send_to if isinstance(address, str))
    if recipient.isascii():
        return message.as_bytes(), recipient, []
    if not host.has_extn("smtputf8"):
        raise MailRefused("The mail server does not accept addresses with letters beyond ASCII before the @.")
    # Flask-Mail cannot write such an address into the header; it is put there afterwards.
    stand_in = copy(message)
    stand_in.recipients = ["recipient@invalid"]
    letter = message_from_bytes(stand_in.as_bytes(), policy=policy.SMTPUTF8)
    letter.replace_header("To", recipient)
    return letter.as_bytes(), recipient, ["SMTPUTF8", "BODY=8BITMIME"]
