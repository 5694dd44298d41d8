"""Every file that the program makes is its owner's alone, every folder too, whatever the umask."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import services
from journeys.site import SLUG
from mail_servers import Postbox
from make_starts import FLASK, KEY, STARTS, begin, ended, environment, fetch, serving, status, stop, wait_for
from page import Page
from petition import config
from petition.core.form_stamps import QUICKEST_SECONDS
from starts.test_serve_again import SIGN, signature


def modes(folder: Path) -> set[tuple[str, str]]:
    """What there is in a folder and below, with who may do what."""
    return {(str(path.relative_to(folder)), oct(path.stat().st_mode & 0o777)) for path in folder.rglob("*")}


def open_to_others(seen: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, mode) for name, mode in seen if int(mode, 8) & 0o077]


@pytest.mark.parametrize(
    "umask", [0o000, *(pytest.param(umask, marks=pytest.mark.combination) for umask in (0o022, 0o277))]
)
def test_it_keeps_what_it_makes_to_its_owner(tmp_path: Path, umask: int) -> None:
    """A life of an instance: made by the server, signed through it, mailed by the worker, looked after by commands."""
    postbox, instance = Postbox(), tmp_path / "made" / "for" / "us"
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    postbox.start()
    # With a relay nothing would be left to do for the demo's own keys, which a first start makes.
    environ = environment(instance, PORT=str(services.free_port()), TMPDIR=str(scratch))
    mailing = environ | {"MAIL_URL": f"smtp://127.0.0.1:{postbox.port}", "SECRET_KEY": KEY}
    try:
        with serving(environ, tmp_path / "printed", umask) as url:
            stamped = Page(fetch(url + SIGN, environ)[1]).form(SIGN).values()
            time.sleep(QUICKEST_SECONDS + 0.1)
            assert status(url + SIGN, environ, signature(stamped)) == 303
            seen = modes(tmp_path / "made")
        mailing["DATA_KEYS"] = (instance / "data_keys").read_text()
        worker = begin(STARTS["worker"], mailing, tmp_path / "printed", umask)
        wait_for(lambda: postbox.letters)
        seen |= modes(tmp_path / "made")
        stop(worker)
        for command in (["tidy"], ["statement", "close", SLUG], ["keys", "rotate"]):
            assert ended([*FLASK, *command], mailing, umask=umask).code == 0
    finally:
        postbox.stop()
    seen |= modes(tmp_path / "made") | modes(scratch)
    names = {"us/secret_key", "us/data_keys"} | {f"us/undersigned.sqlite{end}" for end in ("", "-wal", "-shm")}
    names |= {f"us/undersigned.sqlite.limits{end}" for end in ("", "-wal", "-shm")}
    assert {f"for/{name}" for name in names} <= {name for name, _ in seen}
    assert open_to_others(seen) == []
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700


def test_it_narrows_what_an_earlier_start_left_open(tmp_path: Path) -> None:
    config.load_settings({}, instance=tmp_path)
    database = tmp_path / "undersigned.sqlite"
    engine = create_engine(f"sqlite:///{database}.limits")
    with engine.connect() as connection:
        connection.execute(text("PRAGMA journal_mode=WAL"))
        connection.execute(text("CREATE TABLE t (i INTEGER)"))
        for path in [*tmp_path.iterdir()]:
            path.chmod(0o644)
        for end in ("-wal", "-shm", "-journal"):
            Path(f"{database}{end}").touch(0o666)
        config.load_settings({}, instance=tmp_path)
        assert len(modes(tmp_path)) == 9
        assert open_to_others(modes(tmp_path)) == []
    engine.dispose()
