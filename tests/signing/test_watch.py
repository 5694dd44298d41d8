"""Watching over individuals' signatures: what is suspicious goes into quarantine with its reasons, unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_migrate import downgrade, upgrade
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select

import cast
import make
import make_watch
from conftest import Make
from page import CheckedClient
from petition.core import switches
from petition.core.addresses import parse
from petition.core.db import db, now
from petition.list import recount
from petition.list.queries import counts
from petition.signing import queries as endorsements
from petition.signing.confirm import actions as confirmation
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import SigningTrace, Suspicion
from petition.signing.own import actions as own_actions
from petition.signing.screening import actions as screening
from petition.signing.screening import traces
from petition.signing.screening.queries import thresholds_of
from petition.signing.screening.signals import Thresholds, is_disposable, name_skeleton
from petition.signing.sign import key_rotation


def few(statement: Any, **changed: Any) -> None:
    """Settles low floors, and that the least of points is enough."""
    by = make.coordinator("owner", "owner@coalition.example").id
    low = {"same_domain": 2, "same_network": 2, "alike_names": 2, "hold_at": 1, **changed}
    screening.set_thresholds(statement, Thresholds(**low), by=by)
    db.session.commit()


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Alena Pryklad", "Алена Прыклад", True),
        ("Alena Pryklad 17", "Pryklad, Alena 4", True),
        ("ALENA  PRYKLAD", "Alena P. Pryklad", True),
        ("Test1", "Test22", True),
        ("Alena Pryklad", "Alena Pryklada", False),
        ("Alena", "Alena", False),
        ("A. P.", "A. P.", False),
    ],
)
def test_it_tells_names_nearly_alike(one: str, other: str, alike: bool) -> None:
    assert (name_skeleton(one) is not None and name_skeleton(one) == name_skeleton(other)) == alike


@given(st.text(max_size=60))
def test_it_takes_any_name(name: str) -> None:
    assert name_skeleton(name) is None or name_skeleton(name) == name_skeleton(f"{name} 7")


def test_it_knows_mail_domains() -> None:
    assert parse("a@mail.uni.example.org").registrable_domain == "example.org"
    assert is_disposable(parse("x@mailinator.com"))
    assert not is_disposable(parse("x@gmail.com"))
    assert not is_disposable(parse("x@example.org"))


def test_it_puts_the_next_one_from_a_domain_aside(app: Flask) -> None:
    statement = make.statement()
    few(statement)
    people = [make_watch.comes(statement, one, address=f"p{one}@uni.example") for one in range(4)]
    assert [one.state == "quarantined" for one in people] == [False, False, True, True]
    assert [one.shown_name is not None for one in people] == [True, True, False, False]
    assert make_watch.reasons(people[2]) == ["domain"]
    assert counts.fresh_counts(statement.id).individuals == 2
    assert recount.count_differences() == []


def test_it_takes_many_from_a_provider_for_everybody(app: Flask) -> None:
    statement = make.statement()
    few(statement)
    people = [make_watch.comes(statement, one, address=f"p{one}@gmail.com") for one in range(4)]
    assert not any(one.state == "quarantined" for one in people)


def test_it_puts_the_next_one_from_a_network_aside_also_around_midnight(app: Flask) -> None:
    statement = make.statement()
    few(statement)
    today, before = make_watch.network(1)
    people = [
        make_watch.comes(statement, 1, network=(before, b"e" * 32)),
        make_watch.comes(statement, 2, network=(today, before)),
        make_watch.comes(statement, 3, network=(today, before)),
        make_watch.comes(statement, 4),
    ]
    assert [make_watch.reasons(one) for one in people] == [[], [], ["network"], []]


def test_it_looks_back_no_further_than_the_window(app: Flask) -> None:
    statement = make.statement()
    few(statement, within_hours=2)
    with time_machine.travel(now() - timedelta(hours=3), tick=False):
        for one in range(2):
            make_watch.comes(statement, one, address=f"p{one}@uni.example")
    assert make_watch.comes(statement, 3, address="p3@uni.example").state != "quarantined"


def test_it_counts_confirmed_ones_only(app: Flask) -> None:
    statement = make.statement()
    few(statement)
    for one in range(5):
        make_watch.sent(statement, one, address=f"p{one}@uni.example", network=make_watch.network(1))
    assert (
        make_watch.comes(statement, 9, address="p9@uni.example", network=make_watch.network(1)).state != "quarantined"
    )


@pytest.mark.parametrize(
    ("given", "signal"),
    [
        ({"seconds": 2}, "fast"),
        ({"proof_missing": True}, "proof"),
        ({"address": "x@mailinator.com"}, "disposable"),
    ],
)
def test_it_takes_whoever_has_one_weak_signal(app: Flask, given: dict[str, Any], signal: str) -> None:
    statement = make.statement()
    assert make_watch.comes(statement, 1, **given).state == "listed"
    few(statement)
    other = {**given, "address": "y@mailinator.com"} if "address" in given else given
    assert signal in make_watch.reasons(make_watch.comes(statement, 2, **other)), "and it would count"


def test_it_holds_whoever_fills_in_what_nobody_sees(app: Flask) -> None:
    assert make_watch.reasons(make_watch.comes(make.statement(), 1, trap_filled=True)) == ["trap"]


def test_it_keeps_aside_whoever_an_older_version_knows_no_reason_for(app: Flask) -> None:
    made = make_watch.comes(make.statement(), 1, trap_filled=True).id
    db.session.remove()
    downgrade(revision="0015")
    db.session.remove()
    upgrade()
    again = endorsements.lock_endorsement(made)
    assert (again.state, make_watch.reasons(again)) == ("quarantined", ["proof"])


def test_it_puts_everybody_aside_while_individuals_are_approved(app: Flask) -> None:
    statement = make.statement()
    switches.turn_on("approval", statement.id, by="test")
    db.session.commit()
    switches.forget_switches()
    assert make_watch.reasons(make_watch.comes(statement, 1)) == ["approval"]


def test_it_notices_names_nearly_alike(app: Flask) -> None:
    statement = make.statement()
    few(statement)
    spelled = ("Alena Pryklad", "Алена Прыклад", "Pryklad Alena 3")
    people = [make_watch.comes(statement, one, name=name) for one, name in enumerate(spelled)]
    assert [make_watch.reasons(one) for one in people] == [[], [], ["likeness"]]


def test_it_follows_thresholds_at_once(app: Flask) -> None:
    statement = make.statement()
    assert thresholds_of(statement.id) == Thresholds()
    first = [make_watch.comes(statement, one, address=f"p{one}@uni.example") for one in range(3)]
    assert not any(one.state == "quarantined" for one in first)
    few(statement)
    assert make_watch.comes(statement, 5, address="p5@uni.example").state == "quarantined"
    few(statement, same_domain=None)
    assert make_watch.comes(statement, 6, address="p6@uni.example").state != "quarantined"


def test_it_shows_the_signatory_the_same(app: Flask, client: CheckedClient) -> None:
    """Two who sign alike, one of them put aside: page for page and mail for mail the same words."""
    statement = make.statement()
    plain = seen_by_signatory(client, {**cast.ALENA, "email": "one@example.org"})
    db.session.execute(Suspicion.__table__.delete())
    few(db.session.merge(statement), fastest_seconds=600)
    odd_one = seen_by_signatory(client, {**cast.ALENA, "email": "two@example.org"})
    assert db.session.scalar(select(func.count()).where(Endorsement.quarantined_at.is_not(None))) == 1
    assert plain == odd_one


def seen_by_signatory(client: CheckedClient, who: dict[str, Any]) -> list[Any]:
    """Everything that a signatory gets to read, without what is random in it."""
    assert make.sign(client, who).status_code == 303
    path = make.link()
    seen = [client.post(path).get_data(as_text=True)]
    mail = make.mails()[-1]
    assert mail.content is not None
    seen += [mail.kind, {name: value for name, value in mail.content.items() if "link" not in name}]
    own = make.link()
    client.get(own)
    assert client.page is not None
    return [*seen, client.page.words().replace(who["email"], "")]


def test_it_leaves_traces_of_individuals_only(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.CIRCLE)
    assert db.session.scalar(select(func.count()).select_from(SigningTrace)) == 0
    make.sign(client, cast.ALENA)
    trace = db.session.scalars(select(SigningTrace)).one()
    assert trace.network is not None and len(trace.network) == 32
    assert trace.seconds is not None and 18 <= trace.seconds <= 25


def test_it_counts_from_the_first_time_a_form_was_shown(app: Flask, client: CheckedClient) -> None:
    make.statement()
    path = "/en/open-courts/sign"
    with time_machine.travel(now() - timedelta(seconds=60), tick=False):
        client.get(path)
    assert client.send(path, answer=None, **{**cast.ALENA, "name": ""}).status_code == 422
    assert client.send(path, answer=None, **cast.ALENA).status_code == 303
    assert (db.session.scalars(select(SigningTrace)).one().seconds or 0) >= 58


def test_it_keeps_the_trace_of_whoever_confirmed(app: Flask) -> None:
    statement = make.statement()
    made = make_watch.comes(statement, 1)
    make_watch.sent(statement, 1, network=make_watch.network(99), seconds=2)
    trace = db.session.get(SigningTrace, made.id)
    assert trace is not None and trace.network == make_watch.network(1)[0]
    assert trace.seconds == 30


@pytest.mark.parametrize("state", ["waiting", "confirmed"])
def test_it_asks_the_database_the_same_of_known_and_unknown_addresses(app: Flask, state: str) -> None:
    statement = make.statement()
    if state == "waiting":
        make_watch.sent(statement, 1)
    else:
        make_watch.comes(statement, 1)
    traced = [asked(lambda number=number: make_watch.sent(statement, number)) for number in (1, 2)]
    about = [[one for one in of if "signing_trace" in one or "release" in one] for of in traced]
    assert about[0] == about[1] != []


def asked(deed: Callable[[], Any]) -> list[str]:
    """What a deed asks the database."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    deed()
    event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_it_reads_no_more_than_the_threshold(app: Flask) -> None:
    statement = make.statement()
    few(statement)
    make_watch.rows(statement, 300, quarantined=True)
    made = make_watch.sent(statement, 5000, address="p@fakes.example")
    queries_ = asked(lambda: confirmation.confirm_endorsement(endorsements.lock_endorsement(made), None))
    counted = [one for one in queries_ if "FROM endorsement_key" in one and " IN (" not in one]
    assert counted and all("LIMIT" in one for one in counted)
    db.session.commit()
    confirmed = db.session.get(Endorsement, made)
    assert confirmed is not None and "domain" in make_watch.reasons(confirmed)


