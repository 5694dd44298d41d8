"""The audit page: what is looked for stands in the address, and no more is read than is shown."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

import cast
import make
import make_oversight
from page import CheckedClient
from petition.core import audit
from petition.core.db import db
from petition.desk.queries import audit as queries
from petition.desk.queries.audit import AuditFilter

DAY = datetime(2025, 3, 10, tzinfo=UTC)


def log() -> None:
    make_oversight.entries(
        ("coordinator 901", "endorsement.approve", "endorsement 12", "8"),
        ("coordinator 901", "endorsement.reject", "endorsement 13", "9"),
        ("coordinator 902", "endorsement.approve", "endorsement 14", "10"),
        ("coordinator 902", "statement.open", "statement open-courts", "11"),
        ("schedule", "statement.close", "statement open-courts", "12"),
        at=DAY,
    )


def found(desk: CheckedClient, query: str) -> list[str]:
    """The numbers of the entries that the page shows."""
    assert desk.get(f"/desk/audit?{query}").status_code == 200
    assert desk.page is not None
    rows = [row for row in desk.page.all("tr") if row.find("td") is not None]
    return [(row.findall("td")[0].text or "").strip() for row in rows]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("who=coordinator+901", ["2", "1"]),
        ("act=endorsement.approve", ["3", "1"]),
        ("act=endorsement", ["3", "2", "1"]),
        ("act=statement&who=schedule", ["5"]),
        ("who=coordinator+902&act=endorsement.approve", ["3"]),
        ("kind=endorsement&which=13", ["2"]),
        ("which=13", ["2"]),
        ("kind=statement&which=open-courts", ["5", "4"]),
        ("until=2025-03-10T09:00", ["2", "1"]),
        ("since=2025-03-10T11:00&until=2025-03-10T11:00", ["4"]),
        ("since=2025-03-10&until=2025-03-10", ["5", "4", "3", "2", "1"]),
        ("who=nobody", []),
        ("act=nothing", []),
    ],
)
def test_it_finds_by_person_act_object_and_time(app: Flask, query: str, numbers: list[str]) -> None:
    log()
    desk = make.at_the_desk(app, "auditor")
    assert found(desk, f"{query}&until=2025-03-10T23:00" if "until" not in query else query) == numbers


def test_it_shows_nothing_where_a_time_is_none(app: Flask) -> None:
    log()
    desk = make.at_the_desk(app, "auditor")
    assert found(desk, "since=yesterday") == []
    assert "Enter a day and a time" in make_oversight.words(desk, "/desk/audit?since=yesterday")
    assert desk.get("/desk/audit.csv?since=yesterday").get_data(as_text=True).count("\n") == 1


@pytest.mark.parametrize(
    "query", ["who=%00x", "which=%00", "act=%00.x", "since=%00", "act=%25", "before=999999999", "kind=x&which=y"]
)
def test_it_takes_nonsense_calmly(app: Flask, query: str) -> None:
    log()
    desk = make.at_the_desk(app, "auditor")
    assert desk.get(f"/desk/audit?{query}").status_code == 200
    assert desk.get(f"/desk/audit.csv?{query}").status_code == 200


@pytest.mark.parametrize("query", ["", "act=endorsement", "who=coordinator+901", "who=coordinator+901&act=endorsement"])
def test_it_pages_through_all_of_it(app: Flask, query: str) -> None:
    with_act = [("coordinator 901", f"endorsement.{act}", "endorsement 1", "9") for act in ("hold", "hide")]
    make_oversight.entries(*(with_act * 30), at=DAY)
    number = db.session.scalar(text("SELECT count(*) FROM audit_entry"))
    desk = make.at_the_desk(app, "auditor")
    seen, path = [], f"until=2025-03-10T23:00&{query}"
    while path:
        seen += found(desk, path)
        assert desk.page is not None
        after = [link.get("href") or "" for link in desk.page.all("a") if link.get("rel") == "next"]
        path = after[0].partition("?")[2] if after else ""
    assert seen == [str(one) for one in range(number, 0, -1)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_reads_no_more_than_it_shows(app: Flask) -> None:
    """Each filter has an index that brings its entries in order: nothing is sorted, nothing passed over."""
    for wanted in (
        AuditFilter(),
        AuditFilter(since=DAY, until=DAY),
        AuditFilter(actor="coordinator 1", since=DAY, until=DAY),
        AuditFilter(acts=["endorsement.hide"], until=DAY),
        AuditFilter(object="endorsement 1", since=DAY),
        AuditFilter(actor="coordinator 1", acts=["endorsement.hide"], since=DAY),
    ):
        query = queries._newest_numbers(
            [*wanted.conditions(), *(audit.AuditEntry.act == act for act in wanted.acts)], 25
        )
        compiled = query.compile(db.engine, compile_kwargs={"render_postcompile": True})
        values = tuple(str(compiled.params[name]) for name in compiled.positiontup or ())
        plan = " ".join(
            row[-1] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
        )
        assert "ix_audit_entry_" in plan and "TEMP B-TREE" not in plan, (wanted, plan)


def test_it_names_the_coordinator_beside_the_number(app: Flask) -> None:
    vera = make.coordinator("owner", cast.VERA)
    make_oversight.entries((vera.actor, "endorsement.hide", "endorsement 3", "9"), at=DAY)
    desk = make.at_the_desk(app, "auditor", "auditor@coalition.example")
    words = make_oversight.words(desk, f"/desk/audit?who=coordinator+{vera.id}")
    assert "vera hid the name signature 3" in words, "of what is gone only the number is left"
    assert f"coordinator {vera.id} · signature 3" in words


@pytest.mark.both_databases
def test_it_exports_what_was_looked_for_so_that_others_can_check_the_chain(app: Flask) -> None:
    log()
    make_oversight.entries(
        ("coordinator 901", "endorsement.hide", "endorsement 9", "13"), at=DAY, note="=1+1 an insult"
    )
    desk = make.at_the_desk(app, "auditor")
    answer = desk.get("/desk/audit.csv")
    assert answer.mimetype == "text/csv" and answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
    previous = bytes(32).hex()
    for row in rows:
        fields = [
            int(row["number"]),
            row["at"],
            row["actor"],
            row["act"],
            row["object"],
            row["note_digest"] or None,
            previous,
        ]
        sealed = hashlib.sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
        assert (row["previous"], row["hash"]) == (previous, sealed)
        previous = sealed
    (noted,) = [row for row in rows if row["act"] == "endorsement.hide"]
    assert noted["note"] == "'=1+1 an insult", "no spreadsheet runs it"
    salted = bytes.fromhex(noted["note_salt"]) + noted["note"].removeprefix("'").encode()
    assert hashlib.sha256(salted).hexdigest() == noted["note_digest"]
    some = desk.get("/desk/audit.csv?act=endorsement&who=coordinator+901").get_data().decode("utf-8-sig")
    assert [row["number"] for row in csv.DictReader(io.StringIO(some))] == ["1", "2", "6"]


def test_it_checks_the_chain_on_a_page_of_its_own(app: Flask) -> None:
    log()
    desk = make.at_the_desk(app, "auditor")
    verdict = audit.verify_chain()
    words = make_oversight.words(desk, "/desk/audit/check")
    assert "The chain is intact" in words and verdict.head.hex() in words
    assert "intact" not in make_oversight.words(desk, "/desk/audit")


def test_it_says_where_the_chain_breaks(app: Flask) -> None:
    log()
    desk = make.at_the_desk(app, "auditor")
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
    if db.engine.dialect.name == "sqlite":
        for (name,) in db.session.execute(text(triggers)).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
    db.session.execute(text("UPDATE audit_entry SET actor = 'coordinator 7' WHERE number = 3"))
    db.session.commit()
    words = make_oversight.words(desk, "/desk/audit/check")
    assert "The chain is broken at entry 3" in words


def test_it_names_what_was_done_to_whom_as_far_as_the_reader_may_see(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    circle, quiet = make.signed(client, cast.CIRCLE), make.signed(client, cast.QUIET)
    make_oversight.entries(
        ("coordinator 901", "endorsement.approve", f"endorsement {circle.id}", "8"),
        ("coordinator 901", "endorsement.hide", f"endorsement {quiet.id}", "9"),
        ("coordinator 901", "statement.open", f"statement {statement.slug}", "10"),
        at=DAY,
    )
    desk = make.at_the_desk(app, "auditor")
    words = make_oversight.words(desk, "/desk/audit?until=2025-03-11")
    assert f"approved {cast.CIRCLE['organisation']}" in words
    assert "hid the name name withheld" in words and cast.QUIET["name"] not in words
    assert "started signing Organisations for open courts" in words
    assert desk.page is not None
    hashes = [one for one in desk.page.all("code") if "hash" in (one.get("class") or "")]
    folded = [one for fold in desk.page.all("details") for one in fold.iter("code")]
    assert hashes and all(one in folded for one in hashes)
