"""The page behind the link that confirms."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import begin_reading, begin_writing, db, now, require_writing
from petition.mail.wakeup import wake_worker
from petition.signing import links
from petition.signing import queries as endorsements
from petition.signing.confirm import actions as confirmation
from petition.signing.confirm import individual_pages, individuals
from petition.signing.confirm.thanks import render_current_counts
from petition.signing.models.endorsement import Endorsement
from petition.signing.pages import blueprint, render_around_endorsement, render_link_problem
from petition.signing.state import WAITING, WITHDRAWN
from petition.statements.models import Text
from petition.statements.queries import public_statements


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@access.allow_anybody
def confirm(token: str) -> ResponseReturnValue:
    """Shows what is about to be confirmed; only the button confirms (promise 3)."""
    answer = _confirm_by_link(token) if request.method == "POST" else _show_by_link(token)
    if answer is not None:
        return answer
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


def _show_by_link(token: str) -> str | None:
    """The page of an individual, in the language of signing; None where anything is not as it usually is."""
    found = individuals.find_waiting(token, now())
    return (
        individual_pages.render_confirmation(found, token)
        if found and individual_pages.reads_own_language(found)
        else None
    )


def _confirm_by_link(token: str) -> str | None:
    """Confirms what the link of an individual leads to; None where anything is not as it usually is."""
    if not access.is_same_origin():
        return None
    at = now()
    found = individuals.find_waiting(token, at)
    if found is None or request.form.get("seen", found.mark) != found.mark:
        return None
    weighed = individuals.weigh_waiting(found, at)
    db.session.rollback()
    begin_writing()
    is_confirmed = individuals.confirm_waiting(found, weighed, at)
    if is_confirmed:
        db.session.commit()
        wake_worker()
    else:
        # What the link led to was changed a moment ago.
        db.session.rollback()
    begin_reading()
    if not is_confirmed:
        return None
    if individual_pages.reads_own_language(found):
        return individual_pages.render_thanks(found)
    return _render_confirmed(db.session.get(Endorsement, found.endorsement.id))


def _render_confirmed(endorsement: Endorsement | None) -> str:
    """The page of thanks with everything looked up."""
    signed = endorsement or abort(404)
    languages.set_language(_reading_language(signed))
    text, statement = _text_to_read(signed), signed.statement
    is_organisation = signed.kind == "organisation"
    so_far = (
        render_current_counts(statement, text.language, organisation=is_organisation) if statement.is_public else ""
    )
    return render_around_endorsement("signing/confirmed.html", signed, text=text, so_far=so_far)


def _reading_language(endorsement: Endorsement) -> str:
    """The language that the address asks for, where the edition can be read in it; else the one signed in."""
    asked = request.args.get("lang", "")
    return asked if asked in public_statements.edition_languages(endorsement.edition) else endorsement.language


def _text_to_read(endorsement: Endorsement) -> Text:
    return public_statements.text_in_language(endorsement.edition, _reading_language(endorsement))


def _translate_page(endorsement: Endorsement, token: str) -> dict[str, Any]:
    """The text in the language of the page, and the page in the other languages."""
    links_to = individual_pages.language_links(endorsement.edition, token, _reading_language(endorsement))
    return {"token": token, "text": _text_to_read(endorsement), "texts": links_to}
