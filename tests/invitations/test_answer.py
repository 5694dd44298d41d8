"""Answering an invitation: reading, saying no, signing from the invited mailbox or from another one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

import cast
import make
import make_invitations
from make_invitations import fill_in, fresh, invite
from page import CheckedClient
from petition.core.db import db, now
from petition.invitations.actions import invite as invite_actions
from petition.signing import queries as endorsements
from petition.signing import retention
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import erasure

LISTED = "/en/open-courts/signatories"
NAME = "Lawyers’ Circle North"


def confirm(client: CheckedClient) -> None:
    """Confirms by the mail, as everybody does who did not sign behind a link mailed to the same mailbox."""
    path = make.link("confirm-organisation")
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 200


def test_it_shows_text_signatories_and_a_form_filled_in(app: Flask, client: CheckedClient) -> None:
    _made, path = invite(make.statement())
    answer = client.get(path)
    assert client.page is not None
    words = client.page.words()
    for part in ("lifting the entry bans", "Open Doors Society", f"{NAME} is invited to sign", "No, thank you"):
        assert part in words
    values = {one.get("name"): one.get("value") for one in client.page.all("input")}
    assert values["organisation"] == NAME
    assert values["email"] == make_invitations.ADDRESS
    assert values["representative"] == "Marta Pavyzdė"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("embargo", [False, True])
def test_it_shows_what_is_not_public_only_by_the_link(app: Flask, client: CheckedClient, embargo: bool) -> None:
    if embargo:
        statement = make.statement()
        statement.embargo_until = now() + timedelta(days=9)
        db.session.commit()
    else:
        statement = make_invitations.draft()
    _made, path = invite(statement)
    assert client.get("/en/open-courts").status_code == 404
    assert client.get(path).status_code == 200
    assert client.page is not None
    assert "not public yet" in client.page.words()
    assert "lifting the entry bans" in client.page.words()
    answer = fill_in(client, path)
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert client.page is not None and "Nothing is left to confirm" in client.page.words()
    made = make.endorsement(NAME)
    assert made is not None and made.state == "listed"
    assert client.get("/en/open-courts").status_code == 404


def test_it_lets_only_whom_it_invited_sign_early(app: Flask, client: CheckedClient) -> None:
    _made, path = invite(make_invitations.draft())
    assert fill_in(client, path, email="else@circle-north.example").status_code == 422
    assert client.page is not None and "only the invited mailbox" in client.page.words()
    assert fill_in(client, path, organisation="Ministry of Everything").status_code == 422
    assert client.page is not None and "only the invited organisation" in client.page.words()
    assert make.mails("confirm-organisation") == []


def test_it_lists_without_approval_whoever_confirms_from_the_invited_mailbox(app: Flask, client: CheckedClient) -> None:
    made, path = invite(make.statement())
    assert fill_in(client, path, show_representative="y").status_code == 303
    assert fresh(made).opened_at is not None
    assert make.mails("confirm-organisation") == [], "the link came to this mailbox"
    assert [mail.recipient for mail in make.mails("confirmed-organisation-invited")] == [make_invitations.ADDRESS]
    assert NAME in client.get(LISTED).get_data(as_text=True)
    endorsement = make.endorsement(NAME)
    assert endorsement is not None
    assert fresh(made).endorsement_id == endorsement.id
    assert [one.given_by for one in endorsement.evidence if one.kind == "invited"] == [made.invited_by]


def test_it_lists_at_once_what_is_only_spelled_otherwise(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    for number, (invited, signed) in enumerate(
        (
            ("LAWYERS CIRCLE NORTH Ltd", "Lawyers’ Circle North"),
            ("Прыклад Вясна", "Pryklad Viasna"),
            ("Asociación Niños", "asociacion ninos"),
        )
    ):
        address = f"office@spelled-{number}.example"
        _made, path = invite(statement, address, organisation=invited, organisation_latin="", website="")
        fill_in(client, path, organisation=signed)
        made = make.endorsement(signed)
        assert made is not None and made.state == "listed", signed


def test_it_has_a_coordinator_look_at_whatever_differs(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    for number, changed in enumerate(
        (
            {"organisation": "Lawyers Circle South"},
            {"organisation_latin": "European Commission"},
            {"country": "PL"},
            {"website": "https://elsewhere.example"},
            {"representative": "Somebody Else"},
        )
    ):
        name = f"Lawyers Circle {number}"
        _made, path = invite(statement, f"office@differs-{number}.example", organisation=name)
        fill_in(client, path, **changed)
        made = make.endorsement(changed.get("organisation", name))
        assert made is not None and made.state == "undecided", changed
    assert make.mails("confirmed-organisation-invited") == []


def test_it_asks_by_mail_behind_a_link_that_was_copied(app: Flask, client: CheckedClient) -> None:
    made, _mailed = invite(make.statement())
    path = "/invitation/" + invite_actions.copy_link(made, by=made.invited_by)
    db.session.commit()
    assert fill_in(client, path).location.endswith("/check-your-mail?lang=en")
    assert make.endorsement(NAME) is not None
    assert NAME not in client.get(LISTED).get_data(as_text=True)
    confirm(client)
    assert NAME in client.get(LISTED).get_data(as_text=True)


@pytest.mark.parametrize("changed", [{"email": "chair@elsewhere.example"}, {"organisation": "Ministry of Everything"}])
def test_it_waits_for_approval_otherwise(app: Flask, client: CheckedClient, changed: dict[str, str]) -> None:
    made, path = invite(make.statement())
    assert fill_in(client, path, **changed).status_code == 303
    if "email" in changed:
        assert make.mails("confirm-organisation")[-1].recipient == changed["email"]
        confirm(client)
    endorsement = make.endorsement(changed.get("organisation", NAME))
    assert endorsement is not None and endorsement.state == "undecided"
    assert client.get(path).status_code == 200
    assert client.page is not None and "A coordinator reviews it" in client.page.words()
    assert fresh(made).has_signed


def test_it_tells_the_invited_mailbox_though_the_link_was_forwarded(app: Flask, client: CheckedClient) -> None:
    _made, path = invite(make.statement())
    fill_in(client, path, representative="Somebody Else", role="finder")
    assert make.mails("confirmed-organisation")[-1].recipient == make_invitations.ADDRESS
    assert NAME not in client.get(LISTED).get_data(as_text=True)


def test_it_keeps_one_signature_an_invitation(app: Flask, client: CheckedClient) -> None:
    made, path = invite(make.statement())
    fill_in(client, path, email="chair@elsewhere.example")
    first = make.link("confirm-organisation")
    fill_in(client, path, organisation="Lawyers’ Circle of the North")
    assert client.get(first).status_code == 410
    names = {(one.details or {}).get("organisation") for one in db.session.query(Endorsement)}
    assert NAME not in names and "Lawyers’ Circle of the North" in names
    assert fresh(made).has_signed


def test_it_says_no_with_one_button_and_leads_back(app: Flask, client: CheckedClient) -> None:
    made, path = invite(make.statement())
    client.get(path)
    assert client.send(f"{path}/refusal?lang=en").status_code == 303
    assert fresh(made).declined_at is not None
    assert client.get(path).status_code == 200
    assert client.page is not None and "does not sign" in client.page.words()
    assert client.get(f"{path}?again=yes").status_code == 200
    assert client.page is not None and "lifting the entry bans" in client.page.words()
    assert fill_in(client, f"{path}?again=yes").status_code == 303
    assert fresh(made).declined_at is None


def test_it_takes_a_no_back(app: Flask, client: CheckedClient) -> None:
    made, path = invite(make.statement())
    client.get(path)
    client.send(f"{path}/refusal?lang=en")
    client.get(path)
    assert client.send(f"{path}/return?lang=en").status_code == 303
    assert fresh(made).declined_at is None


def test_it_is_opened_by_a_reader_and_by_no_get(app: Flask, client: CheckedClient) -> None:
    made, path = invite(make.statement())
    client.get(path)
    assert fresh(made).opened_at is None
    client.get(path)
    assert client.send(f"{path}/opening?lang=en").status_code == 303
    assert fresh(made).opened_at is not None
    client.get(path)
    assert client.page is not None and "has arrived" not in client.page.words()


def test_it_takes_nothing_from_another_site(app: Flask, client: CheckedClient) -> None:
    made, path = invite(make.statement())
    for deed in ("", "/opening", "/refusal", "/return", "/own-link"):
        answer = client.post(path + deed, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403, deed
    assert fresh(made).opened_at is None
    assert fresh(made).declined_at is None


def test_it_speaks_the_language_of_the_invitation_and_others(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.statement(make.BELARUSIAN, language="be")
    _made, path = invite(statement, language="be")
    client.get(path)
    assert client.page is not None
    assert client.page.root.get("lang") == "be"
    assert "адкрытыя суды" in client.page.words()
    client.get(f"{path}?lang=en")
    assert client.page is not None and client.page.root.get("lang") == "en"
    assert client.get(f"{path}?lang=../x").status_code == 200
    assert client.page is not None and client.page.root.get("lang") == "be"


def test_it_asks_again_for_what_is_missing_and_keeps_the_rest(app: Flask, client: CheckedClient) -> None:
    _made, path = invite(make.statement())
    assert fill_in(client, path, organisation=" ", role="treasurer").status_code == 422
    assert client.page is not None
    assert "Enter a name" in client.page.words()
    values = {one.get("name"): one.get("value") for one in client.page.all("input")}
    assert values["role"] == "treasurer"


def test_it_takes_reservations_where_they_are_allowed(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    statement.reservations_allowed_at = now()
    db.session.commit()
    keys = {demand.number: demand.key for demand in make.edition(statement).demands}
    _made, path = invite(statement)
    fill_in(client, path, **{f"reservation_{keys['2.2']}": "Only for judges"})
    made = make.endorsement(NAME)
    assert made is not None
    # The organisation is listed at once; its reservation waits for a decision of its own.
    assert made.state == "listed"
    assert [(one.reason, one.shown_reason) for one in made.reservations] == [("Only for judges", None)]


def test_it_says_when_signing_has_ended(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    _made, path = invite(statement)
    signing_ended = db.session.merge(statement)
    signing_ended.closed_at = now()
    db.session.commit()
    assert client.get(path).status_code == 403
    assert client.page is not None and "Signing has ended" in client.page.words()
    assert client.post(path).status_code == 403


def test_it_tells_who_has_signed_how_to_correct(app: Flask, client: CheckedClient) -> None:
    _made, path = invite(make.statement())
    fill_in(client, path)
    assert client.get(path).status_code == 200
    assert client.page is not None and "The organisation has signed" in client.page.words()
    assert client.send(f"{path}/own-link?lang=en").status_code == 303
    (mail,) = make.mails("own-link")
    assert mail.recipient == make_invitations.ADDRESS


def test_it_names_who_signed_and_not_who_was_invited(app: Flask, client: CheckedClient) -> None:
    _made, path = invite(make.statement(), organisation="Specimen Amber")
    fill_in(client, path, organisation="European Commission")
    client.get(path)
    assert client.page is not None
    said = client.page.words()
    assert "European Commission signed on" in said and "Specimen Amber signed on" not in said
    assert "The name in the invitation was different: Specimen Amber" in said and "after confirming" not in said


def test_it_counts_who_signed_on_the_public_page(app: Flask, client: CheckedClient) -> None:
    _made, path = invite(make.statement())
    make.signed(client, cast.CIRCLE)
    client.get(path)
    assert client.page is not None and "The organisation has signed" in client.page.words()


def test_it_forgets_with_the_endorsement(app: Flask, client: CheckedClient) -> None:
    _made, path = invite(make.statement())
    fill_in(client, path)
    endorsement = make.endorsement(NAME)
    assert endorsement is not None
    erasure.erase_endorsement(endorsements.lock_endorsement(endorsement.id))
    db.session.commit()
    assert make_invitations.invitations() == []
    assert client.get(path).status_code == 410


def test_it_lets_an_unconfirmed_signature_be_given_again(app: Flask, client: CheckedClient) -> None:
    made, path = invite(make.statement())
    fill_in(client, path, email="chair@elsewhere.example")
    endorsement = make.endorsement(NAME)
    assert endorsement is not None
    endorsement.asked_at = datetime(2026, 1, 1, tzinfo=UTC)
    db.session.commit()
    assert retention.delete_unconfirmed() == 1
    db.session.commit()
    assert fresh(made).endorsement_id is None
    assert fill_in(client, path).status_code == 303


def test_it_does_not_tell_whether_somebody_else_has_signed(app: Flask, client: CheckedClient) -> None:
    _made, path = invite(make.statement())
    make.signed(client, cast.COURT)
    shown = []
    for email in (cast.COURT["email"], "nobody@court.example"):
        assert fill_in(client, path, **{**cast.COURT, "email": email}).status_code == 303
        assert client.get(path).status_code == 200
        assert client.page is not None
        shown.append(client.page.words())
    assert shown[0] == shown[1]
