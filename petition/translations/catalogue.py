"""The catalogues of the interface's texts: found in the sources, kept without dates, compiled."""

from __future__ import annotations

import io
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from petition.config import ROOT
from petition.core.languages import DEFAULT, INTERFACE

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
LANGUAGES = tuple(language for language in INTERFACE if language != DEFAULT)


def source_path(language: str) -> Path:
    """The catalogue that people edit."""
    return HERE / language / "LC_MESSAGES" / "messages.po"


def compiled_path(language: str) -> Path:
    """The catalogue that the program reads."""
    return source_path(language).with_suffix(".mo")


def collect_texts() -> Catalog:
    """Every text of the interface, as the sources have it today."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    catalog = Catalog(project="Undersigned", charset="utf-8")
    for folder in ("petition", "templates"):
        here = [
            (pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(folder)
        ]
        for _file, _line, message, comments, context in extract_from_dir(ROOT / folder, here, keywords=KEYWORDS):
            catalog.add(message, auto_comments=comments, context=context)
    return catalog


def read_catalogue(language: str) -> Catalog:
    """A catalogue as it stands, or an empty one for a new language."""
    path = source_path(language)
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
    found = [getattr(message, part) for message in catalog if message.id]
    return [form for text in found for form in (text if isinstance(text, tuple | list) else (text,))]


def missing_translations(catalog: Catalog) -> list[str]:
    """The texts that a catalogue leaves untranslated, or whose placeholders differ."""
    lacking = []
    for message in catalog:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(forms) or message.check(catalog)):
            lacking.append(str(message.id[0] if isinstance(message.id, tuple | list) else message.id))
    return lacking
