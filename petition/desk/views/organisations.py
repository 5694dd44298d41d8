"""The register of organisations: entries, duplicates, merges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.core.text import clean_line
from petition.core.text import parse_id as numbered
from petition.desk import acts, refusals, register_words, three_way_merge
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.organisations import EntryForm, NameForm, ParentForm, entry_values, show_conflicts
from petition.desk.listing import Listing
from petition.desk.queries import organisations as queries
from petition.desk.queries import register_entry
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint, number_in_address
from petition.invitations import merging as invitations
from petition.organisations import actions
from petition.organisations.models import Organisation, OrganisationMerge, OrganisationName
from petition.organisations.queries import surviving_entry
from petition.signing.decide import actions as decisions
from petition.signing.decide import merging as decide_merging
from petition.signing.decide.merging import MergeError
from petition.signing.evidence import actions as evidence_actions
from petition.signing.models.endorsement import Endorsement
from petition.signing.queries import public_logo
from petition.signing.verdicts import SIGNED_ALREADY, DecisionError


@blueprint.get("/organisations")
@access.require_permission("register.read")
def organisations() -> ResponseReturnValue:
    """The register, to search and to narrow down."""
    wanted = _parse_filter()
    entries, more = queries.register_entries(wanted, after=number_in_address("after") or 0)
    asked = {"q": wanted.q, "country": wanted.country, "kind": wanted.kind, "duplicates": "y" * wanted.duplicates}
    return render_template(
        "desk/organisations.html",
        wanted=wanted,
        listing=Listing("desk.organisations", entries, more, asked, {"statement": wanted.statement}),
        countries=queries.used_countries(),
        words=register_words,
    )


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@access.require_permission("register.edit")
def new_organisation() -> ResponseReturnValue:
    """Enters an organisation by hand; what is like it is shown before it is saved."""
    form = EntryForm()
    if not form.validate_on_submit():
        return _render_new(form), 422 if form.is_submitted() else 200
    likes = queries.similar_entries(register_entry.comparable_from_form(form.values))
    if likes and request.form.get("seen") != _duplicates_mark(likes):
        return _render_new(form, likes)

    def enter() -> Outcome:
        entered = actions.add_organisation(form.values, by=current_coordinator())
        return Outcome(_("Added."), back=url_for(".organisation", organisation_id=entered.id))

    return acts.perform_act(enter, back=url_for(".organisations"))


@blueprint.get("/organisations/<id:organisation_id>")
@access.require_permission("register.read")
def organisation(organisation_id: int) -> ResponseReturnValue:
    """An entry: names, parts, what it endorsed, likely duplicates, merges."""
    return _render_page(_lock_entry(organisation_id))


@blueprint.post("/organisations/<id:organisation_id>/correction")
@access.require_permission("register.edit")
def correction(organisation_id: int) -> ResponseReturnValue:
    """Corrects the public fields of an entry, at once on every list where it stands."""
    held, form = _lock_entry(organisation_id), EntryForm()
    if not form.validate():
        return _render_page(held, form=form, seen=request.form.get("seen")), 422

    def correct() -> None:
        decide_merging.lock_entries(held)
        settled = three_way_merge.merge_form(
            request.form.get("seen", "")[: three_way_merge.LONGEST], entry_values(held), form.values
        )
        if settled.conflicts:
            raise ActRefused(lambda: (_render_page(held, form=show_conflicts(form, settled.conflicts)), 409))
        actions.correct_organisation(held, settled.values, by=current_coordinator())
        evidence_actions.record_own_domains(held)
        decide_merging.republish_endorsements(held)

    return _change_entry(held, correct, _("Corrected on every list that includes it."))


@blueprint.post("/organisations/<id:organisation_id>/names")
@access.require_permission("register.edit")
def names(organisation_id: int) -> ResponseReturnValue:
    """Adds a name in another language, or an alias."""
    held, form = _lock_entry(organisation_id), NameForm()
    if not form.validate():
        return _render_page(held, name_form=form), 422

    def add() -> None:
        decide_merging.lock_entries(held)
        kind, language, name = form.name_kind.data, form.language.data or None, form.other_name.data or ""
        actions.add_name(held, kind, language, name, by=current_coordinator())
        decide_merging.republish_endorsements(held)

    return _change_entry(held, add, _("Added."))


@blueprint.post("/organisations/<id:organisation_id>/names/<id:name_id>/removal")
@access.require_permission("register.edit")
def name_removal(organisation_id: int, name_id: int) -> ResponseReturnValue:
    """Takes one of its other names away."""
    held, name = _lock_entry(organisation_id), db.session.get(OrganisationName, name_id)
    if name is None or name.organisation_id != held.id:
        abort(404)

    def remove_name() -> None:
        decide_merging.lock_entries(held)
        actions.remove_name(name, by=current_coordinator())
        decide_merging.republish_endorsements(held)

    return _change_entry(held, remove_name, _("Removed: %(name)s", name=name.name))


@blueprint.post("/organisations/<id:organisation_id>/parent")
@access.require_permission("register.edit")
def parent(organisation_id: int) -> ResponseReturnValue:
    """Makes it a part of another organisation, found by name or number; or of none."""
    held, form = _lock_entry(organisation_id), ParentForm()
    if not form.validate():
        return _render_page(held, parent_form=form), 422
    found = register_entry.find_by_name(form.parent.data or "")
    if form.parent.data and len(found) != 1:
        several = _("Several entries have this name. Enter the number of the right one.")
        form.parent.errors = [several if found else _("There is no entry with this name.")]
        return _render_page(held, parent_form=form, choices=found), 422
    above = found[0] if found else None
    told = _("It is a part of %(name)s.", name=above.name) if above else _("It is a part of no other organisation.")
    return _change_entry(held, lambda: actions.set_parent(held, above, by=current_coordinator()), told)


@blueprint.get("/organisations/<id:organisation_id>/merge/<id:other_id>")
@access.require_permission("register.read")
def merge(organisation_id: int, other_id: int) -> ResponseReturnValue:
    """Shows two entries side by side, and what would move from the second to the first."""
    kept, merged = _lock_entry(organisation_id), _lock_entry(other_id)
    try:
        preview = decide_merging.preview_merge(kept, merged)
    except MergeError as fault:
        return acts.redirect_with_reason(
            refusals.refusal_words(fault), url_for(".organisation", organisation_id=kept.id)
        )
    return render_template(
        "desk/merge.html",
        kept=kept,
        merged=merged,
        preview=preview,
        fields=register_entry.compare_fields(kept, merged),
        moving=[
            register_entry.signed_statement(one) for one in register_entry.reachable_endorsements(preview.endorsements)
        ],
        twice=[
            (register_entry.signed_statement(pair.kept), register_entry.signed_statement(pair.merged))
            for pair in preview.twice
            if len(register_entry.reachable_endorsements((pair.kept, pair.merged))) > 1
        ],
        invited=register_entry.count_invitations(merged),
        renamed=register_entry.names_changed_by_merge(preview, kept),
        words=register_words,
    )


@blueprint.post("/organisations/<id:organisation_id>/merge/<id:other_id>")
@access.require_permission("register.edit")
def merging(organisation_id: int, other_id: int) -> ResponseReturnValue:
    """Merges the second entry into the first; of what both have signed, what was chosen stays listed."""
    kept, merged = _lock_entry(organisation_id), _lock_entry(other_id)
    chosen = [value for name, value in request.form.items() if name.startswith("listed-")]
    listed = [one for one in map(numbered, chosen) if one is not None]

    def both() -> Outcome:
        decide_merging.lock_entries(kept, merged)
        before = decide_merging.public_names(decide_merging.endorsements_of(merged))
        moved = invitations.move_invitations(merged.id, kept.id)
        done = decide_merging.merge_organisations(
            kept, merged, by=current_coordinator(), listed=listed, invitations=moved
        )
        notes = [register_entry.renaming_words(one) for one in register_entry.renamings(before)]
        return Outcome(_("Merged. You can undo this below."), url_for(".merge_undoing", merge_id=done.id), notes=notes)

    return _change_entry(kept, both)


@blueprint.post("/merges/<id:merge_id>/undoing")
@access.require_permission("register.edit")
def merge_undoing(merge_id: int) -> ResponseReturnValue:
    """Takes a merge back."""
    done = db.session.get(OrganisationMerge, merge_id) or abort(404)

    def unmerge() -> Outcome:
        kept = _lock_entry(done.kept_id)
        before = decide_merging.public_names(decide_merging.endorsements_of(kept))
        decide_merging.undo_merge(done, by=current_coordinator())
        invitations.return_invitations(done.moved["invitations"], done.kept_id, done.merged_id)
        notes = [register_entry.renaming_words(one) for one in register_entry.renamings(before)]
        return Outcome(_("The two entries are separate again."), notes=notes)

    return _change_entry(_lock_entry(done.kept_id), unmerge)


@blueprint.post("/organisations/<id:organisation_id>/endorsements/<id:endorsement_id>/setting-aside")
@access.require_permission("endorsements.decide")
def double_removal(organisation_id: int, endorsement_id: int) -> ResponseReturnValue:
    """Takes one of two endorsements of the same statement off its list."""
    held, one = _lock_entry(organisation_id), db.session.get(Endorsement, endorsement_id)
    if one is None or one.organisation_id != held.id:
        abort(404)

    def remove_double(endorsement: Endorsement) -> Outcome:
        if not register_entry.is_double_signature(endorsement):
            raise DecisionError("changed")
        decision = decisions.remove_double(endorsement, SIGNED_ALREADY, by=current_coordinator())
        said = _("Removed from the list. You can undo this among the decisions in the queue.")
        return Outcome(said, url_for(".undo", decision_id=decision.id))

    back = url_for(".organisation", organisation_id=organisation_id)
    return acts.perform_act(remove_double, (Endorsement, endorsement_id), back=back)


def _change_entry(held: Organisation, deed: Callable[[], object], said: str = "") -> ResponseReturnValue:
    """Does one thing to an entry, and leads back to it."""
    return acts.perform_act(deed, back=url_for(".organisation", organisation_id=held.id), said=said)


def _lock_entry(organisation_id: int) -> Organisation:
    return db.session.get(Organisation, organisation_id) or abort(404)


def _parse_filter() -> queries.RegisterFilter:
    asked = request.args
    country, kind = clean_line(asked.get("country")).upper()[:2], asked.get("kind", "")
    q = clean_line(asked.get("q"))[: queries.LONGEST_QUERY]
    kind, duplicates = kind if queries.is_kind(kind) else "", bool(asked.get("duplicates"))
    return queries.RegisterFilter(q, country, kind, duplicates, number_in_address("statement"))


def _render_new(form: EntryForm, likes: list[queries.SimilarEntry] | None = None) -> str:
    seen = _duplicates_mark(likes) if likes else ""
    return render_template("desk/new_organisation.html", form=form, likes=likes or [], seen=seen, words=register_words)


def _duplicates_mark(likes: list[queries.SimilarEntry]) -> str:
    """Which likely duplicates were shown, so that a second press saves only what was looked at."""
    return ".".join(str(one.id) for one in likes)


def _render_page(
    held: Organisation,
    *,
    form: EntryForm | None = None,
    name_form: NameForm | None = None,
    parent_form: ParentForm | None = None,
    choices: list[Organisation] | None = None,
    seen: str | None = None,
) -> str:
    above = {"parent": f"{held.parent.name}" if held.parent else ""}
    given: dict[str, Any] = {
        "form": form or EntryForm(formdata=None, data=entry_values(held)),
        "name_form": name_form or NameForm(formdata=None),
        "parent_form": parent_form or ParentForm(formdata=None, data=above),
        "faulty": form or name_form or parent_form,
        "choices": choices or [],
        "seen": seen or three_way_merge.form_mark(entry_values(held)),
    }
    return render_template(
        "desk/organisation.html",
        organisation=held,
        stands=surviving_entry(held),
        logo_is_public=held.logo is not None and public_logo(held.id, held.logo.sha256[:16]) is not None,
        endorsed=register_entry.signed_statements(held),
        parts=register_entry.parts_of(held),
        likes=[] if held.merged_into_id else queries.similar_entries(register_entry.comparable_entry(held)),
        merges=register_entry.merges_of(held),
        invited=register_entry.count_invitations(held),
        words=register_words,
        **given,
    )
