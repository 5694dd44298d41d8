"""The forms on which people sign."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, form_answers, pages, switches
from petition.core.db import (
    begin_reading,
    connect_for_one_statement,
    db,
    end_reading,
    is_reading,
    require_writing,
    write_transactions,
)
from petition.core.form_answers import Notice, notice_for
from petition.core.right_forms import RightForm
from petition.mail.wakeup import wake_worker
from petition.signing import consent
from petition.signing import queries as endorsements
from petition.signing.fields import with_reservations
from petition.signing.pages import blueprint, mail_sender, render_around_statement, rerender_form, statement_or_404
from petition.signing.reservations import numbered_demands
from petition.signing.sign import actions as signing
from petition.signing.sign import form_intake, sent_forms, sent_pages
from petition.signing.sign.address_slips import suggest_address
from petition.signing.sign.forms import OwnLinkForm, SignAsIndividualForm, SignAsOrganisationForm
from petition.statements.queries import public_statements
from petition.statements.queries.public_statements import ShownStatement


@blueprint.route("/<lang:lang>/<slug>/sign", methods=["GET", "POST"])
@access.allow_anybody
def individual(lang: str, slug: str) -> ResponseReturnValue:
    """Adding one's name."""
    if taken := _take_right_post("individual", SignAsIndividualForm, slug, lang):
        return _answer_sent("individual", taken, slug, lang)
    return _sign_form("individual", form_answers.reuse_form(SignAsIndividualForm), statement_or_404(lang, slug))


@blueprint.route("/<lang:lang>/<slug>/sign/organisation", methods=["GET", "POST"])
@access.allow_anybody
def organisation(lang: str, slug: str) -> ResponseReturnValue:
    """Signing for an organisation."""
    if taken := _take_right_post("organisation", SignAsOrganisationForm, slug, lang):
        return _answer_sent("organisation", taken, slug, lang)
    shown = statement_or_404(lang, slug)
    return _sign_form("organisation", form_answers.reuse_form(lambda: organisation_form(shown)), shown)


@blueprint.get("/<lang:lang>/<slug>/check-your-mail")
@access.allow_anybody
def check_your_mail(lang: str, slug: str) -> ResponseReturnValue:
    """Where every sign-on from another site leads, whatever is known about the address (promise 4)."""
    return pages.make_cacheable(current_app.make_response(_render_sent(statement_or_404(lang, slug), None)))


@blueprint.route("/<lang:lang>/<slug>/own-link", methods=["GET", "POST"])
@access.allow_anybody
def own_link(lang: str, slug: str) -> ResponseReturnValue:
    """Asking for the link to one's own endorsement."""
    shown, form = statement_or_404(lang, slug), form_answers.reuse_form(OwnLinkForm)
    if request.method == "POST" and _is_to_be_corrected():
        return _render_correction("own_link", form, shown)
    if request.method == "POST":
        notice = notice_for(form)
        if notice:
            return rerender_form("signing/own_link.html", shown, form, notice)
        require_writing()
        signing.receive_link_request(shown.statement, form.email.address, shown.asked)
        db.session.commit()
        wake_worker()
        return _answer_sent("own_link", form, slug, lang)
    form.renew()
    return pages.make_cacheable(
        current_app.make_response(render_around_statement("signing/own_link.html", shown, form=form))
    )


def _take_right_post(kind: str, made_by: Any, slug: str, language: str) -> RightForm | None:
    """Takes in a post with which nothing is wrong, and gives it; None where anything has to be looked at."""
    # Where the view starts over, all of it was looked at.
    judged = (
        form_intake.judge_post(kind, made_by, slug, language) if request.method == "POST" and is_reading() else None
    )
    if judged is None:
        return None
    form, known = judged
    if known.is_frozen:
        end_reading()
        with write_transactions(), connect_for_one_statement() as connection:
            if not form_intake.keep_in_one(connection, kind, form, known):
                return None
            connection.commit()
    else:
        if not form_intake.keep_form(kind, form, known):
            return None
        db.session.commit()
    wake_worker()
    return form


