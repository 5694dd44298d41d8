"""Importing a list: every problem at its row, nothing before "Invite", all at once and only once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import cast
import make
import make_invitations
import make_register
from invitations.lists import HEADINGS, MISTAKES, NOTED, WARNED, as_csv, as_xlsx, organisation, sixty, workbook
from make_invitations import import_ticked, invitations, press_import, ticked, upload
from page import CheckedClient
from petition.core import audit
from petition.core.db import db, now, truncate_wal
from petition.desk.queries import list_previews
from petition.invitations.actions import lists, retention
from petition.invitations.models import InvitationList
from petition.signing.own import erasure
from petition.statements.models import Statement
from stored import stored

RIGHT = 44 + len(NOTED)
FIRST_LINE = 2  # below the headings
FILES = {
    "utf-8": ("sixty.csv", as_csv(sixty())),
    "utf-16": ("sixty.csv", as_csv(sixty(), "utf-16", "\t", "be")),
    "utf-8-sig": ("sixty.csv", as_csv(sixty(), "utf-8-sig", ";", "uk")),
    "xlsx": ("sixty.xlsx", as_xlsx(sixty(), HEADINGS["ru"])),
}


def kept() -> list[InvitationList]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(InvitationList).order_by(InvitationList.id)))


def statement() -> Statement:
    """The one statement that there is."""
    return db.session.query(Statement).one()


def looked_over(app: Flask, data: bytes = FILES["utf-8"][1], name: str = "sixty.csv") -> tuple[CheckedClient, str]:
    """A coordinator before the page of a list, and its address."""
    desk = make.at_the_desk(app)
    answer = upload(desk, make.statement(), data, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    path = answer.headers["Location"]
    assert desk.get(path).status_code == 200
    return desk, path


@pytest.mark.parametrize("kind", FILES)
def test_it_shows_every_problem_and_imports_what_is_right(app: Flask, kind: str) -> None:
    name, data = FILES[kind]
    desk, path = looked_over(app, data, name)
    assert desk.page is not None
    words = desk.page.words()
    assert "60 rows" in words and f"To fix {len(MISTAKES)}" in words and "To check 1" in words
    assert f"Imported with changes {len(NOTED)}" in words
    assert invitations() == [] and make.mails("invitation") == [], "nothing is imported before it is confirmed"
    faulty = {place for place, _field, _word in MISTAKES}
    right = [place for place in range(60) if place not in faulty and place != WARNED[0]]
    assert ticked(desk) == [str(FIRST_LINE + place) for place in right]
    assert import_ticked(desk, path).status_code == 303
    made = invitations()
    assert len(made) == RIGHT
    assert {one.language for one in made} >= {"be", "en", "ru", "uk", "pl"}
    assert (made[0].details or {})["organisation"] == "Прыклад Азёры"
    posted = make.mails("invitation")
    assert len(posted) == RIGHT
    assert {mail.priority for mail in posted} == {5}


def test_it_says_what_is_wrong_beside_the_cell(app: Flask) -> None:
    desk, _path = looked_over(app)
    assert desk.page is not None
    cells = {
        (cell.get("data-label") or "", " ".join("".join(row.itertext()).split()))
        for row in desk.page.all("tr")
        for cell in row
    }
    rows = {text for _label, text in cells}
    for place, said in (
        (44, "Official name: is missing"),
        (48, "Mail address: is not a complete mail address"),
        (49, "Mail address: the first of several is used, the others are in the note"),
        (50, "is not a country that we know; it is left out"),
        (53, f"Mail address: is already in line {3 + FIRST_LINE}"),
        (58, "Official name: is longer than 200 characters"),
    ):
        assert any(text.startswith(f"{place + FIRST_LINE} ") and said in text for text in rows), said
    assert [
        one.get("value") for one in desk.page.all("input") if one.get("name") == "row" and one.get("checked") is None
    ] == [str(59 + FIRST_LINE)]


def test_it_invites_only_whom_somebody_ticked(app: Flask) -> None:
    desk, path = looked_over(app)
    faulty = str(FIRST_LINE + MISTAKES[0][0])
    assert import_ticked(desk, path, ["2", "61", faulty, "9999", "x", "²"]).status_code == 303
    assert {(one.details or {})["organisation"] for one in invitations()} == {
        "Прыклад Азёры",
        "Specimen Section of Amber",
    }


def test_it_asks_for_a_tick(app: Flask) -> None:
    desk, path = looked_over(app)
    answer = import_ticked(desk, path, [])
    assert answer.headers["Location"] == path
    desk.get(path)
    assert desk.page is not None and "select at least one row" in desk.page.words()
    assert invitations() == []


@pytest.mark.both_databases
def test_it_imports_once(app: Flask) -> None:
    desk, path = looked_over(app)
    lines = ticked(desk)
    import_ticked(desk, path)
    assert import_ticked(desk, path, lines).status_code == 303
    assert len(invitations()) == RIGHT
    desk.get(path)
    assert desk.page is not None and "were not invited when others of the list were" in desk.page.words()
    assert count_imports() == 1


def test_it_keeps_who_was_left_out_with_the_reason_until_invited_or_dismissed(app: Flask) -> None:
    desk, path = looked_over(app)
    assert desk.page is not None
    shown = desk.page.form(f"{path}/import").values()["shown"]
    press_import(desk, path, shown=shown, row=[line for line in ticked(desk) if line != "2"])
    left = len(MISTAKES) + 2
    desk.get(f"/desk/statements/{statement().id}/invitations")
    assert desk.page is not None and f"{left} rows of the list" in desk.page.words()
    with time_machine.travel(now() + timedelta(days=9), tick=False):
        assert retention.forget_lists() == 0
    desk = make.at_the_desk(app, email="other@coalition.example")
    desk.get(path)
    assert desk.page is not None
    words = desk.page.words()
    assert f"{left} rows." in words and "is not a complete mail address" in words
    assert "was not selected when the others were invited" in words
    assert ticked(desk) == []
    fault = str(FIRST_LINE + MISTAKES[0][0])
    assert desk.send(f"{path}/dismissal", line=fault).status_code == 303
    assert import_ticked(desk, path, ["2"]).status_code == 303
    assert len(invitations()) == RIGHT
    desk.get(path)
    assert f"{left - 2} rows." in desk.page.words()
    assert desk.send(f"{path}/discarding").status_code == 303
    assert kept() == []


@pytest.mark.both_databases
def test_it_forgets_left_rows_with_the_statement_and_with_an_erased_signature(
    app: Flask, client: CheckedClient
) -> None:
    rows = [organisation(1), organisation(2), organisation(3, email=""), organisation(4)]
    desk, path = looked_over(app, as_csv(rows), "few.csv")
    import_ticked(desk, path, ["2"])
    make.signed(client, {**cast.COURT, "email": "office@number-2.example"})
    made = make.endorsement(str(cast.COURT["organisation"]))
    assert made is not None
    erasure.erase_endorsement(made)
    db.session.commit()
    assert [line for line, _cells in (kept()[0].rows or {})["cells"]] == [4, 5]
    statement().destroy_on = now().date()
    db.session.commit()
    retention.destroy_expired(now().date())
    db.session.commit()
    assert kept() == []


def test_it_corrects_rows_on_the_page_and_the_same_fault_at_once(app: Flask) -> None:
    rows = [organisation(number, country="Belarussia" if number < 3 else "LT") for number in range(5)]
    rows[4]["email"] = "office at number-4"
    desk, path = looked_over(app, as_csv(rows), "few.csv")
    assert desk.page is not None and "Country: “Belarussia” is not a country that we know" in desk.page.words()
    assert ticked(desk) == ["2", "3", "4", "5"]
    ids = {one.get("id") for one in desk.page.all("input")} | {one.get("id") for one in desk.page.all("select")}
    assert {"fix-6-email", "fix-2-country", "same-1"} <= ids
    unsaved = desk.send(f"{path}/import", **{"fix-6-email": "office@number-4.example"})
    assert unsaved.location == path and invitations() == [], "what was typed and not saved is not passed over"
    desk.get(path)
    sent = {"same-field": "country", "same-written": "Belarussia", "same-text": "BY"}
    assert desk.send(f"{path}/corrections", **sent, **{"fix-6-email": "office at five"}).status_code == 303
    desk.get(path)
    filled = {one.get("id"): one.get("value") for one in desk.page.all("input")}
    assert filled["fix-6-email"] == "office at five", "what is still wrong stands as it was typed"
    desk.send(f"{path}/corrections", **{"fix-6-email": "office@number-4.example"})
    desk.get(path)
    assert "Rows to fix" not in desk.page.words()
    import_ticked(desk, path)
    assert [(one.details or {})["country"] for one in invitations()] == ["BY", "BY", "BY", "LT", "LT"]
    assert kept() and kept()[0].rows is None


@pytest.mark.usefixtures("_is_soon_long")
def test_it_ticks_all_that_a_filter_finds_on_every_page(app: Flask) -> None:
    rows = [organisation(number) for number in range(list_previews.PAGE + 3)]
    rows[0]["organisation"] = rows[1]["organisation"] + " of the North"
    desk, path = looked_over(app, as_csv(rows), "long.csv")
    desk.send(f"{path}/all-ticks", all="off")
    desk.get(path)
    assert ticked(desk) == []
    desk.send(f"{path}/all-ticks?rows=doubtful", all="on")
    desk.get(f"{path}?rows=doubtful")
    assert len(ticked(desk)) == 1
    desk.send(f"{path}/all-ticks", all="on")
    desk.get(f"{path}?page=2")
    assert len(ticked(desk)) == 3


def test_it_names_and_offers_every_sheet_of_a_workbook(app: Flask) -> None:
    headings = list(HEADINGS["en"])
    first, second = ([list(organisation(number).values()) for number in some] for some in ((1,), (2, 3)))
    book = workbook([headings, *first], [headings, *second], [["Remarks"], ["Call them"]], [headings, *first], hidden=4)
    desk, path = looked_over(app, book, "book.xlsx")
    assert desk.page is not None
    words = desk.page.words()
    assert "This file has more sheets" in words and "S2: 2 rows" in words
    assert "S3 holds no mail addresses" in words and "S4 is hidden in the file" in words
    import_ticked(desk, path)
    desk.get(f"/desk/statements/{statement().id}/invitations")
    assert "with 2 rows, nobody invited yet (S2)" in desk.page.words()


def test_it_says_what_the_register_and_this_statement_know(app: Flask, client: CheckedClient) -> None:
    make_register.entry("Specimen Amber")
    db.session.commit()
    rows = [
        organisation(1, organisation="Specimen Amber"),
        organisation(2, organisation="Adkryty Sud"),
        organisation(3, organisation="Human Rights Centre Kestrel"),
        organisation(4, organisation="Kestrel"),
        organisation(5, organisation="Specimen Amber of the North"),
    ]
    made = make.statement()
    make.signed(client, cast.COURT)
    make_invitations.invite(made, address="office@falcon.example", organisation="Falcon", website="")
    rows.append(organisation(6, organisation="Union of Falcon Friends"))
    rows += [
        {**organisation(7, organisation="Plover Society"), "email": "office"},
        organisation(8, organisation="Plover Society"),
    ]
    desk = make.at_the_desk(app)
    path = upload(desk, made, as_csv(rows), "known.csv").headers["Location"]
    desk.get(path)
    assert desk.page is not None
    words = desk.page.words()
    for said in (
        "is in the register, as “Specimen Amber”",
        "has the name or the domain of an organisation that has signed already",
        "may be the same organisation as in line 4: one name contains the other",
        "may be the same organisation as in line 2: one name contains the other",
        "may be “Falcon”, which is invited already",
        "may be the same organisation as in line 8: the same name",
    ):
        assert said in words, said
    assert ticked(desk) == ["2", "4"]


def test_it_leaves_out_whom_another_list_invited(app: Flask) -> None:
    desk, path = looked_over(app)
    import_ticked(desk, path)
    second = upload(desk, statement(), FILES["xlsx"][1], "again.xlsx").headers["Location"]
    desk.get(second)
    assert ticked(desk) == []
    assert desk.page is not None
    words = desk.page.words()
    assert "is invited or has answered already" in words
    assert "has the name or the domain of an organisation that is invited at another mailbox" in words


@pytest.mark.both_databases
def test_it_leaves_out_whom_somebody_invited_meanwhile(app: Flask) -> None:
    desk, path = looked_over(app)
    make_invitations.invite(statement(), address="office@number-0.example")
    import_ticked(desk, path)
    assert len(invitations()) == RIGHT


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "list.xlsx", "This is not a list"),
        (b"", "list.csv", "There is nothing in this file"),
        (b"Name,City\nSpecimen,Vilnius\n", "list.csv", "Mail address"),
        (b"just words\nand more words\n", "list.csv", "Missing columns: Mail address"),
        (b"7;8\n9;10\n", "list.csv", "contains no mail addresses"),
        (as_xlsx(sixty())[:900], "list.xlsx", "damaged"),
    ],
)
def test_it_says_why_a_file_is_no_list(app: Flask, data: bytes, name: str, said: str) -> None:
    desk, made = make.at_the_desk(app), make.statement()
    assert upload(desk, made, data, name).status_code == 422
    assert desk.page is not None
    assert said in desk.page.words()
    assert kept() == []


def test_it_asks_for_a_file(app: Flask) -> None:
    desk, made = make.at_the_desk(app), make.statement()
    desk.get(f"/desk/statements/{made.id}/invitations")
    answer = desk.send(f"/desk/statements/{made.id}/invitation-lists")
    assert answer.status_code == 422
    assert desk.page is not None and "Choose a file, or paste the list below" in desk.page.words()


def test_it_reads_a_paste(app: Flask) -> None:
    desk, made = make.at_the_desk(app), make.statement()
    desk.get(f"/desk/statements/{made.id}/invitations")
    pasted = "Specimen One (Belarus) - a@one.example\nSpecimen Two (Global) - b@two.example"
    answer = desk.send(f"/desk/statements/{made.id}/invitation-lists", pasted=pasted)
    assert answer.status_code == 303
    desk.get(answer.headers["Location"])
    assert desk.page is not None and ticked(desk) == ["1", "2"]
    assert "Belarus" in desk.page.words() and "Global (region)" in desk.page.words()
    import_ticked(desk, answer.headers["Location"])
    assert [((one.details or {})["country"], (one.details or {})["region"]) for one in invitations()] == [
        ("BY", ""), ("", "Global"),
    ]  # fmt: skip
    assert desk.send(f"/desk/statements/{made.id}/invitation-lists", pasted="hello").status_code == 422


UNHELPFUL = (
    "Wie?;Wo?;Wer?;Was?\nSpecimen {0}A;a@a{0}.example;Chair {0};Club\nSpecimen {0}B;b@b{0}.example;Member {0};Union\n"
)


def test_it_asks_what_a_column_is_and_remembers_it(app: Flask) -> None:
    desk, path = looked_over(app, UNHELPFUL.format("x").encode(), "first.csv")
    assert desk.page is not None and "Choose what this column is" in desk.page.words()
    assert "Specimen xA" in desk.page.words() and ticked(desk) == []
    assert import_ticked(desk, path, []).status_code == 303 and invitations() == []
    chosen = {"column-0": "organisation", "column-1": "email", "column-2": "role", "column-3": ""}
    assert desk.send(f"{path}/columns", **{**chosen, "column-3": "role"}).status_code == 303
    desk.get(path)
    assert "Chosen for two columns: Role" in desk.page.words()
    assert desk.send(f"{path}/columns", **chosen).status_code == 303
    desk.get(path)
    assert ticked(desk) == ["2", "3"] and "Chair x" in desk.page.words()
    assert desk.send(f"{path}/discarding").status_code == 303
    assert [(one.rows, bool(one.layout)) for one in kept()] == [(None, True)]
    assert desk.get(path).status_code == 404
    second = upload(desk, statement(), UNHELPFUL.format("y").encode(), "second.csv").headers["Location"]
    desk.get(second)
    assert ticked(desk) == ["2", "3"] and "Chair y" in desk.page.words()
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        assert retention.forget_lists(dry_run=True) == 1
        assert retention.forget_lists() == 1
        assert retention.forget_lists(dry_run=True) == 0
    db.session.commit()
    assert [one.rows for one in kept()] == [None]


def test_it_names_columns_that_it_does_not_know(app: Flask) -> None:
    desk, _path = looked_over(app, b"Organisation,E-mail,Favourite colour\nSpecimen,a@number-1.example,blue\n")
    assert desk.page is not None and "Favourite colour" in desk.page.words()


@pytest.mark.both_databases
def test_it_deletes_a_list_on_demand_and_after_a_day(app: Flask) -> None:
    desk, path = looked_over(app)
    assert desk.send(f"{path}/discarding").status_code == 303
    assert kept() == []
    upload(desk, statement(), FILES["utf-8"][1], "sixty.csv")
    assert retention.forget_lists() == 0
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        assert retention.forget_lists(dry_run=True) == 1
        assert retention.forget_lists() == 1
    db.session.commit()
    assert invitations() == []


def test_it_seals_a_list(app: Flask, database_url: str, tmp_path: Path) -> None:
    looked_over(app)
    db.session.rollback()
    truncate_wal()
    kept = stored(database_url, tmp_path)
    assert b"number-3.example" not in kept
    assert "Прыклад Азёры".encode() not in kept


@pytest.fixture
def _is_soon_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of two hundred is as long here as one of a thousand."""
    monkeypatch.setattr(list_previews, "PAGE", 100)
    monkeypatch.setattr(lists, "BATCH", 100)


