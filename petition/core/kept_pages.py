"""Pages that say the same to all but for what is the reader's own: made once, and filled in for each reader.

Such a page is made with marks where the reader's own words belong, so nobody's words are in what is kept. It is kept
under all that decides what it says, only while the number of what pages show stays (``content_version``), and for no
longer than public pages are. ``page_cache`` keeps those that are the same for everybody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence

from flask import current_app, request
from markupsafe import escape

from petition.core import content_version
from petition.core.page_store import OVERHEAD, Moment, PageStore

KEPT_SECONDS = 2.0
MOST_BYTES = 8 * 1024 * 1024
# Of the number that tells marks apart.
DIGITS = 2
Place = tuple[Hashable, ...]
Render = Callable[[Mapping[str, str]], str]


class KeptPage:
    """A page cut at its marks, each piece with the name of what belongs before it.

    ``version`` is the number that goes with what it shows.
    """

    def __init__(self, page: str, secret: str, names: Sequence[str], version: int | None, made: Moment) -> None:
        self.version, self.made, self.size = version, made, len(page.encode()) + OVERHEAD
        self._beginning, *pieces = page.split(secret)
        self._pieces = [(names[int(piece[:DIGITS])], piece[DIGITS:]) for piece in pieces]

    def fill(self, own: Mapping[str, str]) -> str:
        """The page for one reader; what is no markup is escaped."""
        return "".join(
            [self._beginning, *(part for name, piece in self._pieces for part in (escape(own[name]), piece))]
        )


def render_kept(place: Place, own: Mapping[str, str], render: Render, *, seconds: float = KEPT_SECONDS) -> str:
    """The page of a place, with what is the reader's ``own`` in it.

    ``render`` makes it with a mark for each of these names; it is called where none is kept, or no longer than
    ``seconds``. Whatever else it looks at has to stand in ``place``, or to raise the number of what pages show.
    """
    # Both noted before anything is looked up.
    version, made = content_version.current_version(), Moment()
    store, place = _store(), (request.script_root, *place)
    page = store.find(place)
    if page is None or version is None or page.version != version or not page.made.is_fresh(seconds):
        # Nobody can guess it, so nobody can write a mark into a form or into a text.
        secret, names = secrets.token_hex(16), list(own)
        marks = {name: f"{secret}{number:0{DIGITS}}" for number, name in enumerate(names)}
        page = KeptPage(render(marks), secret, names, version, made)
        if version is not None:
            store.keep(place, page)
    return page.fill(own)


def _store() -> PageStore[KeptPage]:
    kept: PageStore[KeptPage] = current_app.extensions.setdefault("kept_pages", PageStore[KeptPage](MOST_BYTES))
    return kept
