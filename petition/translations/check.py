"""Part of ``make check``: every text of the interface is translated, and every catalogue is compiled."""

from __future__ import annotations

import sys

from petition.translations import catalogue


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


def main() -> None:
    """Prints what is missing; ends with 1 if anything is."""
    lines = [line for language in catalogue.LANGUAGES for line in catalogue_faults(language)]
    print("\n".join(lines) or "The interface is translated.")
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
