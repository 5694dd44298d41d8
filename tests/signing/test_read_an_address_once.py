"""An address is validated once on its way from the form into the outbox, and nothing is hashed twice."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from flask import Flask

import cast
import make
from page import CheckedClient


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Counts how often addresses are validated, and each text is hashed, while the block runs."""
    calls: Counter[str] = Counter()

    def look(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_name == "validate_email":
            calls["validated"] += 1
        elif event == "call" and code.co_qualname == "KeyRing.lookups":
            calls[f"hashed: {frame.f_locals['purpose']}, {frame.f_locals['value']}"] += 1

    sys.setprofile(look)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("who", [cast.ALENA, cast.CIRCLE])
def test_it_is_read_once(app: Flask, client: CheckedClient, who: dict[str, str]) -> None:
    make.statement()
    with counted() as calls:
        assert make.sign(client, who).status_code == 303
    assert make.mails()[-1].recipient == who["email"]
    assert calls.pop("validated") == 1
    # The networks of the day are hashed for the limit as well as for the trace; those are not about the signer.
    about = Counter({one: times for one, times in calls.items() if "network" not in one and "salt" not in one})
    assert about and max(about.values()) == 1, about
    # Who signs, the address, its budget of mails, the country.
    assert len(about) == 4, about


@pytest.mark.parametrize("who", [cast.ALENA, cast.CIRCLE])
def test_it_is_read_once_more_to_confirm(app: Flask, client: CheckedClient, who: dict[str, str]) -> None:
    make.statement()
    make.sign(client, who)
    path = make.link()
    client.get(path)
    with counted() as calls:
        assert client.post(path).status_code == 200
    assert calls["validated"] == 1
