"""Working on a text: free before the first signature, kept for the next edition after it, and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.statements.actions import edit, finish
from petition.statements.actions.import_text import StatementError, import_text
from petition.statements.models import CarriedText, Edition, Statement, Translation
from petition.statements.queries import public_statements, revisions
from petition.statements.text import normalisation, position

UNSIGNED = normalisation.normalise_text(make.TEXT.split("*Association")[0])
RUSSIAN = make.BELARUSIAN.replace("Арганізацыі", "Организации")


@pytest.fixture
def by(app: Flask) -> int:
    return int(make.coordinator().id)


@pytest.fixture
def statement(by: int) -> Statement:
    return make.statement(UNSIGNED)


def saved(
    statement: Statement, text: str, *, by: int, language: str = "en", base: int | None = None
) -> edit.SaveResult:
    """Saves as the page does, on what was newest when it was opened."""
    begun = revisions.working_text(statement, language).base if base is None else base
    made = edit.save_text(statement, language, text, begun, by=by)
    db.session.commit()
    return made


def keys(statement: Statement) -> dict[str, str]:
    edition = public_statements.current_edition(statement)
    db.session.refresh(edition)
    return {demand.number: demand.key for demand in edition.demands}


def text_of(statement: Statement, language: str = "en") -> str:
    return public_statements.text_in_language(public_statements.current_edition(statement), language).wording


def numbers_saved(statement: Statement, language: str) -> list[int]:
    return [one.number for one in revisions.revision_history(statement, language)[0]]


def test_it_starts_a_draft_that_nobody_sees(app: Flask, client: CheckedClient, by: int) -> None:
    made = edit.start_statement(make.TEXT, None, "en", by=by)
    db.session.commit()
    assert made.published_at is None
    assert made.binding_language == "en"
    assert list(keys(made)) == ["1", "2", "2.1", "2.2", "3"]
    assert client.get(f"/en/{made.slug}").status_code == 404
    assert revisions.working_text(made, "en").revision is not None
    assert public_statements.current_edition(made).frozen_at is None, "names below a draft are no signatures"


def test_it_finds_another_address_for_the_same_title(by: int) -> None:
    first, second = (edit.start_statement(make.TEXT, None, "en", by=by) for _ in range(2))
    assert second.slug == f"{first.slug}-2"
    with pytest.raises(StatementError):
        edit.start_statement(make.TEXT, first.slug, "en", by=by)
    with pytest.raises(normalisation.PositionError):
        edit.start_statement("1. No title\n", None, "en", by=by)


def test_it_puts_the_text_into_the_edition_before_anybody_signed(statement: Statement, by: int) -> None:
    text = UNSIGNED.replace("stay closed", "stay shut")
    made = saved(statement, text, by=by)
    assert (made.put, made.conflict, made.obstacle) == (True, None, None)
    edition = public_statements.current_edition(statement)
    assert (edition.number, edition.sha256) == (1, normalisation.text_digest(text))
    assert text_of(statement) == text


def test_it_leaves_signed_words_alone(app: Flask, client: CheckedClient, statement: Statement, by: int) -> None:
    make.signed(client, cast.ALENA)
    text = UNSIGNED.replace("stay closed", "stay shut")
    made = saved(statement, text, by=by)
    assert (made.put, made.obstacle) == (False, "frozen")
    assert text_of(statement) == UNSIGNED
    assert revisions.working_text(statement, "en").wording == text


def test_it_keeps_the_keys_of_demands_that_stay(statement: Statement, by: int) -> None:
    before = keys(statement)
    text = UNSIGNED.replace("1. To keep", "1. To publish every verdict;\n2. To keep").replace(
        "2. To agree", "3. To agree"
    )
    text = text.replace("2.1.", "3.1.").replace("2.2.", "3.2.").replace("3. To regard", "4. To regard")
    assert saved(statement, text, by=by).put
    after = keys(statement)
    assert list(after) == ["1", "2", "3", "3.1", "3.2", "4"]
    moved = {"2": "1", "3": "2", "3.1": "2.1", "3.2": "2.2", "4": "3"}
    assert {new: after[new] for new in moved} == {new: before[old] for new, old in moved.items()}
    assert after["1"] not in before.values()


def test_it_keeps_the_key_of_a_demand_written_anew_in_its_place(statement: Statement, by: int) -> None:
    before = keys(statement)
    assert saved(statement, UNSIGNED.replace("lifting the entry bans", "a register of judges"), by=by).put
    assert keys(statement) == before


def test_it_swaps_two_demands(statement: Statement, by: int) -> None:
    before = keys(statement)
    text = UNSIGNED.replace("closing the cases;", "@").replace("lifting the entry bans.", "closing the cases;")
    assert saved(statement, text.replace("@", "lifting the entry bans."), by=by).put
    after = keys(statement)
    assert (after["2.1"], after["2.2"]) == (before["2.2"], before["2.1"])


@pytest.mark.parametrize(
    ("text", "word", "line"),
    [("1. Open.\n", "no_title", 1), ("Title\n\n- 1. a\n- 2. b\n- 2. c\n", "duplicate_number", 5)],
)
def test_it_keeps_what_cannot_be_an_edition(statement: Statement, by: int, text: str, word: str, line: int) -> None:
    made = saved(statement, text, by=by)
    assert (made.put, made.obstacle) == (False, "refused")
    assert (word, line) in [(each.message_word, each.line) for each in made.problems]
    assert text_of(statement) == UNSIGNED
    assert revisions.working_text(statement, "en").wording == text


@pytest.mark.parametrize("text", ["", " \n\u200b\n", "x" * (normalisation.LARGEST + 1)])
def test_it_refuses_nothing_and_too_much(statement: Statement, by: int, text: str) -> None:
    with pytest.raises(edit.NothingToSave):
        saved(statement, text, by=by)
    assert revisions.newest_revision(statement, "en") is None


def test_it_keeps_the_text_that_was_there_before(statement: Statement, by: int) -> None:
    saved(statement, UNSIGNED.replace("closed", "shut"), by=by)
    saved(statement, UNSIGNED.replace("closed", "locked"), by=by)
    assert numbers_saved(statement, "en") == [2, 1, 0]
    first = revisions.find_revision(statement, "en", 0)
    assert first is not None
    assert first.wording == UNSIGNED


def test_it_saves_the_same_words_once(statement: Statement, by: int) -> None:
    text = UNSIGNED.replace("closed", "shut")
    first, second = saved(statement, text, by=by), saved(statement, text.replace("\n", "\r\n"), by=by, base=0)
    assert first.revision.number == second.revision.number
    assert second.conflict is None


def test_it_loses_nothing_when_two_people_save(statement: Statement, by: int) -> None:
    other = int(make.coordinator(email="marta@coalition.example").id)
    mine, theirs = UNSIGNED.replace("closed", "shut"), UNSIGNED.replace("closed", "locked")
    assert saved(statement, theirs, by=other, base=0).conflict is None
    made = saved(statement, mine, by=by, base=0)
    assert made.conflict is not None
    assert (made.conflict.wording, made.put, made.revision.aside_at is not None) == (theirs, False, True)
    assert text_of(statement) == theirs
    assert revisions.working_text(statement, "en").wording == theirs
    again = saved(statement, mine, by=by, base=0)
    assert again.revision.number == made.revision.number, "the same text waits once"
    assert saved(statement, mine, by=by, base=made.conflict.number).put
    assert text_of(statement) == mine


def test_it_tells_who_else_is_there_for_a_minute(statement: Statement, by: int) -> None:
    other = int(make.coordinator(email="marta@coalition.example").id)
    for _ in range(2):
        edit.record_presence(statement, "en", by)
    db.session.commit()
    assert revisions.other_editors(statement, "en", other, now()) == [by]
    assert revisions.other_editors(statement, "en", by, now()) == []
    assert revisions.other_editors(statement, "be", other, now()) == []
    assert revisions.other_editors(statement, "en", other, now() + timedelta(seconds=61)) == []


def test_it_puts_a_translation_in_whose_demands_agree(statement: Statement, by: int) -> None:
    short = make.BELARUSIAN.replace(" - 2.2. зняцце забарон на ўезд.\n", " - 2.4. зняцце забарон на ўезд.\n")
    made = saved(statement, short, by=by, language="be")
    assert (made.put, made.obstacle) == (False, "disagrees")
    found = {each.message_word: (each.line, each.values) for each in made.problems}
    assert found["demands_missing"] == (None, {"numbers": "2.2"})
    assert found["demand_unknown"] == (10, {"number": "2.4"})
    assert public_statements.edition_languages(public_statements.current_edition(statement)) == ["en"]
    assert saved(statement, make.BELARUSIAN, by=by, language="be").put
    assert public_statements.edition_languages(public_statements.current_edition(statement)) == ["en", "be"]


def test_it_takes_a_translation_out_that_no_longer_fits_and_back_in(statement: Statement, by: int) -> None:
    make.statement(make.BELARUSIAN, language="be")
    assert saved(statement, UNSIGNED.replace("3. To regard", "4. To regard"), by=by).put
    assert public_statements.edition_languages(public_statements.current_edition(statement)) == ["en"]
    assert revisions.working_text(statement, "be").wording == make.BELARUSIAN, "the translator goes on from here"
    assert saved(statement, UNSIGNED, by=by).put
    assert text_of(statement, "be") == make.BELARUSIAN


def test_it_works_on_with_what_came_in_past_the_editor(statement: Statement, by: int) -> None:
    saved(statement, make.BELARUSIAN, by=by, language="be")
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        text = make.BELARUSIAN.replace("зачыненымі", "замкнёнымі")
        import_text(text, position.parse(text), slug=statement.slug, language="be", by="test")
        db.session.commit()
    at_work = revisions.working_text(statement, "be")
    assert (at_work.wording, at_work.base) == (text, 1)
    with time_machine.travel(now() + timedelta(minutes=9), tick=False):
        saved(statement, make.BELARUSIAN, by=by, language="be")
    assert numbers_saved(statement, "be") == [3, 2, 1]


def test_it_adds_a_finished_translation_to_a_signed_edition(
    app: Flask, client: CheckedClient, statement: Statement, by: int
) -> None:
    make.signed(client, cast.ALENA)
    with pytest.raises(finish.UnfinishedTranslation):
        finish.finish_translation(statement, "be", by=by)
    assert saved(statement, make.BELARUSIAN, by=by, language="be").obstacle == "unfinished"
    assert client.get("/be/open-courts").status_code == 200
    assert public_statements.edition_languages(public_statements.current_edition(statement)) == ["en"]
    assert finish.finish_translation(statement, "be", by=by).wording == make.BELARUSIAN
    db.session.commit()
    assert text_of(statement, "be") == make.BELARUSIAN
    with pytest.raises(finish.UnfinishedTranslation, match="translated"):
        finish.finish_translation(statement, "be", by=by)
    assert saved(statement, RUSSIAN, by=by, language="be").obstacle == "translated"
    assert text_of(statement, "be") == make.BELARUSIAN


def test_it_takes_no_translation_for_finished_that_lacks_words(
    app: Flask, client: CheckedClient, statement: Statement, by: int
) -> None:
    make.signed(client, cast.ALENA)
    saved(statement, make.BELARUSIAN.replace(" зняцце забарон на ўезд.", ""), by=by, language="be")
    with pytest.raises(finish.UnfinishedTranslation, match="disagrees"):
        finish.finish_translation(statement, "be", by=by)


def test_it_replaces_what_was_carried_over(app: Flask, client: CheckedClient, statement: Statement, by: int) -> None:
    make.signed(client, cast.ALENA)
    edition = public_statements.current_edition(statement)
    carried = {"language": "be", "title": "…", "wording": "# …\n", "rendered": {}}
    db.session.add(CarriedText(edition_id=edition.id, **carried))
    db.session.commit()
    saved(statement, make.BELARUSIAN, by=by, language="be")
    finish.finish_translation(statement, "be", by=by)
    db.session.commit()
    assert isinstance(public_statements.text_in_language(edition, "be"), Translation)
    assert db.session.get(Edition, edition.id) is not None
