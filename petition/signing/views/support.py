"""Supporting one’s authority to sign for an organisation: a second person, a letter."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from petition.core import access, posted
from petition.core.db import db, require_writing
from petition.mail.wake import wake
from petition.signing import actions, letters
from petition.signing.forms import LetterForm, SecondPersonForm
from petition.signing.models import Endorsement, Evidence
from petition.signing.state import WITHDRAWN
from petition.signing.views.mine import changed, opened, page
from petition.signing.views.page import blueprint

CANNOT_ASK = {
    "no_domain": _(
        "We do not know the organisation’s own domain. Correct the website in the entry first, or send a letter."
    ),
    "other_domain": _("Write an address on the organisation’s own domain, the one of its website"),
    "same_mailbox": _("Write the address of another person; this is the mailbox that signed"),
    "given": _("This person has answered already"),
    "too_many": _("Three people have been asked, which is the most"),
}
NOT_A_LETTER = {
    "empty": _("Choose a file"),
    "too_large": _("The file is larger than 5 MB. Send a smaller one."),
    "not_a_letter": _("This is no PDF, PNG, JPEG or WebP, whatever it is called. Send the letter as one of these."),
    "locked": _("The PDF is locked with a password. Save it without one and send it again."),
    "damaged": _("The file is damaged and cannot be opened. Save it anew and send it again."),
    "active": _("The PDF holds a program or further files. Print it to a new PDF, and send that."),
    "too_many_pixels": _("The picture is larger than any letter needs. Make it smaller and send it again."),
    "too_many": _("Three letters are on file, which is the most. Take one back first."),
}


@blueprint.post("/mine/<token>/second-person")
@access.anybody
def second_person(token: str) -> ResponseReturnValue:
    """Asks a second person of the organisation to confirm by mail."""
    endorsement, form = representative(token), SecondPersonForm()
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if form.validate():
        require_writing()
        try:
            actions.ask_second_person(endorsement, form.second_name.data or "", form.second_email.address)
        except actions.CannotGive as fault:
            form.second_email.errors = [CANNOT_ASK[str(fault)]]
        else:
            answer = changed(token, "second", "support")
            wake()
            return answer
    return page(endorsement, token, second_form=form), 422


@blueprint.post("/mine/<token>/letter")
@access.anybody
@access.takes_files(letters.MOST_BYTES)
def letter(token: str) -> ResponseReturnValue:
    """Puts a letter on file."""
    endorsement, form = representative(token), posted.form_once(LetterForm)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if form.validate():
        try:
            content, media = posted.once("letter", lambda: letters.cleaned(form.letter.data or b""))
            require_writing()
            actions.file_letter(endorsement, content, media)
        except letters.LetterError as fault:
            form.letter.errors = [NOT_A_LETTER[fault.word]]
        except actions.CannotGive as fault:
            form.letter.errors = [NOT_A_LETTER[str(fault)]]
        else:
            return changed(token, "letter", "support")
    return page(endorsement, token, letter_form=form), 422


@blueprint.post("/mine/<token>/letter/<id:evidence_id>/removal")
@access.anybody
def letter_removal(token: str, evidence_id: int) -> ResponseReturnValue:
    """Takes a letter back that the organisation had sent."""
    endorsement = representative(token)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    evidence = db.session.get(Evidence, evidence_id)
    if evidence is None or evidence.endorsement_id != endorsement.id:
        abort(404)
    require_writing()
    try:
        actions.take_back_letter(evidence)
    except actions.CannotGive:
        abort(404)
    return changed(token, "letter-back", "support")


def representative(token: str, *, to_change: bool = True) -> Endorsement | ResponseReturnValue:
    """The endorsement of an organisation that stands, behind the link of its representative; or why not."""
    endorsement = opened(token, to_change=to_change)
    if not isinstance(endorsement, Endorsement):
        return endorsement
    if endorsement.organisation is None or endorsement.state == WITHDRAWN:
        abort(404)
    return endorsement
