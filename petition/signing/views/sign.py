"""The forms on which people sign."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, limits, pages, posted, switches
from petition.core.db import db, require_writing
from petition.core.posted import Notice, notice_for
from petition.mail.wake import wake
from petition.signing import actions, queries
from petition.signing.fields import with_reservations
from petition.signing.forms import OwnLinkForm, SignAsIndividualForm, SignAsOrganisationForm
from petition.signing.reservations import numbered
from petition.signing.views.page import again, blueprint, render, shown_or_404
from petition.statements import queries as statements
from petition.statements.queries import Shown


@blueprint.route("/<lang:lang>/<slug>/sign", methods=["GET", "POST"])
@access.anybody
def individual(lang: str, slug: str) -> ResponseReturnValue:
    """Adding one's name."""
    return _sign("individual", posted.form_once(SignAsIndividualForm), shown_or_404(lang, slug))


@blueprint.route("/<lang:lang>/<slug>/sign/organisation", methods=["GET", "POST"])
@access.anybody
def organisation(lang: str, slug: str) -> ResponseReturnValue:
    """Signing for an organisation."""
    shown = shown_or_404(lang, slug)
    return _sign("organisation", posted.form_once(lambda: organisation_form(shown)), shown)


@blueprint.get("/<lang:lang>/<slug>/check-your-mail")
@access.anybody
def check_your_mail(lang: str, slug: str) -> ResponseReturnValue:
    """Where every sign-on leads, whatever is known about the address (promise 4)."""
    return pages.public(current_app.make_response(render("signing/check_your_mail.html", shown_or_404(lang, slug))))


@blueprint.route("/<lang:lang>/<slug>/own-link", methods=["GET", "POST"])
@access.anybody
def own_link(lang: str, slug: str) -> ResponseReturnValue:
    """Asking for the link to one's own endorsement."""
    shown, form = shown_or_404(lang, slug), posted.form_once(OwnLinkForm)
    if request.method == "POST":
        notice = notice_for(form)
        if notice:
            return again("signing/own_link.html", shown, form, notice)
        require_writing()
        actions.receive_link_request(shown.statement, form.email.address, shown.asked)
        db.session.commit()
        wake()
        return redirect(url_for(".check_your_mail", lang=lang, slug=slug), 303)
    form.renew()
    return pages.public(current_app.make_response(render("signing/own_link.html", shown, form=form)))


def _sign(kind: str, form: Any, shown: Shown) -> ResponseReturnValue:
    template = f"signing/{kind}.html"
    if not shown.statement.is_open:
        return render("signing/closed.html", shown), 403
    paused = posted.pause(shown.statement.id)
    if paused and request.method == "GET":
        return posted.answer(render("signing/closed.html", shown, is_paused=True), paused)
    form.ask_for_work(switches.on("proof", shown.statement.id) is not None)
    if request.method == "GET":
        form.renew()
        page = render(template, shown, form=form, notice=None, rule=rule_of(kind, shown))
        return pages.public(current_app.make_response(page))
    notice = paused or notice_for(form) or changed_since(shown)
    if notice:
        return again(template, shown, form, notice, rule=rule_of(kind, shown))
    require_writing()
    actions.receive_signature(shown.edition, _signature(kind, form, shown))
    db.session.commit()
    wake()
    return redirect(url_for(".check_your_mail", lang=shown.asked, slug=shown.statement.slug), 303)


def changed_since(shown: Shown) -> Notice | None:
    """A notice where the text is another one than whoever sent the form had read."""
    return None if statements.is_as_read(shown.edition, request.form.get("words")) else Notice("changed")


def organisation_form(shown: Shown, **data: Any) -> Any:
    """The form on which an organisation signs; with a field for each demand where reservations are allowed."""
    allowed = shown.statement.reservations_allowed_at is not None
    demands = numbered(shown.edition, shown.text) if allowed else []
    return with_reservations(SignAsOrganisationForm, demands)(**data)


def rule_of(kind: str, shown: Shown) -> tuple[str, str] | None:
    """The rule that the coalition applies to organisations, for their form."""
    return queries.authority_rule(shown.statement, shown.asked) if kind == "organisation" else None


def _signature(kind: str, form: Any, shown: Shown) -> actions.Signature:
    if kind == "organisation":
        details, visibility = form.details(), representative_visibility(form)
    else:
        details = {name: form[name].data or None for name in ("name", "country", "affiliation", "comment")}
        visibility = form.visibility.data
    return actions.Signature(
        kind=kind,
        address=form.email.address,
        language=shown.asked,
        details=details,
        visibility=visibility,
        updates=form.updates.data,
        network=limits.client_keys() if kind == "individual" else (),
        seconds=form.seconds(),
        proof_missing=form.lacks_work(),
    )


def representative_visibility(form: Any) -> str:
    """How the representative appears: in full, or not at all."""
    return "full" if form.show_representative.data else "withheld"
