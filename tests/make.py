"""Makes what a test starts from, through the same actions that people use."""

from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from typing import Any

import time_machine
from flask import Flask, current_app, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from werkzeug.test import TestResponse

import cast
import copies
from page import CheckedClient
from petition.accounts import actions as accounts
from petition.accounts import queries as coordinators
from petition.accounts.models import Coordinator
from petition.core import form_stamps
from petition.core.db import db, now
from petition.mail.models import OutgoingMail
from petition.signing.decide import founders
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.founding import Founding
from petition.statements.actions import import_text, schedule
from petition.statements.models import Edition, Statement
from petition.statements.text import position

SLUG = "open-courts"
TEXT = """# Organisations for open courts publish a position

We, organisations that observe trials, note that the doors stay closed.

We therefore call upon the international community:

1. To keep the trials under observation;
2. To agree on a roadmap which includes:
 - 2.1. closing the cases;
 - 2.2. lifting the entry bans.
3. To regard observers as *equal* partners.

We consider that observation and dialogue are needed together.

*Association of Court Observers (Belarus)
Open Doors Society (Poland)*
"""
BELARUSIAN = """# Арганізацыі за адкрытыя суды публікуюць пазіцыю

Мы, арганізацыі, якія назіраюць за судамі, адзначаем, што дзверы застаюцца зачыненымі.

Таму мы заклікаем міжнародную супольнасць:

1. Захаваць назіранне за працэсамі;
2. Узгадніць дарожную карту, якая ўключае:
 - 2.1. спыненне спраў;
 - 2.2. зняцце забарон на ўезд.
3. Лічыць назіральнікаў *роўнымі* партнёрамі.

Мы лічым, што патрэбныя і назіранне, і дыялог.
"""


def statement(text: str = TEXT, *, slug: str = SLUG, language: str = "en", is_open: bool = True) -> Statement:
    """A statement with its founding signatories, open for signing."""
    copies.make_or_copy(
        current_app,
        ("statement", text, slug, language, is_open),
        lambda: _make_statement(text, slug, language, is_open),
    )
    made = db.session.scalars(select(Statement).where(Statement.slug == slug)).one()
    # Nothing stays begun: what a request writes would wait for it.
    db.session.commit()
    return made


def _make_statement(text: str, slug: str, language: str, is_open: bool) -> None:
    parsed = position.parse(text, strict=True)
    with time_machine.travel(now() - timedelta(days=2), tick=False):
        made, edition, new = import_text.import_text(text, parsed, slug=slug, language=language, by="test")
        if new and parsed.signatories:
            founders.enter_signatories(edition, parsed.signatories, language=language)
        if is_open:
            schedule.open_signing(made, by="test")
    db.session.commit()


def edition(of: Statement) -> Edition:
    """The edition that is signed."""
    return of.editions[-1]


def founder(edition: Edition, name: str, country: str | None = None) -> Endorsement:
    """One more founding organisation of an edition, listed."""
    founding = Founding(statement_id=edition.statement_id, edition_id=edition.id, language="en", begun_at=now())
    return founders.enter_founder(founding, founders.Founder(name, country))


def sign(client: FlaskClient, who: dict[str, Any], *, slug: str = SLUG, lang: str = "en") -> TestResponse:
    """Opens the form, waits as people do, and sends it; the answer is the one that forms of other sites get."""
    assert isinstance(client, CheckedClient)
    path = f"/{lang}/{slug}/sign" + ("/organisation" if "organisation" in who else "")
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        assert client.get(path).status_code == 200
    return client.send(path, **{"updates": None, "answer": None, **who})


def mails(kind: str | None = None) -> list[OutgoingMail]:
    """The mails in the outbox, oldest first."""
    db.session.rollback()
    query = select(OutgoingMail).order_by(OutgoingMail.id)
    return list(db.session.scalars(query.where(OutgoingMail.kind == kind) if kind else query))


def link(kind: str | None = None) -> str:
    """The path behind the link in the newest mail."""
    content = mails(kind)[-1].content
    assert content is not None
    return str(content["link_path"])


def endorsement(name: str) -> Endorsement | None:
    """An endorsement by the name that was given, of the individual or of the organisation."""
    db.session.rollback()
    db.session.expire_all()
    for one in db.session.scalars(select(Endorsement).order_by(Endorsement.id.desc())):
        details = one.details or {}
        if name in (details.get("name"), details.get("organisation")):
            return one
    return None


def signed(client: FlaskClient, who: dict[str, Any], *, slug: str = SLUG, lang: str = "en") -> Endorsement:
    """Signs and confirms as from another site's form, and from a mail program: what is only shown is not looked at."""
    form = "SignAsOrganisationForm" if "organisation" in who else "SignAsIndividualForm"
    path = f"/{lang}/{slug}/sign" + ("/organisation" if "organisation" in who else "")
    with client.application.app_context(), time_machine.travel(now() - timedelta(seconds=20), tick=False):
        stamp = form_stamps.make_stamp(form)
    filled = {name: value for name, value in {"stamp": stamp, "topic": "", **who}.items() if value is not None}
    assert client.post(path, data=filled).status_code == 303
    assert client.post(link()).status_code == 200
    made = endorsement(who.get("organisation") or who["name"])
    assert made is not None
    return made


def coordinator(role: str = "coordinator", email: str = cast.VERA) -> Coordinator:
    """A coordinator with an account."""
    copies.make_or_copy(current_app, ("coordinator", role, email), lambda: _invite_coordinator(role, email))
    found = coordinators.find_by_email(email)
    assert found is not None
    return found


def _invite_coordinator(role: str, email: str) -> None:
    accounts.invite_coordinator(email, role, by="test")
    db.session.commit()


def at_the_desk(app: Flask, role: str = "coordinator", email: str = cast.VERA) -> CheckedClient:
    """A browser in which a coordinator has signed in, by the link of the demo."""
    return enter_desk(app, coordinator(role, email))


def enter_desk(app: Flask, coordinator: Coordinator) -> CheckedClient:
    """A browser in which this coordinator has signed in; the page with the button is not looked at."""
    token = accounts.make_demo_link(coordinator, by="test")
    db.session.commit()
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    allowed, held = Context().run(_begin_session, app)
    with client.session_transaction(base_url=app.config["PUBLIC_URL"]) as kept:
        kept.update(held)
    assert client.post(f"/desk/enter/{token}", data={"csrf_token": allowed}).status_code == 303
    return client


def _begin_session(app: Flask) -> tuple[str, dict[str, Any]]:
    """The token of a form, and what the cookie holds that goes with it."""
    with app.test_request_context(base_url=app.config["PUBLIC_URL"]):
        return generate_csrf(), dict(session)
