"""The way back stands where something was done, and says who did it; what nobody did by hand is credited to nobody."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any

import time_machine
from flask import Flask

import cast
import make
import make_evidence
import make_oversight
import make_register
from make_oversight import switch
from page import CheckedClient
from petition.core import switches
from petition.core.db import db, now
from petition.mail import rendering
from petition.signing.models.endorsement import Decision
from petition.signing.models.evidence import Evidence

NAME = cast.CIRCLE["organisation"]


@contextmanager
def rendered() -> Iterator[list[str]]:
    """Which mails are written meanwhile, by their kinds."""
    done: list[str] = []

    def watch(frame: FrameType, event: str, _given: Any) -> None:
        if event == "call" and frame.f_code is rendering._render.__code__:
            done.append(frame.f_locals["kind"])

    sys.setprofile(watch)
    try:
        yield done
    finally:
        sys.setprofile(None)


def test_it_stands_above_the_list_and_on_the_pages_of_the_entry(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, _mine = make_evidence.confirmed(client)
    desk = make_evidence.desk(app)
    desk.get("/desk/")
    assert desk.send(f"/desk/endorsements/{made.id}/approval").status_code == 303
    text = desk.get("/desk/").get_data(as_text=True)
    assert text.index(f"Approved: {NAME}") < text.index("No organisation waits")
    assert "by you, " in make_oversight.words(desk, "/desk/")
    undo = f"/desk/decisions/{db.session.query(Decision).one().id}/undoing"
    entry = f"/desk/organisations/{made.organisation_id}"
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        again = make_evidence.desk(app)
        assert undo not in again.get("/desk/").get_data(as_text=True)
        for path in (f"/desk/endorsements/{made.id}", entry, "/desk/?view=decided"):
            text = again.get(path).get_data(as_text=True)
            assert undo in text and "2 hours ago" in text, path
    desk.get(entry)
    answer = desk.send(undo)
    assert (answer.status_code, answer.location) == (303, entry)
    assert make.endorsement(NAME).state == "undecided"  # type: ignore[union-attr]
    assert undo not in desk.get(entry).get_data(as_text=True)


def test_it_credits_nobody_with_what_was_listed_automatically(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.CIRCLE)
    waiting, inviter = make.endorsement(NAME), make.coordinator()
    given = {"asked_at": now(), "given_at": now(), "given_by": inviter.id}
    db.session.add(Evidence(endorsement_id=waiting.id, kind="invited", **given))  # type: ignore[union-attr]
    db.session.commit()
    link = make.link()
    client.get(link)
    assert client.send(link).status_code == 200
    desk = make_evidence.desk(app)
    listed = make.endorsement(NAME)
    assert listed is not None
    because = "because the mailbox was invited by vera, and confirmed"
    for path in ("/desk/", "/desk/?view=decided"):
        words = make_oversight.words(desk, path)
        assert f"Listed automatically: {NAME} {because}" in words and f"Approved: {NAME}" not in words, path
    for path in (f"/desk/endorsements/{listed.id}", f"/desk/organisations/{listed.organisation_id}"):
        words = make_oversight.words(desk, path)
        assert f"listed automatically, {because}" in words and "approved by vera" not in words, path


def test_it_says_which_public_names_a_merge_changes(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    kept, merged = make_register.entry("Lawyers’ Circle"), make_register.entry("Circle of the North")
    make_register.endorsed(merged, statement)
    desk = make.at_the_desk(app, "owner")
    path = f"/desk/organisations/{kept.id}/merge/{merged.id}"
    words = make_oversight.words(desk, path)
    assert "Public names that change" in words
    assert "before: Circle of the North after: Lawyers’ Circle" in words
    assert "Public names that change" not in make_oversight.words(
        desk, f"/desk/organisations/{merged.id}/merge/{kept.id}"
    )
    desk.get(path)
    assert desk.send(path).status_code == 303
    told = make_oversight.words(desk, f"/desk/organisations/{kept.id}")
    assert "the name is now “Lawyers’ Circle”, and no longer “Circle of the North”" in told
    assert desk.send("/desk/merges/1/undoing").status_code == 303
    told = make_oversight.words(desk, f"/desk/organisations/{kept.id}")
    assert "the name is now “Circle of the North”, and no longer “Lawyers’ Circle”" in told


def test_it_writes_each_mail_of_a_rejection_once(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, _mine = make_evidence.confirmed(client)
    desk, path = make_evidence.desk(app), f"/desk/endorsements/{made.id}/rejection"
    desk.get("/desk/")
    assert desk.page is not None
    form = desk.page.form(path).values() | {"reason": "We do not know you."}
    with rendered() as done:
        page = desk.post(path, data=form)
    assert page.status_code == 200 and done == ["organisation-rejected"]
    assert desk.page is not None
    form = desk.page.form(path).values()
    with rendered() as done:
        assert desk.post(path, data=form).status_code == 303
    assert done == []


def test_it_takes_a_switch_back_with_who_and_why(app: Flask, client: CheckedClient) -> None:
    make.statement()
    desk = make.at_the_desk(app)
    switch(desk, "pause", why="A wave of fakes.", message="Back at noon.")
    before = switches.read_active_switches()
    words = make_oversight.words(desk, "/desk/switches")
    assert "Switched on by you, " in words
    switch(desk, "pause", "off")
    other = make.at_the_desk(app, email="other@coalition.example")
    assert "Switched off by vera, " in make_oversight.words(other, "/desk/switches")
    undo = next(one.get("action") for one in other.page.all("form") if "changes" in (one.get("action") or ""))  # type: ignore[union-attr]
    assert other.send(str(undo)).status_code == 303
    assert switches.read_active_switches() == before
    assert undo not in other.get("/desk/switches").get_data(as_text=True)
    carried = {"csrf_token": other.page.form(0).values()["csrf_token"]}  # type: ignore[union-attr]
    assert other.post(str(undo), data=carried).status_code == 303
    assert "Somebody has set this switch in the meantime" in make_oversight.words(other, "/desk/switches")
    switch(other, "comments")
    other.get("/desk/switches")
    undo = next(one.get("action") for one in other.page.all("form") if "changes" in (one.get("action") or ""))  # type: ignore[union-attr]
    assert other.send(str(undo)).status_code == 303
    assert [one.name for one in switches.read_active_switches()] == ["pause"]


def test_it_takes_read_only_back_while_nothing_else_can_be_changed(app: Flask, client: CheckedClient) -> None:
    desk = make.at_the_desk(app)
    switch(desk, "read-only")
    desk.get("/desk/switches")
    undo = next(one.get("action") for one in desk.page.all("form") if "changes" in (one.get("action") or ""))  # type: ignore[union-attr]
    assert desk.send(str(undo)).status_code == 303
    assert switches.read_active_switches() == []
