"""The page of thanks for an individual: the same for all who read it, but for their name and the number so far."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, request
from markupsafe import escape

from petition.core import content_version, languages
from petition.signing.confirm.individuals import WaitingIndividual
from petition.signing.publication import name_for_visibility

MOST = 256
# Where so many have signed, the number may be so many seconds old: nobody sees whether it has them in it.
MANY, KEPT_SECONDS = 1_000, 1.0
NAME_MARK = secrets.token_hex(16)
Place = tuple[int, str]


@dataclass(frozen=True)
class KeptPage:
    """A page around the reader's name; right for a moment, and only while the number of what pages show stays."""

    version: int
    before: str
    after: str
    made_at: float


def render_thanks(confirmed: WaitingIndividual, render: Callable[[str | None], str], count: Callable[[], int]) -> str:
    """The page; ``render`` makes it whole, with a name in the place of the reader's where one is given."""
    endorsement = confirmed.endorsement
    name = name_for_visibility((endorsement.details or {}).get("name") or "", endorsement.visibility)
    if name is None or request.args.get("lang", endorsement.language) != endorsement.language:
        return render(None)
    languages.set_language(endorsement.language)
    place = endorsement.edition_id, endorsement.language
    version, kept = content_version.current_version(), _pages()
    found = kept.get(place)
    if found is None or found.version != version or time.monotonic() - found.made_at > KEPT_SECONDS:
        page = render(NAME_MARK) if version is not None and count() >= MANY else ""
        if version is None or NAME_MARK not in page:
            return render(None)
        found = kept[place] = _split(page, version)
        while len(kept) > MOST:
            kept.popitem(last=False)
    return "".join((found.before, escape(name), found.after))


def _split(page: str, version: int) -> KeptPage:
    before, _mark, after = page.partition(NAME_MARK)
    return KeptPage(version, before, after, time.monotonic())


def _pages() -> OrderedDict[Place, KeptPage]:
    kept: OrderedDict[Place, KeptPage] = current_app.extensions.setdefault("thanks", OrderedDict())
    return kept
