"""What coordinators add to the evidence behind a signature: a call, a letter; and reading a letter."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, posted
from petition.core.db import db, require_writing
from petition.desk import acts, refusals, selection
from petition.desk.acts import Done
from petition.desk.views.page import blueprint, me, words
from petition.signing import actions, letters
from petition.signing.models import Endorsement, Evidence, Letter

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@blueprint.post("/endorsements/<id:endorsement_id>/call")
@access.may("endorsements.decide")
def call(endorsement_id: int) -> ResponseReturnValue:
    """Notes that somebody called the organisation back."""
    note = words("note")
    if not note:
        return acts.refuse(_("Write in a few words whom you called and what they said."), back(endorsement_id))
    return _give(endorsement_id, lambda one: actions.note_call(one, note, by=me()), _("The call is noted."))


@blueprint.post("/endorsements/<id:endorsement_id>/letter")
@access.may("endorsements.decide")
@access.takes_files(letters.MOST_BYTES)
@posted.reads_first
def letter(endorsement_id: int) -> ResponseReturnValue:
    """Puts a letter on file that reached the coordinators."""
    try:
        content, media = posted.once("letter", lambda: letters.cleaned(_sent()))
    except letters.LetterError as fault:
        return acts.refuse(refusals.words(fault), back(endorsement_id))
    require_writing()
    said = _("The letter is on file.")
    return _give(endorsement_id, lambda one: actions.file_letter(one, content, media, by=me()), said)


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

    def hand_out(evidence: Evidence) -> Done:
        found = db.session.get(Letter, evidence.id) or abort(404)
        answer = Response(actions.read_letter(found, by=me()), mimetype=found.media)
        answer.headers["Content-Disposition"] = f'attachment; filename="letter-{evidence.id}.{ENDINGS[found.media]}"'
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer.headers["Cache-Control"] = "no-store"
        return Done(answer=lambda: answer)

    return acts.act(hand_out, (Evidence, evidence_id), back=url_for(".queue"))


@blueprint.post("/evidence/<id:evidence_id>/removal")
@access.may("endorsements.decide")
def evidence_removal(evidence_id: int) -> ResponseReturnValue:
    """Takes back a call or a letter that a coordinator had put in."""
    endorsement_id = db.session.get_one(Evidence, evidence_id).endorsement_id

    def take_out(_endorsement: Endorsement, evidence: Evidence) -> str:
        actions.take_out(evidence, by=me())
        return str(_("Taken out again."))

    held = (Endorsement, endorsement_id), (Evidence, evidence_id)
    return acts.act(take_out, *held, back=back(endorsement_id))


@blueprint.post("/endorsements/<id:endorsement_id>/change-wanted")
@access.may("endorsements.decide")
def change_wanted(endorsement_id: int) -> ResponseReturnValue:
    """Asks the representative by mail to put something right."""
    note = words("note")
    if not note:
        return acts.refuse(_("Write in a few words what is wrong."), back(endorsement_id))

    def want_change(one: Endorsement) -> Done:
        wanted = actions.want_change(one, note, by=me())
        db.session.flush()
        said = _("Asked. The mail goes in a minute; until then you can take it back.")
        return Done(said, url_for(".change_unwanted", wanted_id=wanted.id))

    return acts.act(want_change, (Endorsement, endorsement_id), back=back(endorsement_id))


def back(endorsement_id: int) -> str:
    """Where a deed was done: the page that the form names, the changes, or the organisation in the queue."""
    if request.form.get("from") == "changes":
        return url_for(".changes")
    if request.form.get("back"):
        return f"{selection.back_url('desk.queue')}#item-{endorsement_id}"
    view = "on-hold" if request.form.get("from") == "on-hold" else None
    return url_for(".queue", view=view, _anchor=f"item-{endorsement_id}")


def _give(endorsement_id: int, deed: Callable[[Endorsement], Evidence], said: str) -> ResponseReturnValue:
    """Adds evidence, which can be taken out again."""

    def give(one: Endorsement) -> Done:
        evidence = deed(one)
        db.session.flush()
        return Done(said, url_for(".evidence_removal", evidence_id=evidence.id))

    return acts.act(give, (Endorsement, endorsement_id), back=back(endorsement_id))
