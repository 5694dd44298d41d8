"""A long list is handed out as a file that the worker wrote: whole or a part of it, and never a name that went since."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

import make
import make_watch
from page import CheckedClient
from petition.core import switches
from petition.core.db import db, now
from petition.list import export_files
from petition.list.file_reading import ExportOutdated, FileReader
from petition.list.models import ExportChunk, ExportFile
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

PATH = "/open-courts/signatories.csv"
LONG = "Very long indeed. " * 250


def long_list(number: int = 300) -> tuple[Statement, list[int]]:
    """A list of more than one chunk."""
    statement = make.statement()
    ids = make_watch.rows(statement, number, at=now() - timedelta(hours=1))
    db.session.execute(update(Endorsement).where(Endorsement.id.in_(ids)).values(shown_comment=LONG))
    db.session.commit()
    return statement, ids


def write(statement: Statement, form: str = "csv") -> None:
    """As the worker does: a commit a step."""
    for _step in export_files.write_file(statement.id, form):
        db.session.commit()


def hide(endorsement_id: int, by: int) -> None:
    decisions.hide_name(db.session.get_one(Endorsement, endorsement_id), "She asked for it.", by=by)
    db.session.commit()


def test_it_hands_out_the_same_bytes_as_without_a_file(app: Flask, client: CheckedClient) -> None:
    statement, _ids = long_list()
    for form in ("csv", "json"):
        path = PATH.replace("csv", form)
        streamed = client.get(path)
        assert "ETag" not in streamed.headers
        write(statement, form)
        found = client.get(path)
        assert found.headers["ETag"] and found.headers["Accept-Ranges"] == "bytes"
        for header in ("Content-Type", "Content-Disposition", "Cache-Control", "Access-Control-Allow-Origin"):
            assert found.headers[header] == streamed.headers[header]
        assert int(found.headers["Content-Length"]) == len(found.data) > export_files.CHUNK
        if form == "csv":
            assert found.data == streamed.data
        else:
            assert found.get_json()["signatories"] == streamed.get_json()["signatories"]
            assert found.get_json()["counts"] == streamed.get_json()["counts"]


def test_it_hands_out_any_part(app: Flask, client: CheckedClient) -> None:
    statement, _ids = long_list()
    write(statement)
    whole = client.get(PATH)
    size, etag = len(whole.data), whole.headers["ETag"]
    border = export_files.CHUNK
    for asked, start, end in (
        ("bytes=0-9", 0, 10),
        (f"bytes={border - 5}-{border + 4}", border - 5, border + 5),
        ("bytes=-7", size - 7, size),
        (f"bytes={size - 3}-", size - 3, size),
    ):
        part = client.get(PATH, headers={"Range": asked, "If-Range": etag})
        assert part.status_code == 206 and part.data == whole.data[start:end]
        assert part.headers["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
    assert client.get(PATH, headers={"Range": f"bytes={size}-"}).status_code == 416
    assert client.get(PATH, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).data == whole.data
    head = client.head(PATH)
    assert head.data == b"" and int(head.headers["Content-Length"]) == size
    for name, value in (("If-None-Match", etag), ("If-Modified-Since", whole.headers["Last-Modified"])):
        unchanged = client.get(PATH, headers={name: value})
        assert unchanged.status_code == 304 and unchanged.data == b""


def test_it_hands_out_nobody_who_was_hidden_since(app: Flask, client: CheckedClient) -> None:
    statement, ids = long_list()
    by = make.coordinator().id
    write(statement)
    name = make_watch.name(7)
    assert name in client.get(PATH).text
    file = db.session.scalars(select(ExportFile)).one()
    reading, chunks = FileReader(file.uid, file.size), file.chunks
    next(reading)
    db.session.rollback()
    hide(ids[7], by)
    # Whoever is in the middle of it is handed no more; whoever asks now gets the list as it is read.
    with pytest.raises(ExportOutdated):
        next(reading)
    answer = client.get(PATH)
    assert name not in answer.text and "ETag" not in answer.headers
    for _step in export_files.drop_files():
        db.session.commit()
    # The key is gone, and with it the names; the chunks follow.
    assert db.session.scalar(select(func.count()).select_from(ExportFile)) == 0
    assert not any(name.encode() in bytes(one) for one in db.session.scalars(select(ExportChunk.content)))
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        assert export_files.has_outdated_files()
        assert export_files.drop_lost_chunks(100) == chunks
        assert not export_files.has_outdated_files()


def test_it_finishes_no_file_that_somebody_went_from_meanwhile(app: Flask, client: CheckedClient) -> None:
    statement, ids = long_list()
    by = make.coordinator().id
    steps = export_files.write_file(statement.id, "csv")
    next(steps)
    db.session.commit()
    hide(ids[7], by)
    assert list(steps) == []
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(ExportFile)) == 0
    assert db.session.scalar(select(func.count()).select_from(ExportChunk)) == 0
    assert make_watch.name(7) not in client.get(PATH).text


def test_it_hands_out_a_file_that_lacks_newcomers_for_minutes_alone(app: Flask, client: CheckedClient) -> None:
    statement, _ids = long_list(20)
    write(statement)
    assert "ETag" in client.get(PATH).headers
    make_watch.rows(statement, 1, at=now())
    assert "ETag" in client.get(PATH).headers
    with time_machine.travel(now() + export_files.FRESH_FOR, tick=False):
        late = client.get(PATH)
        assert "ETag" not in late.headers and late.text.count("individual,") == 21
        write(statement)
        assert "ETag" in client.get(PATH).headers
    assert db.session.scalar(select(func.count()).select_from(ExportFile)) == 1


def test_it_hands_out_no_comments_while_they_are_hidden(app: Flask, client: CheckedClient) -> None:
    statement, _ids = long_list(20)
    by = make.coordinator().id
    write(statement)
    assert "Very long" in client.get(PATH).text
    switches.turn_on("comments", statement.id, by=f"coordinator {by}", why="?")
    db.session.commit()
    switches.forget_switches()
    assert "Very long" not in client.get(PATH).text


def test_it_writes_no_file_of_a_short_list(app: Flask, client: CheckedClient) -> None:
    long_list(20)
    assert list(export_files.write_files()) == []
    assert "ETag" not in client.get(PATH).headers
