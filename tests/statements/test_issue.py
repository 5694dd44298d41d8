"""A new edition of a signed text: a typing mistake or a change of substance, and where each demand went."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

import make
import make_editions as editions
from page import CheckedClient
from petition.core import audit
from petition.core.db import db
from petition.statements.actions import finish
from petition.statements.actions.issue import IssueError, issue_edition
from petition.statements.actions.schedule import close_signing
from petition.statements.models import CarriedText, Statement, Translation
from petition.statements.queries import lineage as queries
from petition.statements.queries.drafts import draft_edition
from petition.statements.queries.revisions import working_text
from petition.statements.queries.translation_status import TranslationProgress, translation_progress
from petition.statements.text.normalisation import text_digest


def refused(
    statement: Statement, kind: str = "substance", mapping: dict[str, tuple[str, ...]] | None = None
) -> IssueError:
    with pytest.raises(IssueError) as caught:
        issue_edition(statement, kind, editions.MAPPING if mapping is None else mapping, 1)
    db.session.rollback()
    return caught.value


def status(statement: Statement, language: str) -> TranslationProgress:
    return next(each for each in translation_progress(statement) if each.language == language)


def by_number(statement: Statement, language: str) -> dict[str, tuple[str, int | None]]:
    found = status(statement, language)
    return {found.numbers[key]: (each.status, each.since) for key, each in found.demands.items()}


def test_it_has_nothing_to_issue_before_anybody_signed(app: Flask) -> None:
    made = make.statement(editions.FIRST.split("*Association")[0])
    by = editions.coordinator()
    editions.save(made, "en", editions.MENDED, by)
    assert refused(made).word == "draft"


def test_it_refuses_what_cannot_be_an_edition(app: Flask) -> None:
    made, by = editions.statement(), editions.coordinator()
    assert refused(made).word == "nothing"
    editions.save(made, "en", editions.SUBSTANCE, by)
    db.session.commit()
    fault = refused(made, "typing")
    assert fault.word == "not_typing" and fault.faults
    incomplete = {number: origins for number, origins in editions.MAPPING.items() if number != "2.6"}
    assert refused(made, mapping=incomplete).word == "mapping"
    assert refused(made, mapping={**editions.MAPPING, "2.6": ("9",)}).word == "mapping"
    editions.save(made, "en", editions.SUBSTANCE.replace("2.6.", "2.5."), by)
    db.session.commit()
    fault = refused(made)
    assert fault.word == "unreadable" and fault.problems[0].line == 14
    assert close_signing(made, by="test")
    db.session.commit()
    assert refused(made).word == "ended"


def test_it_puts_a_typing_mistake_right(app: Flask, client: CheckedClient) -> None:
    made, by = editions.statement(people=4), editions.coordinator()
    second = editions.mended(made, by)
    assert (second.number, second.kind, second.sha256) == (2, "typing", text_digest(editions.MENDED))
    assert editions.under(1) == 6
    assert make.mails("edition-changed") == []
    first = made.editions[0]
    assert dict(queries.keyed_numbers(first)) == dict(queries.keyed_numbers(second))
    # What was translated is right as before.
    assert set(by_number(made, "be").values()) == {("up_to_date", None)}
    counted = queries.editions_with_same_words(second)
    assert all(found == {first.id, second.id} for found in counted.values())
    assert client.get("/en/open-courts").get_data(as_text=True).count("hearings") == 1
    assert audit.recent_entries(before=None, limit=1)[0][0].act == "statement.edition-typing"


def test_it_freezes_the_words_of_both_editions(app: Flask) -> None:
    made = editions.statement()
    second = editions.mended(made, editions.coordinator())
    for edition in (made.editions[0], second):
        for change in (
            "UPDATE translation SET title = 'x' WHERE edition_id = {}",
            "DELETE FROM demand WHERE edition_id = {}",
        ):
            with pytest.raises(DatabaseError, match="frozen"):
                db.session.execute(text(change.format(edition.id)))
            db.session.rollback()


def test_it_keeps_the_keys_of_demands_that_are_the_same(app: Flask) -> None:
    made, by = editions.statement(), editions.coordinator()
    editions.mended(made, by)
    third = editions.changed(made, by, announced=False)
    before = {number: key for key, number in queries.keyed_numbers(made.editions[1])}
    after = {number: key for key, number in queries.keyed_numbers(third)}
    assert after["2.3"] == before["2.2"] and after["3"] == before["3"]
    assert not {after[number] for number in ("2.2", "2.4", "2.5", "2.6")} & set(before.values())


def test_it_follows_demands_through_all_editions(app: Flask) -> None:
    made, by = editions.statement(), editions.coordinator()
    editions.mended(made, by)
    third = editions.changed(made, by, announced=False)
    assert queries.successor(made, 1, "2.4") == ["2.5", "2.6"]
    assert queries.successor(made, 1, "2.2") == ["2.3"]
    assert queries.successor(made, 2, "2.5") == ["2.4"]
    assert queries.successor(made, 1, "4") == []
    assert queries.dropped_demands(third) == [(2, "4", "To send more diplomats to the region.")]
    standing = {number: queries.editions_with_same_words(third)[key] for key, number in queries.keyed_numbers(third)}
    assert standing["2.3"] == {edition.id for edition in made.editions}
    assert standing["3"] == standing["2.5"] == {third.id}
    assert len(queries.editions(made)) == 3


def test_it_carries_a_translation_along_and_says_what_lags_behind(app: Flask, client: CheckedClient) -> None:
    made, by = editions.statement(), editions.coordinator()
    second = editions.changed(made, by, announced=False)
    carried = db.session.get_one(CarriedText, (second.id, "be"))
    assert by_number(made, "be") == {
        "1": ("up_to_date", None),
        "2": ("up_to_date", None),
        "2.1": ("up_to_date", None),
        "2.2": ("missing", 2),
        "2.3": ("up_to_date", None),
        "2.4": ("missing", 2),
        "2.5": ("missing", 2),
        "2.6": ("missing", 2),
        "3": ("stale", 2),
    }
    below = {each["number"]: each for each in carried.rendered["demands"][1]["demands"]}
    assert below["2.2"]["language"] == "en" and "reprisals" in below["2.2"]["blocks"][0]
    assert below["2.3"]["language"] == "be" and "зняцце" in below["2.3"]["blocks"][0]
    assert client.get("/be/open-courts").status_code == 200


def test_it_keeps_saying_since_when_a_demand_is_stale(app: Flask) -> None:
    made, by = editions.statement(), editions.coordinator()
    editions.changed(made, by, announced=False)
    editions.save(made, "en", editions.SUBSTANCE.replace("pending cases", "pending criminal cases"), by)
    issue_edition(made, "substance", {number: (number,) for number in editions.MAPPING}, by)
    db.session.commit()
    found = by_number(made, "be")
    assert found["3"] == ("stale", 2) and found["2.1"] == ("stale", 3) and found["2.2"] == ("missing", 2)


def test_it_takes_a_translation_that_was_written_for_the_new_edition(app: Flask) -> None:
    made, by = editions.statement(), editions.coordinator()
    editions.save(made, "en", editions.SUBSTANCE, by)
    editions.save(made, "be", editions.BELARUSIAN_SUBSTANCE, by)
    second = issue_edition(made, "substance", editions.MAPPING, by)
    db.session.commit()
    assert status(made, "be").kind == "translation" and status(made, "be").is_whole
    assert db.session.scalar(select(Translation.wording).filter_by(edition_id=second.id, language="be"))


def test_it_does_not_take_a_comma_for_a_translation(app: Flask) -> None:
    made, by = editions.statement(), editions.coordinator()
    editions.save(made, "be", editions.BELARUSIAN.replace("спраў без умоў", "спраў, без умоў"), by)
    editions.save(made, "en", editions.MENDED.replace("in talks", "in all talks"), by)
    issue_edition(
        made, "substance", {number: (number,) for number in ("1", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "3", "4")}, by
    )
    db.session.commit()
    found = status(made, "be")
    assert found.kind == "carried" and by_number(made, "be")["3"] == ("stale", 2)
    assert "спраў, без умоў" in working_text(made, "be").wording


def test_it_lets_a_translator_finish_a_carried_text(app: Flask) -> None:
    made, by = editions.statement(), editions.coordinator()
    editions.changed(made, by, announced=False)
    assert "2.2." in working_text(made, "be").wording
    editions.save(made, "be", editions.BELARUSIAN_SUBSTANCE, by)
    finish.finish_translation(made, "be", by=by)
    db.session.commit()
    assert status(made, "be").kind == "translation" and status(made, "be").is_whole


def test_it_issues_one_edition_when_two_press_at_once(app: Flask) -> None:
    made, by = editions.statement(), editions.coordinator()
    editions.save(made, "en", editions.MENDED, by)
    db.session.commit()
    statement_id, words, start = made.id, list[str](), threading.Barrier(2)
    db.session.remove()

    def press() -> None:
        with app.app_context():
            start.wait()
            try:
                issue_edition(db.session.get_one(Statement, statement_id), "typing", {}, by)
                db.session.commit()
                words.append("issued")
            except IssueError as fault:
                db.session.rollback()
                words.append(fault.word)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(words) in (["issued", "meanwhile"], ["issued", "nothing"])
    assert [one.number for one in queries.editions(db.session.get_one(Statement, statement_id))] == [1, 2]


def test_it_knows_what_lags_behind_in_a_draft(app: Flask) -> None:
    made = make.statement(editions.FIRST.split("*Association")[0])
    make.statement(editions.BELARUSIAN, language="be")
    by = editions.coordinator()
    editions.save(made, "en", editions.FIRST.replace("in talks", "in all talks"), by)
    db.session.commit()
    assert by_number(made, "be")["3"] == ("stale", None)
    assert by_number(made, "be")["1"] == ("up_to_date", None)


def test_it_issues_nothing_but_what_was_read(app: Flask) -> None:
    made, by = editions.statement(people=1), editions.coordinator()
    editions.save(made, "en", editions.MENDED, by)
    seen = draft_edition(made).mark
    editions.save(made, "en", editions.SUBSTANCE, by)
    with pytest.raises(IssueError, match="meanwhile"):
        issue_edition(made, "substance", editions.MAPPING, by, seen=seen)
    assert issue_edition(made, "substance", editions.MAPPING, by, seen=draft_edition(made).mark).number == 2
