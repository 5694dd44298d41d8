"""The signatory's own page: see, change, correct, withdraw, sign again, erase (promise 5)."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import db, is_reading, require_writing, scrub
from petition.organisations.likeness import is_telling
from petition.signing import actions, queries
from petition.signing.evidence import second_person
from petition.signing.forms import (
    KIND_WORDS,
    DetailsOfIndividualForm,
    DetailsOfRepresentativeForm,
    ErasureForm,
    LetterForm,
    PublicForm,
    SecondPersonForm,
    VisibilityForm,
)
from petition.signing.models import Endorsement
from petition.signing.views.page import about, blueprint, problem, text_of
from petition.signing.views.sign import representative_visibility

DONE = (
    "visibility",
    "details",
    "withdrawal",
    "return",
    "second",
    "letter",
    "letter-back",
    "change",
    "dropping",
    "nothing",
    "permission",
    "logo-removal",
    "lifting",
)


@blueprint.get("/mine/<token>")
@access.anybody
def mine(token: str) -> ResponseReturnValue:
    """What the signatory can see and change."""
    endorsement = opened(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    done = request.args.get("done", "")
    return page(endorsement, token, done=done if done in DONE else None)


@blueprint.post("/mine/<token>/visibility")
@access.anybody
def visibility(token: str) -> ResponseReturnValue:
    """Changes how the signatory appears."""
    endorsement, form = opened(token, to_change=True), VisibilityForm()
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not form.validate():
        return page(endorsement, token, visibility_form=form), 422
    require_writing()
    actions.choose_visibility(endorsement, form.visibility.data)
    return changed(token, "visibility")


@blueprint.post("/mine/<token>/details")
@access.anybody
def details(token: str) -> ResponseReturnValue:
    """Corrects what the signatory wrote."""
    endorsement = opened(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    form: Any = _details_form(endorsement)
    if not form.validate():
        return page(endorsement, token, details_form=form), 422
    require_writing()
    visibility = None
    if endorsement.kind == "organisation":
        visibility = representative_visibility(form)
        fields: tuple[str, ...] = ("representative", "role")
    else:
        fields = ("name", "country", "affiliation", "comment")
    actions.correct(endorsement, {name: getattr(form, name).data or None for name in fields}, visibility)
    return changed(token, "details")


@blueprint.post("/mine/<token>/withdrawal")
@access.anybody
def withdrawal(token: str) -> ResponseReturnValue:
    """Takes the signature back."""
    endorsement = opened(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    actions.withdraw(endorsement)
    return changed(token, "withdrawal")


@blueprint.post("/mine/<token>/return")
@access.anybody
def return_(token: str) -> ResponseReturnValue:
    """Gives a withdrawn signature again."""
    endorsement = opened(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not endorsement.takes_signature:
        return problem("closed", endorsement)
    require_writing()
    actions.sign_again(endorsement)
    return changed(token, "return")


@blueprint.post("/mine/<token>/erasure")
@access.anybody
def erasure(token: str) -> ResponseReturnValue:
    """Erases the endorsement and everything kept about it."""
    endorsement, form = opened(token, to_change=True), ErasureForm()
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not form.validate():
        return page(endorsement, token, erasure_form=form), 422
    require_writing()
    statement, text = endorsement.statement, text_of(endorsement)
    actions.erase(endorsement)
    db.session.commit()
    scrub()
    return render_template("signing/erased.html", statement=statement, text=text)


def opened(token: str, *, to_change: bool = False) -> Endorsement | ResponseReturnValue:
    """The endorsement behind the link, held where it is changed now; or the page that says why not."""
    opened = queries.open_own(token)
    endorsement = opened.endorsement
    if endorsement is not None:
        languages.speak(endorsement.language)
    if opened.problem or endorsement is None:
        return problem(opened.problem or "mangled", endorsement)
    if to_change and not access.same_origin():
        return problem("foreign", endorsement)
    return actions.locked(endorsement.id) if to_change and not is_reading() else endorsement


def changed(token: str, done: str, part: str | None = None) -> ResponseReturnValue:
    """Commits, and leads back to the own page with a word of what was done."""
    db.session.commit()
    scrub()
    return redirect(url_for(".mine", token=token, done=done, _anchor=part), 303)


def _details_form(endorsement: Endorsement, **sent: Any) -> PublicForm:
    given = endorsement.details or {}
    if endorsement.kind == "organisation":
        shown = {**given, "show_representative": endorsement.visibility == "full"}
        return DetailsOfRepresentativeForm(data=shown, **sent)
    return DetailsOfIndividualForm(data=given, **sent)


def page(endorsement: Endorsement, token: str, *, done: str | None = None, **forms: PublicForm) -> str:
    """The own page, with forms as they were sent in place of fresh ones."""
    shown: dict[str, PublicForm] = {
        "visibility_form": VisibilityForm(formdata=None, visibility=endorsement.visibility),
        "details_form": _details_form(endorsement, formdata=None),
        "erasure_form": ErasureForm(formdata=None),
        "second_form": SecondPersonForm(formdata=None),
        "letter_form": LetterForm(formdata=None),
        **forms,
    }
    for form in shown.values():
        form.renew()
    return about(
        "signing/mine.html",
        endorsement,
        token=token,
        done=done,
        faulty=list(forms.values()),
        **shown,
        **(_about_organisation(endorsement) if endorsement.organisation else {}),
    )


def _about_organisation(endorsement: Endorsement) -> dict[str, Any]:
    """What only organisations have: their entry, evidence, a logo, and changes asked for."""
    return {
        "entry": endorsement.organisation,
        "evidence": endorsement.evidence,
        "second_person": second_person,
        "may_ask": is_telling(endorsement.organisation.domain) if endorsement.organisation else False,
        "change": queries.pending_change(endorsement),
        "wanted": queries.changes_wanted(endorsement),
        "permitted_at": endorsement.logo_permitted_at,
        "kind_words": KIND_WORDS,
    }
