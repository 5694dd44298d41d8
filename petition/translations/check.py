"""Part of ``make check``: each text is translated, in words that the interface uses, and each catalogue is compiled."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from babel.messages.pofile import read_po

from petition.config import ROOT
from petition.core.languages import DEFAULT, INTERFACE
from petition.translations import catalogue, glossary, old_words

# A button may be this much longer than in English, and is never too long up to so many characters.
LONGER, SHORT = 1.8, 34
BUTTONS = (("<button", "</button>"), ('<a class="button', "</a>"))
TEXT = re.compile(r'_\("([^"]*)"')


def catalogue_faults(name: str, language: str) -> list[str]:
    """A line for each thing that a catalogue lacks."""
    known = catalogue.read_catalogue(name, language)
    wanted = {(message.id, message.context) for message in catalogue.collect_texts()[name] if message.id}
    here = {(message.id, message.context) for message in known if message.id}
    lines = [f"{language}: not in the catalogue: {text}" for text, _context in sorted(wanted - here, key=str)]
    lines += [f"{language}: no longer in the program: {text}" for text, _context in sorted(here - wanted, key=str)]
    lines += [f"{language}: not translated: {text}" for text in catalogue.missing_translations(known)]
    path = catalogue.compiled_path(name, language)
    if not path.exists() or path.read_bytes() != catalogue.compile_catalogue(known):
        lines.append(f"{language}: not compiled; run make messages")
    return lines


def word_faults(language: str) -> Iterator[str]:
    """A line for each text of public pages and mails that the glossary words otherwise, or too long for a button."""
    terms = glossary.read_terms(language)
    buttons = button_texts()
    for message in catalogue.read_catalogue(catalogue.PUBLIC, language):
        ids, strings = catalogue.forms_of(message.id), catalogue.forms_of(message.string)
        for term in glossary.missing_terms(ids, strings, terms):
            yield f"{language}: “{term}” is said otherwise than in the glossary: {ids[-1]} → {strings[-1]}"
        if ids[0] in buttons and len(strings[0]) > max(SHORT, LONGER * len(ids[0])):
            yield f"{language}: too long for a button: {strings[0]}"


def button_texts() -> set[str]:
    """The texts that stand on buttons of public pages."""
    found: set[str] = set()
    for path in (ROOT / "templates").glob("**/*.html"):
        if catalogue.is_at_desk(str(path.relative_to(ROOT))):
            continue
        template = path.read_text(encoding="utf-8")
        for start, end in BUTTONS:
            for button in template.split(start)[1:]:
                found.update(TEXT.findall(button.split(end)[0]))
    return found


def old_word_faults() -> list[str]:
    """A line for each text, in the sources or in a catalogue, with a word that must not come back."""
    texts = [text for catalog in catalogue.collect_texts().values() for text in catalogue.text_forms(catalog, "id")]
    lines = old_words.find_old_words(texts, DEFAULT)
    for language in INTERFACE:
        for path in sorted((ROOT / "petition").glob(f"**/translations/{language}/LC_MESSAGES/*.po")):
            with path.open("rb") as file:
                known = read_po(file, locale=language)
            lines += old_words.find_old_words(catalogue.text_forms(known, "string"), language)
    return lines


def main() -> None:
    """Prints what is missing or must not be said; ends with 1 if anything is."""
    lines = [line for name, language in catalogue.catalogues() for line in catalogue_faults(name, language)]
    lines += [line for language in catalogue.translated_languages()[catalogue.PUBLIC] for line in word_faults(language)]
    lines += old_word_faults()
    print("\n".join(lines) or "The interface is translated.")
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
