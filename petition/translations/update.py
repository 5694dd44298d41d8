"""``make messages``: brings each catalogue up to date with the sources, and compiles it.

``make language TAG=pt`` begins a new one: see docs/languages.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from babel.messages import Catalog

from petition.core import languages
from petition.translations import catalogue


def main(new: Sequence[str] = ()) -> None:
    """Updates and compiles every catalogue, and those of languages that are ``new``; says what is still missing."""
    for tag in new:
        if tag != languages.base_language(tag) or not languages.is_known_language(tag):
            sys.exit(f"{tag} is not the code of a language (ISO 639), such as pt")
    texts = catalogue.collect_texts()
    wanted = dict.fromkeys([*catalogue.catalogues(), *((catalogue.PUBLIC, tag) for tag in new)])
    # What stands in one catalogue may have moved from the other.
    known = {(name, language): catalogue.read_catalogue(name, language) for name, language in wanted}
    for name, language in wanted:
        fresh = catalogue.read_catalogue(name, language)
        for other in (found for (_name, tag), found in known.items() if tag == language):
            for message in other:
                if message.id and fresh.get(message.id, message.context) is None:
                    fresh.add(message.id, message.string, context=message.context)
        fresh.update(texts[name], no_fuzzy_matching=True)
        _write(fresh, name, language)


def _write(catalog: Catalog, name: str, language: str) -> None:
    path = catalogue.source_path(name, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(catalogue.serialise_catalogue(catalog))
    written = catalogue.read_catalogue(name, language)
    catalogue.compiled_path(name, language).write_bytes(catalogue.compile_catalogue(written))
    missing = len(catalogue.missing_translations(written))
    print(f"{language}, {name}: {len(written)} texts, {missing} of them not translated")


if __name__ == "__main__":
    main(sys.argv[1:])
