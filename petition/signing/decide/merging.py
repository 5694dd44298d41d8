"""Two entries of the register found to be one organisation: brought together, and taken apart again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from petition.core import audit
from petition.core.db import db, now
from petition.core.text import fold_text
from petition.organisations.actions import names_of, update_register_keys
from petition.organisations.models import Logo, Organisation, OrganisationMerge, OrganisationName
from petition.organisations.queries import ancestor_ids
from petition.signing.decide.actions import remove_double, undo_decision
from petition.signing.keys import update_keys
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.own.changes import drop_unpermitted_logos
from petition.signing.publication import publish_endorsement
from petition.signing.state import REJECTED, WITHDRAWN
from petition.signing.verdicts import SIGNED_ALREADY, DecisionError


class MergeError(Exception):
    """These two cannot be merged, or not be taken apart; its text is a word for the page to explain.

    Words: ``itself``, ``merged`` (one of them is merged already), ``undone``, ``merged-further``.
    """


@dataclass(frozen=True)
class DoubleSignature:
    """A statement that both entries have signed: once they are one, it would be listed there twice."""

    statement_id: int
    kept: Endorsement
    merged: Endorsement


@dataclass(frozen=True)
class MergePreview:
    """What goes over when one entry is merged into another."""

    endorsements: list[Endorsement]
    names: list[str]
    logo: bool
    parts: list[Organisation]
    twice: list[DoubleSignature]


def preview_merge(kept: Organisation, merged: Organisation) -> MergePreview:
    """What would move; raises MergeError where the two cannot be merged."""
    _check_mergeable(kept, merged)
    return MergePreview(
        endorsements=endorsements_of(merged),
        names=_further_names(kept, merged),
        logo=merged.logo is not None and kept.logo is None,
        parts=_parts_except(merged, but=kept),
        twice=_double_signatures(kept, merged),
    )


def merge_organisations(
    kept: Organisation, merged: Organisation, *, by: int, listed: Collection[int] = (), invitations: Sequence[int] = ()
) -> OrganisationMerge:
    """Makes one entry a part of the other's story; ``kept`` stays, ``merged`` keeps its own fields and is set aside.

    ``listed``: of each statement that both have signed, the endorsement that stays listed; the other one is
    set aside. Where none is named both stay. ``invitations``: ids that the caller moved along.
    Raises MergeError.
    """
    lock_entries(kept, merged)
    _check_mergeable(kept, merged)
    moved: dict[str, Any] = {
        "set_aside": _remove_doubles(_double_signatures(kept, merged), listed, by),
        "names": _adopt_names(kept, merged),
        "logo": _copy_logo(kept, merged),
        "above": _detach_from_parent(kept, merged),
        "parts": _move_parts(_parts_except(merged, but=kept), kept),
        "endorsements": _move_endorsements(endorsements_of(merged, hold=True), kept),
        "invitations": list(invitations),
    }
    merged.merged_into_id = kept.id
    republish_endorsements(kept)
    done = OrganisationMerge(kept_id=kept.id, merged_id=merged.id, moved=moved, merged_at=now(), merged_by=by)
    db.session.add(done)
    db.session.flush()
    note = f"{merged.name} (organisation {merged.id}) → {kept.name}"
    audit.append_entry("organisation.merge", f"organisation {kept.id}", by=f"coordinator {by}", note=note)
    return done


def undo_merge(done: OrganisationMerge, *, by: int) -> None:
    """Takes a merge back: what moved goes back, as far as it is still there; what came later stays.

    Raises MergeError where the kept entry was merged further: that goes first.
    """
    kept, merged = (db.session.get_one(Organisation, number) for number in (done.kept_id, done.merged_id))
    lock_entries(kept, merged)
    db.session.refresh(done)
    if done.undone_at is not None or merged.merged_into_id != kept.id:
        raise MergeError("undone")
    if kept.merged_into_id is not None:
        raise MergeError("merged-further")
    moved, merged.merged_into_id = done.moved, None
    back = [one for one in endorsements_of(kept, hold=True) if one.id in moved["endorsements"]]
    _move_endorsements(back, merged)
    _return_names(done, kept)
    if moved["logo"] and kept.logo is not None and kept.logo.sha256 == moved["logo"]:
        kept.logo = None
    elif kept.logo is not None and kept.logo.added_at > done.merged_at:
        # It may have come through a signature that stands elsewhere now.
        drop_unpermitted_logos(kept)
    _reattach_parents(kept, merged, moved)
    for number in moved["set_aside"]:
        _restore_double(db.session.get(Decision, number), by)
    for one in (kept, merged):
        republish_endorsements(one)
    done.undone_at, done.undone_by = now(), by
    note = f"{merged.name} (organisation {merged.id}) ← {kept.name}"
    audit.append_entry("organisation.unmerge", f"organisation {kept.id}", by=f"coordinator {by}", note=note)
    db.session.flush()


def republish_endorsements(organisation: Organisation) -> None:
    """Brings its endorsements in line with an entry that was corrected: what is public of them, and their country."""
    db.session.flush()
    with db.session.no_autoflush:
        for endorsement in endorsements_of(organisation, hold=True):
            publish_endorsement(endorsement)
            update_keys(endorsement)
    db.session.flush()


def endorsements_of(of: Organisation, *, hold: bool = False) -> list[Endorsement]:
    """All endorsements of an entry in the order they were made; ``hold`` them against changes meanwhile."""
    query = select(Endorsement).where(Endorsement.organisation_id == of.id).order_by(Endorsement.id)
    if hold:
        query = query.with_for_update(of=Endorsement).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def public_names(endorsements: Sequence[Endorsement]) -> list[tuple[Endorsement, str]]:
    """The public names of those that are on a list, each with its endorsement."""
    return [(one, one.shown_name) for one in endorsements if one.shown_name is not None]


def lock_entries(*entries: Organisation) -> None:
    """Holds entries, and what stands under them, against changes at the same moment.

    Always in one order, and before anything is put on record, so that nobody waits in a circle.
    """
    numbers = sorted(one.id for one in entries)
    query = select(Organisation).where(Organisation.id.in_(numbers)).order_by(Organisation.id)
    db.session.execute(query.with_for_update(of=Organisation).execution_options(populate_existing=True)).all()
    signed = select(Endorsement).where(Endorsement.organisation_id.in_(numbers)).order_by(Endorsement.id)
    db.session.execute(signed.with_for_update(of=Endorsement).execution_options(populate_existing=True)).all()


def _check_mergeable(kept: Organisation, merged: Organisation) -> None:
    if kept.id == merged.id:
        raise MergeError("itself")
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        raise MergeError("merged")


def _move_endorsements(signed: list[Endorsement], to: Organisation) -> list[int]:
    for endorsement in signed:
        endorsement.organisation = to
    db.session.flush()
    return [endorsement.id for endorsement in signed]


def _double_signatures(kept: Organisation, merged: Organisation) -> list[DoubleSignature]:
    """The first standing endorsement of each, for each statement that both stand under."""
    sides = []
    for one in (kept, merged):
        standing = [each for each in endorsements_of(one) if each.state not in (WITHDRAWN, REJECTED)]
        sides.append({each.statement_id: each for each in reversed(standing)})
    here, there = sides
    return [DoubleSignature(number, here[number], there[number]) for number in here if number in there]


def _remove_doubles(twice: list[DoubleSignature], listed: Collection[int], by: int) -> list[int]:
    found = []
    for pair in twice:
        stays = {pair.kept.id, pair.merged.id} & set(listed)
        if len(stays) == 1:
            other = pair.merged if pair.kept.id in stays else pair.kept
            found.append(remove_double(other, SIGNED_ALREADY, by=by).id)
    return found


def _restore_double(decision: Decision | None, by: int) -> None:
    if decision is None or decision.undone_at is not None:
        return
    try:
        undo_decision(decision, by=by)
    except DecisionError:
        # It was decided anew, or signed anew: that is what holds now.
        return


def _further_names(kept: Organisation, merged: Organisation) -> list[str]:
    known, found = {fold_text(name) for name in names_of(kept)}, []
    for name in names_of(merged):
        if fold_text(name) not in known:
            known.add(fold_text(name))
            found.append(name)
    return found


def _adopt_names(kept: Organisation, merged: Organisation) -> list[int]:
    """Adds the other entry's names; those that have a language keep it. Gives the ids of what was added."""
    spoken = {one.name: one.language for one in merged.names if one.kind == "name"}
    added = [
        OrganisationName(kind="name" if spoken.get(name) else "alias", language=spoken.get(name), name=name)
        for name in _further_names(kept, merged)
    ]
    kept.names.extend(added)
    update_register_keys(kept)
    db.session.flush()
    return [one.id for one in added]


