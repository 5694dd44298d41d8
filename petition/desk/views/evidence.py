"""What coordinators add to the evidence behind a signature: a call, a letter; and reading a letter."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, form_answers
from petition.core.db import db, require_writing
from petition.desk import acts, refusals, selection
from petition.desk.acts import Outcome
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint, typed_words
from petition.signing.decide import changes
from petition.signing.evidence import actions as evidence_actions
from petition.signing.evidence import letter_files
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence, LetterFile

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@blueprint.post("/endorsements/<id:endorsement_id>/call")
@access.require_permission("endorsements.decide")
def call(endorsement_id: int) -> ResponseReturnValue:
    """Notes that somebody called the organisation back."""
    note = typed_words("note")
    if not note:
        return acts.redirect_with_reason(
            _("Describe in a few words who you phoned and what they said."), redirect_to_origin(endorsement_id)
        )
    return _add_evidence(
        endorsement_id,
        lambda one: evidence_actions.record_call(one, note, by=current_coordinator()),
        _("The call was recorded."),
    )


@blueprint.post("/endorsements/<id:endorsement_id>/letter")
@access.require_permission("endorsements.decide")
@access.accept_files(letter_files.MOST_BYTES)
@form_answers.run_read_first
def letter(endorsement_id: int) -> ResponseReturnValue:
    """Puts a letter on file that reached the coordinators."""
    try:
        content, media = form_answers.reuse_result("letter", lambda: letter_files.clean_letter(_sent_file()))
    except letter_files.LetterFileError as fault:
        return acts.redirect_with_reason(refusals.refusal_words(fault), redirect_to_origin(endorsement_id))
    require_writing()
    said = _("The letter is saved.")
    return _add_evidence(
        endorsement_id, lambda one: evidence_actions.file_letter(one, content, media, by=current_coordinator()), said
    )


def _sent_file() -> bytes:
    sent = request.files.get("letter")
    if sent is None:
        return b""
    with sent.stream:
        return bytes(sent.read())


@blueprint.post("/letters/<id:evidence_id>")
@access.require_permission("letters.read")
def open_letter(evidence_id: int) -> ResponseReturnValue:
    """Hands out a letter on file, never to be shown in the browser; that it was read goes on record."""

    def download_letter(evidence: Evidence) -> Outcome:
        found = db.session.get(LetterFile, evidence.id) or abort(404)
        answer = Response(evidence_actions.read_letter(found, by=current_coordinator()), mimetype=found.media)
        answer.headers["Content-Disposition"] = f'attachment; filename="letter-{evidence.id}.{ENDINGS[found.media]}"'
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer.headers["Cache-Control"] = "no-store"
        return Outcome(answer=lambda: answer)

    return acts.perform_act(download_letter, (Evidence, evidence_id), back=url_for(".queue"))


@blueprint.post("/evidence/<id:evidence_id>/removal")
@access.require_permission("endorsements.decide")
def evidence_removal(evidence_id: int) -> ResponseReturnValue:
    """Takes back a call or a letter that a coordinator had put in."""
    endorsement_id = db.session.get_one(Evidence, evidence_id).endorsement_id

    def remove_piece(_endorsement: Endorsement, evidence: Evidence) -> str:
        evidence_actions.remove_evidence(evidence, by=current_coordinator())
        return str(_("Deleted."))

    held = (Endorsement, endorsement_id), (Evidence, evidence_id)
    return acts.perform_act(remove_piece, *held, back=redirect_to_origin(endorsement_id))


@blueprint.post("/endorsements/<id:endorsement_id>/change-wanted")
@access.require_permission("endorsements.decide")
def change_wanted(endorsement_id: int) -> ResponseReturnValue:
    """Asks the representative by mail to put something right."""
    note = typed_words("note")
    if not note:
        return acts.redirect_with_reason(
            _("Describe in a few words what is wrong."), redirect_to_origin(endorsement_id)
        )

    def want_change(one: Endorsement) -> Outcome:
        wanted = changes.request_change(one, note, by=current_coordinator())
        db.session.flush()
        said = _("Request saved. The mail will be sent in a minute; until then you can cancel it.")
        return Outcome(said, url_for(".change_unwanted", wanted_id=wanted.id))

    return acts.perform_act(want_change, (Endorsement, endorsement_id), back=redirect_to_origin(endorsement_id))


def redirect_to_origin(endorsement_id: int) -> str:
    """Where a deed was done: the page that the form names, the changes, or the organisation in the queue."""
    if request.form.get("from") == "changes":
        return url_for(".changes")
    if request.form.get("back"):
        return f"{selection.origin_url('desk.queue')}#item-{endorsement_id}"
    view = "on-hold" if request.form.get("from") == "on-hold" else None
    return url_for(".queue", view=view, _anchor=f"item-{endorsement_id}")


def _add_evidence(endorsement_id: int, deed: Callable[[Endorsement], Evidence], said: str) -> ResponseReturnValue:
    """Adds evidence, which can be taken out again."""

    def give(one: Endorsement) -> Outcome:
        evidence = deed(one)
        db.session.flush()
        return Outcome(said, url_for(".evidence_removal", evidence_id=evidence.id))

    return acts.perform_act(give, (Endorsement, endorsement_id), back=redirect_to_origin(endorsement_id))
