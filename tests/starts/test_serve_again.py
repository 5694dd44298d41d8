"""``make run`` on whatever settings: people can sign after each start, and no start leaves a transaction open."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import services
from make_starts import KEY, environment, fetch, serving, signature, status
from page import Page
from petition.core.form_stamps import QUICKEST_SECONDS

REAL = {"SECRET_KEY": KEY, "DATA_KEYS": KEY}
SETTINGS: dict[str, dict[str, str]] = {
    "demo": {"DATA_KEYS": KEY},
    "without mail": {**REAL, "PUBLIC_URL": "https://sign.example.org"},
    "with mail": {**REAL, "PUBLIC_URL": "https://sign.example.org", "MAIL_URL": "smtp://127.0.0.1:9"},
    "with mail on loopback": {**REAL, "MAIL_URL": "smtp://127.0.0.1:9"},
}
SIGN = "/en/human-rights-in-belarus/sign"


@pytest.mark.parametrize(
    ("settings", "redis"),
    [
        ("demo", False),
        pytest.param("with mail", True, marks=pytest.mark.redis),
        *(
            pytest.param(settings, redis, marks=[pytest.mark.combination, *([pytest.mark.redis] if redis else [])])
            for settings in SETTINGS
            for redis in (False, True)
            if (settings, redis) not in {("demo", False), ("with mail", True)}
        ),
    ],
)
def test_it_takes_signatures_after_each_start(database_url: str, settings: str, redis: bool, tmp_path: Path) -> None:
    more = SETTINGS[settings] | ({"REDIS_URL": os.environ["TEST_REDIS_URL"]} if redis else {})
    environ = environment(tmp_path / "instance", DATABASE_URL=database_url, PORT=str(services.free_port()), **more)
    stamped: dict[str, str] = {}
    for count in (1, 2):
        with serving(environ, tmp_path / "printed") as url:
            if not stamped:
                stamped = Page(fetch(url + SIGN, environ)[1]).form(SIGN).values()
                time.sleep(QUICKEST_SECONDS + 0.1)
            assert status(url + "/readyz", environ) == 200
            begun = time.monotonic()
            assert status(url + SIGN, environ, signature(stamped)) == 303
            assert time.monotonic() - begun < 5, "something held the database"
            assert number_signed(database_url) == count


def number_signed(database_url: str) -> int:
    # Where mail goes out another process is the worker: until it comes the form waits. One statement sees one moment,
    # and no form between the two tables.
    counted = (
        "SELECT (SELECT count(*) FROM endorsement WHERE kind = 'individual')"
        " + (SELECT count(*) FROM received_form WHERE kind = 'signature')"
    )
    engine = create_engine(database_url)
    with engine.connect() as connection:
        signed = connection.execute(text(counted)).scalar_one()
    engine.dispose()
    return int(signed)
