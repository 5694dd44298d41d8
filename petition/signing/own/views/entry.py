"""The organisation’s entry as its representative sees to it: fields, logo, reservations."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from petition.core import access, form_answers
from petition.core.db import require_writing
from petition.organisations import logo_images
from petition.organisations.actions import PUBLIC_FIELDS
from petition.organisations.logo_words import NOT_A_LOGO
from petition.signing import queries as endorsements
from petition.signing import reservations
from petition.signing.fields import reservation_values, with_reservations
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import changes
from petition.signing.own.forms import EntryForm
from petition.signing.own.views.endorsement import redirect_after_change
from petition.signing.own.views.evidence import open_as_representative
from petition.signing.own.views.logo import image_response
from petition.signing.pages import blueprint, render_around_endorsement, text_of
from petition.signing.reservations import numbered_demands


@blueprint.route("/mine/<token>/entry", methods=["GET", "POST"])
@access.allow_anybody
@access.accept_files(logo_images.MOST_BYTES)
def entry(token: str) -> ResponseReturnValue:
    """Corrects the entry: a coordinator looks at what is asked before anything public changes."""
    is_posted = request.method == "POST"
    endorsement = open_as_representative(token, to_change=is_posted)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    entry_ = endorsement
    form = form_answers.reuse_form(lambda: _filled_form(entry_))
    if not is_posted:
        return _render_page(endorsement, token, form)
    logo = _read_logo(endorsement, form) if form.validate() else None
    if form.errors:
        return _render_page(endorsement, token, form), 422
    require_writing()
    return redirect_after_change(token, _apply_form(endorsement, form, logo), "entry")


@blueprint.get("/mine/<token>/logo")
@access.allow_anybody
def own_logo(token: str) -> ResponseReturnValue:
    """The logo that the organisation asked to show, else the one that it has; with ``which=shown`` always that."""
    endorsement = open_as_representative(token, to_change=False)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    change = endorsements.pending_change(endorsement) if request.args.get("which") != "shown" else None
    if change is not None and change.logo is not None:
        return image_response(Response(change.logo, mimetype=change.logo_media))
    logo = endorsement.organisation.logo if endorsement.organisation else None
    return image_response(Response(logo.content, mimetype=logo.media)) if logo else abort(404)


@blueprint.post("/mine/<token>/logo-removal")
@access.allow_anybody
def logo_removal(token: str) -> ResponseReturnValue:
    """Takes back the leave to show the logo, at once."""
    endorsement = open_as_representative(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    changes.forbid_logo(endorsement)
    return redirect_after_change(token, "logo-removal", "entry")


@blueprint.post("/mine/<token>/reservations/<key>/lifting")
@access.allow_anybody
def lifting(token: str, key: str) -> ResponseReturnValue:
    """Lifts a reservation, at once."""
    endorsement = open_as_representative(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    reservations.lift_reservation(endorsement, key)
    return redirect_after_change(token, "lifting", "entry")


@blueprint.post("/mine/<token>/entry/dropping")
@access.allow_anybody
def change_dropping(token: str) -> ResponseReturnValue:
    """Takes back what was asked for and not yet decided."""
    endorsement = open_as_representative(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    changes.drop_changes_of(endorsement)
    return redirect_after_change(token, "dropping", "entry")


def _filled_form(endorsement: Endorsement) -> EntryForm:
    """The form filled in with what stands, or with what was asked for and is not decided yet."""
    allowed = endorsement.statement.reservations_allowed_at is not None
    demands = numbered_demands(endorsement.edition, text_of(endorsement)) if allowed else []
    asked = endorsements.pending_change(endorsement)
    proposed = asked.proposed if asked else {}
    values: dict[str, Any] = {field: getattr(endorsement.organisation, field) or "" for field in PUBLIC_FIELDS}
    reasons = {one.demand_key: one.reason for one in endorsement.reservations}
    values |= reservation_values(proposed.get("reservations", reasons))
    values |= {field: value or "" for field, value in proposed.items() if field in PUBLIC_FIELDS}
    permitted = endorsement.logo_permitted_at is not None
    return with_reservations(EntryForm, demands)(data={**values, "show_logo": permitted})


def _read_logo(endorsement: Endorsement, form: EntryForm) -> logo_images.LogoImage | None:
    """The logo that was sent, encoded anew; what is wrong with it stands at its field."""
    change, organisation = endorsements.pending_change(endorsement), endorsement.organisation
    if form.logo.data is None:
        there = (organisation and organisation.logo) or (change and change.logo)
        if form.show_logo.data and not there:
            form.logo.errors = [_("Choose a picture to use as the logo")]
        return None
    if not form.show_logo.data:
        form.show_logo.errors = [_("Also tick the box, so that we may show the logo")]
        return None
    try:
        sent = form.logo.data
        return form_answers.reuse_result("logo", lambda: logo_images.make_logo(sent))
    except logo_images.LogoImageError as fault:
        form.logo.errors = [NOT_A_LOGO[fault.word]]
        return None


def _apply_form(endorsement: Endorsement, form: EntryForm, logo: logo_images.LogoImage | None) -> str:
    """Does what the form says; gives a word for what was done."""
    before = endorsement.logo_permitted_at is not None
    if form.show_logo.data:
        changes.permit_logo(endorsement)
    elif before:
        changes.forbid_logo(endorsement)
    values = {field: getattr(form, field).data or None for field in PUBLIC_FIELDS}
    reserved = reservations.reservation_reasons(endorsement)
    change = changes.propose_change(endorsement, values, form.reservations() if form.demands else None, logo)
    if change is not None:
        return "change"
    if reservations.reservation_reasons(endorsement) != reserved:
        return "reservation"
    if before == form.show_logo.data:
        return "nothing"
    return "permission" if form.show_logo.data else "logo-removal"


def _render_page(endorsement: Endorsement, token: str, form: EntryForm) -> str:
    form.renew()
    return render_around_endorsement(
        "signing/entry.html",
        endorsement,
        token=token,
        form=form,
        entry=endorsement.organisation,
        change=endorsements.pending_change(endorsement),
        wanted=endorsements.requested_changes(endorsement),
        permitted_at=endorsement.logo_permitted_at,
    )
