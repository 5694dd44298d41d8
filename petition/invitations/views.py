"""The private page behind an invitation: the text, who has signed, and a form filled in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, languages, posted
from petition.core.db import db, is_reading, require_writing
from petition.core.languages import TAG
from petition.core.posted import Notice, notice_for
from petition.invitations import actions, queries
from petition.invitations.forms import AnswerForm
from petition.invitations.models import Invitation
from petition.mail.wake import wake
from petition.signatories import queries as signatories
from petition.signing import actions as signing
from petition.signing import queries as signed
from petition.signing.fields import DETAILS, with_reservations
from petition.signing.reservations import numbered
from petition.statements import queries as statements
from petition.statements.models import CarriedText
from petition.statements.queries import Shown

blueprint = Blueprint("invitations", __name__)

STATUS = {"mangled": 404, "foreign": 403, "closed": 403, "revoked": 410, "expired": 410, "gone": 410}


@blueprint.after_request
def private(response: Response) -> Response:
    """No cache keeps these pages, no search engine lists them, no other site learns their address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@access.anybody
def invitation(token: str) -> ResponseReturnValue:
    """Shows the text and the form, whatever the public may see by now; only the POST signs."""
    found = _open(token)
    if not isinstance(found, Invitation):
        return found
    shown = _shown(found)
    endorsement = queries.endorsement_of(found)
    if endorsement is not None and endorsement.rejected_at is None:
        return _page("_signed", found, shown, token, endorsement=endorsement)
    if not found.statement.takes_invited:
        return _page("_ended", found, shown, token, word="closed"), STATUS["closed"]
    if request.method == "POST":
        return _sign(found, shown, token)
    if found.declined_at is not None and "again" not in request.args:
        return _page("_declined", found, shown, token)
    return _text_and_form(found, shown, token, _form(found, shown))


@blueprint.get("/invitation/<token>/check-your-mail")
@access.anybody
def check_your_mail(token: str) -> ResponseReturnValue:
    """Where signing leads; the statement need not be public."""
    found = _open(token)
    return _page("check_your_mail", found, _shown(found), token) if isinstance(found, Invitation) else found


@blueprint.post("/invitation/<token>/opening")
@access.anybody
def opening(token: str) -> ResponseReturnValue:
    """The reader says to have it; no link that is merely fetched does."""
    return _deed(token, actions.mark_opened, arrived="yes")


@blueprint.post("/invitation/<token>/refusal")
@access.anybody
def refusal(token: str) -> ResponseReturnValue:
    """No, thank you."""
    return _deed(token, actions.decline)


@blueprint.post("/invitation/<token>/return")
@access.anybody
def return_(token: str) -> ResponseReturnValue:
    """Takes the no back."""
    return _deed(token, actions.undecline)


@blueprint.post("/invitation/<token>/own-link")
@access.anybody
def own_link(token: str) -> ResponseReturnValue:
    """Mails the link to the own endorsement, to the mailbox that signed."""

    def ask(held: Invitation) -> None:
        endorsement = queries.endorsement_of(held)
        if endorsement is not None and endorsement.mailbox is not None:
            signing.receive_link_request(held.statement, endorsement.mailbox, endorsement.language)

    return _deed(token, ask, mailed="yes")


def _open(token: str, *, to_change: bool = False) -> Invitation | ResponseReturnValue:
    """The invitation behind the link, held where it is changed now; or the page that says why not."""
    opened = queries.opened(token)
    found = opened.invitation
    if found is not None:
        languages.speak(found.language)
    problem = opened.problem
    if problem == "expired" and found is not None and queries.endorsement_of(found) is not None:
        problem = None
    if problem or found is None:
        return _problem(problem or "mangled", found)
    if to_change or request.method == "POST":
        if not access.same_origin():
            return _problem("foreign", found)
        return found if is_reading() else queries.locked(found.id) or abort(404)
    return found


def _problem(word: str, found: Invitation | None) -> ResponseReturnValue:
    """The page for a link that leads nowhere; of the text it shows no more than the public may see."""
    listed = [found.statement] if found is not None else statements.listed()
    statement = listed[0] if len(listed) == 1 and listed[0].is_public else None
    return render_template("invitations/_ended.html", word=word, statement=statement), STATUS[word]


