"""An invitation answered otherwise: told first in the queue, less evidence, and approved only with a tick."""

from __future__ import annotations

from flask import Flask

import cast
import make
from make_invitations import fill_in, invite
from page import CheckedClient
from petition.core.db import db

OTHER = "European Commission"
SAID = "Invited as Lawyers’ Circle North, signed as European Commission"


def rows_of(desk: CheckedClient) -> dict[str, str]:
    """The value of each row's box, by the name of the organisation."""
    assert desk.page is not None
    boxes = [one for one in desk.page.all("input") if one.get("name") == "row" and one.get("type") == "checkbox"]
    return {(one.get("aria-label") or "").removeprefix("Select "): one.get("value") or "" for one in boxes}


def answered_otherwise(app: Flask, client: CheckedClient) -> CheckedClient:
    """A coordinator before a queue with an answer in another name, from the mailbox that was invited."""
    _made, path = invite(make.statement())
    fill_in(client, path, organisation=OTHER)
    desk = make.at_the_desk(app)
    desk.get("/desk/")
    return desk


def test_it_tells_first_what_differs_and_takes_it_from_the_evidence(app: Flask, client: CheckedClient) -> None:
    desk = answered_otherwise(app, client)
    assert desk.page is not None
    item = next(one for one in desk.page.all("article"))
    said = " ".join("".join(item.itertext()).split())
    assert SAID in said and said.index(SAID) < said.index("Signed otherwise" if "Signed otherwise" in said else "since")
    assert "not verified" in said
    endorsement = make.endorsement(OTHER)
    assert endorsement is not None
    assert endorsement.evidence, "the mailbox is on the website's domain, and that alone would be fair"
    desk.get(f"/desk/endorsements/{endorsement.id}")
    assert SAID in desk.page.words()


def test_it_approves_only_with_the_tick_that_names_the_difference(app: Flask, client: CheckedClient) -> None:
    desk = answered_otherwise(app, client)
    endorsement = make.endorsement(OTHER)
    assert endorsement is not None and desk.page is not None
    path, row = f"/desk/endorsements/{endorsement.id}/approval", rows_of(desk)[OTHER]
    desk.send(path, row=row, checked="")
    desk.get("/desk/")
    assert "Not approved" in desk.page.words() and SAID in desk.page.words()
    db.session.expire_all()
    assert endorsement.state == "undecided"
    desk.send(path, row=row, checked=str(endorsement.id))
    db.session.expire_all()
    assert endorsement.state == "listed"


def test_it_leaves_it_out_of_a_bulk_and_says_so(app: Flask, client: CheckedClient) -> None:
    desk = answered_otherwise(app, client)
    make.signed(client, cast.COURT)
    desk.get("/desk/")
    rows = rows_of(desk)
    assert len(rows) == 2
    desk.send("/desk/decisions/approval", row=list(rows.values()))
    states = {name: make.endorsement(name) for name in (OTHER, str(cast.COURT["organisation"]))}
    assert [one and one.state for one in states.values()] == ["undecided", "listed"]
    desk.get("/desk/")
    assert desk.page is not None and f"need a tick each: {OTHER}" in desk.page.words()
