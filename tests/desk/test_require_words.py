"""What has to be written is not written with what nobody sees: spaces, or characters that are taken out."""

from __future__ import annotations

import pytest
from flask import Flask

import make
from petition.core.db import db
from petition.organisations.models import Organisation

NOTHING = ["", "   ", "\u00a0", "\u200b\u202e", "\0", " \0 "]


@pytest.mark.parametrize("nothing", NOTHING)
def test_it_asks_for_the_name_of_an_organisation(app: Flask, nothing: str) -> None:
    desk = make.at_the_desk(app)
    desk.get("/desk/organisations/new")
    answer = desk.send("/desk/organisations/new", name=nothing)
    assert answer.status_code == 422 and "Enter a name" in answer.get_data(as_text=True)
    assert db.session.query(Organisation).count() == 0


def test_it_narrows_the_register_down_by_no_country_of_such(app: Flask) -> None:
    desk = make.at_the_desk(app)
    assert [desk.get(f"/desk/organisations?country={one}").status_code for one in ("%00B", "B%00", "be")] == [200] * 3
