"""No page that is kept shows anything of a table whose change would not drop it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, url_for
from sqlalchemy import event

import cast
import make
import make_editions
from page import CheckedClient
from petition.core import access, content_writes
from petition.core.db import db
from petition.statements.models import Statement

TABLE = re.compile(r"(?:FROM|JOIN) (\w+)")


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The tables of which anything is read meanwhile."""
    found: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.update(TABLE.findall(statement))

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def addresses(app: Flask, statement: Statement) -> list[str]:
    known = {"lang": "en", "slug": statement.slug, "number": 1, "looks": 1, "colour": "0b4f6c", "side": 192}
    with app.test_request_context():
        return [
            url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            and rule.arguments <= known.keys()
            and access.audience_of(app, rule.endpoint) == access.ANYBODY
        ]


def test_it_drops_pages_for_every_table_that_they_are_made_of(app: Flask, client: CheckedClient) -> None:
    statement, by = make_editions.statement(people=8), make.coordinator().id
    make.signed(client, cast.ALENA)
    make_editions.changed(statement, by)
    make_editions.mails_leave()
    read, kept = set[str](), 0
    for address in (*addresses(app, statement), f"/en/{statement.slug}/signatories?kind=individuals"):
        with tables_read() as found:
            answer = client.get(address)
        if "public" in answer.headers["Cache-Control"] and not answer.is_streamed:
            read |= found
            kept += 1
    assert kept > 15 and {"endorsement", "statement", "tally", "switch"} <= read
    assert sorted(read & content_writes.NOT_SHOWN) == []
