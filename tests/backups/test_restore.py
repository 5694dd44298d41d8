"""A backup that is made while people sign comes back as one moment, without those who asked to be gone since."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

import cast
import make
from make_backups import Make, empty_database, key_pair, refused, told
from page import CheckedClient
from petition.accounts.models import CoordinatorLink
from petition.backups import log_lines
from petition.backups.actions import reapplying, settling
from petition.backups.actions.settling import GAP
from petition.backups.log_lines import LoggedAct
from petition.backups.models import ErasureEntry
from petition.core import crypto
from petition.core.db import db, now
from petition.core.restore_runs import RestoreRun
from petition.mail.models import OutgoingMail
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Endorsement
from processes import Program, environ_of

pytestmark = pytest.mark.both_databases

PEOPLE = ("Ada Example", "Bo Example", "Cy Example", "Di Example", "Ed Example", "Flo Example", "Gus Example")
ADA, BO, CY, DI, ED, FLO, GUS = PEOPLE
REVOKED = "1 links to own signatures revoked"
# What a mail is from before the backup, and from after it.
Links = dict[str, str]


def person(name: str, visibility: str = "full") -> dict[str, Any]:
    address = f"{name.split()[0].lower()}@people.example"
    return {**cast.ALENA, "name": name, "email": address, "affiliation": "", "visibility": visibility, "updates": "y"}


def change(client: CheckedClient, mine: str, deed: str, **values: Any) -> None:
    assert client.get(mine).status_code == 200
    client.send(f"{mine}/{deed}", **values)


def listed(app: Flask) -> set[str]:
    """Who stands on the list that everybody can download."""
    found = app.test_client().get(f"/{make.SLUG}/signatories.json").get_json()
    with app.app_context():
        db.session.remove()
    return {one["name"] for one in found["signatories"] if one["kind"] == "individual"}


# A process that signs and confirms through the pages, until it is told to stop, and prints who has.
WRITER = """
import itertools, pathlib
import cast, make
from page import CheckedClient
from petition import create_app
app = create_app()
app.test_client_class = CheckedClient
with app.app_context():
    client = app.test_client()
    for number in itertools.count():
        who = {{**cast.ALENA, "name": f"Number {{number}} Example", "email": f"n{{number}}@people.example"}}
        make.signed(client, who)
        print(who["name"], flush=True)
        if pathlib.Path({stop!r}).exists():
            break
"""


def wait_for_more(writer: Program, printed: Path, lines: int) -> None:
    while not printed.exists() or printed.read_text().count("\n") < lines:
        assert writer.poll() is None, printed.read_text()
        time.sleep(0.05)


@pytest.fixture
def keys(tmp_path: Path) -> tuple[str, Path]:
    return key_pair(tmp_path)


@pytest.fixture
def target(make_app: Make, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A machine with an empty database, the same keys, and the log of erasures."""
    with empty_database(database_url, tmp_path) as url:
        app = make_app(database_url=url)
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_it_brings_back_one_moment_of_a_database_that_is_written(
    make_app: Make, target: Flask, keys: tuple[str, Path], tmp_path: Path
) -> None:
    app, file, stop, printed = make_app(), tmp_path / "backup.age", tmp_path / "stop", tmp_path / "printed"
    with app.app_context():
        make.statement()
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        make.signed(client, cast.ALENA)
        make.signed(client, cast.QUIET)
        db.session.remove()
    writer = Program(WRITER.format(stop=str(stop)), environ_of(app, SIGN_LIMIT=""), printed)
    wait_for_more(writer, printed, 1)
    code, output, error = told(app, "backup", file, "--to", keys[0])
    wait_for_more(writer, printed, printed.read_text().count("\n") + 1)
    stop.touch()
    assert writer.wait(60) == 0
    signed = printed.read_text().splitlines()
    assert (code, error) == (0, "")
    assert "CLEAR" not in output
    content = file.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert b"Number 0 Example" not in content
    assert cast.ALENA["name"].encode() not in content
    assert file.stat().st_mode & 0o777 == 0o600
    code, output, error = told(target, "restore", file, "--identity", keys[1])
    assert (code, error) == (0, "")
    assert "The audit log is whole, and the counts are those of the rows." in output
    names = listed(target)
    assert {cast.ALENA["name"], "Number 0 Example"} <= names
    # Who signed after it is not in it; who signed before it is, and nobody is half there.
    assert names - {cast.ALENA["name"]} == set(signed[: len(names) - 1])
    assert len(names) < len(signed) + 1
    assert told(target, "counts", "check")[0] == told(target, "audit", "verify")[0] == 0


def sign_all(app: Flask) -> Links:
    """Everybody signs; gives the links to their own endorsements."""
    client, links = app.test_client(), {}
    assert isinstance(client, CheckedClient)
    for name in PEOPLE:
        make.signed(client, person(name))
        links[name] = make.link()
    return links


