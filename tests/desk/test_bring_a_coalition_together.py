"""A coalition from its spreadsheet to its second edition: what the parts do together, counted at each step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

import make
import make_editions as editions
import make_invitations as invitations
import make_watch
from invitations.lists import as_xlsx, sixty
from page import CheckedClient
from petition.core import audit
from petition.core.addresses import parse
from petition.core.db import db, now
from petition.list import recount
from petition.list.queries.counts import forget_counts, fresh_counts
from petition.organisations.models import Organisation
from petition.signing import queries as endorsements
from petition.signing.confirm import actions as confirmation
from petition.signing.decide import merging
from petition.signing.models.endorsement import Endorsement
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature
from petition.statements.models import Statement

PEOPLE = 40


@pytest.fixture
def statement(app: Flask) -> Statement:
    made = editions.statement()
    made.reservations_allowed_at = now()
    made.due_at, made.remind_days = now() + timedelta(days=20), "14,3"
    db.session.commit()
    return made


def counted(statement: Statement) -> tuple[int, int]:
    db.session.rollback()
    forget_counts()
    assert recount.count_differences() == []
    counts = fresh_counts(statement.id)
    return counts.organisations, counts.individuals


def test_it_brings_sixty_organisations_and_two_editions_together(
    app: Flask, client: CheckedClient, statement: Statement
) -> None:
    desk = make.at_the_desk(app)
    at_the_start = counted(statement)

    # Sixty rows in three scripts, doubles and mistakes among them: nothing is imported before it is said.
    answer = invitations.upload(desk, statement, as_xlsx(sixty()), "sixty.xlsx")
    assert answer.status_code == 303
    desk.get(answer.location)
    lines = invitations.ticked(desk)
    assert invitations.invitations() == [] and 40 <= len(lines) <= 50
    assert invitations.import_ticked(desk, answer.location).status_code == 303
    invited = invitations.invitations()
    assert len(invited) == len(lines) == len(make.mails("invitation"))

    # Three answer: one signs, one signs with a reservation, one says no. The invited mailbox needs neither a second mail nor an approval.
    paths = [str((mail.content or {})["link_path"]) for mail in make.mails("invitation")]
    key = next(one.key for one in make.edition(statement).demands if one.number == "2.2")
    for path, reserved in ((paths[0], {}), (paths[1], {f"reservation_{key}": "only for human rights observers"})):
        answer = invitations.fill_in(client, path, **reserved)
        assert answer.status_code == 303
    client.get(paths[2])
    assert client.send(f"{paths[2]}/refusal").status_code == 303
    assert counted(statement) == (at_the_start[0] + 2, 0)
    # A reservation is shown once a coordinator approved it, also where the organisation is listed already.
    client.get("/en/open-courts")
    assert client.page is not None and "only for human rights observers" not in client.page.words()
    desk.get("/desk/reservations")
    assert desk.send("/desk/reservations/1/approval").status_code == 303
    client.get("/en/open-courts")
    assert client.page is not None and "only for human rights observers" in client.page.words()

    # Two entries are taken for one, and separated again.
    listed = db.session.scalars(
        select(Organisation).join(Endorsement).where(Endorsement.approved_at.is_not(None)).order_by(Organisation.id)
    ).all()[-2:]
    first, second = listed
    merge = merging.merge_organisations(first, second, by=invitations.coordinator())
    db.session.commit()
    assert counted(statement) == (at_the_start[0] + 2, 0)
    merging.undo_merge(merge, by=invitations.coordinator())
    db.session.commit()
    assert second.merged_into_id is None

    # Forty people sign; a mistype is put right, then the substance changes and demands move.
    for number in range(PEOPLE):
        make_person(statement, number)
    db.session.commit()
    assert counted(statement) == (at_the_start[0] + 2, PEOPLE)
    by = invitations.coordinator()
    editions.mended(statement, by)
    assert make.mails("edition-changed") == []
    editions.changed(statement, by)
    told = make.mails("edition-changed")
    assert len(told) == PEOPLE + 2
    carry = str((told[-1].content or {})["link_path"])
    assert client.get(carry).status_code == 200 and editions.under(3) == 0
    assert client.send(carry).status_code in (200, 303)
    assert editions.under(3) == 1 and editions.under(1) == at_the_start[0] + PEOPLE + 1
    assert counted(statement) == (at_the_start[0] + 2, PEOPLE)
    assert make.edition(statement).number == 3
    assert client.get("/en/open-courts/demands/2.2?edition=1").status_code == 302
    db.session.rollback()
    assert audit.verify_chain().is_intact


def make_person(statement: Statement, number: int) -> None:
    """An individual who has confirmed, in one of the two languages."""
    signature = Signature(
        kind="individual",
        address=parse(f"person@home{number}.example"),
        language="be" if number % 2 else "en",
        details={"name": make_watch.name(number)},
        visibility=("full", "initials", "withheld")[number % 3],
    )
    signing.accept_signature(make.edition(statement), signature)
    made = db.session.execute(select(func.max(Endorsement.id))).scalar_one()
    confirmation.confirm_endorsement(endorsements.lock_endorsement(made), None)
