"""How fast a worker sends mails, beside ``smtplib`` sending ready bytes on one connection to the same relay.

``python tests/bench/send_mails.py [NUMBER] [SECONDS]``: so many mails, to a relay that answers each command after so
many seconds, by default at once; over 1, 4 and 8 connections.
"""

from __future__ import annotations

import smtplib
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "mail")]

if TYPE_CHECKING:
    from flask import Flask

KEY = "a-bench-key-of-forty-characters-012345678"


def send_ready(port: int, number: int) -> float:
    """Seconds for so many mails of 4 kB whose bytes are ready."""
    raw = (b"Subject: ready\r\n\r\n" + b"x" * 70 + b"\r\n") * 45
    with smtplib.SMTP("127.0.0.1", port, "bench.example") as host:
        began = time.perf_counter()
        for _ in range(number):
            host.sendmail("no-reply@bench.example", "ada@reader.example", raw)
        return time.perf_counter() - began


def send_outbox(app: Flask, port: int, number: int, size: int) -> float:
    """Seconds for so many mails of the outbox."""
    from mail_servers import delivery_to, send_everything
    from outbox import put

    with app.app_context():
        for one in range(number):
            put(f"reader{one}@reader.example")
        began = time.perf_counter()
        send_everything(delivery_to(port, size=size))
        return time.perf_counter() - began


def main() -> None:
    """Measures, in one run."""
    from flask_migrate import upgrade

    from mail_servers import SENDER
    from petition import config, create_app
    from petition.mail import smtp
    from test_send_at_once import Relay

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    with tempfile.TemporaryDirectory() as folder:
        given = {"DATABASE_URL": f"sqlite:///{folder}/mail.sqlite", "SECRET_KEY": KEY, "DATA_KEYS": KEY}
        app = create_app(replace(config.load_settings(given, instance=Path(folder)), mail_from=SENDER))
        smtp.init_app(app)
        with app.app_context():
            upgrade()
        ready = number / send_ready(Relay(pause=pause).port, number)
        print(f"smtplib, ready bytes, one connection {ready:8.1f}/s")
        for size in (1, 4, 8):
            rate = number / send_outbox(app, Relay(pause=pause).port, number, size)
            print(f"the worker, {size} connections          {rate:8.1f}/s, ratio {rate / ready:.2f}", flush=True)


if __name__ == "__main__":
    main()
