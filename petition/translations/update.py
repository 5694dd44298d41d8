"""``make messages``: brings each catalogue up to date with the sources, and compiles it."""

from __future__ import annotations

from petition.translations import catalogue


def main() -> None:
    """Updates and compiles every catalogue; says what still wants translating."""
    texts = catalogue.collect_texts()
    for language in catalogue.LANGUAGES:
        known = catalogue.read_catalogue(language)
        known.update(texts, no_fuzzy_matching=True)
        catalogue.source_path(language).parent.mkdir(parents=True, exist_ok=True)
        catalogue.source_path(language).write_bytes(catalogue.serialise_catalogue(known))
        fresh = catalogue.read_catalogue(language)
        catalogue.compiled_path(language).write_bytes(catalogue.compile_catalogue(fresh))
        print(f"{language}: {len(fresh)} texts, {len(catalogue.missing_translations(fresh))} of them not translated")


if __name__ == "__main__":
    main()
