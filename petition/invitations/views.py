"""The private page behind an invitation: the text, who has signed, and a form filled in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, form_answers, languages
from petition.core.db import db, is_reading, require_writing
from petition.core.form_answers import Notice, notice_for
from petition.core.languages import TAG
from petition.invitations import queries
from petition.invitations.actions import answer
from petition.invitations.actions.invite import InvitationError
from petition.invitations.forms import AnswerForm
from petition.invitations.models import Invitation
from petition.list.queries import counts, demand_support, individuals, signatories
from petition.mail.wakeup import wake_worker
from petition.signing import consent
from petition.signing import queries as endorsements
from petition.signing.fields import DETAILS, with_reservations
from petition.signing.reservations import numbered_demands
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature
from petition.statements.models import CarriedText
from petition.statements.queries import public_statements
from petition.statements.queries.public_statements import ShownStatement

blueprint = Blueprint("invitations", __name__)

STATUS = {"mangled": 404, "foreign": 403, "closed": 403, "revoked": 410, "expired": 410, "gone": 410}


@blueprint.after_request
def make_private(response: Response) -> Response:
    """No cache keeps these pages, no search engine lists them, no other site learns their address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@access.allow_anybody
def invitation(token: str) -> ResponseReturnValue:
    """Shows the text and the form, whatever the public may see by now; only the POST signs."""
    found = _open_invitation(token)
    if not isinstance(found, Invitation):
        return found
    shown = _shown_statement(found)
    endorsement = queries.endorsement_of(found)
    if endorsement is not None and endorsement.rejected_at is None:
        signed = queries.signed_name(endorsement)
        return _render_page("_signed", found, shown, token, endorsement=endorsement, signed=signed)
    if not found.statement.takes_invited:
        return _render_page("_ended", found, shown, token, word="closed"), STATUS["closed"]
    if request.method == "POST":
        return _sign(found, shown, token)
    if found.declined_at is not None and "again" not in request.args:
        return _render_page("_declined", found, shown, token)
    return _text_and_form(found, shown, token, _form(found, shown))


@blueprint.get("/invitation/<token>/check-your-mail")
@access.allow_anybody
def check_your_mail(token: str) -> ResponseReturnValue:
    """Where signing leads; the statement need not be public."""
    found = _open_invitation(token)
    return (
        _render_page("check_your_mail", found, _shown_statement(found), token)
        if isinstance(found, Invitation)
        else found
    )


@blueprint.get("/invitation/<token>/arrival")
@access.allow_anybody
def signature_arrival(token: str) -> ResponseReturnValue:
    """Where signing leads from the invited mailbox: nothing is left to confirm."""
    found = _open_invitation(token)
    if not isinstance(found, Invitation):
        return found
    return _render_page("signature_arrival", found, _shown_statement(found), token)


@blueprint.post("/invitation/<token>/opening")
@access.allow_anybody
def opening(token: str) -> ResponseReturnValue:
    """The reader says to have it; no link that is merely fetched does."""
    return _act_on_invitation(token, answer.mark_opened, arrived="yes")


@blueprint.post("/invitation/<token>/refusal")
@access.allow_anybody
def refusal(token: str) -> ResponseReturnValue:
    """No, thank you."""
    return _act_on_invitation(token, answer.decline_invitation)


@blueprint.post("/invitation/<token>/return")
@access.allow_anybody
def return_(token: str) -> ResponseReturnValue:
    """Takes the no back."""
    return _act_on_invitation(token, answer.undo_decline)


@blueprint.post("/invitation/<token>/own-link")
@access.allow_anybody
def own_link(token: str) -> ResponseReturnValue:
    """Mails the link to the own endorsement, to the mailbox that signed."""

    def ask(held: Invitation) -> None:
        endorsement = queries.endorsement_of(held)
        if endorsement is not None and endorsement.mailbox is not None:
            signing.receive_link_request(held.statement, endorsement.mailbox, endorsement.language)

    return _act_on_invitation(token, ask, mailed="yes")


def _open_invitation(token: str, *, to_change: bool = False) -> Invitation | ResponseReturnValue:
    """The invitation behind the link, held where it is changed now; or the page that says why not."""
    opened = queries.open_invitation(token)
    found = opened.invitation
    if found is not None:
        languages.set_language(found.language)
    problem = opened.problem
    if problem == "expired" and found is not None and queries.endorsement_of(found) is not None:
        problem = None
    if problem or found is None:
        return _render_link_problem(problem or "mangled", found)
    if to_change or request.method == "POST":
        if not access.is_same_origin():
            return _render_link_problem("foreign", found)
        return found if is_reading() else queries.lock_invitation(found.id) or abort(404)
    return found


def _render_link_problem(word: str, found: Invitation | None) -> ResponseReturnValue:
    """The page for a link that leads nowhere; of the text it shows no more than the public may see."""
    listed = [found.statement] if found is not None else public_statements.published_statements()
    statement = listed[0] if len(listed) == 1 and listed[0].is_public else None
    return render_template("invitations/_ended.html", word=word, statement=statement), STATUS[word]


