"""Preparing a new edition at the desk, and what the public reads of it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

import make
import make_editions as editions
import make_reach
import make_watch
from page import CheckedClient
from petition.accounts.models import Coordinator
from petition.core import audit
from petition.core.db import db, now
from petition.desk.queries import editions as desk_editions
from petition.signing.decide import founders
from petition.signing.models.carry_over import CarryOver
from petition.signing.models.endorsement import Endorsement
from petition.signing.state import STANDING
from petition.statements.models import Statement
from petition.statements.queries import lineage as queries


def desk_of(app: Flask) -> tuple[CheckedClient, int]:
    desk = make.at_the_desk(app)
    return desk, db.session.scalars(select(Coordinator.id)).one()


def here(statement: Statement) -> str:
    return f"/desk/statements/{statement.id}/editions/new"


def issue(desk: CheckedClient, statement: Statement, **values: Any) -> Any:
    """Fills in the page, reads the one behind it, and presses its button."""
    number = len(queries.editions(statement))
    assert desk.send(here(statement), **values).status_code == 200
    assert "What will happen" in words(desk) and len(queries.editions(statement)) == number
    return desk.send(here(statement))


def words(client: CheckedClient) -> str:
    assert client.page is not None
    return client.page.words()


def test_it_says_when_there_is_nothing_to_issue(app: Flask) -> None:
    desk, by = desk_of(app)
    draft = make.statement(editions.FIRST.split("*Association")[0], slug="draft")
    desk.get(here(draft))
    assert "nothing to issue" in words(desk)
    made = editions.statement(people=1)
    desk.get(here(made))
    assert "There are no differences from edition 1 yet." in words(desk)
    editions.save(made, "en", editions.SUBSTANCE.replace("2.6.", "2.5."), by)
    db.session.commit()
    desk.get(here(made))
    assert "Line 14" in words(desk)


def test_it_issues_a_typing_mistake_without_any_mail(app: Flask) -> None:
    desk, by = desk_of(app)
    made = editions.statement(people=4)
    editions.save(made, "en", editions.MENDED, by)
    db.session.commit()
    assert desk.get(here(made)).status_code == 200
    assert "hearrings" in words(desk) and "added: hearings" in words(desk)
    assert desk.send(here(made), kind="typing").status_code == 422
    answer = issue(desk, made, kind="typing", read="y")
    assert answer.status_code == 303 and answer.location.endswith(f"/desk/statements/{made.id}/editions")
    desk.get(answer.location)
    assert "a typing error corrected" in words(desk)
    assert make.mails("edition-changed") == []


def test_it_bars_the_typing_mistake_where_words_came(app: Flask) -> None:
    desk, by = desk_of(app)
    made = editions.statement(people=4)
    editions.save(made, "en", editions.SUBSTANCE, by)
    db.session.commit()
    desk.get(here(made))
    assert desk.page is not None
    typing = next(field for field in desk.page.all("input") if field.get("value") == "typing")
    assert typing.get("disabled") is not None and "more than a typing error" in words(desk)
    answer = desk.send(here(made), kind="typing", read="y")
    assert answer.status_code == 422 and len(queries.editions(made)) == 1


def mapped(desk: CheckedClient) -> dict[str, Any]:
    """The fields of the table, filled in as the coordinator decided."""
    fields: dict[str, Any] = {}
    for place, origins in enumerate(editions.MAPPING.values()):
        for way in range(2):
            fields[f"origin-{place}-{way}"] = origins[way] if way < len(origins) else ""
    return fields


def test_it_issues_a_change_of_substance_with_the_table(app: Flask, client: CheckedClient) -> None:
    desk, by = desk_of(app)
    made = editions.statement(people=8)
    editions.save(made, "en", editions.SUBSTANCE, by)
    db.session.commit()
    desk.get(here(made))
    assert "8 signatories get a mail" in words(desk) and "2 more cannot be reached by mail" in words(desk)
    preview = desk.send(here(made), do="preview", **mapped(desk))
    assert (
        preview.status_code == 200
        and "combined from 2.3, 2.5" in words(desk)
        and "4 To send more diplomats" in words(desk)
    )
    answer = issue(desk, made, kind="substance", read="y", do=None)
    assert answer.status_code == 303
    assert queries.successor(made, 1, "2.4") == ["2.5", "2.6"]
    assert len(make.mails("edition-changed")) == 8
    desk.get(answer.location)
    assert "8 prepared" in words(desk)


def test_it_shows_the_page_again_when_a_text_was_saved_meanwhile(app: Flask) -> None:
    desk, by = desk_of(app)
    made = editions.statement(people=1)
    editions.save(made, "en", editions.SUBSTANCE, by)
    db.session.commit()
    desk.get(here(made))
    editions.save(made, "en", editions.SUBSTANCE.replace("in all talks", "in most talks"), by)
    db.session.commit()
    answer = desk.send(here(made), kind="substance", read="y")
    assert answer.status_code == 409 and "most" in words(desk)
    assert len(queries.editions(made)) == 1


def test_it_carries_an_organisation_over_on_its_word_and_back(app: Flask) -> None:
    desk, by = desk_of(app)
    made = editions.statement(people=1)
    editions.changed(made, by)
    listing = f"/desk/statements/{made.id}/editions"
    founder = db.session.scalars(select(Endorsement).where(Endorsement.founding_at.is_not(None))).first()
    assert founder is not None
    desk.get(listing)
    assert desk.send(f"/desk/endorsements/{founder.id}/carrying", note="").status_code == 303
    desk.get(listing)
    assert desk.send(f"/desk/endorsements/{founder.id}/carrying", note="Jan called on Monday").status_code == 303
    assert editions.under(2) == 1
    carried = db.session.scalars(select(CarryOver)).one()
    assert (carried.how, audit.recent_entries(before=None, limit=1)[0][1]) == ("coordinator", "Jan called on Monday")
    desk.get(listing)
    assert desk.send(f"/desk/carryings/{carried.id}/undoing").status_code == 303
    assert editions.under(2) == 0 and db.session.scalars(select(CarryOver)).first() is None
    assert audit.verify_chain().is_intact


def test_it_carries_nobody_over_who_can_be_mailed(app: Flask) -> None:
    desk, by = desk_of(app)
    made = editions.statement(people=1)
    person = make_watch.comes(made, 7)
    editions.changed(made, by)
    founders = Endorsement.founding_at.is_not(None)
    founder = db.session.scalars(select(Endorsement).where(founders).order_by(Endorsement.id)).first()
    assert founder is not None
    founder.address = "office@observers.example"
    db.session.commit()
    person.address = None
    db.session.commit()
    for one in (founder.id, person.id):
        desk.get(f"/desk/statements/{made.id}/editions")
        assert desk.send(f"/desk/endorsements/{one}/carrying", note="They said so").status_code == 404
    assert editions.under(2) == 0


def test_it_shows_the_public_what_changed_and_where_demands_went(app: Flask, client: CheckedClient) -> None:
    made, by = editions.statement(people=2), editions.coordinator()
    editions.mended(made, by)
    editions.changed(made, by)
    for lang in ("en", "be"):
        assert client.get(f"/{lang}/open-courts/editions").status_code == 200
        assert client.get(f"/{lang}/open-courts/editions/1").status_code == 200
        assert client.get(f"/{lang}/open-courts/editions/3/changes").status_code == 200
        answer = client.get(f"/{lang}/open-courts/translations")
        assert answer.status_code == 200 and "s-maxage" in answer.headers["Cache-Control"]
    client.get("/en/open-courts/editions/1")
    assert "This is edition 1; the current one is 3" in words(client)
    assert "Demand 2.4: 2.5 in the current edition, 2.6 in the current edition" in words(client)
    assert "Demand 4: not in the current edition" in words(client)
    client.get("/en/open-courts/editions/3/changes")
    assert "Demand 2.4, combined from 2.3, 2.5" in words(client) and "Demand 4 was removed" in words(client)
    client.get("/en/open-courts/editions/3/changes?since=1")
    assert "From edition 1 to edition 3" in words(client)
    client.get("/en/open-courts/translations")
    assert "out of date since edition 3" in words(client) and "missing" in words(client)
    for wrong in ("/en/open-courts/editions/9", "/en/open-courts/editions/1/changes", "/en/none/editions"):
        assert client.get(wrong).status_code == 404


def test_it_leads_old_numbers_on(app: Flask, client: CheckedClient) -> None:
    made, by = editions.statement(people=2), editions.coordinator()
    editions.changed(made, by)
    leads = {
        "/en/open-courts/demands/2.2?edition=1": "/en/open-courts#demand-2.3",
        "/en/open-courts/demands/2.4?edition=1": "/en/open-courts#demand-2.5",
        "/be/open-courts/demands/2.2?edition=1": "/be/open-courts#demand-2.3",
        "/en/open-courts/demands/2.2": "/en/open-courts#demand-2.2",
        "/en/open-courts/demands/4?edition=1": "/en/open-courts/editions/1#demand-4",
        # Nothing has this number any more: whoever quotes it means the edition that had it.
        "/en/open-courts/demands/4": "/en/open-courts/editions/1#demand-4",
    }
    for path, target in leads.items():
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (302, target), path
    for wrong in ("/en/open-courts/demands/9", "/en/open-courts/demands/1?edition=x"):
        assert client.get(wrong).status_code == 404


def test_it_shows_translators_what_is_to_do(app: Flask) -> None:
    made, by = editions.statement(people=1), editions.coordinator()
    editions.changed(made, by)
    desk = make.at_the_desk(app, "translator", "tania@coalition.example")
    assert desk.get("/desk/translations").status_code == 200
    assert "out of date since edition 2" in words(desk) and "4 missing" in words(desk)
    answer = desk.get(f"/desk/translations?statement={made.id}&language=uk")
    assert answer.status_code == 302 and answer.location.endswith(f"/desk/statements/{made.id}/text/uk")
    assert desk.get(f"/desk/translations?statement={made.id}&language=xx-nonsense").status_code == 404
    assert desk.get(here(made)).status_code == 404


def test_it_hides_editions_of_what_is_not_public(app: Flask, client: CheckedClient) -> None:
    made = make.statement(editions.FIRST, is_open=False)
    made.published_at = None
    db.session.commit()
    for path in ("editions", "editions/1", "translations", "demands/1"):
        assert client.get(f"/en/open-courts/{path}").status_code == 404


def test_it_says_how_many_get_a_mail_and_how_many_cannot(app: Flask) -> None:
    statement = make_reach.world().statements["here"]
    founding = founders.founding_of(statement.id)
    assert founding is not None
    people = [founders.Founder(f"Founder {letter}", kind="individual") for letter in ("Aa", "Bb", "Cc")]
    withdrawn, hidden, _ = [founders.enter_founder(founding, one) for one in people]
    withdrawn.withdrawn_at, hidden.hidden_at = now(), now()
    db.session.commit()
    rows = db.session.scalars(select(Endorsement).where(Endorsement.statement_id == statement.id)).all()
    standing = [one for one in rows if one.state in STANDING]
    assert {"quarantined", "undecided", "hidden"} <= {one.state for one in standing}
    reach = desk_editions.announcement_reach(statement)
    mailed = sum(one.address_key is not None for one in standing)
    assert (reach.mailed, reach.silent) == (mailed, len(standing) - mailed) and reach.silent >= 2
