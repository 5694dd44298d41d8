"""Part of ``make check``: each text is translated, in words that the interface uses, and each catalogue is compiled."""

from __future__ import annotations

import sys

from babel.messages.pofile import read_po

from petition.config import ROOT
from petition.core.languages import DEFAULT, INTERFACE
from petition.translations import catalogue, old_words


def catalogue_faults(language: str) -> list[str]:
    """A line for each thing that a catalogue lacks."""
    known = catalogue.read_catalogue(language)
    wanted = {(message.id, message.context) for message in catalogue.collect_texts() if message.id}
    here = {(message.id, message.context) for message in known if message.id}
    lines = [f"{language}: not in the catalogue: {text}" for text, _context in sorted(wanted - here, key=str)]
    lines += [f"{language}: no longer in the program: {text}" for text, _context in sorted(here - wanted, key=str)]
    lines += [f"{language}: not translated: {text}" for text in catalogue.missing_translations(known)]
    path = catalogue.compiled_path(language)
    if not path.exists() or path.read_bytes() != catalogue.compile_catalogue(known):
        lines.append(f"{language}: not compiled; run make messages")
    return lines


def old_word_faults() -> list[str]:
    """A line for each text, in the sources or in a catalogue, with a word that must not come back."""
    lines = old_words.find_old_words(catalogue.text_forms(catalogue.collect_texts(), "id"), DEFAULT)
    for language in INTERFACE:
        for path in sorted((ROOT / "petition").glob(f"**/translations/{language}/LC_MESSAGES/*.po")):
            with path.open("rb") as file:
                known = read_po(file, locale=language)
            lines += old_words.find_old_words(catalogue.text_forms(known, "string"), language)
    return lines


def main() -> None:
    """Prints what is missing or must not be said; ends with 1 if anything is."""
    lines = [line for language in catalogue.LANGUAGES for line in catalogue_faults(language)] + old_word_faults()
    print("\n".join(lines) or "The interface is translated.")
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
