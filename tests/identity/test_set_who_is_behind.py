"""Coordinators say who is behind a statement, owners who is behind the site; without it nothing opens."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

import make
import make_identity
from make_evidence import SVG, file, png
from page import CheckedClient
from petition.accounts.actions import make_demo_link
from petition.accounts.queries import find_by_email
from petition.config import values
from petition.core.audit import AuditEntry
from petition.core.db import db
from petition.identity.queries import find_logo, identity_of, missing_parts
from petition.statements.models import Statement

SITE = "/desk/identity"


def page(statement: Statement) -> str:
    return f"/desk/statements/{statement.id}/identity"


def words(desk: CheckedClient) -> str:
    assert desk.page is not None
    return desk.page.words()


def make_public(app: Flask) -> None:
    """Ends the demo: what follows is a site with a mail server."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], relay=values.parse_relay("smtp://127.0.0.1:25"))


def test_it_saves_what_an_owner_says_of_the_site(app: Flask) -> None:
    desk = make.at_the_desk(app, "owner")
    desk.get(SITE)
    told = {**make_identity.SITE, "contact": "press@circle-north.example", "accent": "#FFEE00", "privacy": "Hello."}
    assert desk.send(f"{SITE}?language=en", **told).status_code == 303
    desk.get(SITE)
    for part in ("Saved. Readers see it from now on.", "darkened to #585103", "as you chose it"):
        assert part in words(desk), part
    db.session.rollback()
    found = identity_of(None, "en")
    assert (str(found.name), found.accent, str(found.privacy)) == ("Court Watch Circle", "#ffee00", "Hello.")
    assert [one.act for one in db.session.query(AuditEntry)][-1] == "identity.set"


def test_it_keeps_each_language_for_itself(app: Flask) -> None:
    desk = make.at_the_desk(app, "owner")
    desk.get(SITE)
    desk.send(f"{SITE}?language=en", name="Court Watch")
    desk.get(f"{SITE}?language=be")
    assert desk.send(f"{SITE}?language=be", name="Назіранне").status_code == 303
    db.session.rollback()
    assert [str(identity_of(None, tag).name) for tag in ("en", "be")] == ["Court Watch", "Назіранне"]


def test_it_is_for_owners_alone_what_the_site_says(app: Flask) -> None:
    desk = make.at_the_desk(app, "coordinator")
    assert desk.get(SITE).status_code == 404


def test_it_saves_what_a_coordinator_says_of_a_statement(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    desk = make.at_the_desk(app)
    desk.get(page(statement))
    assert desk.send(f"{page(statement)}?language=en", addressee="the Council", name="Open Doors").status_code == 303
    client.get(f"/en/{make.SLUG}")
    assert "To: the Council" in words(client) and "Open Doors" in words(client)


def test_it_refuses_what_is_no_colour_and_no_address(app: Flask) -> None:
    desk = make.at_the_desk(app, "owner")
    desk.get(SITE)
    assert desk.send(f"{SITE}?language=en", accent="bluish", contact="nobody").status_code == 422
    assert "Enter a colour as # with six digits" in words(desk) and "Enter a complete mail address" in words(desk)


def test_it_does_not_save_over_what_somebody_else_saved(app: Flask) -> None:
    first, second = make.at_the_desk(app, "owner"), app.test_client()
    assert isinstance(second, CheckedClient)
    found = find_by_email("vera@coalition.example")
    assert found is not None
    token = make_demo_link(found, by="test")
    db.session.commit()
    second.get(f"/desk/enter/{token}")
    second.send(f"/desk/enter/{token}")
    first.get(SITE)
    second.get(SITE)
    assert second.send(f"{SITE}?language=en", name="Second").status_code == 303
    assert first.send(f"{SITE}?language=en", name="First").status_code == 409
    assert "Somebody else saved this page" in words(first)
    assert str(identity_of(None, "en").name) == "Second"
    assert first.send(f"{SITE}?language=en").status_code == 303
    db.session.rollback()
    assert str(identity_of(None, "en").name) == "First"


def send_logo(desk: CheckedClient, path: str, content: bytes, name: str = "logo.png") -> int:
    assert desk.page is not None
    filled = desk.page.form(f"{path}/logo").values() | {"logo": file(content, name)}
    return desk.post(f"{path}/logo", data=filled, content_type="multipart/form-data").status_code


def test_it_takes_a_logo_and_removes_it(app: Flask) -> None:
    statement, desk = make.statement(), make.at_the_desk(app)
    desk.get(page(statement))
    assert send_logo(desk, page(statement), SVG, "logo.svg") == 422
    assert "SVG files can contain programs" in words(desk)
    assert send_logo(desk, page(statement), png()) == 303
    db.session.rollback()
    assert find_logo(statement.id) is not None
    desk.get(page(statement))
    assert desk.send(f"{page(statement)}/logo/removal").status_code == 303
    db.session.rollback()
    db.session.expire_all()
    assert find_logo(statement.id) is None


def test_it_opens_the_demo_without_it_and_says_so(app: Flask) -> None:
    statement, desk = make.statement(is_open=False), make.at_the_desk(app)
    desk.get(f"/desk/statements/{statement.id}")
    assert "Nobody has entered this yet. The demo opens without it." in words(desk)
    desk.get(f"/desk/statements/{statement.id}/opening")
    assert "Open signing now" in words(desk)


def test_it_does_not_open_before_readers_are_told(app: Flask) -> None:
    statement, desk = make.statement(is_open=False), make.at_the_desk(app, "owner")
    make_public(app)
    assert missing_parts(statement) == ["name", "addressee", "coordinated_by", "contact", "imprint", "authority"]
    desk.get(f"/desk/statements/{statement.id}/opening")
    assert desk.page is not None and "Open signing now" not in words(desk)
    links = {one.get("href") for one in desk.page.all("a")}
    assert {f"{SITE}#imprint", f"{SITE}#name", f"{page(statement)}#addressee"} <= links
    make_identity.whole(statement)
    desk.get(f"/desk/statements/{statement.id}/opening")
    assert "Open signing now" in words(desk)


def test_it_plans_no_opening_before_readers_are_told(app: Flask) -> None:
    statement, desk = make.statement(is_open=False), make.at_the_desk(app)
    make_public(app)
    plan = f"/desk/statements/{statement.id}"
    desk.get(f"{plan}/dates")
    assert desk.send(f"{plan}/plan", opens_at="2032-03-01T10:00").status_code == 422
    assert "First say who is behind this" in words(desk)


def test_it_names_at_the_command_line_what_is_missing(app: Flask) -> None:
    statement = make.statement(is_open=False)
    make_public(app)
    refused = app.test_cli_runner().invoke(args=["statement", "open", make.SLUG])
    assert refused.exit_code == 1 and f"Imprint: {make_site(app)}/desk/identity#imprint" in refused.output
    assert f"Addressee: {make_site(app)}{page(statement)}#addressee" in refused.output
    make_identity.whole(statement)
    opened = app.test_cli_runner().invoke(args=["statement", "open", make.SLUG])
    assert opened.exit_code == 0 and f"{make.SLUG} is open for signing." in opened.output


def make_site(app: Flask) -> str:
    return str(app.config["PUBLIC_URL"])
