"""The demo inbox."""

from __future__ import annotations

from flask import Flask

from outbox import put, row
from petition.core.db import db
from petition.mail import actions, queries


def test_it_lists_the_newest_first(app: Flask) -> None:
    first, second = put("first@reader.example"), put("second@reader.example", kind="own-link")
    page = app.test_client().get("/demo/inbox").get_data(as_text=True)
    assert page.index(f"/demo/inbox/{second}") < page.index(f"/demo/inbox/{first}")
    assert "Confirm your signature: Free them all" in page and "second@reader.example" in page


def test_it_is_empty_at_first(app: Flask) -> None:
    assert "There is no mail yet" in app.test_client().get("/demo/inbox").get_data(as_text=True)


def test_it_shows_a_mail_with_its_link(app: Flask) -> None:
    mail = row(put("ales@reader.example", name="<i>Ales</i>"))
    page = app.test_client().get(f"/demo/inbox/{mail.id}").get_data(as_text=True)
    assert mail.content
    assert f'<a href="http://127.0.0.1:5000{mail.content["link_path"]}"' in page
    assert "as &lt;i&gt;Ales&lt;/i&gt;." in page
    assert "ales@reader.example" in page


def test_it_knows_no_other_mail(app: Flask) -> None:
    assert app.test_client().get("/demo/inbox/77").status_code == 404


def test_it_shows_the_others_beside_one_that_cannot_be_written(app: Flask) -> None:
    bad, good = put(kind="no-such-mail"), put()
    page = app.test_client().get("/demo/inbox").get_data(as_text=True)
    assert f"/demo/inbox/{good}" in page and "no-such-mail" in page
    assert app.test_client().get(f"/demo/inbox/{bad}").status_code == 404


def test_it_leaves_out_what_was_wiped(app: Flask) -> None:
    mail = put()
    actions.mark_sent(mail)
    db.session.commit()
    assert queries.inbox() == [] and queries.inbox_mail(mail) is None


def test_it_shows_the_inbox_to_this_machine_only(app: Flask) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.5"}
    assert app.test_client().get("/demo/inbox").status_code == 200
    assert app.test_client().get("/demo/inbox", environ_overrides=elsewhere).status_code == 404
