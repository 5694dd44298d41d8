"""The pages before an act that is hard to take back, and the checklist before opening."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from flask import Flask

import cast
import make
import make_editions as editions
from desk.test_manage_a_statement import acts, again, draft, page, words
from make_invitations import invitations, invite, press_again, ticked, upload
from page import CheckedClient
from petition.config import values
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.statements.actions import schedule


def test_it_says_before_opening_what_will_happen_and_what_is_unfinished(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    make.statement(make.BELARUSIAN, language="be", is_open=False)
    statement.published_at = None
    lacking = make.BELARUSIAN.replace(" - 2.2. зняцце забарон на ўезд.\n", "")
    db.session.execute(db.text("UPDATE translation SET wording = :text WHERE language = 'be'"), {"text": lacking})
    db.session.commit()
    before = acts()
    desk.get(f"{page(statement)}/opening")
    for told in ("Everybody can then read the text and sign it", "2 languages", "no closing date is set",
                 "No mail is sent by this", "Беларуская lacks demand 2.2."):  # fmt: skip
        assert told in words(desk), told
    assert acts() == before and again(statement).opened_at is None
    assert desk.send(f"{page(statement)}/opening").status_code == 303
    assert again(statement).opened_at is not None


def test_it_names_dead_links_before_opening(app: Flask) -> None:
    text = make.TEXT.split("*Association")[0].replace("entry bans", "[entry bans](#)")
    statement, desk = draft(text), make.at_the_desk(app)
    for path in (page(statement), f"{page(statement)}/opening"):
        desk.get(path)
        assert "English: 1 link leads nowhere: entry bans" in words(desk), path
    shown = desk.get(f"{page(statement)}/opening").get_data(as_text=True)
    assert re.search(rf'<a href="{page(statement)}/text/en[^"]*">English: 1 link leads nowhere', shown)
    assert desk.send(f"{page(statement)}/opening").status_code == 303


def test_it_does_nothing_without_the_page_or_when_it_says_something_else(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    desk.get(f"{page(statement)}/opening")
    assert desk.send(f"{page(statement)}/opening", look=None).status_code == 409
    assert again(statement).opened_at is None
    desk.get(f"{page(statement)}/opening")
    statement.closes_at = now() + timedelta(days=9)
    db.session.commit()
    assert desk.send(f"{page(statement)}/opening").status_code == 409
    assert "something has changed since this page was opened" in words(desk) and "closes automatically" in words(desk)
    assert again(statement).opened_at is None
    assert desk.send(f"{page(statement)}/opening").status_code == 303


def test_it_counts_before_delivery_who_waits(app: Flask, client: CheckedClient) -> None:
    statement, desk = make.statement(), make.at_the_desk(app)
    desk.get(f"{page(statement)}/delivery")
    assert "waits for a decision" not in words(desk)
    shown = desk.page
    make.signed(client, cast.CIRCLE)
    make.sign(client, cast.ALENA)
    desk.page = shown
    assert desk.send(f"{page(statement)}/delivery").status_code == 409
    for told in ("1 organisation waits for a decision", "1 signature has not been confirmed by mail",
                 "Signing ends with it", "You can undo the delivery"):  # fmt: skip
        assert told in words(desk), told
    # Another signature that is confirmed or not is no reason to look again.
    shown = desk.page
    make.signed(client, cast.NOOR)
    desk.page = shown
    assert desk.send(f"{page(statement)}/delivery").status_code == 303
    assert again(statement).is_delivered


def test_it_counts_before_delivery_who_signed_the_current_text(app: Flask) -> None:
    desk, statement = make.at_the_desk(app), editions.statement(people=2)
    statement.late_rule = "listed"
    editions.changed(statement, editions.coordinator())
    editions.sign(statement, 2)
    db.session.commit()
    for act in ("delivery", "closing"):
        desk.get(f"{page(statement)}/{act}")
        assert "Of these, the current text (edition 2): 0 organisations, 1 person." in words(desk), act
    desk.get(f"{page(statement)}/delivery")
    assert "marked “added after delivery”" in words(desk) and "signed after delivery" not in words(desk)


def test_it_opens_nothing_while_something_required_is_missing(app: Flask) -> None:
    statement, desk = draft(), make.at_the_desk(app)
    statement.destroy_on = now().date()
    db.session.commit()
    desk.get(f"{page(statement)}/opening")
    assert "this is required: Deletion date" in words(desk) and "Open signing now" not in words(desk)
    answer = desk.post(f"{page(statement)}/opening", data={"csrf_token": token(desk)})
    assert answer.status_code == 409 and again(statement).opened_at is None


def token(desk: CheckedClient) -> str:
    assert desk.page is not None
    return next(one.get("value") or "" for one in desk.page.all("input") if one.get("name") == "csrf_token")


def test_it_checks_each_line_of_the_list_by_a_query(app: Flask) -> None:
    statement, desk = draft(make.TEXT), make.at_the_desk(app, "owner")
    desk.get(page(statement))
    for told in ("The binding text is read without problems", "5 demands are found", "The text is complete in 1 language",
                 "Not set: closing, delivery", "Personal data is deleted on", "They are entered",
                 "No reason for rejecting is written in: English", "Invite a colleague", "No mail server is set",
                 "Nobody was given a private link"):  # fmt: skip
        assert told in words(desk), told
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], relay=values.parse_relay("smtp://127.0.0.1:25"))
    desk.get(page(statement))
    assert "No test mail was sent yet" in words(desk)
    assert desk.send(f"{page(statement)}/test-mail").status_code == 303
    desk.get(page(statement))
    assert "The last test mail waits to be sent" in words(desk)
    mail.mark_sent(make.mails("mail-test")[0].id)
    db.session.commit()
    make.coordinator("owner", "second@coalition.example").password = "set"
    statement.closes_at, statement.delivery_at = now() + timedelta(days=9), now() + timedelta(days=10)
    db.session.commit()
    desk.get(page(statement))
    for told in ("A test mail was sent on", "2 coordinators can agree", "Closing and delivery are set"):
        assert told in words(desk), told
    schedule.open_signing(statement, by="test")
    db.session.commit()
    desk.get(page(statement))
    assert "Before opening" not in words(desk)


def test_it_shows_the_mails_of_an_edition_as_they_will_go_and_sends_them_to_oneself(app: Flask) -> None:
    desk = make.at_the_desk(app)
    statement = editions.statement(people=8)
    for number, language in enumerate(("en", "be", "be")):
        invite(statement, f"a@open{number}.example", language, organisation=f"Rivers {number}")
    editions.save(statement, "en", editions.SUBSTANCE, 1)
    db.session.commit()
    here, before = f"{page(statement)}/editions/new", len(acts())
    desk.get(here)
    fields = {f"origin-{place}-{way}": (*origins, "", "")[way] for place, origins in enumerate(editions.MAPPING.values()) for way in range(2)}  # fmt: skip
    assert desk.send(here, kind="substance", read="y", **fields).status_code == 200
    for told in ("8 signatories get a mail", "3 organisations with an open invitation get a mail", "will Rivers 0 sign", "11 mails go out", "The text you signed has changed", "Тэкст", "protecting lawyers from reprisals",
                 "Беларуская: 5 demands will be missing or not up to date", "It cannot be changed or undone"):  # fmt: skip
        assert told in words(desk), told
    assert len(acts()) == before and make.mails("edition-changed") == []
    assert desk.send(here, do="sample").status_code == 200
    assert "4 test mails go to you" in words(desk)
    sent = make.mails("mail-sample")
    assert sorted((one.kind, one.language, one.recipient or "") for one in sent) == [
        ("mail-sample", language, cast.VERA) for language in ("be", "be", "en", "en")
    ]  # fmt: skip
    assert len(acts()) == before
    assert desk.send(here, do="edit").status_code == 200
    assert "Origin of each demand" in words(desk)
    assert desk.send(here).status_code == 200
    assert desk.send(here).status_code == 303
    assert len(make.mails("edition-changed")) == 8


def test_it_shows_the_invitation_before_many_get_it(app: Flask) -> None:
    statement = make.statement()
    lines = "Organisation,Email,Language\n" + "".join(
        f"Rivers {number},office@rivers{number}.example,{('en', 'be', 'lt', 'be')[number]}\n" for number in range(4)
    )
    desk = make.at_the_desk(app)
    answer = upload(desk, statement, lines.encode(), "list.csv")
    path = answer.location
    desk.get(path)
    assert desk.send(f"{path}/ticks", row=["2", "3", "4"], shown="2 3 4 5", to=".").status_code == 303
    desk.get(path)
    assert press_first(desk, path) == 200
    for told in ("3 organisations are invited", "Беларуская: 1; English: 2", "1 row is not invited",
                 "3 mails go out", "Invite 3 organisations"):  # fmt: skip
        assert told in words(desk), told
    assert make.mails() == [] and invitations() == []
    assert press_again(desk, f"{path}/import").status_code == 303
    assert len(make.mails("invitation")) == 3


def press_first(desk: CheckedClient, path: str) -> int:
    assert desk.page is not None
    sent = {**desk.page.form(f"{path}/import").values(), "row": ticked(desk)}
    return desk.post(f"{path}/import", data=sent).status_code
