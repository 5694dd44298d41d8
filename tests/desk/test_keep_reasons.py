"""Reasons for rejecting, kept as data: made, worded, no longer offered, in every language that is needed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

import make
from page import CheckedClient
from petition.core.audit import AuditEntry
from petition.core.db import db
from petition.signing.decide import queries as reason_queries
from petition.signing.decide import reasons
from petition.signing.models.reasons import Reason

PAGE = "/desk/reasons"


def words(client: CheckedClient, path: str = PAGE, status: int = 200) -> str:
    assert client.get(path).status_code == status
    assert client.page is not None
    return client.page.words()


def kept(kind: str = "organisation", **texts: str) -> Reason:
    by = make.coordinator("owner", "owner@coalition.example").id
    made = reasons.make_reason(kind, "Not known", "Nobody knows it", texts or {"en": "We do not know you."}, by=by)
    db.session.commit()
    return made


def acts() -> list[str]:
    db.session.rollback()
    found = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.number))
    return [act for act in found if act.startswith("reason.")]


def test_it_takes_the_suggestions_over_with_one_press(app: Flask) -> None:
    desk = make.at_the_desk(app)
    assert db.session.scalars(select(Reason)).all() == [], "nothing is put in by itself"
    assert "Cannot be verified" in words(desk)
    assert desk.send(f"{PAGE}/suggested", kind="organisation").status_code == 303
    offered = reason_queries.offered_reasons("organisation")
    assert len(offered) >= 4 and reason_queries.offered_reasons("individual") == []
    assert all({one.language for one in each.texts} >= {"en"} for each in offered)
    words(desk)
    desk.send(f"{PAGE}/suggested", kind="organisation")
    assert len(reason_queries.offered_reasons("organisation")) == len(offered), "once is enough"
    assert acts() == ["reason.make"] * len(offered)


def test_it_keeps_a_reason_of_ones_own_and_says_what_is_missing(app: Flask) -> None:
    make.statement()
    make.statement(make.BELARUSIAN, slug="second", language="uk")
    desk = make.at_the_desk(app)
    desk.get(f"{PAGE}/new?kind=organisation")
    assert desk.send(f"{PAGE}/new?kind=organisation", label="", internal="x").status_code == 422
    assert desk.send(f"{PAGE}/new?kind=organisation", label="Not known").status_code == 422
    assert desk.page is not None and "in at least one language" in desk.page.words()
    answer = desk.send(f"{PAGE}/new?kind=organisation", label="Not known", text_be="Мы вас не ведаем.")
    assert answer.status_code == 303
    shown = words(desk)
    assert "Not known" in shown and "missing: English" in shown and "missing: Українська" in shown
    assert "missing: Беларуская" not in shown


def test_it_needs_no_public_text_for_individuals(app: Flask) -> None:
    desk = make.at_the_desk(app)
    desk.get(f"{PAGE}/new?kind=individual")
    assert desk.send(f"{PAGE}/new?kind=individual", label="Made up").status_code == 303
    assert [one.label for one in reason_queries.offered_reasons("individual")] == ["Made up"]


def test_it_words_a_reason_anew_and_puts_that_on_the_log(app: Flask) -> None:
    one = kept(en="We do not know you.", be="Мы вас не ведаем.")
    desk = make.at_the_desk(app)
    desk.get(f"{PAGE}/{one.id}")
    assert desk.send(f"{PAGE}/{one.id}/wording", text_en="Nobody here knows you.", text_be="").status_code == 303
    db.session.expire_all()
    assert {text.language: text.text for text in one.texts} == {"en": "Nobody here knows you."}
    assert acts() == ["reason.make", "reason.word"]
    shown = words(desk, "/desk/audit")
    assert "We do not know you. → Nobody here knows you." in shown
    desk.get(f"{PAGE}/{one.id}")
    desk.send(f"{PAGE}/{one.id}/wording")
    assert acts() == ["reason.make", "reason.word"], "nothing changed, nothing on the log"


def test_it_overwrites_nobody_unseen(app: Flask) -> None:
    one = kept(en="First.")
    desk, other = make.at_the_desk(app), make.at_the_desk(app, email="other@coalition.example")
    for browser in (desk, other):
        browser.get(f"{PAGE}/{one.id}")
    path = f"{PAGE}/{one.id}/wording"
    assert other.send(path, text_en="Theirs.", internal="Look twice").status_code == 303
    assert desk.send(path, text_be="Маё.").status_code == 303
    db.session.expire_all()
    assert {text.language: text.text for text in one.texts} == {"en": "Theirs.", "be": "Маё."}
    desk.get(f"{PAGE}/{one.id}")
    other.get(f"{PAGE}/{one.id}")
    other.send(path, text_en="Theirs again.")
    assert desk.send(path, text_en="Mine.").status_code == 409
    assert desk.page is not None and "Theirs again." in desk.page.words()
    assert desk.page.form(path).values()["text_en"] == "Mine."
    assert desk.send(path).status_code == 303
    db.session.expire_all()
    assert one.texts[1].text == "Mine."


def test_it_offers_a_retired_reason_no_longer_and_brings_it_back(app: Flask) -> None:
    one = kept()
    desk = make.at_the_desk(app)
    words(desk)
    assert desk.send(f"{PAGE}/{one.id}/retirement").status_code == 303
    assert reason_queries.offered_reasons("organisation") == []
    assert "1 is no longer offered" in words(desk)
    assert desk.send(f"{PAGE}/{one.id}/return").status_code == 303
    assert [each.id for each in reason_queries.offered_reasons("organisation")] == [one.id]
    assert acts() == ["reason.make", "reason.retire", "reason.bring-back"]


@pytest.mark.parametrize(("language", "said", "is_wanted"), [
    ("be", "BE", True), ("pt-BR", "PT", True), ("uk", "LT", False), ("lt", "LT", True),
])  # fmt: skip
def test_it_says_it_in_the_language_asked_for_else_in_the_binding_one(
    app: Flask, language: str, said: str, is_wanted: bool
) -> None:
    one = kept(en="EN", be="BE", pt="PT", lt="LT")
    found = reason_queries.reason_wording(one, language, "lt")
    assert found is not None and (found.text, found.is_wanted) == (said, is_wanted)
    assert reason_queries.reason_wording(Reason(texts=[]), "en", "en") is None


@pytest.mark.parametrize("role", ["moderator", "auditor"])
def test_it_lets_those_who_decide_read_and_not_write(app: Flask, role: str) -> None:
    one = kept()
    desk = make.at_the_desk(app, role)
    assert "Not known" in words(desk) and "Enter a reason" not in words(desk)
    assert "We do not know you." in words(desk, f"{PAGE}/{one.id}")
    assert desk.get(f"{PAGE}/new").status_code == 404
    app.config["WTF_CSRF_ENABLED"] = False
    for path in ("new", "suggested", f"{one.id}/wording", f"{one.id}/retirement", f"{one.id}/return"):
        assert desk.post(f"{PAGE}/{path}").status_code == 404, path
