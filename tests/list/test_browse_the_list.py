"""Ways through a long list: by day and by name, of one country, comments apart; onwards and back, and nobody twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

import cast
import make
import make_public
import make_watch
from make_public import LIST
from page import CheckedClient
from petition.core.db import db
from petition.list.queries import individuals
from petition.list.queries.individuals import PAGE, Turn, browse_individuals, listed_letters
from petition.list.queries.leads import ListFilters
from petition.signing.name_order import place_names
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

PEOPLE = f"{LIST}?kind=individuals"
COMMENTS = f"{LIST}?kind=comments"
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def crowd(statement: Statement, number: int, at: datetime = AT) -> list[str]:
    """So many rows in their places; gives their names."""
    make_watch.rows(statement, number, at=at)
    while place_names(1000):
        db.session.commit()
    return [make_watch.name(one) for one in range(number)]


def walk(statement: Statement, wanted: ListFilters, *, back: bool = False) -> list[list[str]]:
    """The names of each page, read to the end; or from there back again."""
    pages = [browse_individuals(statement.id, wanted, Turn(), language="en")]
    while pages[-1].next is not None:
        pages.append(browse_individuals(statement.id, wanted, Turn(after=pages[-1].next), language="en"))
    if back:
        pages = pages[-1:]
        while pages[-1].previous is not None:
            pages.append(browse_individuals(statement.id, wanted, Turn(before=pages[-1].previous), language="en"))
    return [[row.name for row in page.rows] for page in pages]


@pytest.mark.parametrize(
    "wanted",
    [
        ListFilters(),
        ListFilters(by_name=True),
        ListFilters(country="BY"),
        ListFilters(country="BY", by_name=True),
        ListFilters(q="vera"),
    ],
    ids=["day", "name", "country", "country by name", "search"],
)
def test_it_reads_each_order_to_its_end_and_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch, wanted: ListFilters
) -> None:
    monkeypatch.setattr(individuals, "PAGE", 7)
    statement = make.statement()
    crowd(statement, 90)
    onwards = walk(statement, wanted)
    names = [name for page in onwards for name in page]
    assert len(onwards) > 1 and len(names) == len(set(names))
    assert walk(statement, wanted, back=True)[::-1][0] == onwards[0]
    back = {name for page in walk(statement, wanted, back=True) for name in page}
    assert back == set(names)


def test_it_reads_back_over_several_editions(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(individuals, "PAGE", 7)
    statement = make.statement()
    first = crowd(statement, 20)
    make_public.second_edition(statement)
    make_watch.rows(statement, 20, at=AT + timedelta(days=3))
    names = [name for page in walk(statement, ListFilters()) for name in page]
    assert names == first[::-1] * 2
    assert [name for page in walk(statement, ListFilters(), back=True)[::-1] for name in page] == names
    third = browse_individuals(statement.id, ListFilters(), Turn(day=AT.date()))
    assert [row.name for row in third.rows] == first[::-1][:7], "in the edition that has names of that day"


def test_it_sorts_by_name_in_the_alphabet_of_the_binding_text(app: Flask, client: CheckedClient) -> None:
    make.statement(make.BELARUSIAN, language="be")
    for number, name in enumerate(("Zofia Pryklad", "Ўладзь", "Улада", "Łucja", "Янка", "Lena", "Ірына")):
        make.signed(client, {**cast.ALENA, "name": name, "email": f"n{number}@home{number}.example"})
    text = client.get("/be/open-courts/signatories?kind=individuals&sort=name").get_data(as_text=True)
    names = ["Ірына", "Улада", "Ўладзь", "Янка", "Lena", "Łucja", "Zofia Pryklad"]
    assert sorted(names, key=text.split("<main", 1)[1].index) == names
    statement = db.session.get_one(Statement, 1)
    assert listed_letters(statement.id) == ["І", "У", "Ў", "Я", "L", "Z"]
    page = browse_individuals(statement.id, ListFilters(by_name=True), Turn(letter="Я"), language="be")
    assert [row.name for row in page.rows] == names[3:]
    assert page.previous is not None


def test_it_goes_to_a_letter_and_to_a_day(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    crowd(statement, 3)
    crowd(statement, 3, AT + timedelta(days=5))
    client.get(f"{PEOPLE}&day={AT.date()}")
    assert client.page is not None
    words = client.page.words()
    assert "1 September 2026" in words and "6 September 2026" not in words
    client.get(f"{PEOPLE}&sort=name&letter=M")
    assert next(one.text_content() for one in client.page.all("h2")) == "M"
    assert not {"1 September 2026", "6 September 2026"} & {one.text_content() for one in client.page.all("h2")}
    for nonsense in ("day=2026-13-45", "day=x", "sort=name&letter=%00", "sort=name&after=1.%2F%2F.2", "before=9.9.9"):
        assert client.get(f"{PEOPLE}&{nonsense}").status_code == 200, nonsense


def test_it_narrows_down_to_a_country_and_says_how_many(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    names = crowd(statement, 30)
    client.get(f"{PEOPLE}&country=LT")
    assert client.page is not None
    words = client.page.words()
    assert "10 found." in words
    assert [name in words for name in names] == [number % 3 == 2 for number in range(30)]
    client.get(f"{PEOPLE}&country=LT&q=zofia")
    expected = [name for name in names[2::3] if "Zofia" in name]
    assert f"{len(expected)} name" in client.page.words() and "found for" in client.page.words()
    client.get(f"{PEOPLE}&country=SE")
    assert "0 found." in client.page.words()


def test_it_keeps_comments_apart(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, {**cast.ALENA, "comment": "Because it is just."})
    make.signed(client, {**cast.NOOR, "comment": ""})
    client.get(COMMENTS)
    assert client.page is not None
    words = client.page.words()
    assert "Because it is just." in words and cast.ALENA["name"] in words and "ن. م." not in words
    client.get(f"{COMMENTS}&country=TN")
    assert "Because it is just." not in client.page.words()


def test_it_helps_those_who_are_listed_by_initials_and_nobody_else(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, {**cast.ALENA, "name": "Anna Kalina", "visibility": "initials"})
    asked = {}
    # The same answer but for what was typed, whether or not somebody of that name has signed.
    for typed in ("Anna Kalina", "Adam Kowal"):
        client.get(LIST, query_string={"kind": "individuals", "q": typed})
        assert client.page is not None
        asked[typed] = client.page.words().replace(typed, "-")
    assert len(set(asked.values())) == 1
    assert "Search for “A. K.”" in asked["Anna Kalina"]
    client.get(LIST, query_string={"kind": "individuals", "q": "A. K."})
    assert "1 name found for “A. K.”." in client.page.words()


def test_it_narrows_organisations_down(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    north, south = make_public.organisations(make.edition(statement), "Circle North", "Circle South")
    assert north.organisation is not None and south.organisation is not None
    north.organisation.kind, south.organisation.kind = "union", "academic"
    db.session.commit()
    client.get(f"{LIST}?type=union")
    assert client.page is not None
    words = client.page.words()
    assert "Circle North" in words and "Trade union" in words and "Circle South" not in words and "1 found." in words
    client.get(f"{LIST}?country=LT&sort=date")
    assert "2 found." in client.page.words()
    for nonsense in ("type=x", "country=lt", "sort=x", "kind=x"):
        assert client.get(f"{LIST}?{nonsense}").status_code == 200


def test_it_lists_so_many_on_a_page(app: Flask, client: CheckedClient) -> None:
    crowd(make.statement(), PAGE + 3)
    client.get(PEOPLE)
    assert client.page is not None
    (onwards,) = (link.get("href") for link in client.page.all("a") if link.get("rel") == "next")
    client.get(onwards)
    (back,) = (link.get("href") for link in client.page.all("a") if link.get("rel") == "prev")
    client.get(back)
    assert make_watch.name(PAGE + 2) in client.page.words()
