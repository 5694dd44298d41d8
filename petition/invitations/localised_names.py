"""Countries and languages by the names that people write for them, in several languages."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from petition.core import languages
from petition.core.countries import find_country
from petition.core.text import fold_text

WRITTEN_IN = tuple(dict.fromkeys((*languages.INTERFACE, "ru", "uk", "pl", "de", "lt", "fr", "es")))
CODE_LENGTHS = (2, 3)
LANGUAGES = {
    "eng": "en", "англ": "en", "анг": "en", "bel": "be", "бел": "be", "біл": "be", "rus": "ru", "рус": "ru",
    "рос": "ru", "ukr": "uk", "укр": "uk", "ua": "uk", "pol": "pl", "польск": "pl", "пол": "pl", "ger": "de",
    "deu": "de", "нем": "de", "ням": "de", "нім": "de", "fra": "fr", "fre": "fr", "фр": "fr", "spa": "es", "lit": "lt",
}  # fmt: skip
# Languages that also go by their own name; to ask for all that Babel knows takes seconds.
OWN_NAMES = (
    *("hy", "ka", "az", "kk", "ro", "lv", "et", "cs", "sk", "bg", "sr", "hr", "bs", "sl", "mk", "sq", "hu", "fi", "sv"),
    *("nb", "da", "nl", "it", "pt", "el", "tr", "ar", "fa", "he"),
)
THE_WORD_LANGUAGE = {fold_text(word) for word in ("language", "мова", "язык", "język", "sprache", "langue", "kalba")}


def parse_country(written: str) -> str | None:
    """The country (ISO 3166 alpha-2) that is meant by its name, or by its code in small letters as well."""
    return find_country(written) or (find_country(written.upper()) if len(written.strip()) in CODE_LENGTHS else None)


def parse_language(written: str) -> str | None:
    """The tag of the language (BCP 47) that is meant by a tag, a common short form or a name."""
    folded = fold_text(written)
    named = _languages().get(folded) or _languages().get(
        " ".join(word for word in folded.split() if word not in THE_WORD_LANGUAGE)
    )
    return named or _tag(written.strip())


def _tag(written: str) -> str | None:
    language, *subtags = re.split("[-_]", written)
    shaped = [subtag.upper() if len(subtag) == 2 else subtag.capitalize() for subtag in subtags]
    tag = "-".join([language.lower(), *shaped])
    return tag if languages.is_known_language(tag) else None


@cache
def _languages() -> dict[str, str]:
    named = {fold_text(languages.language_name(code)): code for code in OWN_NAMES}
    codes = {str(code) for code in Locale.parse("en").languages}
    codes = {code for code in codes if re.fullmatch("[a-z]{2,3}", code) and languages.is_known_language(code)}
    for tag in WRITTEN_IN:
        for code, label in Locale.parse(tag).languages.items():
            if code in codes:
                named.setdefault(fold_text(label), str(code))
    return named | {fold_text(label): code for label, code in LANGUAGES.items()}
