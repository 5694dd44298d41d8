"""Who is behind the site, and behind a statement: set in one language after the other."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.desk import acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.identity import (
    IdentityForm,
    LogoForm,
    SiteIdentityForm,
    StatementIdentityForm,
    identity_mark,
    identity_values,
)
from petition.desk.queries.identity import IdentityPage, identity_page
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint
from petition.desk.views.statements import act_on_statement
from petition.identity import actions
from petition.identity.accents import Accent, make_accent
from petition.identity.queries import find_settings
from petition.organisations.logo_images import MOST_BYTES
from petition.statements.models import Statement


@blueprint.get("/identity")
@access.require_permission("site.edit")
def site_identity() -> ResponseReturnValue:
    """Who is behind the site, in one language."""
    return _render_page(None)


@blueprint.post("/identity")
@access.require_permission("site.edit")
def site_identity_setting() -> ResponseReturnValue:
    """Sets who is behind the site."""
    return acts.perform_act(lambda: _save_identity(None), back=_page_url(None))


@blueprint.post("/identity/logo")
@access.require_permission("site.edit")
@access.accept_files(MOST_BYTES)
def site_logo() -> ResponseReturnValue:
    """Sets the logo of the site."""
    return acts.perform_act(lambda: _save_logo(None), back=_page_url(None))


@blueprint.post("/identity/logo/removal")
@access.require_permission("site.edit")
def site_logo_removal() -> ResponseReturnValue:
    """Removes the logo of the site."""
    return acts.perform_act(lambda: _remove_logo(None), back=_page_url(None))


@blueprint.get("/statements/<id:statement_id>/identity")
@access.require_permission("statements.read")
def statement_identity(statement_id: int) -> ResponseReturnValue:
    """Who is behind a statement, in one of its languages."""
    return _render_page(db.session.get(Statement, statement_id) or abort(404))


@blueprint.post("/statements/<id:statement_id>/identity")
@access.require_permission("statements.edit")
def statement_identity_setting(statement_id: int) -> ResponseReturnValue:
    """Sets who is behind a statement."""
    return act_on_statement(statement_id, _save_identity, ".statement_identity")


@blueprint.post("/statements/<id:statement_id>/identity/logo")
@access.require_permission("statements.edit")
@access.accept_files(MOST_BYTES)
def statement_logo(statement_id: int) -> ResponseReturnValue:
    """Sets the logo of a statement."""
    return act_on_statement(statement_id, _save_logo, ".statement_identity")


@blueprint.post("/statements/<id:statement_id>/identity/logo/removal")
@access.require_permission("statements.edit")
def statement_logo_removal(statement_id: int) -> ResponseReturnValue:
    """Removes the logo of a statement, which then shows that of the site."""
    return act_on_statement(statement_id, _remove_logo, ".statement_identity")


def _save_identity(held: Statement | None) -> Outcome:
    page = identity_page(held, request.args.get("language"))
    form = _make_form(held, page)
    if not form.validate():
        raise ActRefused(lambda: (_render_page(held, form=form), 422))
    stands = _stored_values(held, form, page)
    if form.seen.data != identity_mark(stands):
        form.seen.data = identity_mark(stands)
        form.form_errors = [
            _("Somebody else saved this page in the meantime. What you typed is still here; save to keep it.")
        ]
        raise ActRefused(lambda: (_render_page(held, form=form), 409))
    is_new = actions.set_identity(
        held,
        by=f"coordinator {current_coordinator()}",
        contact=form.contact.data,
        accent=form.accent.data,
        texts={page.language: form.texts},
    )
    told = _accent_words(make_accent(form.accent.data)) if is_new and form.accent.data else ""
    return Outcome(
        _("Saved. Readers see it from now on.") if is_new else "",
        notes=[told] if told and form.accent.data != stands["accent"] else [],
        back=_page_url(held, language=page.language),
    )


def _save_logo(held: Statement | None = None) -> Outcome:
    form = LogoForm()
    if not form.validate() or form.made is None:
        raise ActRefused(lambda: (_render_page(held, logo_form=form), 422))
    actions.set_logo(held, form.made, by=f"coordinator {current_coordinator()}")
    return Outcome(_("The logo is saved."), back=_page_url(held, _anchor="logo"))


def _remove_logo(held: Statement | None = None) -> Outcome:
    done = actions.remove_logo(held, by=f"coordinator {current_coordinator()}")
    return Outcome(_("The logo was removed.") if done else "", back=_page_url(held, _anchor="logo"))


def _make_form(statement: Statement | None, page: IdentityPage, *, sent: bool = True) -> IdentityForm:
    make = SiteIdentityForm if statement is None else StatementIdentityForm
    form = make() if sent else make(formdata=None)
    if statement is not None and page.has_interface:
        del form["consent"]
    if not sent:
        stands = _stored_values(statement, form, page)
        form.process(formdata=None, data=stands)
        form.seen.data = identity_mark(stands)
    return form


def _stored_values(statement: Statement | None, form: IdentityForm, page: IdentityPage) -> dict[str, str | None]:
    texts = tuple(name for name in form.TEXTS if name in form)
    return identity_values(find_settings(statement.id if statement else None), texts, page.language)


def _render_page(
    statement: Statement | None, *, form: IdentityForm | None = None, logo_form: LogoForm | None = None
) -> str:
    page = identity_page(statement, request.args.get("language"))
    shown = form or _make_form(statement, page, sent=False)
    context: dict[str, Any] = {"statement": statement} if statement else {}
    return render_template(
        "desk/statement_identity.html" if statement else "desk/site_identity.html",
        page=page,
        form=shown,
        logo_form=logo_form or LogoForm(formdata=None),
        faulty=form or logo_form,
        accent_words=_accent_words(page.accent) if page.accent else "",
        **context,
    )


def _accent_words(accent: Accent) -> str:
    """What is shown of a colour that was chosen: as it is, or made readable."""
    if accent.light == accent.dark == accent.chosen:
        return str(_("The colour is shown as you chose it."))
    light = (
        _("On light pages it is shown as you chose it.")
        if accent.light == accent.chosen
        else _("On light pages it is darkened to %(colour)s, so that it can be read.", colour=accent.light)
    )
    dark = (
        _("On dark pages it is shown as you chose it.")
        if accent.dark == accent.chosen
        else _("On dark pages it is lightened to %(colour)s, so that it can be read.", colour=accent.dark)
    )
    return f"{light} {dark}"


def _page_url(statement: Statement | None, **more: Any) -> str:
    if statement is None:
        return url_for(".site_identity", **more)
    return url_for(".statement_identity", statement_id=statement.id, **more)
