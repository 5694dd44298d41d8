"""What signatories read of their signature: true in every state, and the same for all where it must not tell them apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask

import cast
import make
import make_editions
import make_evidence
import make_oversight
from page import CheckedClient
from petition.core.db import db, now
from petition.mail import rendering
from petition.mail.models import OutgoingMail
from petition.removals.models import Removal
from petition.signing import queries as endorsements
from petition.signing import state as states
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.publication import publish_endorsement
from petition.signing.verdicts import SIGNED_ALREADY
from petition.statements.actions import schedule
from petition.statements.models import Statement

# What a sentence claims, and when it is so.
CLAIMS: dict[str, Callable[[Endorsement], object]] = {
    r"(is|are) (now )?(counted and )?listed": lambda one: one.state == states.LISTED,
    r"(is|are) counted": lambda one: one.state in states.COUNTED,
    r"neither listed nor counted": lambda one: one.state not in states.COUNTED,
    r"no longer listed": lambda one: one.state not in states.COUNTED,
    r"is confirmed": lambda one: one.confirmed_at is not None,
    r"stays? confirmed": lambda one: one.confirmed_at is not None,
    r"have hidden your name": lambda one: one.hidden_at is not None,
    r"was approved on": lambda one: one.approved_at is not None,
    r"was rejected on": lambda one: one.rejected_at is not None,
    r"You withdrew on": lambda one: one.withdrawn_at is not None,
    r"waits for a coordinator’s decision": lambda one: one.state == states.UNDECIDED,
    r"quarantine|removal rule|odd": lambda _one: False,
}
# A sentence with such a word says what may come, or what is so where something else is: it claims nothing by itself.
CONDITION = re.compile(r"\b(wherever|where|while|until|once|if|nothing)\b", re.IGNORECASE)
CONFIRMED = "Your signature is confirmed. You chose to appear as “Алена Прыклад”. New names can take a while to appear."
WITHHELD = (
    "Your signature is confirmed. You chose not to be named. New signatures can take a while to appear in the count."
)
HIDDEN = "Your signature is confirmed. The coordinators have hidden your name, so no list shows it."
REJECTED = "It is neither listed nor counted. The reason: A test."
NOBODY: dict[str, Any] = dict.fromkeys(
    ("quarantined_at", "approved_at", "rejected_at", "hidden_at", "held_at", "removed_at", "removal_id", "withdrawn_at")
)
# Of individuals: what is set, and what they read.
OF_INDIVIDUALS: tuple[tuple[str, dict[str, Any], str], ...] = (
    (states.LISTED, {}, CONFIRMED),
    (states.WITHHELD, {"visibility": "withheld"}, WITHHELD),
    (states.QUARANTINED, {"quarantined_at": True}, CONFIRMED),
    (states.QUARANTINED, {"quarantined_at": True, "visibility": "withheld"}, WITHHELD),
    (states.QUARANTINED, {"quarantined_at": True, "hidden_at": True}, HIDDEN),
    (states.HIDDEN, {"hidden_at": True}, HIDDEN),
    (states.REMOVED, {"removed_at": True, "removal_id": 1}, CONFIRMED),
    (states.REMOVED, {"removed_at": True, "removal_id": 1, "hidden_at": True}, HIDDEN),
    (states.REMOVED, {"removed_at": True, "removal_id": 1, "rejected_at": True}, REJECTED),
    (states.REJECTED, {"rejected_at": True}, REJECTED),
    (states.REJECTED, {"rejected_at": True, "quarantined_at": True}, REJECTED),
    (states.LISTED, {"quarantined_at": True, "approved_at": True}, CONFIRMED),
    (states.WITHDRAWN, {"withdrawn_at": True}, "The signature is neither listed nor counted."),
)
OF_ORGANISATIONS: tuple[tuple[str, dict[str, Any], str], ...] = (
    (states.UNDECIDED, {}, "It waits for a coordinator’s decision"),
    (states.UNDECIDED, {"held_at": True}, "It waits for a coordinator’s decision"),
    (states.LISTED, {"approved_at": True}, "The organisation is listed and counted."),
    (states.REJECTED, {"rejected_at": True}, "neither listed nor counted through it. The reason: A test."),
    (states.WITHDRAWN, {"approved_at": True, "withdrawn_at": True}, "The signature is neither listed nor counted."),
)


def assert_true(words: str, one: Endorsement, where: str) -> None:
    """Asserts that no sentence claims what is not so; a condition is no claim."""
    sentences = re.split(r"(?<=[.:])\s+", words)
    told = " ".join(one for one in sentences if not CONDITION.search(one))
    for claim, is_so in CLAIMS.items():
        found = re.search(f".{{0,60}}({claim}).{{0,40}}", told, flags=re.IGNORECASE)
        assert found is None or is_so(one), (where, one.state, found.group())


def put(endorsement_id: int, given: dict[str, Any]) -> Endorsement:
    """Brings an endorsement into a state, as if it had been decided."""
    one = db.session.get_one(Endorsement, endorsement_id, populate_existing=True)
    at = now()
    with db.session.no_autoflush:
        for column, value in {**NOBODY, "visibility": "full", **given}.items():
            setattr(one, column, at if value is True else value)
        publish_endorsement(one)
    db.session.commit()
    return one


def walk(client: CheckedClient, who: dict[str, Any], cases: tuple[tuple[str, dict[str, Any], str], ...]) -> set[str]:
    """Reads the own page, and the answer to a second press on the link that confirms, in each state."""
    made = make.sign(client, who)
    assert made.status_code == 303
    link = make.link()
    assert_true(make_oversight.words(client, link), waiting := newest(), "confirm")
    assert client.send(link).status_code == 200
    mine = make.link()
    decision = {"decided_at": now(), "decided_by": make.coordinator().id, "audit_number": 1}
    db.session.add(Decision(endorsement_id=waiting.id, verdict="reject", reason="A test.", **decision))
    db.session.commit()
    seen = set()
    for state, given, sentence in cases:
        one = put(waiting.id, given)
        assert one.state == state, given
        told = make_oversight.words(client, mine)
        assert_true(told, one, "mine")
        assert sentence in told, (state, given, told)
        again = client.post(link)
        assert client.page is not None
        assert_true(client.page.words(), one, "confirmed")
        assert sentence in client.page.words() or again.status_code == 410, (state, given)
        seen.add(state)
    return seen


def newest() -> Endorsement:
    db.session.rollback()
    return db.session.query(Endorsement).order_by(Endorsement.id.desc()).first()  # type: ignore[return-value]


def rule(statement: Statement) -> None:
    """A removal rule, for those who were removed by one."""
    numbers = {"matched": 1, "counted": 1, "listed": 1}
    by = make.coordinator().id
    db.session.add(Removal(statement_id=statement.id, criteria={}, why="", made_at=now(), made_by=by, **numbers))
    db.session.commit()


def test_it_is_true_in_every_state_of_an_individual(app: Flask, client: CheckedClient) -> None:
    rule(make.statement())
    seen = walk(client, cast.ALENA, OF_INDIVIDUALS)
    assert seen == set(states.STATES) - {states.WAITING, states.UNDECIDED}


def test_it_is_true_in_every_state_of_an_organisation(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert walk(client, cast.CIRCLE, OF_ORGANISATIONS) == {one for one, _given, _told in OF_ORGANISATIONS}


def test_it_tells_nobody_that_they_are_in_quarantine(app: Flask, client: CheckedClient) -> None:
    rule(make.statement())
    made = make.signed(client, cast.ALENA)
    mine = make.link()
    pages = []
    for given in ({}, {"quarantined_at": True}, {"removed_at": True, "removal_id": 1}):
        put(made.id, given)
        for act, values in (("visibility", {"visibility": "full"}), ("details", {"name": "Алена Прыклад"})):
            client.get(mine)
            assert client.send(f"{mine}/{act}", **values).status_code == 303
        pages.append([make_oversight.words(client, mine + done) for done in ("", "?done=visibility", "?done=details")])
    assert pages[0] == pages[1] == pages[2]
    (mail,) = make.mails("confirmed-individual")
    words = rendering.render_mail(mail).body
    assert "is confirmed.\n\nNew names can take a while to appear." in words
    assert not re.search("counted|listed", words)


def test_it_says_what_a_withdrawal_does_before_and_did_after(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.ALENA)
    mine = make.link()
    before = make_oversight.words(client, mine)
    for sentence in (
        "Where the name is listed, it leaves the list at once. Where the signature is counted, the count falls by one.",
        f"is kept, encrypted, until {statement.destroy_on:%-d %B %Y}, and then deleted",
        "While signing is open, you can sign again on this page.",
        "Copies of the list that others made cannot be called back.",
    ):
        assert sentence in before, sentence
    assert "delivered" not in before
    assert client.send(f"{mine}/withdrawal").status_code == 303
    after = make_oversight.words(client, f"{mine}?done=withdrawal")
    assert "You have withdrawn." in after and "it left the list at once" in after and "Sign again" in after
    # Gone back to a page of before, nothing is said that is no longer so.
    client.send(f"{mine}/return")
    assert "You have withdrawn" not in make_oversight.words(client, f"{mine}?done=withdrawal")
    client.send(f"{mine}/withdrawal")
    statement.delivered_at = now()
    db.session.commit()
    closed = make_oversight.words(client, mine)
    assert "The statement was delivered on" in closed and "cannot be given again now" in closed
    assert "Sign again" not in closed
    answer = client.post(f"{mine}/return")
    assert answer.status_code == 403 and "Yours stays withdrawn" in answer.get_data(as_text=True)


def test_it_erases_with_a_word_of_what_cannot_be_called_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    link = make.sign(client, cast.ALENA) and make.link()
    client.get(link)
    client.send(link)
    mine = make.link()
    assert "This cannot be undone." in make_oversight.words(client, mine)
    answer = client.send(f"{mine}/erasure", sure="y")
    assert "It is neither listed nor counted." in answer.get_data(as_text=True)
    assert client.page is not None and "Copies of the list" in client.page.words()
    # Not the page that says that it was never confirmed.
    assert "has been erased" in client.get(link).get_data(as_text=True)


def test_it_stops_the_news_and_says_yes_to_them_again(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, {**cast.ALENA, "updates": "y"})
    mine = make.link()
    given = made.updates_wanted_at
    assert "you said yes to this: Send me news about this statement" in make_oversight.words(client, mine)
    assert client.send(f"{mine}/news").status_code == 303
    one = make.endorsement(cast.ALENA["name"])
    assert one is not None and one.updates_wanted_at is None and one.state == states.LISTED
    assert "You get no news." in make_oversight.words(client, f"{mine}?done=no-news")
    assert client.send(f"{mine}/news").status_code == 303
    again = make.endorsement(cast.ALENA["name"])
    assert again is not None and given is not None and again.updates_wanted_at is not None
    assert again.updates_wanted_at > given
    client.get(mine)
    client.send(f"{mine}/withdrawal")
    assert make.endorsement(cast.ALENA["name"]).updates_wanted_at is None  # type: ignore[union-attr]


def sent() -> None:
    """What waits in the outbox goes, as it does within a minute."""
    db.session.query(OutgoingMail).filter_by(sent_at=None).update(
        {"sent_at": now(), "content": None, "recipient": None}
    )
    db.session.commit()


def test_it_tells_whose_approval_was_taken_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    desk, path = make_evidence.desk(app), f"/desk/decisions/{db.session.query(Decision).one().id}/undoing"
    # Nobody has read that it was approved: nobody is told that it is not.
    desk.get("/desk/?view=decided")
    assert desk.send(path).status_code == 303
    assert make.mails("organisation-approved") == make.mails("decision-undone") == []
    decisions.approve(endorsements.lock_endorsement(made.id), by=make.coordinator().id)
    db.session.commit()
    sent()
    path = f"/desk/decisions/{db.session.query(Decision).order_by(Decision.id.desc()).first().id}/undoing"  # type: ignore[union-attr]
    desk.get("/desk/?view=decided")
    assert desk.send(path).status_code == 200
    assert desk.page is not None and "The organisation is no longer listed or counted." in desk.page.words()
    assert make.endorsement(cast.CIRCLE["organisation"]).state == states.LISTED  # type: ignore[union-attr]
    assert desk.send(path, 0, reason="The board did not agree.").status_code == 409
    assert desk.send(path).status_code == 303
    (mail,) = make.mails("decision-undone")
    letter = rendering.render_mail(mail)
    one = newest()
    assert "The board did not agree." in letter.body and one.state == states.UNDECIDED
    assert_true(letter.body, one, "mail")
    assert "It waits for a coordinator’s decision" in make_oversight.words(client, mine)


def test_it_tells_who_was_hidden_or_the_second_of_two(app: Flask, client: CheckedClient) -> None:
    make.statement()
    person, (organisation, _mine) = make.signed(client, cast.ALENA), make_evidence.confirmed(client)
    by = make.coordinator().id
    hidden = decisions.hide_name(endorsements.lock_endorsement(person.id), "A slip", by=by)
    decisions.remove_double(endorsements.lock_endorsement(organisation.id), SIGNED_ALREADY, by=by)
    db.session.commit()
    for kind, name in (("name-hidden", cast.ALENA["name"]), ("organisation-double", cast.CIRCLE["organisation"])):
        (mail,) = make.mails(kind)
        one = make.endorsement(name)
        assert one is not None
        assert_true(rendering.render_mail(mail).body, one, kind)
    sent()
    decisions.undo_decision(db.session.merge(hidden), by=by)
    db.session.commit()
    assert "What you chose for your name holds again" in rendering.render_mail(make.mails("decision-undone")[0]).body


def test_it_tells_nobody_who_was_let_out_of_quarantine_and_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.ALENA)
    put(made.id, {"quarantined_at": True})
    by = make.coordinator().id
    let_out = decisions.approve_individual(endorsements.lock_endorsement(made.id), by=by)
    db.session.commit()
    decisions.undo_decision(db.session.merge(let_out), by=by)
    db.session.commit()
    assert {mail.kind for mail in make.mails()} == {"confirm-individual", "confirmed-individual"}


def test_it_is_true_of_who_was_carried_over_and_of_what_was_delivered(app: Flask, client: CheckedClient) -> None:
    statement = make_editions.statement()
    make_editions.sign(statement, 2)
    db.session.commit()
    made = newest()
    make_editions.changed(statement, make_editions.coordinator())
    link = make.link("edition-changed")
    put(made.id, {"quarantined_at": True})
    assert "and the list says so" not in make_oversight.words(client, link)
    statement.delivered_at = now()
    db.session.commit()
    delivered = make_oversight.words(client, f"{link}/edition")
    assert "was handed over" not in delivered and "Yours stays under edition 1" in delivered


def test_it_tells_who_came_after_delivery_and_nobody_who_was_in_quarantine(app: Flask, client: CheckedClient) -> None:
    late, by = "lists mark it as added after delivery", make.coordinator().id
    statement = make.statement()
    circle = make.signed(client, cast.CIRCLE)
    put(make.signed(client, cast.ALENA).id, {"quarantined_at": True})
    before = make.link("confirmed-individual")
    statement.late_rule = "listed"
    assert schedule.mark_delivered(statement, by=by)
    db.session.commit()
    make.signed(client, cast.NOOR)
    after = make.link("confirmed-individual")
    decisions.approve(endorsements.lock_endorsement(circle.id), by=by)
    db.session.commit()
    assert late in make_oversight.words(client, after) and late not in make_oversight.words(client, before)
    first, second = (rendering.render_mail(mail).body for mail in make.mails("confirmed-individual"))
    assert late not in first and late in second
    assert late in rendering.render_mail(make.mails("organisation-approved")[-1]).body