def _return_names(done: OrganisationMerge, kept: Organisation) -> None:
    """A name that another entry merged into this one has too stays, and goes with that one."""
    query = select(OrganisationMerge).where(
        OrganisationMerge.kept_id == kept.id, OrganisationMerge.undone_at.is_(None), OrganisationMerge.id != done.id
    )
    others = [(one, db.session.get_one(Organisation, one.merged_id)) for one in db.session.scalars(query)]
    for name in [one for one in kept.names if one.id in done.moved["names"]]:
        also = next((one for one, entry in others if fold_text(name.name) in map(fold_text, names_of(entry))), None)
        if also is None:
            kept.names.remove(name)
        else:
            also.moved = {**also.moved, "names": [*also.moved["names"], name.id]}
    update_register_keys(kept)


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


def _parts_except(of: Organisation, but: Organisation) -> list[Organisation]:
    query = select(Organisation).where(Organisation.parent_id == of.id, Organisation.id != but.id)
    return list(db.session.scalars(query.order_by(Organisation.id)))


def _detach_from_parent(kept: Organisation, merged: Organisation) -> list[int | None] | None:
    """A section that takes the place of what it belongs to: its parent before, and the one it has now."""
    if merged.id not in ancestor_ids(kept):
        return None
    before, kept.parent_id = kept.parent_id, merged.parent_id
    db.session.flush()
    return [before, kept.parent_id]


def _move_parts(parts: list[Organisation], to: Organisation) -> list[int]:
    for part in parts:
        part.parent_id = to.id
    db.session.flush()
    return [part.id for part in parts]


def _reattach_parents(kept: Organisation, merged: Organisation, moved: dict[str, Any]) -> None:
    """What belonged where goes back, unless somebody changed it since or it would go round in a circle."""
    parts = select(Organisation).where(Organisation.id.in_(moved["parts"]), Organisation.parent_id == kept.id)
    wanted = [(part, merged.id) for part in db.session.scalars(parts.order_by(Organisation.id))]
    if moved["above"] is not None and kept.parent_id == moved["above"][1]:
        wanted.append((kept, moved["above"][0]))
    for part, above in wanted:
        now_above, part.parent_id = part.parent_id, above
        db.session.flush()
        if part.id in ancestor_ids(part):
            part.parent_id = now_above
            db.session.flush()
    db.session.expire(kept, ["parent"])