def test_it_does_again_what_people_asked_for_since(
    make_app: Make, target: Flask, keys: tuple[str, Path], tmp_path: Path
) -> None:
    app, file = make_app(), tmp_path / "backup.age"
    with app.app_context():
        make.statement()
        links, vera = sign_all(app), make.coordinator().id
        db.session.remove()
        assert told(app, "backup", file, "--to", keys[0])[0] == 0
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        change(client, links[ADA], "withdrawal")
        change(client, links[BO], "erasure", sure="y")
        change(client, links[CY], "visibility", visibility="withheld")
        change(client, links[DI], "visibility", visibility="initials")
        for deed in (decisions.hide_name, decisions.reject_individual):
            one = make.endorsement(ED if deed is decisions.hide_name else FLO)
            assert one is not None
            deed(one, "Asked for by phone.", by=vera)
            db.session.commit()
        change(client, links[GUS], "visibility", visibility="withheld")
        change(client, links[GUS], "visibility", visibility="full")
        assert client.post(f"{links[GUS]}/link").status_code == 200
        db.session.remove()
        assert told(app, "backup", tmp_path / "later.age", "--to", keys[0])[0] == 0
    log = (tmp_path / "instance" / "erasures.log").read_text()
    assert "Example" not in log
    assert "@" not in log
    code, output, error = told(target, "restore", file, "--identity", keys[1])
    assert (code, error) == (0, "")
    assert listed(target) == {GUS, "D. E."}
    with target.app_context():
        assert make.endorsement(BO) is None
        states = {name: made.state for name in (ADA, CY, ED, FLO) if (made := make.endorsement(name)) is not None}
        assert states == {ADA: "withdrawn", CY: "withheld", ED: "hidden", FLO: "quarantined"}
        # What was due then may have been sent since, and links of coordinators used.
        due = db.session.scalars(select(OutgoingMail).where(OutgoingMail.sent_at.is_(None)))
        assert {mail.due_at.year for mail in due if mail.given_up_at is None} == {9999}
        assert db.session.scalar(select(func.count()).select_from(CoordinatorLink)) == 0
        last = db.session.scalar(select(func.max(Endorsement.id)))
        client = target.test_client()
        assert isinstance(client, CheckedClient)
        assert client.get(links[GUS]).status_code == 410 and client.get(links[ADA]).status_code == 200
        assert last is not None
        assert make.signed(client, person("New Example")).id > last + GAP
        db.session.remove()
    for done in ("1 withdrawn", "1 erased", "1 names withheld", "1 names shown as initials", "1 names hidden", REVOKED):
        assert f"  {done}\n" in output
    assert "1 rejected or removed since" in output
    assert told(target, "held-mails", "send")[1].endswith("mails are sent by the worker.\n")


def test_it_puts_nothing_into_a_database_in_use_and_leaves_none_half(
    make_app: Make, target: Flask, keys: tuple[str, Path], tmp_path: Path
) -> None:
    app, file = make_app(), tmp_path / "backup.age"
    assert told(app, "backup", file, "--to", keys[0])[0] == 0
    assert "empty database" in refused(app, "restore", file, "--identity", keys[1])
    cut = tmp_path / "cut.age"
    cut.write_bytes(file.read_bytes()[:-1])
    assert "cut or damaged" in refused(target, "restore", cut, "--identity", keys[1])
    # A restore that is killed before its end: nothing starts on it, and the next one begins anew.
    assert told(target, "restore", file, "--identity", keys[1])[0] == 0
    with target.app_context():
        db.session.query(RestoreRun).update({RestoreRun.ended_at: None})
        db.session.commit()
    assert target.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 3
    assert told(target, "restore", file, "--identity", keys[1])[0] == 0
    assert told(target, "audit", "verify")[0] == 0


def test_it_goes_by_what_came_last_whatever_the_clock_said(app: Flask, client: CheckedClient) -> None:
    make.statement()
    signed, key = make.signed(client, person(ADA)).id, crypto.current_key_ring().keys[0]
    made_at = now()
    db.session.add(ErasureEntry(id=6, at=made_at - timedelta(days=3), kind="full", subject="endorsement", subject_id=1))
    db.session.flush()
    digest = log_lines.digest_subject(key, "endorsement", signed)
    # The backup's clock was days ahead; it was then set right, and an hour came twice.
    noted = ((7, -49, "full"), (8, -48, "initials"), (9, -49, "withheld"))
    acts = [
        LoggedAct(made_at + timedelta(hours=hours), number, kind, "endorsement", key.id, digest)
        for number, hours, kind in noted
    ]
    assert reapplying.reapply_acts(acts, made_at) == {"withheld": 1}
    db.session.commit()
    assert "Ada" not in str(listed(app))


def test_it_numbers_what_is_noted_from_then_on_above_all_that_was(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, person(ADA))
    settling.leave_gaps(noted=50_000_000)
    db.session.commit()
    change(client, make.link(), "withdrawal")
    entry = db.session.scalar(select(func.max(ErasureEntry.id)))
    assert entry is not None and entry > 50_000_000 + GAP
    db.session.remove()
