"""Following invitations up: worded, tried out, sent again, extended, to another mailbox, by a copied link, as a file."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask

import cast
import make
import make_invitations
from make_invitations import ADDRESS, fresh, invitations, invite
from page import CheckedClient
from petition.core import audit
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.mail.models import OutgoingMail
from petition.statements.models import Statement

OWN_WORDS = {
    "salutation": "Dear colleagues,",
    "covering_note": "We met in Vilnius.\nPlease read 2.3.",
    "sender": "Ana",
}
ONE = {"organisation": "Specimen Amber", "email": "office@amber.example", "language": "en", **OWN_WORDS}


def table(statement: Statement) -> str:
    return f"/desk/statements/{statement.id}/invitations"


def words(desk: CheckedClient, path: str) -> str:
    assert desk.get(path).status_code == 200
    assert desk.page is not None
    return desk.page.words()


def later(app: Flask) -> CheckedClient:
    """A coordinator, more than an hour after the mails were made."""
    return make.at_the_desk(app, email=f"later-{now().timestamp()}@coalition.example")


def newest() -> OutgoingMail:
    db.session.rollback()
    return db.session.query(OutgoingMail).order_by(OutgoingMail.id.desc()).first()  # type: ignore[return-value]


def act(desk: CheckedClient, invitation_id: int, deed: str, **sent: str) -> None:
    desk.get(f"/desk/invitations/{invitation_id}")
    desk.send(f"/desk/invitations/{invitation_id}/{deed}", **sent)


def test_it_words_the_mail_and_shows_it_before_anybody_is_invited(app: Flask) -> None:
    desk, statement = make.at_the_desk(app), make.statement()
    desk.get(table(statement))
    assert desk.send(table(statement), **ONE, step="preview").status_code == 200
    assert desk.page is not None
    said = desk.page.words()
    assert "Dear colleagues," in said and "Please read 2.3." in said and "/invitation/…" in said
    assert desk.send(table(statement), **ONE, step="sample").status_code == 200
    assert invitations() == [] and "Nobody was invited" in desk.page.words()
    sample = newest()
    assert sample.recipient == "coordinator@coalition.example" or "@coalition.example" in str(sample.recipient)
    assert sample.link_hash is None and (sample.content or {})["sample"] == "yes"
    assert desk.send(table(statement), **ONE).status_code == 303
    assert {name: (newest().content or {})[name] for name in OWN_WORDS} == OWN_WORDS
    assert fresh(invitations()[0]).wording == OWN_WORDS


def test_it_words_the_mail_to_a_list(app: Flask) -> None:
    desk, statement = make.at_the_desk(app), make.statement()
    data = b"Organisation,E-mail\nSpecimen One,a@one.example\nSpecimen Two,b@two.example\n"
    path = make_invitations.upload(desk, statement, data, "list.csv").headers["Location"]
    desk.get(path)
    assert desk.send(f"{path}/wording", **OWN_WORDS, language="be").status_code == 303
    assert "Please read 2.3." in words(desk, path)
    desk.send(f"{path}/wording", **OWN_WORDS, language="be", step="sample")
    assert (newest().content or {})["sample"] == "yes" and newest().language == "be"
    desk.get(path)
    make_invitations.import_ticked(desk, path)
    assert [(one.language, one.wording) for one in invitations()] == [("be", OWN_WORDS)] * 2


def test_it_sends_again_with_a_fresh_link_once_an_hour(app: Flask) -> None:
    statement = make.statement()
    made, path = invite(statement)
    desk = make.at_the_desk(app)
    act(desk, made.id, "resending")
    assert "within the last hour" in words(desk, f"/desk/invitations/{made.id}")
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        desk = later(app)
        act(desk, made.id, "resending", step="send", **OWN_WORDS)
        assert len(make.mails("invitation")) == 2 and make.link("invitation") != path
        assert fresh(made).wording == OWN_WORDS


def test_it_mails_nobody_who_declined(app: Flask, client: CheckedClient) -> None:
    made, path = invite(make.statement())
    client.get(path)
    client.send(f"{path}/refusal?lang=en")
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        desk = later(app)
        act(desk, made.id, "resending")
        assert "no further mail follows" in words(desk, f"/desk/invitations/{made.id}")
    assert len(make.mails("invitation")) == 1


def test_it_extends_and_not_past_the_destruction(app: Flask) -> None:
    made, _path = invite(make.statement())
    before, desk = made.expires_at, make.at_the_desk(app)
    act(desk, made.id, "extension")
    after = fresh(made).expires_at
    assert before < after <= before + timedelta(days=30)
    for _again in range(24):
        desk.send(f"/desk/invitations/{made.id}/extension")
    assert fresh(made).expires_at.date() <= fresh(made).statement.destroy_on
    assert "cannot work any longer" in words(desk, f"/desk/invitations/{made.id}")


def test_it_invites_at_the_right_mailbox_instead(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    made, path = invite(statement)
    desk = make.at_the_desk(app)
    act(desk, made.id, "address", email="office at circle")
    assert desk.page is not None and "Enter a complete mail address" in desk.page.words()
    act(desk, made.id, "address", email=ADDRESS)
    assert "has already" in desk.page.words()
    act(desk, made.id, "address", email="right@circle-north.example")
    old, new = invitations()
    assert old.replaced_at and old.revoked_at and new.address == "right@circle-north.example"
    assert client.get(path).status_code == 410
    assert "All 1" in words(desk, table(statement)), "the one that was replaced is shown no more"


def test_it_copies_a_link_that_is_shown_once(app: Flask, client: CheckedClient) -> None:
    made, _path = invite(make.statement())
    desk = make.at_the_desk(app)
    act(desk, made.id, "link")
    assert desk.page is not None
    shown = next(one.get("value") or "" for one in desk.page.all("input") if one.get("id") == "copied-link")
    assert client.get(shown[shown.index("/invitation/") :]).status_code == 200
    assert "shown this once" not in words(desk, f"/desk/invitations/{made.id}")
    assert [entry.act for entry, _note in audit.recent_entries(before=None, limit=1)] == ["invitation.copy-link"]


def test_it_tells_what_the_mail_server_said(app: Flask) -> None:
    statement = make.statement()
    for name in ("sent", "bounced", "late"):
        invite(statement, f"a@{name}.example", organisation=f"Specimen {name}")
    for one, fate in zip(make.mails("invitation"), ("sent", "bounced", "late"), strict=True):
        mail.claim_mails("w", batch=3)
        if fate == "sent":
            mail.mark_sent(one.id)
        else:
            mail.give_up_mail(one.id, worker="w", trouble="no", is_refused=fate == "bounced")
    db.session.commit()
    desk = make.at_the_desk(app)
    for state, name in (("sent", "sent"), ("bounced", "bounced"), ("unsent", "late")):
        desk.get(f"{table(statement)}?state={state}")
        assert desk.page is not None
        listed = [link for link in desk.page.all("a") if "/desk/invitations/" in (link.get("href") or "")]
        assert {"".join(link.itertext()).strip() for link in listed} >= {f"Specimen {name}"}, state


def test_it_acts_on_all_that_the_filter_finds_and_names_who_was_left_out(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    made = [invite(statement, f"a@n{number}.example", organisation=f"Specimen {number}") for number in range(3)]
    client.get(made[2][1])
    make_invitations.fill_in(client, made[2][1])
    desk, path = make.at_the_desk(app), f"{table(statement)}/bulk"
    desk.get(table(statement))
    assert desk.send(path, act="extend").status_code == 303
    assert "select at least one" in words(desk, table(statement))
    desk.send(path, act="extend", row=[str(made[0][0].id), str(made[2][0].id)])
    said = words(desk, table(statement))
    assert "1 invitation is extended" in said and "1 was left out. Specimen 2" in said
    desk.send(path, act="withdraw", everything="y", state="unsent")
    db.session.rollback()
    assert [one.revoked_at is None for one in invitations()] == [False, False, True]
    assert desk.send(path, act="nonsense").status_code == 404


def test_it_gives_out_a_file_that_no_spreadsheet_runs_and_records_it(app: Flask) -> None:
    statement = make.statement()
    invite(statement, organisation="=HYPERLINK(1)")
    desk = make.at_the_desk(app)
    desk.get(table(statement))
    answer = desk.send(f"{table(statement)}/export")
    text = answer.get_data(as_text=True)
    assert "'=HYPERLINK(1)" in text and ADDRESS in text and ",unsent," in text
    (entry, note), *_rest = audit.recent_entries(before=None, limit=1)
    assert (entry.act, note) == ("invitation.export", "1")
    reader = make.at_the_desk(app, "auditor", email="auditor@coalition.example")
    reader.get(table(statement))
    assert reader.page is not None and "Download as CSV" not in reader.page.words()
    token = next(one.get("value") for one in reader.page.all("input") if one.get("name") == "csrf_token")
    assert reader.post(f"{table(statement)}/export", data={"csrf_token": token}).status_code == 404
    assert cast.CIRCLE["email"] in words(reader, table(statement)), "who may see them does"
