"""Logos: taken only as pictures, shown only by leave, gone with the endorsement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

import make
import make_evidence
import make_register
from make_evidence import SVG, file, png, sent
from page import CheckedClient
from petition.core.db import db
from petition.organisations.models import Logo, Organisation
from petition.signing.decide import changes, merging
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest


def logos() -> list[Logo]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.query(Logo))


def address(logo: Logo) -> str:
    return f"/logos/{logo.organisation_id}/{logo.sha256[:16]}"


def pictures_kept() -> Iterator[bytes]:
    for change in db.session.query(ChangeRequest):
        yield from filter(None, [change.logo, str((change.before or {}).get("logo") or "").encode()])


def with_logo(app: Flask, client: CheckedClient) -> tuple[Endorsement, str, CheckedClient]:
    make.statement()
    made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    assert sent(client, f"{mine}/entry", logo=file(png()), show_logo="y").status_code == 303
    desk = make_evidence.desk(app)
    desk.get("/desk/changes")
    assert desk.send("/desk/changes/1/approval").status_code == 303
    return made, mine, desk


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (SVG, "logo.svg", "SVG files can contain programs"),
        (SVG, "logo.png", "SVG files can contain programs"),
        (b"%PDF-1.4", "logo.png", "not a PNG, JPEG or WebP"),
        (png()[:60], "logo.png", "damaged"),
        (png(size=(8, 8)), "logo.png", "too small"),
        (png() + b"\0" * 2 * 1024 * 1024, "logo.png", "larger than 2 MB"),
    ],
)
def test_it_refuses_what_is_no_logo(app: Flask, client: CheckedClient, content: bytes, name: str, says: str) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    answer = sent(client, f"{mine}/entry", logo=file(content, name), show_logo="y", acronym="LCN")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and says in text and "LCN" in text
    assert db.session.query(ChangeRequest).count() == 0


def test_it_asks_for_leave_and_for_a_picture(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    for values in ({"logo": file(png())}, {"show_logo": "y"}):
        client.get(f"{mine}/entry")
        assert sent(client, f"{mine}/entry", **values).status_code == 422
    db.session.rollback()
    assert db.session.get_one(Endorsement, made.id).logo_permitted_at is None


def test_it_is_shown_once_approved(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", logo=file(png()), show_logo="y")
    assert logos() == []
    assert client.get(f"{mine}/logo").status_code == 200
    desk = make_evidence.desk(app)
    assert 'src="/desk/changes/1/logo"' in desk.get("/desk/changes").get_data(as_text=True)
    assert desk.get("/desk/changes/1/logo").mimetype in ("image/png", "image/webp")
    assert client.get("/desk/changes/1/logo").status_code == 302
    desk.send("/desk/changes/1/approval")
    logo = logos()[0]
    answer = client.get(address(logo))
    assert answer.status_code == 200 and answer.data == logo.content and answer.mimetype == logo.media
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "max-age=300" in answer.headers["Cache-Control"] and "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(address(logo)[:-1]).status_code == 404
    assert client.get(f"/logos/{made.organisation_id}/{'0' * 16}").status_code == 404
    assert client.get(f"/logos/{made.organisation_id}/{'%25' * 16}").status_code == 404


def test_it_is_gone_with_the_withdrawal(app: Flask, client: CheckedClient) -> None:
    _made, mine, _desk = with_logo(app, client)
    path = address(logos()[0])
    client.get(mine)
    client.send(f"{mine}/withdrawal")
    assert client.get(path).status_code == 404
    assert logos() == [] and list(pictures_kept()) == []
    client.get(mine)
    client.send(f"{mine}/return")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("way", ["button", "tick", "erasure"])
def test_it_is_gone_once_the_leave_is_taken_back(app: Flask, client: CheckedClient, way: str) -> None:
    made, mine, _desk = with_logo(app, client)
    path = address(logos()[0])
    if way == "tick":
        client.get(f"{mine}/entry")
        assert "done=logo-removal" in sent(client, f"{mine}/entry", show_logo=None).location
    elif way == "button":
        client.get(mine)
        assert client.send(f"{mine}/logo-removal").status_code == 303
    else:
        client.get(mine)
        assert client.send(f"{mine}/erasure", sure="y").status_code == 200
    assert client.get(path).status_code == 404
    assert logos() == [] and list(pictures_kept()) == []
    assert way == "erasure" or db.session.get_one(Endorsement, made.id).state == "listed"


def test_it_is_hidden_when_the_approval_of_the_signature_is_taken_back(app: Flask, client: CheckedClient) -> None:
    _made, _mine, desk = with_logo(app, client)
    path = address(logos()[0])
    desk.get("/desk/")
    assert desk.send("/desk/decisions/1/undoing").status_code == 303
    assert client.get(path).status_code == 404
    assert len(logos()) == 1


def test_it_comes_back_when_a_new_one_is_undone(app: Flask, client: CheckedClient) -> None:
    _made, mine, desk = with_logo(app, client)
    first = logos()[0].sha256
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", logo=file(png("#993311", (90, 90))))
    desk.get("/desk/changes")
    assert desk.get("/desk/changes/2/logo-before").status_code == 200
    desk.get("/desk/changes")
    desk.send("/desk/changes/2/approval")
    assert logos()[0].sha256 != first
    desk.get("/desk/changes")
    assert desk.send("/desk/changes/2/undoing").status_code == 303
    assert [one.sha256 for one in logos()] == [first]


def test_it_keeps_the_picture_sent_when_words_are_sent_after_it(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", logo=file(png()), show_logo="y")
    client.get(f"{mine}/entry")
    assert sent(client, f"{mine}/entry", acronym="LCN").status_code == 303
    db.session.rollback()
    last = db.session.query(ChangeRequest).order_by(ChangeRequest.id.desc()).first()
    assert last is not None and last.logo is not None and set(last.proposed) == {"acronym", "logo"}


def test_it_stays_with_nobody_who_gave_no_leave_when_a_merge_is_undone(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    kept, by = make_register.entry("Circle of Lawyers"), make.coordinator().id
    merged = db.session.get_one(Organisation, made.organisation_id)
    done = merging.merge_organisations(kept, merged, by=by)
    db.session.commit()
    client.get(f"{mine}/entry")
    assert sent(client, f"{mine}/entry", logo=file(png()), show_logo="y").status_code == 303
    db.session.expire_all()
    changes.approve_change(db.session.query(ChangeRequest).one(), by=by)
    db.session.commit()
    assert [one.organisation_id for one in logos()] == [kept.id]
    merging.undo_merge(done, by=by)
    db.session.commit()
    assert logos() == []


def test_it_leaves_the_logos_of_merged_entries_when_a_new_one_is_undone(app: Flask, client: CheckedClient) -> None:
    made, mine, _desk = with_logo(app, client)
    by, other = make.coordinator().id, make_register.entry("Circle of Lawyers")
    kept = db.session.get_one(Organisation, made.organisation_id)
    other.logo = Logo(content=b"x", media="image/png", width=9, height=9, sha256="ab" * 32, added_at=kept.created_at)
    merging.merge_organisations(kept, other, by=by)
    db.session.commit()
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", logo=file(png("#993311", (90, 90))))
    db.session.expire_all()
    change = db.session.get_one(ChangeRequest, 2)
    changes.approve_change(change, by=by)
    changes.undo_change(change, by=by)
    db.session.commit()
    assert {one.organisation_id for one in logos()} == {kept.id, other.id}


@pytest.mark.parametrize("verdict", ["approval", "rejection"])
def test_it_leaves_nothing_to_decide_about_once_it_is_erased(app: Flask, client: CheckedClient, verdict: str) -> None:
    """Nobody undoes a decision about a logo alone that is gone since: nothing would be asked for."""
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", logo=file(png()), show_logo="y")
    desk = make_evidence.desk(app)
    desk.get("/desk/changes")
    desk.send(f"/desk/changes/1/{verdict}", reason="Another logo")
    if verdict == "rejection":
        # The mail was shown first.
        desk.send(f"/desk/changes/1/{verdict}")
    desk.get("/desk/changes")
    assert desk.page is not None
    undoing = desk.page.form("/desk/changes/1/undoing").values()
    client.get(mine)
    client.send(f"{mine}/logo-removal")
    assert "/desk/changes/1/undoing" not in desk.get("/desk/changes").get_data(as_text=True)
    assert desk.post("/desk/changes/1/undoing", data=undoing).status_code == 303
    db.session.rollback()
    change = db.session.query(ChangeRequest).one()
    assert (change.approved_at or change.rejected_at) is not None and change.undone_at is None
