"""Supporting one’s authority to sign for an organisation: a second person, a letter."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from petition.core import access, form_answers
from petition.core.db import db, require_writing
from petition.mail.wakeup import wake_worker
from petition.signing.evidence import actions as evidence_actions
from petition.signing.evidence import letter_files
from petition.signing.evidence.actions import EvidenceError
from petition.signing.evidence.forms import LetterForm, SecondPersonForm
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence
from petition.signing.own.views.endorsement import open_endorsement, redirect_after_change, render_own_page
from petition.signing.pages import blueprint
from petition.signing.state import WITHDRAWN

CANNOT_ASK = {
    "no_domain": _(
        "The entry has no website on the organisation’s own domain. Correct the website in the "
        "entry first, or send a letter."
    ),
    "other_domain": _("Enter an address on the organisation’s own domain, the one of its website"),
    "same_mailbox": _("Enter the address of another person; this is the mailbox that signed"),
    "given": _("This person has answered already"),
    "too_many": _("Three people have been asked, which is the maximum"),
}
NOT_A_LETTER = {
    "empty": _("Choose a file"),
    "too_large": _("The file is larger than 5 MB. Send a smaller one."),
    "not_a_letter": _("This is not a PDF, PNG, JPEG or WebP, whatever its name is. Send the letter as one of these."),
    "locked": _("The PDF is protected by a password. Save it without one and send it again."),
    "damaged": _("The file is damaged and cannot be opened. Save it again and send it again."),
    "active": _("The PDF contains a program or further files. Print it to a new PDF and send that."),
    "too_many_pixels": _("The picture is larger than a letter needs to be. Make it smaller and send it again."),
    "too_many": _("Three letters are saved, which is the maximum. Delete one first."),
}


@blueprint.post("/mine/<token>/second-person")
@access.allow_anybody
def second_person(token: str) -> ResponseReturnValue:
    """Asks a second person of the organisation to confirm by mail."""
    endorsement, form = open_as_representative(token), SecondPersonForm()
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if form.validate():
        require_writing()
        try:
            evidence_actions.ask_second_person(endorsement, form.second_name.data or "", form.second_email.address)
        except EvidenceError as fault:
            form.second_email.errors = [CANNOT_ASK[str(fault)]]
        else:
            answer = redirect_after_change(token, "second", "support")
            wake_worker()
            return answer
    return render_own_page(endorsement, token, second_form=form), 422


@blueprint.post("/mine/<token>/letter")
@access.allow_anybody
@access.accept_files(letter_files.MOST_BYTES)
def letter(token: str) -> ResponseReturnValue:
    """Puts a letter on file."""
    endorsement, form = open_as_representative(token), form_answers.reuse_form(LetterForm)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if form.validate():
        try:
            content, media = form_answers.reuse_result(
                "letter", lambda: letter_files.clean_letter(form.letter.data or b"")
            )
            require_writing()
            evidence_actions.file_letter(endorsement, content, media)
        except letter_files.LetterFileError as fault:
            form.letter.errors = [NOT_A_LETTER[fault.word]]
        except EvidenceError as fault:
            form.letter.errors = [NOT_A_LETTER[str(fault)]]
        else:
            return redirect_after_change(token, "letter", "support")
    return render_own_page(endorsement, token, letter_form=form), 422


@blueprint.post("/mine/<token>/letter/<id:evidence_id>/removal")
@access.allow_anybody
def letter_removal(token: str, evidence_id: int) -> ResponseReturnValue:
    """Takes a letter back that the organisation had sent."""
    endorsement = open_as_representative(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    evidence = db.session.get(Evidence, evidence_id)
    if evidence is None or evidence.endorsement_id != endorsement.id:
        abort(404)
    require_writing()
    try:
        evidence_actions.withdraw_letter(evidence)
    except EvidenceError:
        abort(404)
    return redirect_after_change(token, "letter-back", "support")


def open_as_representative(token: str, *, to_change: bool = True) -> Endorsement | ResponseReturnValue:
    """The endorsement of an organisation that stands, behind the link of its representative; or why not."""
    endorsement = open_endorsement(token, to_change=to_change)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if endorsement.organisation is None or endorsement.state == WITHDRAWN:
        abort(404)
    return endorsement
