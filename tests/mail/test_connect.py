"""The connection to the relay: verified, quiet about this machine, with addresses of every script."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from mail_servers import Postbox, accept_login, connection_to, deliver_mails, delivery_to, send_everything
from outbox import put, row
from petition.core.db import now
from petition.mail.replies import ServerUnavailable

Start = Callable[..., Postbox]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a mail server of a kind; ends them all."""
    boxes = []

    def begin(**options: Any) -> Postbox:
        boxes.append(Postbox(**options))
        boxes[-1].start()
        return boxes[-1]

    yield begin
    for box in boxes:
        box.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


TLS = [({"MAIL_USE_TLS": True}, "tls_context"), ({"MAIL_USE_SSL": True}, "ssl_context")]


@pytest.mark.parametrize(("wanted", "option"), TLS)
def test_it_refuses_a_certificate_that_nobody_vouches_for(
    app: Flask, start: Start, certificate: Path, wanted: dict[str, Any], option: str
) -> None:
    mail, box = put(), start(**{option: serving(certificate)})
    with (
        connection_to(box.port, **wanted) as connection,
        pytest.raises(ServerUnavailable, match="SSLCertVerificationError"),
    ):
        deliver_mails(connection)
    assert not box.letters and row(mail).recipient


@pytest.mark.parametrize(("wanted", "option"), TLS)
def test_it_sends_over_a_certificate_that_it_trusts(
    app: Flask, start: Start, certificate: Path, wanted: dict[str, Any], option: str
) -> None:
    mail, box = put(), start(**{option: serving(certificate)})
    with connection_to(box.port, context=trusting(certificate), **wanted) as connection:
        deliver_mails(connection)
    assert len(box.letters) == 1 and row(mail).sent_at


def test_it_sends_nothing_in_clear_where_encryption_was_asked(app: Flask, postbox: Postbox) -> None:
    put()
    with connection_to(postbox.port, MAIL_USE_TLS=True) as connection, pytest.raises(ServerUnavailable):
        deliver_mails(connection)
    assert postbox.commands == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(("password", "sent"), [("right", True), ("wrong", False), ("невядомы", False)])
def test_it_blames_no_mail_for_a_refused_login(app: Flask, start: Start, password: str, sent: bool) -> None:
    mail = put()
    box = start(authenticator=accept_login, auth_required=True, auth_require_tls=False)
    with connection_to(box.port, MAIL_USERNAME="us", MAIL_PASSWORD=password) as connection:
        if sent:
            deliver_mails(connection)
        else:
            with pytest.raises(ServerUnavailable):
                deliver_mails(connection)
    assert (row(mail).sent_at is not None, row(mail).attempts, row(mail).given_up_at) == (sent, 0, None)
    assert password not in (row(mail).trouble or "")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_it_takes_a_missing_login_for_our_fault(app: Flask, start: Start) -> None:
    mail = put()
    box = start(authenticator=accept_login, auth_required=True, auth_require_tls=False)
    with connection_to(box.port) as connection, pytest.raises(ServerUnavailable):
        deliver_mails(connection)
    assert row(mail).given_up_at is None


def test_it_does_not_tell_the_name_of_the_machine(app: Flask, postbox: Postbox) -> None:
    mail = put()
    with connection_to(postbox.port) as connection:
        deliver_mails(connection)
    assert postbox.said_hello == ["coalition.example"]
    assert postbox.letters[0]["Message-ID"] == f"<{row(mail).uid}@coalition.example>"
    assert f"@{socket.gethostname()}".encode() not in postbox.raw[0]


def test_it_takes_up_a_connection_that_went_stale(app: Flask, postbox: Postbox) -> None:
    put()
    delivery = delivery_to(postbox.port)
    (connection,) = delivery.pool.connections
    while delivery.step():
        delivery.pool.wait(5)
    assert connection.host is not None and connection.host.sock is not None
    connection.host.sock.close()
    connection.used -= 60
    mail = put()
    send_everything(delivery)
    assert row(mail).sent_at and row(mail).attempts == 0


def test_it_writes_the_domain_in_ascii(app: Flask, postbox: Postbox) -> None:
    mail = put("ales@прыклад.бел")
    with connection_to(postbox.port) as connection:
        deliver_mails(connection)
    assert row(mail).sent_at
    assert postbox.recipients == ["ales@xn--80aiqesg1f.xn--90ais"]
    assert postbox.letters[0]["To"] == "ales@xn--80aiqesg1f.xn--90ais"


def test_it_writes_to_internationalised_addresses(app: Flask, start: Start) -> None:
    box = start(enable_SMTPUTF8=True)
    mail, after = put("алесь@reader.example"), put("ales@reader.example")
    with connection_to(box.port) as connection:
        deliver_mails(connection)
    assert row(mail).sent_at and row(after).sent_at
    assert box.recipients == ["алесь@reader.example", "ales@reader.example"]
    assert "To: алесь@reader.example".encode() in box.raw[0]
    assert "Free them all" in box.letters[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_it_says_so_where_the_server_takes_no_such_address(app: Flask, start: Start) -> None:
    mail, after = put("алесь@reader.example"), put("ales@reader.example")
    with connection_to(start(enable_SMTPUTF8=False).port) as connection:
        deliver_mails(connection)
    assert row(mail).given_up_at and row(after).sent_at
    assert row(mail).trouble == "The mail server does not accept addresses with letters beyond ASCII before the @."


@pytest.mark.parametrize("address", ["a\r\nRCPT TO:<b@reader.example>@reader.example", "ales@-.пример-.бел", "ales"])
def test_it_gives_up_what_is_no_address(app: Flask, postbox: Postbox, address: str) -> None:
    mail, after = put(address), put()
    with connection_to(postbox.port) as connection:
        deliver_mails(connection)
    assert row(mail).given_up_at and row(after).sent_at
    assert "b@reader.example" not in postbox.recipients