@pytest.mark.usefixtures("_is_soon_long")
def test_it_shows_a_long_list_by_pages_and_keeps_the_ticks(app: Flask) -> None:
    rows = [organisation(number) for number in range(list_previews.PAGE * 2 + 30)]
    desk, path = looked_over(app, as_csv(rows), "long.csv")
    assert desk.page is not None and "Page 1 of 3" in desk.page.words()
    lines = ticked(desk)
    assert len(lines) == list_previews.PAGE
    shown = " ".join(lines)
    answer = desk.send(f"{path}/ticks", row=lines[10:], shown=shown, to=".3")
    assert answer.headers["Location"] == f"{path}?page=3"
    desk.get(answer.headers["Location"])
    last = ticked(desk)
    assert len(last) == 30
    assert press_import(desk, path, row=last[1:], shown=" ".join(last)).status_code == 303
    assert len(invitations()) == len(rows) - 11
    assert count_imports() == 3, "so many a transaction, and no more"


@pytest.mark.both_databases
@pytest.mark.usefixtures("_is_soon_long")
def test_it_takes_up_an_import_that_was_interrupted(app: Flask) -> None:
    rows = [organisation(number) for number in range(lists.BATCH + 7)]
    desk, path = looked_over(app, as_csv(rows), "long.csv")
    one = kept()[0]
    begun = lists.import_rows(one.id, lists.choose_rows(one, range(FIRST_LINE, 9999)), by=one.uploaded_by)
    assert next(begun) == lists.BATCH
    db.session.commit()
    begun.close()
    desk.get(path)
    lines = [str(FIRST_LINE + number) for number in range(len(rows))]
    assert import_ticked(desk, path, lines).status_code == 303
    assert len(invitations()) == len(rows) and kept()[0].rows is None


def count_imports() -> int:
    acts = [entry.act for entry, _note in audit.recent_entries(before=None, limit=10)]
    return acts.count("invitation.import")
