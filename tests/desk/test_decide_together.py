"""Deciding about several organisations in one act: exactly those shown and ticked, and all of it taken back at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import cast
import make
from page import CheckedClient, Form
from petition.core.audit import AuditEntry
from petition.core.db import db
from petition.signing.decide import actions as decisions
from petition.signing.decide import bulk as decide_bulk
from petition.signing.decide import reasons
from petition.signing.decide.bulk import BulkResult
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.reasons import Reason
from petition.signing.own import actions as own

LISTED = "/en/open-courts/signatories"
NAMES = ["Specimen Amber", "Specimen Birch", "Specimen Cedar"]


def waiting(client: CheckedClient, names: list[str] = NAMES, languages: str = "en en en") -> list[Endorsement]:
    make.statement()
    return [
        make.signed(client, organisation(name), lang=language)
        for name, language in zip(names, languages.split(), strict=True)
    ]


def organisation(name: str) -> dict[str, Any]:
    word = name.split()[-1].lower()
    return {
        **cast.CIRCLE,
        "organisation": name,
        "website": f"https://{word}.example",
        "email": f"office@{word}.example",
    }


def rows(desk: CheckedClient, path: str = "/desk/") -> dict[str, str]:
    """The boxes to tick on a page of the queue: the value by the number of the endorsement."""
    assert desk.get(path).status_code == 200
    assert desk.page is not None
    boxes = [box.get("value") or "" for box in desk.page.all("input") if box.get("name") == "row"]
    return {value.partition(".")[0]: value for value in boxes}


def send(desk: CheckedClient, deed: str, ticked: list[str], **given: Any) -> int:
    assert desk.page is not None
    carried = next(values for one in desk.page.all("form") if "shown" in (values := Form(one).values()))
    values = {**carried, **given, "row": ticked}
    return desk.post(f"/desk/decisions/{deed}", data=values).status_code


def listed(client: CheckedClient) -> list[str]:
    text = client.get(LISTED).get_data(as_text=True)
    return [name for name in NAMES if name in text]


def test_it_approves_those_ticked_and_takes_all_back_at_once(app: Flask, client: CheckedClient) -> None:
    made, desk = waiting(client), make.at_the_desk(app)
    boxes = rows(desk)
    ticked = [boxes[str(one.id)] for one in made[:2]]
    assert send(desk, "approval", ticked) == 303
    assert listed(client) == NAMES[:2]
    assert len(make.mails("organisation-approved")) == 2
    text = desk.get("/desk/").get_data(as_text=True)
    assert text.count("2 approved together: Specimen Amber, Specimen Birch") == 2, "said, and to be taken back"
    bulk = {one.bulk_number for one in db.session.scalars(select(Decision))}
    assert desk.send(f"/desk/decisions/bulks/{bulk.pop()}/undoing").status_code == 303
    assert bulk == set() and listed(client) == [] and make.mails("organisation-approved") == []
    acts = [entry.act for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(4))]
    assert acts == ["endorsement.undo-approve"] * 2 + ["endorsement.approve"] * 2
    assert len(rows(desk)) == 3


def test_it_leaves_out_who_changed_or_was_decided_meanwhile_and_names_them(app: Flask, client: CheckedClient) -> None:
    made, desk = waiting(client), make.at_the_desk(app)
    boxes, other = rows(desk), make.at_the_desk(app, email="other@coalition.example")
    other.get("/desk/")
    other.send(f"/desk/endorsements/{made[0].id}/approval")
    changed = db.session.get_one(Endorsement, made[1].id)
    own.correct_details(changed, {"representative": "Somebody Else", "role": "treasurer"})
    db.session.commit()
    assert send(desk, "approval", list(boxes.values())) == 303
    assert listed(client) == ["Specimen Amber", "Specimen Cedar"]
    desk.get("/desk/")
    assert desk.page is not None
    words = desk.page.words()
    assert "Approved: Specimen Cedar" in words
    assert (
        "Not included, because somebody decided about them or changed them in the meantime: Specimen Amber, Specimen Birch."
        in words
    )


def test_it_takes_back_what_nothing_was_decided_after(app: Flask, client: CheckedClient) -> None:
    made, desk = waiting(client), make.at_the_desk(app)
    assert send(desk, "hold", [*rows(desk).values()], note="calling them") == 303
    assert make.mails("organisation-approved") == []
    desk.get("/desk/?view=on-hold")
    desk.send(f"/desk/endorsements/{made[0].id}/approval")
    number = db.session.scalars(select(Decision.bulk_number).where(Decision.bulk_number.is_not(None))).first()
    desk.get("/desk/")
    desk.send(f"/desk/decisions/bulks/{number}/undoing")
    desk.get("/desk/")
    assert desk.page is not None and "in the meantime: Specimen Amber." in desk.page.words()
    db.session.expire_all()
    stand = [db.session.get_one(Endorsement, one.id) for one in made]
    assert [one.held_at is not None for one in stand] == [True, False, False]
    assert stand[0].approved_at is not None


def test_it_asks_for_the_note_of_a_hold(app: Flask, client: CheckedClient) -> None:
    waiting(client)
    desk = make.at_the_desk(app)
    assert send(desk, "hold", [*rows(desk).values()]) == 200
    assert desk.page is not None and "Put 3 organisations on hold" in desk.page.words()
    form = desk.page.form("/desk/decisions/hold")
    ticked = [box.get("value") for box in desk.page.all("input") if box.get("name") == "row"]
    given = {**form.values(), "row": ticked, "note": "all three on Monday"}
    assert desk.post("/desk/decisions/hold", data={**given, "note": ""}).status_code == 422
    assert desk.post("/desk/decisions/hold", data=given).status_code == 303
    assert desk.get("/desk/?view=on-hold").get_data(as_text=True).count("all three on Monday") == 3


def test_it_rejects_with_a_look_at_one_mail_of_each_language(app: Flask, client: CheckedClient) -> None:
    made, desk = waiting(client, languages="en en be"), make.at_the_desk(app)
    texts = {"en": "We do not know you.", "be": "Мы вас не ведаем."}
    kept = reasons.make_reason("organisation", "Not known", None, texts, by=make.coordinator().id)
    db.session.commit()
    ticked = [*rows(desk).values()]
    assert send(desk, "rejection", ticked) == 200
    assert send(desk, "rejection", ticked, reason_id=str(kept.id)) == 200
    assert desk.page is not None
    words = desk.page.words()
    assert "English: 2 organisations" in words and "Беларуская: 1 organisation" in words
    assert texts["en"] in words and texts["be"] in words and make.mails("organisation-rejected") == []
    seen = [box.get("value") for box in desk.page.all("input") if box.get("name") == "seen"]
    renamed = db.session.get_one(Endorsement, made[0].id).organisation
    assert renamed is not None
    renamed.name = "Specimen Amber and Others"
    db.session.commit()
    assert send(desk, "rejection", ticked, reason_id=str(kept.id), seen=seen) == 303
    sent = {mail.link_subject: (mail.content or {})["reason"] for mail in make.mails("organisation-rejected")}
    assert sent == {made[1].id: texts["en"], made[2].id: texts["be"]}, "one would have got another mail than was shown"
    assert "Specimen Amber" in desk.get("/desk/").get_data(as_text=True)


def test_it_sends_no_other_mail_than_was_seen(app: Flask, client: CheckedClient) -> None:
    made, desk = waiting(client, languages="en en be"), make.at_the_desk(app)
    texts = {"en": "We do not know you.", "be": "Мы вас не ведаем."}
    kept = reasons.make_reason("organisation", "Not known", None, texts, by=make.coordinator().id)
    db.session.commit()
    ticked = [*rows(desk).values()]
    assert send(desk, "rejection", ticked, reason_id=str(kept.id)) == 200
    assert desk.page is not None
    seen = [box.get("value") for box in desk.page.all("input") if box.get("name") == "seen"]
    reasons.reword_reason(db.session.get_one(Reason, kept.id), "x", None, {**texts, "en": "Other words."}, by=1)
    db.session.commit()
    assert send(desk, "rejection", ticked, reason_id=str(kept.id), seen=seen) == 303
    assert [mail.link_subject for mail in make.mails("organisation-rejected")] == [made[2].id]


@pytest.mark.parametrize("tampered", ["elsewhere", "unsigned", "nothing"])
def test_it_decides_about_nothing_that_was_not_shown(app: Flask, client: CheckedClient, tampered: str) -> None:
    made, desk = waiting(client), make.at_the_desk(app)
    ticked = [*rows(desk).values()]
    if tampered == "elsewhere":
        other = make.at_the_desk(app, email="other@coalition.example")
        other.get("/desk/")
        assert desk.page is not None and other.page is not None
        token = other.page.form("/desk/decisions/approval").values()["shown"]
        assert send(desk, "approval", ticked, shown=token) == 303
    elif tampered == "unsigned":
        founding = make.endorsement("Open Doors Society")
        assert founding is not None
        assert send(desk, "approval", [*ticked, f"{founding.id}.x"]) == 303
    else:
        assert send(desk, "approval", []) == 303
    assert listed(client) == [] and len(made) == 3


def test_it_keeps_the_filters_of_the_page(app: Flask, client: CheckedClient) -> None:
    waiting(client)
    desk = make.at_the_desk(app)
    boxes = rows(desk, "/desk/?q=birch")
    assert len(boxes) == 1 and desk.page is not None
    values = {**desk.page.form("/desk/decisions/approval").values(), "row": [*boxes.values()]}
    assert desk.post("/desk/decisions/approval", data=values).headers["Location"] == "/desk/?q=birch"


def test_it_ticks_all_on_the_page_without_a_script(app: Flask, client: CheckedClient) -> None:
    waiting(client)
    desk = make.at_the_desk(app)
    desk.get("/desk/?all=y")
    assert desk.page is not None
    boxes = [box for box in desk.page.all("input") if box.get("type") == "checkbox" and box.get("name") == "row"]
    assert len(boxes) == 3 and all(box.get("checked") is not None for box in boxes)


def test_it_decides_once_where_two_decide_about_the_same_at_once(app: Flask, client: CheckedClient) -> None:
    made = [one.id for one in waiting(client)]
    by = [make.coordinator(email=f"{name}@coalition.example").id for name in ("one", "other")]
    db.session.remove()
    came: list[BulkResult] = []
    start = threading.Barrier(2)

    def approve(who: int, ids: list[int]) -> None:
        with app.app_context():
            start.wait()
            came.append(decide_bulk.decide_all(ids, lambda one: decisions.approve(one, by=who)))
            db.session.commit()

    threads = [
        threading.Thread(target=approve, args=(who, ids)) for who, ids in zip(by, (made, made[::-1]), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(len(one.decisions) for one in came) == [0, 3]
    assert sorted(len(one.left_out) for one in came) == [0, 3]
    assert len(make.mails("organisation-approved")) == 3
