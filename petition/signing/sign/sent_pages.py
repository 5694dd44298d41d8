"""The page that names the address: rendered once for all, and for each reader only what is his own put in."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from flask import current_app
from markupsafe import Markup, escape

from petition.core import content_version
from petition.signing.sign.sent_forms import SentForm

MOST = 256
# Nobody can guess them, so nobody can write them into a form or into a text.
ADDRESS_MARK, VALUES_MARK = (secrets.token_hex(16) for _ in range(2))
Pieces = tuple[str, str, str]


def render_sent(sent: SentForm, slug: str, language: str, render: Callable[[SentForm], str]) -> str:
    """The page for a form that was taken in; ``render`` makes it whole, where what is kept of it is no longer right."""
    version = content_version.current_version()
    kept: OrderedDict[tuple[str, str, str], tuple[int, Pieces]] = current_app.extensions.setdefault(
        "sent_pages", OrderedDict()
    )
    place = sent.kind, slug, language
    found = kept.get(place)
    if found is None or version is None or found[0] != version:
        pieces = _split(render(replace(sent, address=ADDRESS_MARK, values=[("", VALUES_MARK)])))
        if version is not None:
            kept[place] = version, pieces
        while len(kept) > MOST:
            kept.popitem(last=False)
    else:
        pieces = found[1]
    before, between, after = pieces
    return "".join((before, escape(sent.address), between, hidden_fields(sent), after))


def hidden_fields(sent: SentForm) -> Markup:
    """What fills the form in again."""
    fields = [f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in sent.values]
    return Markup("".join(fields))  # noqa: S704 - each part of it is escaped


def _split(page: str) -> Pieces:
    before, _mark, rest = page.partition(ADDRESS_MARK)
    between, _mark, after = rest.partition(hidden_fields(SentForm("", "", [("", VALUES_MARK)])))
    return before, between, after
