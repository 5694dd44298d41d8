"""The organisation’s entry as its representative sees to it: fields, logo, reservations."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from petition.core import access, posted
from petition.core.db import require_writing
from petition.organisations import pictures
from petition.organisations.actions import PUBLIC_FIELDS
from petition.signing import actions, queries
from petition.signing.forms import EntryForm, filled_in, with_reservations
from petition.signing.models import Endorsement
from petition.signing.reservations import numbered
from petition.signing.views.logo import picture
from petition.signing.views.mine import changed
from petition.signing.views.page import about, blueprint, text_of
from petition.signing.views.support import representative

NOT_A_LOGO = {
    "empty": _("Choose a file"),
    "too_large": _("The file is larger than 2 MB. Send a smaller one."),
    "svg": _("SVG drawings can hold programs, so we do not take them. Save the logo as PNG or WebP, and send that."),
    "not_a_picture": _("This is no PNG, JPEG or WebP, whatever it is called. Save the logo as one of these."),
    "too_many_pixels": _("The picture has more pixels than any logo needs. Make it smaller and send it again."),
    "damaged": _("The picture is damaged and cannot be opened. Save it anew and send it again."),
    "too_small": _("The picture is too small to be a logo, or empty: at least 32 pixels."),
}


@blueprint.route("/mine/<token>/entry", methods=["GET", "POST"])
@access.anybody
@access.takes_files(pictures.MOST_BYTES)
def entry(token: str) -> ResponseReturnValue:
    """Corrects the entry: a coordinator looks at what is asked before anything public changes."""
    is_posted = request.method == "POST"
    endorsement = representative(token, to_change=is_posted)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    entry_ = endorsement
    form = posted.form_once(lambda: _form(entry_))
    if not is_posted:
        return _page(endorsement, token, form)
    logo = _logo(endorsement, form) if form.validate() else None
    if form.errors:
        return _page(endorsement, token, form), 422
    require_writing()
    return changed(token, _ask(endorsement, form, logo), "entry")


@blueprint.get("/mine/<token>/logo")
@access.anybody
def own_logo(token: str) -> ResponseReturnValue:
    """The logo that the organisation asked to show, else the one that it has; with ``which=shown`` always that."""
    endorsement = representative(token, to_change=False)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    change = queries.pending_change(endorsement) if request.args.get("which") != "shown" else None
    if change is not None and change.logo is not None:
        return picture(Response(change.logo, mimetype=change.logo_media))
    logo = endorsement.organisation.logo if endorsement.organisation else None
    return picture(Response(logo.content, mimetype=logo.media)) if logo else abort(404)


@blueprint.post("/mine/<token>/logo-removal")
@access.anybody
def logo_removal(token: str) -> ResponseReturnValue:
    """Takes back the leave to show the logo, at once."""
    endorsement = representative(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    actions.forbid_logo(endorsement)
    return changed(token, "logo-removal", "entry")


@blueprint.post("/mine/<token>/reservations/<key>/lifting")
@access.anybody
def lifting(token: str, key: str) -> ResponseReturnValue:
    """Lifts a reservation, at once."""
    endorsement = representative(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    actions.lift(endorsement, key)
    return changed(token, "lifting", "entry")


@blueprint.post("/mine/<token>/entry/dropping")
@access.anybody
def change_dropping(token: str) -> ResponseReturnValue:
    """Takes back what was asked for and not yet decided."""
    endorsement = representative(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    actions.drop_changes_of(endorsement)
    return changed(token, "dropping", "entry")


def _form(endorsement: Endorsement) -> EntryForm:
    """The form filled in with what stands, or with what was asked for and is not decided yet."""
    allowed = endorsement.statement.reservations_allowed_at is not None
    demands = numbered(endorsement.edition, text_of(endorsement)) if allowed else []
    asked = queries.pending_change(endorsement)
    proposed = asked.proposed if asked else {}
    values: dict[str, Any] = {field: getattr(endorsement.organisation, field) or "" for field in PUBLIC_FIELDS}
    reasons = {one.demand_key: one.reason for one in endorsement.reservations}
    values |= filled_in(proposed.get("reservations", reasons))
    values |= {field: value or "" for field, value in proposed.items() if field in PUBLIC_FIELDS}
    permitted = endorsement.logo_permitted_at is not None
    return with_reservations(EntryForm, demands)(data={**values, "show_logo": permitted})


def _logo(endorsement: Endorsement, form: EntryForm) -> pictures.Picture | None:
    """The logo that was sent, encoded anew; what is wrong with it stands at its field."""
    change, organisation = queries.pending_change(endorsement), endorsement.organisation
    if form.logo.data is None:
        there = (organisation and organisation.logo) or (change and change.logo)
        if form.show_logo.data and not there:
            form.logo.errors = [_("Choose a picture, so that there is a logo to show")]
        return None
    if not form.show_logo.data:
        form.show_logo.errors = [_("Tick the box too, so that we may show the logo")]
        return None
    try:
        sent = form.logo.data
        return posted.once("logo", lambda: pictures.logo(sent))
    except pictures.PictureError as fault:
        form.logo.errors = [NOT_A_LOGO[fault.word]]
        return None


def _ask(endorsement: Endorsement, form: EntryForm, logo: pictures.Picture | None) -> str:
    """Does what the form says; gives a word for what was done."""
    before = endorsement.logo_permitted_at is not None
    if form.show_logo.data:
        actions.permit_logo(endorsement)
    elif before:
        actions.forbid_logo(endorsement)
    values = {field: getattr(form, field).data or None for field in PUBLIC_FIELDS}
    change = actions.propose(endorsement, values, form.reservations() if form.demands else None, logo)
    if change is not None:
        return "change"
    if before == form.show_logo.data:
        return "nothing"
    return "permission" if form.show_logo.data else "logo-removal"


def _page(endorsement: Endorsement, token: str, form: EntryForm) -> str:
    form.renew()
    return about(
        "signing/entry.html",
        endorsement,
        token=token,
        form=form,
        entry=endorsement.organisation,
        change=queries.pending_change(endorsement),
        wanted=queries.changes_wanted(endorsement),
        permitted_at=endorsement.logo_permitted_at,
    )
