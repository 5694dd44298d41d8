"""The form of a booth: people sign one after another on one device."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from petition.core import access, form_answers
from petition.core.db import begin_reading, db, require_writing
from petition.core.form_answers import notice_for
from petition.mail.wakeup import wake_worker
from petition.signing import consent
from petition.signing.booths import actions, queries
from petition.signing.pages import blueprint, render_around_statement, statement_or_404
from petition.signing.sign import actions as signing
from petition.signing.sign.form_intake import signature_from_form
from petition.signing.sign.forms import SignAsIndividualForm
from petition.signing.sign.views import changed_text_notice
from petition.statements import urls
from petition.statements.queries.public_statements import ShownStatement

# After this the form is there for the next person; it is sooner where somebody presses the button.
RETURN_SECONDS = 30


@blueprint.route("/<lang:lang>/<slug>/booth/<token>", methods=["GET", "POST"])
@access.allow_anybody
def booth(lang: str, slug: str, token: str) -> ResponseReturnValue:
    """Adding one's name at an event, on a device that is passed on; the answer is empty for the next person."""
    shown = statement_or_404(lang, slug)
    found = queries.find_booth(shown.statement.id, token)
    if found is None or not queries.is_running(found):
        page = render_around_statement("signing/booth_ended.html", shown, endpoint=".individual")
        return page, 404 if found is None else 410
    form = form_answers.reuse_form(SignAsIndividualForm)
    consent.show_consent(form, shown.statement, shown.asked)
    paused = form_answers.pause_notice(shown.statement.id)
    if paused:
        return form_answers.answer_form(render_around_statement("signing/closed.html", shown, is_paused=True), paused)
    if request.method == "GET":
        form.renew()
        return _render("signing/booth.html", shown, token, form=form, notice=None)
    notice = notice_for(form, budget=(f"{found.hourly_limit} per hour", f"booth {found.id}")) or changed_text_notice(
        shown, form
    )
    if notice:
        form.renew()
        word = "booth-limit" if notice.word == "limit" else notice.word
        page = _render("signing/booth.html", shown, token, form=form, notice=word, retry_after=notice.minutes)
        return form_answers.answer_form(page, notice)
    require_writing()
    signature = signature_from_form("individual", form, shown.asked, queries.trace_of(found))
    signing.keep_signature(shown.edition.id, signature)
    actions.count_form(found)
    db.session.commit()
    wake_worker()
    begin_reading()
    return _render("signing/booth_signed.html", shown, token, address=form.email.address.text, seconds=RETURN_SECONDS)


def _render(template: str, shown: ShownStatement, token: str, **context: Any) -> str:
    """A page of the booth; the other languages are those of the booth too."""
    texts = urls.language_links(shown, ".booth", token=token)
    return render_template(
        template, statement=shown.statement, edition=shown.edition, text=shown.text, texts=texts, token=token, **context
    )
