"""``make messages``: brings each catalogue up to date with the sources, and compiles it."""

from __future__ import annotations

from petition.translations import catalogue


def main() -> None:
    """Updates and compiles every catalogue; says what still wants translating."""
    texts = catalogue.found()
    for language in catalogue.LANGUAGES:
        known = catalogue.read(language)
        known.update(texts, no_fuzzy_matching=True)
        catalogue.source(language).parent.mkdir(parents=True, exist_ok=True)
        catalogue.source(language).write_bytes(catalogue.written(known))
        fresh = catalogue.read(language)
        catalogue.compiled(language).write_bytes(catalogue.machine_readable(fresh))
        print(f"{language}: {len(fresh)} texts, {len(catalogue.missing(fresh))} of them not translated")


if __name__ == "__main__":
    main()
