"""Translations beside the binding text: what is missing is said, and nothing unfinished passes as whole."""

from __future__ import annotations

import re

import pytest
from flask import Flask

import cast
import make
import make_editions
from page import CheckedClient
from petition.core.db import db, now
from petition.statements.models import CarriedText, Revision, Statement, Translation
from petition.statements.queries import public_statements
from petition.statements.text import normalisation

UNSIGNED = normalisation.normalise_text(make.TEXT.split("*Association")[0])
PARTLY = make.BELARUSIAN.replace("зняцце забарон на ўезд", "lifting the entry bans")
MARTA = "marta@coalition.example"


@pytest.fixture
def statement(app: Flask) -> Statement:
    return make.statement(UNSIGNED)


def here(statement: Statement, language: str = "be") -> str:
    return f"/desk/statements/{statement.id}/text/{language}"


def there(statement: Statement) -> list[str]:
    """The languages in which the current edition can be read."""
    db.session.rollback()
    db.session.expire_all()
    return public_statements.edition_languages(public_statements.current_edition(statement))


def wording(statement: Statement) -> str:
    """What was saved last in Belarusian."""
    db.session.rollback()
    saved = db.session.query(Revision).filter_by(statement_id=statement.id, language="be")
    return str(saved.order_by(Revision.number.desc()).first().wording)  # type: ignore[union-attr]


def read(desk: CheckedClient, path: str) -> str:
    answer = desk.get(path)
    assert answer.status_code == 200
    assert desk.page is not None
    return desk.page.words()


def save(desk: CheckedClient, statement: Statement, text: str) -> None:
    desk.get(here(statement))
    assert desk.send(here(statement), text=text, do="save").status_code == 303


def test_it_takes_no_copy_of_the_binding_text_for_a_translation(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app, "coordinator")
    for text, said in (
        (UNSIGNED, "The text is the binding one, not a translation."),
        (PARTLY, "those of the binding text: Demand 2.2"),
        (make.BELARUSIAN.split("\nМы лічым")[0], "Missing from the translation: Closing"),
        (make.BELARUSIAN.replace("спыненне спраў;", ";"), "Demand 2.1 has no text yet."),
        (make.BELARUSIAN.replace("спыненне спраў", "stopping all of the criminal cases"), "not in a script"),
        (make.BELARUSIAN.replace(" - 2.2. зняцце забарон на ўезд.\n", ""), "missing here: 2.2"),
    ):
        save(desk, statement, text)
        assert there(statement) == ["en"], said
        assert said.lower() in read(desk, here(statement)).lower()
    save(desk, statement, PARTLY)
    assert "2.2 missing" in read(desk, "/desk/translations")
    assert "Demand 2.2 missing" in read(desk, f"/desk/statements/{statement.id}")
    save(desk, statement, make.BELARUSIAN)
    assert there(statement) == ["en", "be"]
    assert "missing" not in read(desk, f"/desk/statements/{statement.id}")


def test_it_saves_part_by_part_into_the_same_text(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app, "translator")
    save(desk, statement, PARTLY)
    page = read(desk, f"{here(statement)}/parts")
    assert "1 part is unfinished" in page and "not translated" in page
    assert (
        desk.send(f"{here(statement)}/parts", **{"part.2.2": "зняцце забарон на ўезд.", "do": "save"}).status_code
        == 303
    )
    assert wording(statement) == make.BELARUSIAN, "the other lines stay as they were written"
    assert there(statement) == ["en", "be"]
    assert "Every part is translated" in read(desk, f"{here(statement)}/parts")


def test_it_begins_a_translation_part_by_part(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app, "translator")
    path = f"{here(statement)}/parts"
    assert "9 parts are unfinished" in read(desk, path)
    answer = desk.send(path, **{"part.2.1": "спыненне спраў;", "do": "save"})
    assert answer.status_code == 422, "without a title there is no text"
    assert "Write a title" in desk.page.words()  # type: ignore[union-attr]
    assert "спыненне спраў;" in answer.get_data(as_text=True), "nothing typed is lost"
    assert desk.send(path, **{"part.title": "Назва пазіцыі", "do": "save"}).status_code == 303
    assert "7 parts are unfinished" in read(desk, path)
    assert there(statement) == ["en"]


