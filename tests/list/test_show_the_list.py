"""The published list: in alphabetical order, newest first, searched, paged; and only what may be shown."""

from __future__ import annotations

import pytest
from flask import Flask

import cast
import make
import make_watch
from page import CheckedClient
from petition.core.db import db
from petition.list.queries.individuals import PAGE
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions

LIST = "/en/open-courts/signatories"
ORGANISATIONS = f"{LIST}?kind=organisations"
INDIVIDUALS = f"{LIST}?kind=individuals"


def approve(name: str) -> None:
    made = make.endorsement(name)
    assert made is not None
    by = make.coordinator().id
    decisions.approve(endorsements.lock_endorsement(made.id), by=by)
    db.session.commit()


def order(text: str, names: list[str]) -> list[str]:
    main = text.split("<main", 1)[1]
    return sorted((name for name in names if name in main), key=main.index)


def test_it_sorts_organisations_as_readers_of_the_language_expect(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.statement(make.BELARUSIAN, language="be")
    names = ["Ёлка", "Ель", "Жук", "Улада", "Ўсход", "Фарба", "Zebra", "Äpfel", "«Ініцыятыва»"]
    for number, name in enumerate(names):
        make.signed(client, {**cast.CIRCLE, "organisation": name, "email": f"a{number}@circle-north.example"})
        approve(name)
    belarusian = client.get("/be/open-courts/signatories").get_data(as_text=True)
    expected = ["Ель", "Ёлка", "Жук", "«Ініцыятыва»", "Улада", "Ўсход", "Фарба", "Äpfel", "Zebra"]
    assert order(belarusian, names) == expected
    english = client.get(ORGANISATIONS).get_data(as_text=True)
    assert order(english, names)[:2] == ["Äpfel", "Zebra"]


def test_it_sorts_nobody_under_the(app: Flask, client: CheckedClient) -> None:
    names = ["The Barys House", "Association", "Centre"]
    make.statement(make.TEXT.split("*Association")[0] + "*" + "\n".join(names) + "*\n")
    assert order(client.get(ORGANISATIONS).get_data(as_text=True), names) == [
        "Association",
        "The Barys House",
        "Centre",
    ]


def test_it_lists_an_organisation_only_after_approval(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.CIRCLE)
    assert "Lawyers’ Circle North" not in client.get(ORGANISATIONS).get_data(as_text=True)
    approve("Lawyers’ Circle North")
    text = client.get(ORGANISATIONS).get_data(as_text=True)
    assert "Lawyers’ Circle North" in text
    assert "Lithuania" in text
    assert "Marta Pavyzdė, chair" in text


def test_it_pages_through_individuals_newest_first(app: Flask, client: CheckedClient) -> None:
    number = PAGE + 3
    make_watch.rows(make.statement(), number)
    names = [make_watch.name(one) for one in range(number)]
    first = client.get(INDIVIDUALS)
    assert client.page is not None
    assert order(first.get_data(as_text=True), names) == names[:2:-1]
    following = [link.get("href") for link in client.page.all("a") if "after=" in (link.get("href") or "")]
    second = client.get(following[0]).get_data(as_text=True)
    assert order(second, names) == names[2::-1]


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "1.x",
        "99999999999999999999.1",
        "-1.1",
        "1.99999999999999999999",
        "99999999999999999.1",
        "9999999999999999.999999999",
        "٣.٣",
    ],
)
def test_it_takes_nonsense_for_the_first_page(app: Flask, client: CheckedClient, after: str) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    assert client.get(f"{INDIVIDUALS}&after={after}").status_code == 200


@pytest.mark.parametrize("q", ["алена", "АЛЕНА", "прыклад ален", "гродна"])
def test_it_finds_a_name_however_it_is_typed(app: Flask, client: CheckedClient, q: str) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    make.signed(client, {**cast.QUIET, "visibility": "full"})
    text = client.get(LIST, query_string={"q": q, "kind": "individuals"}).get_data(as_text=True)
    assert "Алена Прыклад" in text
    assert "Withheld Wilma" not in text


@pytest.mark.parametrize("q", ["%", "_", "' OR 1=1 --", "\\", "<script>", "wilma", "x" * 300])
def test_it_finds_nothing_that_is_not_there(app: Flask, client: CheckedClient, q: str) -> None:
    make.statement()
    make.signed(client, cast.QUIET)
    make.signed(client, {**cast.ALENA, "name": "Алена Прыклад"})
    answer = client.get(LIST, query_string={"q": q, "kind": "individuals"})
    assert answer.status_code == 200
    assert "Withheld Wilma" not in answer.get_data(as_text=True)


def test_it_says_in_words_how_many_withhold_their_name(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    make.signed(client, cast.QUIET)
    client.get("/en/open-courts")
    assert client.page is not None
    words = client.page.words()
    assert "2 people" in words
    assert "The name of 1 of them is not shown." in words
