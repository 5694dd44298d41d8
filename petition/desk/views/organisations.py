"""The register of organisations: entries, duplicates, merges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.core.text import clean
from petition.core.text import number as numbered
from petition.desk import acts, meanwhile, refusals, register_words
from petition.desk.acts import Done, NotDone
from petition.desk.forms.organisations import EntryForm, NameForm, ParentForm, filled_from, with_both
from petition.desk.listing import Listing
from petition.desk.queries import entry
from petition.desk.queries import organisations as queries
from petition.desk.views.page import blueprint, me, number
from petition.invitations import merge as invitations
from petition.organisations import actions
from petition.organisations.models import Organisation, OrganisationMerge, OrganisationName
from petition.organisations.queries import standing
from petition.signing import actions as signing
from petition.signing.actions import CannotDecide, CannotMerge
from petition.signing.models import Endorsement
from petition.signing.queries import public_logo


@blueprint.get("/organisations")
@access.may("register.read")
def organisations() -> ResponseReturnValue:
    """The register, to search and to narrow down."""
    wanted = _wanted()
    entries, more = queries.entries(wanted, after=number("after") or 0)
    asked = {"q": wanted.q, "country": wanted.country, "kind": wanted.kind, "duplicates": "y" * wanted.duplicates}
    return render_template(
        "desk/organisations.html",
        wanted=wanted,
        listing=Listing("desk.organisations", entries, more, asked),
        countries=queries.used_countries(),
        words=register_words,
    )


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@access.may("register.edit")
def new_organisation() -> ResponseReturnValue:
    """Enters an organisation by hand; what is like it is shown before it is saved."""
    form = EntryForm()
    if not form.validate_on_submit():
        return _new(form), 422 if form.is_submitted() else 200
    likes = queries.resembling(entry.typed(form.values))
    if likes and request.form.get("seen") != _marked(likes):
        return _new(form, likes)

    def enter() -> Done:
        entered = actions.add(form.values, by=me())
        return Done(_("Entered."), back=url_for(".organisation", organisation_id=entered.id))

    return acts.act(enter, back=url_for(".organisations"))


@blueprint.get("/organisations/<id:organisation_id>")
@access.may("register.read")
def organisation(organisation_id: int) -> ResponseReturnValue:
    """An entry: names, parts, what it endorsed, likely duplicates, merges."""
    return _page(_held(organisation_id))


@blueprint.post("/organisations/<id:organisation_id>/correction")
@access.may("register.edit")
def correction(organisation_id: int) -> ResponseReturnValue:
    """Corrects the public fields of an entry, at once on every list where it stands."""
    held, form = _held(organisation_id), EntryForm()
    if not form.validate():
        return _page(held, form=form, seen=request.form.get("seen")), 422

    def correct() -> None:
        signing.hold_entries(held)
        settled = meanwhile.settle(request.form.get("seen", "")[: meanwhile.LONGEST], filled_from(held), form.values)
        if settled.both:
            raise NotDone(lambda: (_page(held, form=with_both(form, settled.both)), 409))
        actions.correct(held, settled.values, by=me())
        signing.notice_domains(held)
        signing.show(held)

    return _change(held, correct, _("Corrected, on every list where it stands."))


@blueprint.post("/organisations/<id:organisation_id>/names")
@access.may("register.edit")
def names(organisation_id: int) -> ResponseReturnValue:
    """Adds a name in another language, or an alias."""
    held, form = _held(organisation_id), NameForm()
    if not form.validate():
        return _page(held, name_form=form), 422

    def add() -> None:
        signing.hold_entries(held)
        kind, language, name = form.name_kind.data, form.language.data or None, form.other_name.data or ""
        actions.add_name(held, kind, language, name, by=me())
        signing.show(held)

    return _change(held, add, _("Added."))


@blueprint.post("/organisations/<id:organisation_id>/names/<id:name_id>/removal")
@access.may("register.edit")
def name_removal(organisation_id: int, name_id: int) -> ResponseReturnValue:
    """Takes one of its other names away."""
    held, name = _held(organisation_id), db.session.get(OrganisationName, name_id)
    if name is None or name.organisation_id != held.id:
        abort(404)

    def take_away() -> None:
        signing.hold_entries(held)
        actions.remove_name(name, by=me())
        signing.show(held)

    return _change(held, take_away, _("Taken away: %(name)s", name=name.name))


@blueprint.post("/organisations/<id:organisation_id>/parent")
@access.may("register.edit")
def parent(organisation_id: int) -> ResponseReturnValue:
    """Makes it a part of another organisation, found by name or number; or of none."""
    held, form = _held(organisation_id), ParentForm()
    if not form.validate():
        return _page(held, parent_form=form), 422
    found = entry.called(form.parent.data or "")
    if form.parent.data and len(found) != 1:
        several = _("Several entries are called like this. Write the number of the right one.")
        form.parent.errors = [several if found else _("No entry is called like this.")]
        return _page(held, parent_form=form, choices=found), 422
    above = found[0] if found else None
    told = _("It is a part of %(name)s.", name=above.name) if above else _("It is a part of no other organisation.")
    return _change(held, lambda: actions.belong_to(held, above, by=me()), told)


@blueprint.get("/organisations/<id:organisation_id>/merge/<id:other_id>")
@access.may("register.read")
def merge(organisation_id: int, other_id: int) -> ResponseReturnValue:
    """Shows two entries side by side, and what would move from the second to the first."""
    kept, merged = _held(organisation_id), _held(other_id)
    try:
        preview = signing.preview(kept, merged)
    except CannotMerge as fault:
        return acts.refuse(refusals.words(fault), url_for(".organisation", organisation_id=kept.id))
    return render_template(
        "desk/merge.html",
        kept=kept,
        merged=merged,
        preview=preview,
        fields=entry.side_by_side(kept, merged),
        moving=[entry.signed(one) for one in entry.reached(preview.endorsements)],
        twice=[
            (entry.signed(pair.kept), entry.signed(pair.merged))
            for pair in preview.twice
            if len(entry.reached((pair.kept, pair.merged))) > 1
        ],
        invited=entry.invited(merged),
        words=register_words,
    )


@blueprint.post("/organisations/<id:organisation_id>/merge/<id:other_id>")
@access.may("register.edit")
def merging(organisation_id: int, other_id: int) -> ResponseReturnValue:
    """Merges the second entry into the first; of what both have signed, what was chosen stays listed."""
    kept, merged = _held(organisation_id), _held(other_id)
    chosen = [value for name, value in request.form.items() if name.startswith("listed-")]
    listed = [one for one in map(numbered, chosen) if one is not None]

    def both() -> Done:
        signing.hold_entries(kept, merged)
        moved = invitations.move(merged.id, kept.id)
        done = signing.merge(kept, merged, by=me(), listed=listed, invitations=moved)
        return Done(_("Merged. You can undo this below."), url_for(".merge_undoing", merge_id=done.id))

    return _change(kept, both)


@blueprint.post("/merges/<id:merge_id>/undoing")
@access.may("register.edit")
def merge_undoing(merge_id: int) -> ResponseReturnValue:
    """Takes a merge back."""
    done = db.session.get(OrganisationMerge, merge_id) or abort(404)

    def unmerge() -> None:
        signing.unmerge(done, by=me())
        invitations.move_back(done.moved["invitations"], done.kept_id, done.merged_id)

    return _change(_held(done.kept_id), unmerge, _("The two are separate entries again."))


@blueprint.post("/organisations/<id:organisation_id>/endorsements/<id:endorsement_id>/setting-aside")
@access.may("endorsements.decide")
def setting_aside(organisation_id: int, endorsement_id: int) -> ResponseReturnValue:
    """Takes one of two endorsements of the same statement off its list."""
    held, one = _held(organisation_id), db.session.get(Endorsement, endorsement_id)
    if one is None or one.organisation_id != held.id:
        abort(404)

    def set_aside(endorsement: Endorsement) -> Done:
        if not entry.is_twice(endorsement):
            raise CannotDecide("changed")
        decision = signing.set_aside(endorsement, signing.SIGNED_ALREADY, by=me())
        said = _("Taken off the list. This can be undone among the decisions in the queue.")
        return Done(said, url_for(".undo", decision_id=decision.id))

    back = url_for(".organisation", organisation_id=organisation_id)
    return acts.act(set_aside, (Endorsement, endorsement_id), back=back)


def _change(held: Organisation, deed: Callable[[], object], said: str = "") -> ResponseReturnValue:
    """Does one thing to an entry, and leads back to it."""
    return acts.act(deed, back=url_for(".organisation", organisation_id=held.id), said=said)


def _held(organisation_id: int) -> Organisation:
    return db.session.get(Organisation, organisation_id) or abort(404)


def _wanted() -> queries.Wanted:
    asked = request.args
    country, kind = asked.get("country", "").upper()[:2], asked.get("kind", "")
    q = clean(asked.get("q"))[: queries.LONGEST_QUERY]
    return queries.Wanted(q, country, kind if queries.is_kind(kind) else "", bool(asked.get("duplicates")))


def _new(form: EntryForm, likes: list[queries.Resembles] | None = None) -> str:
    seen = _marked(likes) if likes else ""
    return render_template("desk/new_organisation.html", form=form, likes=likes or [], seen=seen, words=register_words)


def _marked(likes: list[queries.Resembles]) -> str:
    """Which likely duplicates were shown, so that a second press saves only what was looked at."""
    return ".".join(str(one.id) for one in likes)


def _page(
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
        "form": form or EntryForm(formdata=None, data=filled_from(held)),
        "name_form": name_form or NameForm(formdata=None),
        "parent_form": parent_form or ParentForm(formdata=None, data=above),
        "faulty": form or name_form or parent_form,
        "choices": choices or [],
        "seen": seen or meanwhile.mark(filled_from(held)),
    }
    return render_template(
        "desk/organisation.html",
        organisation=held,
        stands=standing(held),
        logo_is_public=held.logo is not None and public_logo(held.id, held.logo.sha256[:16]) is not None,
        endorsed=entry.endorsed(held),
        parts=entry.parts(held),
        likes=[] if held.merged_into_id else queries.resembling(entry.of(held)),
        merges=entry.merges(held),
        invited=entry.invited(held),
        words=register_words,
        **given,
    )
