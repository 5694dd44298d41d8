"""No public address takes more rows of the database when there are more signatories; complete exports alone do."""

from __future__ import annotations

import pytest
from flask import Flask, url_for
from sqlalchemy import select, text

import cast
import cost
import make
import make_editions
import make_invitations
import make_public
import make_watch
from make_public import LIST
from page import CheckedClient
from petition.core import access
from petition.core.db import db
from petition.list.queries import individuals, leads
from petition.list.queries.individuals import NAMES
from petition.signing import queries as endorsements
from petition.signing import tallying
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.listed_word import WordBacklog
from petition.signing.name_order import place_names
from petition.signing.own import actions as own
from petition.statements.actions import previews
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

# Few fill a page of each kind, of one country too.
FEW, MANY = 700, 3_500
# Complete by what they are for: read in chunks, written as they are read.
COMPLETE = {"list.csv", "list.json", "list.print"}


def statement_with_everything(client: CheckedClient) -> tuple[Statement, dict[str, str]]:
    """A statement with all that public pages show, and by endpoint the tokens in their addresses."""
    statement, by = make_editions.statement(people=8), make.coordinator().id
    statement.reservations_allowed_at = statement.created_at
    db.session.commit()
    make.signed(client, cast.ALENA)
    mine = make.link("confirmed-individual")
    make.sign(client, cast.NOOR)
    confirm = make.link("confirm-individual")
    circle = db.session.scalars(select(Endorsement).where(Endorsement.kind == "organisation")).first()
    assert circle is not None
    make_public.reserve(circle, "2.2", "No mandate")
    make_editions.changed(statement, by)
    carry = make.link("edition-changed")
    _invited, invitation = make_invitations.invite(statement)
    preview = previews.create_preview_link(statement, "Press", 30, by=by)
    db.session.commit()
    tokens = {path.split("/")[1]: path.rsplit("/", 1)[-1] for path in (mine, confirm, carry, invitation)}
    return statement, tokens | {"preview": preview}


def addresses(app: Flask, statement: Statement, tokens: dict[str, str]) -> list[str]:
    """Every public address that is read, filled in, and the ways through the list."""
    known = {
        "lang": "en",
        "slug": statement.slug,
        "number": 1,
        "organisation_id": 1,
        "identity_id": 0,
        "looks": 1,
        "colour": "0b4f6c",
        "side": 192,
        "mail_id": 1,
        "sha": "0" * 16,
    }
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in COMPLETE | {"static"}:
            continue
        if access.audience_of(app, rule.endpoint) == access.ANYBODY and not rule.rule.startswith("/desk"):
            given = known | {"token": tokens.get(rule.rule.split("/")[1], "x")}
            with app.test_request_context():
                found.append(url_for(rule.endpoint, **{name: given[name] for name in rule.arguments}))
    people, places = f"{LIST}?kind=individuals", []
    for order in (Endorsement.id, Endorsement.id.desc()):
        shown = select(Endorsement).where(Endorsement.kind == "individual", Endorsement.shown_name.is_not(None))
        one = db.session.scalars(shown.order_by(order).offset(individuals.PAGE + 10)).first()
        assert one is not None and one.confirmed_at is not None
        places.append(f"{people}&after={one.edition_id}.{int(one.confirmed_at.timestamp()) * 1_000_000}.{one.id}")
        places.append(f"{places[-1]}&edition={one.edition.number}")
    return [
        *found,
        people,
        *places,
        f"{people}&edition=1",
        f"{people}&edition=2",
        f"{people}&sort=name",
        f"{people}&sort=name&letter=M",
        f"{people}&country=BY",
        f"{people}&day=2026-09-01",
        f"{LIST}?kind=comments",
        f"{LIST}?q=circle",
        f"{people}&q=nobody",
        f"{people}&q={make_watch.name(3).split()[1]}",
        f"{people}&q=nobody&edition=1&sort=name&country=SE",
    ]


def costs(app: Flask, client: CheckedClient, paths: list[str]) -> dict[str, int]:
    """What the database does for each address."""
    while tallying.fold_tally() or place_names(5000):
        db.session.commit()
    if db.engine.dialect.name == "postgresql":
        # It does so by itself; SQLite plans without.
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    found = {}
    for path in paths:
        client.get(path)
        with cost.counted() as done:
            assert client.get(path).status_code < 500
        found[path] = sum(done)
    return found


@pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.combination)], indirect=True
)
def test_it_takes_as_many_rows_for_few_as_for_many(app: Flask, client: CheckedClient) -> None:
    statement, tokens = statement_with_everything(client)
    make_watch.rows(statement, FEW)
    paths = addresses(app, statement, tokens)
    assert sum(client.get(path).status_code in (200, 302, 303) for path in paths) > len(paths) * 3 // 4
    client.has_checks = False
    few = costs(app, client, paths)
    make_watch.rows(statement, MANY)
    many = costs(app, client, paths)
    assert {path: (few[path], many[path]) for path in paths if many[path] > few[path] * 1.3 + 100} == {}


