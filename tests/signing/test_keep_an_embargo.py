"""Under an embargo whoever was invited signs, confirms and changes; nothing leads them or anybody else astray."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask

import make
import make_editions as editions
import make_invitations as invitations
from page import CheckedClient, act_on_forms
from petition.core.addresses import parse
from petition.core.db import db, now
from petition.invitations.actions import invite as invite_actions
from petition.mail import rendering
from petition.mail.models import OutgoingMail
from petition.signing.carry import announcements
from petition.signing.evidence import actions as evidence_actions
from petition.statements.actions.issue import issue_edition
from petition.statements.models import Statement

LINKS = re.compile(r"http://127\.0\.0\.1:5000(/[^\s\"<>]*)")
PUBLIC = (
    "/en/", "/open-courts", "/open-courts/counts.json", "/open-courts/signatories.csv",
    "/open-courts/signatories.json", "/en/open-courts", "/en/open-courts/signatories", "/en/open-courts/wording.txt",
    "/en/open-courts/editions", "/en/open-courts/editions/1", "/en/open-courts/editions/2/changes",
    "/en/open-courts/translations", "/en/open-courts/demands/1", "/en/open-courts/demands/1?edition=1",
    "/en/open-courts/sign", "/en/open-courts/sign/organisation", "/en/open-courts/own-link",
    "/en/open-courts/check-your-mail", "/logos/1/0123456789abcdef",
)  # fmt: skip


def under_embargo() -> Statement:
    at = now()
    made = invitations.draft(embargo_until=at + timedelta(days=30), opens_at=at + timedelta(days=30))
    made.silence_days = 3
    db.session.commit()
    return made


def leads_on(client: CheckedClient) -> None:
    """Asserts that every link of the page that was opened leads somewhere."""
    assert client.page is not None
    here = {link.get("href") or "" for link in client.page.all("a")}
    for path in sorted(each for each in here if urlsplit(each).path.startswith("/")):
        if not path.startswith("/demo"):
            assert client.application.test_client().get(path).status_code != 404, path


def mail_leads_on(client: CheckedClient, kind: str) -> str:
    """Asserts the same of the newest mail of a kind; gives the path behind its own link."""
    newest: OutgoingMail = make.mails(kind)[-1]
    letter = rendering.render_mail(newest)
    for path in {*LINKS.findall(letter.body), *LINKS.findall(letter.html)}:
        assert client.application.test_client().get(path.rstrip(".")).status_code != 404, path
    return make.link(kind)


def confirmed(client: CheckedClient, made: Statement) -> str:
    """An invited organisation that signed behind a copied link and confirmed; gives the path of its own page."""
    invitation, _mailed = invitations.invite(made)
    path = "/invitation/" + invite_actions.copy_link(invitation, by=invitation.invited_by)
    db.session.commit()
    assert invitations.fill_in(client, path, **invitations.SIGNED).status_code == 303
    path = mail_leads_on(client, "confirm-organisation")
    client.get(path)
    leads_on(client)
    assert client.send(path).status_code == 200
    leads_on(client)
    return mail_leads_on(client, "confirmed-organisation-invited")


def changed(made: Statement, by: int) -> None:
    editions.save(made, "en", make.TEXT.replace("closing the cases", "closing all cases"), by)
    second = issue_edition(made, "substance", {number: (number,) for number in ("1", "2", "2.1", "2.2", "3")}, by)
    announcements.start_announcement(second, by)
    db.session.commit()


def test_it_leads_whoever_signed_to_pages_that_are_there(app: Flask, client: CheckedClient) -> None:
    made = under_embargo()
    own = confirmed(client, made)
    for path in (own, f"{own}/entry"):
        assert client.get(path).status_code == 200
        leads_on(client)
    endorsement = make.endorsement("Lawyers’ Circle North")
    assert endorsement is not None
    evidence_actions.ask_second_person(endorsement, "Ona", parse("ona@circle-north.example"))
    db.session.commit()
    act_on_forms(app)
    second = mail_leads_on(client, "second-person")
    client.get(second)
    leads_on(client)
    changed(made, make.coordinator().id)
    carry = mail_leads_on(client, "edition-changed")
    for _before_and_after in range(2):
        client.get(carry)
        leads_on(client)
        client.post(f"{carry}/stay", data={"edition": "2"})
    client.get(client.send(carry).location)
    leads_on(client)
    for path, at in ((own[:-3], 0), (own, 400), (carry, 400), (second, 20)):
        with time_machine.travel(now() + timedelta(days=at), tick=False):
            made.embargo_until = now() + timedelta(days=1)
            db.session.commit()
            assert client.get(path).status_code in (404, 410)
            leads_on(client)


@pytest.mark.parametrize("path", PUBLIC)
def test_it_shows_the_public_nothing(app: Flask, client: CheckedClient, path: str) -> None:
    made = make.statement(editions.FIRST)
    by = make.coordinator().id
    editions.save(made, "en", editions.SUBSTANCE, by)
    issue_edition(made, "substance", editions.MAPPING, by)
    made.embargo_until = now() + timedelta(days=1)
    db.session.commit()
    answer = client.get(path)
    assert answer.status_code == (200 if path == "/en/" else 404)
    shown = answer.get_data(as_text=True)
    assert "publish a position" not in shown and "Open Doors" not in shown and "open-courts" not in shown


def test_it_ends_at_its_minute_for_all_of_them(app: Flask, client: CheckedClient) -> None:
    made = make.statement()
    end = now().replace(microsecond=0) + timedelta(hours=1)
    made.embargo_until = end
    db.session.commit()
    for at, status in ((end - timedelta(microseconds=1), 404), (end, 200)):
        with time_machine.travel(at, tick=False):
            for path in ("/en/open-courts", "/open-courts/counts.json", "/open-courts/signatories.csv"):
                assert client.get(path).status_code == status, (path, at)
