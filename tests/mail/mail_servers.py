"""Real mail servers on the loopback: one that answers as it is told, one that hangs up."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import flask_mail
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from flask import current_app

from petition.mail.delivery import Delivery
from petition.mail.pool import ConnectionPool
from petition.mail.smtp import Connection

SENDER = "Undersigned <no-reply@coalition.example>"


def free_port() -> int:
    """A port on the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def connection_to(port: int, *, timeout: float = 5, context: ssl.SSLContext | None = None, **more: Any) -> Connection:
    """A connection to a server of these tests; times in seconds."""
    given = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port, "MAIL_DEFAULT_SENDER": SENDER, **more}
    return Connection(flask_mail.Mail().init_mail(given), timeout=timeout, taking=timeout, context=context)


class Postbox:
    """A mail server that keeps what it accepts and refuses what it is told to refuse."""

    def __init__(self, **options: Any) -> None:
        self.port = free_port()
        self.options = options
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.said_hello: list[str] = []
        self.commands: list[str] = []
        self.connections = 0
        # What it answers to RCPT by recipient, and to MAIL and to the mail itself for everybody.
        self.at_rcpt: dict[str, str] = {}
        self.at_data: dict[str, str] = {}
        self.at_mail: str | None = None
        self.slow = 0.0
        self.controller: Controller | None = None

    def start(self) -> None:
        context = self.options.pop("ssl_context", None)
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ssl_context=context, **self.options)
        if context is not None:
            # Its own trial connection would speak TLS with the server's side of our certificate.
            self.controller._trigger_server = self._knock  # type: ignore[method-assign]
        self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop(no_assert=True)
            self.controller = None

    def _knock(self) -> None:
        socket.create_connection(("127.0.0.1", self.port)).close()

    @property
    def message_ids(self) -> Counter[str]:
        return Counter(letter["Message-ID"] for letter in self.letters)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.said_hello.append(hostname)
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        self.commands.append("MAIL")
        if self.at_mail:
            return self.at_mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        self.commands.append("RCPT")
        answer = self.at_rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.commands.append("RSET")
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.commands.append("DATA")
        time.sleep(self.slow)
        answer = self.at_data.get(envelope.rcpt_tos[0], "250 OK")
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.raw.append(content)
            letter = message_from_bytes(content, policy=policy.SMTPUTF8)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.recipients.extend(envelope.rcpt_tos)
        return answer


def accept_login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    """Lets in who gives the password "right"."""
    return AuthResult(success=given.password == b"right", handled=False)


class HangingUp:
    """A mail server that cuts the connection: in the middle of a mail, or after it and before the answer."""

    def __init__(self, *, after_data: bool, silent: bool = False) -> None:
        self.after_data, self.silent = after_data, silent
        self.taken: list[bytes] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        self.socket.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client:
                self._talk(client)

    def _talk(self, client: socket.socket) -> None:
        lines = client.makefile("rb")
        client.sendall(b"220 hello\r\n")
        for line in lines:
            if line.upper().startswith(b"DATA"):
                client.sendall(b"354 go on\r\n")
                self._take(client, lines)
                return
            client.sendall(b"250 OK\r\n")

    def _take(self, client: socket.socket, lines: Any) -> None:
        taken = b""
        for line in lines:
            if line == b".\r\n":
                self.taken.append(taken)
                break
            taken += line
            if not self.after_data:
                break
        if self.silent:
            time.sleep(3)
        client.shutdown(socket.SHUT_RDWR)


def delivery_to(port: int, size: int = 1, per_minute: int | None = None) -> Delivery:
    """A worker's sending to a server of these tests."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return Delivery(ConnectionPool(app, lambda: connection_to(port), size, per_minute))


def send_everything(delivery: Delivery) -> None:
    """Steps until nothing is under way, and ends."""
    while delivery.step():
        delivery.pool.wait(5)
    delivery.end()


def wait_for(true: Callable[[], object], seconds: float = 30) -> None:
    """Looks until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def deliver_mails(connection: Connection, *, batch: int = 20) -> int:
    """Sends what is due over one connection, at most so many mails, and gives their number.

    Raises ServerUnavailable as the worker is told it.
    """
    pool = ConnectionPool(current_app._get_current_object(), lambda: connection)  # type: ignore[attr-defined]
    delivery, claimed, known = Delivery(pool), 0, set[int]()
    try:
        while delivery.step(most=batch - claimed):
            claimed += len(delivery.held.keys() - known)
            known |= delivery.held.keys()
            pool.wait(5)
    finally:
        delivery.end()
    return claimed
