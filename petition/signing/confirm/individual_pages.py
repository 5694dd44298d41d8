"""What individuals see of the short way: what they confirm, and the thanks.

Both pages are the same for all under an edition, in a language, but for what the reader gave: they are kept
(``core.kept_pages``), and made of no endorsement at all, so that nothing of anybody's can be in what is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request, url_for

from petition.core import languages
from petition.core.db import db
from petition.core.kept_pages import render_kept
from petition.signing.confirm.individuals import WaitingIndividual
from petition.signing.confirm.thanks import render_current_counts
from petition.signing.publication import name_for_visibility
from petition.signing.queries import CONFIRMED, GIVEN, EndorsementSummary
from petition.signing.state import WAITING
from petition.statements.models import Edition, Text
from petition.statements.queries import public_statements


def reads_own_language(found: WaitingIndividual) -> bool:
    """Whether the page is asked for in the language in which it was signed, which is what the mail links to."""
    return request.args.get("lang", found.endorsement.language) == found.endorsement.language


def render_confirmation(found: WaitingIndividual, token: str) -> str:
    """What is about to be confirmed, with the button."""
    own = {**_own_words(found), "seen": found.mark, "token": token}

    def render(marks: Mapping[str, str]) -> str:
        edition, text = _find_words(found)
        texts = language_links(edition, marks["token"], found.endorsement.language)
        summary = _summarise(found, marks, WAITING)
        return _render("confirm", edition, text, endorsement=summary, texts=texts, seen=marks["seen"])

    return render_kept(_place("confirm", found, own), own, render)


def render_thanks(found: WaitingIndividual) -> str:
    """The page after the button, which says the same to all: also to whoever is checked first."""
    shown = {name: words for name, words in _own_words(found).items() if name == "shown_as"}
    is_public = found.statement.is_public
    own = {**shown, "so_far": render_current_counts(found.statement, _text_language(found)) if is_public else ""}

    def render(marks: Mapping[str, str]) -> str:
        edition, text = _find_words(found)
        return _render(
            "confirmed", edition, text, endorsement=_summarise(found, marks, CONFIRMED), so_far=marks["so_far"]
        )

    return render_kept(_place("confirmed", found, own), own, render)


def language_links(edition: Edition, token: str, reads: str) -> list[dict[str, Any]]:
    """The page in each language of an edition; what was signed stays what it is."""
    return [
        {"language": tag, "url": url_for("signing.confirm", token=token, lang=tag), "current": tag == reads}
        for tag in public_statements.edition_languages(edition)
    ]


def _render(template: str, edition: Edition, text: Text, **context: Any) -> str:
    around = {"statement": edition.statement, "edition": edition, "text": text}
    return render_template(f"signing/{template}.html", **around, **context)


def _place(page: str, found: WaitingIndividual, own: Mapping[str, object]) -> tuple[Any, ...]:
    """All that decides what a page says, but for what raises the number of what pages show."""
    statement = found.statement
    here = found.endorsement.edition_id, found.endorsement.language, statement.is_public, statement.is_open
    return page, *here, statement.is_delivered, tuple(own)


def _own_words(found: WaitingIndividual) -> dict[str, str]:
    """What the reader gave, by the names of ``EndorsementSummary``; what was not given is not there."""
    details, visibility = found.endorsement.details or {}, found.endorsement.visibility
    languages.set_language(found.endorsement.language)
    given = {name: details[name] for name in GIVEN if details.get(name)}
    if "country" in given:
        given["country"] = languages.country_name(given["country"])
    name = details.get("name") or ""
    shown_as = name_for_visibility(name, visibility)
    return {"name": name, **given} | ({} if shown_as is None else {"shown_as": shown_as})


def _summarise(found: WaitingIndividual, own: Mapping[str, str], state: str) -> EndorsementSummary:
    """An endorsement of which nothing is known but what is ``own``."""
    return EndorsementSummary(
        kind="individual",
        visibility=found.endorsement.visibility,
        language=found.endorsement.language,
        name=own.get("name", ""),
        shown_as=own.get("shown_as"),
        show_representative=False,
        state=state,
        reservations=[],
        is_listed_at_once=False,
        is_late=False,
        withdrawn_at=None,
        decided_at=None,
        rejection="",
        is_double=False,
        **{name: own.get(name, "") for name in GIVEN},
    )


def _find_words(found: WaitingIndividual) -> tuple[Edition, Text]:
    edition = db.session.get(Edition, found.endorsement.edition_id) or abort(404)
    return edition, public_statements.text_in_language(edition, found.endorsement.language)


def _text_language(found: WaitingIndividual) -> str:
    """The language of the text that is read: the binding one, where there is none in the reader's."""
    place = "text language", found.endorsement.edition_id, found.endorsement.language
    return render_kept(place, {}, lambda _marks: _find_words(found)[1].language)
