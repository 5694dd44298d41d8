"""Settings: read once, and nonsense stops the start with one line that names the setting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from petition import config

KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEF"
REAL = {"SECRET_KEY": KEY, "DATA_KEYS": KEY, "PUBLIC_URL": "https://sign.example.org"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "not an url"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:////nonexistent/x/y.db"),
        ("DATABASE_URL", f"sqlite:///{__file__}"),
        ("REDIS_URL", "redis://x:abc"),
        ("HOST", "not a host"),
        ("PORT", "abc"),
        ("PORT", "99999"),
        ("SIGN_LIMIT", "0 per minute"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 64),
        ("DATA_KEYS", f"{KEY},short"),
        ("PUBLIC_URL", "sign.example.org"),
        ("PUBLIC_URL", "ftp://sign.example.org"),
        ("PUBLIC_URL", "https://sign.example.org/path"),
        ("PUBLIC_URL", "http://sign.example.org"),
        ("PUBLIC_URL", "https://sign.example.org:0"),
        ("PUBLIC_URL", "https://sign.example.org:x"),
        ("MAIL_URL", "http://mail.example.org"),
        ("MAIL_URL", "smtp://mail.example.org"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "smtps://m.example.org?tls=starttls"),
        ("MAIL_URL", "smtp://m.example.org?tls=perhaps"),
        ("MAIL_URL", "smtp://m.example.org:99999"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "A <a@b.c>\nBcc: x@y.z"),
        ("REDIS_URL", "http://x"),
        ("SIGN_LIMIT", "often"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "two"),
    ],
)
def test_it_refuses_nonsense_in_one_line(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(config.SettingError) as refused:
        config.load({**REAL, name: value}, instance=tmp_path)
    assert str(refused.value).startswith(f"{name}: ")
    assert "\n" not in str(refused.value)


def test_it_stops_the_start_with_one_line(tmp_path: Path) -> None:
    environ = {**os.environ, "INSTANCE_PATH": str(tmp_path), "TRUSTED_PROXIES": "many"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "tidy"]
    result = subprocess.run(command, env=environ, capture_output=True, text=True, cwd=config.ROOT)
    assert result.returncode != 0
    assert result.stderr == "TRUSTED_PROXIES: takes a number of proxies from 0 to 9\n"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_KEYS"])
def test_it_wants_keys_outside_the_demo(name: str, tmp_path: Path) -> None:
    with pytest.raises(config.SettingError, match=f"^{name}: "):
        config.load({**REAL, name: ""}, instance=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtps://m.example.org", config.Relay("m.example.org", 465, None, None, "implicit")),
        ("smtp://u%40x:p%3Aq@m.example.org?tls=starttls", config.Relay("m.example.org", 587, "u@x", "p:q", "starttls")),
        ("smtp://127.0.0.1:2525", config.Relay("127.0.0.1", 2525, None, None, "none")),
        ("smtp://m.example.org:25?tls=none", config.Relay("m.example.org", 25, None, None, "none")),
    ],
)
def test_it_understands_mail_urls(url: str, relay: config.Relay, tmp_path: Path) -> None:
    assert config.load({**REAL, "MAIL_URL": url}, instance=tmp_path).relay == relay


def test_it_is_a_demo_only_on_loopback_and_without_a_relay(tmp_path: Path) -> None:
    assert config.load({}, instance=tmp_path).demo
    assert not config.load(
        {"MAIL_URL": "smtp://127.0.0.1", **REAL, "PUBLIC_URL": "http://127.0.0.1:1"}, instance=tmp_path
    ).demo
    assert not config.load(REAL, instance=tmp_path).demo


def test_it_takes_a_postgresql_url_in_its_usual_form(tmp_path: Path) -> None:
    given = {**REAL, "DATABASE_URL": "postgresql://u:p@h/d"}
    assert config.load(given, instance=tmp_path).database_url == "postgresql+psycopg://u:p@h/d"