def _shown(found: Invitation) -> Shown:
    """The statement in the language asked for, else in that of the invitation, else in the binding one."""
    asked = request.args.get("lang", "")
    for tag in (asked if TAG.fullmatch(asked) else found.language, found.language, found.statement.binding_language):
        shown = statements.shown_of(found.statement, tag)
        if shown is not None:
            languages.speak(tag)
            return shown
    raise LookupError(f"statement {found.statement_id} has no text")


def _deed(token: str, deed: Any, **told: str) -> ResponseReturnValue:
    """Does one thing to an invitation, held meanwhile, and leads back to its page."""
    found = _open(token, to_change=True)
    if not isinstance(found, Invitation):
        return found
    require_writing()
    try:
        deed(found)
    except actions.CannotInvite:
        # It was answered in another window; the page says how it stands.
        db.session.rollback()
    db.session.commit()
    wake()
    query: dict[str, Any] = {"lang": request.args.get("lang"), **told}
    return redirect(url_for(".invitation", token=token, **query), 303)


def _form(found: Invitation, shown: Shown) -> AnswerForm:
    given = found.details or {}
    allowed = shown.statement.reservations_allowed_at is not None
    filled_in = {name: given.get(name) or "" for name in DETAILS} | {"email": found.address or ""}
    demands = numbered(shown.edition, shown.text) if allowed else []
    return with_reservations(AnswerForm, demands)(data=filled_in)


def _sign(found: Invitation, shown: Shown, token: str) -> ResponseReturnValue:
    form = posted.form_once(lambda: _form(found, shown))
    notice = posted.pause(found.statement_id) or notice_for(form, lambda: _may_sign(form, found))
    if notice is None and not statements.is_as_read(shown.edition, request.form.get("words")):
        notice = Notice("changed")
    if notice:
        page = _text_and_form(found, shown, token, form, notice=notice.word, retry_after=notice.minutes)
        return posted.answer(page, notice)
    require_writing()
    actions.receive_signature(found, shown.edition, _signature(form, found, shown))
    db.session.commit()
    wake()
    return redirect(url_for(".check_your_mail", token=token, lang=shown.asked), 303)


def _may_sign(form: AnswerForm, found: Invitation) -> bool:
    """Before everybody may sign, only whoever was invited may: that organisation, from that mailbox."""
    if found.statement.is_open or actions.is_own_answer(found, form.details(), form.email.address):
        return True
    if actions.is_own_answer(found, found.details or {}, form.email.address):
        form.organisation.errors = [_("Until everybody can sign, only the invited organisation can sign here")]
    else:
        form.email.errors = [_("Until everybody can sign, only the invited mailbox can sign here")]
    return False


def _signature(form: AnswerForm, found: Invitation, shown: Shown) -> signing.Signature:
    details = form.details()
    acronym = (found.details or {}).get("acronym")
    if acronym and found.address is not None and actions.is_invited(found, details):
        details["acronym"] = acronym
    return signing.Signature(
        kind="organisation",
        address=form.email.address,
        language=shown.asked,
        details=details,
        visibility="full" if form.show_representative.data else "withheld",
        updates=bool(form.updates.data),
    )


def _text_and_form(found: Invitation, shown: Shown, token: str, form: AnswerForm, **context: Any) -> str:
    form.renew()
    organisations = signatories.organisations(shown.statement.id, languages.current())
    return _page(
        "invitation",
        found,
        shown,
        token,
        form=form,
        organisations=organisations,
        individuals=signatories.individuals(shown.statement.id, limit=12).rows,
        counts=signatories.counts_with_editions(shown.statement.id),
        besides=signatories.besides(shown, organisations),
        authority=signed.authority_rule(shown.statement, shown.asked),
        **{"notice": None, "retry_after": None, **context},
    )


def _page(template: str, found: Invitation, shown: Shown, token: str, **context: Any) -> str:
    """A page about an invitation, with itself in the other languages of the text."""

    def here(language: str) -> str:
        endpoint = ".check_your_mail" if template == "check_your_mail" else ".invitation"
        again = request.args.get("again")
        return url_for(endpoint, token=token, lang=language, again=again)

    return render_template(
        f"invitations/{template}.html",
        invitation=found,
        invited=(found.details or {}).get("organisation") or "",
        statement=shown.statement,
        edition=shown.edition,
        text=shown.text,
        asked_language=shown.asked,
        is_carried=isinstance(shown.text, CarriedText),
        binding_url=here(shown.statement.binding_language),
        texts=[{"language": tag, "url": here(tag), "current": tag == shown.asked} for tag in shown.languages],
        token=token,
        **context,
    )
