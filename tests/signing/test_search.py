"""Search: names are found in any script, and initials as initials."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

import cast
import make
from page import CheckedClient
from petition import jobs
from petition.core import crypto
from petition.core.db import db
from petition.core.text import fold_text
from petition.list.queries.individuals import find_individuals
from petition.list.queries.signatories import listed_organisations
from petition.organisations.models import Organisation
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.own import actions as own
from petition.signing.search import initials_key, parse_initials, search_key
from petition.statements.models import Statement

FOUND = {
    "Łukasz Próba": ("Lukasz", "łukasz", "proba lukasz"),
    "Ayşe Yıldız": ("Yildiz", "ayse YILDIZ", "Ayşe"),
    "Søren Prøve": ("Soren", "prove"),
    "Kari Ødegård": ("odegard", "ødegård"),
    "Þóra Guðmundsdóttir": ("thora", "gudmundsdottir"),
    "Ян Новік": ("novik", "новік", "yan novik"),
    "Пётр Андрэеў": ("петр", "petr", "andreeu"),
    "Ælfgifu Cœur": ("aelfgifu", "coeur"),
    "Παπαδόπουλος": ("papadopoulos", "Παπαδοπουλος"),
    "გიორგი Beispiel": ("giorgi",),
    "李明": ("李明", "liming", "李"),
}


def sign(client: CheckedClient, names: list[str], **values: str) -> None:
    for number, name in enumerate(names):
        visibility = values.get("visibility", "full")
        tag = f"{visibility}{values.get('tag', '')}{number}"
        make.signed(client, {**cast.ALENA, **values, "name": name, "email": f"{tag}@example.org"})


def found(q: str) -> list[str]:
    return [one.name for one in find_individuals(db.session.scalars(select(Statement.id)).one(), q).rows]


def test_it_keeps_each_word_in_its_script_and_in_latin_letters() -> None:
    assert search_key("Ada Probe", None) == "ada probe"
    assert search_key("Łukasz Próba", "Łódź") == "łukasz proba lukasz łodz lodz"
    assert search_key("Новік", "A. A. Milne") == "новік novik a a milne"
    assert initials_key("Ł. П. 李.") == "l п 李"


def test_it_tells_initials_from_words() -> None:
    for typed, key in (
        ("A. S.", "a s"), ("a.s.", "a s"), ("A S", "a s"), ("Ł. P.", "l p"), ("А. П.", "а п"), ("J.", "j"),
        ("李", None), ("李 明", None), ("A", None), ("A. Smith", None), ("", None), ("As", None), ("Dr. A.", None),
    ):  # fmt: skip
        assert parse_initials(typed) == key, typed


@pytest.mark.both_databases
def test_it_finds_names_in_latin_letters(app: Flask, client: CheckedClient) -> None:
    make.statement()
    sign(client, [*FOUND, "Ali Liebig"], affiliation="Mińsk")
    for name, queries in FOUND.items():
        for q in queries:
            assert name in found(q), q
    assert found("李") == ["李明"], "not everybody with these two letters"
    assert found("novik minsk") == ["Ян Новік"]
    assert found("yan novik")[0] == found("Ян Новік")[0] == "Ян Новік"
    assert found("nobody") == []


@pytest.mark.both_databases
def test_it_finds_initials_first_and_not_every_name_with_these_letters(app: Flask, client: CheckedClient) -> None:
    make.statement()
    sign(client, ["Anna Smith", "Alena Sample", "Ales Karp Sample"], visibility="initials")
    sign(client, ["Anna Smith", "Sara Asimov", "A. S. Byatt", "Klaas Janssens"])
    assert found("A. S.") == ["A. S.", "A. S.", "A. S. Byatt"]
    assert found("A. K. S.") == ["A. K. S."]
    assert found("A. Byatt") == ["A. S. Byatt"]
    made = db.session.scalars(select(Endorsement).where(Endorsement.visibility == "initials")).first()
    assert made is not None
    own.choose_visibility(endorsements.lock_endorsement(made.id), "full")
    db.session.commit()
    assert found("A. S.") == ["A. S.", "A. S. Byatt"]


@pytest.mark.both_databases
def test_it_brings_keys_of_older_versions_up_to_date(app: Flask, client: CheckedClient) -> None:
    make.statement()
    sign(client, ["Łukasz Próba", "Ян Новік"])
    sign(client, ["Łada Önal"], visibility="initials")
    made = make.signed(client, {**cast.CIRCLE, "organisation": "Kreis Ødegård"})
    decisions.approve(endorsements.lock_endorsement(made.id), by=make.coordinator().id)
    for one in db.session.scalars(select(Endorsement)):
        name = (one.details or {}).get("name") or ""
        older = " ".join(word[:1] for word in fold_text(name).split()) if one.visibility == "initials" else None
        one.shown_key = older or fold_text(one.shown_name or "")
        db.session.execute(delete(EndorsementKey).where(EndorsementKey.signal.in_(("latin_name", "initials"))))
        key = crypto.lookup_hash(fold_text(name), "name")
        if one.kind == "individual":
            values = {"statement_id": one.statement_id, "signal": "name", "key": key, "confirmed_at": one.confirmed_at}
            db.session.add(EndorsementKey(endorsement_id=one.id, **values))
    db.session.execute(update(Organisation).values(sound="kreis ødehard"))
    db.session.commit()
    assert found("Łukasz Próba") == ["Łukasz Próba"], "also meanwhile"
    assert found("новік") == ["Ян Новік"]
    assert found("lukasz") == []
    done = sum(jobs.find_job("complete-keys").steps())
    db.session.commit()
    assert done >= 3
    assert (found("lukasz"), found("novik")) == (["Łukasz Próba"], ["Ян Новік"])
    assert found("L. O.") == found("Ł. Ö.") == ["Ł. Ö."]
    assert [one.name for one in listed_organisations(made.statement_id, "en", q="odegard")] == ["Kreis Ødegård"]
    entry = db.session.get_one(Endorsement, made.id).organisation
    assert entry is not None
    assert entry.sound.startswith("kreis odehard")
    assert db.session.scalars(select(EndorsementKey.signal).where(EndorsementKey.signal == "name")).all() == []
