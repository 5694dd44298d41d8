"""The application as a sender, and a mail server to send to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from mail_servers import SENDER, Postbox
from petition.core.db import db
from petition.mail import smtp


@pytest.fixture
def app(lent_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The application as the worker makes it ready, with its context pushed."""
    app = lent_app(mail_from=SENDER)
    smtp.init_app(app)
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server that takes everything unless told otherwise."""
    box = Postbox()
    box.start()
    yield box
    box.stop()
