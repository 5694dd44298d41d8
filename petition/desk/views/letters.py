"""The page that shows the mail of an act before the act: for a reason, then for the mail, then for the press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from petition.desk.acts import ActRefused
from petition.desk.queries.letters import LetterPreview
from petition.desk.views.page import typed_words


@dataclass(frozen=True)
class LetterPage:
    """What the page says around the mail: what is done, what follows from it, and what the last button is called."""

    heading: str
    explanation: str
    button: str
    back: str
    label: str
    needs_reason: bool = True


def require_seen_letter(page: LetterPage, preview: Callable[[str], LetterPreview]) -> str:
    """The reason that was typed, once the mail with it was looked at as it would go now.

    Until then raises ActRefused: with the page that asks for the reason, where one is needed, or with the mail.
    """
    reason, seen = typed_words("reason"), request.form.get("seen", "")
    is_asked = "reason" in request.form
    if page.needs_reason and not reason:
        raise ActRefused(lambda: _render_page(page, None, reason, 422 if is_asked else 200))
    shown = preview(reason)
    if seen != shown.mark:
        raise ActRefused(lambda: _render_page(page, shown, reason, 409 if seen else 200))
    return reason


def _render_page(page: LetterPage, preview: LetterPreview | None, reason: str, status: int) -> ResponseReturnValue:
    text = render_template("desk/letter.html", page=page, preview=preview, reason=reason, status=status)
    return text, status
