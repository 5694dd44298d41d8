"""The signatory decides: visibility, corrections, withdrawal, erasure; at once and on every output."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.engine import make_url

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.mail.models import OutgoingMail
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions

OUTPUTS = (
    "/en/open-courts",
    "/en/open-courts/signatories?kind=individuals",
    "/en/open-courts/signatories?kind=individuals&q=алена",
    "/open-courts/signatories.csv",
    "/open-courts/signatories.json",
)


def outputs(client: CheckedClient) -> Iterator[tuple[str, str]]:
    for path in OUTPUTS:
        yield path, client.get(path).get_data(as_text=True).replace("q=алена", "").replace('value="алена"', "")


def own(client: CheckedClient, who: dict[str, Any] = cast.ALENA) -> str:
    make.signed(client, who)
    return make.link()


def change(client: CheckedClient, mine: str, deed: str, **values: Any) -> Any:
    assert client.get(mine).status_code == 200
    return client.send(f"{mine}/{deed}", **values)


def test_it_shows_the_full_name_only_where_that_was_chosen(app: Flask, client: CheckedClient) -> None:
    make.statement()
    mine = own(client)
    assert all("Алена Прыклад" in text for _, text in outputs(client))
    assert change(client, mine, "visibility", visibility="initials").status_code == 303
    for path, text in outputs(client):
        assert "Алена" not in text, path
        assert "Настаўніца" not in text, path
        assert "q=" in path or "А. П." in text, path
    assert change(client, mine, "visibility", visibility="withheld").status_code == 303
    for path, text in outputs(client):
        assert "Алена" not in text, path
        assert "А. П." not in text, path
    counts = client.get("/open-courts/signatories.json").get_json()["counts"]
    assert (counts["individuals"], counts["withheld_individuals"]) == (1, 1)


def test_it_corrects_at_once(app: Flask, client: CheckedClient) -> None:
    make.statement()
    mine = own(client)
    assert change(client, mine, "details", name="Алена Іншая").status_code == 303
    assert "Алена Іншая" in client.get("/en/open-courts").get_data(as_text=True)
    assert change(client, mine, "details", name="www.spam.example").status_code == 422


def test_it_withdraws_and_signs_again(app: Flask, client: CheckedClient) -> None:
    make.statement()
    mine = own(client)
    assert change(client, mine, "withdrawal").status_code == 303
    assert all("Алена Прыклад" not in text for _, text in outputs(client))
    assert client.get("/open-courts/counts.json").get_json()["individuals"] == 0
    assert change(client, mine, "return").status_code == 303
    assert client.get("/open-courts/counts.json").get_json()["individuals"] == 1


def test_it_erases_every_trace(app: Flask, client: CheckedClient) -> None:
    make.statement()
    mine = own(client)
    assert change(client, mine, "erasure").status_code == 422
    assert change(client, mine, "erasure", sure="y").status_code == 200
    assert make.endorsement(cast.ALENA["name"]) is None
    assert client.get("/open-courts/counts.json").get_json()["individuals"] == 0
    assert client.get(mine).status_code == 410
    assert all(mail.recipient is None and mail.content is None for mail in db.session.query(OutgoingMail))


def test_it_may_be_erased_twice_at_once(app: Flask, client: CheckedClient) -> None:
    make.statement()
    mine = own(client)
    client.get(mine)
    assert client.page is not None
    form = client.page.form(f"{mine}/erasure").values() | {"sure": "y"}
    db.session.remove()
    with ThreadPoolExecutor(4) as pool:
        posts = [
            pool.submit(lambda: app.test_client().post(f"{mine}/erasure", data=form).status_code) for _ in range(4)
        ]
        assert sorted(post.result() for post in posts) == [200, 410, 410, 410]


def test_it_leaves_no_erased_name_in_the_files(app: Flask, client: CheckedClient, database_url: str) -> None:
    make.statement()
    mine = own(client)
    change(client, mine, "erasure", sure="y")
    if database_url.startswith("sqlite"):
        file = Path(make_url(database_url).database or "")
        kept = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        assert "Прыклад".encode() not in kept
    assert db.session.query(OutgoingMail).filter(OutgoingMail.correspondent.is_not(None)).count() == 0


def test_it_never_gives_an_erased_link_to_somebody_else(app: Flask, client: CheckedClient) -> None:
    make.statement()
    mine = own(client)
    change(client, mine, "erasure", sure="y")
    make.signed(client, cast.NOOR)
    answer = client.get(mine)
    assert answer.status_code == 410
    assert cast.NOOR["name"] not in answer.get_data(as_text=True)


@pytest.mark.parametrize("deed", ["visibility", "details", "withdrawal", "return", "erasure"])
def test_it_changes_nothing_by_looking(app: Flask, client: CheckedClient, deed: str) -> None:
    make.statement()
    mine = own(client)
    assert client.get(f"{mine}/{deed}").status_code == 405
    assert client.post(f"{mine}/{deed}", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    made = make.endorsement(cast.ALENA["name"])
    assert made is not None
    assert made.state == "listed"


def test_it_lets_a_representative_choose_too(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.CIRCLE)
    mine = make.link()
    decisions.approve(endorsements.lock_endorsement(made.id), by=make.coordinator().id)
    db.session.commit()
    listed = "/en/open-courts/signatories"
    assert "Marta Pavyzdė" in client.get(listed).get_data(as_text=True)
    assert change(client, mine, "details", show_representative=None).status_code == 303
    text = client.get(listed).get_data(as_text=True)
    assert "Marta Pavyzdė" not in text
    assert "Lawyers’ Circle North" in text


def test_it_mails_the_own_link_to_who_asks(app: Flask, client: CheckedClient) -> None:
    make.statement()
    own(client)
    path = "/en/open-courts/own-link"
    answers = []
    for address in (cast.ALENA["email"], "stranger@example.org"):
        with time_machine.travel(now() - timedelta(seconds=20), tick=False):
            client.get(path)
        answers.append(client.send(path, answer=None, email=address))
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.location for answer in answers} == {"/en/open-courts/check-your-mail"}
    assert [mail.kind for mail in make.mails()][2:] == ["own-link"]
    assert client.get(make.link("own-link")).status_code == 200


def test_it_says_that_an_old_link_changes_nothing(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    path = make.link()
    with time_machine.travel(now() + timedelta(days=366), tick=False):
        assert client.get(path).status_code == 410
    assert client.page is not None
    words = client.page.words()
    assert "which has not changed" in words and "seven days" not in words and "Request a link" in words
    assert any((link.get("href") or "").endswith("/own-link") for link in client.page.all("a"))
