"""What a server's answer becomes before it is kept."""

from __future__ import annotations

import smtplib

import pytest

from petition.mail import replies
from petition.mail.replies import MailPostponed, MailRefused, ServerUnavailable


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("5.1.1 <ales.novik@reader.example>: unknown", "550 5.1.1 … unknown"),
        ("5.1.1 user ales.novik does not exist", "550 5.1.1 user … does not exist"),
        ("5.1.1 ALES.NOVIK at Reader.Example", "550 5.1.1 … at …"),
        ("see https://help.example/?q=ales.novik%40reader.example", "550 see …"),
        ("bounce+ales.novik=40reader.example here", "550 … here"),
        ('"ales novik"@reader.example is gone', "550 … is gone"),
        ("two\nlines\x1b[0m", "550 two lines[0m"),
    ],
)
def test_it_takes_every_address_out(said: str, kept: str) -> None:
    assert replies.clean_reply(550, said.encode(), "ales.novik@reader.example") == kept


@pytest.mark.parametrize(
    ("code", "means"),
    [
        (450, MailPostponed),
        (421, MailPostponed),
        (-1, MailPostponed),
        (550, MailRefused),
        (554, MailRefused),
        (530, ServerUnavailable),
        (535, ServerUnavailable),
    ],
)
def test_it_tells_for_good_from_for_now_and_from_our_fault(code: int, means: type[Exception]) -> None:
    assert type(replies.recipient_error(code, b"no", "a@b.example")) is means
    assert type(replies.mail_error(code, b"no", "a@b.example")) is means


def test_it_blames_nobody_for_what_happens_before_a_mail() -> None:
    refused = replies.connection_error(smtplib.SMTPConnectError(554, "no-reply@coalition.example is not welcome"))
    assert str(refused) == "The mail server does not let us in: 554 … is not welcome"
    assert str(replies.connection_error(TimeoutError("x@y.example"))) == (
        "The mail server cannot be reached (TimeoutError)."
    )
