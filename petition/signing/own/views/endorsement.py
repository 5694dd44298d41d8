"""The signatory's own page: see, change, correct, withdraw, sign again, erase (promise 5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import db, is_reading, now, require_writing, truncate_wal
from petition.core.fields import PublicForm
from petition.organisations.similarity import is_telling_domain
from petition.signing import links
from petition.signing import queries as endorsements
from petition.signing.evidence.forms import LetterForm, SecondPersonForm
from petition.signing.evidence.grades import parse_second_person
from petition.signing.fields import KIND_WORDS, NEWS_WORDS
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import actions as own
from petition.signing.own import address_changes, data_copies
from petition.signing.own import erasure as own_erasure
from petition.signing.own.forms import ErasureForm, NewAddressForm, VisibilityForm
from petition.signing.pages import blueprint, render_around_endorsement, render_link_problem, text_of
from petition.signing.publication import public_fields
from petition.signing.sign.form_intake import representative_visibility
from petition.signing.sign.forms import DetailsOfIndividualForm, DetailsOfRepresentativeForm
from petition.signing.state import WITHDRAWN

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
    "reservation",
    "news",
    "no-news",
    "address",
    "fresh-link",
    "too-many-links",
)


@blueprint.get("/mine/<token>")
@access.allow_anybody
def mine(token: str) -> ResponseReturnValue:
    """What the signatory can see and change."""
    endorsement = open_endorsement(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    return render_own_page(endorsement, token, done=_deed_word(endorsement))


@blueprint.get("/mine/<token>/data.json")
@access.allow_anybody
def data_copy(token: str) -> ResponseReturnValue:
    """All that is held about the signature, as a file; the page itself does not tell the mail address."""
    endorsement = open_endorsement(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not is_fresh(endorsement, token):
        return render_own_page(endorsement, token), 403
    made = json.dumps(data_copies.copy_data(endorsement), ensure_ascii=False, indent=2)
    answer = Response(made + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-signature.json"'
    return answer


@blueprint.post("/mine/<token>/visibility")
@access.allow_anybody
def visibility(token: str) -> ResponseReturnValue:
    """Changes how the signatory appears."""
    endorsement, form = open_endorsement(token, to_change=True), VisibilityForm()
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not form.validate():
        return render_own_page(endorsement, token, visibility_form=form), 422
    require_writing()
    own.choose_visibility(endorsement, form.visibility.data)
    return redirect_after_change(token, "visibility")


@blueprint.post("/mine/<token>/details")
@access.allow_anybody
def details(token: str) -> ResponseReturnValue:
    """Corrects what the signatory wrote."""
    endorsement = open_endorsement(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    form: Any = _details_form(endorsement)
    if not form.validate():
        return render_own_page(endorsement, token, details_form=form), 422
    require_writing()
    visibility = None
    if endorsement.kind == "organisation":
        visibility = representative_visibility(form)
        fields: tuple[str, ...] = own.OF_REPRESENTATIVE
    else:
        fields = own.OF_INDIVIDUAL
    own.correct_details(endorsement, {name: getattr(form, name).data or None for name in fields}, visibility)
    return redirect_after_change(token, "details")


@blueprint.post("/mine/<token>/withdrawal")
@access.allow_anybody
def withdrawal(token: str) -> ResponseReturnValue:
    """Takes the signature back."""
    endorsement = open_endorsement(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    own.withdraw_signature(endorsement)
    return redirect_after_change(token, "withdrawal")


@blueprint.post("/mine/<token>/return")
@access.allow_anybody
def return_(token: str) -> ResponseReturnValue:
    """Gives a withdrawn signature again."""
    endorsement = open_endorsement(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not endorsement.takes_signature:
        return render_link_problem("ended", endorsement)
    require_writing()
    # What was entered may have been replaced since the page was shown; nobody signs what they did not read.
    mark = endorsements.renewal_mark(endorsement)
    if request.form.get("seen", mark) != mark:
        return render_own_page(endorsement, token)
    own.renew_signature(endorsement)
    return redirect_after_change(token, "return")


@blueprint.post("/mine/<token>/erasure")
@access.allow_anybody
def erasure(token: str) -> ResponseReturnValue:
    """Erases the endorsement and everything kept about it."""
    endorsement, form = open_endorsement(token, to_change=True), ErasureForm()
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if not is_fresh(endorsement, token):
        return render_own_page(endorsement, token), 403
    if not form.validate():
        return render_own_page(endorsement, token, erasure_form=form), 422
    require_writing()
    statement, text = endorsement.statement, text_of(endorsement)
    own_erasure.erase_endorsement(endorsement)
    db.session.commit()
    truncate_wal()
    return render_template("signing/erased.html", statement=statement, text=text)


@blueprint.post("/mine/<token>/news")
@access.allow_anybody
def news(token: str) -> ResponseReturnValue:
    """Stops the news, or says yes to them; the signature stays as it is."""
    endorsement = open_endorsement(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    require_writing()
    wanted = request.form.get("wanted") == "yes" and endorsement.state != WITHDRAWN
    own.choose_updates(endorsement, wanted=wanted)
    return redirect_after_change(token, "news" if wanted else "no-news", "news")


def open_endorsement(token: str, *, to_change: bool = False) -> Endorsement | ResponseReturnValue:
    """The endorsement behind the link, held where it is changed now; or the page that says why not."""
    opened = links.open_own(token)
    endorsement = opened.endorsement
    if endorsement is not None:
        languages.set_language(endorsement.language)
    if opened.problem or endorsement is None:
        return render_link_problem(opened.problem or "mangled", endorsement)
    if to_change and not access.is_same_origin():
        return render_link_problem("foreign", endorsement)
    if not to_change or is_reading():
        return endorsement
    held = endorsements.lock_endorsement(endorsement.id)
    # Whoever waited for it may have waited for the end of this very link.
    opened = links.open_own(token)
    return render_link_problem(opened.problem, held) if opened.problem else held


def is_fresh(endorsement: Endorsement, token: str) -> bool:
    """Whether a link was sent so lately that it also opens what harms where one was stolen: the address, erasing.

    Where no address is kept any more nothing can be sent, and every link does.
    """
    return endorsement.address is None or links.open_own(token).is_fresh


def redirect_after_change(token: str, done: str, part: str | None = None) -> ResponseReturnValue:
    """Commits, and leads back to the own page with a word of what was done."""
    db.session.commit()
    truncate_wal()
    return redirect(url_for(".mine", token=token, done=done, _anchor=part), 303)


def _deed_word(endorsement: Endorsement) -> str | None:
    """The word of what was done, from the address; None where it is so no longer, such as on a page gone back to."""
    done, is_withdrawn = request.args.get("done", ""), endorsement.state == WITHDRAWN
    has_news = endorsement.updates_wanted_at is not None
    is_so = {"withdrawal": is_withdrawn, "news": has_news, "no-news": not has_news}
    return done if done in DONE and is_so.get(done, not is_withdrawn) else None


def _details_form(endorsement: Endorsement, **sent: Any) -> PublicForm:
    given = endorsement.details or {}
    if endorsement.kind == "organisation":
        shown = {**given, "show_representative": endorsement.visibility == "full"}
        return DetailsOfRepresentativeForm(data=shown, **sent)
    return DetailsOfIndividualForm(data=given, **sent)


def render_own_page(endorsement: Endorsement, token: str, *, done: str | None = None, **forms: PublicForm) -> str:
    """The own page, with forms as they were sent in place of fresh ones."""
    shown: dict[str, PublicForm] = {
        "visibility_form": VisibilityForm(formdata=None, visibility=endorsement.visibility),
        "details_form": _details_form(endorsement, formdata=None),
        "erasure_form": ErasureForm(formdata=None),
        "address_form": NewAddressForm(formdata=None),
        "second_form": SecondPersonForm(formdata=None),
        "letter_form": LetterForm(formdata=None),
        **forms,
    }
    for form in shown.values():
        form.renew()
    return render_around_endorsement(
        "signing/mine.html",
        endorsement,
        token=token,
        done=done,
        faulty=list(forms.values()),
        renewed=endorsements.summarise_renewal(endorsement),
        seen=endorsements.renewal_mark(endorsement),
        may_return=endorsement.takes_signature,
        kept_until=_destruction_day(endorsement),
        news_since=endorsement.updates_wanted_at,
        news_words=NEWS_WORDS,
        signed_at=endorsement.asked_at,
        confirmed_at=endorsement.confirmed_at,
        agreed_to=data_copies.find_consent_wording(endorsement),
        public=public_fields(endorsement),
        has_address=endorsement.address is not None,
        **_new_address(endorsement, token),
        **shown,
        **(_organisation_context(endorsement) if endorsement.organisation else {}),
    )


def _new_address(endorsement: Endorsement, token: str) -> dict[str, Any]:
    """Whether the link is fresh; for who has such a one, the address that was asked, and until when it can answer."""
    fresh = is_fresh(endorsement, token)
    asked = address_changes.pending_address(endorsement)
    until = asked.asked_at + timedelta(hours=links.ADDRESS_HOURS) if asked is not None else None
    is_told = fresh and until is not None and until > now()
    return {"is_fresh": fresh, "new_address": asked if is_told else None, "new_address_until": until}


def _destruction_day(endorsement: Endorsement) -> date | None:
    """The day on which what the signatory entered is destroyed."""
    statement = endorsement.statement
    earlier = statement.forget_representatives_on if endorsement.kind == "organisation" else None
    return min((day for day in (earlier, statement.destroy_on) if day), default=None)


def _organisation_context(endorsement: Endorsement) -> dict[str, Any]:
    """What only organisations have: their entry, evidence, a logo, and changes asked for."""
    return {
        "entry": endorsement.organisation,
        "evidence": endorsement.evidence,
        "second_person": parse_second_person,
        "may_ask": is_telling_domain(endorsement.organisation.domain) if endorsement.organisation else False,
        "change": endorsements.pending_change(endorsement),
        "wanted": endorsements.requested_changes(endorsement),
        "permitted_at": endorsement.logo_permitted_at,
        "kind_words": KIND_WORDS,
    }