def test_it_wipes_traces_after_two_days(app: Flask) -> None:
    statement = make.statement()
    few(statement)
    with time_machine.travel(now() - timedelta(hours=47), tick=False):
        people = [make_watch.comes(statement, one, network=make_watch.network(1)) for one in range(3)]
    assert make_watch.reasons(people[2]) == ["network"]
    assert traces.forget_traces() == 0
    with time_machine.travel(now() + timedelta(hours=1, seconds=1), tick=False):
        assert traces.forget_traces(dry_run=True) == 3
        assert traces.forget_traces() == 3
        db.session.commit()
    noted = list(db.session.scalars(select(Suspicion).execution_options(populate_existing=True)))
    assert noted and all(one.key is None for one in noted)
    assert make_watch.reasons(people[2]) == ["network"], "the reason stays, and says only how many there were"


def written(endorsement: Endorsement) -> dict[str, bytes]:
    """The keys that the database has of somebody."""
    query = select(EndorsementKey.signal, EndorsementKey.key).where(EndorsementKey.endorsement_id == endorsement.id)
    return {signal: bytes(key) for signal, key in db.session.execute(query)}


def test_it_completes_keys_of_older_signatures(app: Flask) -> None:
    statement = make.statement()
    made = make_watch.comes(statement, 1, country="PL")
    keys = written(made)
    assert set(keys) == {"domain", "likeness", "latin_name", "country", "language", "edition"}
    db.session.execute(delete(EndorsementKey))
    db.session.commit()
    assert sum(key_rotation.complete_grouping_keys()) == 1
    assert written(made) == keys


