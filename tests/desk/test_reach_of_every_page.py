"""Every page of the desk, asked for in every way that it can be asked, tells nobody of whom the own role does not reach.

The walk finds the routes by itself, and what each reads from its address: a list that is added later is walked as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

import make_people
import make_reach
from make_reach import Cell, World
from petition.accounts.actions import RoleScope
from petition.core.db import db

# The register is one for all (docs/people.md).
REGISTER = "/desk/organisations"
READ: set[str] = set()
# A page repeats the mail address that was looked for; of those on file it shows none.
ECHO = re.compile(r"p(@|%40)own\w+\.example")


class Noting(ImmutableMultiDict):  # type: ignore[type-arg]
    """What a request brings along; notes the names that a view asks for."""

    def __getitem__(self, key: str) -> Any:
        READ.add(key)
        return super().__getitem__(key)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        READ.add(key)
        return super().get(key, *args, **kwargs)

    def __contains__(self, key: object) -> bool:
        READ.add(str(key))
        return super().__contains__(key)


class NotingRequest(Request):
    @property
    def args(self) -> Any:  # type: ignore[override]
        return Noting(parse_qsl(self.query_string.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Walker:
    """Somebody at the desk, and what the role reaches, by an own reading of what that means."""

    role: str
    statement: str | None = None
    country: str | None = None
    language: str | None = None

    def reaches(self, cell: Cell) -> bool:
        limits = (self.statement, cell.statement), (self.country, cell.country), (self.language, cell.language)
        return self.role != "translator" and all(limit in (None, actual) for limit, actual in limits)

    def place(self, world: World) -> RoleScope:
        where = world.statements[self.statement].id if self.statement else None
        return RoleScope(where, self.country, self.language)


# By a country, by the statement, and by neither; the others reach alike, by a language and everywhere.
WALKERS = (
    Walker("moderator", "here", country="LT"),
    Walker("moderator", "here", language="be"),
    Walker("owner", "there"),
    Walker("moderator", None, country="LT"),
    Walker("translator", "here"),
)


def words_out_of_reach(world: World, walker: Walker) -> dict[str, bool]:
    """The words that this walker must not read; whether the register may say them all the same."""
    beyond = [cell for cell in world.cells if not walker.reaches(cell)]
    words = dict.fromkeys((cell.own for cell in beyond), False) | dict.fromkeys((cell.entry for cell in beyond), True)
    others = [world.of(name) for name in world.statements if walker.statement not in (None, name)]
    return words | dict.fromkeys(others, False)


def addresses(app: Flask, world: World, rule: Rule) -> Iterator[str]:
    """The addresses of a route, with every id of everything there is; of pairs each with some others."""
    names = sorted(rule.arguments)
    lists: list[list[Any]] = [["en", "be"] if name == "lang" else world.ids[name] for name in names]
    if names == ["organisation_id", "other_id"]:
        first, second = lists
        chosen: Any = [(one, second[at - step]) for at, one in enumerate(first) for step in (1, 2, 5)]
    else:
        chosen = product(*lists)
    with app.test_request_context():
        for values in chosen:
            yield app.url_for(rule.endpoint, **dict(zip(names, values, strict=True)))


def ways_to_ask(world: World) -> dict[str, list[Any]]:
    """What pages may be asked with, by the names that stand in their addresses."""
    # Accents make no difference to a search, and tell a page that repeats the words from one that found somebody.
    owns = [cell.own.replace("O", "Ó") for cell in world.cells]
    entries = [cell.entry.replace("e", "é") for cell in world.cells[1:4]]
    mailboxes = [f"p@{cell.own.lower()}.example" for cell in world.cells[1:4]]
    last = world.ids["decision_id"][-1]
    return {
        "q": [*(f"{own} {end}" for own in owns for end in ("Person", "Odd")), *entries, *mailboxes],
        "name": entries,
        "statement": [one.id for one in world.statements.values()],
        "country": ["LT", "PL", "DE"],
        "language": ["en", "be"],
        "view": ["on-hold", "decided"],
        "state": ["listed", "quarantined", "hidden", "open"],
        "after": [world.ids["endorsement_id"][0], "9999999999999999.1"],
        "before": [last],
        "rule": world.ids["removal_id"],
        **{name: [word] for name, word in ONCE.items()},
    }


ONCE = {
    "signal": "domain", "evidence": "declared", "mail": "free", "kind": "ngo", "duplicates": "y", "since": "2020-01-01",
    "until": "2030-01-01", "page": 2, "all": "y", "below": 2, "from": 1, "saved": 1, "next": "/desk/", "open": "pause",
    "who": "test", "act": "endorsement", "which": 1,
}  # fmt: skip


def asked(world: World, names: set[str]) -> Iterator[dict[str, Any]]:
    """Ways to ask a page for others than it shows by itself, by the names that it reads from its address."""
    ways = ways_to_ask(world)
    assert names <= set(ways), f"say what the walk may ask a page with: {names - set(ways)}"
    for name in sorted(names):
        yield from ({name: value} for value in ways[name])
    for other in {"q", "state"} & names if "statement" in names else ():
        both = product(ways["statement"], ways[other][::2])
        yield from ({"statement": where, other: what} for where, what in both)


def told(desk: FlaskClient, address: str) -> str:
    """What a page says, in small letters. Here it is not looked at as a page: there are hundreds."""
    db.session.rollback()
    answer = Context().run(FlaskClient.open, desk, address, base_url="http://127.0.0.1:5000")
    assert answer.status_code in (200, 302, 303, 404), (address, answer.status_code)
    return ECHO.sub("", answer.get_data().decode(errors="replace").lower())


def walk(app: Flask, world: World, desk: FlaskClient) -> Iterator[tuple[str, str]]:
    """What every page of the desk answers to somebody."""
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("desk.") or "GET" not in (rule.methods or ()):
            continue
        is_asked = False
        for address in addresses(app, world, rule):
            READ.clear()
            text = told(desk, address)
            yield address, text
            if "<h1" in text and not is_asked:
                is_asked = True
                for given in [*asked(world, READ - rule.arguments)]:
                    yield f"{address}?{urlencode(given)}", told(desk, f"{address}?{urlencode(given)}")


@pytest.mark.parametrize("walkers", [WALKERS[::2], pytest.param(WALKERS[1::2], marks=pytest.mark.combination)])
def test_it_tells_nobody_of_whom_the_role_does_not_reach(app: Flask, walkers: tuple[Walker, ...]) -> None:
    app.request_class = NotingRequest
    world = make_reach.world()
    wrong, unseen = set(), []
    for number, walker in enumerate(walkers):
        place, email = walker.place(world), f"walker{number}@walking.example"
        desk = make_people.again(make_people.at_the_desk(app, walker.role, place, email))
        beyond, heard = words_out_of_reach(world, walker), ""
        for address, text in walk(app, world, desk):
            heard += text
            for word, is_common in beyond.items():
                if word.lower() in text and not (is_common and address.startswith(REGISTER)):
                    wrong.add(f"{walker} reads {word} at {address}")
        unseen += [(walker, cell.own) for cell in world.cells if walker.reaches(cell) and cell.own.lower() not in heard]
    assert sorted(wrong) == []
    assert unseen == [], "a walk on which nothing is shown proves nothing"
