"""Merging two entries and taking that back: one name on every list, and afterwards all as it was."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image

import make
import make_register
from page import CheckedClient
from petition.core import audit
from petition.core.db import db, now
from petition.organisations import actions
from petition.organisations.logo_images import make_logo
from petition.organisations.models import Logo, Organisation
from petition.organisations.queries import current_register
from petition.signing.decide import merging
from petition.signing.decide.merging import MergeError
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import erasure

OTHER = make.TEXT.replace("Organisations for open courts", "Organisations for open doors")


def picture(colour: str) -> Logo:
    drawn = io.BytesIO()
    image = Image.new("RGB", (200, 120), "white")
    image.paste(colour, (20, 20, 180, 100))
    image.save(drawn, "PNG")
    made = make_logo(drawn.getvalue())
    return Logo(
        content=made.content, media=made.media, width=made.width, height=made.height, sha256=colour, added_at=now()
    )


def two(client: CheckedClient | None = None) -> tuple[Organisation, Organisation]:
    """One organisation under two names, each with a part; and the second with an alias and a logo."""
    kept = make_register.entry("Звязда", website="https://zviazda.example")
    merged = make_register.entry("Zviazda Centre", latin="Zviazda Centre of Minsk", acronym="ZC", country="PL")
    by = make.coordinator().id
    actions.add_name(merged, "name", "de", "Zentrum Stern", by=by)
    actions.add_name(merged, "alias", None, "ЗВЯЗДА", by=by)
    actions.set_parent(make_register.entry("Specimen Section"), merged, by=by)
    merged.logo = picture("navy")
    db.session.commit()
    return kept, merged


def test_it_leaves_all_as_it_was_when_undone(app: Flask) -> None:
    first, second = make.statement(), make.statement(OTHER, slug="open-doors")
    kept, merged = two()
    make_register.endorsed(kept, first)
    make_register.endorsed(merged, first)
    make_register.endorsed(merged, second)
    by, before = make.coordinator().id, make_register.dump()
    done = merging.merge_organisations(kept, merged, by=by)
    db.session.commit()
    assert make_register.dump() != before
    merging.undo_merge(done, by=by)
    db.session.commit()
    assert make_register.dump() == before
    acts = [entry.act for entry, _note in audit.recent_entries(before=None, limit=2)]
    assert acts == ["organisation.unmerge", "organisation.merge"]
    assert audit.verify_chain().is_intact


def test_it_shows_one_name_on_every_list(app: Flask, client: CheckedClient) -> None:
    first, second = make.statement(), make.statement(OTHER, slug="open-doors")
    kept, merged = two()
    make_register.endorsed(kept, first)
    make_register.endorsed(merged, second)
    done = merging.merge_organisations(kept, merged, by=make.coordinator().id)
    db.session.commit()
    for slug in ("open-courts", "open-doors"):
        page = client.get(f"/en/{slug}/signatories").get_data(as_text=True)
        assert "Звязда" in page and "Zviazda Centre" not in page
        assert "Звязда" in client.get(f"/en/{slug}/signatories?q=Zentrum+Stern").get_data(as_text=True)
    merging.undo_merge(done, by=make.coordinator().id)
    db.session.commit()
    assert "Zviazda Centre" in client.get("/en/open-doors/signatories").get_data(as_text=True)


def test_it_tells_beforehand_what_moves(app: Flask) -> None:
    first = make.statement()
    kept, merged = two()
    make_register.endorsed(kept, first)
    theirs = make_register.endorsed(merged, first)
    seen = merging.preview_merge(kept, merged)
    assert seen.endorsements == [theirs]
    assert seen.names == ["Zviazda Centre", "ZC", "Zviazda Centre of Minsk", "Zentrum Stern"]
    assert seen.logo
    assert [part.name for part in seen.parts] == ["Specimen Section"]
    assert [pair.merged for pair in seen.twice] == [theirs]
    merging.merge_organisations(kept, merged, by=make.coordinator().id)
    assert {(one.kind, one.language, one.name) for one in kept.names} == {
        ("alias", None, "Zviazda Centre"),
        ("alias", None, "ZC"),
        ("alias", None, "Zviazda Centre of Minsk"),
        ("name", "de", "Zentrum Stern"),
    }
    assert merged.id not in current_register().entries


def test_it_lists_an_organisation_that_signed_twice_once(app: Flask, client: CheckedClient) -> None:
    first = make.statement()
    kept, merged = two()
    mine, theirs = make_register.endorsed(kept, first), make_register.endorsed(merged, first)
    by, before = make.coordinator().id, make_register.dump()
    mails = len(make.mails())
    done = merging.merge_organisations(kept, merged, by=by, listed=[theirs.id])
    db.session.commit()
    assert mine.rejected_at is not None and theirs.state == "listed"
    assert client.get("/open-courts/counts.json").get_json()["organisations"] == 3
    assert len(make.mails()) == mails
    merging.undo_merge(done, by=by)
    db.session.commit()
    assert make_register.dump() == before


def test_it_restores_what_was_merged_after_the_other_was_corrected(app: Flask) -> None:
    first, second = make.statement(), make.statement(OTHER, slug="open-doors")
    kept, merged = two()
    theirs = make_register.endorsed(merged, first)
    by = make.coordinator().id
    done = merging.merge_organisations(kept, merged, by=by)
    db.session.commit()
    actions.correct_organisation(kept, {"name": "Новая Звязда", "country": "LT"}, by=by)
    later = make_register.endorsed(kept, second)
    assert theirs.shown_name == "Новая Звязда"
    merging.undo_merge(done, by=by)
    db.session.commit()
    assert (theirs.organisation_id, theirs.shown_name, theirs.shown_country) == (merged.id, "Zviazda Centre", "PL")
    assert (later.organisation_id, later.shown_name) == (kept.id, "Новая Звязда")
    assert kept.names == [] and kept.logo is None and merged.logo is not None
    assert [name.name for name in merged.names] == ["Zentrum Stern", "ЗВЯЗДА"]


def test_it_keeps_the_logo_that_is_there(app: Flask) -> None:
    kept, merged = two()
    kept.logo = picture("maroon")
    db.session.commit()
    merging.merge_organisations(kept, merged, by=make.coordinator().id)
    assert kept.logo.sha256 == "maroon"


def test_it_refuses_chains_and_undoes_them_from_the_end(app: Flask) -> None:
    one, other, third = (make_register.entry(f"Specimen {name}") for name in ("Amber", "Birch", "Cedar"))
    by = make.coordinator().id
    first = merging.merge_organisations(other, one, by=by)
    for kept, merged in ((one, third), (third, one)):
        with pytest.raises(MergeError, match="merged"):
            merging.merge_organisations(kept, merged, by=by)
    second = merging.merge_organisations(third, other, by=by)
    with pytest.raises(MergeError, match="merged-further"):
        merging.undo_merge(first, by=by)
    merging.undo_merge(second, by=by)
    merging.undo_merge(first, by=by)
    with pytest.raises(MergeError, match="undone"):
        merging.undo_merge(first, by=by)
    with pytest.raises(MergeError, match="itself"):
        merging.merge_organisations(one, one, by=by)


def test_it_undoes_two_merges_into_one_entry_in_any_order(app: Flask) -> None:
    kept, first = make_register.entry("Specimen Amber"), make_register.entry("Specimen Birch")
    second = make_register.entry("SPECIMEN birch", country="PL")
    by, before = make.coordinator().id, make_register.dump()
    one, other = merging.merge_organisations(kept, first, by=by), merging.merge_organisations(kept, second, by=by)
    db.session.commit()
    merging.undo_merge(one, by=by)
    assert [name.name for name in kept.names] == ["Specimen Birch"], "the other one has this name too"
    merging.undo_merge(other, by=by)
    db.session.commit()
    assert make_register.dump() == before


def test_it_lets_a_section_take_the_place_of_what_it_belongs_to(app: Flask) -> None:
    top, house, floor, room = (make_register.entry(f"Specimen {name}") for name in ("Top", "House", "Floor", "Room"))
    by = make.coordinator().id
    for one, above in ((house, top), (floor, house), (room, floor)):
        actions.set_parent(one, above, by=by)
    db.session.commit()
    before: dict[str, list[tuple[Any, ...]]] = make_register.dump()
    done = merging.merge_organisations(room, house, by=by)
    assert (room.parent_id, floor.parent_id) == (top.id, room.id)
    merging.undo_merge(done, by=by)
    db.session.commit()
    assert make_register.dump() == before


def test_it_takes_back_what_is_still_there(app: Flask) -> None:
    first = make.statement()
    kept, merged = two()
    mine, theirs = make_register.endorsed(kept, first), make_register.endorsed(merged, first)
    by = make.coordinator().id
    done = merging.merge_organisations(kept, merged, by=by, listed=[mine.id])
    db.session.commit()
    gone = theirs.id
    erasure.erase_endorsement(theirs)
    merging.undo_merge(done, by=by)
    db.session.commit()
    assert db.session.get(Endorsement, gone, populate_existing=True) is None
    assert merged.merged_into_id is None
    assert mine.state == "listed"
