"""What coordinators add to the evidence behind a signature: a call, a letter; and reading a letter."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from petition.core import access, posted
from petition.core.db import db, require_writing, scrub
from petition.desk.views import judging
from petition.desk.views.page import blueprint, me, words
from petition.mail.wake import wake
from petition.signing import actions, letters
from petition.signing.models import Endorsement, Evidence, Letter

NOT_A_LETTER = {
    "empty": lazy_gettext("Choose a file"),
    "too_large": lazy_gettext("The file is larger than 5 MB."),
    "not_a_letter": lazy_gettext("This is no PDF, PNG, JPEG or WebP, whatever it is called."),
    "locked": lazy_gettext("The PDF is locked with a password."),
    "damaged": lazy_gettext("The file is damaged and cannot be opened."),
    "active": lazy_gettext("The PDF holds a program or further files. Print it to a new PDF, and file that."),
    "too_many_pixels": lazy_gettext("The picture is larger than any letter needs."),
    "too_many": lazy_gettext("Three letters are on file, which is the most."),
}
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@blueprint.post("/endorsements/<id:endorsement_id>/call")
@access.may("endorsements.decide")
def call(endorsement_id: int) -> ResponseReturnValue:
    """Notes that somebody called the organisation back."""
    note = words("note")
    if not note:
        flash(_("Write in a few words whom you called and what they said."), "fault")
        return back(endorsement_id)
    return done(endorsement_id, lambda one: actions.note_call(one, note, by=me()), _("The call is noted."))


@blueprint.post("/endorsements/<id:endorsement_id>/letter")
@access.may("endorsements.decide")
@access.takes_files(letters.MOST_BYTES)
@posted.reads_first
def letter(endorsement_id: int) -> ResponseReturnValue:
    """Puts a letter on file that reached the coordinators."""
    try:
        content, media = posted.once("letter", lambda: letters.cleaned(_sent()))
    except letters.LetterError as fault:
        return _not_done(endorsement_id, str(NOT_A_LETTER[fault.word]))
    require_writing()
    return done(
        endorsement_id, lambda one: actions.file_letter(one, content, media, by=me()), _("The letter is on file.")
    )


def _sent() -> bytes:
    sent = request.files.get("letter")
    if sent is None:
        return b""
    with sent.stream:
        return bytes(sent.read())


@blueprint.post("/letters/<id:evidence_id>")
@access.may("letters.read")
def open_letter(evidence_id: int) -> ResponseReturnValue:
    """Hands out a letter on file, never to be shown in the browser; that it was read goes on record."""
    found = db.session.get(Letter, evidence_id) or abort(404)
    answer = Response(actions.read_letter(found, by=me()), mimetype=found.media)
    db.session.commit()
    answer.headers["Content-Disposition"] = f'attachment; filename="letter-{evidence_id}.{ENDINGS[found.media]}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/evidence/<id:evidence_id>/removal")
@access.may("endorsements.decide")
def evidence_removal(evidence_id: int) -> ResponseReturnValue:
    """Takes back a call or a letter that a coordinator had put in."""
    evidence = db.session.get(Evidence, evidence_id) or abort(404)
    return done(evidence.endorsement_id, lambda _one: actions.take_out(evidence, by=me()), _("Taken out again."))


@blueprint.post("/endorsements/<id:endorsement_id>/change-wanted")
@access.may("endorsements.decide")
def change_wanted(endorsement_id: int) -> ResponseReturnValue:
    """Asks the representative by mail to put something right."""
    note = words("note")
    if not note:
        flash(_("Write in a few words what is wrong."), "fault")
        return back(endorsement_id)
    told = _("Asked. The mail goes in a minute; until then you can take it back.")
    return done(endorsement_id, lambda one: actions.want_change(one, note, by=me()), told)


def done(endorsement_id: int, deed: Callable[[Endorsement], object], told: str) -> ResponseReturnValue:
    """Does one deed to one endorsement, held meanwhile, and leads back to where it was done."""
    if db.session.get(Endorsement, endorsement_id) is None:
        abort(404)
    try:
        deed(actions.locked(endorsement_id))
    except actions.CannotGive as fault:
        return _not_done(
            endorsement_id, str(NOT_A_LETTER.get(str(fault), _("Only what coordinators put in can be taken out.")))
        )
    except (actions.CannotDecide, actions.Vanished) as fault:
        return _not_done(endorsement_id, why(str(fault)))
    db.session.commit()
    scrub()
    wake()
    flash(told, "success")
    return back(endorsement_id)


def why(word: str) -> str:
    """Why something was not done."""
    if word == "no-address":
        return str(_("Nobody can be mailed about this organisation: no address is kept."))
    return str(_("Somebody decided this meanwhile, or the signatory changed it. Here is how it stands now."))


def back(endorsement_id: int) -> ResponseReturnValue:
    """To where a deed was done: the page that the form names, the changes, or the organisation in the queue."""
    if request.form.get("from") == "changes":
        return redirect(url_for(".changes"), 303)
    if request.form.get("back"):
        return redirect(f"{judging.back()}#item-{endorsement_id}", 303)
    view = "on-hold" if request.form.get("from") == "on-hold" else None
    return redirect(url_for(".queue", view=view, _anchor=f"item-{endorsement_id}"), 303)


def _not_done(endorsement_id: int, told: str) -> ResponseReturnValue:
    db.session.rollback()
    flash(told, "fault")
    return back(endorsement_id)
