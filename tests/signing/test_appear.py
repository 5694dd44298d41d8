"""What stands in the shown columns is what the signatory chose, and what is searched is what is shown (promise 5)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

import cast
import make
from make_public import LIST
from page import CheckedClient
from petition.core.db import db
from petition.core.text import fold_text
from petition.signing import queries as endorsements
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import actions as own

pytestmark = pytest.mark.both_databases

# Of somebody shown as "N. M.", beside the row as it is: what would tell more.
MORE = {
    "shown_key": ("nadzia malinowa", "n m h", "nm", " n m", "n m ", "n  m", "na m", "n malinowa", "", "nadzia"),
    "shown_name": ("Nadzia Malinowa", "N. Malinowa", "Nadzia"),
    "shown_beside": ("teacher, Hrodna", ""),
}
# A ligature that is spelled out, a capital of two letters, a letter with nothing under it, very many initials.
NAMES = ("ﷺ ﬃx", "ßa ŉa", "Łukasz-Maria ’Pr", "न्द्र ǆ", "نور مثال", "J", " ".join("abcdefgh" * 7))


def test_it_refuses_to_show_or_to_search_more_than_initials(app: Flask, client: CheckedClient) -> None:
    make.statement()
    who = {**cast.ALENA, "name": "Nadzia Malinowa", "visibility": "initials"}
    made = make.signed(client, who)
    assert (made.shown_name, made.shown_key, made.shown_beside) == ("N. M.", "n m", None)
    for column, values in MORE.items():
        for value in values:
            change = text(f"UPDATE endorsement SET {column} = :value WHERE id = :id")
            with pytest.raises(DatabaseError, match="ck_endorsement"):
                db.session.execute(change, {"value": value, "id": made.id})
            db.session.rollback()


def test_it_takes_the_choice_of_initials_only_with_the_name_out_of_sight(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.ALENA)
    for visibility in ("initials", "withheld"):
        with pytest.raises(DatabaseError, match="ck_endorsement"):
            db.session.execute(text(f"UPDATE endorsement SET visibility = '{visibility}' WHERE id = {made.id}"))
        db.session.rollback()


def test_it_searches_what_is_shown_whatever_the_name(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for number, name in enumerate(NAMES):
        made = make.signed(client, {**cast.NOOR, "name": name, "email": f"n{number}@example.net"})
        shown = (made.shown_name or "").split()
        found_by = [fold_text(initial)[0] for initial in shown if fold_text(initial)]
        assert (made.shown_key or "").split() == ["l" if letter == "ł" else letter for letter in found_by]
        own.correct_details(endorsements.lock_endorsement(made.id), {"name": f"{name} Zaleska"}, "full")
        own.choose_visibility(endorsements.lock_endorsement(made.id), "initials")
        db.session.commit()
        assert "zaleska" not in (made.shown_key or "")


def test_it_finds_nobody_by_what_initials_hide(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, {**cast.ALENA, "visibility": "initials"})
    for q, found in (("прыклад", False), ("гродна", False), ("алена", False), ("А. П.", True)):
        client.get(LIST, query_string={"q": q, "kind": "individuals"})
        assert client.page is not None
        assert ("А. П." in [one.text for one in client.page.all("bdi")]) == found, q


def test_it_shortens_what_older_versions_searched(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, {**cast.ALENA, "visibility": "initials"})
    db.session.remove()
    downgrade(revision="0006")
    whole = text("UPDATE endorsement SET shown_key = :key WHERE id = :id")
    db.session.execute(whole, {"key": fold_text(cast.ALENA["name"]), "id": made.id})
    db.session.commit()
    db.session.remove()
    upgrade()
    assert db.session.get_one(Endorsement, made.id).shown_key == "а п"
