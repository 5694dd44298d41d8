"""Stamps of public forms: each of one form, neither fresh nor old."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core import form_stamps
from petition.core.db import now


@pytest.mark.parametrize(
    ("seconds", "fault"),
    [(1, "too_fast"), (3, None), (form_stamps.LONGEST_SECONDS, None), (form_stamps.LONGEST_SECONDS + 2, "too_old")],
)
def test_it_is_good_for_a_while(app: Flask, seconds: int, fault: str | None) -> None:
    at = now().replace(microsecond=0)
    with time_machine.travel(at, tick=False):
        stamp = form_stamps.make_stamp("one")
    with time_machine.travel(at + timedelta(seconds=seconds), tick=False):
        assert form_stamps.stamp_fault(stamp, "one") == fault
        assert form_stamps.stamp_age(stamp, "other") is None


def test_it_is_of_one_form(app: Flask, client: CheckedClient) -> None:
    make.statement()
    stamped = {}
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        for path in ("/en/open-courts/sign", "/en/open-courts/sign/organisation"):
            client.get(path)
            assert client.page is not None
            stamped[path] = client.page.form(path).values()["stamp"]
    person, organisation = stamped
    assert client.post(person, data={**cast.ALENA, "stamp": stamped[organisation]}).status_code == 422
    assert client.post(organisation, data={**cast.CIRCLE, "stamp": stamped[person]}).status_code == 422
    assert make.mails() == []
    assert client.post(person, data={**cast.ALENA, "stamp": stamped[person]}).status_code == 303
