"""Changing the mail address of the own endorsement."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import IntegrityError

from petition.core import access, form_answers, languages
from petition.core.db import db, require_writing, truncate_wal
from petition.mail.wakeup import wake_worker
from petition.signing import links
from petition.signing import queries as endorsements
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import address_changes, link_ending, link_requests
from petition.signing.own.forms import NewAddressForm
from petition.signing.own.views.endorsement import (
    is_fresh,
    open_endorsement,
    redirect_after_change,
    render_own_page,
)
from petition.signing.pages import blueprint, render_around_endorsement, render_link_problem
from petition.signing.state import WITHDRAWN

SAME = _("This is the address that the signature has already")


@blueprint.post("/mine/<token>/fresh-link")
@access.allow_anybody
def fresh_link(token: str) -> ResponseReturnValue:
    """Mails a new link to the own address, with which also what harms can be done for an hour."""
    endorsement = open_endorsement(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    is_mailed = link_requests.mail_fresh_link(endorsement)
    answer = redirect_after_change(token, "fresh-link" if is_mailed else "too-many-links")
    wake_worker()
    return answer


@blueprint.post("/mine/<token>/address")
@access.allow_anybody
def address(token: str) -> ResponseReturnValue:
    """Asks a new address to confirm that it is to be the signature's."""
    endorsement, form = open_endorsement(token, to_change=True), form_answers.reuse_form(NewAddressForm)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not is_fresh(endorsement, token) or endorsement.state == WITHDRAWN or endorsement.address is None:
        return render_own_page(endorsement, token), 403
    is_right = form.validate()
    if is_right and endorsement.mailbox is not None and form.email.address.canonical == endorsement.mailbox.canonical:
        form.email.errors, is_right = [SAME], False
    if not is_right:
        return render_own_page(endorsement, token, address_form=form), 422
    require_writing()
    address_changes.receive_address_request(endorsement, form.email.address)
    answer = redirect_after_change(token, "address", "address")
    wake_worker()
    return answer


@blueprint.post("/mine/<token>/address/removal")
@access.allow_anybody
def address_removal(token: str) -> ResponseReturnValue:
    """Takes the wish for another address back."""
    endorsement = open_endorsement(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    link_ending.drop_address_changes(AddressChange.endorsement_id == endorsement.id)
    return redirect_after_change(token, "address-removal", "address")


@blueprint.route("/mine/address/<token>", methods=["GET", "POST"])
@access.allow_anybody
def new_address(token: str) -> ResponseReturnValue:
    """Where a new address confirms; only the button changes anything (promise 3)."""
    opened = links.open_address(token)
    if opened.problem or opened.change is None:
        return render_link_problem(opened.problem or "mangled", None)
    endorsement = db.session.get_one(Endorsement, opened.change.endorsement_id)
    languages.set_language(endorsement.language)
    if request.method == "GET":
        return render_around_endorsement("signing/new_address.html", endorsement, is_done=False)
    if not access.is_same_origin():
        return render_link_problem("foreign", endorsement)
    require_writing()
    endorsement = endorsements.lock_endorsement(endorsement.id)
    pending = links.open_address(token).change
    if pending is None or endorsement.address is None:
        return render_link_problem("not_needed", None)
    return _change(endorsement, pending)


def _change(endorsement: Endorsement, pending: AddressChange) -> ResponseReturnValue:
    if address_changes.has_signed_already(endorsement, pending):
        return render_link_problem("taken", endorsement)
    try:
        address_changes.change_address(endorsement, pending)
        db.session.commit()
    except IntegrityError:
        # Somebody signed with it at this moment.
        db.session.rollback()
        return render_link_problem("taken", None)
    truncate_wal()
    wake_worker()
    return render_around_endorsement("signing/new_address.html", endorsement, is_done=True)
