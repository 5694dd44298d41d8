"""The privacy page says what the code does: its periods, its roles, its settings; and it forgets no kind of data."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

import make
import make_identity
from make_backups import with_backups
from page import CheckedClient
from petition import jobs
from petition.accounts import joint_acts
from petition.config import values
from petition.core import permissions
from petition.core.db import db
from petition.identity.actions import set_identity
from petition.mail import actions as mail
from petition.removals import actions as removals
from petition.signing import links, retention
from petition.signing.screening import traces
from petition.site import privacy

PROMISES = Path(__file__).resolve().parents[2] / "docs" / "promises.md"


def words(client: CheckedClient, path: str = "/en/privacy") -> str:
    assert client.get(path).status_code == 200
    assert client.page is not None
    return client.page.words()


def test_it_has_a_row_for_every_job_of_retention(app: Flask) -> None:
    with app.test_request_context("/en/privacy"):
        told = [job for row in privacy.kept_rows() for job in row.jobs]
    assert sorted(told) == sorted(job.name for job in jobs.JOBS if job.tidies)


def test_it_tells_how_long_backups_are_kept(app: Flask, client: CheckedClient) -> None:
    assert "Encrypted backups" in words(client)
    assert "Deleted after 13 days." not in words(client)
    with_backups(app, keep_days=12)
    assert "Deleted after 13 days." in words(client)


@pytest.mark.parametrize(
    ("module", "name", "value", "said"),
    [
        (retention, "UNCONFIRMED_DAYS", 9, "confirmed by mail Deleted after 9 days."),
        (links, "SECOND_DAYS", 11, "Deleted after 11 days without an answer"),
        (traces, "TRACES_KEPT", timedelta(hours=31), "Deleted after 31 hours."),
        (removals, "KEPT", timedelta(hours=33), "The network is deleted after 33 hours."),
        (mail, "WIPED_AFTER", timedelta(days=3), "after 3 days where it could not be sent"),
        (mail, "KEPT_FOR", timedelta(days=61), "Deleted 61 days after its link has expired."),
        (joint_acts, "KEPT_FOR", timedelta(days=1), "requests after 1 day"),
    ],
)
def test_it_takes_each_period_from_where_the_code_does(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: object, said: str
) -> None:
    assert said not in words(client)
    monkeypatch.setattr(module, name, value)
    assert said in words(client)


def test_it_keeps_what_the_documents_promise() -> None:
    promises = PROMISES.read_text()
    assert f"gone after {int(traces.TRACES_KEPT.total_seconds() // 3600)} hours" in promises
    assert retention.UNCONFIRMED_DAYS == 7, "product.md promises seven days"


def test_it_names_the_roles_that_the_table_of_permissions_names(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "as evidence owner, coordinator, moderator, auditor" in words(client)
    monkeypatch.setitem(permissions.PERMISSIONS, "letters.read", permissions.Permission(("owner",)))
    assert "as evidence owner Invitations" in words(client)


def test_it_says_through_which_server_mails_go(app: Flask, client: CheckedClient) -> None:
    assert "No mail leaves this machine" in words(client)
    relay = values.parse_relay("smtp://user:password@relay.example:25?tls=starttls")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], relay=relay)
    assert "through the mail server relay.example, which" in words(client) and "password@" not in words(client)


def test_it_says_when_the_data_of_each_statement_goes_and_how_to_erase_it(client: CheckedClient) -> None:
    statement = make.statement()
    told = words(client)
    assert "Organisations for open courts publish a position" in told and str(statement.destroy_on.year) in told
    assert client.page is not None
    assert f"/en/{make.SLUG}/own-link" in [one.get("href") for one in client.page.all("a")]


def test_it_puts_the_words_of_the_coalition_around(app: Flask, client: CheckedClient) -> None:
    make_identity.whole(make.statement())
    set_identity(
        None, by="test", texts={"en": {"privacy": "First of all: us.", "privacy_closing": "Last of all: <b>us</b>."}}
    )
    db.session.commit()
    told = words(client)
    assert told.index("First of all") < told.index("If you only read") < told.index("Last of all: <b>us</b>.")
    assert "The State Data Inspectorate of Example" in told and "Article 77" in told


def test_it_shows_the_imprint_with_its_links(app: Flask, client: CheckedClient) -> None:
    make_identity.whole(make.statement())
    told = words(client, "/en/imprint")
    assert "Example Street 1" in told and client.page is not None
    assert "https://circle-north.example" in [one.get("href") for one in client.page.all("a")]


def test_it_speaks_the_languages_of_the_interface_alone(client: CheckedClient) -> None:
    assert client.get("/be/privacy").status_code == 200
    assert client.get("/lt/privacy").status_code == 404
    assert client.get("/lt/imprint").status_code == 404