def _sign_form(kind: str, form: Any, shown: ShownStatement) -> ResponseReturnValue:
    template = f"signing/{kind}.html"
    consent.show_consent(form, shown.statement, shown.asked)
    if not shown.statement.is_open:
        return render_around_statement("signing/closed.html", shown), 403
    paused = form_answers.pause_notice(shown.statement.id)
    if paused and request.method == "GET":
        return form_answers.answer_form(render_around_statement("signing/closed.html", shown, is_paused=True), paused)
    form.ask_for_work(switches.active_switch("proof", shown.statement.id) is not None)
    if request.method == "GET":
        form.renew()
        page = render_around_statement(template, shown, form=form, notice=None, rule=authority_rule_for(kind, shown))
        return pages.make_cacheable(current_app.make_response(page))
    if _is_to_be_corrected() and not paused:
        return _render_correction(kind, form, shown)
    form_answers.reuse_result("choice", lambda: sent_forms.take_choice(form.email, request.form, suggest_address))
    notice = (
        paused
        or notice_for(form, lambda: not sent_forms.has_slip(form, request.form, suggest_address))
        or changed_text_notice(shown, form)
    )
    if notice:
        return rerender_form(template, shown, form, notice, rule=authority_rule_for(kind, shown))
    require_writing()
    signature = form_intake.signature_from_form(kind, form, shown.asked, form_intake.networks_of(kind))
    signing.keep_signature(shown.edition.id, signature)
    db.session.commit()
    wake_worker()
    return _answer_sent(kind, form, shown.statement.slug, shown.asked)


def _answer_sent(kind: str, form: Any, slug: str, language: str) -> ResponseReturnValue:
    """Says to which address the mail goes: our own forms get that page at once, others are led to one without it.

    The address stands in the answer to the POST and in no URL (docs/decisions/0030-the-address-in-the-answer.md).
    """
    if not sent_forms.wants_page(request.form):
        return redirect(url_for(".check_your_mail", lang=language, slug=slug), 303)
    begin_reading()
    sent = sent_forms.SentForm(kind, form.email.address.text, sent_forms.sent_values(form, request.form))
    return sent_pages.render_sent(sent, slug, language, lambda one: _render_sent(statement_or_404(language, slug), one))


def _render_sent(shown: ShownStatement, sent: sent_forms.SentForm | None) -> str:
    sender = mail_sender(shown.statement, shown.asked)
    return render_around_statement(
        "signing/check_your_mail.html", shown, endpoint=".check_your_mail", sent=sent, sender=sender
    )


def _is_to_be_corrected() -> bool:
    return sent_forms.asks_to_correct(request.form) and access.is_same_origin()


def _render_correction(kind: str, form: Any, shown: ShownStatement) -> ResponseReturnValue:
    """The form as it was sent, for another address; nothing is sent by it."""
    form.renew()
    return render_around_statement(
        f"signing/{kind}.html", shown, form=form, notice="correct", rule=authority_rule_for(kind, shown)
    )


def changed_text_notice(shown: ShownStatement, form: Any) -> Notice | None:
    """A notice where the text, or the sentence of consent, is another one than whoever sent the form had read."""
    is_read = public_statements.is_edition_read(shown.edition, request.form.get("words"))
    return None if is_read and not consent.is_consent_changed(form) else Notice("changed")


def organisation_form(shown: ShownStatement) -> Any:
    """The form on which an organisation signs: the plain one, or where reservations are allowed one that has them."""
    if shown.statement.reservations_allowed_at is None:
        return SignAsOrganisationForm()
    return with_reservations(SignAsOrganisationForm, numbered_demands(shown.edition, shown.text))()


def authority_rule_for(kind: str, shown: ShownStatement) -> tuple[str, str] | None:
    """The rule that the coalition applies to organisations, for their form."""
    return endorsements.authority_rule(shown.statement, shown.asked) if kind == "organisation" else None
