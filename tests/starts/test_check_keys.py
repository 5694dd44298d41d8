"""Nobody reads or writes a database under other keys than those that it was written with."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

import cast
import make
from make_starts import OTHER_KEY
from page import CheckedClient
from petition.core import crypto, data_keys
from petition.core.data_keys import data_key
from petition.core.db import db
from petition.signing.models.endorsement import Endorsement

KEY = "a-test-key-of-forty-characters-0123456789"
THIRD_KEY = "a-third-key-of-forty-characters-5647382910"
Make = Callable[..., Flask]


@pytest.fixture
def signed(make_app: Make) -> None:
    """Somebody has signed, under the first key."""
    app = make_app()
    with app.app_context():
        make.statement()
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        make.signed(client, cast.ALENA)


def told(app: Flask, *arguments: str) -> tuple[int, str]:
    ended = app.test_cli_runner().invoke(args=list(arguments))
    return ended.exit_code, ended.stderr


def checked(app: Flask) -> str:
    """What a start says to these keys."""
    with app.app_context():
        try:
            data_keys.check_keys()
        except data_keys.WrongKeys as fault:
            return str(fault)
    return ""


def registered(app: Flask) -> set[str]:
    with app.app_context():
        found = {bytes(one).hex() for one in db.session.scalars(select(data_key.c.id))}
        db.session.remove()
        return found


def ids(*keys: str) -> set[str]:
    return {key.id.hex() for key in crypto.make_key_ring(keys).keys}


def forget_keys(app: Flask) -> None:
    """As the database was before it knew its keys."""
    with app.app_context():
        db.session.execute(delete(data_key))
        db.session.commit()


def number_signed(app: Flask) -> int:
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(Endorsement))
        db.session.remove()
        return found or 0


@pytest.mark.parametrize("is_registered", [True, False])
def test_it_stops_under_wrong_keys_and_writes_nothing(make_app: Make, signed: None, is_registered: bool) -> None:
    wrong = make_app(data_keys=(OTHER_KEY,))
    if not is_registered:
        forget_keys(wrong)
    before = number_signed(wrong), registered(wrong)
    for command in (["tidy"], ["worker"], ["serve"], ["keys", "rotate"]):
        code, said = told(wrong, *command)
        assert (code, said.count("\n")) == (3, 1), said
        assert said.startswith(
            f"DATA_KEYS: must contain the keys that this database was written with, {ids(KEY).pop()}"
        )
    ready = wrong.test_client().get("/readyz")
    assert (ready.status_code, ready.json) == (503, {"status": "data keys do not fit"})
    with wrong.app_context():
        for who in (cast.ALENA, cast.NOOR):
            assert make.sign(wrong.test_client(), who).status_code == 503
    assert (number_signed(wrong), registered(wrong)) == before
    right = make_app()
    assert right.test_client().get("/readyz").status_code == 200
    with right.app_context():
        make.sign(right.test_client(), cast.ALENA)
        assert make.mails()[-1].kind == "already-signed"


def test_it_takes_the_keys_of_an_older_database_only_if_they_open_it(make_app: Make, signed: None) -> None:
    right = make_app()
    forget_keys(right)
    assert checked(make_app(data_keys=(OTHER_KEY,))) != ""
    assert registered(right) == set()
    assert checked(make_app(data_keys=(OTHER_KEY, KEY))) == ""
    assert registered(right) == ids(OTHER_KEY, KEY)


def test_it_registers_a_key_before_it_writes_and_not_when_asked_whether_it_is_ready(
    make_app: Make, signed: None
) -> None:
    app = make_app()
    forget_keys(app)
    assert app.test_client().get("/readyz").status_code == 200
    assert registered(app) == set()
    with app.app_context():
        make.sign(app.test_client(), cast.NOOR)
    assert registered(app) == ids(KEY)


def test_it_notices_a_value_that_a_key_of_that_name_does_not_open(make_app: Make, signed: None) -> None:
    app = make_app()
    forget_keys(app)
    with app.app_context():
        made = make.endorsement(cast.ALENA["name"])
        assert made is not None
        raw = crypto.make_key_ring((KEY,)).encrypt(b"x", "another.column")
        db.session.execute(db.text("UPDATE endorsement SET address = :raw"), {"raw": raw})
        db.session.commit()
    assert checked(app) != ""


def test_it_changes_keys_while_several_processes_run(make_app: Make, signed: None) -> None:
    older, both = make_app(data_keys=(KEY, OTHER_KEY)), make_app(data_keys=(OTHER_KEY, KEY))
    assert checked(older) == "" and registered(older) == ids(KEY)
    assert checked(both) == "" and registered(both) == ids(KEY, OTHER_KEY)
    for app in (older, both):
        with app.app_context():
            make.sign(app.test_client(), cast.ALENA)
            assert make.mails()[-1].kind == "already-signed"
    # Neither key may be missing as long as rows are under both.
    for alone, missing in ((KEY, OTHER_KEY), (OTHER_KEY, KEY)):
        said = checked(make_app(data_keys=(alone, THIRD_KEY)))
        assert said.startswith(
            f"DATA_KEYS: the key {ids(missing).pop()}, which rows are still encrypted with, is missing"
        )
    assert registered(both) == ids(KEY, OTHER_KEY)
    assert told(both, "keys", "rotate") == (0, "")
    assert registered(both) == ids(OTHER_KEY)
    assert checked(make_app(data_keys=(OTHER_KEY,))) == ""
    # A process that still writes under the older one is not forgotten: it says so first.
    assert checked(older) == "" and registered(older) == ids(KEY, OTHER_KEY)
    assert checked(make_app(data_keys=(OTHER_KEY,))) != ""


def test_it_lets_the_first_of_many_decide(make_app: Make) -> None:
    keys = [KEY, OTHER_KEY, THIRD_KEY] * 4
    apps = [make_app(data_keys=(key,)) for key in keys]
    forget_keys(apps[0])
    with ThreadPoolExecutor(len(apps)) as together:
        told = list(together.map(checked, apps))
    (decided,) = registered(apps[0])
    assert {decided} == ids(*{key for key, said in zip(keys, told, strict=True) if not said})
    assert len([said for said in told if said]) == 8
