"""``make pages``: the pages that the proxy shows where it cannot ask the program, written into ``deploy/pages``.

The same words and looks as the program's own error pages, in each language of the interface. nginx chooses one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask, render_template, url_for
from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from petition import config, create_app
from petition.core import errors, languages, request_bodies, static_files

FOLDER = config.ROOT / "deploy" / "pages"
NO_SECRET = "a-key-for-pages-that-hold-no-secret-0123456789"  # noqa: S105
WORDS: dict[str, tuple[Any, Any]] = {
    "bad-request": errors.WORDS[400],
    "too-large": (
        errors.WORDS[413][0],
        _(
            "The server accepts at most %(size)s in one request: documents up to 10 MB, letters and "
            "lists of organisations up to 5 MB, logos up to 2 MB. Nothing was changed. Go back and "
            "shorten what you wrote, or choose a smaller file.",
            size=request_bodies.size_in_megabytes(request_bodies.LARGEST_BODY),
        ),
    ),
    "too-many": errors.WORDS[429],
    "busy": errors.WORDS[503],
    "busy-after-sending": (
        errors.WORDS[503][0],
        _(
            "We cannot tell whether your form arrived. If you signed, check your mail in a few "
            "minutes. If there is no mail, sign again: this does no harm, and you are counted once."
        ),
    ),
}


def render_pages(app: Flask) -> Iterator[tuple[Path, str]]:
    """Each page with the file it belongs into, below ``deploy/pages``, and how the proxy chooses among them."""
    for language in languages.INTERFACE:
        with app.test_request_context(f"/{language}/"), force_locale(language):
            static_files.use_plain_names()
            for name, (title, text) in WORDS.items():
                way_on = (url_for("list.front"), errors.WAY_ON)
                page = render_template("errors/error.html", code=None, title=title, text=text, way_on=way_on)
                yield Path(language) / f"{name}.html", page + "\n"
    yield Path("languages.conf"), nginx_maps()


def nginx_maps() -> str:
    """How the proxy finds the reader's language: the address says it, else what the browser names first."""
    spoken = "|".join(sorted(languages.INTERFACE))
    return f"""map $http_accept_language $undersigned_asked_language {{
    default {languages.DEFAULT};
    "~*^(?:(?!\\b(?:{spoken})\\b).)*\\b(?<undersigned_asked>{spoken})\\b"  $undersigned_asked;
}}
map $request_uri $undersigned_language {{
    default $undersigned_asked_language;
    "~^/(?<undersigned_named>{spoken})(/|\\?|$)"  $undersigned_named;
    "~^/[a-z][a-z][a-z]?(-[A-Za-z]+)*/"  {languages.DEFAULT};
}}
"""


def main() -> None:
    """Writes the pages."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load_settings({"SECRET_KEY": NO_SECRET, "DATA_KEYS": NO_SECRET}, instance=Path(folder)))
        for path, page in render_pages(app):
            (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / path).write_text(page)


if __name__ == "__main__":
    main()
