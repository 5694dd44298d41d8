"""The catalogues of the interface's texts: found in the sources, kept without dates, compiled.

There are two: ``messages`` has what signatories, invited organisations and readers see, in every language of the
interface; ``desk`` has what coordinators alone see, in the languages of the desk.
"""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from petition.config import ROOT
from petition.core.languages import DEFAULT, DESK

HERE = Path(__file__).parent
KEYWORDS = {
    "_": None,
    "_now": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
DATED = re.compile(rb'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By).*\n', re.M)
PUBLIC, AT_DESK = "messages", "desk"
# What coordinators alone see. Whatever a page or a mail for others takes from here is missing in their languages:
# tests/translations looks.
DESK_SOURCES = (
    "petition/accounts/*",
    "petition/core/switches.py",
    "petition/desk/*",
    "petition/jobs.py",
    "petition/notices/*",
    "templates/accounts/*",
    "templates/components/desk.html",
    "templates/components/invitations.html",
    "templates/components/last_look.html",
    "templates/components/list.html",
    "templates/components/parts.html",
    "templates/components/pending.html",
    "templates/components/people.html",
    "templates/components/reasons.html",
    "templates/components/rows.html",
    "templates/components/second_person.html",
    "templates/desk/*",
    "templates/layouts/desk.html",
    "templates/mail/_notice.*",
    "templates/mail/_role.*",
    "templates/mail/account-notice/*",
    "templates/mail/coordinator-*",
    "templates/mail/inbox.html",
    "templates/mail/mail-*",
    "templates/mail/message.html",
    "templates/security/*",
)
# Of these, what signatories read all the same: the reasons that are proposed to coordinators go out by mail.
PUBLIC_SOURCES = ("petition/desk/suggested_reasons.py",)


def translated_languages() -> dict[str, list[str]]:
    """The languages beside English that each catalogue has, by its name."""
    folders = {path.parts[-3] for path in HERE.glob(f"*/LC_MESSAGES/{PUBLIC}.po")}
    at_desk = [language for language in DESK if language != DEFAULT]
    return {PUBLIC: sorted(folders | {*at_desk}), AT_DESK: at_desk}


def catalogues() -> Iterator[tuple[str, str]]:
    """Each catalogue by its name and language."""
    for name, found in translated_languages().items():
        for language in found:
            yield name, language


def source_path(name: str, language: str) -> Path:
    """The catalogue that people edit."""
    return HERE / language / "LC_MESSAGES" / f"{name}.po"


def compiled_path(name: str, language: str) -> Path:
    """The catalogue that the program reads."""
    return source_path(name, language).with_suffix(".mo")


@cache
def collect_texts() -> dict[str, Catalog]:
    """Every text of the interface by the name of its catalogue, as the sources had it when first asked."""
    found = {name: Catalog(project="Undersigned", charset="utf-8") for name in (PUBLIC, AT_DESK)}
    places: dict[tuple[object, str | None], set[bool]] = {}
    texts = list(_extract_texts())
    for source, message, _comments, context in texts:
        places.setdefault((message, context), set()).add(is_at_desk(source))
    for _source, message, comments, context in texts:
        name = AT_DESK if places[message, context] == {True} else PUBLIC
        found[name].add(message, auto_comments=comments, context=context)
    return found


def is_at_desk(source: str) -> bool:
    """Whether coordinators alone see what a file of the program says; its path begins at the checkout."""
    return not _is_among(source, PUBLIC_SOURCES) and _is_among(source, DESK_SOURCES)


def _is_among(source: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(source, pattern) for pattern in patterns)


def _extract_texts() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    for folder in ("petition", "templates"):
        here = [
            (pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(folder)
        ]
        for file, _line, message, comments, context in extract_from_dir(ROOT / folder, here, keywords=KEYWORDS):
            yield f"{folder}/{file}", message, comments, context


def read_catalogue(name: str, language: str) -> Catalog:
    """A catalogue as it stands, or an empty one for a new language."""
    path = source_path(name, language)
    if not path.exists():
        return Catalog(locale=Locale.parse(language), project="Undersigned", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def serialise_catalogue(catalog: Catalog) -> bytes:
    """A catalogue as a file, the same for the same texts: no dates, no places, sorted."""
    catalog.header_comment = "# The interface of Undersigned."
    catalog.fuzzy = False
    buffer = io.BytesIO()
    write_po(buffer, catalog, no_location=True, sort_output=True, width=10_000, ignore_obsolete=True)
    return DATED.sub(b"", buffer.getvalue())


def compile_catalogue(catalog: Catalog) -> bytes:
    """A catalogue compiled; texts that are not translated stay out and appear in English."""
    buffer = io.BytesIO()
    # Any day, always the same one: the same texts make the same file.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(buffer, catalog)
    return buffer.getvalue()


def text_forms(catalog: Catalog, part: str) -> list[str]:
    """The texts of a catalogue (``part`` "id") or its translations ("string"), each form of a plural by itself."""
    return [form for message in catalog if message.id for form in forms_of(getattr(message, part))]


def forms_of(text: object) -> tuple[str, ...]:
    """A text, or its translation, as the forms of its plural; most have one."""
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),)


def missing_translations(catalog: Catalog) -> list[str]:
    """The texts that a catalogue leaves untranslated, or whose placeholders differ."""
    lacking = []
    for message in catalog:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(forms) or message.check(catalog)):
            lacking.append(str(message.id[0] if isinstance(message.id, tuple | list) else message.id))
    return lacking
