"""Authenticator apps and passkeys name the site by its host, and not the program."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://sign.example.org", "sign.example.org"),
        ("http://127.0.0.1:5000", "127.0.0.1"),
        ("http://[::1]:5000", "--1"),
    ],
)
def test_it_is_named_by_its_host(make_app: Callable[..., Flask], url: str, name: str) -> None:
    app = make_app(public_url=url)
    assert app.config["SECURITY_TOTP_ISSUER"] == app.config["SECURITY_WAN_RP_NAME"] == name
