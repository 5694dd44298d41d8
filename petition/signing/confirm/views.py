"""The page behind the link that confirms."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import begin_reading, begin_writing, db, now, require_writing
from petition.mail.wakeup import wake_worker
from petition.signing import links, tallying
from petition.signing import queries as endorsements
from petition.signing.confirm import actions as confirmation
from petition.signing.confirm import individuals, thanks
from petition.signing.confirm.individuals import WaitingIndividual
from petition.signing.models.endorsement import Endorsement
from petition.signing.pages import blueprint, render_around_endorsement, render_link_problem
from petition.signing.state import WAITING, WITHDRAWN
from petition.statements.models import Text
from petition.statements.queries import public_statements


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@access.allow_anybody
def confirm(token: str) -> ResponseReturnValue:
    """Shows what is about to be confirmed; only the button confirms (promise 3)."""
    if request.method == "POST" and (confirmed := _confirm_by_link(token)):
        one = confirmed.endorsement
        return thanks.render_thanks(confirmed, partial(_render_for, one.id), partial(_count_signed, one.statement_id))
    opened = links.open_confirmation(token)
    endorsement = opened.endorsement
    if endorsement is not None:
        languages.set_language(_reading_language(endorsement))
    counts = endorsement is not None and endorsement.state not in (WAITING, WITHDRAWN)
    if request.method == "POST" and opened.problem == "used" and counts:
        return _render_confirmed(endorsement)
    if opened.problem or endorsement is None:
        return render_link_problem(opened.problem or "mangled", endorsement)
    if request.method == "POST":
        if not access.is_same_origin():
            return render_link_problem("foreign", endorsement)
        require_writing()
        # What the page showed may have been replaced since; nobody confirms words they did not read.
        endorsement = endorsements.lock_endorsement(endorsement.id)
        if request.form.get("seen", endorsements.confirmation_mark(endorsement)) == endorsements.confirmation_mark(
            endorsement
        ):
            confirmation.confirm_endorsement(endorsement, opened.mail)
            db.session.commit()
            wake_worker()
            return _render_confirmed(endorsement)
    return render_around_endorsement(
        "signing/confirm.html",
        endorsement,
        seen=endorsements.confirmation_mark(endorsement),
        **_translate_page(endorsement, token),
    )


def _confirm_by_link(token: str) -> WaitingIndividual | None:
    """Confirms what the link of an individual leads to; None where anything is not as it usually is."""
    if not access.is_same_origin():
        return None
    at = now()
    found = individuals.find_waiting(token, at)
    if found is None or request.form.get("seen", found.mark) != found.mark:
        return None
    db.session.rollback()
    begin_writing()
    if individuals.confirm_waiting(found, at):
        db.session.commit()
        wake_worker()
        begin_reading()
        return found
    # What the link led to was changed a moment ago.
    db.session.rollback()
    begin_reading()
    return None


def _render_for(endorsement_id: int, name: str | None) -> str:
    """The page of thanks with everything looked up; ``name`` in the place of the reader's."""
    endorsement = db.session.get(Endorsement, endorsement_id) or abort(404)
    languages.set_language(_reading_language(endorsement))
    text = _text_to_read(endorsement)
    return render_around_endorsement("signing/confirmed.html", endorsement, text=text, shown_as=name)


def _count_signed(statement_id: int) -> int:
    return sum(tallying.read_tally(statement_id).values())


def _render_confirmed(endorsement: Endorsement | None) -> ResponseReturnValue:
    signed = endorsement or abort(404)
    return render_around_endorsement("signing/confirmed.html", signed, text=_text_to_read(signed))


def _reading_language(endorsement: Endorsement) -> str:
    """The language that the address asks for, where the edition can be read in it; else the one signed in."""
    asked = request.args.get("lang", "")
    return asked if asked in public_statements.edition_languages(endorsement.edition) else endorsement.language


def _text_to_read(endorsement: Endorsement) -> Text:
    return public_statements.text_in_language(endorsement.edition, _reading_language(endorsement))


def _translate_page(endorsement: Endorsement, token: str) -> dict[str, Any]:
    """The text in the language of the page, and the page in the other languages; what was signed stays what it is."""
    here = _reading_language(endorsement)
    texts = [
        {"language": tag, "url": url_for(".confirm", token=token, lang=tag), "current": tag == here}
        for tag in public_statements.edition_languages(endorsement.edition)
    ]
    return {"token": token, "text": _text_to_read(endorsement), "texts": texts}
