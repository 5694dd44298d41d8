"""Ringing for the worker."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import pytest
from flask import Flask

from mail_servers import free_port
from petition.mail.wake import wake


def with_redis(app: Flask, url: str) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], redis_url=url)


def test_it_does_nothing_without_redis(app: Flask) -> None:
    wake()
    assert "bell" not in app.extensions


def test_it_neither_fails_nor_waits_where_redis_is_away(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with_redis(app, f"redis://127.0.0.1:{free_port()}/0")
    begun = time.monotonic()
    with caplog.at_level(logging.WARNING):
        for _ in range(100):
            wake()
    assert time.monotonic() - begun < 2
    assert len(caplog.records) == 1 and "Redis does not answer" in caplog.text
