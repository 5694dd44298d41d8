"""What the terms of the interface are called in each language: ``glossary.toml``, for native readers to correct.

``make check`` names each text that says a term otherwise.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

GLOSSARY = Path(__file__).with_suffix(".toml")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def read_terms(language: str) -> dict[str, re.Pattern[str]]:
    """The English terms with what any translation of a text that has one must contain."""
    known = tomllib.loads(GLOSSARY.read_text(encoding="utf-8")).get(language, {})
    return {term: term_pattern(forms) for term, forms in known.items()}


def term_pattern(forms: str | Sequence[str]) -> re.Pattern[str]:
    """What any form of a term matches; the star stands for any ending."""
    return re.compile("|".join(map(_pattern_of, [forms] if isinstance(forms, str) else forms)), re.IGNORECASE)


def missing_terms(
    texts: Sequence[str], translations: Sequence[str], terms: dict[str, re.Pattern[str]]
) -> Iterator[str]:
    """The terms that a text has and that none of the forms of its translation says as the glossary does."""
    english = PLACEHOLDER.sub("…", " ".join(texts))
    said = PLACEHOLDER.sub("…", " ".join(translations))
    for term, pattern in terms.items():
        if re.search(rf"\b{re.escape(term)}s?\b", english, re.IGNORECASE) and not pattern.search(said):
            yield term


def _pattern_of(form: str) -> str:
    return r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in form.split())