def test_it_shows_what_changed_since_the_translation_was_made(app: Flask, statement: Statement) -> None:
    desk = make.at_the_desk(app)
    save(desk, statement, make.BELARUSIAN)
    desk.get(here(statement, "en"))
    changed = UNSIGNED.replace("closing the cases", "closing all the cases")
    assert desk.send(here(statement, "en"), text=changed, do="save").status_code == 303
    page = desk.get(f"{here(statement)}/parts").get_data(as_text=True)
    assert re.search(r"closing </span><ins>.*all ", page)
    assert "out of date" in page and "1 part is unfinished" in page
    save(desk, statement, make.BELARUSIAN.replace("зачыненымі", "замкнёнымі"))
    assert "out of date" in read(desk, f"{here(statement)}/parts"), "another part was written, not this one"
    save(
        desk,
        statement,
        make.BELARUSIAN.replace("зачыненымі", "замкнёнымі").replace("спыненне спраў;", "спыненне  спраў"),
    )
    assert "out of date" in read(desk, f"{here(statement)}/parts"), "its words are the old ones"
    assert desk.send(f"{here(statement)}/parts", right="2.1", do="save").status_code == 303
    assert "Every part is translated" in read(desk, f"{here(statement)}/parts")


def test_it_brings_together_what_two_people_saved(app: Flask, statement: Statement) -> None:
    vera, marta = make.at_the_desk(app), make.at_the_desk(app, email=MARTA)
    save(vera, statement, make.BELARUSIAN)
    path = f"{here(statement)}/parts"
    for desk in (vera, marta):
        desk.get(path)
    assert marta.send(path, **{"part.1": "Назіраць за судамі;", "do": "save"}).status_code == 303
    assert vera.send(path, **{"part.3": "Лічыць іх роўнымі.", "do": "save"}).status_code == 303
    both = wording(statement)
    assert "Назіраць за судамі;" in both and "Лічыць іх роўнымі." in both
    for desk in (vera, marta):
        desk.get(path)
    assert marta.send(path, **{"part.1": "Яе словы;", "do": "save"}).status_code == 303
    answer = vera.send(path, **{"part.1": "Мае словы;", "do": "save"})
    assert answer.status_code == 409
    assert "Яе словы;" in answer.get_data(as_text=True) and "Мае словы;" in answer.get_data(as_text=True)
    assert "Мае словы;" in wording(statement), "kept in the history"
    assert vera.send(path, do="save").status_code == 303
    assert "Мае словы;" in wording(statement)


def carried(app: Flask) -> tuple[Statement, CheckedClient]:
    """Edition 2, with the Belarusian text of edition 1 carried over: 2.2 is missing, 3 stale."""
    made = make_editions.statement(people=2)
    desk = make.at_the_desk(app)
    make_editions.changed(made, make.coordinator().id, announced=False)
    return made, desk


def test_it_refuses_to_finish_while_a_demand_is_stale_or_missing(app: Flask) -> None:
    made, desk = carried(app)
    page = read(desk, f"{here(made)}/finish")
    assert "Demand 3 out of date" in page and "Demand 2.2 missing" in page
    assert "Add it to edition 2" not in page
    assert desk.send("", mark="").status_code in (303, 404, 405, 409)
    whole = make_editions.BELARUSIAN_SUBSTANCE
    for text in (
        whole.replace("ва ўсіх перамовах", "ў перамовах"),
        whole.replace("абарону адвакатаў ад пераследу", "protecting lawyers from reprisals"),
    ):
        save(desk, made, text)
        assert "Add it to edition 2" not in read(desk, f"{here(made)}/finish")
        token = desk.page.form("/desk/logout").values().get("csrf_token")  # type: ignore[union-attr]
        answer = desk.post(f"{here(made)}/finish", data={"csrf_token": token, "mark": ""})
        assert answer.status_code == 409
    db.session.rollback()
    assert db.session.query(Translation).filter_by(language="be").count() == 1


