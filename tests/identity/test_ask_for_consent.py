"""Consent in a language that the interface does not speak; and which words people agreed to."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.identity.actions import set_identity
from petition.signing.consent import hash_wording
from petition.signing.models.consent import ConsentWording
from petition.statements.actions.import_text import import_text
from petition.statements.models import Statement
from petition.statements.text import position

LITHUANIAN = """# Organizacijos už atvirus teismus skelbia poziciją

Mes, teismus stebinčios organizacijos, pažymime, kad durys lieka uždarytos.

Todėl kreipiamės į tarptautinę bendruomenę:

1. Toliau stebėti procesus;
2. Susitarti dėl veiksmų plano, kuriame būtų:
 - 2.1. bylų nutraukimas;
 - 2.2. draudimų atvykti panaikinimas.
3. Laikyti stebėtojus *lygiaverčiais* partneriais.

Manome, kad reikia ir stebėjimo, ir dialogo.
"""
AGREED = "Sutinku, kad mano parašas būtų saugomas, skaičiuojamas ir rodomas taip, kaip pasirinkau."
USUAL = "I agree that my signature is stored and counted, and shown as chosen above"


def statement() -> Statement:
    """A statement that is there in Lithuanian as well, which the interface does not speak."""
    made = make.statement()
    import_text(LITHUANIAN, position.parse(LITHUANIAN, strict=True), slug=make.SLUG, language="lt", by="test")
    db.session.commit()
    return made


def words(client: CheckedClient) -> str:
    assert client.page is not None
    return client.page.words()


def agreed(name: str) -> ConsentWording:
    signed = make.endorsement(name)
    assert signed is not None and signed.consent_sha256 is not None
    return db.session.get_one(ConsentWording, signed.consent_sha256)


def test_it_says_first_that_the_interface_does_not_speak_the_language(app: Flask, client: CheckedClient) -> None:
    statement()
    for form in ("sign", "sign/organisation"):
        client.get(f"/lt/{make.SLUG}/{form}")
        said = "The text is in Lietuvių, but this form and the mails are in English"
        assert said in words(client) and words(client).index(said) < words(client).index("I agree that my")
    client.get(f"/en/{make.SLUG}/sign")
    assert "does not speak" not in words(client)


def test_it_asks_in_the_words_of_the_coordinators(app: Flask, client: CheckedClient) -> None:
    made = statement()
    set_identity(made, by="test", texts={"lt": {"consent": AGREED}})
    db.session.commit()
    client.get(f"/lt/{make.SLUG}/sign")
    assert AGREED in words(client) and USUAL not in words(client)
    client.get(f"/en/{make.SLUG}/sign")
    assert AGREED not in words(client) and USUAL in words(client)


def test_it_keeps_which_words_were_agreed_to(app: Flask, client: CheckedClient) -> None:
    made = statement()
    set_identity(made, by="test", texts={"lt": {"consent": AGREED}})
    db.session.commit()
    make.signed(client, cast.ALENA, lang="lt")
    make.signed(client, cast.NOOR)
    one, other = agreed(cast.ALENA["name"]), agreed(cast.NOOR["name"])
    assert (one.text, one.language, one.sha256) == (AGREED, "lt", hash_wording(AGREED))
    assert (other.text, other.language) == (USUAL, "en")


def test_it_keeps_for_an_organisation_what_its_representative_agreed_to(app: Flask, client: CheckedClient) -> None:
    statement()
    make.signed(client, cast.CIRCLE)
    assert agreed(cast.CIRCLE["organisation"]).text.startswith("I agree that my name, role and address are stored")


def test_it_shows_the_form_again_where_the_words_were_changed_meanwhile(app: Flask, client: CheckedClient) -> None:
    made = statement()
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get(f"/lt/{make.SLUG}/sign")
    set_identity(made, by="test", texts={"lt": {"consent": AGREED}})
    db.session.commit()
    answer = client.send(f"/lt/{make.SLUG}/sign", updates=None, answer=None, **cast.ALENA)
    assert answer.status_code == 422 and AGREED in words(client)
    assert make.mails() == []


def test_it_offers_the_words_only_where_the_interface_does_not_speak(app: Flask) -> None:
    made, desk = statement(), make.at_the_desk(app)
    desk.get(f"/desk/statements/{made.id}/identity?language=lt")
    assert "What people agree to when they sign in this language" in words(desk)
    desk.get(f"/desk/statements/{made.id}/identity?language=en")
    assert "What people agree to" not in words(desk)
