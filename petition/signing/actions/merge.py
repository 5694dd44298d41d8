"""Two entries of the register found to be one organisation: brought together, and taken apart again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from petition.core import audit
from petition.core.db import db, now
from petition.core.text import fold
from petition.organisations.actions import make_keys, names_of
from petition.organisations.models import Logo, Organisation, OrganisationMerge, OrganisationName
from petition.organisations.queries import ancestors
from petition.signing.actions.change import drop_unpermitted_logos
from petition.signing.actions.decide import set_aside, undo
from petition.signing.actions.verdict import CannotDecide
from petition.signing.keys import update_keys
from petition.signing.models import Decision, Endorsement
from petition.signing.publication import publish
from petition.signing.state import REJECTED, WITHDRAWN

SIGNED_ALREADY = "merged: the organisation has signed already"


class CannotMerge(Exception):
    """These two cannot be merged, or not be taken apart; its text is a word for the page to explain.

    Words: ``itself``, ``merged`` (one of them is merged already), ``undone``, ``merged-further``.
    """


@dataclass(frozen=True)
class Twice:
    """A statement that both entries have signed: once they are one, it would be listed there twice."""

    statement_id: int
    kept: Endorsement
    merged: Endorsement


@dataclass(frozen=True)
class Preview:
    """What goes over when one entry is merged into another."""

    endorsements: list[Endorsement]
    names: list[str]
    logo: bool
    parts: list[Organisation]
    twice: list[Twice]


def preview(kept: Organisation, merged: Organisation) -> Preview:
    """What would move; raises CannotMerge where the two cannot be merged."""
    _mergeable(kept, merged)
    return Preview(
        endorsements=endorsements(merged),
        names=_further_names(kept, merged),
        logo=merged.logo is not None and kept.logo is None,
        parts=_parts(merged, but=kept),
        twice=_twice(kept, merged),
    )


def merge(
    kept: Organisation, merged: Organisation, *, by: int, listed: Collection[int] = (), invitations: Sequence[int] = ()
) -> OrganisationMerge:
    """Makes one entry a part of the other's story; ``kept`` stays, ``merged`` keeps its own fields and is set aside.

    ``listed``: of each statement that both have signed, the endorsement that stays listed; the other one is
    set aside. Where none is named both stay. ``invitations``: ids that the caller moved along.
    Raises CannotMerge.
    """
    hold_entries(kept, merged)
    _mergeable(kept, merged)
    moved: dict[str, Any] = {
        "set_aside": _set_aside(_twice(kept, merged), listed, by),
        "names": _take_names(kept, merged),
        "logo": _copy_logo(kept, merged),
        "above": _step_out(kept, merged),
        "parts": _move_parts(_parts(merged, but=kept), kept),
        "endorsements": _move(endorsements(merged, hold=True), kept),
        "invitations": list(invitations),
    }
    merged.merged_into_id = kept.id
    show(kept)
    done = OrganisationMerge(kept_id=kept.id, merged_id=merged.id, moved=moved, merged_at=now(), merged_by=by)
    db.session.add(done)
    db.session.flush()
    note = f"{merged.name} (organisation {merged.id}) → {kept.name}"
    audit.append("organisation.merge", f"organisation {kept.id}", by=f"coordinator {by}", note=note)
    return done


def unmerge(done: OrganisationMerge, *, by: int) -> None:
    """Takes a merge back: what moved goes back, as far as it is still there; what came later stays.

    Raises CannotMerge where the kept entry was merged further: that goes first.
    """
    kept, merged = (db.session.get_one(Organisation, number) for number in (done.kept_id, done.merged_id))
    hold_entries(kept, merged)
    db.session.refresh(done)
    if done.undone_at is not None or merged.merged_into_id != kept.id:
        raise CannotMerge("undone")
    if kept.merged_into_id is not None:
        raise CannotMerge("merged-further")
    moved, merged.merged_into_id = done.moved, None
    back = [one for one in endorsements(kept, hold=True) if one.id in moved["endorsements"]]
    _move(back, merged)
    _give_names_back(done, kept)
    if moved["logo"] and kept.logo is not None and kept.logo.sha256 == moved["logo"]:
        kept.logo = None
    elif kept.logo is not None and kept.logo.added_at > done.merged_at:
        # It may have come through a signature that stands elsewhere now.
        drop_unpermitted_logos(kept)
    _step_back(kept, merged, moved)
    for number in moved["set_aside"]:
        _list_again(db.session.get(Decision, number), by)
    for one in (kept, merged):
        show(one)
    done.undone_at, done.undone_by = now(), by
    note = f"{merged.name} (organisation {merged.id}) ← {kept.name}"
    audit.append("organisation.unmerge", f"organisation {kept.id}", by=f"coordinator {by}", note=note)
    db.session.flush()


def show(organisation: Organisation) -> None:
    """Brings its endorsements in line with an entry that was corrected: what is public of them, and their country."""
    db.session.flush()
    with db.session.no_autoflush:
        for endorsement in endorsements(organisation, hold=True):
            publish(endorsement)
            update_keys(endorsement)
    db.session.flush()


def endorsements(of: Organisation, *, hold: bool = False) -> list[Endorsement]:
    """All endorsements of an entry in the order they were made; ``hold`` them against changes meanwhile."""
    query = select(Endorsement).where(Endorsement.organisation_id == of.id).order_by(Endorsement.id)
    if hold:
        query = query.with_for_update(of=Endorsement).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def hold_entries(*entries: Organisation) -> None:
    """Holds entries, and what stands under them, against changes at the same moment.

    Always in one order, and before anything is put on record, so that nobody waits in a circle.
    """
    numbers = sorted(one.id for one in entries)
    query = select(Organisation).where(Organisation.id.in_(numbers)).order_by(Organisation.id)
    db.session.execute(query.with_for_update(of=Organisation).execution_options(populate_existing=True)).all()
    signed = select(Endorsement).where(Endorsement.organisation_id.in_(numbers)).order_by(Endorsement.id)
    db.session.execute(signed.with_for_update(of=Endorsement).execution_options(populate_existing=True)).all()


def _mergeable(kept: Organisation, merged: Organisation) -> None:
    if kept.id == merged.id:
        raise CannotMerge("itself")
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        raise CannotMerge("merged")


def _move(signed: list[Endorsement], to: Organisation) -> list[int]:
    for endorsement in signed:
        endorsement.organisation = to
    db.session.flush()
    return [endorsement.id for endorsement in signed]


def _twice(kept: Organisation, merged: Organisation) -> list[Twice]:
    """The first standing endorsement of each, for each statement that both stand under."""
    sides = []
    for one in (kept, merged):
        standing = [each for each in endorsements(one) if each.state not in (WITHDRAWN, REJECTED)]
        sides.append({each.statement_id: each for each in reversed(standing)})
    here, there = sides
    return [Twice(number, here[number], there[number]) for number in here if number in there]


def _set_aside(twice: list[Twice], listed: Collection[int], by: int) -> list[int]:
    found = []
    for pair in twice:
        stays = {pair.kept.id, pair.merged.id} & set(listed)
        if len(stays) == 1:
            other = pair.merged if pair.kept.id in stays else pair.kept
            found.append(set_aside(other, SIGNED_ALREADY, by=by).id)
    return found


def _list_again(decision: Decision | None, by: int) -> None:
    if decision is None or decision.undone_at is not None:
        return
    try:
        undo(decision, by=by)
    except CannotDecide:
        # It was decided anew, or signed anew: that is what holds now.
        return


def _further_names(kept: Organisation, merged: Organisation) -> list[str]:
    known, found = {fold(name) for name in names_of(kept)}, []
    for name in names_of(merged):
        if fold(name) not in known:
            known.add(fold(name))
            found.append(name)
    return found


def _take_names(kept: Organisation, merged: Organisation) -> list[int]:
    """Adds the other entry's names; those that have a language keep it. Gives the ids of what was added."""
    spoken = {one.name: one.language for one in merged.names if one.kind == "name"}
    added = [
        OrganisationName(kind="name" if spoken.get(name) else "alias", language=spoken.get(name), name=name)
        for name in _further_names(kept, merged)
    ]
    kept.names.extend(added)
    make_keys(kept)
    db.session.flush()
    return [one.id for one in added]