def test_it_asks_with_the_differences_and_takes_it_back(app: Flask, client: CheckedClient) -> None:
    made, desk = carried(app)
    save(desk, made, make_editions.BELARUSIAN_SUBSTANCE)
    assert "Add it to the edition" in read(desk, here(made))
    page = read(desk, f"{here(made)}/finish")
    assert "What readers see now" in page and "out of date since edition 2" in page and "ва ўсіх" in page
    assert "this can be undone" in page
    mark = desk.page.form(f"{here(made)}/finish").values()  # type: ignore[union-attr]
    save(desk, made, make_editions.BELARUSIAN_SUBSTANCE.replace("роўнымі", "раўнапраўнымі"))
    assert desk.post(f"{here(made)}/finish", data=mark).status_code == 409, "another text was shown"
    read(desk, f"{here(made)}/finish")
    assert desk.send(f"{here(made)}/finish").status_code == 303
    assert "раўнапраўнымі" in client.get("/be/open-courts").get_data(as_text=True)
    desk.get(here(made))
    assert desk.send(f"{here(made)}/finish/2/undoing").status_code == 303
    assert "раўнапраўнымі" not in client.get("/be/open-courts").get_data(as_text=True)
    db.session.rollback()
    assert db.session.query(CarriedText).filter_by(language="be").count() == 1
    assert "раўнапраўнымі" in read(desk, here(made)), "it stays in the editor"


@pytest.mark.both_databases
def test_it_keeps_a_translation_that_somebody_signed_in(app: Flask, client: CheckedClient) -> None:
    made, desk = carried(app)
    save(desk, made, make_editions.BELARUSIAN_SUBSTANCE)
    read(desk, f"{here(made)}/finish")
    assert desk.send(f"{here(made)}/finish").status_code == 303
    desk.get(here(made))
    undo = desk.page.form(f"{here(made)}/finish/2/undoing").values()  # type: ignore[union-attr]
    make.sign(client, cast.ALENA, lang="be")
    for path in ("finish/2/undoing", "discarding"):
        assert desk.post(f"{here(made)}/{path}", data=undo).status_code == 303
        assert "Somebody has signed in this language" in read(desk, here(made))
    assert "be" in there(made)
    assert "Discard: " not in read(desk, "/desk/translations")


@pytest.mark.both_databases
def test_it_discards_a_language_and_brings_it_back(app: Flask, client: CheckedClient, statement: Statement) -> None:
    desk = make.at_the_desk(app, "translator")
    save(desk, statement, make.BELARUSIAN)
    for is_signed in (False, True):
        if is_signed:
            make.sign(client, cast.ALENA)
        assert there(statement) == ["en", "be"]
        read(desk, "/desk/translations")
        assert desk.send(f"{here(statement)}/discarding").status_code == 303
        assert there(statement) == ["en"]
        assert "for you to replace" in read(desk, here(statement))
        page = read(desk, "/desk/translations")
        assert "discarded on" in page
        assert desk.send(f"{here(statement)}/discarding/{1 + is_signed}/undoing").status_code == 303
    assert there(statement) == ["en", "be"]
    assert wording(statement) == make.BELARUSIAN
    read(desk, "/desk/translations")
    token = desk.page.form(f"{here(statement)}/discarding").values()  # type: ignore[union-attr]
    assert desk.post(f"{here(statement)}/discarding/1/undoing", data=token).status_code == 303
    assert "cannot be restored" in read(desk, "/desk/translations"), "twice is once"
    assert desk.post(f"{here(statement, 'en')}/discarding", data=token).status_code == 404, "the binding text stays"


def test_it_marks_in_a_new_edition_what_is_not_translated(app: Flask) -> None:
    made = make_editions.statement(people=2)
    desk = make.at_the_desk(app)
    by = make.coordinator().id
    make_editions.save(made, "en", make_editions.SUBSTANCE.replace("reprisals", "[reprisals](#)"), by)
    partly = make_editions.BELARUSIAN_SUBSTANCE.replace("запіс паседжанняў", "recording the hearings")
    make_editions.save(made, "be", partly, by)
    db.session.commit()
    page = read(desk, f"/desk/statements/{made.id}/editions/new")
    assert "Demand 2.6 missing" in page
    assert "the new text, in full" not in page
    assert "The link “reprisals” has no address." in page


def test_it_warns_of_old_translations_only(app: Flask) -> None:
    made, desk = carried(app)
    old = "A translation is not of the newest edition: Беларуская"
    assert old in read(desk, "/desk/start")
    made.delivered_at = now()
    db.session.commit()
    assert old not in read(desk, "/desk/start"), "after delivery there is no use in it"
    made.delivered_at = None
    db.session.commit()
    save(desk, made, make_editions.BELARUSIAN_SUBSTANCE)
    read(desk, f"{here(made)}/finish")
    assert desk.send(f"{here(made)}/finish").status_code == 303
    assert old not in read(desk, "/desk/start") and old not in read(desk, f"/desk/statements/{made.id}")
