"""The links to one's own signatures: to all of them by mail, and a new one in place of those that are not safe."""

from __future__ import annotations

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from petition.core import access, form_answers, languages, pages
from petition.core.db import db, require_writing, truncate_wal
from petition.core.form_answers import notice_for
from petition.mail.wakeup import wake_worker
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import link_requests
from petition.signing.own.forms import MySignaturesForm
from petition.signing.own.views.endorsement import open_endorsement, render_own_page
from petition.signing.pages import blueprint, mail_sender, render_around_endorsement
from petition.signing.sign import sent_forms


@blueprint.route("/<lang:lang>/my-signatures", methods=["GET", "POST"])
@access.allow_anybody
def my_signatures(lang: str) -> ResponseReturnValue:
    """Asking for the links to all that one has signed; the answer is the same whatever is known of the address."""
    if lang not in languages.INTERFACE:
        abort(404)
    form = form_answers.reuse_form(MySignaturesForm)
    if request.method == "GET" or (sent_forms.asks_to_correct(request.form) and access.is_same_origin()):
        form.renew()
        if request.method == "POST":
            return _render(lang, form=form, notice="correct")
        return pages.make_cacheable(current_app.make_response(_render(lang, form=form)), shows_names=False)
    notice = notice_for(form)
    if notice:
        form.renew()
        page = _render(lang, form=form, notice=notice.word, retry_after=notice.minutes)
        return form_answers.answer_form(page, notice)
    require_writing()
    link_requests.receive_links_request(form.email.address, lang)
    db.session.commit()
    wake_worker()
    return _render(
        lang,
        form=form,
        sent=sent_forms.SentForm("my_signatures", form.email.address.text, sent_forms.sent_values(form, request.form)),
    )


@blueprint.post("/mine/<token>/link")
@access.allow_anybody
def link_renewal(token: str) -> ResponseReturnValue:
    """Ends this link and all that were sent before, and mails another one."""
    endorsement = open_endorsement(token, to_change=True)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if endorsement.address is None:
        # Nobody could be sent another one.
        return render_own_page(endorsement, token), 403
    require_writing()
    is_mailed = link_requests.revoke_links(endorsement)
    db.session.commit()
    truncate_wal()
    wake_worker()
    return render_around_endorsement("signing/link_renewal.html", endorsement, is_mailed=is_mailed)


def _render(lang: str, **context: object) -> str:
    links = pages.interface_links("signing.my_signatures", lang)
    return render_template("signing/my_signatures.html", texts=links, sender=mail_sender(None, lang), **context)