def test_it_keeps_keys_right_when_somebody_corrects(app: Flask) -> None:
    statement = make.statement()
    made, other = make_watch.comes(statement, 1, country="PL"), make_watch.comes(statement, 2, country="LT")
    own_actions.correct_details(
        made, {"name": make_watch.name(2), "country": "LT", "affiliation": None, "comment": None}
    )
    keys, others = written(made), written(other)
    assert [keys[one] for one in ("likeness", "latin_name", "country")] == [
        others[one] for one in ("likeness", "latin_name", "country")
    ]
    assert made.country_key == other.country_key == keys["country"]


def test_it_counts_exactly_what_many_confirm_at_once(make_app: Make) -> None:
    app = make_app()
    with app.app_context():
        statement = make.statement()
        few(statement, same_domain=5, hold_at=2)
        waiting = [make_watch.sent(statement, one, address=f"p{one}@uni.example") for one in range(40)]
        statement_id = statement.id
        db.session.remove()

        def confirm(number: int) -> None:
            with app.app_context():
                confirmation.confirm_endorsement(endorsements.lock_endorsement(number), None)
                db.session.commit()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(confirm, waiting))
        counts.forget_counts()
        aside = db.session.scalar(select(func.count()).where(Endorsement.quarantined_at.is_not(None))) or 0
        assert 40 - 5 - 8 <= aside <= 35
        assert counts.counts(statement_id).individuals == 40 - aside
        assert recount.count_differences() == []
