"""Rejecting an organisation: a reason kept as data or own words, a look at the mail, and then exactly that mail."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

import cast
import make
from page import CheckedClient, Form
from petition.core.db import db
from petition.mail import rendering
from petition.signing.decide import reasons
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.reasons import Reason

LISTED = "/en/open-courts/signatories"
TEXTS = {"en": "We could not verify that it exists.", "be": "Мы не змаглі праверыць, што яна існуе."}


def waiting(client: CheckedClient, lang: str = "en") -> tuple[Endorsement, str]:
    make.statement()
    make.sign(client, cast.CIRCLE, lang=lang)
    path = make.link()
    client.get(path)
    assert client.post(path).status_code == 200
    made = make.endorsement(cast.CIRCLE["organisation"])
    assert made is not None
    return made, f"/desk/endorsements/{made.id}/rejection"


def reason(texts: dict[str, str] = TEXTS, kind: str = "organisation") -> Reason:
    by = make.coordinator("owner", "owner@coalition.example").id
    made = reasons.make_reason(kind, "Cannot be verified", "No website", texts, by=by)
    db.session.commit()
    return made


def previewed(desk: CheckedClient, path: str, **given: str) -> str:
    desk.get("/desk/")
    assert desk.send(path, **given).status_code == 200
    assert desk.page is not None
    return desk.page.words()


def test_it_shows_the_mail_as_it_goes_and_decides_nothing_yet(app: Flask, client: CheckedClient) -> None:
    made, path = waiting(client)
    kept, desk = reason(), make.at_the_desk(app)
    shown = previewed(desk, path, reason_id=str(kept.id), reason="Write to us <soon>.")
    assert make.mails("organisation-rejected") == []
    assert make.endorsement("Lawyers’ Circle North").rejected_at is None  # type: ignore[union-attr]
    assert desk.send(path).status_code == 303
    mail = make.mails("organisation-rejected")[0]
    sent = rendering.render_mail(mail)
    assert mail.content is not None and mail.content["reason"] == f"{TEXTS['en']}\n\nWrite to us <soon>."
    link = app.config["PUBLIC_URL"] + mail.content["link_path"]
    body = " ".join(sent.body.replace(link, app.config["PUBLIC_URL"] + "/mine/…").split())
    assert " ".join(sent.subject.split()) in shown and body in shown
    decision = db.session.scalars(select(Decision).where(Decision.endorsement_id == made.id)).one()
    assert decision.reason_id == kept.id and decision.reason == mail.content["reason"]


def test_it_goes_back_with_what_was_typed(app: Flask, client: CheckedClient) -> None:
    _made, path = waiting(client)
    kept, desk = reason(), make.at_the_desk(app)
    previewed(desk, path, reason_id=str(kept.id), reason="Мае словы")
    assert desk.page is not None
    values = [form for one in desk.page.all("form") if "reason" in (form := Form(one).values())][-1]
    assert values["reason_id"] == str(kept.id) and values["reason"] == "Мае словы"
    assert make.mails("organisation-rejected") == []


def test_it_asks_for_a_reason_or_words(app: Flask, client: CheckedClient) -> None:
    _made, path = waiting(client)
    desk = make.at_the_desk(app)
    desk.get("/desk/")
    assert desk.send(path, reason=" ").status_code == 422
    assert "Choose a reason" in desk.page.words()  # type: ignore[union-attr]
    assert desk.send(path, reason="We do not know you.").status_code == 200
    assert desk.send(path).status_code == 303
    assert make.mails("organisation-rejected")[0].content["reason"] == "We do not know you."  # type: ignore[index]


@pytest.mark.parametrize(("language", "texts", "told"), [
    ("be", TEXTS, None),
    ("be", {"en": TEXTS["en"]}, "The reason has no text in Беларуская. The text in English is sent instead."),
    ("be", {"pl": "Nie wiemy."}, "The text in Polski is sent instead."),
    ("en", {"en": TEXTS["en"]}, None),
])  # fmt: skip
def test_it_warns_where_the_reason_is_in_another_language(
    app: Flask, client: CheckedClient, language: str, texts: dict[str, str], told: str | None
) -> None:
    _made, path = waiting(client, language)
    shown = previewed(make.at_the_desk(app), path, reason_id=str(reason(texts).id))
    assert (told in shown) if told else "is sent instead" not in shown
    assert texts.get(language, next(iter(texts.values()))) in shown


def test_it_shows_the_mail_anew_where_it_would_be_another_by_now(app: Flask, client: CheckedClient) -> None:
    _made, path = waiting(client)
    kept, desk = reason(), make.at_the_desk(app)
    previewed(desk, path, reason_id=str(kept.id))
    reasons.reword_reason(db.session.get_one(Reason, kept.id), "x", None, {"en": "Other words."}, by=1)
    db.session.commit()
    assert desk.send(path).status_code == 409
    assert desk.page is not None and "nothing was sent" in desk.page.words() and "Other words." in desk.page.words()
    assert make.mails("organisation-rejected") == []
    assert desk.send(path).status_code == 303
    assert make.mails("organisation-rejected")[0].content["reason"] == "Other words."  # type: ignore[index]


def test_it_does_not_reject_what_was_decided_meanwhile(app: Flask, client: CheckedClient) -> None:
    _made, path = waiting(client)
    desk, other = make.at_the_desk(app), make.at_the_desk(app, email="other@coalition.example")
    previewed(desk, path, reason="no")
    other.get("/desk/")
    other.send(path.replace("rejection", "approval"))
    assert desk.send(path).status_code == 303
    assert make.mails("organisation-rejected") == []
    assert "in the meantime" in desk.get("/desk/").get_data(as_text=True)
    assert "Lawyers’ Circle North" in client.get(LISTED).get_data(as_text=True)


def test_it_takes_no_reason_that_is_retired_or_for_individuals(app: Flask, client: CheckedClient) -> None:
    _made, path = waiting(client)
    retired, other = reason(), reason(kind="individual")
    reasons.retire_reason(db.session.get_one(Reason, retired.id), by=1)
    db.session.commit()
    desk = make.at_the_desk(app)
    for wrong in (retired.id, other.id, 999):
        desk.get("/desk/")
        assert desk.send(path, reason_id=str(wrong), reason="").status_code == 422


def test_it_leads_back_to_the_page_it_came_from(app: Flask, client: CheckedClient) -> None:
    _made, path = waiting(client)
    desk = make.at_the_desk(app)
    desk.get("/desk/?country=LT&q=circle")
    assert desk.send(path, reason="no").status_code == 200
    answer = desk.send(path)
    assert answer.headers["Location"] == "/desk/?country=LT&q=circle"