def _give_names_back(done: OrganisationMerge, kept: Organisation) -> None:
    """A name that another entry merged into this one has too stays, and goes with that one."""
    query = select(OrganisationMerge).where(
        OrganisationMerge.kept_id == kept.id, OrganisationMerge.undone_at.is_(None), OrganisationMerge.id != done.id
    )
    others = [(one, db.session.get_one(Organisation, one.merged_id)) for one in db.session.scalars(query)]
    for name in [one for one in kept.names if one.id in done.moved["names"]]:
        also = next((one for one, entry in others if fold(name.name) in map(fold, names_of(entry))), None)
        if also is None:
            kept.names.remove(name)
        else:
            also.moved = {**also.moved, "names": [*also.moved["names"], name.id]}
    make_keys(kept)


def _copy_logo(kept: Organisation, merged: Organisation) -> str | None:
    logo = merged.logo
    if logo is None or kept.logo is not None:
        return None
    kept.logo = Logo(
        content=logo.content,
        media=logo.media,
        width=logo.width,
        height=logo.height,
        sha256=logo.sha256,
        added_at=logo.added_at,
    )
    return logo.sha256


def _parts(of: Organisation, but: Organisation) -> list[Organisation]:
    query = select(Organisation).where(Organisation.parent_id == of.id, Organisation.id != but.id)
    return list(db.session.scalars(query.order_by(Organisation.id)))


def _step_out(kept: Organisation, merged: Organisation) -> list[int | None] | None:
    """A section that takes the place of what it belongs to: its parent before, and the one it has now."""
    if merged.id not in ancestors(kept):
        return None
    before, kept.parent_id = kept.parent_id, merged.parent_id
    db.session.flush()
    return [before, kept.parent_id]


def _move_parts(parts: list[Organisation], to: Organisation) -> list[int]:
    for part in parts:
        part.parent_id = to.id
    db.session.flush()
    return [part.id for part in parts]


def _step_back(kept: Organisation, merged: Organisation, moved: dict[str, Any]) -> None:
    """What belonged where goes back, unless somebody changed it since or it would go round in a circle."""
    parts = select(Organisation).where(Organisation.id.in_(moved["parts"]), Organisation.parent_id == kept.id)
    wanted = [(part, merged.id) for part in db.session.scalars(parts.order_by(Organisation.id))]
    if moved["above"] is not None and kept.parent_id == moved["above"][1]:
        wanted.append((kept, moved["above"][0]))
    for part, above in wanted:
        now_above, part.parent_id = part.parent_id, above
        db.session.flush()
        if part.id in ancestors(part):
            part.parent_id = now_above
            db.session.flush()
    db.session.expire(kept, ["parent"])