def _shown_statement(found: Invitation) -> ShownStatement:
    """The statement in the language asked for, else in that of the invitation, else in the binding one."""
    asked = request.args.get("lang", "")
    for tag in (asked if TAG.fullmatch(asked) else found.language, found.language, found.statement.binding_language):
        shown = public_statements.show_statement(found.statement, tag)
        if shown is not None:
            languages.set_language(tag)
            return shown
    raise LookupError(f"statement {found.statement_id} has no text")


def _act_on_invitation(token: str, deed: Any, **told: str) -> ResponseReturnValue:
    """Does one thing to an invitation, held meanwhile, and leads back to its page."""
    found = _open_invitation(token, to_change=True)
    if not isinstance(found, Invitation):
        return found
    require_writing()
    try:
        deed(found)
    except InvitationError:
        # It was answered in another window; the page says how it stands.
        db.session.rollback()
    db.session.commit()
    wake_worker()
    query: dict[str, Any] = {"lang": request.args.get("lang"), **told}
    return redirect(url_for(".invitation", token=token, **query), 303)


def _form(found: Invitation, shown: ShownStatement) -> AnswerForm:
    given = found.details or {}
    allowed = shown.statement.reservations_allowed_at is not None
    filled_in = {name: given.get(name) or "" for name in DETAILS} | {"email": found.address or ""}
    demands = numbered_demands(shown.edition, shown.text) if allowed else []
    form = with_reservations(AnswerForm, demands)(data=filled_in)
    consent.show_consent(form, shown.statement, shown.asked)
    return form


def _sign(found: Invitation, shown: ShownStatement, token: str) -> ResponseReturnValue:
    form = form_answers.reuse_form(lambda: _form(found, shown))
    notice = form_answers.pause_notice(found.statement_id) or notice_for(form, lambda: _may_sign(form, found))
    is_read = public_statements.is_edition_read(shown.edition, request.form.get("words"))
    if notice is None and (not is_read or consent.is_consent_changed(form)):
        notice = Notice("changed")
    if notice:
        page = _text_and_form(found, shown, token, form, notice=notice.word, retry_after=notice.minutes)
        return form_answers.answer_form(page, notice)
    require_writing()
    is_mailed = not queries.is_copied_link(token)
    answer.receive_signature(found, shown.edition, _signature(form, found, shown), is_mailed=is_mailed)
    db.session.commit()
    wake_worker()
    needs_no_mail = is_mailed and answer.is_invited_mailbox(found, form.email.address)
    endpoint = ".signature_arrival" if needs_no_mail else ".check_your_mail"
    return redirect(url_for(endpoint, token=token, lang=shown.asked), 303)


def _may_sign(form: AnswerForm, found: Invitation) -> bool:
    """Before everybody may sign, only whoever was invited may: that organisation, from that mailbox."""
    if found.statement.is_open or answer.is_own_answer(found, form.details(), form.email.address):
        return True
    if answer.is_own_answer(found, found.details or {}, form.email.address):
        form.organisation.errors = [_("Until signing opens, only the invited organisation can sign here")]
    else:
        form.email.errors = [_("Until signing opens, only the invited mailbox can sign here")]
    return False


def _signature(form: AnswerForm, found: Invitation, shown: ShownStatement) -> Signature:
    details = form.details()
    acronym = (found.details or {}).get("acronym")
    if acronym and found.address is not None and answer.is_invited(found, details):
        details["acronym"] = acronym
    return Signature(
        kind="organisation",
        address=form.email.address,
        language=shown.asked,
        details=details,
        visibility="full" if form.show_representative.data else "withheld",
        updates=bool(form.updates.data),
        consent=form.consent_words,
        consent_language=form.consent_language,
    )


def _text_and_form(found: Invitation, shown: ShownStatement, token: str, form: AnswerForm, **context: Any) -> str:
    form.renew()
    organisations = signatories.listed_organisations(shown.statement.id, languages.current_language())
    return _render_page(
        "invitation",
        found,
        shown,
        token,
        form=form,
        organisations=organisations,
        individuals=individuals.listed_individuals(shown.statement.id, limit=12).rows,
        counts=counts.counts_with_editions(shown.statement.id),
        besides=demand_support.demand_notes(shown, organisations),
        authority=endorsements.authority_rule(shown.statement, shown.asked),
        **{"notice": None, "retry_after": None, **context},
    )


def _render_page(template: str, found: Invitation, shown: ShownStatement, token: str, **context: Any) -> str:
    """A page about an invitation, with itself in the other languages of the text."""

    def page_url(language: str) -> str:
        endpoint = f".{template}" if template in ("check_your_mail", "signature_arrival") else ".invitation"
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
        binding_url=page_url(shown.statement.binding_language),
        texts=[{"language": tag, "url": page_url(tag), "current": tag == shown.asked} for tag in shown.languages],
        token=token,
        **context,
    )