def test_it_looks_through_no_more_names_than_a_page_may(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leads, "MOST", 20)
    statement = make.statement()
    taken = []
    for number in (FEW, MANY):
        make_watch.rows(statement, number)
        for q in ("nobody", "a", "owa", make_watch.name(3)):
            individuals.find_individuals(statement.id, q, looks_at=200, few=20)
            with cost.counted() as done:
                individuals.find_individuals(statement.id, q, looks_at=200, few=20)
            taken.append(sum(done))
    assert all(many <= few * 1.3 + 100 for few, many in zip(taken[:4], taken[4:], strict=True)), taken


@pytest.mark.parametrize("looks_at", [1, 7, 60, 400])
def test_it_finds_everybody_page_by_page_and_nobody_twice(app: Flask, looks_at: int) -> None:
    statement = make.statement()
    ids = make_watch.rows(statement, 130)
    # Some at the very same moment: their numbers keep them apart.
    db.session.execute(text(f"UPDATE endorsement SET confirmed_at = asked_at WHERE id < {ids[0]}"))
    db.session.execute(
        text(f"UPDATE endorsement SET confirmed_at = (SELECT confirmed_at FROM endorsement WHERE id = {ids[50]})"
             f" WHERE id BETWEEN {ids[20]} AND {ids[80]}")
    )  # fmt: skip
    db.session.commit()
    found, after = [], ""
    for _page in range(200):
        page = individuals.find_individuals(statement.id, "vera", after=after, looks_at=looks_at)
        found += [row.name for row in page.rows]
        if page.next is None:
            break
        after = page.next
    expected = [make_watch.name(number) for number in range(130) if "Vera" in make_watch.name(number)]
    assert sorted(found) == sorted(expected)


def test_it_finds_a_whole_name_however_far_down_it_stands(app: Flask) -> None:
    statement = make.statement()
    ids = make_watch.rows(statement, 130)
    oldest, withheld, initialled = (make_watch.name(number) for number in range(3))
    own.choose_visibility(endorsements.lock_endorsement(ids[1]), "withheld")
    own.choose_visibility(endorsements.lock_endorsement(ids[2]), "initials")
    db.session.commit()
    page = individuals.find_individuals(statement.id, oldest.upper(), looks_at=60)
    assert [row.name for row in page.rows] == [oldest] and page.next is None and not page.is_cut
    for name in (withheld, initialled):
        assert individuals.find_individuals(statement.id, name).rows == []
    assert individuals.find_individuals(make.statement(slug="another").id, oldest).rows == []


def crowd(one: Endorsement, number: int) -> None:
    """So many rows above somebody's, who are all called Somebody Else."""
    columns = {
        column.name: column.name
        for column in Endorsement.__table__.columns
        if column.name != "id" and column.computed is None
    }
    sqlite = db.engine.dialect.name == "sqlite"
    columns |= {
        "shown_name": "'Somebody Else'",
        "shown_key": "'somebody else'",
        "signature_key": "randomblob(32)" if sqlite else "sha256(n::text::bytea)",
    }
    numbers = (
        f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {number}) SELECT n FROM s)"
        if sqlite
        else f"generate_series(1, {number})"
    )
    db.session.execute(
        text(f"INSERT INTO endorsement ({', '.join(columns)}) SELECT {', '.join(columns.values())}"
             f" FROM endorsement, {numbers} AS s{'' if sqlite else '(n)'} WHERE id = {one.id}")
    )  # fmt: skip
    db.session.commit()


def test_it_says_how_far_a_page_looked_while_names_are_indexed(app: Flask, client: CheckedClient) -> None:
    make.statement()
    crowd(make.signed(client, cast.ALENA), NAMES)
    client.get(LIST, query_string={"kind": "individuals", "q": "прык"})
    assert client.page is not None
    assert "1 name found for" in client.page.words() and cast.ALENA["name"] in client.page.words()
    db.session.add(WordBacklog(below_id=1))
    db.session.commit()
    for q, found in (("прыклад", True), ("nobody", False)):
        # A part of a name is looked for from the newest on; a whole one is found at once.
        client.get(LIST, query_string={"kind": "individuals", "q": q})
        assert client.page is not None
        words = client.page.words()
        assert "The names down to" in words
        assert "found for" not in words and cast.ALENA["name"] not in words
        (following,) = (link.get("href") for link in client.page.all("a") if link.get("rel") == "next")
        client.get(following)
        words = client.page.words()
        assert (cast.ALENA["name"] in words) == found
        assert ("No further name found for" in words) != found
        assert "were searched for this page" not in words


def test_it_signs_and_confirms_at_the_same_cost(app: Flask, client: CheckedClient) -> None:
    statement, taken = make.statement(), []
    for turn, number in enumerate((FEW, MANY)):
        make_watch.rows(statement, number)
        # As the worker does it every minute.
        while tallying.fold_tally():
            db.session.commit()
        for again in range(2):
            who = {**cast.ALENA, "name": f"Alena {turn}", "email": f"alena{turn}{again}@home{turn}{again}.example"}
            with cost.counted() as done:
                assert make.sign(client, who).status_code == 303
                assert client.post(make.link()).status_code == 200
        taken.append(sum(done))
    assert taken[1] <= taken[0] * 1.3 + 100
