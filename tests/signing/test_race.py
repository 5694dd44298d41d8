"""Many at once: equal posts end in one endorsement, and parallel confirmations are all counted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

import cast
import make
from conftest import Make
from page import CheckedClient
from petition.core.db import db, now
from petition.list import recount
from petition.list.queries import counts as counts_queries
from petition.mail.models import OutgoingMail
from petition.signing import tallying
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.tally import TallyChange
from petition.signing.screening import actions as screening
from petition.signing.screening.signals import Thresholds

pytestmark = pytest.mark.both_databases

SIGN = "/en/open-courts/sign"
AT_ONCE = 16


def together(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Does all of them in threads of their own, at the same time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [future.result() for future in [pool.submit(deed) for deed in deeds]]


def filled_form(client: CheckedClient) -> dict[str, Any]:
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get(SIGN)
    assert client.page is not None
    return client.page.form(0).values()


def posting(app: Flask, form: dict[str, Any], who: dict[str, Any]) -> Callable[[], int]:
    sent = {name: one for name, one in {**form, **who}.items() if name != "answer"}
    return lambda: app.test_client().post(SIGN, data=sent).status_code


def test_it_ends_a_race_of_equal_posts_in_one_endorsement(make_app: Make) -> None:
    app = make_app()
    with app.app_context():
        make.statement()
        form = filled_form(app.test_client())  # type: ignore[arg-type]
        db.session.remove()
        answers = together([posting(app, form, cast.ALENA)] * 24)
        assert set(answers) == {303}
        individuals = select(func.count()).select_from(Endorsement).where(Endorsement.kind == "individual")
        assert db.session.scalar(individuals) == 1
        assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 3


def test_it_counts_parallel_signing_and_confirming_exactly(make_app: Make) -> None:
    """A hundred posts and a hundred confirmations, while the roll-up folds and some withdraw."""
    app = make_app()
    with app.app_context():
        statement = make.statement()
        statement_id = statement.id
        # They all come from one domain and one network, under one name.
        off = Thresholds(same_domain=None, same_network=None, alike_names=None)
        screening.set_thresholds(statement, off, by=make.coordinator().id)
        db.session.commit()
        form = filled_form(app.test_client())  # type: ignore[arg-type]
        db.session.remove()
        people = [{**cast.ALENA, "email": f"a{n}@example.org", "name": f"Alena {n}"} for n in range(100)]
        for person in people[::4]:
            person["visibility"] = "withheld"
        # On a busy machine SQLite may keep somebody waiting too long: who is told so tries again, as the answer says.
        waiting = [posting(app, form, person) for person in people]
        for _try in range(5):
            answers = together(waiting)
            assert set(answers) <= {303, 503}
            waiting = [post for post, answer in zip(waiting, answers, strict=True) if answer == 503]
        assert waiting == []
        links = [mail.content["link_path"] for mail in make.mails("confirm-individual") if mail.content]
        db.session.remove()

        def confirm(path: str) -> int:
            return app.test_client().post(path).status_code

        def fold() -> int:
            with app.app_context():
                folded = tallying.fold_tally()
                db.session.commit()
                return folded

        deeds: list[Callable[[], Any]] = []
        for number, path in enumerate(links):
            deeds.append(lambda path=path: confirm(path))
            if number % 20 == 0:
                deeds.append(fold)
        assert len(links) == 100
        answers = together(deeds + [lambda path=path: confirm(path) for path in links[:20]])
        assert 500 not in answers
        assert 503 not in answers
        counts_queries.forget_counts()
        counts = counts_queries.counts(statement_id)
        assert (counts.organisations, counts.individuals, counts.withheld_individuals) == (2, 100, 25)
        db.session.rollback()
        while fold():
            pass
        counts_queries.forget_counts()
        assert db.session.scalar(select(func.count()).select_from(TallyChange)) == 0
        assert counts_queries.counts(statement_id).individuals == 100
        assert recount.count_differences() == []


@pytest.mark.parametrize(
    ("who", "kind"), [(cast.ALENA, "confirmed-individual"), (cast.CIRCLE, "confirmed-organisation")]
)
def test_it_confirms_once_when_the_button_is_pressed_many_times(make_app: Make, who: dict[str, Any], kind: str) -> None:
    app = make_app()
    with app.app_context():
        make.statement()
        make.sign(app.test_client(), who)
        path = make.link()
        db.session.remove()
        assert set(together([lambda: app.test_client().post(path).status_code] * 12)) == {200}
        assert len(make.mails(kind)) == 1
        assert recount.count_differences() == []
